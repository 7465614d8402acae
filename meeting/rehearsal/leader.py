"""Leads a whole evening over the staff wire: takes the act that the method does now, again and again, to the report.

Waits for people by what the console is told, never by the clock; a pace only keeps screens up for those who watch.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from meeting.rehearsal.client import Asked, Phone
from meeting.rehearsal.crew import Crew
from meeting.rehearsal.hall import Hall
from meeting.rehearsal.sentences import bank

Frame = dict[str, Any]
FINAL_NO = bank().need[-1]  # whoever says so is asked once, and then left alone
CHECKS = 3  # support checks before a need is left as it stands
VOTES = 3  # votes without a majority before the evening ends without a decision
SAID_BACK = 0.2  # the part of the needs that are said back before they are answered
ANSWER_WITHIN = 20.0  # seconds a staff command may take before leading is given up
MOST_ACTS = 2_000
TOPICS = 2  # topics that are made of two voices each
NAME = 60  # characters of a topic's name
PICKED = 5  # cards a group without tables takes along
LISTED, PITCHED = 24, 3  # entries of a shortlist, and how many of them are explained aloud
GROUPS = 7  # groups of needs that are answered together


@dataclass(frozen=True)
class Pace:
    """Seconds: how long a talk lasts, a moment stays on the screen, the leader waits for people, and quiet is quiet.

    `minute` is how long a minute of the run sheet takes when a block is entered; 0 leaves the minutes out.
    """

    minute: float = 0.0
    talk: float = 6.0
    look: float = 3.0
    patience: float = 90.0
    quiet: float = 8.0


HURRY = Pace(talk=0.0, look=0.0, patience=30.0, quiet=1.5)
BRISK_PACE = Pace(talk=0.5, look=0.5, quiet=3.0)
REAL = Pace(minute=60.0, talk=0.0)


class Stuck(Exception):
    """The evening cannot go on; the text is what the server refused last."""


@dataclass
class Evening:
    """What the leader saw happen: the last tally of each round, what became of each need, and how it ended.

    `chosen` holds the counts where several of many were chosen, `amounts` the most there was of what people brought.
    """

    tallies: dict[str, Frame] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, Frame] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    decision: str | None = None
    report: str | None = None
    refused: dict[str, int] = field(default_factory=dict)
    amounts: dict[str, int] = field(default_factory=dict)

    def see(self, view: Frame) -> None:
        """Take up what the console shows of a vote; one to practise counts nowhere and is in no report."""
        known = view.get("round")
        if known and known.get("exact") and known["kind"] != "practice":
            self.tallies[known["id"]] = known["exact"]
            self.kinds[known["id"]] = known["kind"]
        several = view.get("choosing") or {}
        if several.get("exact") and several["round_id"] not in self.chosen:
            self.chosen[several["round_id"]] = several
        for name, n in _amounts(view).items():
            self.amounts[name] = max(n, self.amounts.get(name, 0))


class Leader:
    """A facilitator at the console's wire. With a `hall` it waits until that is at rest, else until it is quiet;
    with a `crew` also for who helps.

    `several`: what participants propose is laid beside each other and chosen among.
    """

    def __init__(
        self,
        line: Phone,
        chance: Random,
        *,
        hall: Hall | None = None,
        crew: Crew | None = None,
        several: bool = False,
        pace: Pace | None = None,
        tell: Callable[[Frame], object] | None = None,
    ) -> None:
        self.evening = Evening()
        self._line, self._chance, self._hall, self._pace = line, chance, hall, pace or Pace()
        self._tell = tell or (lambda _: None)
        self._several, self._crew = several, crew
        self._heard = asyncio.Event()
        self._tried: dict[str, int] = {}
        self._aloud: set[str] = set()
        self._tabled: set[str] = set()
        self._groups: set[str] = set()
        self._laid: set[str] = set()
        self._left: set[str] = set()
        self._visit = 0
        self._unheard = False
        line.heard = self._hear

    @property
    def view(self) -> Frame:
        return self._line.view

    async def lead(self, until: Callable[[Frame], bool] | None = None) -> Evening:
        """To the closed meeting, or until the console's view is what the caller waits for. Raises Stuck."""
        await self.until(lambda view: bool(view), ANSWER_WITHIN)
        for _ in range(MOST_ACTS):
            if self.view["over"] or (until and until(self.view)):
                return self.evening
            self._tell(self.view)
            await self._take_time()
            await self._wait_for_people()
            await self._step()
        raise Stuck("too many acts")

    async def until(self, right: Callable[[Frame], bool], patience: float) -> bool:
        """Wait until the view is right; False when the patience is over."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while not right(self.view):
                    self._heard.clear()
                    await self._heard.wait()
                return True
        return False

    async def do(self, name: str, /, **fields: Any) -> Asked:
        """One staff command, and its answer. Raises Stuck when there is none."""
        before = _signature(self.view)
        if name == "enter_block":
            fields = {"visit": self.view.get("visit", 0), **fields}
        asked = self._line.ask(name, block=self.view["block"], **fields)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ANSWER_WITHIN):
                while asked.answered_at is None:
                    self._heard.clear()
                    await self._heard.wait()
        if asked.answered_at is None:
            raise Stuck(f"{name}: no answer")
        if asked.ok:
            await self.until(lambda view: _signature(view) != before, 2.0)
        else:
            reason = asked.refused or "refused"
            self.evening.refused[reason] = self.evening.refused.get(reason, 0) + 1
        return asked

    # Waiting

    def _hear(self) -> None:
        self.evening.see(self.view)
        self._heard.set()

    async def _take_time(self) -> None:
        """The minutes of a block that was just entered, as fast as the pace has them."""
        if self.view["visit"] == self._visit:
            return
        self._visit = self.view["visit"]
        minutes = next(block["minutes"] for block in self.view["sheet"] if block["active"])
        await asyncio.sleep(minutes * self._pace.minute)

    async def _wait_for_people(self) -> None:
        view = self.view
        phones = view["phone"]
        if self._crew is not None:
            await self._crew.rest(view["block"], self._pace.patience)
        if view["step"] == "talking":
            await asyncio.sleep(self._pace.talk)
            return
        if "do" in (phones.get("ask") or {}):
            await self._everybody()
        await asyncio.sleep(self._pace.look)

    async def _everybody(self) -> None:
        """Until all have done what they were asked, or patience ends."""
        known, block = self.view.get("round"), self.view["block"]
        progress = (known or {}).get("progress")
        if self._hall is not None:
            resting = asyncio.ensure_future(self._hall.rest(self.view["phone"], self._pace.patience))
            with contextlib.suppress(TimeoutError):
                await resting
        if progress is not None:
            most = self._pace.quiet
            await self.until(lambda view: view["block"] != block or _complete(view), most)
        elif self._hall is None:
            await self._silence()

    async def _silence(self) -> None:
        """Until nothing was heard for a while."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._pace.patience):
                while await self._hears_within(self._pace.quiet):
                    pass

    async def _hears_within(self, seconds: float) -> bool:
        self._heard.clear()
        try:
            await asyncio.wait_for(self._heard.wait(), seconds)
        except TimeoutError:
            return False
        return True

    # Leading

    async def _step(self) -> None:
        """One act of the facilitator. Refusals are tried again with what the console shows then, a few times."""
        view = self.view
        name, fields = self._next(view)
        asked = await self.do(name, **fields)
        mark = f"{name}/{view['block']}/{asked.refused}"
        self._tried[mark] = 0 if asked.ok else self._tried.get(mark, 0) + 1
        self._unheard = asked.refused == "share_first"
        if self._tried[mark] > 5:
            raise Stuck(f"{name}: {asked.refused}")
        if not asked.ok:
            await self._hears_within(0.5)

    def _next(self, view: Frame) -> tuple[str, Frame]:
        own = {
            "talking": self._in_talk,
            "framing": self._in_framing,
            "picking": self._in_picking,
            "clustering": self._in_clustering,
            "shortlisting": self._in_shortlisting,
            "proposing": self._in_proposing,
            "minority": self._in_minority,
            "weaving": self._in_weaving,
        }
        special = own.get(view["step"])
        found = self._heard_late(view) or (special(view) if special else None)
        if found is None and view["primary"]:
            found = self._pressed(view["primary"])
        return found or self._choose(view)

    def _heard_late(self, view: Frame) -> tuple[str, Frame] | None:
        """Somebody answered after the answers were shared: those are shared too before it goes on."""
        again = next((act for act in view["acts"] if act["do"] == "share_answers"), None)
        return self._pressed(again) if self._unheard and again else None

    def _pressed(self, act: Frame) -> tuple[str, Frame]:
        """The act with what its form would ask."""
        fields = dict(act["args"])
        if act["new"]:
            fields[act["new"]] = self._line.new_id()
        fields |= self._form(act["do"])
        if act["do"] == "adopt_decision":
            self.evening.decision = "adopted"
        return act["do"], fields

    def _form(self, do: str) -> Frame:
        forms: dict[str, Frame] = {
            "adopt_decision": {"owner": "de werkgroep plein", "first_step": "een eerste avond in het buurthuis"},
            "accept_result": {"reason": "We hebben gevraagd wie er nog twijfelt en gaan met elkaar verder."},
            "end_decision": {"kind": "postponed", "reason": "We zijn er vanavond niet uit. We praten verder."},
            "cancel_round": {"reason": "De vraag was niet goed."},
            "make_package": {"text": "We gaan met deze opgaven aan de slag."},
        }
        return forms.get(do, {})

    def _choose(self, view: Frame) -> tuple[str, Frame]:
        """Where the method leaves the choice: accept, word another proposal, or stop for tonight."""
        acts = {act["do"]: act for act in view["acts"]}
        votes = sum(1 for kind in self.evening.kinds.values() if kind in ("proposal", "options"))
        if "accept_result" in acts:
            return self._pressed(acts["accept_result"])
        if votes >= VOTES and "end_decision" in acts:
            self.evening.decision = "postponed"
            return self._pressed(acts["end_decision"])
        block = next((each["id"] for each in view["sheet"] if each["step"] == "proposing"), None)
        if block is None or view["step"] == "proposing":
            raise Stuck(f"nothing to do in {view['step']}")
        self._tabled |= {view["room"]["proposal"]["id"]} if view["room"]["proposal"] else set()
        return "enter_block", {"to": block, "reason": "method", "visit": view["visit"]}

    def _in_talk(self, view: Frame) -> tuple[str, Frame] | None:
        """Below the waterline: name two sides, ask what touched people, and keep what was given."""
        below = view["room"].get("waterline")
        if below is None:
            return None
        if not below["sides"]:
            return "name_sides", {"first": "Rust in de buurt", "second": "Leven in de buurt"}
        waiting = next((each["id"] for each in view["grains"] if not each["kept"]), None)
        return ("keep_grain", {"grain_id": waiting, "kept": True}) if waiting else None

    def _in_framing(self, view: Frame) -> tuple[str, Frame] | None:
        """Once, when the numbers are shown and somebody said what the question would need, it gets new words."""
        known = view["framing"]
        if known["fits"] is None or known["version"] > 1 or not known["judgements"]:
            return None
        words = bank()
        new = {"text": self._chance.choice(words.reworded), "reason": self._chance.choice(words.because)}
        return "reword_question", {"version": known["version"], **new}

    def _in_proposing(self, view: Frame) -> tuple[str, Frame] | None:
        """Table what a participant put, where `several` is wished all of it; type one where nobody did."""
        lay = next((act for act in view["acts"] if act["do"] == "lay_beside"), None)
        if self._several and lay is not None:
            return self._pressed(lay)
        if view["room"]["options"]:
            return None
        tabled = next((each["id"] for each in view["proposals"] if each["tabled"]), None)
        if tabled is not None and tabled not in self._tabled:
            return None
        waiting = [each["id"] for each in view["proposals"] if each["id"] not in self._tabled and not each["tabled"]]
        if waiting:
            return "table_proposal", {"proposal_id": self._chance.choice(waiting), "table_rev": view["table_rev"]}
        words = self._chance.choice(bank().proposal)
        return "put_proposal", {"proposal_id": self._line.new_id(), "text": words}

    def _in_clustering(self, view: Frame) -> tuple[str, Frame] | None:
        """Lay a few voices together and give the topic a name; the room's word and the sizes are the method's acts."""
        known = view["clustering"]
        single = [each["id"] for each in known["single"]]
        if not known["counted"] and len(known["topics"]) < TOPICS and len(single) > TOPICS:
            chosen = self._chance.sample(single, 2)
            return "merge_viewpoints", {"cluster_id": self._line.new_id(), "rev": 0, "viewpoint_ids": chosen}
        for topic in known["topics"]:
            if not topic["name"]:
                named = {"cluster_id": topic["id"], "rev": topic["rev"]}
                return "name_cluster", {**named, "name": self._chance.choice(bank().view)[:NAME]}
        return None

    def _in_shortlisting(self, view: Frame) -> tuple[str, Frame] | None:
        """What people laid together and what stands alone goes on the list; then how is counted, and a few pitches."""
        known = view["shortlisting"]
        if known["frozen"]:
            return None
        offered = [each["id"] for each in known["offered"]][: LISTED - len(known["entries"])]
        if offered:
            return "list_entries", {"entry_ids": offered}
        rule = known["rule"]
        if not rule["fixed"]:
            return "fix_rule", {"method": rule["method"], "most": rule["most"], "cap": rule["cap"]}
        pitched = sum(each["pitched"] for each in known["entries"])
        waiting = [each["id"] for each in known["entries"] if not each["pitched"]]
        return ("pitch_entry", {"entry_id": waiting[0]}) if waiting and pitched < PITCHED else None

    def _in_picking(self, view: Frame) -> tuple[str, Frame] | None:
        """A group without tables says aloud what it takes along."""
        cards = view["picking"]["cards"]
        left = [each["id"] for each in cards if not (each["picked"] or each["own_way"])]
        if not left or sum(each["picked"] for each in cards) >= PICKED:
            return None
        return "pick_card", {"viewpoint_id": self._chance.choice(left), "deviating": False}

    def _in_minority(self, view: Frame) -> tuple[str, Frame] | None:
        """Who wanted to say it themselves is heard first, and typed."""
        act = view["primary"]
        if act is None or act["do"] != "share_answers" or not view["microphones"]:
            return None
        round_id = act["args"]["round_id"]
        if round_id in self._aloud:
            return None
        self._aloud.add(round_id)
        words = self._chance.choice(bank().need[:-1])
        return "add_position", {"position_id": self._line.new_id(), "round_id": round_id, "text": words}

    def _in_weaving(self, view: Frame) -> tuple[str, Frame] | None:
        """Answer the first need that has no answer yet; ask about it; let it stand when nothing helps."""
        positions = view["positions"]
        asking = next((each for each in positions if each["state"] in ("asking", "restating")), None)
        if asking is not None:
            word = {"aloud": True} if asking["spoken"] else {}
            return "settle_position", {"position_id": asking["id"], "rev": asking["rev"], **word}
        left = next((each for each in positions if each["state"] in ("open", "held_back")), None)
        if left is None:
            return None
        if (alike := self._alike(positions)) is not None:
            return "group_needs", alike
        named = {"position_id": left["id"], "rev": left["rev"]}
        if not left["restated"] and self._chance.random() < SAID_BACK:
            return "restate_need", {**named, "text": f"We hoorden: {left['text'][:120]}"}
        checks = sum(1 for kind in self.evening.kinds.values() if kind == "support")
        tried = self._tried.setdefault(left["id"], 0)
        after_last_check = checks >= CHECKS and left["answer"] is None and left["id"] not in self._left
        enough = tried >= (1 if left["text"] == FINAL_NO else 2) and left["replies"] is not None
        if enough or after_last_check:
            self._left.add(left["id"])
            self.evening.answers[left["id"]] = "left"
            return "leave_unmet", named
        self._tried[left["id"]] += 1
        return "answer_position", named | self._answer(left, first=not tried)

    def _alike(self, positions: list[Frame]) -> Frame | None:
        """Where there are more needs than can be answered one by one, those with most words in common lie together."""
        free = [each for each in positions if _groupable(each)]
        loose = [each for each in free if each["id"] not in self._laid]
        groups = [each for each in free if each["id"] in self._groups]
        if not groups and len(loose) > GROUPS:
            groups = loose[:GROUPS]
            self._groups |= {each["id"] for each in groups}
            self._laid |= self._groups
        rest = [each for each in loose if each["id"] not in self._laid]
        if not rest or not groups:
            return None
        self._laid.add(rest[0]["id"])
        other = max(groups, key=lambda each: len(_words(each["text"]) & _words(rest[0]["text"])))
        return {"position_id": rest[0]["id"], "other_id": other["id"]}

    def _answer(self, need: Frame, *, first: bool) -> Frame:
        """Most are added as they are, a group in one wording; some are changed, parked or declined with a reason."""
        kinds, weights = ("added", "changed", "parked", "declined"), (55, 20, 15, 10)
        kind = self._chance.choices(kinds, weights)[0] if first else "added"
        kind = "changed" if kind == "added" and need["with"] else kind
        self.evening.answers[need["id"]] = kind
        words = bank()
        if kind == "changed":
            return {"kind": kind, "text": self._chance.choice(words.changed)}
        if kind == "declined":
            return {"kind": kind, "text": self._chance.choice(words.declined)}
        if kind == "parked":
            owner = self._chance.choice((*words.owner, None))
            return {"kind": kind, "text": self._chance.choice(words.parked), "owner": owner}
        return {"kind": kind}


