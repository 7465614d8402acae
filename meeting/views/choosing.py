"""Choosing several of many as phone, room screen and console see it: the turnout, then an unordered set of the chosen.

Figures come on request only. Nothing here is made of an open box but how many voted.
"""

from __future__ import annotations

from meeting.procedure.choosing import Standing, dots_of, standing
from meeting.procedure.packaging import as_counted
from meeting.procedure.state import (
    ABSTAIN,
    LETTERS,
    NONE_OF_THESE,
    SEVERAL,
    Choice,
    Coverage,
    Meeting,
    Package,
    Round,
    RoundKind,
)
from meeting.views import rounds
from meeting.views.screen import LOOK, Screen
from meeting.views.shortlisting import listed, rule_line
from meeting.views.stage import View, act, entries, key


def current(meeting: Meeting) -> Round | None:
    """The round that is going on or was last, in which several are chosen; also one that was cancelled."""
    found = [known for known in meeting.rounds if known.decision == meeting.decision and known.kind in SEVERAL]
    return found[-1] if found else None


def coverage_line(found: Coverage | None, choice: Choice) -> View | None:
    """Who has at least one own choice in it, in one sentence; None where nothing may be told.

    Where papers or hands were counted it is said of whom it holds: of those only sums are known.
    """
    if found is None:
        return key("choose.covered.unknown") if choice.beside and not choice.phones else None
    name = "choose.covered.phones" if choice.beside else "choose.covered"
    if found.uncovered == 0 and found.covered != 0:
        return key(f"{name}.all")
    if found.covered is not None:
        return key(name, x=found.covered, y=choice.phones)
    return key(f"{name}.nearly" if found.nearly else "choose.covered.hidden")


# Phones


def phone(meeting: Meeting) -> Screen:
    """The list to choose from, in an own order; then what was chosen, and privately how much of it is one's own."""
    known = current(meeting)
    state = rounds.round_state(known)
    if known is None or state == "soon":
        rule = meeting.shortlist.rule
        return Screen(key("choose.soon"), (rule_line(rule),) if rule else ())
    if state == "open" and not known.method.by_phone:
        return _without_phones(meeting, known)
    if state == "open":
        return Screen(_heading(known), ask=_ask(meeting, known))
    if state == "closed":
        return Screen(key("choose.closed"))
    if state == "cancelled":
        return Screen(key("vote.cancelled"), ({"text": known.cancelled or ""},))
    return _shown(meeting, known)


def _words(known: Round) -> str:
    """The words of the question: a run-off has a title of its own."""
    return f"choosing.{known.kind.value}{'.run_off' if known.of else ''}"


def _heading(known: Round) -> View:
    return key(f"{_words(known)}.head", n=known.cap)


def _without_phones(meeting: Meeting, known: Round) -> Screen:
    """What can be chosen, to read along."""
    name = f"choose.by.{known.method.value}"
    card = listed(meeting, (option.id for option in known.options), key("shortlist.title"))
    return Screen(key(name), (_heading(known), key(f"{name}.line")), (card,))


def _ask(meeting: Meeting, known: Round) -> View:
    lettered = entries(meeting, (option.id for option in known.options))
    return {
        "form": "choose",
        "do": "cast_ballot",
        "id": known.id,
        "key": _words(known),
        "options": [*lettered, {"id": NONE_OF_THESE}, {"id": ABSTAIN}],
        "shuffle": True,
        "most": known.cap,
        "stacked": known.kind is RoundKind.DOTS,
        "helps": True,
    }


def _shown(meeting: Meeting, known: Round) -> Screen:
    """The chosen as an unordered set; dots are a picture on the large screen."""
    if known.kind is RoundKind.DOTS:
        return Screen(key("choose.dots.shown"))
    now = standing(meeting)
    chosen = now.chosen if now else ()
    lines = [line for line in (_covered(meeting), key("choose.tied") if now and now.tied else None) if line]
    card = listed(meeting, chosen, key("choose.set"))
    first = meeting.choosings[0]
    own = {**LOOK, "own": {"id": first.id, "among": list(chosen)}} if first.method.by_phone else None
    return Screen(_went_on(len(chosen)), tuple(lines), (card,) if chosen else (), ask=own)


