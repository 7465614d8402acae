"""Three whole conversations, led as a facilitator would: without any phone, with forty people, and as an advice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from meeting.procedure.addressing import AddressNeed, AnswerPoint
from meeting.procedure.agreeing import AddAgreement, ConfirmAgreements
from meeting.procedure.arranging import AddBlock, SkipBlock
from meeting.procedure.arrival import Join, OpenMeeting
from meeting.procedure.beside import AgreeToMerge, LayBeside, MergeProposals
from meeting.procedure.checking_out import AskHeard
from meeting.procedure.closing import CloseMeeting
from meeting.procedure.clustering import ConfirmCluster, JudgePlace, MergeViewpoints, NameCluster
from meeting.procedure.conflicting import FlagConflict
from meeting.procedure.core import Role
from meeting.procedure.framing import CountHands, JudgeQuestion, NoteJudgement, RewordQuestion, ShowFit, ShowJudgement
from meeting.procedure.gathering import EditViewpoint, ShowViewpoints, SubmitViewpoint
from meeting.procedure.hands import EnterCount
from meeting.procedure.importing import ImportViewpoints
from meeting.procedure.minority import AddPosition, AskMinority, GiveAnswer, ShareAnswers
from meeting.procedure.missing import NameMissing, ShowMissing
from meeting.procedure.moderating import HoldViewpoint, SendBackViewpoint
from meeting.procedure.practising import OpenPractice
from meeting.procedure.proposing import ConfirmProposal, PutProposal, TableProposal, WithdrawProposal
from meeting.procedure.restating import RestateNeed
from meeting.procedure.sheet import ExplainJump
from meeting.procedure.showing import ShowResult
from meeting.procedure.spreading import Recognise, RecogniseAloud, ShowCounts, SpreadViewpoint, before_the_room
from meeting.procedure.state import AnswerKind, Fit, Level, Method, Option, Origin, RoundKind, Verdict
from meeting.procedure.talking import TakeNote
from meeting.procedure.voting import CastBallot, CloseRound, OpenChoice
from meeting.procedure.waterline import AskGrains, GiveGrain, KeepGrain, NameSides
from meeting.procedure.weaving import LeaveUnmet, Reply, SettlePosition
from tests.harvest.evening import Evening

Count = tuple[tuple[str, int], ...]


class Conversation(Evening):
    """An evening on one of the templates, with what people do in each of its blocks."""

    def agree(self, *texts: str) -> None:
        for number, text in enumerate(texts, 1):
            self.do(AddAgreement, agreement_id=f"agreement-{number}", text=text)
        self.do(ConfirmAgreements, rev=self.meeting.agreements.rev)

    def say(self, *texts: str, origin: Origin | None = None, block: str | None = None) -> list[str]:
        """What is said aloud, or brought for somebody who is not there, typed by staff; returns the ids."""
        return [self._put(text, None, origin, block) for text in texts]

    def write(self, *texts: str) -> list[str]:
        """What people write on their phones, one after another."""
        begin = len(self.meeting.viewpoints)
        return [self._put(text, self.people[(begin + n) % len(self.people)]) for n, text in enumerate(texts)]

    def _put(self, text: str, by: str | None, origin: Origin | None = None, block: str | None = None) -> str:
        viewpoint = f"viewpoint-{len(self.meeting.viewpoints) + 1:02}"
        block_id = block or self.meeting.active
        self.do(SubmitViewpoint, by=by, viewpoint_id=viewpoint, block_id=block_id, text=text, origin=origin, seconds=20)
        return viewpoint

    def show(self) -> None:
        """Everything that waits goes on the screen."""
        waiting = tuple(each.id for each in self.meeting.viewpoints.values() if each.counts and not each.shown)
        self.do(ShowViewpoints, viewpoint_ids=waiting)

    def miss(self, *texts: str, by_phone: bool = False) -> None:
        """Who is not here: said aloud or written, and put on the screen."""
        ids = tuple(f"missing-{number}" for number, _ in enumerate(texts, 1))
        for number, (missing, text) in enumerate(zip(ids, texts, strict=True)):
            by = self.people[number] if by_phone else None
            self.do(NameMissing, by=by, missing_id=missing, block_id=self.meeting.active, text=text)
        self.do(ShowMissing, missing_ids=ids)

    def spread(self, viewpoint: str, *, hands: int = 0, phones: int = 0) -> None:
        """One viewpoint before the room, and who recognises it."""
        now = before_the_room(self.meeting)
        visit, instead = self.meeting.visit, now.id if now else None
        self.do(SpreadViewpoint, viewpoint_id=viewpoint, visit=visit, instead=instead, seconds=60)
        for person in [each for each in self.people if each != self.meeting.viewpoints[viewpoint].author][:phones]:
            self.do(Recognise, by=person, viewpoint_id=viewpoint, seconds=1)
        if hands:
            self.do(RecogniseAloud, viewpoint_id=viewpoint, hands=hands)

    def lay_together(self, topic: str, name: str, *viewpoints: str) -> None:
        """A topic with a name the room says yes to."""
        self.do(MergeViewpoints, cluster_id=topic, rev=0, viewpoint_ids=viewpoints)
        self.do(NameCluster, cluster_id=topic, rev=self.meeting.clusters[topic].rev, name=name)
        self.do(ConfirmCluster, cluster_id=topic, rev=self.meeting.clusters[topic].rev)

    def raise_hands(self, name: str, kind: RoundKind, counts: Count, *, people: int) -> None:
        """A whole round of hands, counted in the room."""
        self.open(name, kind, method=Method.HANDS, beside=people)
        self.do(EnterCount, round_id=name, counts=counts, seconds=120)
        self.do(CloseRound, round_id=name, present=0)
        self.do(ShowResult, round_id=name)

    def choose(self, name: str, counts: Count, *, papers: Count, helped: str) -> None:
        """A round among what lies on the table: on phones, one on somebody else's phone, and on paper."""
        laid = [each for each in map(self.meeting.proposal_of, self.meeting.options) if each]
        frozen = tuple(Option(each.id, each.version) for each in laid)
        beside = sum(n for _, n in papers)
        present = len(self.people)
        self.do(
            OpenChoice, round_id=name, options=frozen, method=Method.PHONES_PAPER, beside=beside + 1, present=present
        )
        for person, choice in zip(self.people, [choice for choice, n in counts for _ in range(n)], strict=False):
            self.do(CastBallot, by=person, seconds=2, round_id=name, choice=(choice,))
        self.do(CastBallot, by=self.people[0], round_id=name, choice=(helped,), person=1)
        for again in (False, True):
            self.do(EnterCount, round_id=name, counts=papers, again=again)
        self.do(CloseRound, round_id=name, present=present)
        self.do(ShowResult, round_id=name)

    def need_aloud(self, name: str, text: str) -> None:
        last = self.meeting.last_round
        assert last is not None
        self.do(AddPosition, position_id=name, round_id=last.id, text=text, seconds=60)

    def stay_with_no(self, person: int, name: str, text: str) -> None:
        """Somebody writes that their no stays, and that nobody has to ask any more."""
        last = self.meeting.last_round
        assert last is not None
        by = self.people[person]
        self.do(GiveAnswer, by=by, round_id=last.id, position_id=name, kind="text", text=text, final=True)

    def restate(self, name: str, text: str, author: int) -> None:
        """The room says a need back; its author and some others say that it is heard right."""
        self.do(RestateNeed, position_id=name, rev=self._rev(name), text=text)
        position = self.meeting.position_of(name)
        assert position is not None
        for person in (*self.people[:6], self.people[author]):
            self.do(Reply, by=person, seconds=2, round_id=position.round_id, position_id=name, fits=True)
        self.do(SettlePosition, position_id=name, rev=position.rev)

    def check_out(self, heard: Sequence[str]) -> None:
        """At the end everybody with a phone says whether they felt heard, and the meeting closes."""
        self.go("close")
        self.do(AskHeard, round_id="heard", present=len(self.people))
        for person, choice in zip(self.people, heard, strict=False):
            self.do(CastBallot, by=person, seconds=2, round_id="heard", choice=(choice,))
        self.do(CloseMeeting, seconds=120)

    def commissioner(
        self, point: str, verdict: Verdict, day: dt.date, text: str | None = None, due: dt.date | None = None
    ) -> None:
        """The commissioner answers a point on her own page, on this day."""
        self.now = dt.datetime.combine(day, dt.time(9, 30), dt.UTC)
        said = sum(each.point == point for each in self.meeting.point_answers)
        self.do(AnswerPoint, role=Role.COMMISSIONER, point_id=point, said=said, verdict=verdict, text=text, due=due)


