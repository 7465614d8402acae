"""The way a card went, for the phone that wrote it: its topic, whether it was chosen, and the team that goes on."""

from __future__ import annotations

from collections.abc import Iterator

from meeting.procedure.clustering import topic_of
from meeting.procedure.state import Cluster, Meeting, Viewpoint
from meeting.views.stage import View, key

AT_THE_END = ("teaming", "closing")
"""Before these the room itself tells step by step what becomes of cards."""


def way(meeting: Meeting, known: Viewpoint) -> list[View]:
    """What became of a card, once the decision was made; nothing of one that its author took back."""
    if not known.counts or (meeting.step not in AT_THE_END and not meeting.closed_at):
        return []
    return list(_stations(meeting, known, topic_of(meeting, known)))


def _stations(meeting: Meeting, known: Viewpoint, topic: Cluster | None) -> Iterator[View]:
    if topic is not None and topic.name:
        yield key("way.topic", text=topic.name)
    about = {known.id, *((topic.id,) if topic else ())}
    if (fate := _fate(meeting, about)) is not None:
        yield key(fate)
    for team in meeting.teams.values():
        if team.id in about and not team.dropped:
            yield key("way.team", text=team.title)


def _fate(meeting: Meeting, about: set[str]) -> str | None:
    """Whether one of these was decided on or waits; None where nobody chose among anything it belongs to."""
    adopted = {each.proposal for each in meeting.decisions if each.kind.adopted}
    packages = [each for each in meeting.packages if each.proposal in adopted]
    if any(about & {*each.chosen} for each in packages):
        return "way.chosen"
    return "way.waiting" if any(about & {*each.waiting} for each in packages) else None
