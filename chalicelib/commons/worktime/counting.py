"""How each unit counts: where a count begins, where it ends, and what is left of it at a moment.

Moments here are on Vietnam's clock. A count is a `Left`: what is still to be counted from a start.
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from chalicelib.commons.worktime.model import UNITS, Calendar, Rule
from chalicelib.foundation.clock import VIETNAM, iso
from chalicelib.foundation.errors import Invalid
from chalicelib.foundation.values import frozen

CUTOFF = time(15, 0)
LARGEST_AMOUNT = 10_000
ZERO = timedelta(0)
DAY = timedelta(days=1)
TIMED = ("working_hour", "hour")
"""Units that end at an exact moment; the others end with a day's office hours."""

Count = tuple[datetime, tuple[Rule, ...]]


@frozen
class Left:
    """What is to be counted: `amount` of the unit, in seconds for hours; for months, `days` on top of them."""

    amount: int
    days: int = 0

    def __bool__(self) -> bool:
        return self.amount > 0 or self.days > 0


def check_terms(amount: int, unit: str, *, least: int = 0) -> None:
    """Invalid `worktime/unit-unknown` or `worktime/amount-invalid`."""
    if unit not in UNITS:
        raise Invalid(
            "worktime/unit-unknown",
            vi=f"Đơn vị thời hạn phải là một trong: {', '.join(UNITS)}.",
            en=f"The unit of a deadline is one of: {', '.join(UNITS)}.",
        )
    if not least <= amount <= LARGEST_AMOUNT:
        raise Invalid(
            "worktime/amount-invalid",
            vi=f"Thời hạn phải là số nguyên từ {least} đến {LARGEST_AMOUNT}.",
            en=f"The amount of a deadline is a whole number from {least} to {LARGEST_AMOUNT}.",
        )


def whole(amount: int, unit: str) -> Left:
    """All of an amount still to be counted."""
    return Left(amount * 3600 if unit in TIMED else amount)


def more(left: Left, amount: int, unit: str) -> Left:
    """What is to be counted once `amount` of the unit is added."""
    return replace(left, amount=left.amount + whole(amount, unit).amount)


def begin(local: datetime, unit: str, event: str, calendar: Calendar, *, cutoff_rule: bool) -> Count:
    """The moment that counts as that of an `event` (received, resumed, restarted), and why, as rules."""
    if unit == "hour":
        facts = {f"{event}_at": iso(local), "counted_from": local.date().isoformat()}
        return local, (Rule(f"{event}/same-day", facts),)
    start, opened = _effective(local, event, calendar, cutoff_rule=cutoff_rule)
    return start, (opened, *passed(local.date(), start.date(), calendar))


def _effective(local: datetime, event: str, calendar: Calendar, *, cutoff_rule: bool) -> tuple[datetime, Rule]:
    day = local.date()
    facts = {f"{event}_at": iso(local)}
    if not calendar.is_working(day):
        mark = calendar.mark(day)
        why = "holiday" if mark else "weekend"
        facts |= {"vi": mark.vi, "en": mark.en} if mark else {}
    elif local > calendar.closing(day):
        why = "after-closing"
    elif cutoff_rule and local.time() > CUTOFF:
        why = "after-cutoff"
        facts["time"] = f"{local:%H:%M:%S}"
    else:
        return local, Rule(f"{event}/same-day", {**facts, "counted_from": day.isoformat()})
    counted_from = calendar.next_working(day)
    return calendar.opening(counted_from), Rule(f"{event}/{why}", {**facts, "counted_from": counted_from.isoformat()})


def end(start: datetime, left: Left, unit: str, calendar: Calendar) -> Count:
    """The last moment in time, and the rules met on the way to it."""
    return _ENDS[unit](start, left, calendar)


def _nth_working(day: date, amount: int, calendar: Calendar) -> date:
    for _ in range(amount):
        day = calendar.next_working(day)
    return day


def _working_days(start: datetime, left: Left, calendar: Calendar) -> Count:
    last = _nth_working(start.date(), left.amount, calendar)
    return calendar.closing(last), passed(start.date(), last, calendar)