def courtyard() -> Evening:
    """A conflict of twelve neighbours, without a single phone: spoken, counted by hand, with a no that stays."""
    evening = Conversation(now=dt.datetime(2026, 11, 19, 18, 30, tzinfo=dt.UTC))
    evening.do(
        OpenMeeting,
        question="Wat is ervoor nodig zodat we allemaal prettig aan de hof wonen?",
        title="Samen aan de Lindehof",
        place="De huiskamer van nummer 14",
        date=dt.date(2026, 11, 19),
        template="conflict",
    )
    _courtyard_before_counting(evening)
    _courtyard_voices(evening)
    evening.go("waterline", "rest", minutes=10)
    evening.do(
        ExplainJump, visit=evening.meeting.visit, text="Er was boosheid. We wilden eerst zeggen wat eronder zit."
    )
    _courtyard_below(evening)
    evening.go("propose", "method", minutes=25)
    evening.propose(
        "proposal-1", "Na acht uur ’s avonds is het stil op de hof. Op vrijdag en zaterdag mag het tot tien uur."
    )
    evening.do(ConfirmProposal, proposal_id="proposal-1", version=1)
    evening.do(SkipBlock, block_id="practice", reason="other", sheet_rev=evening.meeting.sheet_rev)
    evening.go("vote", minutes=8)
    evening.raise_hands("round-1", RoundKind.PROPOSAL, (("for", 7), ("against", 4), ("abstain", 1)), people=12)
    evening.go("minority")
    _courtyard_needs(evening)
    evening.go("decide")
    evening.raise_hands("check-1", RoundKind.SUPPORT, (("along", 9), ("leave", 2), ("not_yet", 1)), people=12)
    evening.go("minority", "method")
    evening.do(AskMinority, round_id="check-1", present=0)
    evening.do(ShareAnswers, round_id="check-1", seed=b"shuffle")
    evening.go("decide", "method")
    evening.adopt(owner="Meryem en Henk", first_step="Een briefje in elke bus", review_on=dt.date(2027, 2, 18))
    evening.go("check-out", "method")
    evening.do(
        TakeNote, note_id="note-9", text="Iemand zei: “Ik heb vanavond voor het eerst met mijn buurman gepraat.”"
    )
    evening.go("close", minutes=12)
    evening.do(CloseMeeting, seconds=120)
    return evening