def _went_on(n: int) -> View:
    return key("choose.result.one" if n == 1 else "choose.result", n=n)


def _covered(meeting: Meeting) -> View | None:
    """The sentence on coverage of what stands now."""
    first = meeting.choosings[0] if meeting.choosings else None
    if first is None or first.choice is None:
        return None
    package = _packed(meeting)
    return coverage_line(package.coverage if package else first.choice.coverage, first.choice)


def _packed(meeting: Meeting) -> Package | None:
    """The package that was made of what was chosen last."""
    first = meeting.choosings[0].id if meeting.choosings else ""
    return next((each for each in reversed(meeting.packages) if each.round_id == first), None)


# The room screen


def room(meeting: Meeting) -> View:
    """What is chosen among, how many voted, and then the set of the chosen; figures when somebody asked for them."""
    known = current(meeting)
    rule = meeting.shortlist.rule
    state = rounds.round_state(known)
    view: View = {
        "state": state,
        "kind": known.kind.value if known else None,
        "heading": _heading(known) if known and state == "open" else key("choose.soon"),
        "rule": rule_line(rule) if rule else None,
        "entries": entries(meeting, (each.id for each in known.options) if known else meeting.shortlist.ids),
    }
    if known is not None and state == "open":
        view["progress"] = rounds.progress(meeting, known)
        view["note"] = key(f"room.choose.by.{known.method.value}")
    if known is not None and state == "cancelled":
        view["reason"] = known.cancelled
    return view | (_result(meeting, known) if known is not None and state == "shown" else {})


def _result(meeting: Meeting, known: Round) -> View:
    now = standing(meeting)
    dots = known.kind is RoundKind.DOTS
    chosen, tied = (now.chosen, now.tied) if now and not dots else ((), ())
    return {
        "heading": key("choose.dots.title") if dots else _went_on(len(chosen)),
        "entries": entries(meeting, chosen),
        "tied": entries(meeting, tied),
        "coverage": None if dots else _covered(meeting),
        "figures": _figures(meeting, known) if dots or known.figures else None,
    }


def _figures(meeting: Meeting, known: Round) -> list[View]:
    """How many people chose each, in the order of the letters; None where that could point at somebody.

    `mark`: it goes on (`in`), or is tied at the cut (`tied_here`).
    """
    assert known.choice is not None
    numbers, now = dict(known.choice.counts), known.choice
    marks = dict.fromkeys(now.chosen, "in") | dict.fromkeys(now.tied, "tied_here")
    rows = entries(meeting, (option.id for option in known.options))
    return [{**each, "n": numbers[each["id"]], "mark": marks.get(each["id"])} for each in rows]


# The console


def console(meeting: Meeting) -> View:
    """The room's view with exact progress; after it was shown the figures, the proportional list and the package."""
    known = current(meeting)
    view = room(meeting)
    view["rev"] = meeting.shortlist.rev
    view["listed"] = entries(meeting, meeting.shortlist.ids)
    if known is not None and known.open:
        progress = {"turnout": rounds.turnout(meeting, known), "electorate": rounds.expected(meeting, known)}
        view["progress"] = view["progress"] | progress
        view["counting"] = rounds.counting(meeting, known)
        view |= {"id": known.id, "options": view["entries"], "choices": list(known.choices)}
    if known is not None and known.shown and known.kind is not RoundKind.DOTS:
        view |= _told(meeting, known)
    return view


def _told(meeting: Meeting, known: Round) -> View:
    now, first, package = standing(meeting), meeting.choosings[0], _packed(meeting)
    assert known.choice is not None
    rule = meeting.shortlist.rule
    leaders = rule.leaders if rule else None
    return {
        "exact": _figures(meeting, known),
        "hidden": any(n is None for _, n in known.choice.counts),
        "ballots": known.choice.ballots,
        "electorate": known.choice.electorate,
        "beside": first.choice.beside if first.choice else 0,
        "channels": [{"id": name, "n": n} for name, n in known.channels],
        "quorum": first.choice.quorum if first.choice else False,
        "proportional": _proportional(first),
        "few_leaders": leaders if leaders is not None and now and len(now.chosen) > leaders else None,
        "package": {"chosen": list(package.chosen), "reason": package.reason} if package else None,
        "suggested": list(_suggested(meeting, now)),
        "round_id": first.id,
    }


