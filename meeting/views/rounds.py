"""What phone, room screen and console show of a vote: its choices, how far it is, and its result."""

from __future__ import annotations

from typing import Any

from meeting.procedure.ballots import ballots
from meeting.procedure.channels import FIRST, beside_phones, confirmed, entered
from meeting.procedure.state import (
    ABSTAIN,
    AGAINST,
    ALONG,
    FOR,
    LEAVE,
    LETTERS,
    NOT_YET,
    SEVERAL,
    VOTES,
    Box,
    Meeting,
    Method,
    Option,
    Outcome,
    Round,
    RoundKind,
)
from meeting.procedure.voting import electorate
from meeting.views.stage import View, key, small_minority

NEARLY_ALL = 3
SMALL_ROOM = 40

OUTCOME_KEY = {
    Outcome.CARRIED: "result.carried",
    Outcome.UNANIMOUS: "result.unanimous",
    Outcome.REJECTED: "result.rejected",
    Outcome.TIE: "result.tie",
    Outcome.DIVIDED: "result.divided",
    Outcome.INCONCLUSIVE: "result.inconclusive",
    Outcome.ALL_ALONG: "result.support.all",
    Outcome.NOT_YET: "result.support.not_yet",
}

SHARE = {FOR: "many", ALONG: "many", AGAINST: "other", NOT_YET: "other", ABSTAIN: "hollow", LEAVE: "hollow"}
"""How a choice is drawn in a ring of people: filled, gold, or hollow."""

OF_STEP = {"voting": VOTES, "deciding": (RoundKind.SUPPORT,), "practising": (RoundKind.PRACTICE,), "choosing": ()}


def current(meeting: Meeting) -> Round | None:
    """The round that the active step is busy with; in another step the last vote there was."""
    return current_round(meeting, *OF_STEP.get(meeting.step, VOTES))


def current_round(meeting: Meeting, *kinds: RoundKind) -> Round | None:
    """The last round of these kinds on this decision; of checks one of this wording."""
    rounds = [known for known in meeting.rounds if known.decision == meeting.decision and known.kind in kinds]
    if not rounds:
        return None
    last, proposal = rounds[-1], meeting.proposal
    if last.kind is RoundKind.PRACTICE:
        return last
    if proposal is None:
        return last if meeting.options and last.kind in VOTES else None
    stale = last.kind is RoundKind.SUPPORT and last.version != proposal.version and not last.open
    return None if stale else last


def round_state(known: Round | None) -> str:
    """`soon`, `open`, `closed`, `shown` or `cancelled`."""
    if known is None:
        return "soon"
    if known.cancelled:
        return "cancelled"
    if known.open:
        return "open"
    return "shown" if known.shown else "closed"


# What can be chosen


def options(meeting: Meeting, known: Round) -> list[View]:
    """The choices of a round; those among several have a letter and their own words."""
    lettered = [_option(meeting, known, option) for option in known.options]
    return [*lettered, *({"id": choice} for choice in known.choices[len(lettered) :])]


def _option(meeting: Meeting, known: Round, option: Option) -> View:
    letter = LETTERS[known.options.index(option)]
    words = option.text if known.kind is RoundKind.PRACTICE else _words(meeting, option)
    return {"id": option.id, "letter": letter, **({"text": words} if words else {})}


def _words(meeting: Meeting, option: Option) -> str:
    """What a proposal said when the round opened."""
    proposal = meeting.proposal_of(option.id)
    return proposal.versions[option.version - 1].text if proposal else ""


def laid(meeting: Meeting) -> list[View]:
    """The proposals that lie beside each other, with the letters they have when a vote opens."""
    found = [proposal for each in meeting.options if (proposal := meeting.proposal_of(each))]
    return [
        {"id": each.id, "letter": letter, "text": each.current.text, "confirmed": each.confirmed}
        for each, letter in zip(found, LETTERS, strict=False)
    ]


# How far it is


def turnout(meeting: Meeting, known: Round) -> int:
    """How many ballots are in the box, with the hands and papers that were counted."""
    box = meeting.boxes.get(known.id, Box())
    return len(ballots(box)) + beside_phones(box)


def expected(meeting: Meeting, known: Round) -> int:
    """How many people may vote, as far as is known now."""
    return max(electorate(known, meeting.boxes.get(known.id, Box()), 0), turnout(meeting, known))


def progress(meeting: Meeting, known: Round) -> View:
    """How many have voted: a number without direction; in a small room no pointing at the last ones."""
    x, y = turnout(meeting, known), expected(meeting, known)
    if y <= SMALL_ROOM and 0 < y - x <= NEARLY_ALL and x:
        return {"line": key("vote.nearly"), "x": None, "y": None}
    return {"line": key("vote.progress", x=x, y=y), "x": x, "y": y}


# The result


def figures(meeting: Meeting, known: Round) -> View | None:
    """The tally as figures, once shown, unless the minority is too small and nobody chose to show it."""
    return exact(meeting, known) if in_figures(known) else None


def in_figures(known: Round) -> bool:
    return known.tally is not None and known.shown and (known.figures or not small_minority(known))