def _courtyard_before_counting(evening: Conversation) -> None:
    evening.go("check-in", minutes=10)
    evening.go("agreements", minutes=20)
    evening.agree("Wat hier gezegd wordt, vertellen we niet verder op de hof.", "We onderbreken elkaar niet.")
    evening.go("framing")
    version = len(evening.meeting.askings)
    evening.do(
        NoteJudgement,
        judgement_id="judgement-1",
        version=version,
        fit=Fit.ALMOST,
        text="Ook voor de kinderen, niet alleen voor ons.",
    )
    evening.do(CountHands, version=version, yes=9, almost=2, no=1)
    evening.do(ShowFit, version=version)
    evening.go("missing")
    evening.miss("De jongens van nummer 3", "Mevrouw Bakker, die ziek is")


def _courtyard_voices(evening: Conversation) -> None:
    evening.go("gather")
    said = evening.say(
        "Ik werk ’s nachts. Als er overdag wordt gevoetbald, slaap ik niet.",
        "Kinderen moeten ergens kunnen spelen. Er is geen andere plek.",
        "De bal komt elke week in mijn tuin.",
        "Vroeger zaten we hier samen buiten. Nu doet iedereen de deur dicht.",
        "Ik durf er niets meer van te zeggen, sinds die ruzie in juni.",
    )
    evening.say("Wij krijgen altijd de schuld, ook als we er niet waren.", origin=Origin.ABSENT)
    evening.show()
    evening.go("seek-no", minutes=20)
    noes = evening.say(
        "Ik wil niet dat we regels maken voor kinderen. Dat zijn we zelf ook geweest.",
        "Ik geloof niet dat iemand zich eraan houdt.",
    )
    evening.show()
    evening.go("spread", minutes=12)
    for viewpoint, hands in ((noes[0], 3), (said[4], 5), (said[0], 4), (noes[1], 2)):
        evening.spread(viewpoint, hands=hands)
    evening.do(ShowCounts, visit=evening.meeting.visit)
    evening.go("topics")
    evening.lay_together("topic-1", "Slapen en spelen", said[0], said[1], said[2])
    evening.lay_together("topic-2", "Het gesprek is weg", said[3], said[4])
    evening.do(ShowCounts, visit=evening.meeting.visit)
    evening.go("break")


