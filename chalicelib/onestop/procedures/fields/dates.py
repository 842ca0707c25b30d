"""Days and moments, typed in one box or in several, in Vietnam's time."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time

from chalicelib.foundation.clock import VIETNAM, iso, parse_iso, short_date, short_moment
from chalicelib.foundation.errors import Invalid
from chalicelib.onestop.procedures.fields.fieldtype import Answer, FieldType
from chalicelib.onestop.procedures.fields.written import typed_text
from chalicelib.onestop.procedures.formmodel import Field

_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_DAY_FIRST = r"([0-9]{1,2})\s*[/.\s-]\s*([0-9]{1,2})\s*[/.\s-]\s*([0-9]{4})"
_SIX_OR_EIGHT = r"([0-9]{2})([0-9]{2})([0-9]{4})"
_YEAR_FIRST = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
_TIME = r"([0-9]{1,2})(?:\s*(?::|h|giờ|g)\s*([0-9]{2})?\s*(?:phút|p)?)?"
_TIME_SOMEWHERE = r"[0-9]{1,2}\s*(?::|h|giờ|g)\s*(?:[0-9]{2}(?![0-9/.-]))?\s*(?:phút|p)?"


def _parse_date(_field: Field, raw: object) -> Answer:
    return _read_day(raw).isoformat()


def _read_day(raw: object) -> date:
    """A day from `5/2/2026`, `05.02.2026`, `2026-02-05` or the boxes day, month and year."""
    if isinstance(raw, Mapping):
        raw = "/".join(typed_text(raw.get(box) or "").strip() for box in ("day", "month", "year"))
    typed = re.sub(r"\s+", " ", typed_text(raw)[:40]).strip()
    found = re.fullmatch(_YEAR_FIRST, typed)
    if found:
        year, month, day = map(int, found.groups())
    else:
        found = re.fullmatch(_DAY_FIRST, typed) or re.fullmatch(_SIX_OR_EIGHT, typed)
        if not found:
            raise _not_a_date()
        day, month, year = map(int, found.groups())
    try:
        read = date(year, month, day)
    except ValueError:
        raise Invalid(
            "forms/no-such-day",
            f"Không có ngày {day}/{month}/{year}.",
            f"There is no day {day}/{month}/{year}.",
        ) from None
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise Invalid(
            "forms/year-out-of-range",
            f"Năm phải từ {_FIRST_YEAR} đến {_LAST_YEAR}.",
            f"The year must be between {_FIRST_YEAR} and {_LAST_YEAR}.",
        )
    return read


def _parse_moment(_field: Field, raw: object) -> Answer:
    if isinstance(raw, Mapping):
        day = raw["date"] if raw.get("date") else {box: raw.get(box) for box in ("day", "month", "year")}
        return _utc(_read_day(day), _read_time(typed_text(raw.get("time") or "")))
    typed = re.sub(r"\s+", " ", typed_text(raw)[:60]).strip()
    try:
        return iso(parse_iso(typed))
    except Invalid:
        pass
    local = re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2})", typed)
    if local:
        return _utc(_read_day(local[1]), _read_time(local[2]))
    found = re.search(_TIME_SOMEWHERE, typed.lower())
    if not found:
        raise _not_a_time()
    rest = (typed[: found.start()] + " " + typed[found.end() :]).strip(" ,;")
    rest = re.sub(r"^(?:ngày|on)\s+", "", rest, flags=re.IGNORECASE)
    return _utc(_read_day(rest), _read_time(found[0]))


def _read_time(typed: str) -> time:
    """A time of day from `9:00`, `09:30`, `9h`, `9h30`, `9 giờ 30 phút`."""
    found = re.fullmatch(_TIME, typed.strip().lower()[:20])
    if not found:
        raise _not_a_time()
    hour, minute = int(found[1]), int(found[2] or 0)
    if hour > 23 or minute > 59:
        raise _not_a_time()
    return time(hour, minute)


def _utc(day: date, clock: time) -> str:
    return iso(datetime.combine(day, clock, VIETNAM))


def _not_a_date() -> Invalid:
    return Invalid(
        "forms/not-a-date",
        "Hãy nhập ngày, tháng, năm, ví dụ 5/2/2026.",
        "Write the day, month and year, for example 5/2/2026.",
    )


def _not_a_time() -> Invalid:
    return Invalid(
        "forms/not-a-time",
        "Hãy nhập giờ và phút, ví dụ 9:00 hoặc 14:30.",
        "Write the hour and minutes, for example 9:00 or 14:30.",
    )


def _show_date(_field: Field, value: Answer, _lang: str) -> str:
    return short_date(date.fromisoformat(value))


def _show_moment(_field: Field, value: Answer, _lang: str) -> str:
    return short_moment(parse_iso(value))


DATE = FieldType("date", _parse_date, _show_date, longest=40, parts=("day", "month", "year"))
MOMENT = FieldType("moment", _parse_moment, _show_moment, longest=80, parts=("date", "day", "month", "year", "time"))
