"""Counts that balance, and the periods they are of. Pure.

opening + received = early + on_time + late + refused + withdrawn + stopped + pending_in_time + pending_overdue
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime, time, timedelta

from chalicelib.foundation.clock import VIETNAM, vietnam_day
from chalicelib.foundation.values import frozen
from chalicelib.onestop.ledger.model import Course, Line, State

FINISHED = ("early", "on_time", "late", "refused", "withdrawn")
ENDING = ("stopped", "pending_in_time", "pending_overdue")
ASIDE = ("not_accepted", "withdrawn_before")
"""Counted beside the equation: these never came into the ledger."""
FREEZE_AFTER = timedelta(hours=1)
"""A month is closed this long after its end, when its last events have come in."""

BACK = 12
"""So many months before the last are looked at again each night, in case late news has come."""


@frozen
class Count:
    """How many dossiers, in the columns of the ledger."""

    opening: int = 0
    received: int = 0
    early: int = 0
    on_time: int = 0
    late: int = 0
    refused: int = 0
    withdrawn: int = 0
    stopped: int = 0
    pending_in_time: int = 0
    pending_overdue: int = 0
    not_accepted: int = 0
    withdrawn_before: int = 0

    def of(self, column: str) -> int:
        """One column by its name."""
        return int(getattr(self, column))

    def sum(self, columns: Iterable[str]) -> int:
        """Some columns together."""
        return sum(self.of(column) for column in columns)

    @property
    def to_handle(self) -> int:
        """The left side of the equation."""
        return self.opening + self.received

    @property
    def balances(self) -> bool:
        """Whether both sides of the equation are the same."""
        return self.to_handle == self.sum(FINISHED) + self.sum(ENDING)

    def __add__(self, other: "Count") -> "Count":
        """Both together, of one period."""
        return Count(*(self.of(column) + other.of(column) for column in COLUMNS))

    def then(self, later: "Count") -> "Count":
        """This period and the one that follows it at once: opens as the first, ends as the second."""
        flows = ("received", *FINISHED, *ASIDE)
        both = {column: self.of(column) + later.of(column) for column in flows}
        return Count(**{"opening": self.opening, **both, **{column: later.of(column) for column in ENDING}})


COLUMNS = tuple(one.name for one in fields(Count))
Counts = Mapping[str, Count]
"""Counts by the code of a procedure."""


def count(course: Course, begins: datetime, ends: datetime) -> Count:
    """What one dossier is in a period from `begins` until just before `ends`."""
    found = dict.fromkeys(COLUMNS, 0)
    for booking in course.bookings:
        if begins <= booking.at < ends:
            found[booking.column] += 1
    at_first, at_last = course.before(begins), course.before(ends)
    if at_first is not None and at_first.state in (State.PENDING, State.STOPPED):
        found["opening"] += 1
    if at_last is not None and at_last.state is State.STOPPED:
        found["stopped"] += 1
    elif at_last is not None and at_last.state is State.PENDING:
        overdue = at_last.due is not None and at_last.due < ends
        found["pending_overdue" if overdue else "pending_in_time"] += 1
    return Count(**found)


def count_lines(lines: Iterable[Line], begins: datetime, ends: datetime) -> dict[str, Count]:
    """The lines of one agency counted by procedure; procedures without anything are left out."""
    found: dict[str, Count] = {}
    for line in lines:
        counted = count(line.course, begins, ends)
        if counted != Count():
            found[line.procedure] = found.get(line.procedure, Count()) + counted
    return found


def join(earlier: Counts, later: Counts) -> dict[str, Count]:
    """Counts of two periods, the second of which follows the first at once."""
    keys = sorted({*earlier, *later})
    return {key: earlier.get(key, Count()).then(later.get(key, Count())) for key in keys}


def total(counts: Iterable[Count]) -> Count:
    """All together."""
    return sum(counts, Count())


def month_of(day: date) -> str:
    """`2026-11`."""
    return f"{day:%Y-%m}"


def month_at(instant: datetime) -> str:
    """The month in Vietnam at an instant."""
    return month_of(vietnam_day(instant))


def months_between(first: str, last: str) -> list[str]:
    """All months from one to another, both included; none when they stand the wrong way round."""
    found = []
    while first <= last:
        found.append(first)
        first = month_of(month_days(first).last + timedelta(days=1))
    return found


@frozen
class Period:
    """From a day to a day of Vietnam, both included."""

    first: date
    last: date

    @property
    def begins(self) -> datetime:
        """Its first instant."""
        return midnight(self.first)

    @property
    def ends(self) -> datetime:
        """The first instant after it."""
        return midnight(self.last + timedelta(days=1))

    def until(self, at: datetime) -> datetime:
        """Where counting ends: with the period, or now when it is not over."""
        return min(self.ends, at)


def midnight(day: date) -> datetime:
    """The first instant of a day in Vietnam."""
    return datetime.combine(day, time(), VIETNAM).astimezone(UTC)


def month_days(month: str) -> Period:
    """The days of a month."""
    first = date.fromisoformat(f"{month}-01")
    return Period(first, (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1))


def may_freeze(month: str, at: datetime) -> bool:
    """Whether a month is over, and a little longer."""
    return month_days(month).ends + FREEZE_AFTER <= at


@frozen
class Slice:
    """A part of a period within one month; `whole` when it is that month, over and done."""

    month: str
    period: Period
    whole: bool


def slices(period: Period, at: datetime) -> list[Slice]:
    """A period month by month, as far as it has begun."""
    found = []
    for month in months_between(month_of(period.first), month_of(min(period.last, vietnam_day(at)))):
        days = month_days(month)
        part = Period(max(days.first, period.first), min(days.last, period.last))
        found.append(Slice(month, part, part == days and may_freeze(month, at)))
    return found


def over(at: datetime) -> list[str]:
    """The last months that may be closed, in order: what late news can change within a year."""
    far_back = month_of(vietnam_day(at) - timedelta(days=31 * (BACK + 2)))
    return [month for month in months_between(far_back, month_at(at)) if may_freeze(month, at)][-BACK - 1 :]
