"""Instants that follow from a deadline: alerts, the last moment for an apology, decision by silence.

Each falls on an instant worked out beforehand, so that it fires on its day and not at some later look.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

from chalicelib.commons.worktime.counting import DAY, ZERO, advance
from chalicelib.commons.worktime.duedate import due
from chalicelib.commons.worktime.model import Calendar, Deadline, Rule
from chalicelib.commons.worktime.running import last_notice
from chalicelib.foundation.clock import VIETNAM, iso, vietnam
from chalicelib.foundation.values import frozen

SECOND = timedelta(seconds=1)


@frozen
class Alert:
    """`soon`: `days` working days before the due day, at opening. `late`: more than `days` working days late."""

    kind: Literal["soon", "late"]
    at: datetime
    days: int


@frozen
class Silence:
    """The first instant at which no answer means yes, or no, and the rules that say so."""

    at: datetime
    means: Literal["yes", "no"]
    rules: tuple[Rule, ...]


def due_alerts(
    deadline: Deadline, calendar: Calendar, *, ahead: Sequence[int] = (1,), behind: Sequence[int] = (0,)
) -> tuple[Alert, ...]:
    """The alerts of a deadline in order of time.

    An alert ahead that would come before the day counted from opens is left out: the time given is shorter.
    Late by 0 days falls on the first working moment after the due date.
    """
    soon = [Alert("soon", _days_before(deadline, days, calendar), days) for days in ahead]
    late = [Alert("late", waited(deadline.due_at, days, calendar), days) for days in behind]
    first = datetime.combine(deadline.counted_from, datetime.min.time(), VIETNAM)
    return tuple(sorted((alert for alert in (*soon, *late) if alert.at >= first), key=lambda alert: alert.at))


def _days_before(deadline: Deadline, days: int, calendar: Calendar) -> datetime:
    """The opening of the working day so many before the due day.

    A due day that is off, or on which time is up before opening, counts as the working day before it.
    """
    ends = vietnam(deadline.due_at)
    day = ends.date()
    while not calendar.is_working(day) or calendar.opening(day) > ends:
        day -= DAY
    for _ in range(days):
        day -= DAY
        while not calendar.is_working(day):
            day -= DAY
    return calendar.opening(day).astimezone(UTC)


def waited(since: datetime, days: int, calendar: Calendar) -> datetime:
    """The first working moment at which something has waited more than `days` working days; UTC.

    The day it began is not counted, as in every deadline. 0 days: the first working moment after `since`.
    """
    after = vietnam(since).replace(microsecond=0)
    if days:
        after = vietnam(due(since, days, "working_day", calendar=calendar, cutoff_rule=False).due_at)
    return _working_after(after, calendar).astimezone(UTC)


def _working_after(moment: datetime, calendar: Calendar) -> datetime:
    """The next second of working time: the next opening when the moment is a closing."""
    return advance(moment + SECOND, ZERO, calendar)


def apology_by(deadline: Deadline, calendar: Calendar) -> datetime:
    """The last instant for the apology and an extension, at least one day before the due date; UTC.

    Closing time of the last working day before the due day (Decree 61/2018 art. 19(9)). It can lie before receipt
    when less than a day was given: then nothing can be extended.
    """
    return last_notice(vietnam(deadline.due_at), calendar).astimezone(UTC)


def silence(deadline: Deadline | None, means: Literal["yes", "no"], *, legal_basis: str = "") -> Silence | None:
    """When no answer decides: from the second after the due date. None while time stands still."""
    if deadline is None:
        return None
    at = deadline.due_at + SECOND
    facts = {"due_at": iso(deadline.due_at)} | ({"legal_basis": legal_basis} if legal_basis else {})
    return Silence(at, means, (*deadline.rules, Rule(f"silence/{means}", facts)))
