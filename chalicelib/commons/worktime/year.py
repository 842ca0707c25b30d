"""A year of a calendar at a glance. Pure."""

from calendar import Calendar as Weeks
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from chalicelib.commons.worktime.model import Calendar, DayMark, OfficeHours
from chalicelib.foundation.errors import Missing
from chalicelib.foundation.values import frozen

YEAR_DIGITS = 4
DayKind = Literal["full", "part", "rest", "holiday", "compensatory_off", "makeup_working"]


@frozen
class Day:
    """A day as it is shown; `part` is a day with shorter hours, `rest` a weekly day off."""

    date: date
    kind: DayKind
    mark: DayMark | None


Week = tuple[Day | None, ...]
"""From Monday to Sunday; None stands for days of other months."""


def known_year(typed: str, today: date, calendar: Calendar) -> int:
    """The year that was asked for, this one when none was. Missing `worktime/no-such-year`."""
    shaped = typed.isascii() and typed.isdecimal() and len(typed) == YEAR_DIGITS
    wanted = int(typed) if shaped else today.year
    if (typed and not shaped) or wanted not in calendar.announced:
        first, last = min(calendar.announced), max(calendar.announced)
        raise Missing(
            "worktime/no-such-year",
            f"Chỉ có lịch làm việc các năm {first} đến {last}.",
            f"There are calendars for the years {first} to {last} only.",
        )
    return wanted


def year_of(calendar: Calendar, year: int) -> tuple[tuple[Week, ...], ...]:
    """The weeks of the twelve months. CalendarMissing for a year that is not known."""
    return tuple(tuple(_weeks(calendar, year, number)) for number in range(1, 13))


def marked_days(calendar: Calendar, year: int) -> list[Day]:
    """The days that are not what their weekday says, in order."""
    return [day_of(calendar, day) for day in sorted(calendar.marks) if day.year == year]


def days_of(year: int) -> Iterator[date]:
    """The days of a year."""
    for number in range((date(year + 1, 1, 1) - date(year, 1, 1)).days):
        yield date(year, 1, 1) + timedelta(days=number)


def hours_in(calendar: Calendar, year: int) -> tuple[OfficeHours, ...]:
    """The office hours in force at some time of a year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return tuple(row for row in calendar.hours if row.valid_from <= last and (row.valid_to or last) >= first)


def _weeks(calendar: Calendar, year: int, month: int) -> Iterator[Week]:
    for week in Weeks().monthdatescalendar(year, month):
        yield tuple(day_of(calendar, day) if day.month == month else None for day in week)


def day_of(calendar: Calendar, day: date) -> Day:
    mark = calendar.mark(day)
    return Day(day, mark.kind if mark else _plain_kind(calendar, day), mark)


def _plain_kind(calendar: Calendar, day: date) -> DayKind:
    sessions = calendar.sessions(day)
    if not sessions:
        return "rest"
    return "full" if calendar.worked(day) >= calendar.full_day(day) else "part"
