"""Reads the dated files: one `vn-<year>.json` a year, and the office hours by class of agency.

A new year, or an announcement that replaces a computed year, is a changed file and nothing else.
"""

import json
from collections.abc import Iterator
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.commons.worktime.model import Calendar, DayMark, MarkKind, OfficeHours, Session

_DATA = Path(__file__).parent / "data"
_LISTS: dict[str, MarkKind] = {
    "holidays": "holiday",
    "compensatory_off": "compensatory_off",
    "makeup_working": "makeup_working",
}


@cache
def load_calendar(office: str = "standard") -> Calendar:
    """The calendar of a class of agencies; KeyError for a class not in `data/office-hours.json`."""
    years = [_read(path) for path in sorted(_DATA.glob("vn-*.json"))]
    return Calendar(
        announced={year["year"]: year["announced"] for year in years},
        marks={day: mark for year in years for day, mark in _marks(year)},
        hours=tuple(_hours(row) for row in _read(_DATA / "office-hours.json")[office]),
    )


@cache
def offices() -> tuple[str, ...]:
    """The classes of agencies that have office hours of their own."""
    return tuple(_read(_DATA / "office-hours.json"))


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _marks(year: dict[str, Any]) -> Iterator[tuple[date, DayMark]]:
    for name, kind in _LISTS.items():
        for row in year[name]:
            yield date.fromisoformat(row["date"]), _mark(kind, row)


def _mark(kind: MarkKind, row: dict[str, Any]) -> DayMark:
    for_day = date.fromisoformat(row["for"]) if "for" in row else None
    return DayMark(kind, row["vi"], row["en"], for_day, row["verified"], row["source"])


def _hours(row: dict[str, Any]) -> OfficeHours:
    return OfficeHours(
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        weekdays=frozenset(row["weekdays"]),
        sessions=tuple(Session(*map(time.fromisoformat, session)) for session in row["sessions"]),
    )