def _groupable(need: Frame) -> bool:
    """Whether a need may lie with others: written, not yet answered, and of somebody who wants to be asked more."""
    return need["state"] == "open" and not (need["spoken"] or need["answer"] or need["text"] == FINAL_NO)


def _words(text: str) -> set[str]:
    return set(text.casefold().split())


def _amounts(view: Frame) -> dict[str, int]:
    """How much there is now of what people bring in the course of a day."""
    needs = view.get("positions", ())
    desk = (view.get("ordering") or {}) if view.get("step") == "reading_back" else {}
    asked = ((view.get("room") or {}).get("minority") or {}).get("line")
    return {
        "views": sum(not each["withdrawn"] and each["held"] is None for each in view.get("inbox", ())),
        "cards": desk.get("cards", 0),
        "topics": desk.get("topics", 0),
        "asked": asked["values"].get("asked", 0) if asked else 0,
        "needs": len(needs),
        "groups": round(sum(1 / (len(each["with"]) + 1) for each in needs if each["with"])),
        "sign_ups": (view.get("teaming") or {}).get("sign_ups", 0),
    }


def _complete(view: Frame) -> bool:
    """Whether everybody who may vote did."""
    progress = (view.get("round") or {}).get("progress")
    return progress is None or progress["turnout"] >= progress["electorate"]


