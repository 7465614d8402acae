"""From an ask and what was filled in to the message a phone would send: the phone's own rules, on this side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from meeting.procedure.core import Refused

View = Mapping[str, Any]
SEALED = ("cast_ballot", "give_answer", "reply", "answer_later")
YES = ("fits", "yes")
_WHOLE: View = {
    "do": None,
    "options": [],
    "limit": None,
    "undo": None,
    "also": None,
    "several": False,
    "most": None,
}


def asked(view: View, mine: View) -> dict[str, Any]:
    """What this phone is asked now: its own words for the question, where it has them."""
    shared = view["ask"] or {"form": "look"}
    return {**_WHOLE, **shared, **(mine["ask"] or {})}


def recorded(ask: View, mine: View) -> dict[str, Any] | None:
    """What this phone answered to this ask before: `{"option", "rev", "text"?, "position_id"?}`."""
    if ask["do"] == "cast_ballot":
        ballot = _of_round(mine["ballots"], ask)
        return ballot and {"option": ballot["choice"][0], "rev": ballot["rev"]}
    if ask["do"] == "give_answer":
        given = _of_round(mine["answers"], ask)
        return given and {"option": given["kind"], **given}
    if ask["do"] == "reply":
        reply = next((each for each in mine["replies"] if each["position_id"] == ask["position"]), None)
        return reply and {"option": _option_that(ask, reply["fits"]), "rev": reply["rev"]}
    same = ("do", "id", "version")
    return next((each for each in mine.get("given", ()) if all(each.get(k) == ask.get(k) for k in same)), None)


def _of_round(entries: Any, ask: View) -> dict[str, Any] | None:
    return next((each for each in entries if each["round_id"] == ask["id"]), None)


def _option_that(ask: View, fits: bool | None) -> str | None:
    return next((each["id"] for each in ask["options"] if fits is not None and (each["id"] in YES) == fits), None)


def later(view: View, mine: View) -> list[dict[str, Any]]:
    """The checks that this phone may still answer."""
    still = {each["id"] for each in mine["later"] if each["state"] == "open"}
    return [{**_WHOLE, **each} for each in view["later"] if each["id"] in still]


def message_of(given: Mapping[str, str], ask: View, mine: View) -> dict[str, Any]:
    """The message a form asks for. Raises Refused when the room is somewhere else by now, or nothing was chosen."""
    message = _meant(given, ask, mine)
    return {"id": given.get("fresh") or "form", **message}


def _meant(given: Mapping[str, str], ask: View, mine: View) -> dict[str, Any]:
    do = given.get("do", "")
    if do in _BESIDE:
        return {"do": do, **_BESIDE[do](given, mine)}
    if ask.get("undo") and given.get("undo"):
        return dict(ask["undo"])
    also = ask.get("also") or {}
    about = also if do == also.get("do") else ask
    if (do, given.get("about", "")) != (about["do"], marked(about)):
        raise Refused("changed_meanwhile")
    if about["form"] == "write" or about is also:
        return _written(given, about)
    return _chosen(given, about, mine)


def _joining(given: Mapping[str, str], mine: View) -> dict[str, Any]:
    """Signing up for a team; who leaves name and address empty cannot be reached."""
    team = given.get("team", "")
    known = next((each for each in mine["teams"] if each["team"] == team), None)
    brings = {name: given.get(name) or None for name in ("helps", "seeks", "effort", "name", "reach")}
    sign_up = {
        "sign_up_id": known["id"] if known else given.get("fresh", ""),
        "rev": (known["rev"] if known else 0) + 1,
    }
    return {"team_id": team, **sign_up, **brings}


def _of_card(given: Mapping[str, str], mine: View) -> dict[str, Any]:
    """What an own card's question brings, as long as it is asked."""
    about = (given.get("object"), given.get("about"), given.get("option"))
    asked_now = (
        ((one["id"], ask["id"], option["key"]), option["send"])
        for one in mine["viewpoints"]
        for ask in one["asks"]
        for option in ask["options"]
    )
    send = next((send for place, send in asked_now if place == about), None)
    if send is None:
        raise Refused("changed_meanwhile")
    return dict(send)


def _calling(given: Mapping[str, str], mine: View) -> dict[str, Any]:
    return {"call_id": given.get("fresh", ""), "kind": given.get("kind", ""), "place": given.get("place", "").strip()}


def _named(field: str) -> Callable[[Mapping[str, str], View], dict[str, Any]]:
    """A command about one thing, of which the form holds the id."""
    return lambda given, mine: {field: given.get("object", "")}


_BESIDE: Mapping[str, Callable[[Mapping[str, str], View], dict[str, Any]]] = {
    "withdraw_viewpoint": _named("viewpoint_id"),
    "sit": lambda given, mine: {"table": given.get("table", "").strip() or None},
    "take_capacity": _named("capacity_id"),
    "join_team": _joining,
    "leave_team": _named("sign_up_id"),
    "forget_contact": _named("sign_up_id"),
    "of_card": _of_card,
    "call_somebody": _calling,
    "end_call": _named("call_id"),
    "erase_mine": lambda given, mine: {},
}
"""The forms that stand beside what is asked now, each by its name; that of an own card brings its command's own."""


def marked(ask: View) -> str:
    """What a form is about: it is not the same any more when the room went on."""
    return ":".join(str(ask.get(part) or "") for part in ("id", "position", "version"))


def _written(given: Mapping[str, str], ask: View) -> dict[str, Any]:
    text, fresh = given.get("text", ""), given.get("fresh", "")
    if ask.get("new"):
        return {"do": ask["do"], **ask.get("args", {}), ask["new"]: fresh, "text": text}
    if ask["do"] == "put_proposal":
        return {"do": ask["do"], "proposal_id": fresh, "text": text}
    return {"do": ask["do"], "viewpoint_id": fresh, "block_id": ask["id"], "text": text}


def _chosen(given: Mapping[str, str], ask: View, mine: View) -> dict[str, Any]:
    if ask.get("most"):
        return _several(given, ask, mine)
    option, text = given.get("option", ""), given.get("text", "")
    if option not in [each["id"] for each in ask["options"]]:
        raise Refused("unknown_choice")
    before = recorded(ask, mine)
    rev = (before["rev"] if before else 0) + 1
    if ask.get("as"):
        return {"do": ask["do"], **ask.get("args", {}), ask["as"]: option, "text": text, "rev": rev}
    if ask["do"] == "confirm_proposal":
        return {"do": ask["do"], "proposal_id": ask["id"], "version": ask["version"], "fits": option in YES}
    sealed = {"do": ask["do"], "round_id": ask["id"], "rev": rev, "person": 0}
    if ask["do"] == "cast_ballot":
        return {**sealed, "choice": [option]}
    if ask["do"] == "reply":
        answered = {"position_id": ask["position"], "answer": ask["version"]}
        return {**sealed, **answered, "fits": option in YES}
    position = before["position_id"] if before else given.get("fresh", "")
    return {**sealed, "position_id": position, "kind": option, "text": text if option == "text" else ""}


def picks(option: View) -> str:
    """The name of the box that is ticked for an option where several may be chosen."""
    return f"pick-{option['id']}"


def _several(given: Mapping[str, str], ask: View, mine: View) -> dict[str, Any]:
    before = recorded(ask, mine)
    choice = [each["id"] for each in ask["options"] if given.get(picks(each))]
    rev = (before["rev"] if before else 0) + 1
    return {"do": ask["do"], "round_id": ask["id"], "rev": rev, "person": 0, "choice": choice}
