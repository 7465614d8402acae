"""The procedure under random hands: two facilitators, resends, late ballots, leavers, garbage; its promises hold.

Every step of a walk is either guided (the next sensible act of an evening, so that walks reach adoption) or wild (any
command of any step, with fields drawn from what there is, was, or never will be). After every command the invariants
of method.md 3.11, as rulings.md amends them, are checked.
"""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from meeting.procedure import handle, replay
from meeting.procedure.arrival import OpenMeeting, SetVoting
from meeting.procedure.capacities import SetCapacity
from meeting.procedure.checking_out import AskHeard
from meeting.procedure.closing import CloseMeeting
from meeting.procedure.clustering import MergeViewpoints, cards, topics
from meeting.procedure.core import AFTER_CLOSE, ALWAYS, STEPS, Command, Event, Refused, Role, Sealed, SecretCommand
from meeting.procedure.framing import JudgeQuestion, NoteJudgement
from meeting.procedure.later import CountLater
from meeting.procedure.missing import HoldMissing, NameMissing, WithdrawMissing
from meeting.procedure.ordered import is_open
from meeting.procedure.ordering import LayTogether, Seen
from meeting.procedure.picking import PickCard
from meeting.procedure.reading_back import NoteRepair, ShareTopics
from meeting.procedure.report import report
from meeting.procedure.sealing import ExpireBoxes
from meeting.procedure.seating import SetTables, Sit
from meeting.procedure.sheet import EnterBlock, SetDisplay
from meeting.procedure.shortlisting import ListEntries
from meeting.procedure.signing_up import ForgetContact, JoinTeam, LeaveTeam
from meeting.procedure.spreading import Recognise, RecogniseAloud, SpreadViewpoint, WithdrawRecognition
from meeting.procedure.state import Display, Level, Meeting
from meeting.procedure.teaming import AddTeam, ArrangeTeam, DropTeam

from .acts import Hall
from .walks.always import Always
from .walks.fields import COMMANDS, ROLES, any_command, every_step
from .walks.forward import below_the_waterline, forward
from .walks.promises import DONE_ANEW, REACHED, Promises
from .walks.rounds import of_rounds

SEEDS = st.integers(0, 2**32)
RARE = (CloseMeeting, OpenMeeting, ExpireBoxes)
TRIES = 8
FIRST: dict[str, tuple[type[Command], ...]] = {
    "clustering": (MergeViewpoints, MergeViewpoints),
    "missing": (NameMissing,),
    "picking": (PickCard,),
    "reading_back": (ShareTopics, NoteRepair),
    "shortlisting": (ListEntries,),
    "spreading": (SpreadViewpoint,),
    "teaming": (AddTeam,),
}
"""What has to be there before there is something to do in a step."""
BELONGS: dict[str, tuple[type[Command], ...]] = {
    "spreading": (Recognise, WithdrawRecognition, RecogniseAloud),
    "missing": (NameMissing, HoldMissing, WithdrawMissing),
    "framing": (JudgeQuestion, NoteJudgement, SetVoting),
    "teaming": (AddTeam, ArrangeTeam, DropTeam, ForgetContact, JoinTeam, LeaveTeam),
}
"""Commands that are accepted everywhere and make most sense in this step."""


