"""Time left and time over, in working days, hours and minutes, and the words for it."""

from datetime import datetime, timedelta

from chalicelib.commons.worktime.counting import between
from chalicelib.commons.worktime.model import Calendar, Deadline
from chalicelib.foundation.clock import vietnam, vietnam_day
from chalicelib.foundation.values import frozen


@frozen
class Span:
    """A length of time, whole minutes, cut off. `working`: days are office days of full length, else 24 hours."""

    late: bool
    days: int
    hours: int
    minutes: int
    working: bool = True


def remaining(deadline: Deadline, at: datetime, calendar: Calendar) -> Span:
    """The working time from a moment to the due date, or since it: late from the first second after it.

    Plain hours are told in plain days and hours, because they run through nights and days off. The rest of the
    day of receipt is part of the time left, though it is not counted: it can be worked in.
    """
    late = at > deadline.due_at
    first, last = sorted((vietnam(at), vietnam(deadline.due_at)))
    if deadline.unit == "hour":
        return span(last - first, timedelta(days=1), late=late, working=False)
    return span(between(first, last, calendar), calendar.full_day(vietnam_day(deadline.due_at)), late=late)


def span(time: timedelta, day: timedelta, *, late: bool = False, working: bool = True) -> Span:
    """A length of time told in days of the given length, hours and minutes."""
    days, rest = divmod(time, day)
    hours, rest = divmod(rest, timedelta(hours=1))
    return Span(late, days, hours, rest // timedelta(minutes=1), working)


def say_span(told: Span, lang: str) -> str:
    """`còn 2 ngày làm việc 3 giờ`, `quá hạn 1 ngày làm việc`; `3 working hours left`, `1 working day overdue`."""
    words = _english(told) if lang == "en" else _vietnamese(told)
    if not words:
        if lang == "en":
            return "overdue" if told.late else "due now"
        return "đã quá hạn" if told.late else "đến hạn"
    if lang == "en":
        return f"{words} {'overdue' if told.late else 'left'}"
    return f"{'quá hạn' if told.late else 'còn'} {words}"


def say_length(told: Span, lang: str) -> str:
    """The length alone: `2 ngày làm việc 3 giờ`, `3 working hours`; `0 phút` for less than a minute."""
    words = _english(told) if lang == "en" else _vietnamese(told)
    return words or ("0 minutes" if lang == "en" else "0 phút")


def _vietnamese(told: Span) -> str:
    parts = [(told.days, "ngày làm việc" if told.working else "ngày"), (told.hours, "giờ"), (told.minutes, "phút")]
    words = " ".join(f"{amount} {name}" for amount, name in parts if amount)
    return f"{words} làm việc" if words and told.working and not told.days else words


def _english(told: Span) -> str:
    words: list[str] = []
    for amount, name in ((told.days, "day"), (told.hours, "hour"), (told.minutes, "minute")):
        if amount:
            kind = "working " if told.working and not words else ""
            words.append(f"{amount} {kind}{name}{'' if amount == 1 else 's'}")
    return " ".join(words)