def _courtyard_below(evening: Conversation) -> None:
    evening.do(NameSides, first="Rust nodig hebben", second="Ruimte nodig hebben", seconds=120)
    evening.do(TakeNote, note_id="note-1", text="Na een kwartier vertelden mensen over vroeger. Het werd zachter.")
    evening.do(AskGrains, seconds=900)
    grains = ("Ik ben niet boos op kinderen. Ik ben moe.", "Ik mis de hof zoals die was.", "Dat zeg ik liever niet.")
    for number, text in enumerate(grains, 1):
        evening.do(GiveGrain, grain_id=f"grain-{number}", text=text, seconds=60)
    for number in (1, 2):
        evening.do(KeepGrain, grain_id=f"grain-{number}")


def _courtyard_needs(evening: Conversation) -> None:
    evening.do(AskMinority, round_id="round-1", present=0)
    evening.need_aloud("need-1", "Dat ouders op elkaars kinderen mogen letten, zonder dat het ruzie wordt.")
    evening.need_aloud("need-2", "Een doel aan de kant van de garages, zodat de bal niet in de tuinen komt.")
    evening.need_aloud("need-3", "Ik blijf bij mijn nee. Kinderen krijgen weer een verbod.")
    evening.do(ShareAnswers, round_id="round-1", seed=b"shuffle")
    evening.go("weave")
    evening.weave("need-1", AnswerKind.ADDED)
    evening.weave("need-2", AnswerKind.CHANGED, text="We vragen samen om een doel bij de garages.")
    position = evening.meeting.position_of("need-3")
    assert position is not None
    evening.do(LeaveUnmet, position_id="need-3", rev=position.rev, aloud=True)


def street() -> Evening:
    """A neighbourhood talk of forty: four options, a lobby, a second round, needs, and a minority that stands."""
    evening = Conversation(now=dt.datetime(2026, 11, 24, 18, 30, tzinfo=dt.UTC))
    evening.do(
        OpenMeeting,
        question="Wat is ervoor nodig zodat de Molenstraat veilig is?",
        title="Buurtgesprek Molenstraat",
        place="Buurthuis De Molen",
        date=dt.date(2026, 11, 24),
        template="neighbourhood",
        level=Level.TOGETHER,
        decider="Wethouder De Wit",
        answer_by=dt.date(2027, 1, 31),
        info="De straat wordt in 2028 opnieuw gemaakt.\nEr is geld voor één grote verandering.\n"
        "Er rijden nu 3.100 auto’s per dag.",
    )
    evening.do(
        ImportViewpoints,
        import_id="interviews",
        block_id="gather",
        texts=(
            "Ik laat mijn dochter niet alleen naar school fietsen.",
            "Wij laden en lossen elke ochtend voor de deur.",
        ),
    )
    evening.join(36)
    evening.do(Join, by="watcher-1", watching=True)
    _street_before_counting(evening)
    _street_voices(evening)
    _street_options(evening)
    evening.go("minority", "method")
    _street_needs(evening)
    evening.go("decide")
    evening.vote("check-1", RoundKind.SUPPORT, [("along", 29), ("leave", 4), ("not_yet", 2)])
    evening.go("minority", "method")
    evening.do(AskMinority, round_id="check-1", present=36)
    evening.stay_with_no(33, "need-8", "Ik blijf bij mijn nee: zonder parkeerplek moet ik verhuizen.")
    evening.do(ShareAnswers, round_id="check-1", seed=b"shuffle")
    evening.go("decide", "method")
    evening.adopt(owner="Werkgroep Molenstraat", first_step="Tekenen met de gemeente", review_on=dt.date(2027, 3, 9))
    evening.go("check-out", "method")
    evening.check_out(["heard"] * 24 + ["partly"] * 7)
    evening.commissioner("need-3", Verdict.YES, dt.date(2026, 12, 14), "De drempels staan in de begroting van 2027.")
    return evening


