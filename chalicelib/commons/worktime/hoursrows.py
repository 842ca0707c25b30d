"""Announced office hours as the table keeps them, and back."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from chalicelib.commons.worktime.hours import AnnouncedHours, HoursNotice
from chalicelib.commons.worktime.model import OfficeHours, Session
from chalicelib.foundation.clock import iso, parse_iso


def hours_row(one: AnnouncedHours) -> dict[str, Any]:
    """A notice as one JSON object; `week` has a row for each set of weekdays."""
    notice = one.notice
    row: dict[str, Any] = {
        "from": notice.valid_from.isoformat(),
        "week": [week_row(each) for each in notice.rows],
        "places": list(notice.places),
        "legal_basis": notice.legal_basis,
        "announced_on": notice.announced_on.isoformat(),
        "recorded_at": iso(one.recorded_at),
        "recorded_by": one.recorded_by,
    }
    return {**row, "units": list(notice.units)} if notice.units is not None else row


def week_row(row: OfficeHours) -> dict[str, Any]:
    """The weekdays (Monday is 1) that share some hours, and these hours: `07:30-11:30`."""
    hours = [f"{one.opens:%H:%M}-{one.closes:%H:%M}" for one in row.sessions]
    return {"weekdays": sorted(row.weekdays), "sessions": hours}


def read_hours(number: int, raw: Mapping[str, Any]) -> AnnouncedHours:
    """A stored notice."""
    first = date.fromisoformat(raw["from"])
    notice = HoursNotice(
        valid_from=first,
        rows=tuple(_read_week(row, first) for row in raw["week"]),
        places=tuple(raw["places"]),
        legal_basis=raw["legal_basis"],
        announced_on=date.fromisoformat(raw["announced_on"]),
        units=tuple(raw["units"]) if "units" in raw else None,
    )
    return AnnouncedHours(number, notice, parse_iso(raw["recorded_at"]), raw["recorded_by"])


def _read_week(row: Mapping[str, Any], first: date) -> OfficeHours:
    sessions = tuple(Session(*map(time.fromisoformat, text.split("-"))) for text in row["sessions"])
    return OfficeHours(first, None, frozenset(row["weekdays"]), sessions)