def exact(meeting: Meeting, known: Round) -> View:
    """The tally as it is, in the order of the choices: for the report and, after it was shown, the facilitator."""
    tally = known.tally
    assert tally is not None
    return {
        "options": [
            {**option, "n": tally[option["id"]], "share": _share(known, option["id"])}
            for option in options(meeting, known)
        ],
        "electorate": tally.electorate,
        "silent": tally.silent,
    }


def _share(known: Round, choice: str) -> str:
    """How this choice is drawn; among several only the one that carried is filled."""
    return SHARE.get(choice) or ("many" if choice == known.carried else "other")


def heading(known: Round) -> View:
    """What the result means, above everything else."""
    assert known.outcome is not None
    if known.kind is RoundKind.PRACTICE:
        return key("practice.result")
    if known.kind is RoundKind.OPTIONS and known.carried:
        return key(f"{OUTCOME_KEY[known.outcome]}.option", letter=letter(known))
    return key("result.few" if _few(known) else OUTCOME_KEY[known.outcome])


def _few(known: Round) -> bool:
    """No result for want of answers, and not because people do not know yet."""
    tally = known.tally
    return known.outcome is Outcome.INCONCLUSIVE and tally is not None and 2 * tally.turnout < tally.electorate


def letter(known: Round) -> str:
    """The letter of the option that carried."""
    return LETTERS[[option.id for option in known.options].index(known.carried or "")]


def result_line(known: Round) -> View:
    """The result in one sentence: figures, or words where a small minority must be safe."""
    tally = known.tally
    assert tally is not None
    if known.kind is RoundKind.SUPPORT:
        return _support_line(known)
    if not in_figures(known):
        if known.kind is RoundKind.PRACTICE:  # only with a majority can a minority be small
            return key("practice.words", letter=letter(known))
        return key("result.words")
    if known.options:
        words = "practice.options.line" if known.kind is RoundKind.PRACTICE else "result.options.line"
        return key(words, n=tally.turnout - tally[ABSTAIN], b=tally[ABSTAIN])
    return key("result.line", v=tally[FOR], t=tally[AGAINST], b=tally[ABSTAIN])


def _support_line(known: Round) -> View:
    tally = known.tally
    assert tally is not None
    if not in_figures(known):
        return key("result.support.again" if _few(known) else "result.support.some")
    return key(
        "result.support.line",
        along=tally[ALONG],
        leave=tally[LEAVE],
        not_yet=tally[NOT_YET],
        silent=tally.silent,
    )


def so_far(known: Round) -> View | None:
    """Beside the result of a check that stays open for those who left: it is not the last word yet."""
    return key("later.so_far", moment=known.later.until.isoformat()) if known.later and known.waits else None


# Room screen and console


def room(meeting: Meeting) -> View | None:
    """The vote of this step: turnout while it is open, figures or words once shown."""
    known = current(meeting)
    if known is None:
        return None
    state = round_state(known)
    view: View = {"id": known.id, "kind": known.kind.value, "state": state, "number": known.number}
    view |= {"options": options(meeting, known) if known.options else [], "text": known.text}
    view |= {"method": known.method.value, "choices": list(known.choices)}
    if state == "open":
        view["progress"] = progress(meeting, known)
    if state == "cancelled":
        view["reason"] = known.cancelled
    if state == "shown":
        view |= _shown(meeting, known)
    return view


def _shown(meeting: Meeting, known: Round) -> dict[str, Any]:
    assert known.outcome is not None
    carried = meeting.carried
    return {
        "outcome": known.outcome.value,
        "carried": known.carried,
        "heading": heading(known),
        "line": result_line(known),
        "tally": figures(meeting, known),
        "so_far": so_far(known),
        "before": figures(meeting, carried) if known.kind is RoundKind.SUPPORT and carried else None,
    }


def console(meeting: Meeting) -> View | None:
    """The vote of this step for who leads it, who sees the exact tally too only after it was shown."""
    view = room(meeting)
    known = current(meeting)
    if view is None or known is None:
        return None
    if known.open:
        view["progress"] |= {"turnout": turnout(meeting, known), "electorate": expected(meeting, known)}
        view["counting"] = counting(meeting, known)
    if known.shown:
        view["exact"] = exact(meeting, known)
        view["small"] = small_minority(known)
        view["channels"] = [{"id": name, "n": n} for name, n in known.channels]
    return view


def counting(meeting: Meeting, known: Round) -> View | None:
    """What must be counted in the room before the close: how many at most, and how often that was done.

    What was counted is not told again: the numbers are with who typed them. `first` is the how manieth first count
    of the papers stands.
    """
    if known.method is Method.PHONES:
        return None
    box = meeting.boxes.get(known.id, Box())
    done, first = confirmed(box, on_paper=known.method.on_paper) is not None, entered(box, FIRST)
    times = 2 if done and known.method.on_paper else 1 if done or first else 0
    return {
        "on_paper": known.method.on_paper,
        "beside": known.beside,
        "times": times,
        "first": first.rev if first else 0,
        "done": done,
        "several": known.kind in SEVERAL,
    }