ALMOST = {
    11: "Veilig, en ook leefbaar.",
    14: "Het gaat mij ook om de bomen.",
    17: "Voor wie? Ook voor wie slecht loopt.",
}
"""What some of those who said almost would change in the question."""


def _street_before_counting(evening: Conversation) -> None:
    evening.go("check-in", minutes=12)
    evening.go("agreements", minutes=15)
    evening.agree("Praat over jezelf, niet over je buren.")
    evening.go("practice")
    evening.do(OpenPractice, round_id="practice-1", present=36)
    for person in evening.people[:34]:
        evening.do(CastBallot, by=person, seconds=1, round_id="practice-1", choice=("coffee",))
    evening.do(CloseRound, round_id="practice-1", present=36)
    evening.do(ShowResult, round_id="practice-1")
    evening.go("framing")
    for number, person in enumerate(evening.people[:20]):
        fit, words = (Fit.YES, None) if number < 11 else (Fit.ALMOST, ALMOST.get(number))
        evening.do(JudgeQuestion, by=person, seconds=2, version=1, fit=fit, text=words)
    evening.do(ShowFit, version=1)
    said = next(each for each in evening.meeting.judgements.values() if each.text)
    evening.do(ShowJudgement, judgement_id=said.id, rev=said.rev)
    evening.do(
        RewordQuestion,
        version=1,
        text="Wat is ervoor nodig zodat de Molenstraat veilig en leefbaar is?",
        reason="Negen mensen zeiden dat het om meer gaat dan alleen veilig.",
    )
    for person in evening.people[:18]:
        evening.do(JudgeQuestion, by=person, seconds=1, version=2, fit=Fit.YES)
    evening.do(ShowFit, version=2)
    evening.go("missing")
    evening.miss("Mensen die ’s avonds werken", "De bezorgers", "Kinderen onder de twaalf", by_phone=True)


def _street_voices(evening: Conversation) -> None:
    evening.go("gather")
    written = evening.write(
        "Er wordt te hard gereden, vooral ’s avonds.",
        "Mijn moeder durft niet meer over te steken.",
        "Ik moet mijn auto voor de deur kunnen zetten. Ik loop slecht.",
        "De bus moet er door kunnen, anders kom ik nergens.",
        "Meer bomen. In de zomer is het hier niet uit te houden.",
        "Kinderen spelen nu op de stoep. Dat gaat een keer mis.",
        "Waarom is er eigenlijk nooit controle?",
        "De winkels hebben klanten nodig die met de auto komen.",
        "Je weet niet wie je buren zijn.",
    )
    evening.say("Ik vind het hier juist een fijne straat.")
    evening.say("Wij spelen het liefst op straat, maar dat mag niet meer.", origin=Origin.ABSENT)
    held = evening.write("Die man van nummer 40 rijdt altijd te hard.")
    evening.do(HoldViewpoint, viewpoint_id=held[0], rev=1, moderated=0, reason="person")
    question = evening.meeting.viewpoints[written[6]]
    evening.do(SendBackViewpoint, viewpoint_id=question.id, rev=1, moderated=0)
    evening.do(
        EditViewpoint,
        by=question.author,
        viewpoint_id=question.id,
        rev=2,
        text="Er moet vaker controle op snelheid zijn.",
    )
    evening.show()
    evening.go("talk")
    evening.do(TakeNote, note_id="note-1", text="Aan drie tafels ging het over de snelheid, aan twee over parkeren.")
    evening.go("seek-no", minutes=24)
    noes = evening.write(
        "Als de auto’s hier weg moeten, rijden ze straks door mijn straat.", "Er wordt toch niet naar ons geluisterd."
    )
    evening.show()
    evening.go("spread")
    for viewpoint, phones in ((noes[1], 14), (written[2], 9), (written[3], 6), (written[5], 21)):
        evening.spread(viewpoint, phones=phones)
    evening.do(ShowCounts, visit=evening.meeting.visit)
    evening.go("topics")
    evening.lay_together("topic-1", "Snelheid en oversteken", written[0], written[1], written[5], written[6])
    evening.lay_together("topic-2", "Met de auto komen", written[2], written[7])
    author = evening.meeting.viewpoints[written[2]].author
    evening.do(JudgePlace, by=author, viewpoint_id=written[2], cluster_id="topic-2", fits=True)
    evening.do(ShowCounts, visit=evening.meeting.visit)
    evening.go("talk-topics", minutes=8)
    evening.do(TakeNote, note_id="note-2", text="De winkeliers en de ouders zoeken allebei plek voor de deur.")
    evening.go("break", minutes=20)


