"""Halls whose run sheet has the steps in which voices are spread and laid together, and verbs for those."""

from __future__ import annotations

from meeting.procedure.clustering import MergeViewpoints
from meeting.procedure.gathering import SubmitViewpoint
from meeting.procedure.spreading import Recognise, ShowCounts, SpreadViewpoint, before_the_room
from meeting.procedure.state import Block, Phone, RunSheet
from meeting.procedure.templates import EVENING

from .acts import Hall, Person

BLOCKS = (Block("voices", "spreading", 12, Phone.TAP), Block("topics", "clustering", 10, Phone.WRITE))
SHEET = RunSheet(
    "proef",
    tuple(each for block in EVENING.blocks for each in ((*BLOCKS, block) if block.id == "propose" else (block,))),
)


def voices_hall(n: int = 5) -> Hall:
    """A meeting with these steps, at its first block."""
    opened = Hall().open(sheet=SHEET)
    opened.join(n)
    return opened


def gathered(texts: list[str], n: int = 5) -> tuple[Hall, list[str]]:
    """A hall where these came in, text i from person i, and are on the screen; with their ids."""
    here = voices_hall(max(n, len(texts)))
    here.go("gather")
    return here, [here.view(person, words) for person, words in zip(here.people, texts, strict=False)]


def spread(here: Hall, viewpoint_id: str) -> None:
    """Put a viewpoint before the room, in the block for that."""
    if here.meeting.step != "spreading":
        here.go("voices")
    now = before_the_room(here.meeting)
    here.lead(SpreadViewpoint, viewpoint_id=viewpoint_id, instead=now.id if now else None)


def recognise(here: Hall, viewpoint_id: str, *people: Person) -> None:
    for person in people:
        here.ask(person, Recognise, viewpoint_id=viewpoint_id)


def otherwise(here: Hall, person: Person, viewpoint_id: str, text: str = "Ik zie het anders.") -> str:
    own = here.id()
    fields = {"viewpoint_id": own, "block_id": here.meeting.active, "text": text}
    here.ask(person, SubmitViewpoint, otherwise_of=viewpoint_id, **fields)
    return own


def merge(here: Hall, *viewpoint_ids: str, into: str | None = None) -> str:
    """Lay these together; returns the id of the topic."""
    if here.meeting.step != "clustering":
        here.go("topics")
    topic = into or here.id()
    known = here.meeting.clusters.get(topic)
    here.lead(MergeViewpoints, cluster_id=topic, rev=known.rev if known else 0, viewpoint_ids=viewpoint_ids)
    return topic


def show_counts(here: Hall) -> None:
    here.lead(ShowCounts)
