"""What identity's tests stand on: a service on a fresh stage, accounts of its own, and a day to tell the time by."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime

import pytest

from chalicelib.cloud.call import Call, Caller, Intent
from chalicelib.commons.identity.model import Account, AccountKind
from chalicelib.commons.identity.providers.local import LocalProvider
from chalicelib.commons.identity.service import IdentityService

PASSWORD = "Mật khẩu thử 1"
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


class Posts:
    """Posts that a test can give and take away."""

    def __init__(self) -> None:
        self.held: dict[str, list[tuple[str, str]]] = {}
        self.asked: list[tuple[str, date]] = []

    def __call__(self, account: str, on: date) -> list[tuple[str, str]]:
        self.asked.append((account, on))
        return self.held.get(account, [])


@pytest.fixture
def posts() -> Posts:
    return Posts()


@pytest.fixture
def service(stage: object, posts: Posts) -> IdentityService:
    return another_process(posts)


def another_process(posts: Posts) -> IdentityService:
    """A service that shares the table and nothing else."""
    return IdentityService({"local": LocalProvider()}, posts)


def new_account(
    service: IdentityService, kind: AccountKind = "citizen", *, active: bool = True, login: str = ""
) -> Account:
    name = secrets.token_hex(6)
    account = Account(f"acc-{name}", login or f"login.{name}", "Người Thử", kind, active=active)
    return service.create_account(account, PASSWORD, a_call(account.id))


def a_call(key: str) -> Call:
    return Call(Caller(account="seed"), NOW, intent=Intent("seed", "seed", key, "fingerprint"))
