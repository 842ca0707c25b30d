"""Absence and delegation: what a deputy has, where, how long, and who may arrange it."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.cloud import journal
from chalicelib.cloud.call import Call, Caller, Intent, Lent
from chalicelib.cloud.door import Request
from chalicelib.commons.identity.absences import Absence, Absences, lent_to, pack, unpack
from chalicelib.commons.identity.absences import store as absences_store
from chalicelib.commons.identity.absences.schema import typed_day
from chalicelib.commons.identity.gate import Gate, caller_of
from chalicelib.commons.identity.model import Account
from chalicelib.commons.identity.policy import on_behalf
from chalicelib.commons.identity.service import IdentityService
from chalicelib.foundation.errors import Conflict, Forbidden, Invalid, Missing, Refusal
from tests.commons.identity.conftest import NOW, PASSWORD, Posts, another_process, new_account

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
DAYS = st.dates(date(2026, 1, 1), date(2027, 1, 1))


@pytest.fixture
def absences(service: IdentityService, posts: Posts) -> Absences:
    return Absences(posts, service.lend)


class Unit:
    """A unit of its own with a leader and two specialists, and another unit with one."""

    def __init__(self, service: IdentityService, posts: Posts) -> None:
        self.id = f"u{secrets.token_hex(3)}"
        self.leader, self.anna, self.binh, self.stranger = (new_account(service, "officer") for _ in range(4))
        posts.held[self.leader.id] = [(self.id, "leader")]
        posts.held[self.anna.id] = [(self.id, "specialist")]
        posts.held[self.binh.id] = [(self.id, "one_stop_officer"), (f"{self.id}x", "leader")]
        posts.held[self.stranger.id] = [(f"{self.id}x", "specialist")]


@pytest.fixture
def unit(service: IdentityService, posts: Posts) -> Unit:
    return Unit(service, posts)


def by(account: Account, unit: str, *roles: str, at: datetime = NOW, lent: tuple[Lent, ...] = ()) -> Call:
    intent = Intent(account.id, "test", secrets.token_hex(8), "f")
    every = frozenset(roles).union(*(one.roles for one in lent))
    return Call(Caller(account.id, account.name, every, unit, "s", lent), at, intent=intent)


def away(
    absences: Absences, unit: Unit, who: Account, deputy: Account, first: int = 0, last: int = 2
) -> dict[str, Any]:
    call = by(unit.leader, unit.id, "leader")
    return absences.record(call, who.id, TODAY + first * DAY, TODAY + last * DAY, deputy.id)


def roles_of(service: IdentityService, account: Account, at: datetime = NOW) -> frozenset[str]:
    return service.sign_in(account.login, PASSWORD, at)[1].roles


def test_a_deputy_has_the_absent_officers_roles_while_it_lasts_and_not_after(
    service: IdentityService, absences: Absences, unit: Unit
) -> None:
    away(absences, unit, unit.leader, unit.anna, 1, 2)
    own = frozenset({"specialist"})
    assert roles_of(service, unit.anna) == own, "not before the first day"
    assert roles_of(service, unit.anna, NOW + DAY) == own | {"leader"}
    assert roles_of(service, unit.anna, NOW + 2 * DAY) == own | {"leader"}
    assert roles_of(service, unit.anna, NOW + 3 * DAY) == own, "it ends by itself"


def test_an_open_session_learns_of_it_at_once_and_loses_it_at_once(
    service: IdentityService, absences: Absences, unit: Unit
) -> None:
    token, _ = service.sign_in(unit.anna.login, PASSWORD, NOW)
    answer = away(absences, unit, unit.leader, unit.anna)
    session = service.session_of(token, NOW + MINUTE)
    assert session is not None
    assert session.lent == (Lent(unit.leader.id, frozenset({"leader"})),)
    absences.end(by(unit.leader, unit.id, "leader"), unit.leader.id, answer["absence"])
    session = service.session_of(token, NOW + MINUTE)
    assert session is not None
    assert (session.roles, session.lent) == (frozenset({"specialist"}), ())


def test_a_session_that_was_not_told_learns_when_its_use_is_noted(
    service: IdentityService, posts: Posts, unit: Unit
) -> None:
    token, _ = service.sign_in(unit.anna.login, PASSWORD, NOW)
    silent = Absences(posts, lambda deputy, known: None)
    away(silent, unit, unit.leader, unit.anna)
    seen = [service.session_of(token, NOW + minutes * MINUTE) for minutes in (1, 5)]
    assert [one.lent != () for one in seen if one] == [False, True]


def test_what_is_lent_ends_at_midnight_even_in_a_remembered_session(
    service: IdentityService, absences: Absences, unit: Unit
) -> None:
    away(absences, unit, unit.leader, unit.anna, 0, 0)
    midnight = datetime.fromisoformat("2026-11-24T00:00:00+07:00")
    token, _ = service.sign_in(unit.anna.login, PASSWORD, midnight - MINUTE)
    before, after = (service.session_of(token, midnight + seconds * timedelta(seconds=1)) for seconds in (-1, 0))
    assert before is not None
    assert after is not None
    assert (bool(before.lent), bool(after.lent)) == (True, False)


def test_no_right_in_another_unit(service: IdentityService, absences: Absences, unit: Unit, posts: Posts) -> None:
    """Anna is away from her unit; her deputy acts for another one now, and has nothing there."""
    away(absences, unit, unit.leader, unit.anna)
    posts.held[unit.anna.id] = [(f"{unit.id}x", "specialist"), (unit.id, "specialist")]
    assert roles_of(service, unit.anna) == {"specialist"}
    posts.held[unit.anna.id] = []
    assert roles_of(service, unit.anna) == frozenset()


def test_what_the_absent_officer_holds_elsewhere_is_not_lent(
    service: IdentityService, absences: Absences, unit: Unit
) -> None:
    away(absences, unit, unit.binh, unit.anna)
    assert roles_of(service, unit.anna) == {"specialist", "one_stop_officer"}


def test_there_is_no_chain_of_deputies(service: IdentityService, absences: Absences, unit: Unit) -> None:
    away(absences, unit, unit.leader, unit.anna, 0, 5)
    away(absences, unit, unit.anna, unit.binh, 0, 5)
    assert roles_of(service, unit.binh) == {"one_stop_officer", "specialist"}


def test_a_post_that_ends_lends_nothing_any_more(
    service: IdentityService, absences: Absences, unit: Unit, posts: Posts
) -> None:
    away(absences, unit, unit.leader, unit.anna)
    posts.held[unit.leader.id] = []
    assert roles_of(service, unit.anna) == {"specialist"}


def refused(code: str, kind: type[Refusal], *args: Any, **named: Any) -> Refusal:
    call = args[0]
    with pytest.raises(kind) as refusal:
        call(*args[1:], **named)
    assert refusal.value.code == code
    return refusal.value


def test_who_may_record_an_absence(absences: Absences, unit: Unit) -> None:
    period = (TODAY, TODAY)
    own = by(unit.anna, unit.id, "specialist")
    absences.record(own, unit.anna.id, *period, unit.binh.id, "Đi học")
    other = by(unit.binh, unit.id, "one_stop_officer")
    refused("identity/forbidden", Forbidden, absences.record, other, unit.leader.id, *period, unit.binh.id)
    foreign = by(unit.stranger, f"{unit.id}x", "leader")
    refused("identity/no-officer", Missing, absences.record, foreign, unit.anna.id, *period, unit.stranger.id)


def test_a_deputy_does_not_prolong_what_was_lent(absences: Absences, unit: Unit) -> None:
    deputy = by(unit.anna, unit.id, "specialist", lent=(Lent(unit.leader.id, frozenset({"leader"})),))
    assert "leader" in deputy.caller.roles
    period = (TODAY + 3 * DAY, TODAY + 9 * DAY)
    refused("identity/forbidden", Forbidden, absences.record, deputy, unit.leader.id, *period, unit.anna.id)
    answer = away(absences, unit, unit.leader, unit.anna)
    refused("identity/forbidden", Forbidden, absences.end, deputy, unit.leader.id, answer["absence"])


@pytest.mark.parametrize(
    ("first", "last", "field", "code"),
    [
        (-1, 2, "first", "identity/absence-past"),
        (3, 2, "last", "identity/absence-backwards"),
        (0, 366, "last", "identity/absence-too-long"),
    ],
)
def test_a_period_that_cannot_be(absences: Absences, unit: Unit, first: int, last: int, field: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        away(absences, unit, unit.leader, unit.anna, first, last)
    assert [(one.field, one.code) for one in refusal.value.fields] == [(field, code)]


def test_who_can_be_a_deputy(absences: Absences, unit: Unit) -> None:
    for deputy, code in ((unit.stranger, "identity/deputy-not-of-unit"), (unit.leader, "identity/own-deputy")):
        with pytest.raises(Invalid) as refusal:
            away(absences, unit, unit.leader, deputy)
        assert [one.code for one in refusal.value.fields] == [code]
    away(absences, unit, unit.anna, unit.binh)
    refused("identity/deputy-absent", Conflict, away, absences, unit, unit.leader, unit.anna)


def test_two_absences_never_share_a_day(absences: Absences, unit: Unit) -> None:
    first = away(absences, unit, unit.anna, unit.binh, 0, 2)
    refused("identity/absence-overlaps", Conflict, away, absences, unit, unit.anna, unit.leader, 2, 4)
    absences.end(by(unit.leader, unit.id, "leader"), unit.anna.id, first["absence"])
    away(absences, unit, unit.anna, unit.leader, 2, 4)
    refused(
        "identity/absence-over",
        Conflict,
        *(absences.end, by(unit.leader, unit.id, "leader"), unit.anna.id, first["absence"]),
    )
    refused("identity/no-absence", Missing, absences.end, by(unit.leader, unit.id, "leader"), unit.anna.id, "x")


def test_sent_twice_it_is_recorded_once_and_the_journal_tells_it(absences: Absences, unit: Unit) -> None:
    call = by(unit.anna, unit.id, "specialist")
    answers = [absences.record(call, unit.anna.id, TODAY, TODAY, unit.binh.id, "Ốm") for _ in range(2)]
    assert answers[0] == answers[1]
    entries = journal.records(absences_store.pk_of(unit.anna.id))
    assert [entry.type for entry in entries] == ["absence.recorded"]
    assert entries[0].data["deputy"] == unit.binh.id
    assert "Ốm" not in str(entries[0].raw), "a reason can be about health: it stands nowhere but in the absence"


def test_the_unit_sees_who_is_away_and_only_those_concerned_see_why(absences: Absences, unit: Unit) -> None:
    absences.record(by(unit.anna, unit.id, "specialist"), unit.anna.id, TODAY, TODAY, unit.binh.id, "Ốm")

    def reasons(account: Account, *roles: str) -> list[str]:
        return [one.reason for one in absences.of_unit(by(account, unit.id, *roles))]

    assert reasons(unit.anna, "specialist") == ["Ốm"]
    assert reasons(unit.leader, "leader") == ["Ốm"]
    assert reasons(unit.binh, "one_stop_officer") == [""]
    assert absences.of_unit(by(unit.stranger, f"{unit.id}x", "specialist")) == []


def test_another_process_reads_what_a_session_was_told(
    service: IdentityService, absences: Absences, unit: Unit, posts: Posts
) -> None:
    away(absences, unit, unit.leader, unit.anna)
    token, here = service.sign_in(unit.anna.login, PASSWORD, NOW)
    there = another_process(posts).session_of(token, NOW + MINUTE)
    assert there is not None
    assert (there.roles, there.lent) == (here.roles, here.lent)


def test_names_are_those_of_officers_only(
    service: IdentityService, unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen = new_account(service)
    asked = [unit.anna.id, citizen.id, "acc-nobody"]
    assert service.names(asked, NOW) == {unit.anna.id: unit.anna.name}
    monkeypatch.setattr("chalicelib.commons.identity.store.accounts", lambda ids: 1 / 0)
    assert service.names(asked, NOW + 9 * MINUTE) == {unit.anna.id: unit.anna.name}


def test_the_gate_says_on_whose_behalf_somebody_comes_in(
    service: IdentityService, absences: Absences, unit: Unit
) -> None:
    away(absences, unit, unit.leader, unit.anna)
    token, session = service.sign_in(unit.anna.login, PASSWORD, NOW)
    gate = Gate(service, lambda: NOW)
    request = Request("GET", "/", headers={"authorization": f"Bearer {token}"})
    assert gate.admit(request, "dossiers.process").on_behalf == ""
    assert gate.admit(request, "dossiers.stop").on_behalf == unit.leader.id
    caller = caller_of(session)
    assert caller.alone.roles == {"specialist"}
    assert on_behalf(caller, "dossiers.extend", unit=unit.id) == unit.leader.id
    assert on_behalf(caller, "dossiers.process", unit=unit.id) == ""
    assert on_behalf(caller, "dossiers.process", unit=unit.id, role="leader") == unit.leader.id
    assert on_behalf(caller, "dossiers.receive", unit=unit.id) == ""


ABSENCES = st.builds(
    Absence,
    id=st.just("a"),
    account=st.sampled_from(["acc-a", "acc-b"]),
    unit=st.sampled_from(["d06", "d07"]),
    first=DAYS,
    last=DAYS,
    deputy=st.just("acc-me"),
)


@given(st.lists(ABSENCES, max_size=5), st.sampled_from(["d06", "d07"]), DAYS)
def test_nothing_is_lent_beyond_unit_and_days(known: list[Absence], unit: str, on: date) -> None:
    held = {"acc-a": [("d07", "leader"), ("d06", "operator")], "acc-b": [("d06", "specialist")]}
    lent = lent_to(known, unit, frozenset({"specialist"}), on, lambda account, day: held[account])
    allowed = {one.account for one in known if one.unit == unit and one.first <= on <= one.last}
    assert {one.account for one in lent} == allowed
    for one in lent:
        assert one.roles == {role for where, role in held[one.account] if where == unit} - {"specialist"}
    assert lent_to(known, unit, frozenset(), on, lambda account, day: held[account]) == ()
    ended = [replace(one, ended_at=NOW) for one in known]
    assert lent_to(ended, unit, frozenset({"specialist"}), on, lambda account, day: held[account]) == ()


@given(st.lists(ABSENCES, max_size=5))
def test_what_a_session_keeps_is_read_back(known: list[Absence]) -> None:
    assert unpack(pack(known)) == tuple(known)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("23/11/2026", "2026-11-23"), ("3.1.2027", "2027-01-03"), ("2026-11-23", "2026-11-23"), ("mai", "mai")],
)
def test_days_as_people_type_them(typed: str, read: str) -> None:
    assert typed_day(typed) == read