OPTIONS = {
    "proposal-a": "De straat wordt eenrichtingsverkeer, met brede stoepen.",
    "proposal-b": "De hele straat wordt dertig kilometer, met drempels.",
    "proposal-c": "Er komt een fietsstraat waar de auto te gast is.",
    "proposal-d": "De auto’s gaan naar een parkeerplek achter de winkels.",
    "proposal-e": "We maken een woonerf met bomen en bankjes.",
}


def _street_options(evening: Conversation) -> None:
    """Five proposals, two of them merged: four options, no majority, a lobby, and a second vote among three."""
    evening.go("propose", minutes=10)
    for number, (name, text) in enumerate(OPTIONS.items()):
        evening.do(PutProposal, by=evening.people[number], proposal_id=name, text=text, seconds=20)
    evening.do(
        MergeProposals,
        proposal_id="proposal-ce",
        proposal_ids=("proposal-c", "proposal-e"),
        text="Er komt een fietsstraat met bomen en bankjes. De auto is er te gast.",
    )
    for person in (2, 4):
        evening.do(AgreeToMerge, by=evening.people[person], proposal_id="proposal-ce", version=1)
    laid = ("proposal-a", "proposal-b", "proposal-ce", "proposal-d")
    evening.do(LayBeside, proposal_ids=laid, table_rev=evening.meeting.table_rev)
    evening.go("vote")
    first = zip(laid, (8, 9, 14, 4), strict=True)
    papers = (("proposal-a", 1), ("proposal-b", 1), ("proposal-ce", 0), ("proposal-d", 1), ("abstain", 0))
    evening.choose("round-1", tuple(first), papers=papers, helped="proposal-b")
    here = evening.meeting.active
    sheet_rev = evening.meeting.sheet_rev
    evening.do(AddBlock, block_id="lobby", model="lobby", after=here, minutes=10, sheet_rev=sheet_rev)
    evening.go("lobby")
    evening.do(WithdrawProposal, by=evening.people[3], proposal_id="proposal-d", seconds=400)
    evening.go("vote", "method", minutes=3)
    second = zip(("proposal-a", "proposal-b", "proposal-ce"), (6, 7, 22), strict=True)
    papers = (("proposal-a", 1), ("proposal-b", 1), ("proposal-ce", 1), ("abstain", 0))
    evening.choose("round-2", tuple(second), papers=papers, helped="proposal-b")


def _street_needs(evening: Conversation) -> None:
    evening.do(AskMinority, round_id="round-2", present=36)
    evening.answer(0, "need-1", "Een vaste plek om te laden en te lossen.")
    evening.answer(1, "need-2", "Dat er ook ’s avonds op snelheid wordt gelet.")
    evening.answer(7, "need-3", "Drempels bij de school, ook als het een fietsstraat wordt.")
    evening.answer(8, "need-4", "Mijn auto moet voor mijn deur kunnen blijven staan.")
    evening.answer(9, "need-5", "Geen auto’s meer in de straat, helemaal geen.")
    evening.stay_with_no(10, "need-6", "Ik blijf bij mijn nee. De bus kan er straks niet meer door.")
    evening.answer(11, "need-7", None, "none")
    evening.do(ShareAnswers, round_id="round-2", seed=b"shuffle")
    evening.go("weave")
    evening.do(FlagConflict, position_id="need-4", other_id="need-5")
    evening.restate("need-1", "Winkels moeten ’s ochtends kunnen laden en lossen.", 0)
    evening.weave("need-1", AnswerKind.ADDED, author=0)
    evening.weave("need-2", AnswerKind.PARKED, author=1, owner="Werkgroep Molenstraat")
    evening.do(AddressNeed, position_id="need-3")
    evening.do(
        AnswerPoint, point_id="need-3", said=0, verdict=Verdict.PARTLY, text="Bij de school wel, als er geld is."
    )
    evening.weave("need-3", AnswerKind.ADDED, author=7)
    evening.weave("need-4", AnswerKind.CHANGED, author=8, text="Wie slecht loopt, houdt een plek voor de deur.")
    evening.weave("need-5", AnswerKind.DECLINED, author=9, text="Dan kan niemand meer laden, en de bus niet rijden.")


