"""Accounts and sessions: what is read from outside, and what is shown."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.cloud.schemas import listed, record, text
from chalicelib.commons.identity.model import ACCOUNT_KINDS, ROLES, Account, Session
from chalicelib.foundation.clock import iso
from chalicelib.foundation.errors import FieldError, Invalid
from chalicelib.foundation.text import fold, nfc, parse_citizen_id, parse_phone

LONGEST_LOGIN = 100
LONGEST_NAME = 100
_LOGIN = r"[a-z0-9][a-z0-9._@-]{2,98}[a-z0-9]"
_ID = r"[a-z0-9][a-z0-9-]{2,39}"
_EMAIL = r"[^@\s]{1,64}@[^@\s]{1,189}"

SIGN_IN_BODY = record({"login": text(LONGEST_LOGIN, shortest=1), "password": text(200, shortest=1)})
MOMENT: Mapping[str, Any] = {"type": "string", "format": "date-time"}
TOKEN_ANSWER = record({"token": text(43), "expires": MOMENT, "idle_expires": MOMENT})
ME_ANSWER = record(
    {
        "account": text(40),
        "name": text(LONGEST_NAME),
        "roles": listed({"enum": list(ROLES)}, most=len(ROLES)),
        "unit": text(8),
        "deputy_for": listed(text(40), most=100),
    }
)
_SESSION = record({"id": text(43), "started": MOMENT, "current": {"type": "boolean"}})
SESSIONS_ANSWER = record({"sessions": listed(_SESSION, most=1000)})


def read_account(raw: Mapping[str, Any]) -> Account:
    """An account from plain values. Invalid `identity/account-invalid` with all wrong fields at once."""
    wrong: list[FieldError] = []

    def value(name: str, read: Callable[[str], str]) -> str:
        try:
            return read(str(raw.get(name) or ""))
        except Invalid as error:
            wrong.append(FieldError(name, error.code, error.vi, error.en))
            return ""

    kind = value("kind", _kind)
    account = Account(
        id=value("id", _shaped(_ID)),
        login=value("login", lambda given: _shaped(_LOGIN)(fold(given))),
        name=value("name", _name),
        kind="officer" if kind == "officer" else "citizen",
        citizen_id=value("citizen_id", _if_given(parse_citizen_id)),
        phone=value("phone", _if_given(parse_phone)),
        email=value("email", _if_given(_shaped(_EMAIL))),
    )
    if wrong:
        raise Invalid(
            "identity/account-invalid",
            "Tài khoản có chỗ chưa đúng.",
            "Something in the account is not right.",
            wrong,
        )
    return account


def present_session(session: Session, current: str) -> dict[str, Any]:
    """An open session of the caller's own, for their list."""
    return {"id": session.id, "started": iso(session.started), "current": session.id == current}


def _if_given(read: Callable[[str], str]) -> Callable[[str], str]:
    return lambda given: read(given) if given else ""


def _shaped(shape: str) -> Callable[[str], str]:
    def read(given: str) -> str:
        if re.fullmatch(shape, given):
            return given
        raise _malformed()

    return read


def _kind(given: str) -> str:
    if given in ACCOUNT_KINDS:
        return given
    raise _malformed()


def _name(given: str) -> str:
    name = " ".join(nfc(given).split())
    if 0 < len(name) <= LONGEST_NAME:
        return name
    raise _malformed()


def _malformed() -> Invalid:
    return Invalid("identity/field-malformed", "Nội dung không đúng dạng.", "The text does not have the expected form.")
