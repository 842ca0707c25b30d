"""Absences as JSON, and as a form sends them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.cloud.schemas import listed, record, text
from chalicelib.commons.identity.absences.model import REASON_LONGEST, Absence, invalid
from chalicelib.foundation.errors import FieldError

DAY = text(10, pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
ACCOUNT = text(40, shortest=1)
RECORD = record(
    {"account": ACCOUNT, "first": DAY, "last": DAY, "deputy": ACCOUNT, "reason": text(REASON_LONGEST)},
    optional=("account", "reason"),
)
END: dict[str, Any] = record({})
CHANGED = record({"account": text(40), "absence": text(20)})
ONE = record(
    {
        **{"id": text(20), "account": text(40), "unit": text(8), "first": DAY, "last": DAY, "deputy": text(40)},
        "reason": {"type": ["string", "null"]},
    }
)
LIST = record({"items": listed(ONE, most=100)})


def read_days(raw: Mapping[str, str]) -> tuple[date, date]:
    """The `first` and the `last` day, each `2026-11-23`. Invalid with both when both are no days."""
    days: dict[str, date] = {}
    wrong: list[FieldError] = []
    for name in ("first", "last"):
        try:
            days[name] = date.fromisoformat(raw.get(name, ""))
        except ValueError:
            vi, en = "Hãy nhập ngày có thật, ví dụ 23/11/2026.", "Enter a real day, for example 23/11/2026."
            wrong.append(FieldError(name, "identity/not-a-day", vi, en))
    if wrong:
        raise invalid(wrong)
    return days["first"], days["last"]


def typed_day(text: str) -> str:
    """A day as people and browsers type it, `23/11/2026` or `2026-11-23`, as `2026-11-23`; else unchanged."""
    parts = text.replace(".", "/").replace(" ", "").split("/")
    if len(parts) == 3 and all(part.isascii() and part.isdecimal() for part in parts):
        day, month, year = parts
        return f"{year}-{month.zfill(2)}-{day.zfill(2)}"
    return text


def present(absence: Absence) -> dict[str, Any]:
    """An absence for a JSON answer."""
    return {
        "id": absence.id,
        "account": absence.account,
        "unit": absence.unit,
        "first": absence.first.isoformat(),
        "last": absence.last.isoformat(),
        "deputy": absence.deputy,
        "reason": absence.reason or None,
    }
