"""What phones and the console show of voting and of practising it: the choices, the wait, the result, what is next."""

from __future__ import annotations

from collections.abc import Mapping

from meeting.procedure.minority import AnswerGiven
from meeting.procedure.state import ROUNDS_BEFORE_TALK, Box, Meeting, Option, Proposal, Round, RoundKind
from meeting.views import minority, proposing, rounds
from meeting.views.screen import Screen
from meeting.views.stage import View, act, key

# Phones


def phone(meeting: Meeting) -> Screen:
    """The step in which people vote on one proposal or choose among several."""
    known = rounds.current(meeting)
    if known is None:
        return Screen(key("vote.soon"), cards=proposing.on_table(meeting))
    return during(meeting, known, "ballot.option" if known.options else "ballot", key("vote.title"))


def practised(meeting: Meeting) -> Screen:
    """The step in which people practise: the same screens, and each of them says that it does not count."""
    known = rounds.current(meeting)
    if known is None:
        return Screen(key("practice.soon"), (key("practice.line"),))
    asked = {"text": known.text} if known.text else key("practice.question")
    return during(meeting, known, "practice", asked, (key("practice.line"),))


def during(meeting: Meeting, known: Round, words: str, heading: View, lines: tuple[View, ...] = ()) -> Screen:
    """A round on the phone, from its opening to its result."""
    state = rounds.round_state(known)
    cards = () if known.kind is RoundKind.PRACTICE else proposing.on_table(meeting)
    if state == "open":
        return _open(meeting, known, words, Screen(heading, lines, cards))
    if state == "closed":
        closed = key("check.closed" if known.kind is RoundKind.SUPPORT else "vote.closed")
        return Screen(closed, lines if known.kind is RoundKind.PRACTICE else (), cards)
    if state == "cancelled":
        return Screen(key("vote.cancelled"), ({"text": known.cancelled or ""},), cards)
    after = [key("practice.after") if known.kind is RoundKind.PRACTICE else rounds.so_far(known)]
    tally = rounds.figures(meeting, known)
    return Screen(
        rounds.heading(known), (rounds.result_line(known), *filter(None, after)), () if known.options else cards, tally
    )


def _open(meeting: Meeting, known: Round, words: str, screen: Screen) -> Screen:
    """The choices as buttons; those among several in an own order on every phone, with their letters."""
    if not known.method.by_phone:
        return Screen(key(f"vote.by.{known.method.value}"), (key(f"vote.by.{known.method.value}.line"),), screen.cards)
    ask = {
        "form": "choose",
        "do": "cast_ballot",
        "id": known.id,
        "key": words,
        "options": rounds.options(meeting, known),
        "shuffle": bool(known.options),
        "helps": True,
    }
    return Screen(screen.heading, screen.lines, () if known.options else screen.cards, ask=ask)


def helped(meeting: Meeting, voters: Mapping[str, tuple[str, ...]]) -> list[View]:
    """Who voted on somebody else's phone, by number, and what they answered since: that they did, and never what.

    `key` is the question that is theirs after a vote.
    """
    return [
        _helped(meeting, round_id, number, voter)
        for round_id, people in voters.items()
        for number, voter in enumerate(people, 1)
        if ("ballot", voter) in meeting.boxes.get(round_id, Box())
    ]


def _helped(meeting: Meeting, round_id: str, person: int, voter: str) -> View:
    box, own = meeting.boxes[round_id], {round_id: voter}
    asked = minority.own_question(meeting, own) if meeting.step in ("minority", "weaving") else None
    answer = box.get(("answer", voter))
    replied = minority.replies(meeting, own)
    return {
        "round_id": round_id,
        "person": person,
        "rev": box["ballot", voter].rev,
        "key": asked["key"] if asked else None,
        "answer": {"rev": answer.rev, "position_id": answer.position_id} if isinstance(answer, AnswerGiven) else None,
        "reply": replied[0]["rev"] if replied else 0,
    }


# The console


def say(meeting: Meeting) -> str:
    """The sentence for this moment of a vote."""
    known = rounds.current(meeting)
    state = rounds.round_state(known)
    if meeting.step == "practising":
        return f"say.practising.{state}"
    if state == "shown" and known is not None and known.outcome is not None:
        among = ".option" if known.options and known.carried else ""
        return f"say.{meeting.step}.{known.outcome.value}{among}"
    if known is not None and state == "open" and not known.method.by_phone:
        return f"say.{meeting.step}.open.{known.method.value}"
    several = meeting.step == "voting" and state in ("soon", "open") and (meeting.options or (known and known.options))
    return f"say.{meeting.step}.{state}{'.several' if several else ''}"


def pending(known: Round) -> View | None:
    """Close what is open, show what is closed."""
    if known.open:
        return act("close_round", "act.close_round", twice=True, round_id=known.id)
    if not known.shown and not known.cancelled:
        return act("show_result", "act.show_result", round_id=known.id)
    return None


def open_round(proposal: Proposal, kind: RoundKind) -> View:
    words = "act.open_vote" if kind is RoundKind.PROPOSAL else "act.open_check"
    about = {"kind": kind.value, "proposal_id": proposal.id, "version": proposal.version}
    return act("open_round", words, twice=True, new="round_id", **about)


def open_choice(meeting: Meeting) -> View:
    """Open a vote among what lies beside each other, at the versions on the screen."""
    frozen = [{"id": each.id, "version": each.version} for each in _lying(meeting)]
    return act("open_choice", "act.open_choice", twice=True, new="round_id", options=frozen)


def next_in_practice(meeting: Meeting) -> View | None:
    """Open a practice vote, close it and show its result; None when people have practised."""
    known = rounds.current(meeting)
    if known is None or known.cancelled:
        return None if meeting.secrets else practise("act.open_practice")
    return pending(known)


def practise(words: str) -> View:
    return act("open_practice", words, twice=True, new="round_id")


def acts_in_practice(meeting: Meeting) -> list[View | None]:
    known = rounds.current(meeting)
    again = known is not None and known.shown and not meeting.secrets
    return [practise("act.practise_again")] if again else []


def next_among(meeting: Meeting, to_lobby: View | None, to_waterline: View | None) -> View | None:
    """What comes next where several proposals lie on the table, whose words are right."""
    known = rounds.current(meeting)
    if known is None or known.cancelled:
        return open_choice(meeting)
    if (first := pending(known)) is not None:
        return first
    if meeting.fruitless(RoundKind.OPTIONS) >= ROUNDS_BEFORE_TALK:
        return to_waterline
    talked = known.closed_at is not None and meeting.visits[-1].at > known.closed_at
    return open_choice(meeting) if talked or known.options != _options(meeting) else to_lobby


def _lying(meeting: Meeting) -> list[Proposal]:
    return [proposal for each in meeting.options if (proposal := meeting.proposal_of(each))]


def _options(meeting: Meeting) -> tuple[Option, ...]:
    return tuple(Option(each.id, each.version) for each in _lying(meeting))