class Walk(Promises, Always, RuleBasedStateMachine):
    """One evening, led by two facilitators of whom one may look at an older screen."""

    def __init__(self) -> None:
        super().__init__()
        self.hall = Watched(self)
        self.screens: list[Meeting] = []
        self.accepted: list[Command] = []
        self.voters: set[str] = set()
        self.authors: dict[str, str] = {}
        """Position id → voter, as it was first sealed."""
        self.ballots: dict[str, dict[str, tuple[str, ...]]] = {}
        """The box of a round when it closed, kept outside as no real store may."""
        self.expired: set[str] = set()
        """Rounds whose box was destroyed because nothing happened for a day: nobody could be asked any more."""
        self.refusals: Counter[str] = Counter()

    @initialize(n=st.integers(3, 9), display=st.sampled_from(Display), seed=SEEDS)
    def people_come_in(self, n: int, display: Display, seed: int) -> None:
        self.hall.open(sheet=every_step(), level=Level.TOGETHER, decider="de wethouder")
        self.hall.join(n)
        for each in ("framing", "missing"):  # what comes before counting is closed once a vote was open
            self._stay(each, 4, self.chance(seed))
        self.hall.go("gather")
        self.hall.lead(SetDisplay, display=display)
        for person in self.hall.people[:2]:
            self.hall.view(person, "Iets dat er vanaf het begin is")

    def chance(self, seed: int) -> Random:
        """Chance that differs at every step, so that a small seed is as good as a large one."""
        return Random(f"{seed} {len(self.hall.log)} {len(self.accepted)}")

    # What people do

    @rule(acts=st.integers(1, 3), seed=SEEDS)
    def go_on(self, acts: int, seed: int) -> None:
        self._forward(acts, seed)

    @rule(acts=st.integers(3, 9), seed=SEEDS)
    def go_far(self, acts: int, seed: int) -> None:
        self._forward(acts, seed)

    def _forward(self, acts: int, seed: int) -> None:
        chance = self.chance(seed)
        for _ in range(acts):
            try:
                forward(self.hall, chance)
            except Refused as refusal:
                note(f"going on was refused: {refusal.reason}")
                return

    @rule(seed=SEEDS, times=st.integers(1, 10))
    def do_anything(self, seed: int, times: int) -> None:
        chance = self.chance(seed)
        for _ in range(times):
            self._wild(chance.choice(COMMANDS), self.hall.meeting, chance)

    @rule(seed=SEEDS, times=st.integers(1, 10))
    def do_what_this_step_allows(self, seed: int, times: int) -> None:
        chance = self.chance(seed)
        for _ in range(times):
            here = [kind for kind in STEPS[self.hall.meeting.step].accepts if kind is not CloseMeeting]
            roaming = [kind for kind in ALWAYS if kind not in RARE]
            self._wild(chance.choice(here if here and chance.random() < 0.8 else roaming), self.hall.meeting, chance)

    @rule(seed=SEEDS, times=st.integers(3, 12))
    def stay_in_some_block(self, seed: int, times: int) -> None:
        """Every step gets its turn, also those that lie beside the way to a decision."""
        chance = self.chance(seed)
        to = chance.choice([block for block in self.hall.meeting.sheet if block.step != "closing"])
        self._stay(to.id, times, chance)

    def _stay(self, block_id: str, times: int, chance: Random) -> None:
        self.send(self.hall.as_staff(EnterBlock, to=block_id, reason="other"))
        for first in FIRST.get(self.hall.meeting.step, ()):
            self._insist(first, chance)
        for _ in range(times):
            step = self.hall.meeting.step
            here = [kind for kind in STEPS[step].accepts if kind is not CloseMeeting]
            everywhere = BELONGS.get(step) or [kind for kind in ALWAYS if kind not in RARE]
            self._insist(chance.choice(here if here and chance.random() < 0.8 else everywhere), chance)

    @precondition(lambda self: self.screens)
    @rule(seed=SEEDS, back=st.integers(1, 6))
    def do_something_from_an_older_screen(self, seed: int, back: int) -> None:
        seen, chance = self.screens[-min(back, len(self.screens))], self.chance(seed)
        staff = [kind for kind in COMMANDS if Role.FACILITATOR in ROLES[kind] and kind not in RARE]
        for _ in range(3):
            self._wild(chance.choice(staff), seen, chance)

    def _wild(self, kind: type[Command], seen: Meeting, chance: Random) -> None:
        self.send(any_command(self.hall, seen, kind, chance.choice(self.hall.people), chance))

    def _insist(self, kind: type[Command], chance: Random) -> None:
        """Somebody tries a few times, with other words or about something else, until it is carried out."""
        tried = len(self.accepted)
        for _ in range(TRIES):
            self._wild(kind, self.hall.meeting, chance)
            if len(self.accepted) > tried:
                return

    @precondition(lambda self: self.accepted)
    @rule(seed=SEEDS, times=st.integers(1, 10))
    def send_something_again(self, seed: int, times: int) -> None:
        chance = self.chance(seed)
        for _ in range(times):
            self._again(chance.choice(self.accepted))

    def _again(self, again: Command) -> None:
        """What was sealed or made once is never made twice; what changed since is told, never undone."""
        before, again = self.hall.meeting, replace(again, at=self.hall.tick())
        try:
            happened, _ = handle(again, before)
        except Refused as refusal:
            lives = isinstance(again, SecretCommand) and again.round_id in of_rounds(before)
            if lives and refusal.reason != "changed_elsewhere":
                raise AssertionError("refused while its box lives") from refusal
            return
        if type(again) in DONE_ANEW:
            self.send(again)
        else:
            assert happened == ()

    @rule(n=st.integers(1, 2))
    def somebody_comes_late(self, n: int) -> None:
        if not self.hall.meeting.closed_at and len(self.hall.people) < 12:
            self.hall.join(n)

    @rule(seed=SEEDS)
    def people_talkbelow_the_waterline(self, seed: int) -> None:
        chance, meeting = self.chance(seed), self.hall.meeting
        if meeting.open_round or meeting.closed_at or chance.random() < 0.7:
            return
        block = next((each.id for each in meeting.sheet if each.kind == "waterline" and not each.skipped), None)
        if block is not None:
            self.hall.go(block)
            below_the_waterline(self.hall, chance)

    @rule(present=st.none() | st.integers(0, 12))
    def phones_sleep_and_wake(self, present: int | None) -> None:
        self.hall.present = present

    @rule(hours=st.sampled_from((0, 0, 0, 1, 23, 25)))
    def time_goes_by(self, hours: int) -> None:
        if self.hall.meeting.open_round is None:  # a round that stays open for a day is in test_mishaps.py
            self.hall.wait(hours=hours)
            self.send(ExpireBoxes(at=self.hall.tick(), role=Role.SYSTEM))
            assert hours < 24 or not self.hall.meeting.secrets
            self.send(CountLater(at=self.hall.tick(), role=Role.SYSTEM))

    def send(self, command: Command) -> None:
        try:
            self.hall.do(command)
        except Refused as refusal:
            self.refusals[refusal.reason] += 1

    @rule(seed=SEEDS)
    def the_log_and_the_boxes_in_any_order_make_the_same_meeting(self, seed: int) -> None:
        self.check_replay(seed)

    def check_replay(self, seed: int) -> None:
        meeting = self.hall.meeting
        sealed = [each for box in meeting.boxes.values() for each in box.values()]
        Random(seed).shuffle(sealed)
        assert replay([*self.hall.log, *sealed], Meeting(id="hall")) == meeting

    def teardown(self) -> None:
        self.check_replay(7)
        self.check_end()
        REACHED.update(self.refusals)
        REACHED["walks"] += 1

    def check_end(self) -> None:
        """After the close every box is gone, and nothing that is asked changes anything."""
        if self.hall.meeting.open_round:
            self.hall.cancel()
        if not self.hall.meeting.closed_at:
            self.hall.go("close")
            if self.hall.meeting.check_out is None:
                self.hall.lead(AskHeard, round_id=self.hall.id())
            self.hall.lead(CloseMeeting)
        self.one_round_is_open_and_one_box_lives()
        closed, chance = self.hall.meeting, Random(7)
        going_on = AFTER_CLOSE | {CountLater}  # who left is counted when the hour has come, whoever is still there
        for kind in COMMANDS:
            if kind not in going_on:
                self._wild(kind, closed, chance)
        for again in self.accepted[-20:]:
            if type(again) not in going_on:
                self.send(again)
        assert self.hall.meeting is closed
        self.check_replay(7)
        self.check_report()

    def check_report(self) -> None:
        """Everything that was brought stands in the report, and stands there once."""
        told = report(self.hall.meeting)
        cards = sum(len(each.cards) for each in told.onward.strands)
        loose = sum(len(each.loose) for each in told.gathered)
        assert cards + loose == sum(view.counts for view in self.hall.meeting.viewpoints.values())


