"""Accounts that are closed: nobody signs in, and no session outlives them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.cloud import journal
from chalicelib.commons import audit
from chalicelib.commons.identity import store
from chalicelib.commons.identity.service import IdentityService
from chalicelib.foundation.errors import Conflict, Missing, SignInNeeded
from tests.commons.identity.conftest import NOW, PASSWORD, Posts, a_call, another_process, new_account

MINUTE = timedelta(minutes=1)


def test_all_sessions_of_a_closed_account_end_and_none_begins(service: IdentityService) -> None:
    account, other = new_account(service), new_account(service)
    tokens = [service.sign_in(account.login, PASSWORD, NOW)[0] for _ in range(3)]
    kept = service.sign_in(other.login, PASSWORD, NOW)[0]
    assert service.close_account(account.id, a_call("close")) == {"account": account.id, "active": False}
    assert [service.session_of(token, NOW + MINUTE) for token in tokens] == [None, None, None]
    assert service.session_of(kept, NOW + MINUTE) is not None
    with pytest.raises(SignInNeeded):
        service.sign_in(account.login, PASSWORD, NOW + MINUTE)
    assert [one.type for one in journal.records(f"U#{account.id}")] == ["account.created", "account.closed"]
    examined = audit.examine(f"U#{account.id}")
    assert examined is not None
    assert examined.faults == ()


def test_a_session_that_nobody_ended_ends_when_its_use_is_noted(
    service: IdentityService, posts: Posts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that was opened just now is not in the index yet, and another process remembers it."""
    account = new_account(service)
    elsewhere = another_process(posts)
    token, session = elsewhere.sign_in(account.login, PASSWORD, NOW)
    monkeypatch.setattr(store, "session_ids", lambda account_id: iter([[]]))
    service.close_account(account.id, a_call("close"))
    assert elsewhere.session_of(token, NOW + 4 * MINUTE) is not None
    assert elsewhere.session_of(token, NOW + 5 * MINUTE) is None
    assert store.session(session.id) is None


def test_closing_again_with_the_same_key_ends_sessions_again(service: IdentityService) -> None:
    """The first answer was lost before the sessions were ended."""
    account = new_account(service)
    token = service.sign_in(account.login, PASSWORD, NOW)[0]
    store.set_active(account.id, False, a_call("close"))
    assert service.session_of(token, NOW + MINUTE) is not None
    assert service.close_account(account.id, a_call("close"))["active"] is False
    assert service.session_of(token, NOW + MINUTE) is None


def test_a_reopened_account_signs_in_anew(service: IdentityService) -> None:
    account = new_account(service)
    token = service.sign_in(account.login, PASSWORD, NOW)[0]
    service.close_account(account.id, a_call("close"))
    service.reopen_account(account.id, a_call("reopen"))
    assert service.session_of(token, NOW + MINUTE) is None
    assert service.sign_in(account.login, PASSWORD, NOW)[1].account == account.id


def test_what_is_closed_or_open_already_is_said(service: IdentityService) -> None:
    account = new_account(service)
    with pytest.raises(Conflict, match="identity/account-unchanged"):
        service.reopen_account(account.id, a_call("reopen"))
    service.close_account(account.id, a_call("close"))
    with pytest.raises(Conflict, match="identity/account-unchanged"):
        service.close_account(account.id, replace(a_call("close-2")))
    with pytest.raises(Missing, match="identity/no-account"):
        service.close_account("acc-nobody", a_call("close"))
