"""Time left and time over in words. Times are Vietnam's."""

from datetime import datetime

import pytest

from chalicelib.commons.worktime import Deadline, Span, due, load_calendar, remaining, say_span
from chalicelib.foundation.clock import VIETNAM

CALENDAR = load_calendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


TWO_DAYS = due(at("2026-11-02 10:00"), 2, "working_day", calendar=CALENDAR)
OVER_24_NOV = due(at("2026-11-23 10:00"), 1, "working_day", calendar=CALENDAR)
HOURS = due(at("2026-11-02 10:00"), 4, "working_hour", calendar=CALENDAR)
PLAIN = due(at("2026-11-20 16:00"), 24, "hour", calendar=CALENDAR)


@pytest.mark.parametrize(
    ("deadline", "moment", "vi", "en"),
    [
        (TWO_DAYS, "2026-11-02 14:00", "còn 2 ngày làm việc 3 giờ", "2 working days 3 hours left"),
        (TWO_DAYS, "2026-11-04 07:30", "còn 1 ngày làm việc", "1 working day left"),
        (TWO_DAYS, "2026-11-04 13:40", "còn 3 giờ 20 phút làm việc", "3 working hours 20 minutes left"),
        (TWO_DAYS, "2026-11-04 16:59", "còn 1 phút làm việc", "1 working minute left"),
        (TWO_DAYS, "2026-11-04 17:00", "đến hạn", "due now"),
        (TWO_DAYS, "2026-11-04 20:00", "đã quá hạn", "overdue"),
        (TWO_DAYS, "2026-11-05 08:30", "quá hạn 1 giờ làm việc", "1 working hour overdue"),
        (TWO_DAYS, "2026-11-05 17:00", "quá hạn 1 ngày làm việc", "1 working day overdue"),
        (TWO_DAYS, "2026-11-09 08:00", "quá hạn 2 ngày làm việc 30 phút", "2 working days 30 minutes overdue"),
        (OVER_24_NOV, "2026-11-23 17:00", "còn 1 ngày làm việc", "1 working day left"),
        (HOURS, "2026-11-02 12:10", "còn 2 giờ 30 phút làm việc", "2 working hours 30 minutes left"),
        (HOURS, "2026-11-03 08:00", "quá hạn 2 giờ làm việc", "2 working hours overdue"),
        (PLAIN, "2026-11-20 15:00", "còn 1 ngày 1 giờ", "1 day 1 hour left"),
        (PLAIN, "2026-11-21 18:00", "quá hạn 2 giờ", "2 hours overdue"),
    ],
)
def test_time_left_and_over(deadline: Deadline, moment: str, vi: str, en: str) -> None:
    told = remaining(deadline, at(moment), CALENDAR)
    assert (say_span(told, "vi"), say_span(told, "en")) == (vi, en)


def test_late_begins_a_second_after_the_due_date() -> None:
    assert remaining(TWO_DAYS, at("2026-11-04 17:00:00"), CALENDAR) == Span(False, 0, 0, 0)
    assert remaining(TWO_DAYS, at("2026-11-04 17:00:01"), CALENDAR) == Span(True, 0, 0, 0)
