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

Instants are taken in whole seconds, as they are stored.
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from chalicelib.commons.worktime.model import UNITS, Calendar, Deadline, Rule
from chalicelib.foundation.clock import VIETNAM, iso, vietnam
from chalicelib.foundation.errors import Invalid

CUTOFF = time(15, 0)
LARGEST_AMOUNT = 10_000


def due(received_at: datetime, amount: int, unit: str, *, calendar: Calendar, cutoff_rule: bool = True) -> Deadline:
    """When `amount` of `unit` after receipt is due, and the rules that made it so, in the order they applied.

    `cutoff_rule`: whether the 15:00 rule applies (never to plain hours). Invalid `worktime/unit-unknown` and
    `worktime/amount-invalid`; CalendarMissing when the count leaves the years known.
    """
    _check(amount, unit)
    local = vietnam(received_at).replace(microsecond=0)
    if unit == "hour":
        return _plain_hours(local, amount)
    start, opened = _receipt(local, calendar, cutoff_rule=cutoff_rule)
    end, counted = _COUNTS[unit](start, amount, calendar)
    rules = (
        opened,
        *_passed(local.date(), start.date(), calendar),
        Rule(f"count/{unit}", {"amount": str(amount)}),
        *counted,
        _end_rule(end, amount, unit),
        *_provisional(local.date(), end.date(), calendar),
    )
    return Deadline(end.astimezone(UTC), start.date(), rules)


def _check(amount: int, unit: str) -> None:
    if unit not in UNITS:
        raise Invalid(
            "worktime/unit-unknown",
            vi=f"Đơn vị thời hạn phải là một trong: {', '.join(UNITS)}.",
            en=f"The unit of a deadline is one of: {', '.join(UNITS)}.",
        )
    if not 0 <= amount <= LARGEST_AMOUNT:
        raise Invalid(
            "worktime/amount-invalid",
            vi=f"Thời hạn phải là số nguyên từ 0 đến {LARGEST_AMOUNT}.",
            en=f"The amount of a deadline is a whole number from 0 to {LARGEST_AMOUNT}.",
        )


def _plain_hours(local: datetime, amount: int) -> Deadline:
    end = local + timedelta(hours=amount)
    opened = Rule("received/same-day", {"received_at": iso(local), "counted_from": local.date().isoformat()})
    rules = (opened, Rule("count/hour", {"amount": str(amount)}), _end_rule(end, amount, "hour"))
    return Deadline(end.astimezone(UTC), local.date(), rules)


def _receipt(local: datetime, calendar: Calendar, *, cutoff_rule: bool) -> tuple[datetime, Rule]:
    """The instant that counts as that of receipt, and why it is or is not the real one."""
    day = local.date()
    facts = {"received_at": iso(local)}
    if not calendar.is_working(day):
        mark = calendar.mark(day)
        code = "received/holiday" if mark else "received/weekend"
        facts |= {"vi": mark.vi, "en": mark.en} if mark else {}
    elif local > calendar.closing(day):
        code = "received/after-closing"
    elif cutoff_rule and local.time() > CUTOFF:
        code = "received/after-cutoff"
        facts["time"] = f"{local:%H:%M:%S}"
    else:
        return local, Rule("received/same-day", {**facts, "counted_from": day.isoformat()})
    counted_from = calendar.next_working(day)
    return calendar.opening(counted_from), Rule(code, {**facts, "counted_from": counted_from.isoformat()})


_Count = tuple[datetime, tuple[Rule, ...]]


def _nth_working(day: date, amount: int, calendar: Calendar) -> date:
    for _ in range(amount):
        day = calendar.next_working(day)
    return day


def _working_days(start: datetime, amount: int, calendar: Calendar) -> _Count:
    last = _nth_working(start.date(), amount, calendar)
    return calendar.closing(last), _passed(start.date(), last, calendar)


def _half_working_days(start: datetime, amount: int, calendar: Calendar) -> _Count:
    if amount % 2 == 0:
        return _working_days(start, amount // 2, calendar)
    last = _nth_working(start.date(), amount // 2 + 1, calendar)
    morning = calendar.sessions(last)[0]
    return datetime.combine(last, morning.closes, VIETNAM), _passed(start.date(), last, calendar)


def _working_hours(start: datetime, amount: int, calendar: Calendar) -> _Count:
    left = timedelta(hours=amount)
    day = start.date()
    while True:
        for session in calendar.sessions(day):
            begins = max(start, datetime.combine(day, session.opens, VIETNAM))
            lasts = datetime.combine(day, session.closes, VIETNAM) - begins
            if timedelta(0) <= lasts and left <= lasts:
                return begins + left, _passed(start.date(), day, calendar)
            left -= max(lasts, timedelta(0))
        day = calendar.next_working(day)


def _calendar_days(start: datetime, amount: int, calendar: Calendar) -> _Count:
    return _moved(start.date() + timedelta(days=amount), calendar)


def _months(start: datetime, amount: int, calendar: Calendar) -> _Count:
    year, month = divmod(start.year * 12 + start.month - 1 + amount, 12)
    day = min(start.day, monthrange(year, month + 1)[1])
    return _moved(date(year, month + 1, day), calendar)


def _moved(last: date, calendar: Calendar) -> _Count:
    """Closing time of the last day, or of the next working day when the last day is off."""
    if calendar.is_working(last):
        return calendar.closing(last), ()
    moved = calendar.next_working(last)
    rule = Rule("end/moved", {"from": last.isoformat(), "to": moved.isoformat()})
    return calendar.closing(moved), (*_passed(last - timedelta(days=1), moved, calendar), rule)


_COUNTS: dict[str, Callable[[datetime, int, Calendar], _Count]] = {
    "working_day": _working_days,
    "half_working_day": _half_working_days,
    "working_hour": _working_hours,
    "calendar_day": _calendar_days,
    "month": _months,
}


def _passed(start: date, last: date, calendar: Calendar) -> tuple[Rule, ...]:
    """The named days after `start` up to `last`: days off, a run of one name together, and make-up days."""
    rules: list[Rule] = []
    for offset in range(1, (last - start).days + 1):
        day = start + timedelta(days=offset)
        mark = calendar.mark(day)
        if mark is None:
            continue
        code = "count/makeup" if mark.kind == "makeup_working" else "skip/day-off"
        facts = {"from": day.isoformat(), "to": day.isoformat(), "vi": mark.vi, "en": mark.en}
        yesterday = (day - timedelta(days=1)).isoformat()
        if rules and rules[-1] == Rule(code, facts | {"from": rules[-1].facts["from"], "to": yesterday}):
            facts["from"] = rules.pop().facts["from"]
        rules.append(Rule(code, facts))
    return tuple(rules)


def _end_rule(end: datetime, amount: int, unit: str) -> Rule:
    code = "end/instant" if unit in ("working_hour", "hour") else "end/closing"
    if unit == "half_working_day" and amount % 2:
        code = "end/morning"
    return Rule(code, {"due_at": iso(end)})


def _provisional(first: date, last: date, calendar: Calendar) -> tuple[Rule, ...]:
    """One rule for each year touched whose days off are still computed, not announced."""
    years = range(first.year, last.year + 1)
    computed = [year for year in years if not calendar.announced.get(year, False)]
    return tuple(Rule("calendar/provisional", {"year": str(year)}) for year in computed)
