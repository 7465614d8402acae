"""The act log of a console: every act of staff has words, and only what can still be taken back is offered."""

from __future__ import annotations

import pytest

from meeting import views
from meeting.procedure.core import STAFF, Event, Role, name_of
from meeting.procedure.minority import ShareAnswers
from meeting.procedure.moderating import HoldViewpoint, ReleaseViewpoint
from meeting.procedure.talking import TakeNote
from meeting.store.names import NAMES
from meeting.views import LEADING, Presence
from meeting.views.rights import rights
from meeting.words import LANGUAGES, translator
from tests.procedure.acts import hall, hall_asked, split

NEVER_AN_ACT = {
    "meeting_opened",
    "box_destroyed",
    "box_emptied",
    "later_counted",
    "participant_joined",
    "called",
    "place_judged",
}
NEVER_AN_ACT |= {"card_let_through", "cards_handed_in", "cards_taken_back"}
NEVER_AN_ACT |= {"capacity_taken", "participant_seated", "desk_acted", "entry_worded"}
"""What comes with something else, or only from phones, from hosts of tables and from the ordering desk."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_act_of_staff_has_words(language: str) -> None:
    known = translator(language)
    kinds = {name_of(kind) for kind in NAMES.values() if issubclass(kind, Event)} - NEVER_AN_ACT
    assert sorted(kind for kind in kinds if f"acted.{kind}" not in known) == []
    assert all(f"role.{role.value}" in known for role in STAFF)


def test_what_can_still_be_taken_back_is_offered_to_who_may() -> None:
    here = hall(1)
    here.go("gather")
    view = here.view(here.people[0], "Meer licht.")
    here.lead(HoldViewpoint, viewpoint_id=view, rev=1, reason="person")
    here.lead(ReleaseViewpoint, viewpoint_id=view, rev=1)
    here.lead(TakeNote, note_id="n", text="Koffie.")
    offered = {
        role: [act["kind"] for act in views.console(here.meeting, Presence(), role=role)["log"] if act["undo"]]
        for role in LEADING
    }
    assert (
        offered[Role.FACILITATOR]
        == offered[Role.CO_FACILITATOR]
        == [
            "note_taken",
            "viewpoint_released",
            "block_entered",
        ]
    )
    assert offered[Role.NOTE_KEEPER] == ["note_taken"]
    assert offered[Role.MODERATOR] == ["viewpoint_released"]


def test_what_one_press_brought_about_is_one_line() -> None:
    here = hall_asked(*split(for_=6, against=4))
    for person in here.people:
        here.answer(person, "Eerst een proef.")
    here.lead(ShareAnswers, round_id=here.last.id)
    log = views.console(here.meeting, Presence())["log"]
    shared = [act for act in log if act["kind"] == "position_shared"]
    assert [act["values"]["times"] for act in shared] == [4]
    assert not shared[0]["undo"]


@pytest.mark.parametrize("role", LEADING)
def test_no_console_is_offered_what_its_role_may_not_ask(role: Role) -> None:
    here = hall_asked(*split(for_=6, against=4))
    for block in here.meeting.sheet:
        here.go(block.id)
        view = views.console(here.meeting, Presence(), role=role)
        offered = [act["do"] for act in [*view["acts"], *([view["primary"]] if view["primary"] else [])]]
        assert not [do for do in offered if do not in rights(role)]
