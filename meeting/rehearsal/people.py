"""Who sits in a practice hall and what they do there: seeded, so that the same seed gives the same hall.

Nothing here knows a network: a person is asked something, and plans what to do and after how many seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from meeting.rehearsal.sentences import bank

Frame = dict[str, Any]
OPTIONS = ("for", "against", "abstain")
HOSTILE_SHARE = 0.03
PROPOSERS_SHARE = 0.06
RECOGNISE_SHARE, OTHERWISE_SHARE, MISSES_SHARE, AGREES_SHARE = 0.35, 0.04, 0.04, 0.8
THROUGH_SHARE = 0.04
"""Who has the one card that stayed behind go on all the same."""
NONE_SHARE = 0.04
HOW_MANY = (2, 6, 17, 25, 50)
"""Of a hundred who may choose up to five: how many choose one, two, and so on."""


@dataclass(frozen=True)
class Tempo:
    """How long people take, in seconds from quick to slow; `scale` 0.01 is a hall in a hurry."""

    read: tuple[float, float] = (0.5, 4)
    write: tuple[float, float] = (4, 40)
    vote: tuple[float, float] = (1, 14)
    tap: tuple[float, float] = (1, 9)
    away: tuple[float, float] = (5, 40)
    scale: float = 1.0

    def draw(self, chance: Random, between: tuple[float, float]) -> float:
        return chance.uniform(*between) * self.scale


FAST = Tempo(scale=0.012)
BRISK = Tempo(write=(4, 26))
"""People who know what they want to say: a hall has written it within about a minute."""
BRISK_HELPERS = Tempo(tap=(0.5, 2.5))
"""Hosts and a desk that do one thing after the other without hesitating."""


@dataclass(frozen=True)
class Habits:
    """What people of one kind of meeting are like: shares of a hundred.

    `split` is for, against, I don't know yet; `sentences` how many write none, one, two and so on in one block; `noes`
    who writes when the no is looked for, of all others and of those against; `needs` how many of a large minority write
    or say what they need, None where all do who want to.
    """

    split: tuple[float, float, float]
    sentences: tuple[int, ...]
    noes: tuple[int, int]
    needs: int | None


EVENING = Habits((62, 24, 14), (20, 45, 25, 10), (15, 100), needs=10)
"""With more needs than these an evening of hundreds would weave for hours."""
DAY = Habits((72, 16, 12), (3, 13, 29, 32, 23), (2, 50), needs=None)
"""At tables with a host people write more, and what they choose from is their own."""


@dataclass(frozen=True)
class Deed:
    """Something a person does `after` so many seconds; the phone fills in ids and revisions."""

    after: float
    do: str
    fields: Frame = field(default_factory=dict)


@dataclass(frozen=True)
class Temperament:
    """What somebody is like. Chances are between 0 and 1; `sentences` is how many they write in one block."""

    sentences: int
    quick: float
    wavers: float
    as_minority: str
    helps: bool
    proposes: bool
    seeks_no: bool
    restless: float
    mild: float


@dataclass(frozen=True)
class Occasion:
    """One thing that is asked of a person, once."""

    do: str
    key: str
    about: tuple[str, ...]


def occasion(ask: Frame) -> Occasion | None:
    """What is asked on this screen; None where it only shows something."""
    if "do" not in ask:
        return None
    about = (str(ask.get("id", "")), str(ask.get("position", "")), str(ask.get("version", "")))
    return Occasion(ask["do"], ask.get("key", ""), about)


class Person:
    """One of the hall. `plan` answers what is asked; `mishap` tells what happens to the phone in a new block."""

    def __init__(self, number: int, seed: str, temperament: Temperament, choice: str, said: Sequence[str]) -> None:
        self.number, self.temperament, self.choice = number, temperament, choice
        self._seed = f"{seed}/{number}"
        self._said = tuple(said)
        self._times: dict[str, int] = {}
        self._dissents = False
        self._met: str | None = None
        self._plans: dict[str, Callable[[Frame, Frame, Frame, Random, Tempo], list[Deed]]] = {
            "judge_question": self._judgement,
            "name_missing": self._missing,
            "submit_viewpoint": self._viewpoints,
            "recognise": self._recognise,
            "put_proposal": self._proposal,
            "confirm_proposal": self._confirm,
            "agree_to_merge": self._confirm,
            "cast_ballot": self._ballot,
            "give_answer": self._answer,
            "reply": self._reply,
            "give_grain": self._grain,
            "join_team": self._team,
        }

    def plan(self, ask: Frame, view: Frame, mine: Frame, tempo: Tempo) -> list[Deed]:
        """What this person does about a question, in order of time."""
        make = self._plans.get(ask.get("do", ""))
        if make is None:
            return []
        chance = self.chance(ask["do"])
        return sorted(make(ask, view, mine, chance, tempo), key=lambda deed: deed.after)

    def chance(self, what: str) -> Random:
        """The randomness of the next occasion of this kind: of its own, so that no other event shifts it."""
        self._times[what] = self._times.get(what, 0) + 1
        return Random(f"{self._seed}/{what}/{self._times[what]}")  # noqa: S311 - practice, and it must repeat

    def mishap(self, tempo: Tempo) -> Deed | None:
        """What happens to this phone in a new block: `reload`, `lose` (the network) or `sleep`, for some seconds."""
        chance = self.chance("mishap")
        if chance.random() >= self.temperament.restless:
            return None
        what = chance.choices(("reload", "lose", "sleep"), (5, 3, 2))[0]
        return Deed(tempo.draw(chance, tempo.write), what, {"seconds": tempo.draw(chance, tempo.away)})

    def _pause(self, chance: Random, tempo: Tempo, between: tuple[float, float]) -> float:
        return tempo.draw(chance, between) * self.temperament.quick

    def _judgement(self, ask: Frame, view: Frame, mine: Frame, chance: Random, tempo: Tempo) -> list[Deed]:
        """Most make the question theirs, a new wording more than the first; some say what it would need."""
        shares = (70, 20, 10) if ask["version"] == 1 else (90, 8, 2)
        fit = chance.choices(("yes", "almost", "no"), shares)[0]
        words = fit != "yes" and chance.random() < 0.6
        fields = {**ask["args"], "fit": fit, "text": chance.choice(bank().asked) if words else ""}
        between = tempo.write if words else tempo.tap
        return [Deed(self._pause(chance, tempo, between), "judge_question", fields)]

    def _missing(self, ask: Frame, view: Frame, mine: Frame, chance: Random, tempo: Tempo) -> list[Deed]:
        if chance.random() < 0.6:
            return []
        fields = {**ask["args"], "text": chance.choice(bank().missing)}
        return [Deed(self._pause(chance, tempo, tempo.write), "name_missing", fields)]

    def _team(self, ask: Frame, view: Frame, mine: Frame, chance: Random, tempo: Tempo) -> list[Deed]:
        """About a third joins a team, most with a word of what they can do; half of those can be reached."""
        if chance.random() >= 0.3:
            return []
        fields: Frame = {"team_id": chance.choice(ask["options"])["id"], "rev": 1}
        fields["effort"] = chance.choice([None, *ask["efforts"]])
        fields["helps"] = chance.choice(bank().helping) if chance.random() < 0.7 else None
        if chance.random() < 0.5:
            fields |= {"name": f"Oefenaar {self.number}", "reach": f"oefenzaal {self.number}"}
        return [Deed(self._pause(chance, tempo, tempo.write), "join_team", fields)]

    def _viewpoints(self, ask: Frame, view: Frame, mine: Frame, chance: Random, tempo: Tempo) -> list[Deed]:
        if ask["key"] == "overlooked":
            return self._misses(ask, chance, tempo)
        seeks_no = ask["key"] == "view.no"
        texts = self._said[:1] if seeks_no else self._said[1 : 1 + self.temperament.sentences]
        if seeks_no and not self.temperament.seeks_no:
            return []
        deeds, after = [], 0.0
        for text in texts:
            after += self._pause(chance, tempo, tempo.write)
            deeds.append(Deed(after, "submit_viewpoint", {"block_id": ask["id"], "text": text}))
            second_thoughts = chance.random()
            if second_thoughts < 0.08:
                later = after + self._pause(chance, tempo, tempo.write)
                deeds.append(Deed(later, "edit_viewpoint", {"of": text, "text": _reworded(text)}))
            elif second_thoughts < 0.11:
                later = after + self._pause(chance, tempo, tempo.write)
                deeds.append(Deed(later, "withdraw_viewpoint", {"of": text}))
        return deeds

    def _misses(self, ask: Frame, chance: Random, tempo: Tempo) -> list[Deed]:
        """A few miss something among the topics."""
        if chance.random() >= MISSES_SHARE:
            return []
        fields = {"block_id": ask["id"], "text": chance.choice(bank().view)}
        return [Deed(self._pause(chance, tempo, tempo.write), "submit_viewpoint", fields)]

    def _recognise(self, ask: Frame, view: Frame, mine: Frame, chance: Random, tempo: Tempo) -> list[Deed]:
        """Some recognise what is before the room; a few see it otherwise and write how."""
        drawn = chance.random()
        if drawn < RECOGNISE_SHARE:
            fields = {"viewpoint_id": ask["id"]}
            return [Deed(self._pause(chance, tempo, tempo.tap), "recognise", fields)]
        if drawn > 1 - OTHERWISE_SHARE:
            fields = {**ask["also"]["args"], "text": chance.choice(bank().no)}
            return [Deed(self._pause(chance, tempo, tempo.write), "submit_viewpoint", fields)]
        return []

    def about_card(self, ask: Frame, tempo: Tempo) -> Deed | None:
        """What this person says to a question about an own card: mostly yes, else no, which may be nothing at all."""
        chance = self.chance("card")
        yes, *no = ask["options"]
        if ask["key"] == "through" and chance.random() >= THROUGH_SHARE:
            return None
        command = (yes if chance.random() < AGREES_SHARE or not no else no[0])["send"]
        if command is None:
            return None
        fields = {name: value for name, value in command.items() if name != "do"}
        return Deed(self._pause(chance, tempo, tempo.tap), command["do"], fields)

    def _proposal(self, ask: Frame, view: Frame, mine: Frame, chance: Random, tempo: Tempo) -> list[Deed]:
        if not self.temperament.proposes:
            return []
        return [Deed(self._pause(chance, tempo, tempo.write), "put_proposal", {"text": chance.choice(bank().proposal)})]

    def _confirm(self, ask: Frame, view: Frame, mine: Frame, chance: Random, tempo: Tempo) -> list[Deed]:
        fields = {"proposal_id": ask["id"], "version": ask["version"], "fits": True}
        return [Deed(self._pause(chance, tempo, tempo.tap), "confirm_proposal", fields)]

    def _grain(self, ask: Frame, view: Frame, mine: Frame, chance: Random, tempo: Tempo) -> list[Deed]:
        """Few would rather write what touched them than say it, or say nothing."""
        if chance.random() > 0.2:
            return []
        return [Deed(self._pause(chance, tempo, tempo.write), "give_grain", {"text": chance.choice(bank().no)})]

    def _felt_heard(self, ask: Frame, chance: Random, tempo: Tempo) -> list[Deed]:
        choice = chance.choices(("heard", "partly", "unheard"), (70, 24, 6))[0]
        fields = {"round_id": ask["id"], "choice": [choice]}
        return [Deed(self._pause(chance, tempo, tempo.tap), "cast_ballot", fields)] if chance.random() < 0.9 else []

    def _ballot(self, ask: Frame, view: Frame, mine: Frame, chance: Random, tempo: Tempo) -> list[Deed]:
        if ask["key"] == "heard":
            return self._felt_heard(ask, chance, tempo)
        if "most" in ask:
            return self._several(ask, chance, tempo)
        support = ask["key"] == "support"
        options = [option["id"] for option in ask["options"]]
        among = "for" not in options and not support
        choice = self._comes_along(chance) if support else self._picks(options) if among else self._votes(chance)
        self._dissents = choice in ("against", "not_yet") or (among and choice != options[0])
        after = self._pause(chance, tempo, tempo.vote)
        deeds = []
        if chance.random() < self.temperament.wavers:
            other = chance.choice([option for option in options if option != choice])
            deeds.append(Deed(after, "cast_ballot", {"round_id": ask["id"], "choice": [other]}))
            after += self._pause(chance, tempo, tempo.vote)
        return [*deeds, Deed(after, "cast_ballot", {"round_id": ask["id"], "choice": [choice]})]

    def _several(self, ask: Frame, chance: Random, tempo: Tempo) -> list[Deed]:
        """Up to so many of a list: what comes first on it is liked somewhat more; some choose none of it."""
        listed = [option["id"] for option in ask["options"] if "letter" in option]
        rest = [option["id"] for option in ask["options"] if "letter" not in option]
        likes = {each: chance.random() + 0.4 / (1 + place) for place, each in enumerate(listed)}
        places = range(1, min(ask["most"], len(HOW_MANY)) + 1)
        most = chance.choices(places, HOW_MANY[: len(places)])[0]
        chosen = sorted(listed, key=lambda each: -likes[each])[:most]
        if chance.random() < NONE_SHARE:
            chosen = [chance.choice(rest)]
        return [Deed(self._pause(chance, tempo, tempo.vote), "cast_ballot", {"round_id": ask["id"], "choice": chosen})]

    def _picks(self, options: list[str]) -> str:
        """Among several: who was dealt `for` likes the first one, the others spread; after a talk more come to it."""
        if self.choice == "abstain":
            return options[-1]
        rest = options[1:-1]
        liked = self.choice == "for" and (self.number % 4 or self._times["cast_ballot"] > 2)
        return options[0] if liked or not rest else rest[self.number % len(rest)]

    def _votes(self, chance: Random) -> str:
        """The first time as it was dealt; who has talked since may have come to another mind."""
        if self._times["cast_ballot"] > 1 and self.choice != "for" and chance.random() < 0.5:
            self.choice = "for"
        return self.choice

    def _comes_along(self, chance: Random) -> str:
        """Most whose need was met come along; each check somebody more does."""
        if self.choice == "for":
            return "along" if chance.random() < 0.93 else "leave"
        usual = {None: 0.9, "added": 0.97, "changed": 0.95, "parked": 0.85, "declined": 0.5}.get(self._met, 0.9)
        drawn = chance.random()
        comes = min(0.98, usual + 0.09 * self.temperament.mild)
        return "along" if drawn < comes * 0.85 else "leave" if drawn < comes else "not_yet"

    def _answer(self, ask: Frame, view: Frame, mine: Frame, chance: Random, tempo: Tempo) -> list[Deed]:
        own = ask["key"] == "need.own" or (ask["key"] == "need.same" and self._dissents)
        if own:
            kind, texts = self.temperament.as_minority, bank().need
        elif ask["key"] == "need.still":
            kind, texts = "text" if chance.random() < 0.02 else "none", bank().need
        elif chance.random() < 0.25:
            return []
        else:
            kind, texts = self._for_others(chance), bank().others
        fields = {"round_id": ask["id"], "kind": kind}
        if kind == "text":
            fields["text"] = chance.choice(texts)
            fields["final"] = fields["text"] == bank().need[-1]
        between = tempo.write if kind == "text" else tempo.tap
        return [Deed(self._pause(chance, tempo, between), "give_answer", fields)]

    def _for_others(self, chance: Random) -> str:
        return "text" if self.temperament.helps else "pass" if chance.random() < 0.6 else "none"

    def _reply(self, ask: Frame, view: Frame, mine: Frame, chance: Random, tempo: Tempo) -> list[Deed]:
        own = any(each["position_id"] == ask["position"] for each in mine.get("answers", ()))
        items = [item for card in view.get("cards", ()) for item in card["items"]]
        kind = next((each["key"].rpartition(".")[2] for each in items if "answer" in each.get("key", "")), "")
        likely = {"added": 0.97, "changed": 0.8, "parked": 0.75, "declined": 0.5}.get(kind, 0.8) if own else 0.9
        fits = chance.random() < likely
        if own:
            self._met = kind if fits else "declined"
        elif chance.random() < 0.2:
            return []
        fields = {"round_id": ask["id"], "position_id": ask["position"], "answer": ask["version"], "fits": fits}
        return [Deed(self._pause(chance, tempo, tempo.tap), "reply", fields)]


def crowd(seed: int | str, people: int, habits: Habits = EVENING, calm: bool = False) -> list[Person]:
    """So many people with their choices dealt by their habits; `calm` people have phones to which nothing happens."""
    chance = Random(f"kring/{seed}")  # noqa: S311
    sentences = bank()
    choices = dealt(chance, people, dict(zip(OPTIONS, habits.split, strict=True)))
    proposers = set(chance.sample(range(people), max(1, round(people * PROPOSERS_SHARE)))) if people else set()
    each = len(habits.sentences) - 1
    views, noes = _deck(chance, sentences.view, people * each), _deck(chance, sentences.no, people)
    against = max(1, choices.count("against"))
    speaks_up = min(1.0, habits.needs / (0.68 * against)) if habits.needs else 1.0
    found = []
    for number in range(people):
        temperament = _temperament(chance, habits, choices[number], number in proposers, calm, speaks_up)
        said = [noes[number], *views[number * each : (number + 1) * each]]
        if chance.random() < HOSTILE_SHARE:
            said[1] = chance.choice(sentences.hostile)
        found.append(Person(number, str(seed), temperament, choices[number], said))
    return found


def dealt(chance: Random, people: int, shares: dict[str, float]) -> list[str]:
    """A choice for each, in random order; the numbers follow the shares as nearly as whole people can."""
    whole = sum(shares.values())
    exact = {option: people * share / whole for option, share in shares.items()}
    counts = {option: int(number) for option, number in exact.items()}
    left = sorted(shares, key=lambda option: counts[option] - exact[option])
    for option in left[: people - sum(counts.values())]:
        counts[option] += 1
    choices = [option for option, count in counts.items() for _ in range(count)]
    chance.shuffle(choices)
    return choices


def _temperament(
    chance: Random, habits: Habits, choice: str, proposes: bool, calm: bool, speaks_up: float
) -> Temperament:
    text, speak = 60 * speaks_up, 8 * speaks_up
    silent = 100 - text - speak
    return Temperament(
        sentences=chance.choices(range(len(habits.sentences)), habits.sentences)[0],
        quick=chance.uniform(0.5, 1.6),
        wavers=0.25 if choice == "abstain" else 0.1,
        as_minority=chance.choices(("text", "speak", "none", "pass"), (text, speak, silent / 2, silent / 2))[0],
        helps=chance.random() < 0.15,
        proposes=proposes,
        seeks_no=chance.random() * 100 < habits.noes[choice == "against"],
        restless=0.0 if calm else chance.choice((0, 0, 0, 0.03, 0.15)),
        mild=chance.random(),
    )


def _deck(chance: Random, texts: Sequence[str], cards: int) -> list[str]:
    """So many sentences: each is said once before any is said again."""
    deck: list[str] = []
    while len(deck) < cards:
        deck += chance.sample(texts, len(texts))
    return deck[:cards]


def _reworded(text: str) -> str:
    """The same with a second thought; a long text stays as long as it was."""
    return text.replace(".", "!", 1) if "." in text else f"{text[:120].rstrip('!?')}, echt waar"