class Watched(Hall):
    """A hall whose every accepted command is looked at."""

    def __init__(self, walk: Walk) -> None:
        super().__init__()
        self.walk = walk

    def do(self, command: Command) -> tuple[Event | Sealed, ...]:
        before, written = self.meeting, len(self.log)
        try:
            happened = super().do(command)
        except Refused:
            assert self.meeting is before
            assert len(self.log) == written
            raise
        self.walk.check(command, happened, before, self.meeting)
        return happened


PROFILE = "thorough" if settings.get_current_profile_name() == "thorough" else "suite"


@pytest.mark.timeout(7200 if PROFILE == "thorough" else 300)
def test_random_walks_keep_every_promise_and_reach_decisions_with_a_woven_need() -> None:
    """A walk that never reaches adoption is worth little."""
    REACHED.clear()
    run_state_machine_as_test(Walk, settings=settings.get_profile(PROFILE))
    assert REACHED["adopted woven"] + REACHED["adopted"] > REACHED["walks"] / 5
    assert REACHED["adopted woven"] > REACHED["walks"] / 20


MOST_EVENINGS = 200


@given(st.just(0))  # the walk notes what it does, and only an example of hypothesis takes notes
@settings(max_examples=1, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_command_is_carried_out_in_some_evening(first: int) -> None:
    """Evenings that visit every step, one after the other, until nothing is left out."""
    left_out = set(COMMANDS)
    for seed in range(first, MOST_EVENINGS):
        evening(seed, left_out)
        if not left_out:
            return
    assert sorted(kind.__name__ for kind in left_out) == []


def evening(seed: int, left_out: set[type[Command]]) -> None:
    """A walk that tries in every step what no evening carried out yet; every other one has tables, and no order."""
    walk, chance = Walk(), Random(seed)
    walk.people_come_in(n=5, display=Display.CALM, seed=seed)
    blocks = [block.id for block in walk.hall.meeting.sheet if block.step != "closing"]
    if seed % 2:
        sit_at_tables(walk.hall)
        chance.shuffle(blocks)
        blocks.sort(key=lambda each: each != "picking")  # while each card still lies where it was written
    for block_id in blocks:
        walk._stay(block_id, 4, chance)
        if seed % 4 == 0:
            lay_two_topics(walk.hall)
        for act in range(4):
            try_out(walk, left_out, chance)
            walk._forward(1, seed + act)
    if not walk.hall.meeting.open_round:
        walk.time_goes_by(hours=25)
    walk.teardown()
    left_out -= carried_out(walk)


def sit_at_tables(hall: Hall) -> None:
    """Two tables with people and cards at them, and a capacity that nobody has."""
    hall.lead(SetTables, count=2)
    hall.lead(SetCapacity, capacity_id=hall.id(), name="Bewoner", votes=True)
    tables = itertools.cycle(sorted(hall.meeting.tables))
    for person, table in zip(hall.people, tables, strict=False):
        hall.ask(person, Sit, table=table)
        hall.view(person, f"Van tafel {table}")


def lay_two_topics(hall: Hall) -> None:
    """At the ordering desk, where it is open and enough waits: two topics there at once are rare in a walk."""
    waiting = [each for each in cards(hall.meeting) if each.cluster is None]
    if not is_open(hall.meeting) or topics(hall.meeting) or len(waiting) < 4:
        return
    for pair in (waiting[:2], waiting[2:4]):
        seen = tuple(Seen(each.id, each.moved) for each in pair)
        named: dict[str, Any] = {"act_id": hall.id(), "cluster_id": hall.id(), "rev": 0, "cards": seen}
        hall.do(LayTogether(at=hall.tick(), role=Role.DESK, worker="anne", **named))


def try_out(walk: Walk, left_out: set[type[Command]], chance: Random) -> None:
    for kind in sorted(left_out - {CloseMeeting}, key=lambda kind: kind.__name__):
        walk._insist(kind, chance)
    left_out -= carried_out(walk)


def carried_out(walk: Walk) -> set[type[Command]]:
    return {kind for kind in COMMANDS if walk.refusals[f"+{kind.__name__}"]}


@pytest.mark.parametrize("kind", COMMANDS, ids=lambda kind: kind.__name__)
def test_every_field_of_every_command_can_be_drawn(kind: type[Command]) -> None:
    hall = Hall().open()
    hall.join(1)
    assert any_command(hall, hall.meeting, kind, hall.people[0], Random(1))
