"""Events as text and back: nothing is lost, and what cannot be read is said."""

import inspect
import types
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import meeting.procedure
from meeting.procedure.ballots import BallotCast
from meeting.procedure.core import Event, Role, Sealed
from meeting.procedure.talking import NoteTaken
from meeting.store.codec import CODEC, Codec, Unreadable
from meeting.store.names import NAMES

SOME_TIME = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)


def concrete(kind: type) -> set[type]:
    """Every class of this kind that the procedure has."""
    below = set().union(*(concrete(each) for each in kind.__subclasses__())) or {kind}
    return {each for each in below if each.__module__.startswith(meeting.procedure.__name__)}


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Everything a field of this type can hold."""
    if get_origin(hint) in (Union, types.UnionType):
        return st.one_of(*map(values, get_args(hint)))
    if get_origin(hint) is tuple:
        kinds = get_args(hint)
        if kinds[-1] is Ellipsis:
            return st.lists(values(kinds[0]), max_size=3).map(tuple)
        return st.tuples(*map(values, kinds))
    if inspect.isclass(hint) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return st.builds(hint, **{field.name: values(hints[field.name]) for field in fields(hint)})
    plain = {
        str: st.text(),
        int: st.integers(-(2**63), 2**63 - 1),
        bool: st.booleans(),
        float: st.floats(allow_nan=False, allow_infinity=False),
        type(None): st.none(),
        datetime: st.datetimes(timezones=st.just(UTC)),
        date: st.dates(),
    }
    return plain[hint]


def test_everything_that_can_happen_has_a_stored_name():
    assert concrete(Event) | concrete(Sealed) == set(NAMES.values())


def test_stored_names_are_words_of_their_own():
    assert all(name.replace("_", "").isalpha() and name.islower() for name in NAMES)


@pytest.mark.parametrize("kind", sorted(concrete(Event), key=lambda kind: kind.__name__))
@settings(max_examples=30)
@given(data=st.data())
def test_an_event_comes_back_as_it_was(kind, data):
    event = data.draw(values(kind))
    assert CODEC.event(CODEC.name(event), event.at, event.by.value, CODEC.body(event)) == event
    assert list(CODEC.from_lines(CODEC.lines([event, event]))) == [event, event]


@pytest.mark.parametrize("kind", sorted(concrete(Sealed), key=lambda kind: kind.__name__))
@settings(max_examples=30)
@given(data=st.data())
def test_what_is_sealed_comes_back_as_it_was(kind, data):
    sealed = data.draw(values(kind))
    body = CODEC.sealed_body(sealed)
    assert CODEC.sealed(sealed.round_id, sealed.voter, sealed.rev, body) == sealed


def test_the_body_does_not_repeat_what_has_a_column():
    ballot = BallotCast(round_id="R", voter="V", rev=3, choice=("for",))
    assert orjson.loads(CODEC.sealed_body(ballot)) == {
        "name": "ballot_cast",
        "body": {"choice": ["for"], "helped": False, "uncovered": False},
    }
    note = NoteTaken(at=SOME_TIME, by=Role.FACILITATOR, note_id="n", block="b", text="t")
    assert orjson.loads(CODEC.body(note)).keys().isdisjoint({"at", "by"})


@dataclass(frozen=True, kw_only=True)
class Waved(Event):
    hands: int
    loudly: bool = False


TINY = Codec({"waved": Waved}, upcasts={"greeted": lambda old: ("waved", {"hands": old["arms"]})})


def test_a_field_that_is_missing_takes_its_default():
    assert TINY.event("waved", SOME_TIME, "system", '{"hands": 2}') == Waved(at=SOME_TIME, hands=2)


def test_a_field_that_no_longer_exists_is_passed_over():
    assert TINY.event("waved", SOME_TIME, "system", '{"hands": 2, "hat": "red"}').hands == 2


def test_an_old_event_is_read_as_what_it_means_today():
    assert TINY.event("greeted", SOME_TIME, "system", '{"arms": 1}') == Waved(at=SOME_TIME, hands=1)


def test_an_unknown_name_is_said():
    with pytest.raises(Unreadable, match="'danced'"):
        TINY.event("danced", SOME_TIME, "system", "{}")


def test_a_missing_field_without_default_is_said():
    with pytest.raises(Unreadable, match="Waved"):
        TINY.event("waved", SOME_TIME, "system", "{}")


def test_a_class_without_a_stored_name_cannot_be_written():
    with pytest.raises(Unreadable, match="NoteTaken"):
        TINY.name(NoteTaken(note_id="n", block="b", text="t"))


def test_one_class_has_one_name():
    with pytest.raises(ValueError, match="two stored names"):
        Codec({"waved": Waved, "greeted": Waved})


def test_a_log_with_a_line_cut_out_is_not_read():
    lines = list(TINY.lines([Waved(hands=1), Waved(hands=2), Waved(hands=3)]))
    with pytest.raises(Unreadable, match="line 2"):
        list(TINY.from_lines([lines[0], lines[2]]))
