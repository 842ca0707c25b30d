"""Signing in, guessing passwords, accounts."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.cloud import journal, log, table
from chalicelib.commons.identity.model import Account, Claims
from chalicelib.commons.identity.service import IdentityService
from chalicelib.foundation.errors import Conflict, Missing, Refusal, SignInNeeded, TooMany
from chalicelib.foundation.ids import digest
from tests.commons.identity.conftest import NOW, PASSWORD, a_call, new_account

MINUTE = timedelta(minutes=1)


def failures(service: IdentityService, login: str, times: int, at: object = NOW) -> list[str]:
    codes = []
    for _ in range(times):
        with pytest.raises(Refusal) as refused:
            service.sign_in(login, "guess", at)  # type: ignore[arg-type]
        codes.append(refused.value.code)
    return codes


def test_login_and_password_open_a_session(service: IdentityService) -> None:
    account = new_account(service)
    token, session = service.sign_in(account.login.upper(), PASSWORD, NOW)
    assert (session.account, session.name, session.roles) == (account.id, "Người Thử", {"citizen"})
    assert service.session_of(token, NOW) == session
    assert session.id == digest(token)


def test_the_token_is_stored_nowhere(service: IdentityService) -> None:
    token, session = service.sign_in(new_account(service).login, PASSWORD, NOW)
    row = table.get(f"S#{session.id}", "S")
    assert row is not None
    assert token not in repr(row)
    assert int(row["ttl"]["N"]) == (NOW + timedelta(hours=12)).timestamp()


def test_every_sign_in_is_a_session_of_its_own(service: IdentityService) -> None:
    account = new_account(service)
    first, second = (service.sign_in(account.login, PASSWORD, NOW)[0] for _ in range(2))
    assert first != second


def test_a_wrong_password_and_an_unknown_login_are_told_alike(service: IdentityService) -> None:
    account = new_account(service)
    said = []
    for login in (account.login, f"unknown.{secrets.token_hex(4)}", "", "\u0000\uffff", "\ud800x"):
        with pytest.raises(SignInNeeded) as refused:
            service.sign_in(login, "guess", NOW)
        said.append((refused.value.code, refused.value.vi, refused.value.en))
    assert len(set(said)) == 1


def test_a_closed_account_is_told_as_a_wrong_password(service: IdentityService) -> None:
    account = new_account(service, active=False)
    with pytest.raises(SignInNeeded) as refused:
        service.sign_in(account.login, PASSWORD, NOW)
    assert refused.value.code == "identity/wrong-password"


def test_after_five_failures_even_the_right_password_waits_fifteen_minutes(service: IdentityService) -> None:
    account = new_account(service)
    assert failures(service, account.login, 7) == ["identity/wrong-password"] * 5 + ["identity/too-many-tries"] * 2
    with pytest.raises(TooMany) as refused:
        service.sign_in(account.login, PASSWORD, NOW + 14 * MINUTE)
    assert refused.value.retry_after == 60
    assert service.sign_in(account.login, PASSWORD, NOW + 15 * MINUTE)


def test_tries_while_closed_do_not_make_it_longer(service: IdentityService) -> None:
    account = new_account(service)
    failures(service, account.login, 5)
    failures(service, account.login, 3, NOW + 14 * MINUTE)
    assert service.sign_in(account.login, PASSWORD, NOW + 15 * MINUTE)


def test_no_fifteen_minutes_hold_more_than_five_failures(service: IdentityService) -> None:
    """One early failure, four late ones: the first falling out of the quarter hour opens nothing."""
    account = new_account(service)
    failures(service, account.login, 1)
    failures(service, account.login, 4, NOW + 14 * MINUTE)
    assert failures(service, account.login, 1, NOW + 16 * MINUTE) == ["identity/too-many-tries"]


def test_an_unknown_login_is_limited_too(service: IdentityService) -> None:
    login = f"unknown.{secrets.token_hex(4)}"
    assert failures(service, login, 6)[-1] == "identity/too-many-tries"


def test_success_starts_the_count_anew(service: IdentityService) -> None:
    account = new_account(service)
    for _ in range(2):
        failures(service, account.login, 4)
        service.sign_in(account.login, PASSWORD, NOW)


def test_one_logins_failures_do_not_touch_anothers(service: IdentityService) -> None:
    victim, other = new_account(service), new_account(service)
    failures(service, victim.login, 6)
    assert service.sign_in(other.login, PASSWORD, NOW)


def test_guesses_at_the_same_time_do_not_outrun_the_count(service: IdentityService) -> None:
    account = new_account(service)
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda _: failures(service, account.login, 1)[0], range(12)))
    assert codes.count("identity/wrong-password") == 5
    assert codes.count("identity/too-many-tries") == 7


def test_the_log_tells_of_success_and_failure_without_login_or_name(service: IdentityService) -> None:
    account = new_account(service)
    with told() as lines:
        failures(service, account.login, 6)
        service.sign_in(account.login, PASSWORD, NOW + 16 * MINUTE)
    events = [line.getMessage() for line in lines]
    assert events == ["sign_in.failed"] * 5 + ["sign_in.limited", "sign_in.succeeded"]
    everything = repr([vars(line) for line in lines])
    assert account.id in everything
    assert account.login not in everything
    assert account.name not in everything
    assert "guess" not in everything


@contextmanager
def told() -> Iterator[list[logging.LogRecord]]:
    """The log lines of motcua, as they are handed to the one handler."""
    lines: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = lines.append  # type: ignore[method-assign]
    log.configure()
    log.LOGGER.addHandler(handler)
    try:
        yield lines
    finally:
        log.LOGGER.removeHandler(handler)


def test_a_provider_that_vouches_for_an_unknown_account_opens_nothing(service: IdentityService) -> None:
    with pytest.raises(SignInNeeded):
        service.enter(Claims(subject="acc-unknown", provider="local"), NOW)


def test_creating_twice_creates_once(service: IdentityService) -> None:
    account = new_account(service)
    again = service.create_account(replace(account, name="Tên Khác"), "another password", a_call(account.id))
    assert again == account
    assert service.account(account.id) == account
    assert service.sign_in(account.login, PASSWORD, NOW)


def test_a_login_belongs_to_one_account(service: IdentityService) -> None:
    account = new_account(service)
    rival = Account(f"acc-{secrets.token_hex(6)}", account.login, "Người Khác", "citizen")
    with pytest.raises(Conflict) as refused:
        service.create_account(rival, PASSWORD, a_call(rival.id))
    assert refused.value.code == "identity/login-taken"
    with pytest.raises(Missing):
        service.account(rival.id)


def test_an_account_is_journalled_without_personal_data(service: IdentityService) -> None:
    account = new_account(service, "officer")
    (record,) = journal.records(f"U#{account.id}")
    assert record.type == "account.created"
    assert record.faults() == []
    assert record.data == {"account": account.id, "kind": "officer"}
