"""A clock between two happenings: what is left of it, and the stretches of time in which it ran."""

from datetime import date, datetime, timedelta
from typing import Literal

from chalicelib.commons.worktime.counting import DAY, TIMED, ZERO, Left, between, end
from chalicelib.commons.worktime.course import Course
from chalicelib.commons.worktime.model import Calendar, Rule
from chalicelib.foundation.values import frozen


@frozen
class Standing:
    """A pause or a stop that has not ended. `frozen`: time stands still since `since`; `afresh`: it counts anew
    once resumed. `rules`: those from before it."""

    kind: Literal["paused", "stopped"]
    since: datetime
    frozen: bool
    afresh: bool
    rules: tuple[Rule, ...]


@frozen
class Stretch:
    """Running time, on Vietnam's clock; it runs on while `ends` is None."""

    begins: datetime
    ends: datetime | None


@frozen
class Spread:
    """Where an extension fell: the time used by then, out of the whole before it."""

    used: timedelta
    whole: timedelta


@frozen
class Run:
    """A clock after everything that happened: `left` is counted from `start`; `stretches` are those before."""

    start: datetime
    counted_from: date
    left: Left
    rules: tuple[Rule, ...]
    standing: Standing | None = None
    extended: bool = False
    stretches: tuple[Stretch, ...] = ()
    spread: Spread | None = None

    @property
    def frozen(self) -> bool:
        return self.standing is not None and self.standing.frozen


def last_notice(ends: datetime, calendar: Calendar) -> datetime:
    """Closing time of the last working day before the day a deadline ends on."""
    day = ends.date() - DAY
    while not calendar.is_working(day):
        day -= DAY
    return calendar.closing(day)


def measure(start: datetime, ends: datetime, unit: str, calendar: Calendar) -> timedelta:
    """The time that counts for a unit from one moment to another: working time, or every hour for plain hours."""
    return max(ends - start, ZERO) if unit == "hour" else between(start, ends, calendar)


def stretch(run: Run, course: Course, calendar: Calendar) -> Stretch:
    """The stretch that runs, or ran until time stood still: from the first day counted, or from the very moment."""
    begins = _running_from(run, course.unit, calendar)
    if not run.standing or not run.frozen:
        return Stretch(begins, None)
    since = run.standing.since
    if course.unit not in TIMED:
        day = since.date()
        while day > begins.date() and not calendar.is_working(day):
            day -= DAY
        closes = calendar.closing(day) if day >= begins.date() else begins
        since = min(closes, end(run.start, run.left, course.unit, calendar)[0])
    return Stretch(begins, max(begins, since))


def used(run: Run, at: datetime, unit: str, calendar: Calendar) -> timedelta:
    """The running time up to a moment of a clock that runs."""
    earlier = (measure(one.begins, one.ends or at, unit, calendar) for one in run.stretches)
    return sum(earlier, ZERO) + measure(_running_from(run, unit, calendar), at, unit, calendar)


def _running_from(run: Run, unit: str, calendar: Calendar) -> datetime:
    """The day of receipt is not counted: units of days run from the opening of the next working day."""
    if unit in TIMED or not run.left:
        return run.start
    return calendar.opening(calendar.next_working(run.start.date()))
