"""Decided: how a decision looks as data on every screen, and which was laid down last."""

from __future__ import annotations

from meeting.procedure.deciding import few_answered
from meeting.procedure.entrusting import package_of_decision
from meeting.procedure.state import Decision, DecisionKind, Meeting, Package, RoundKind
from meeting.views import later
from meeting.views.stage import View, in_package, key, lines


def decision_card(meeting: Meeting, decision: Decision) -> View:
    """What was decided with the minority's wisdom attached, or how it ended without."""
    proposal = meeting.proposal_of(decision.proposal)
    package = meeting.package_of(proposal.id) if proposal else None
    adopted = decision.kind.adopted
    wording = proposal.versions[decision.version - 1] if proposal else None
    items: list[View] = []
    if wording is not None and adopted:
        items += [{"id": each.position, "text": each.text} for each in wording.additions]
    return {
        "id": f"decision-{decision.number}",
        "kind": "decision",
        "text": wording.text if wording is not None else "",
        "label": key(_ending(meeting, decision)),
        "items": items,
        "package": _owned(meeting, package, package.chosen) if adopted and package else in_package(meeting, proposal),
        "waiting": _owned(meeting, package, package.waiting) if adopted and package else [],
        "adopted": adopted,
        "standing": [
            {"id": position.id, "text": position.text}
            for position in meeting.positions_on(decision.number)
            if position.unmet and position.proposal in ("", decision.proposal)
        ]
        if adopted
        else [],
        "facts": [
            *_owner(decision, package),
            *([key("card.first_step", text=decision.first_step)] if decision.first_step else []),
            *([key("card.review", date=decision.review_on)] if decision.review_on else []),
            *later.facts(meeting, decision.number),
        ]
        if adopted
        else [{"text": decision.reason or ""}],
    }


def _owner(decision: Decision, package: Package | None) -> list[View]:
    """Who owns the whole of it; of a package each opgave says so by itself."""
    if decision.owner:
        return [key("card.owner", name=decision.owner)]
    return [] if package else [key("card.no_owner")]


def _owned(meeting: Meeting, package: Package, ids: tuple[str, ...]) -> list[View]:
    """Opgaven of a package as they were chosen among, each with its owner, and when it comes back if it waits."""
    said = [package.entrusted_with(each) for each in ids]
    return [
        {**line, "owner": known.owner or "", "back_on": known.back_on.isoformat() if known.back_on else None}
        for line, known in zip(lines(meeting, ids), said, strict=True)
    ]


def entrusting(meeting: Meeting) -> View | None:
    """What can be given an owner now: the package that is being decided on, or the last that was laid down."""
    decision = (
        meeting.decision
        if meeting.package
        else next(
            (known.number for known in reversed(meeting.decisions) if package_of_decision(meeting, known.number)), 0
        )
    )
    package = package_of_decision(meeting, decision)
    if package is None:
        return None
    return {
        "number": decision,
        "chosen": _owned(meeting, package, package.chosen),
        "waiting": _owned(meeting, package, package.waiting),
    }


def _ending(meeting: Meeting, decision: Decision) -> str:
    """How a decision ended. Where too few answered the check, nobody knows that somebody cannot come along."""
    checks = meeting.rounds_on(decision.number, RoundKind.SUPPORT)
    if decision.kind is DecisionKind.STANDING and checks and checks[-1].later and checks[-1].later.first_no:
        return "decision.kind.standing.later"
    few = decision.kind is DecisionKind.STANDING and few_answered(meeting, decision.number)
    stands = any(each.unmet for each in meeting.positions_on(decision.number))
    return f"decision.kind.{decision.kind.value}" + (".few" if few and not stands else "")


def ended(meeting: Meeting) -> Decision | None:
    """The decision that was just laid down or ended, while no other proposal is on the table."""
    return meeting.decisions[-1] if meeting.decisions and meeting.tabled is None else None
