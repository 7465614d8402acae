"""Decided: how a decision looks as data on every screen, and which was laid down last."""

from __future__ import annotations

from meeting.procedure.deciding import few_answered
from meeting.procedure.state import Decision, DecisionKind, Meeting, Proposal, RoundKind
from meeting.views import later
from meeting.views.stage import View, in_package, key, lines


def decision_card(meeting: Meeting, decision: Decision) -> View:
    """What was decided with the minority's wisdom attached, or how it ended without."""
    proposal = meeting.proposal_of(decision.proposal)
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
        "package": in_package(meeting, proposal),
        "waiting": _waiting(meeting, proposal) if adopted else [],
        "adopted": adopted,
        "standing": [
            {"id": position.id, "text": position.text}
            for position in meeting.positions_on(decision.number)
            if position.unmet and position.proposal in ("", decision.proposal)
        ]
        if adopted
        else [],
        "facts": [
            key("card.owner", name=decision.owner) if decision.owner else key("card.no_owner"),
            *([key("card.first_step", text=decision.first_step)] if decision.first_step else []),
            *([key("card.review", date=decision.review_on)] if decision.review_on else []),
            *later.facts(meeting, decision.number),
        ]
        if adopted
        else [{"text": decision.reason or ""}],
    }


def _waiting(meeting: Meeting, proposal: Proposal | None) -> list[View]:
    """What was on the list and is not in the package: it stays to be seen."""
    package = meeting.package_of(proposal.id) if proposal else None
    return lines(meeting, package.waiting) if package else []


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
