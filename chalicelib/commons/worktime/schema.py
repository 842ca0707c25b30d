"""Overrides as sent and as shown; a year of a calendar as JSON."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, get_args

from chalicelib.cloud import schemas
from chalicelib.commons.worktime.announcements import Announcement
from chalicelib.commons.worktime.model import Calendar, DayMark
from chalicelib.commons.worktime.overrides import Override, OverrideKind
from chalicelib.commons.worktime.year import days_of
from chalicelib.foundation.errors import FieldError, Invalid
from chalicelib.foundation.text import nfc

KINDS: tuple[OverrideKind, ...] = get_args(OverrideKind)
NAME_LONGEST = 120
BASIS_LONGEST = 200
UNITS_MOST = 300
DAY_LONGEST = 40

BODY = schemas.record(
    {
        "day": schemas.text(DAY_LONGEST),
        "kind": {"enum": list(KINDS)},
        "vi": schemas.text(NAME_LONGEST),
        "en": schemas.text(NAME_LONGEST),
        "legal_basis": schemas.text(BASIS_LONGEST),
        "announced_on": schemas.text(DAY_LONGEST),
        "units": schemas.listed(schemas.text(20), most=UNITS_MOST),
        "for_day": schemas.text(DAY_LONGEST),
    },
    optional=("units", "for_day"),
)

_DAY_FIRST = r"([0-9]{1,2})[/.\s-]+([0-9]{1,2})[/.\s-]+([0-9]{4})"
_YEAR_FIRST = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
_ORDER = ("day", "kind", "vi", "en", "legal_basis", "announced_on", "for_day", "units")
_LONGEST = {"vi": NAME_LONGEST, "en": NAME_LONGEST, "legal_basis": BASIS_LONGEST}


def read_override(raw: Mapping[str, Any]) -> Override:
    """An override from what was sent or typed: texts, and `units` as a list or None for all agencies.

    Invalid `worktime/override-incomplete` with every wrong field at once.
    """
    wrong: list[FieldError] = []
    texts = {name: read_text(raw, name, wrong) for name in _LONGEST}
    day, announced_on = (read_day(raw, name, wrong) for name in ("day", "announced_on"))
    for_day = read_day(raw, "for_day", wrong) if str(raw.get("for_day") or "").strip() else None
    units = raw.get("units")
    if raw.get("kind") not in KINDS:
        wrong.append(_missing("kind"))
    if units is not None and not units:
        wrong.append(_missing("units"))
    if wrong or day is None or announced_on is None:
        raise Invalid(
            "worktime/override-incomplete",
            "Thông báo lịch còn thiếu hoặc chưa đúng ở những mục được nêu.",
            "The announcement lacks something, or something in it is not right.",
            sorted(wrong, key=lambda one: _ORDER.index(one.field)),
        )
    named = tuple(dict.fromkeys(units)) if units is not None else None
    return Override(day, raw["kind"], **texts, announced_on=announced_on, units=named, for_day=for_day)


def read_text(raw: Mapping[str, Any], name: str, wrong: list[FieldError]) -> str:
    """Some words on one line; what is missing or too long is one more error."""
    text = " ".join(nfc(str(raw.get(name) or "")).split())
    if not text:
        wrong.append(_missing(name))
    elif len(text) > _LONGEST[name]:
        vi, en = f"Viết tối đa {_LONGEST[name]} ký tự.", f"At most {_LONGEST[name]} characters."
        wrong.append(FieldError(name, "worktime/field-too-long", vi, en))
    return text


def read_day(raw: Mapping[str, Any], name: str, wrong: list[FieldError]) -> date | None:
    """A day from `5/11/2026`, `05.11.2026` or `2026-11-05`."""
    typed = str(raw.get(name) or "").strip()[:DAY_LONGEST]
    if not typed:
        wrong.append(_missing(name))
        return None
    found = re.fullmatch(_YEAR_FIRST, typed)
    parts = found.groups() if found else ()
    if not parts and (found := re.fullmatch(_DAY_FIRST, typed)):
        parts = found.groups()[::-1]
    try:
        year, month, day = map(int, parts)
        return date(year, month, day)
    except ValueError:
        vi, en = "Hãy viết ngày có thật, như 05/11/2026.", "Write a day that exists, like 05/11/2026."
        wrong.append(FieldError(name, "worktime/day-malformed", vi, en))
        return None


_ASKED = {
    "day": ("Hãy ghi ngày được thay đổi.", "Write the day that changes."),
    "from": ("Hãy ghi ngày bắt đầu áp dụng.", "Write the first day."),
    "kind": ("Hãy chọn ngày này trở thành ngày gì.", "Choose what the day becomes."),
    "vi": ("Hãy ghi tên gọi bằng tiếng Việt.", "Write its name in Vietnamese."),
    "en": ("Hãy ghi tên gọi bằng tiếng Anh.", "Write its name in English."),
    "legal_basis": ("Hãy ghi văn bản làm căn cứ.", "Write the document it rests on."),
    "announced_on": ("Hãy ghi ngày ban hành văn bản.", "Write the date of the document."),
    "units": ("Hãy chọn ít nhất một cơ quan.", "Choose at least one agency."),
}


def _missing(name: str) -> FieldError:
    return FieldError(name, "worktime/field-missing", *_ASKED[name])


def present_announcement(one: Announcement) -> dict[str, Any]:
    """An announcement for a JSON answer; `units` null is for all agencies."""
    override = one.override
    return {
        "number": one.number,
        "day": override.day.isoformat(),
        "kind": override.kind,
        "name": {"vi": override.vi, "en": override.en},
        "legal_basis": override.legal_basis,
        "announced_on": override.announced_on.isoformat(),
        "units": list(override.units) if override.units is not None else None,
        "for_day": override.for_day.isoformat() if override.for_day else None,
        "recorded_on": one.recorded_on.isoformat(),
    }


def present_days(calendar: Calendar, year: int) -> Iterator[dict[str, Any]]:
    """Every day of a year: the hours worked (none on a day off) and the mark, if it has one."""
    for day in days_of(year):
        hours = [f"{one.opens:%H:%M}-{one.closes:%H:%M}" for one in calendar.sessions(day)]
        yield {"day": day.isoformat(), "hours": hours, "mark": _present_mark(calendar.mark(day))}


def _present_mark(mark: DayMark | None) -> dict[str, Any] | None:
    if mark is None:
        return None
    return {
        "kind": mark.kind,
        "name": {"vi": mark.vi, "en": mark.en},
        "for_day": mark.for_day.isoformat() if mark.for_day else None,
        "source": mark.source,
        "verified": mark.verified,
    }
