"""The list of meetings, and the doors for staff."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from meeting.procedure.core import Role
from meeting.procedure.state import Meeting
from meeting.store import catalogue
from meeting.store.opening import open_store

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    store = open_store(tmp_path / "kring.db")
    yield store
    store.close()


@pytest.fixture
def session(store):
    with store.transaction() as session:
        yield session


def meeting(id_: str, **fields) -> Meeting:
    return Meeting(id=id_, title="Thuis", question="Wat is ervoor nodig zodat …", **fields)


def test_a_meeting_is_found_by_its_code(session):
    row = catalogue.add_meeting(session, meeting("a"), NOW)
    assert catalogue.find_meeting(session, row.code) == row
    assert catalogue.find_meeting(session, "000000") is None
    assert row.created_at == NOW


def test_a_join_code_can_be_said_and_typed():
    codes = {catalogue.new_code() for _ in range(2000)}
    assert len(codes) > 1900
    assert all(re.fullmatch(r"[1-9]\d{5}", code) for code in codes)
    assert not any(re.search(r"(\d)\1\1", code) for code in codes)


def test_no_two_meetings_have_one_code(session, monkeypatch):
    offered = iter(["482913", "482913", "482913", "510226"])
    monkeypatch.setattr(catalogue, "new_code", lambda: next(offered))
    assert catalogue.add_meeting(session, meeting("a"), NOW).code == "482913"
    assert catalogue.add_meeting(session, meeting("b"), NOW).code == "510226"


def test_the_newest_open_meeting_is_not_a_closed_one(session):
    assert catalogue.newest_open(session) is None
    catalogue.add_meeting(session, meeting("old"), NOW)
    catalogue.add_meeting(session, meeting("new"), NOW + timedelta(minutes=1))
    catalogue.add_meeting(session, meeting("closed", closed_at=NOW), NOW + timedelta(minutes=2))
    assert catalogue.newest_open(session).id == "new"
    assert [row.id for row in catalogue.meetings(session)] == ["closed", "new", "old"]


def test_a_link_lets_in_until_it_is_revoked(session):
    catalogue.add_meeting(session, meeting("a"), NOW)
    token = catalogue.add_link(session, Role.FACILITATOR, "a", NOW)
    cookie, other = (catalogue.open_session(session, token, NOW) for _ in range(2))
    assert cookie != other
    (link,) = catalogue.links(session, "a")
    assert catalogue.right_of(session, cookie, NOW) == (Role.FACILITATOR, "a", link.token_hash, None)
    assert catalogue.revoke_link(session, link.token_hash, NOW)
    assert not catalogue.revoke_link(session, link.token_hash, NOW)
    assert catalogue.right_of(session, cookie, NOW) is None
    assert catalogue.open_session(session, token, NOW) is None


def test_a_link_for_all_meetings_names_none(session):
    token = catalogue.add_link(session, Role.FACILITATOR, None, NOW)
    cookie = catalogue.open_session(session, token, NOW)
    assert catalogue.right_of(session, cookie, NOW)[:2] == (Role.FACILITATOR, None)
    assert [link.role for link in catalogue.links(session, None)] == ["facilitator"]


def test_a_link_tells_its_label_and_when_it_was_last_used(session):
    catalogue.add_meeting(session, meeting("a"), NOW)
    token = catalogue.add_link(session, Role.NOTE_KEEPER, "a", NOW, "Notulist Anne")
    (link,) = catalogue.links(session, "a")
    assert (link.label, link.used_at) == ("Notulist Anne", None)
    catalogue.open_session(session, token, NOW + timedelta(minutes=5))
    assert link.used_at == NOW + timedelta(minutes=5)


def test_a_session_lasts_a_day(session):
    token = catalogue.add_link(session, Role.SCREEN, None, NOW)
    cookie = catalogue.open_session(session, token, NOW)
    assert catalogue.right_of(session, cookie, NOW + timedelta(hours=23, minutes=59)) is not None
    assert catalogue.right_of(session, cookie, NOW + timedelta(hours=24)) is None


def test_what_nobody_handed_out_lets_nobody_in(session):
    assert catalogue.open_session(session, "guessed", NOW) is None
    assert catalogue.right_of(session, "guessed", NOW) is None


def test_neither_token_nor_cookie_stands_in_the_file(store):
    with store.transaction() as session:
        token = catalogue.add_link(session, Role.FACILITATOR, None, NOW)
        cookie = catalogue.open_session(session, token, NOW)
    store.wipe()
    kept = store.path.read_bytes()
    assert catalogue.hashed(token).encode() in kept
    assert token.encode() not in kept
    assert cookie.encode() not in kept


def test_a_participant_is_somebody_else_in_every_meeting():
    seat = bytes(range(16))
    ids = {catalogue.participant_id(seat, "a"), catalogue.participant_id(seat, "b")}
    assert len(ids) == 2
    assert all(re.fullmatch(r"[\w-]{22}", each) for each in ids)
    assert catalogue.participant_id(seat, "a") == catalogue.participant_id(seat, "a")
