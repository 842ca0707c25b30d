"""Sessions: limits, memory, closing, rights of the day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from chalicelib.cloud import table
from chalicelib.commons.identity import store
from chalicelib.commons.identity.absences import Absence
from chalicelib.commons.identity.model import Session
from chalicelib.commons.identity.providers.local import LocalProvider
from chalicelib.commons.identity.service import IdentityService
from chalicelib.foundation.errors import Missing
from chalicelib.foundation.ids import secret_token
from tests.commons.identity.conftest import NOW, PASSWORD, Posts, another_process, new_account

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def signed_in(service: IdentityService, at: datetime = NOW) -> tuple[str, Session]:
    return service.sign_in(new_account(service).login, PASSWORD, at)


def test_an_idle_session_ends(service: IdentityService) -> None:
    token, _ = signed_in(service)
    assert service.session_of(token, NOW + 30 * MINUTE - SECOND) is not None
    token, _ = signed_in(service)
    assert service.session_of(token, NOW + 30 * MINUTE) is None


def test_a_used_session_lives_on_until_its_twelve_hours_are_over(service: IdentityService) -> None:
    token, session = signed_in(service)
    for minutes in range(20, 12 * 60, 20):
        assert service.session_of(token, NOW + minutes * MINUTE) is not None
    assert service.session_of(token, session.ends - SECOND) is not None
    assert service.session_of(token, session.ends) is None


def test_use_is_written_down_at_most_every_five_minutes(
    service: IdentityService, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, session = signed_in(service)
    noted: list[datetime] = []
    touch = store.touch_session

    def counted(session_id: str, at: datetime, absences: Sequence[Absence]) -> bool:
        noted.append(at)
        return touch(session_id, at, absences)

    monkeypatch.setattr(store, "touch_session", counted)
    for minute in range(13):
        service.session_of(token, NOW + minute * MINUTE)
    assert noted == [NOW + 5 * MINUTE, NOW + 10 * MINUTE]
    stored = store.session(session.id)
    assert stored is not None
    assert stored.seen == NOW + 10 * MINUTE


def test_a_session_is_read_once_in_thirty_seconds(service: IdentityService, monkeypatch: pytest.MonkeyPatch) -> None:
    token, _ = signed_in(service)
    reads = []
    get = table.get
    monkeypatch.setattr(table, "get", lambda *keys: reads.append(keys) or get(*keys))
    for second in (0, 10, 29, 30, 45):
        assert service.session_of(token, NOW + second * SECOND) is not None
    assert len(reads) == 2


def test_a_remembered_session_still_ends_on_time(service: IdentityService) -> None:
    late, session = signed_in(service)
    for minutes in range(20, 12 * 60, 20):
        service.session_of(late, NOW + minutes * MINUTE)
    assert service.session_of(late, session.ends - SECOND) is not None
    assert service.session_of(late, session.ends) is None


def test_signing_out_ends_a_session_here_at_once_and_elsewhere_within_thirty_seconds(
    service: IdentityService, posts: Posts
) -> None:
    token, session = signed_in(service)
    elsewhere = another_process(posts)
    assert service.session_of(token, NOW) is not None
    assert elsewhere.session_of(token, NOW) is not None
    service.sign_out(session.id)
    assert service.session_of(token, NOW) is None
    assert elsewhere.session_of(token, NOW + 29 * SECOND) is not None
    assert elsewhere.session_of(token, NOW + 30 * SECOND) is None


def test_a_session_closed_between_reading_and_noting_does_not_come_back(
    service: IdentityService, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, session = signed_in(service)
    read = store.session

    def read_then_closed(session_id: str) -> Session | None:
        found = read(session_id)
        store.delete_session(session_id)
        return found

    monkeypatch.setattr(store, "session", read_then_closed)
    assert service.session_of(token, NOW + 6 * MINUTE) is None
    assert table.get(f"S#{session.id}", "S") is None


@pytest.mark.parametrize("forged", ["", "x", "a" * 43, "a" * 44, "é" * 43, "../" * 15])
def test_a_made_up_token_opens_nothing(service: IdentityService, forged: str) -> None:
    assert service.session_of(forged, NOW) is None


def test_the_sessions_name_does_not_open_it(service: IdentityService) -> None:
    _, session = signed_in(service)
    assert service.session_of(session.id, NOW) is None


def test_memory_is_bounded_and_forgets_the_oldest(stage: object, posts: Posts, monkeypatch: pytest.MonkeyPatch) -> None:
    service = IdentityService({"local": LocalProvider()}, posts, memory=2)
    account = new_account(service)
    tokens = [service.sign_in(account.login, PASSWORD, NOW)[0] for _ in range(3)]
    for token in (*tokens, secret_token()):
        service.session_of(token, NOW)
    reads = []
    get = table.get
    monkeypatch.setattr(table, "get", lambda *keys: reads.append(keys) or get(*keys))
    for token in reversed(tokens):
        assert service.session_of(token, NOW) is not None
    assert len(reads) == 1


def test_own_sessions_are_listed_and_closed(service: IdentityService) -> None:
    account = new_account(service)
    first, second = (service.sign_in(account.login, PASSWORD, NOW + n * MINUTE) for n in range(2))
    assert [one.id for one in service.sessions_of(account.id, NOW + MINUTE)] == [first[1].id, second[1].id]
    assert [one.id for one in service.sessions_of(account.id, NOW + 30 * MINUTE)] == [second[1].id]
    service.sign_out_everywhere(account.id)
    assert service.sessions_of(account.id, NOW + MINUTE) == []
    assert service.session_of(first[0], NOW) is None


def test_somebody_elses_session_is_not_found(service: IdentityService) -> None:
    account, (_, session) = new_account(service), signed_in(service)
    with pytest.raises(Missing) as refused:
        service.own_session(account.id, session.id, NOW)
    assert refused.value.code == "identity/no-session"
    assert service.own_session(session.account, session.id, NOW).id == session.id
    for name, at in ((session.id, NOW + 30 * MINUTE), ("x" * 3000, NOW)):
        with pytest.raises(Missing):
            service.own_session(session.account, name, at)


def test_an_officers_rights_are_those_of_todays_posts(service: IdentityService, posts: Posts) -> None:
    account = new_account(service, "officer")
    posts.held[account.id] = [("d07", "leader"), ("d07", "specialist"), ("d06", "one_stop_officer")]
    token, session = service.sign_in(account.login, PASSWORD, NOW)
    assert (session.unit, session.roles) == ("d07", {"leader", "specialist"})
    posts.held[account.id] = []
    later = service.session_of(token, NOW + MINUTE)
    assert later is not None
    assert (later.unit, later.roles) == ("", frozenset())


def test_the_day_of_the_posts_is_vietnams(service: IdentityService, posts: Posts) -> None:
    signed_in(service, datetime.fromisoformat("2026-11-23T17:30:00+00:00"))
    assert posts.asked[-1][1] == date(2026, 11, 24)
