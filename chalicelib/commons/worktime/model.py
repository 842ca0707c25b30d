"""What a calendar knows about a day, and the shape of a deadline."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, get_args

from chalicelib.foundation.clock import VIETNAM
from chalicelib.foundation.errors import Unavailable
from chalicelib.foundation.values import frozen

Unit = Literal["working_day", "half_working_day", "working_hour", "hour", "calendar_day", "month"]
UNITS: tuple[Unit, ...] = get_args(Unit)

MarkKind = Literal["holiday", "compensatory_off", "makeup_working"]


class CalendarMissing(Unavailable):
    """No working calendar is loaded for a year that a deadline reaches: the yearly data has to be added."""

    def __init__(self, year: int) -> None:
        super().__init__(
            "worktime/calendar-missing",
            vi=f"Chưa có lịch làm việc của năm {year}, nên chưa tính được thời hạn.",
            en=f"There is no working calendar for {year} yet, so the deadline cannot be counted.",
        )
        self.year = year


@frozen
class Session:
    """One stretch of office work, in Vietnam's time; both ends belong to it."""

    opens: time
    closes: time


@frozen
class DayMark:
    """Why a day is not what its weekday says.

    `for_day`: the worked day a swapped day off answers to, the reverse for a make-up day, the holiday for a
    day in lieu. `verified` only where the text of the law itself was read for this date; `source` says what
    the date rests on.
    """

    kind: MarkKind
    vi: str
    en: str
    for_day: date | None
    verified: bool
    source: str


@frozen
class OfficeHours:
    """Office hours in force from a day to a day (both included; no end while None). Weekdays: Monday is 1.

    Rows in force at the same time share out the weekdays; the first of them is the full day, which is what a
    make-up day works and how long one working day of time left is.
    """

    valid_from: date
    valid_to: date | None
    weekdays: frozenset[int]
    sessions: tuple[Session, ...]


@dataclass(frozen=True, eq=False)
class Calendar:
    """The days of the years known, and the office hours of one class of agencies.

    `announced` holds every year known: True when the year's days off have been announced, False while they
    are computed. A day outside these years raises CalendarMissing: nothing is guessed.
    """

    announced: Mapping[int, bool]
    marks: Mapping[date, DayMark]
    hours: tuple[OfficeHours, ...]

    def mark(self, day: date) -> DayMark | None:
        """What is special about the day, if anything."""
        if day.year not in self.announced:
            raise CalendarMissing(day.year)
        return self.marks.get(day)

    def sessions(self, day: date) -> tuple[Session, ...]:
        """The stretches worked that day, in order; empty on a day off. A make-up day is a full day."""
        mark = self.mark(day)
        rows = self._hours(day)
        if mark:
            return rows[0].sessions if mark.kind == "makeup_working" else ()
        return next((row.sessions for row in rows if day.isoweekday() in row.weekdays), ())

    def full_day(self, day: date) -> timedelta:
        """The working time of a full day under the office hours in force that day."""
        return _length(self._hours(day)[0].sessions)

    def worked(self, day: date) -> timedelta:
        """The working time of a day; none on a day off."""
        return _length(self.sessions(day))

    def version(self, first: date, last: date) -> str:
        """`2026-2027:0f3a…`: a name for all that this calendar says of the years from one day to the other.

        Two calendars of the same name count alike and say the same; replay checks it before it trusts an answer.
        """
        return _version(self, first.year, last.year)

    def is_working(self, day: date) -> bool:
        """Whether offices work that day."""
        return bool(self.sessions(day))

    def next_working(self, day: date) -> date:
        """The first working day after the day."""
        day += timedelta(days=1)
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def opening(self, day: date) -> datetime:
        """When a working day begins, in Vietnam's time."""
        return datetime.combine(day, self.sessions(day)[0].opens, VIETNAM)

    def closing(self, day: date) -> datetime:
        """When a working day ends, in Vietnam's time."""
        return datetime.combine(day, self.sessions(day)[-1].closes, VIETNAM)

    def _hours(self, day: date) -> tuple[OfficeHours, ...]:
        rows = tuple(row for row in self.hours if row.valid_from <= day and (not row.valid_to or day <= row.valid_to))
        if not rows:
            raise CalendarMissing(day.year)
        return rows


def _length(sessions: tuple[Session, ...]) -> timedelta:
    return sum(map(length_of, sessions), timedelta(0))


def length_of(session: Session) -> timedelta:
    """How long a stretch of office work lasts."""
    opens, closes = session.opens, session.closes
    minutes = (closes.hour - opens.hour) * 60 + closes.minute - opens.minute
    return timedelta(minutes=minutes, seconds=closes.second - opens.second)


@lru_cache(maxsize=64)
def _version(calendar: Calendar, first: int, last: int) -> str:
    digest = hashlib.sha256("\n".join(_said(calendar, first, last)).encode()).hexdigest()[:16]
    return f"{first}:{digest}" if first == last else f"{first}-{last}:{digest}"


def _said(calendar: Calendar, first: int, last: int) -> Iterator[str]:
    """All that shapes or explains a deadline in these years, a line each."""
    for year in range(first, last + 1):
        yield f"{year} {calendar.announced.get(year)}"
    for day, mark in sorted(calendar.marks.items(), key=lambda item: item[0]):
        if first <= day.year <= last:
            yield f"{day} {mark.kind} {mark.vi} {mark.en}"
    for row in calendar.hours:
        if row.valid_from.year <= last and (row.valid_to is None or first <= row.valid_to.year):
            sessions = " ".join(f"{session.opens}-{session.closes}" for session in row.sessions)
            yield f"{row.valid_from} {row.valid_to} {sorted(row.weekdays)} {sessions}"


@frozen
class Rule:
    """One rule that shaped a deadline. `facts` are its days, moments (ISO) and names, ready to be stored."""

    code: str
    facts: dict[str, str]


@frozen
class Deadline:
    """`due_at`: the last instant in time, UTC. `counted_from`: the day that counts as the day of receipt.

    `unit` is None for a deadline that was not counted but fixed. `calendar_version` names the calendar it was
    counted with (see `Calendar.version`): a deadline given keeps that calendar.
    """

    due_at: datetime
    counted_from: date
    rules: tuple[Rule, ...]
    unit: Unit | None = None
    calendar_version: str = ""