def _half_working_days(start: datetime, left: Left, calendar: Calendar) -> Count:
    if left.amount % 2 == 0:
        return _working_days(start, Left(left.amount // 2), calendar)
    last = _nth_working(start.date(), left.amount // 2 + 1, calendar)
    morning = calendar.sessions(last)[0]
    return datetime.combine(last, morning.closes, VIETNAM), passed(start.date(), last, calendar)


def _working_hours(start: datetime, left: Left, calendar: Calendar) -> Count:
    ends = advance(start, timedelta(seconds=left.amount), calendar)
    return ends, passed(start.date(), ends.date(), calendar)


def _plain_hours(start: datetime, left: Left, calendar: Calendar) -> Count:
    return start + timedelta(seconds=left.amount), ()


def _calendar_days(start: datetime, left: Left, calendar: Calendar) -> Count:
    return _moved(start.date() + timedelta(days=left.amount), calendar)


def _months(start: datetime, left: Left, calendar: Calendar) -> Count:
    return _moved(_last_of_months(start, left), calendar)


def _last_of_months(start: datetime, left: Left) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + left.amount, 12)
    day = min(start.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day) + timedelta(days=left.days)


def _moved(last: date, calendar: Calendar) -> Count:
    """Closing time of the last day, or of the next working day when the last day is off."""
    if calendar.is_working(last):
        return calendar.closing(last), ()
    moved = calendar.next_working(last)
    rule = Rule("end/moved", {"from": last.isoformat(), "to": moved.isoformat()})
    return calendar.closing(moved), (*passed(last - DAY, moved, calendar), rule)


_ENDS: dict[str, Callable[[datetime, Left, Calendar], Count]] = {
    "working_day": _working_days,
    "half_working_day": _half_working_days,
    "working_hour": _working_hours,
    "hour": _plain_hours,
    "calendar_day": _calendar_days,
    "month": _months,
}


def left_at(start: datetime, left: Left, unit: str, at: datetime, calendar: Calendar) -> Left:
    """What is left of a count when it is broken off: the day of the break is used, hours to the second."""
    if unit in TIMED:
        used = between(start, at, calendar) if unit == "working_hour" else max(at - start, ZERO)
        return Left(max(left.amount - int(used.total_seconds()), 0))
    days = (at.date() - start.date()).days
    if days <= 0:
        return left
    if unit == "calendar_day":
        return Left(max(left.amount - days, 0))
    if unit == "month":
        return Left(0, max((_last_of_months(start, left) - at.date()).days, 0))
    worked = sum(calendar.is_working(start.date() + DAY * (n + 1)) for n in range(days))
    return Left(max(left.amount - worked * (2 if unit == "half_working_day" else 1), 0))


def rest_facts(start: datetime, left: Left, unit: str) -> dict[str, str]:
    """What is left, as facts of a rule: hours in seconds, months in days."""
    if unit == "month":
        days = (_last_of_months(start, left) - start.date()).days
        return {"left": str(days), "left_unit": "calendar_day"}
    return {"left": str(left.amount), "left_unit": unit}


def passed(start: date, last: date, calendar: Calendar) -> tuple[Rule, ...]:
    """The named days after `start` up to `last`: days off, a run of one name together, and make-up days."""
    rules: list[Rule] = []
    for offset in range(1, (last - start).days + 1):
        day = start + timedelta(days=offset)
        mark = calendar.mark(day)
        if mark is None:
            continue
        code = "count/makeup" if mark.kind == "makeup_working" else "skip/day-off"
        facts = {"from": day.isoformat(), "to": day.isoformat(), "vi": mark.vi, "en": mark.en}
        yesterday = (day - DAY).isoformat()
        if rules and rules[-1] == Rule(code, facts | {"from": rules[-1].facts["from"], "to": yesterday}):
            facts["from"] = rules.pop().facts["from"]
        rules.append(Rule(code, facts))
    return tuple(rules)


def between(start: datetime, ends: datetime, calendar: Calendar) -> timedelta:
    """The working time from one moment to a later one; nothing when it is not later."""
    start, ends = start.astimezone(VIETNAM), ends.astimezone(VIETNAM)
    if ends <= start:
        return ZERO
    worked, day, last = ZERO, start.date(), ends.date()
    while day <= last:
        if start.date() < day < last:
            worked += _worked(calendar, day)
        else:
            worked += sum(
                (max(min(to, ends) - max(since, start), ZERO) for since, to in _stretches(calendar, day)), ZERO
            )
        day += DAY
    return worked


@lru_cache(maxsize=2048)
def _worked(calendar: Calendar, day: date) -> timedelta:
    """The working time of a whole day."""
    return calendar.worked(day)


@lru_cache(maxsize=2048)
def _stretches(calendar: Calendar, day: date) -> tuple[tuple[datetime, datetime], ...]:
    """When offices open and close on a day. Kept: a page of a queue asks for the same days on each line."""
    return tuple(
        (datetime.combine(day, one.opens, VIETNAM), datetime.combine(day, one.closes, VIETNAM))
        for one in calendar.sessions(day)
    )


def advance(start: datetime, time_: timedelta, calendar: Calendar) -> datetime:
    """The moment when so much working time has passed; a count that is full at a break ends at the break."""
    day = start.date()
    while True:
        for session in calendar.sessions(day):
            begins = max(start, datetime.combine(day, session.opens, VIETNAM))
            lasts = datetime.combine(day, session.closes, VIETNAM) - begins
            if lasts >= ZERO and time_ <= lasts:
                return begins + time_
            time_ -= max(lasts, ZERO)
        day = calendar.next_working(day)
