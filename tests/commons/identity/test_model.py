"""Limits of sessions, and what posts give."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.commons.identity.model import Session, standing

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SESSION = Session("id", "acc-1", "Người Thử", "citizen", "local", 1, started=NOW, seen=NOW)
SECOND = timedelta(seconds=1)


def test_a_session_ends_after_thirty_idle_minutes() -> None:
    assert SESSION.alive(NOW + timedelta(minutes=30) - SECOND)
    assert not SESSION.alive(NOW + timedelta(minutes=30))


def test_a_session_ends_after_twelve_hours_however_much_it_is_used() -> None:
    busy = replace(SESSION, seen=NOW + timedelta(hours=12) - SECOND)
    assert busy.alive(NOW + timedelta(hours=12) - SECOND)
    assert not busy.alive(NOW + timedelta(hours=12))


def test_use_is_noted_every_five_minutes_at_most() -> None:
    assert not SESSION.needs_touch(NOW + timedelta(minutes=5) - SECOND)
    assert SESSION.needs_touch(NOW + timedelta(minutes=5))


@given(st.lists(st.tuples(st.sampled_from(["d06", "d07"]), st.sampled_from(["leader", "specialist"]))))
def test_rights_in_two_units_never_add_up(posts: list[tuple[str, str]]) -> None:
    unit, roles = standing("officer", posts)
    assert all((unit, role) in posts for role in roles)
    assert (unit, roles) == ("", frozenset()) if not posts else roles


def test_a_citizens_account_has_no_unit_whatever_the_posts_say() -> None:
    assert standing("citizen", [("d07", "leader")]) == ("", frozenset({"citizen"}))