def _proportional(first: Round) -> View | None:
    """What a proportional count would have chosen otherwise: letters that would come in, and that would go."""
    if first.choice is None or not first.choice.differs:
        return None
    letters = dict(zip((option.id for option in first.options), LETTERS, strict=False))
    comes = [letters[each] for each in first.choice.proportional if each not in first.choice.chosen]
    goes = [letters[each] for each in first.choice.chosen if each not in first.choice.proportional]
    words = "console.choose.proportional.lettered" if first.choice.lettered else "console.choose.proportional"
    return key(words, comes=", ".join(comes), goes=", ".join(goes))


def _suggested(meeting: Meeting, now: Standing | None) -> tuple[str, ...]:
    """The package that needs no reason: what was counted, with what was tied where that fits."""
    if now is None:
        return ()
    everything = tuple(each for each in meeting.shortlist.ids if each in (*now.chosen, *now.tied))
    return everything if now.tied and as_counted(meeting, everything, now) else now.chosen


def say(meeting: Meeting) -> str:
    known = current(meeting)
    state = rounds.round_state(known)
    if known is not None and known.kind is RoundKind.DOTS and state != "soon":
        return f"say.choosing.dots.{state}"
    if state == "shown":
        now = standing(meeting)
        return "say.choosing.packed" if _packed(meeting) else f"say.choosing.{'tied' if now and now.tied else 'shown'}"
    if known is not None and state == "open" and not known.method.by_phone:
        return f"say.choosing.open.{known.method.value}"
    return f"say.choosing.{state}"


def primary(meeting: Meeting) -> View | None:
    """Open, close, show; decide a tie; lay the package on the table. None: the next block."""
    known = current(meeting)
    if known is not None and known.open:
        return act("close_round", "act.close_choosing", twice=True, round_id=known.id)
    if known is not None and known.closed_at and not known.shown:
        return act("show_result", "act.show_choice", round_id=known.id)
    now = standing(meeting)
    if now is None:
        return _open(meeting)
    if _packed(meeting):
        return None
    if now.tied and _suggested(meeting, now) == now.chosen:
        return act("open_run_off", "act.open_run_off", twice=True, new="round_id")
    return _pack(meeting, now)


def _open(meeting: Meeting, kind: RoundKind | None = None) -> View | None:
    rule = meeting.shortlist.rule
    if not meeting.shortlist.frozen or rule is None:
        return None
    words = "act.open_dots" if kind is RoundKind.DOTS else "act.open_choosing"
    about = {"kind": (kind or rule.method).value, "rev": meeting.shortlist.rev}
    return act("open_choosing", words, twice=True, new="round_id", **about)


def _pack(meeting: Meeting, now: Standing) -> View:
    """The words of the proposal come from who leads: they are sent along."""
    about = {"round_id": meeting.choosings[0].id, "chosen": list(_suggested(meeting, now))}
    return act("make_package", "act.make_package", twice=True, new="proposal_id", **about)


def acts(meeting: Meeting) -> list[View]:
    known, now = current(meeting), standing(meeting)
    if meeting.open_round or (known is not None and known.closed_at and not known.shown):
        return []
    found: list[View | None] = []
    if known is not None and known.shown and known.kind is not RoundKind.DOTS and not known.figures:
        found.append(act("show_figures", "act.show_figures.choice", round_id=known.id))
    if now is not None and now.tied and not _packed(meeting):
        found.append(act("open_run_off", "act.open_run_off", twice=True, new="round_id"))
    if now is None and not meeting.secrets and dots_of(meeting) is None:
        found.append(_open(meeting, RoundKind.DOTS))
    return [each for each in found if each is not None]
