"""Three hundred opgaven as a town might bring them: sixteen that many share, in many words, and a few odd ones."""

from __future__ import annotations

import csv
import io
from random import Random

SEED = 300
PLACES = ("in de Vogelbuurt", "rond het station", "in Oud-Zuid")
WHO = ("Jongeren", "Ouderen", "Ouders met jonge kinderen", "Iedereen in de wijk", "Ondernemers", "Nieuwkomers")

SHARED: dict[str, tuple[str, ...]] = {
    "Een eigen huis voor starters": (
        "Mijn dochter vindt {where} geen huis dat ze kan betalen.",
        "Wie hier opgroeide kan {where} niet blijven wonen.",
        "Huizen staan {where} leeg terwijl starters jaren wachten.",
        "De huur {where} is hoger dan wat een leraar kan betalen.",
        "Er worden {where} alleen dure appartementen gebouwd.",
        "Starters worden {where} steeds overboden door beleggers.",
    ),
    "Veilig naar school fietsen": (
        "Kinderen kunnen {where} niet veilig naar school fietsen.",
        "Auto's rijden {where} te hard langs de school.",
        "Het fietspad {where} houdt ineens op.",
        "Bij het oversteken {where} gaat het elke ochtend bijna mis.",
        "Ouders brengen {where} kinderen met de auto omdat fietsen eng is.",
        "Het is {where} te donker om alleen naar school te fietsen.",
    ),
    "De bus komt niet meer": (
        "De bus {where} rijdt na zeven uur niet meer.",
        "Mijn moeder kan {where} niet meer met de bus naar het ziekenhuis.",
        "De bushalte {where} is weg, en lopen is te ver.",
        "Wie {where} geen auto heeft komt 's zondags nergens.",
        "De buurtbus {where} zoekt al een jaar vrijwillige chauffeurs.",
        "Bus en trein sluiten {where} niet op elkaar aan.",
    ),
    "Niemand meer alleen": (
        "Veel ouderen {where} zien dagen lang niemand.",
        "Mijn buurman {where} lag drie dagen in huis voor iemand het merkte.",
        "Er is {where} geen plek om zomaar koffie te drinken met elkaar.",
        "Ook jonge mensen {where} zijn eenzaam, en niemand praat erover.",
        "Na de dood van mijn man hoorde ik {where} bijna niemand meer.",
        "Wie de taal niet spreekt leert {where} geen buren kennen.",
    ),
    "Schaduw en groen": (
        "Het is {where} 's zomers zo heet dat mensen binnen blijven.",
        "Er staat {where} bijna geen boom die schaduw geeft.",
        "Tuinen {where} zijn betegeld, en het water kan niet weg.",
        "Het plantsoen {where} is een hondentoilet geworden.",
        "Het groen {where} wordt gemaaid als alles net bloeit.",
        "Bankjes {where} staan in de volle zon.",
    ),
    "Geld dat op is": (
        "Gezinnen {where} hebben aan het eind van de maand niets te eten.",
        "Mensen {where} durven niet te vertellen dat ze schulden hebben.",
        "Kinderen {where} gaan niet op sport omdat het te duur is.",
        "De voedselbank {where} heeft elke week meer gezinnen.",
        "Hulp bij schulden is {where} alleen te vinden op het internet.",
        "De rekening voor energie is {where} niet meer te betalen.",
    ),
    "Warm wonen zonder gas": (
        "Huurders {where} mogen zelf niets isoleren.",
        "Ik weet {where} niet wie mij helpt om van het gas af te gaan.",
        "De huizen {where} zijn vochtig en koud.",
        "Zonnepanelen kunnen {where} niet meer op het net.",
        "Iedereen {where} moet alleen uitzoeken welke warmtepomp goed is.",
        "Het warmtenet {where} is duurder dan beloofd.",
    ),
    "Zorg dichtbij": (
        "De huisarts {where} neemt geen nieuwe mensen aan.",
        "Je wacht {where} een jaar op hulp voor je kind.",
        "Mantelzorgers {where} raken op, en niemand neemt het over.",
        "De wijkzuster {where} komt elke dag een ander.",
        "De apotheek {where} is dicht, de volgende is ver.",
        "Wie {where} in de war is krijgt politie in plaats van zorg.",
    ),
    "Een plek voor jongeren": (
        "Jongeren {where} hangen op straat omdat er geen plek voor ze is.",
        "Het jongerencentrum {where} is alleen op woensdag open.",
        "Er is {where} voor meiden niets te doen.",
        "Jongeren {where} worden overal weggestuurd.",
        "Er is {where} geen sportveld waar je zomaar mag spelen.",
        "Niemand vraagt jongeren {where} wat ze zelf willen.",
    ),
    "Winkels en leegstand": (
        "De laatste bakker {where} is gestopt.",
        "De helft van de winkels {where} staat leeg.",
        "Je kunt {where} geen verse groente meer kopen.",
        "De markt {where} wordt elk jaar kleiner.",
        "Kleine ondernemers {where} kunnen de huur van hun winkel niet betalen.",
        "Achter lege etalages {where} gebeurt van alles, maar geen verkoop.",
    ),
    "Afval op straat": (
        "Er ligt {where} altijd afval naast de containers.",
        "De container {where} is vol en wordt niet geleegd.",
        "Grof vuil blijft {where} weken liggen.",
        "Na het weekend ligt {where} het gras vol blikjes.",
        "Ratten komen {where} op het afval af.",
        "Niemand weet {where} welke zak op welke dag mag.",
    ),
    "Taal en meedoen": (
        "Wie {where} Nederlands wil leren wacht een half jaar.",
        "Brieven van de gemeente zijn {where} voor velen niet te lezen.",
        "Nieuwkomers {where} mogen niet werken terwijl ze graag willen.",
        "Ouders {where} begrijpen de school niet, en de school hen niet.",
        "Er zijn {where} geen taalmaatjes genoeg.",
        "Wie laag geschreven is doet {where} nergens aan mee.",
    ),
    "Werk voor wie aan de kant staat": (
        "Wie {where} ouder is dan vijftig krijgt geen gesprek voor werk.",
        "Jongeren zonder diploma vinden {where} alleen losse baantjes.",
        "Bedrijven {where} zoeken vaklui, en er is geen opleiding dichtbij.",
        "Mensen met een beperking krijgen {where} geen kans op werk.",
        "Wie {where} een dag werkt verliest de toeslag van een maand.",
        "Er zijn {where} geen stageplekken voor het mbo.",
    ),
    "Water in de kelder": (
        "Bij elke bui staat het water {where} in de kelder.",
        "Het riool {where} kan de regen niet aan.",
        "De sloot {where} staat droog of loopt over.",
        "Ik weet {where} niet of mijn huis verzakt.",
        "Straten {where} staan blank en dan komt de brandweer.",
        "De dijk {where} moet hoger, maar niemand zegt wanneer.",
    ),
    "Overlast in de nacht": (
        "Ik slaap {where} niet door het lawaai van de terrassen.",
        "Er wordt {where} op straat gedeald, iedereen ziet het.",
        "Scooters scheuren {where} tot diep in de nacht.",
        "Vrouwen durven {where} na tien uur niet over straat.",
        "De wijkagent {where} heeft vier wijken en is er nooit.",
        "Vuurwerk knalt {where} al vanaf oktober.",
    ),
    "Gehoord worden": (
        "De gemeente vraagt {where} wat we willen en doet er niets mee.",
        "Plannen {where} zijn al klaar als wij mogen meepraten.",
        "Altijd dezelfde mensen {where} zitten bij de inspraak.",
        "Wie {where} belt krijgt vijf keer iemand anders aan de lijn.",
        "Een goed idee van bewoners {where} strandt op regels.",
        "Niemand vertelt {where} wat er met ons voorstel is gebeurd.",
    ),
}
"""What many bring, by a name in their own words."""

