"""What a calendar knows about a day, and the shape of a deadline."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, get_args

from chalicelib.foundation.clock import VIETNAM
from chalicelib.foundation.errors import Unavailable

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


@dataclass(frozen=True)
class Session:
    """One stretch of office work, in Vietnam's time; both ends belong to it."""

    opens: time
    closes: time


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class OfficeHours:
    """Office hours in force from a day to a day (both included; no end while None). Weekdays: Monday is 1."""

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
        hours = self._hours(day)
        works = mark.kind == "makeup_working" if mark else day.isoweekday() in hours.weekdays
        return hours.sessions if works else ()

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

    def _hours(self, day: date) -> OfficeHours:
        for hours in self.hours:
            if hours.valid_from <= day and (hours.valid_to is None or day <= hours.valid_to):
                return hours
        raise CalendarMissing(day.year)


@dataclass(frozen=True)
class Rule:
    """One rule that shaped a deadline. `facts` are its days, moments (ISO) and names, ready to be stored."""

    code: str
    facts: dict[str, str]


@dataclass(frozen=True)
class Deadline:
    """`due_at`: the last instant in time, UTC. `counted_from`: the day that counts as the day of receipt."""

    due_at: datetime
    counted_from: date
    rules: tuple[Rule, ...]
