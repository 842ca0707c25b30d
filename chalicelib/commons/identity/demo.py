"""The demo's people, made once per stage: obviously invented, with a password that is no secret."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from chalicelib.cloud.call import Call, Caller, Intent
from chalicelib.cloud.journal import canonical
from chalicelib.commons.identity.model import Account
from chalicelib.commons.identity.schema import read_account
from chalicelib.commons.identity.service import IdentityService
from chalicelib.foundation.errors import Forbidden
from chalicelib.foundation.ids import digest

_DATA = Path(__file__).parent / "data" / "demo-accounts.json"


def create_demo_accounts(
    service: IdentityService, allowed: bool, at: datetime, password: str = ""
) -> tuple[Account, ...]:
    """Creates the demo's accounts that are not there yet, and gives all of them as stored.

    `password` replaces the demo's known one, for a stage that strangers can reach.
    Forbidden `identity/no-demo-here` unless `allowed`: the stage was raised for demonstration.
    """
    if not allowed:
        raise Forbidden(
            "identity/no-demo-here",
            "Chỉ tạo tài khoản minh họa trên hệ thống thử nghiệm (python -m infra up --demo yes).",
            "Demo accounts are made on stages for demonstration only (python -m infra up --demo yes).",
        )
    seed = _seed()
    return tuple(
        service.create_account(account, password or seed["password"], _call(account, at)) for account in demo_accounts()
    )


def demo_accounts() -> tuple[Account, ...]:
    """The demo's accounts as the data describe them."""
    return tuple(read_account(raw) for raw in _seed()["accounts"])


def demo_password() -> str:
    """The password of all demo accounts unless another was given."""
    return str(_seed()["password"])


def _call(account: Account, at: datetime) -> Call:
    fingerprint = digest(canonical({"account": account.id, "login": account.login}))
    return Call(Caller(account="seed"), at, intent=Intent("seed", "seed", account.id, fingerprint))


def _seed() -> dict[str, Any]:
    seed: dict[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))
    return seed