ODD = (
    "Ik wil dat de kerkklok weer luidt om twaalf uur.",
    "De roeken in de platanen zijn er al langer dan wij.",
    "Wie zorgt voor het graf van wie geen familie heeft?",
    "Laat ons één avond in de week zonder telefoons zijn.",
    "De fanfare heeft geen plek meer om te oefenen.",
    "Mijn volkstuin moet wijken voor een parkeerplaats.",
    "Er is nergens een openbaar toilet.",
    "Bijen sterven door wat er op de akkers wordt gespoten.",
    "De dialectles op school moet blijven.",
    "Drones boven mijn tuin, mag dat zomaar?",
    "Er hoort weer een veerpont over de rivier.",
    "De duivenclub bestaat honderd jaar en niemand weet het.",
)
"""What belongs with nothing else."""


def titles() -> dict[str, str | None]:
    """Three hundred titles as they come in, and which opgave each is about; None: it stands by itself."""
    found: list[tuple[str, str | None]] = [(text, None) for text in ODD]
    for name, texts in SHARED.items():
        found += [(text.format(where=where), name) for where in PLACES for text in texts]
    Random(SEED).shuffle(found)
    return dict(found)


def as_csv() -> bytes:
    """The list as a municipality hands it over, with what stands beside some of the titles."""
    written = io.StringIO()
    rows = csv.writer(written, delimiter=";")
    rows.writerow(("titel", "voor wie"))
    rows.writerows((title, WHO[n % len(WHO)] if n % 3 else "") for n, title in enumerate(titles()))
    return written.getvalue().encode()
