"""Several choices beside each other: equal cards in the order of their letters, before a vote and with its numbers."""

from __future__ import annotations

from meeting.web.parts import Shown, Text, box, named
from meeting.web.wording import Wording


def option_cards(say: Wording, options: list[Shown]) -> None:
    """Each choice as a card of the same size, never ranked; with `n`, how many people chose it."""
    with named(box("k-among", "ol"), "options"):
        for option in options:
            if "letter" in option:
                _card(say, option)


def _card(say: Wording, option: Shown) -> None:
    with box("k-card k-option", "li"):
        Text("strong", option["letter"], "k-letter")
        Text("p", worded(say, option), "k-words")
        if "n" in option:
            Text("p", say.n("room.choice.people", option["n"]), "k-option-n")


def worded(say: Wording, option: Shown) -> str:
    """The words of a choice: people's own, or those of a choice that every vote has."""
    return str(option.get("text") or say(f"option.{option['id']}"))


def undecided(say: Wording, tally: Shown) -> None:
    """Who did not know yet and who gave no answer, below the cards."""
    rest = [(option["id"], option["n"]) for option in tally["options"] if "letter" not in option]
    for name, n in (*rest, ("silent", tally["silent"])):
        if n:
            Text("p", f"{say(f'option.{name}')}: {n}", "k-body k-quiet")
