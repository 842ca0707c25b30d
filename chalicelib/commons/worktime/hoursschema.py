"""Office hours as sent by the API, as typed into the form, and as shown."""

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from chalicelib.cloud import schemas
from chalicelib.commons.worktime.hours import PLACES, AnnouncedHours, HoursNotice
from chalicelib.commons.worktime.hoursrows import week_row
from chalicelib.commons.worktime.model import OfficeHours, Session
from chalicelib.commons.worktime.schema import BASIS_LONGEST, DAY_LONGEST, UNITS_MOST, read_day, read_text
from chalicelib.foundation.errors import FieldError, Invalid

SESSIONS_LONGEST = 80
WEEK = schemas.record(
    {
        "weekdays": schemas.listed({"type": "integer", "minimum": 1, "maximum": 7}, most=7, least=1),
        "sessions": schemas.listed(schemas.text(20), most=4, least=1),
    }
)
HOURS = schemas.record(
    {
        "from": schemas.text(DAY_LONGEST),
        "week": schemas.listed(WEEK, most=7),
        "places": schemas.listed({"enum": list(PLACES)}, most=2, least=1),
        "legal_basis": schemas.text(BASIS_LONGEST),
        "announced_on": schemas.text(DAY_LONGEST),
        "units": schemas.listed(schemas.text(20), most=UNITS_MOST, least=1),
    },
    optional=("units",),
)
DAYS: Mapping[str, tuple[int, ...]] = {"weekdays": (1, 2, 3, 4, 5), "saturday": (6,), "sunday": (7,)}
"""The boxes of the form, and the weekdays that each is for."""

_TIME = r"([0-9]{1,2})(?:[:.hg]([0-9]{2})?)?"
_SESSION = rf"(?i){_TIME}\s*(?:-|–|đến|to)\s*{_TIME}"


def read_hours(raw: Mapping[str, Any]) -> HoursNotice:
    """A notice from what the API was sent. Invalid `worktime/hours-incomplete` with every wrong field at once."""
    wrong: list[FieldError] = []
    week = [(row["weekdays"], _sessions(", ".join(row["sessions"]), "week", wrong)) for row in raw["week"]]
    return _notice(raw, week, wrong)


def read_typed_hours(raw: Mapping[str, Any]) -> HoursNotice:
    """The same from the form: `weekdays`, `saturday`, `sunday` as texts like `7:30-11:30, 13:00-17:00`, empty on days
    off; with `customary` all of them are passed over."""
    wrong: list[FieldError] = []
    customary = raw.get("week") == "customary"
    typed = {} if customary else {box: str(raw.get(box) or "").strip() for box in DAYS}
    week = [(DAYS[box], _sessions(text, box, wrong)) for box, text in typed.items() if text]
    if not customary and not typed["weekdays"]:
        vi, en = (
            "Hãy ghi giờ làm việc, như 07:30-11:30, 13:00-17:00.",
            "Write the hours, like 07:30-11:30, 13:00-17:00.",
        )
        wrong.append(FieldError("weekdays", "worktime/field-missing", vi, en))
    return _notice(raw, week, wrong)


def _notice(
    raw: Mapping[str, Any], week: list[tuple[Any, tuple[Session, ...]]], wrong: list[FieldError]
) -> HoursNotice:
    first, issued = (read_day(raw, name, wrong) for name in ("from", "announced_on"))
    basis = read_text(raw, "legal_basis", wrong)
    places = tuple(place for place in PLACES if place in raw.get("places", ()))
    units = raw.get("units")
    if not places:
        vi, en = "Hãy chọn bộ phận.", "Choose whose hours they are."
        wrong.append(FieldError("places", "worktime/field-missing", vi, en))
    if units is not None and not units:
        vi, en = "Hãy chọn ít nhất một cơ quan.", "Choose at least one agency."
        wrong.append(FieldError("units", "worktime/field-missing", vi, en))
    if wrong or first is None or issued is None:
        raise Invalid(
            "worktime/hours-incomplete",
            "Thông báo giờ làm việc còn thiếu hoặc chưa đúng ở những mục được nêu.",
            "The notice of office hours lacks something, or something in it is not right.",
            wrong,
        )
    rows = tuple(OfficeHours(first, None, frozenset(days), sessions) for days, sessions in week)
    named = tuple(dict.fromkeys(units)) if units is not None else None
    return HoursNotice(first, rows, places, basis, issued, named)


def _sessions(text: str, field: str, wrong: list[FieldError]) -> tuple[Session, ...]:
    """`7:30-11:30, 13h-17h` as sessions; what cannot be read is one more error of the field."""
    try:
        return tuple(_session(one) for one in re.split(r"[,;]", text))
    except ValueError:
        vi, en = "Hãy ghi giờ như 07:30-11:30, 13:00-17:00.", "Write hours like 07:30-11:30, 13:00-17:00."
        wrong.append(FieldError(field, "worktime/hours-malformed", vi, en))
        return ()


def _session(text: str) -> Session:
    found = re.fullmatch(_SESSION, text.strip())
    if found is None or len(text) > SESSIONS_LONGEST:
        raise ValueError(text)
    first, first_minute, last, last_minute = (int(part or 0) for part in found.groups())
    return Session(time(first, first_minute), time(last, last_minute))


def present_hours(one: AnnouncedHours) -> dict[str, Any]:
    """A notice for a JSON answer; `units` null is for all agencies, an empty `week` the customary hours again."""
    notice = one.notice
    return {
        "number": one.number,
        "from": _iso(notice.valid_from),
        "week": [week_row(row) for row in notice.rows],
        "places": list(notice.places),
        "legal_basis": notice.legal_basis,
        "announced_on": _iso(notice.announced_on),
        "units": list(notice.units) if notice.units is not None else None,
        "recorded_on": _iso(one.recorded_on),
    }


def _iso(day: date) -> str:
    return day.isoformat()
