"""Who may ask what: every command of every step against every role."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any

import pytest

from meeting.procedure.core import ALWAYS, STEPS, Command, Refused, Role, decide, gate
from meeting.procedure.templates import EVENING

from .acts import hall


def subclasses(kind: type[Command]) -> set[type[Command]]:
    return {kind} | {each for child in kind.__subclasses__() for each in subclasses(child)}


DECLARED: dict[type[Command], frozenset[Role]] = dict(ALWAYS)
for each_step in STEPS.values():
    for each_kind, each_roles in each_step.accepts.items():
        DECLARED[each_kind] = DECLARED.get(each_kind, frozenset()) | each_roles

PARTICIPANTS_OWN = {
    "CallSomebody",
    "EndCall",
    "Join",
    "CastBallot",
    "GiveAnswer",
    "Reply",
    "SubmitViewpoint",
    "EditViewpoint",
    "WithdrawViewpoint",
    "PutProposal",
    "WithdrawProposal",
    "ConfirmProposal",
    "GiveGrain",
    "EraseMine",
    "JudgePlace",
    "JudgeQuestion",
    "NameMissing",
    "Recognise",
    "WithdrawMissing",
    "WithdrawRecognition",
    "AgreeToMerge",
    "AnswerLater",
    "Sit",
    "TakeCapacity",
    "JoinTeam",
    "LeaveTeam",
    "ForgetContact",
    "LetThrough",
}
"""Written down a second time, so that a right is never given by a slip of the pen."""


def made(kind: type[Command], role: Role, **given: Any) -> Command:
    """A command of this kind; what only `decide` looks at is left empty."""
    known = {"at": hall(0).now, "role": role, **given}
    empty = {each.name: None for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING}
    return kind(**{**empty, **known})


def by_name(kind: type[Command]) -> str:
    return kind.__name__


EVERY = sorted(DECLARED, key=by_name)


def test_every_command_with_rules_is_declared_and_the_reverse() -> None:
    ruled = {kind for kind in decide.registry if kind is not object}
    assert ruled == set(DECLARED)
    leaves = {kind for kind in subclasses(Command) if not kind.__subclasses__() and "." in kind.__module__}
    assert {kind for kind in leaves if kind.__module__.startswith("meeting.procedure")} == set(DECLARED)


def test_participants_may_ask_exactly_what_is_theirs() -> None:
    assert {kind.__name__ for kind, roles in DECLARED.items() if Role.PARTICIPANT in roles} == PARTICIPANTS_OWN


def test_the_screen_asks_nothing() -> None:
    assert not [kind for kind, roles in DECLARED.items() if Role.SCREEN in roles]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("kind", EVERY, ids=by_name)
def test_a_command_of_another_role_is_refused_whatever_the_step(kind: type[Command], role: Role) -> None:
    here = hall(1)
    who = here.people[0].id
    for block in EVENING.blocks:
        here.go(block.id)
        given: dict[str, Any] = (
            {"block": here.meeting.active}
            if hasattr(kind, "block") or "block" in {each.name for each in fields(kind)}
            else {}
        )
        command = made(kind, role, participant=who if role is Role.PARTICIPANT else None, **given)
        reason = None
        try:
            gate(command, here.meeting)
        except Refused as refusal:
            reason = refusal.reason
        if role not in DECLARED[kind]:
            assert reason == "not_your_role"
        elif role in ALWAYS.get(kind, ()) or role in STEPS[block.step].accepts.get(kind, ()):
            assert reason is None
        else:
            assert reason == "not_in_this_step"


@pytest.mark.parametrize("kind", [kind for kind in EVERY if Role.PARTICIPANT in DECLARED[kind]], ids=by_name)
def test_who_has_not_joined_may_only_join(kind: type[Command]) -> None:
    here = hall(0)
    command = made(kind, Role.PARTICIPANT, participant="somebody")
    if kind.newcomer:
        gate(command, here.meeting)
    else:
        assert here.refused(gate, command, here.meeting) == "missing_seat"


@pytest.mark.parametrize(
    "kind", [kind for kind in EVERY if "block" in {each.name for each in fields(kind)}], ids=by_name
)
def test_a_facilitator_who_looks_at_another_block_is_told(kind: type[Command]) -> None:
    here = hall(0)
    command = made(kind, Role.FACILITATOR, block="talk")
    assert here.refused(gate, command, here.meeting) == "changed_meanwhile"


def test_every_block_of_the_run_sheet_is_a_step_that_is_there() -> None:
    assert {block.step for block in EVENING.blocks} <= set(STEPS)
