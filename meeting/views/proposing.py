"""What phones and the console show of proposals: those on the table, one's own, and what waits for a proposer's yes."""

from __future__ import annotations

from meeting.procedure import beside, text
from meeting.procedure.state import MOST_OPTIONS, Meeting, Participant, Proposal
from meeting.views import rounds, stage
from meeting.views.screen import Screen
from meeting.views.stage import View, act, key

# Phones


def phone(meeting: Meeting) -> Screen:
    """The step in which people propose: what lies on the table, and a field for one's own as long as it may."""
    if meeting.open_round or (meeting.carried and not meeting.reopened):
        return Screen(key("proposing.title"), cards=on_table(meeting))
    ask = {"form": "write", "do": "put_proposal", "id": meeting.active, "key": "proposal", "limit": text.PROPOSAL}
    return Screen(key("proposing.title"), cards=on_table(meeting), ask=ask)


def lobby(meeting: Meeting) -> Screen:
    """Between two votes people talk; who proposed something may take it back on the phone."""
    return Screen(key("talk.away"), (key("talk.lobby"),), on_table(meeting), ask={"form": "look", "mine": "proposals"})


def on_table(meeting: Meeting) -> tuple[View, ...]:
    """The proposal on the table, or several of them with their letters."""
    if not meeting.options:
        return (stage.proposal_card(meeting, meeting.proposal),) if meeting.proposal else ()
    letters = {each["id"]: each["letter"] for each in rounds.laid(meeting)}
    found = (proposal for each in meeting.options if (proposal := meeting.proposal_of(each)))
    return tuple(
        {**stage.proposal_card(meeting, each), "label": key("card.option", letter=letters[each.id])} for each in found
    )


def own(meeting: Meeting, proposal_id: str) -> View:
    """A proposal as the phone of its proposer shows it; `withdraw` takes it back, where that is possible now."""
    known = meeting.proposal_of(proposal_id)
    assert known is not None
    majority = meeting.carried is not None and not meeting.reopened
    busy = majority or meeting.open_round is not None or meeting.closed_at is not None
    may = known.in_play and not busy and not _decided(meeting, known)
    return {
        "id": known.id,
        "text": known.current.text,
        "state": state(meeting, known),
        "version": known.version,
        "withdraw": {"do": "withdraw_proposal", "proposal_id": known.id} if may else None,
    }


def _decided(meeting: Meeting, proposal: Proposal) -> bool:
    return any(each.proposal == proposal.id and each.kind.adopted for each in meeting.decisions)


def state(meeting: Meeting, proposal: Proposal) -> str:
    """What became of a proposal: `withdrawn`, `merged`, `dropped`, `tabled`, or `put`."""
    if proposal.withdrawn:
        return "withdrawn"
    if proposal.merged:
        return "merged"
    if proposal.dropped is not None:
        return "dropped"
    return "tabled" if proposal.id in beside.on_table(meeting) else "put"


def own_ask(meeting: Meeting, participant: Participant) -> View | None:
    """What only a proposer is asked: are these still your words, and may they be one with those of others."""
    if meeting.open_round or meeting.closed_at:
        return None
    table = (meeting.proposal_of(each) for each in beside.on_table(meeting))
    worded = next((each for each in table if each and not each.confirmed and each.author == participant.id), None)
    if worded is not None and meeting.step == "proposing":
        return _confirming("confirm_proposal", "proposal.confirm", worded)
    merged = next(iter(beside.asked_to_merge(meeting, participant.id)), None) if participant.proposals else None
    return _confirming("agree_to_merge", "proposal.merge", merged) if merged and meeting.step == "proposing" else None


def _confirming(do: str, words: str, proposal: Proposal) -> View:
    return {
        "form": "choose",
        "do": do,
        "id": proposal.id,
        "version": proposal.version,
        "key": words,
        "text": proposal.current.text,
        "options": [{"id": "yes"}, {"id": "no"}],
        "shuffle": False,
    }


# The console


def rows(meeting: Meeting) -> list[View]:
    """Every proposal that people can still choose or that waits for its proposers, and what may be done with it."""
    return [_row(meeting, each) for each in meeting.proposals if each.in_play or each.dropped is not None]


def _row(meeting: Meeting, proposal: Proposal) -> View:
    letters = {each["id"]: each["letter"] for each in rounds.laid(meeting)}
    waiting = len(proposal.sources) - len(proposal.agreed) if proposal.sources and not proposal.confirmed else 0
    typed = (meeting.proposal_of(each) for each in proposal.sources if each not in proposal.agreed)
    return {
        **stage.proposal_card(meeting, proposal),
        "questioned": proposal.questioned,
        "spoken": proposal.author is None and not proposal.sources,
        "merged": bool(proposal.sources),
        "waiting": waiting,
        "typed": any(each is not None and each.author is None for each in typed),
        "tabled": meeting.tabled == proposal.id,
        "letter": letters.get(proposal.id),
        "dropped": proposal.dropped,
    }


def waiting(meeting: Meeting) -> list[str]:
    """Proposals that people can choose and that do not lie on the table yet."""
    lying = beside.on_table(meeting)
    return [each.id for each in meeting.proposals if each.in_play and each.confirmed and each.id not in lying]


def lay_all(meeting: Meeting) -> View | None:
    """Lay everything that was proposed beside each other, where that fits."""
    more, lying = waiting(meeting), beside.on_table(meeting)
    if not more or not 2 <= len(more) + len(lying) <= MOST_OPTIONS:
        return None
    return act("lay_beside", "act.lay_all", proposal_ids=more, table_rev=meeting.table_rev)


def confirm(meeting: Meeting) -> View | None:
    """Ask the room whether the first wording that is not sure is right; a merged one waits for its proposers."""
    table = (meeting.proposal_of(each) for each in beside.on_table(meeting))
    unsure = next((each for each in table if each and not each.confirmed), None)
    if unsure is None or unsure.sources:
        return None
    return act("confirm_proposal", "act.confirm_proposal", proposal_id=unsure.id, version=unsure.version)


def all_confirmed(meeting: Meeting) -> bool:
    """Whether every wording on the table is right."""
    table = [meeting.proposal_of(each) for each in beside.on_table(meeting)]
    return bool(table) and all(each is not None and each.confirmed for each in table)