def _signature(view: Frame) -> tuple[Any, ...]:
    """What changes with an act of the facilitator, and not with the people in the hall."""
    known = view.get("round") or {}
    needs = view.get("positions", ())
    positions = [(each["id"], each["state"], each["rev"], len(each["with"])) for each in needs]
    shown = sum(1 for each in view.get("inbox", ()) if each["shown"])
    voices, arranged = view.get("spreading") or {}, view.get("clustering") or {}
    before = (voices.get("now") or {}).get("id"), voices.get("counted"), arranged.get("counted")
    topics = tuple((each["id"], each["rev"]) for each in arranged.get("topics", ()))
    tabled = [(each["id"], each["tabled"], each["version"], each["confirmed"]) for each in view.get("proposals", ())]
    primary = view.get("primary") or {}
    asked = (view.get("framing") or {}).get("version")
    facts = (view.get("block"), asked, view.get("over"), primary.get("do"), known.get("id"), known.get("state"))
    listed = view.get("shortlisting") or {}
    pitched = [each["pitched"] for each in listed.get("entries", ())]
    steps = (pitched, listed.get("frozen"), (listed.get("rule") or {}).get("fixed"))
    read = view.get("reading_back") or {}
    back = ((read.get("now") or {}).get("id"), read.get("tables"))
    grains = [(each["id"], each["kept"]) for each in view.get("grains", ())]
    below = (view.get("room") or {}).get("waterline")
    made = tuple(positions), shown, tuple(tabled), view.get("decision"), tuple(grains), below
    return (*facts, *before, topics, *made, *steps, *back)
