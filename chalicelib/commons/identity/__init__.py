"""Identity: people and their accounts, sign-in, sessions, the one policy table and the gate before all doors.

Events in: none. Events out: `account.created`, `account.closed`, `account.reopened`, `absence.recorded`,
`absence.ended`.
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache

from chalicelib.cloud.settings import settings
from chalicelib.commons import agencies
from chalicelib.commons.identity.absences import Absence, Absences
from chalicelib.commons.identity.demo import create_demo_accounts, demo_accounts, demo_password
from chalicelib.commons.identity.gate import Gate, no_session_cookie, session_cookie
from chalicelib.commons.identity.model import ROLES, Account, Claims, Role, Session
from chalicelib.commons.identity.policy import (
    DESK,
    UnknownAction,
    actions,
    desk_of,
    entry,
    is_of_unit,
    is_owner,
    keeps,
    may,
    on_behalf,
    open_to_all,
    require,
)
from chalicelib.commons.identity.providers import SignInProvider
from chalicelib.commons.identity.providers.local import LocalProvider
from chalicelib.commons.identity.schema import read_account
from chalicelib.commons.identity.service import IdentityService

__all__ = [
    "DESK",
    "ROLES",
    "Absence",
    "Absences",
    "Account",
    "Claims",
    "Gate",
    "IdentityService",
    "Role",
    "Session",
    "SignInProvider",
    "UnknownAction",
    "absences",
    "actions",
    "demo_accounts",
    "demo_password",
    "desk_of",
    "entry",
    "gate",
    "is_of_unit",
    "is_owner",
    "keeps",
    "may",
    "names",
    "no_session_cookie",
    "on_behalf",
    "open_to_all",
    "person",
    "read_account",
    "require",
    "seed_demo",
    "service",
    "session_cookie",
]


@cache
def service() -> IdentityService:
    """The room's service in this process."""
    local = LocalProvider()
    return IdentityService({local.name: local}, posts_of)


@cache
def absences() -> Absences:
    """The use cases of absence."""
    return Absences(posts_of, service().lend)


@cache
def gate() -> Gate:
    """The gate that app.py hangs in front of doors and pages."""
    return Gate(service())


def person(account_id: str) -> Account:
    """Who an account is, to fill in what the city already knows. Missing `identity/no-account`."""
    return service().account(account_id)


def names(account_ids: Iterable[str], at: datetime) -> dict[str, str]:
    """What officers are called, by account; citizens are left out. No call for those asked for lately."""
    return service().names(account_ids, at)


def posts_of(account_id: str, on: date) -> tuple[tuple[str, str], ...]:
    """(unit, role) of the posts an account holds on a day."""
    return tuple((post.unit, post.role) for post in agencies.directory().posts_of(account_id, on))


def seed_demo(at: datetime, password: str = "") -> tuple[Account, ...]:
    """Creates this stage's demo accounts, those that are not there yet; only on a stage raised for demonstration."""
    return create_demo_accounts(service(), settings().demo, at, password)
