"""Framing on every surface: the question, what people say of it, and the wordings it had."""

from __future__ import annotations

from meeting.procedure import text
from meeting.procedure.framing import fits
from meeting.procedure.sheet import next_block
from meeting.procedure.state import Fit, Judgement, Meeting, Participant, Phone
from meeting.views.screen import Screen
from meeting.views.stage import View, act, key

ON_ROOM = 4
"""How many people's words hang in the hall at once: the latest that were shown."""


def phone(meeting: Meeting) -> Screen:
    """The question itself is the heading; under it everybody is asked whether it is theirs too."""
    version, asking = len(meeting.askings), meeting.askings[-1]
    lines = (key("framing.reworded", reason=asking.reason),) if asking.reason else ()
    if meeting.block.phone is Phone.AWAY:
        return Screen({"text": meeting.question}, (*lines, key("framing.title"), key("talk.away")))
    ask = {
        "form": "choose",
        "do": "judge_question",
        "id": meeting.active,
        "version": version,
        "key": "framing",
        "options": [{"id": fit.value, "write": True} if fit is not Fit.YES else {"id": fit.value} for fit in Fit],
        "args": {"version": version},
        "as": "fit",
        "optional": True,
        "limit": text.VIEWPOINT,
        "shuffle": False,
    }
    return Screen({"text": meeting.question}, lines, ask=ask)


def given(meeting: Meeting, participant: Participant) -> list[View]:
    """What this person said of each wording, for whichever block asks."""
    return [_given(meeting, meeting.judgements[each]) for each in participant.judged]


def _given(meeting: Meeting, known: Judgement) -> View:
    return {
        "do": "judge_question",
        "id": meeting.active,
        "version": known.version,
        "option": known.fit.value,
        "text": known.text or "",
        "rev": known.rev,
    }


def room(meeting: Meeting) -> View | None:
    """How many said what, once it was shown, and the words that were shown; the latest wording with its reason."""
    if meeting.step != "framing":
        return None
    version, asking = len(meeting.askings), meeting.askings[-1]
    shown = [each for each in _of(meeting, version) if each.shown]
    return {
        "version": version,
        "reason": asking.reason,
        "answered": sum(fits(meeting, version).values()),
        "fits": _counted(meeting, version) if asking.shown else None,
        "judgements": [_judgement(each) for each in shown[-ON_ROOM:]],
    }


def _of(meeting: Meeting, version: int) -> list[Judgement]:
    """What was said in words of one wording, in the order it came."""
    said = [each for each in meeting.judgements.values() if each.version == version and each.text]
    return sorted(said, key=lambda each: each.number)


def _counted(meeting: Meeting, version: int) -> list[View]:
    return [{"id": fit.value, "n": n} for fit, n in fits(meeting, version).items()]


def _judgement(known: Judgement) -> View:
    return {
        "id": known.id,
        "text": known.text,
        "fit": known.fit.value,
        "rev": known.rev,
        "shown": known.shown,
        "label": key("card.spoken") if known.author is None else None,
    }


def console(meeting: Meeting) -> View | None:
    """The same with every word, the newest first, and the wordings so far."""
    view = room(meeting)
    if view is None:
        return None
    asking = meeting.askings[-1]
    return {
        **view,
        "question": meeting.question,
        "hands": list(asking.hands or ()),
        "judgements": [_judgement(each) for each in reversed(_of(meeting, len(meeting.askings)))],
        "wordings": [{"text": each.text, "reason": each.reason} for each in meeting.askings[:-1]],
    }


def show_fit(meeting: Meeting) -> View | None:
    """Showing the numbers is what comes next, once somebody answered."""
    version = len(meeting.askings)
    if meeting.askings[-1].shown or not sum(fits(meeting, version).values()) or next_block(meeting) is None:
        return None
    return act("show_fit", "act.show_fit", version=version)