def park() -> Evening:
    """An advice of sixteen, with the commissioner's answers: one in part, one no, one later, and one too late."""
    evening = Conversation(now=dt.datetime(2026, 11, 26, 18, 30, tzinfo=dt.UTC))
    evening.do(
        OpenMeeting,
        question="Wat is ervoor nodig zodat het Wilgenpark van iedereen is?",
        title="Advies Wilgenpark",
        place="Het gemeentehuis",
        date=dt.date(2026, 11, 26),
        template="neighbourhood",
        level=Level.ADVISE,
        decider="Het college van Voorbeeldstad",
        answer_by=dt.date(2027, 1, 15),
    )
    evening.join(16)
    _park_until_the_proposal(evening)
    evening.go("vote")
    evening.vote("round-1", RoundKind.PROPOSAL, [("for", 10), ("against", 5), ("abstain", 1)])
    evening.go("minority")
    evening.do(AskMinority, round_id="round-1", present=16)
    evening.answer(10, "need-1", "Honden moeten ergens los kunnen lopen.")
    evening.answer(11, "need-2", "Een wc die ook op zondag open is.")
    evening.answer(12, "need-3", "Dat de jongeren hun plek bij het water houden.")
    evening.do(ShareAnswers, round_id="round-1", seed=b"shuffle")
    evening.go("weave")
    evening.weave("need-1", AnswerKind.ADDED, author=10)
    evening.weave("need-2", AnswerKind.ADDED, author=11)
    evening.weave("need-3", AnswerKind.ADDED, author=12)
    evening.go("decide")
    evening.vote("check-1", RoundKind.SUPPORT, [("along", 14), ("leave", 2)])
    evening.adopt(review_on=dt.date(2027, 4, 1))
    evening.go("check-out", "method")
    evening.check_out(["heard"] * 12 + ["partly"] * 2)
    reason = "We sluiten het park niet af. Wel komt er licht langs het pad."
    evening.commissioner("decision-1", Verdict.PARTLY, dt.date(2027, 1, 11), reason)
    evening.commissioner("need-1", Verdict.NO, dt.date(2027, 1, 11), "Naast de speelplek kan dat niet veilig.")
    evening.commissioner("need-2", Verdict.LATER, dt.date(2027, 1, 11), due=dt.date(2027, 3, 1))
    evening.commissioner("need-3", Verdict.YES, dt.date(2027, 2, 2))
    return evening


def _park_until_the_proposal(evening: Conversation) -> None:
    evening.go("check-in", minutes=10)
    evening.go("agreements", minutes=15)
    evening.agree()
    evening.go("gather", "time", minutes=3)
    written = evening.write(
        "Ik kom er ’s avonds niet meer, het is er donker.",
        "Het is de enige plek waar ik mijn hond los kan laten.",
        "Jongeren worden er steeds weggestuurd.",
        "Er is nergens een wc.",
        "Laat het vooral zoals het is. Het is er mooi stil.",
    )
    evening.show()
    evening.go("seek-no", "time", minutes=20)
    evening.write("Ik wil geen hek. Een park met een hek is niet van iedereen.")
    evening.show()
    evening.go("spread")
    evening.spread(written[2], phones=7)
    evening.do(ShowCounts, visit=evening.meeting.visit)
    evening.go("propose", "time", minutes=8)
    text = "Het park gaat ’s nachts dicht, en overdag komt er een beheerder."
    evening.do(PutProposal, by=evening.people[3], proposal_id="proposal-1", text=text)
    evening.do(TableProposal, proposal_id="proposal-1", table_rev=evening.meeting.table_rev)


CONVERSATIONS: dict[str, Callable[[], Evening]] = {each.__name__: each for each in (courtyard, street, park)}
