"""The deadline engine: one way of counting for the whole platform.

Sources: Civil Code 2015 art. 147-148 (the first day is not counted; a last day that is off moves on), Decree
61/2018 art. 18 (the 15:00 rule). The rest is convention:

- Receipt on a day off or after closing counts as made on the next working day; before opening or at lunch, as
  that day. Where the 15:00 rule applies, so does receipt later than 15:00:00; 15:00:00 itself is in time.
- n working days end at closing time of the n-th working day after the day of receipt; 0 days, of that day.
  An odd half working day ends with the morning of the next one.
- Working hours run from receipt or the next opening, and end at a break when they end exactly there.
- Calendar days and months count every day and end at closing time; a last day that is off moves to the next
  working day; a month ends on the same day number, or on the last day of a shorter month.
- Plain hours run from the instant of receipt through nights and days off.

Instants are taken in whole seconds, as they are stored. A clock that was stopped, begun afresh or extended is a
`Course`: see `course.py` and `replay.py`.
"""

from datetime import UTC, date, datetime
from typing import cast

from chalicelib.commons.worktime.counting import TIMED, Left, begin, check_terms, end, whole
from chalicelib.commons.worktime.model import Calendar, Deadline, Rule, Unit
from chalicelib.foundation.clock import iso, vietnam


def due(received_at: datetime, amount: int, unit: str, *, calendar: Calendar, cutoff_rule: bool = True) -> Deadline:
    """When `amount` of `unit` after receipt is due, and the rules that made it so, in the order they applied.

    `cutoff_rule`: whether the 15:00 rule applies (never to plain hours). Invalid `worktime/unit-unknown` and
    `worktime/amount-invalid`; CalendarMissing when the count leaves the years known.
    """
    check_terms(amount, unit)
    local = vietnam(received_at).replace(microsecond=0)
    start, opened = begin(local, unit, "received", calendar, cutoff_rule=cutoff_rule)
    rules = (*opened, Rule(f"count/{unit}", {"amount": str(amount)}))
    return conclude(local, start, start.date(), whole(amount, unit), unit, calendar, rules)


def conclude(
    received: datetime,
    start: datetime,
    counted_from: date,
    left: Left,
    unit: str,
    calendar: Calendar,
    rules: tuple[Rule, ...],
) -> Deadline:
    """The deadline that a count from `start` ends in, with the rules so far and those of its end."""
    ends, counted = end(start, left, unit, calendar)
    provisional = () if unit == "hour" else _provisional(received.date(), ends.date(), calendar)
    return Deadline(
        ends.astimezone(UTC),
        counted_from,
        (*rules, *counted, _end_rule(ends, left, unit), *provisional),
        cast(Unit, unit),
        calendar.version(received.date(), ends.date()),
    )


def _end_rule(ends: datetime, left: Left, unit: str) -> Rule:
    code = "end/instant" if unit in TIMED else "end/closing"
    if unit == "half_working_day" and left.amount % 2:
        code = "end/morning"
    return Rule(code, {"due_at": iso(ends)})


def _provisional(first: date, last: date, calendar: Calendar) -> tuple[Rule, ...]:
    """One rule for each year touched whose days off are still computed, not announced."""
    years = range(first.year, last.year + 1)
    computed = [year for year in years if not calendar.announced.get(year, False)]
    return tuple(Rule("calendar/provisional", {"year": str(year)}) for year in computed)
