"""Deadlines worked out by hand from the announced calendars. Times are Vietnam's."""

from datetime import UTC, date, datetime

import pytest

from chalicelib.commons.worktime import CalendarMissing, due, load_calendar
from chalicelib.foundation.clock import VIETNAM
from chalicelib.foundation.errors import Invalid


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


WORKING_DAYS = [
    ("plain: Mon to Wed", "2026-11-02 10:00", 2, "2026-11-04 17:00"),
    ("0 days: the day of receipt", "2026-11-02 10:00", 0, "2026-11-02 17:00"),
    ("over a weekend", "2026-11-06 10:00", 1, "2026-11-09 17:00"),
    ("Tết 2026, off Mon 16 to Fri 20 Feb", "2026-02-13 09:00", 1, "2026-02-23 17:00"),
    ("Tết 2026, a full week after", "2026-02-13 09:00", 5, "2026-02-27 17:00"),
    ("Tết 2026, 15:00:00 is in time", "2026-02-13 15:00:00", 1, "2026-02-23 17:00"),
    ("Tết 2026, 15:00:01 is not", "2026-02-13 15:00:01", 1, "2026-02-24 17:00"),
    ("received on Tết Wednesday", "2026-02-18 09:00", 1, "2026-02-24 17:00"),
    ("1 and 2 Jan 2026 are off", "2025-12-31 10:00", 1, "2026-01-05 17:00"),
    ("received on swapped Fri 2 Jan", "2026-01-02 09:00", 3, "2026-01-08 17:00"),
    ("Sat 10 Jan 2026 is worked", "2026-01-09 10:00", 1, "2026-01-10 17:00"),
    ("and Mon 12 Jan comes after it", "2026-01-09 10:00", 2, "2026-01-12 17:00"),
    ("received on worked Sat 10 Jan", "2026-01-10 10:00", 1, "2026-01-12 17:00"),
    ("received late on Fri 9 Jan: as on Sat", "2026-01-09 16:00", 0, "2026-01-10 17:00"),
    ("Sun 26 Apr 2026 in lieu on Mon 27", "2026-04-24 10:00", 1, "2026-04-28 17:00"),
    ("30 Apr and 1 May before a weekend", "2026-04-24 10:00", 3, "2026-05-04 17:00"),
    ("Sat 22 Aug 2026 is worked", "2026-08-21 10:00", 1, "2026-08-22 17:00"),
    ("31 Aug swapped, 1 and 2 Sep off", "2026-08-28 10:00", 1, "2026-09-03 17:00"),
    ("received on the weekend before 31 Aug", "2026-08-29 10:00", 1, "2026-09-04 17:00"),
    ("Mon 23 Nov 2026 is worked", "2026-11-22 10:00", 0, "2026-11-23 17:00"),
    ("Tue 24 Nov 2026 is off", "2026-11-23 10:00", 1, "2026-11-25 17:00"),
    ("Sat 24 Nov 2029 is not made up for", "2029-11-23 10:00", 1, "2029-11-26 17:00"),
    ("Sun 24 Nov 2030 is not made up for", "2030-11-22 10:00", 1, "2030-11-25 17:00"),
    ("year end: Fri 1 Jan 2027 off", "2026-12-31 10:00", 1, "2027-01-04 17:00"),
    ("Tết 2027, off 4 to 10 Feb", "2027-02-03 10:00", 1, "2027-02-11 17:00"),
    ("before opening: that day", "2026-11-02 06:00", 1, "2026-11-03 17:00"),
    ("at lunch: that day", "2026-11-02 12:10", 1, "2026-11-03 17:00"),
    ("just after midnight in Vietnam", "2026-11-03 00:30", 0, "2026-11-03 17:00"),
    ("after closing: the next day", "2026-11-02 17:00:01", 0, "2026-11-03 17:00"),
    ("after closing on a Friday, once", "2026-11-06 20:00", 0, "2026-11-09 17:00"),
]


@pytest.mark.parametrize(
    ("received", "days", "expected"), [c[1:] for c in WORKING_DAYS], ids=[c[0] for c in WORKING_DAYS]
)
def test_working_days(received: str, days: int, expected: str) -> None:
    deadline = due(at(received), days, "working_day", calendar=load_calendar())
    assert deadline.due_at == at(expected)
    assert deadline.due_at.tzinfo is UTC


WITHOUT_CUTOFF = [
    ("2026-11-02 15:00:01", 1, "working_day", "2026-11-03 17:00"),
    ("2026-11-02 17:00:00", 0, "working_day", "2026-11-02 17:00"),
    ("2026-11-02 17:00:01", 0, "working_day", "2026-11-03 17:00"),
    ("2026-11-02 16:00", 2, "working_hour", "2026-11-03 08:30"),
    ("2026-11-06 16:00", 2, "working_hour", "2026-11-09 08:30"),
    ("2026-11-02 17:00", 0, "working_hour", "2026-11-02 17:00"),
    ("2026-01-09 16:00", 2, "working_hour", "2026-01-10 08:30"),
]


@pytest.mark.parametrize(("received", "amount", "unit", "expected"), WITHOUT_CUTOFF)
def test_where_the_15_00_rule_does_not_apply(received: str, amount: int, unit: str, expected: str) -> None:
    deadline = due(at(received), amount, unit, calendar=load_calendar(), cutoff_rule=False)
    assert deadline.due_at == at(expected)


OTHER_UNITS = [
    ("a working day of hours", "2026-11-02 07:30", 8, "working_hour", "2026-11-02 17:00"),
    ("a promise over lunch", "2026-11-02 10:00", 4, "working_hour", "2026-11-02 15:30"),
    ("ends at the break, not after it", "2026-11-02 08:30", 3, "working_hour", "2026-11-02 11:30"),
    ("begins at the break", "2026-11-02 11:30", 1, "working_hour", "2026-11-02 14:00"),
    ("begins at lunch", "2026-11-02 12:10", 1, "working_hour", "2026-11-02 14:00"),
    ("no hours at lunch", "2026-11-02 12:10", 0, "working_hour", "2026-11-02 13:00"),
    ("begins before opening", "2026-11-02 06:00", 1, "working_hour", "2026-11-02 08:30"),
    ("15:00:00 is in time", "2026-11-02 15:00:00", 2, "working_hour", "2026-11-02 17:00"),
    ("15:00:01 is not", "2026-11-02 15:00:01", 2, "working_hour", "2026-11-03 09:30"),
    ("hours over 24 Nov", "2026-11-23 14:00", 4, "working_hour", "2026-11-25 08:30"),
    ("hours over Tết", "2026-02-13 13:00", 5, "working_hour", "2026-02-23 08:30"),
    ("half a day", "2026-11-02 10:00", 1, "half_working_day", "2026-11-03 11:30"),
    ("two halves", "2026-11-02 10:00", 2, "half_working_day", "2026-11-03 17:00"),
    ("a day and a half over 24 Nov", "2026-11-20 10:00", 3, "half_working_day", "2026-11-25 11:30"),
    ("calendar days ending on a worked day", "2026-11-02 10:00", 7, "calendar_day", "2026-11-09 17:00"),
    ("calendar days ending on a Saturday", "2026-11-02 10:00", 5, "calendar_day", "2026-11-09 17:00"),
    ("calendar days ending on a worked Saturday", "2026-08-17 10:00", 5, "calendar_day", "2026-08-22 17:00"),
    ("calendar days ending at Tết", "2026-02-10 10:00", 7, "calendar_day", "2026-02-23 17:00"),
    ("calendar days from late on Friday: Monday", "2026-11-06 15:30", 1, "calendar_day", "2026-11-10 17:00"),
    ("a month over the year end", "2026-12-15 10:00", 1, "month", "2027-01-15 17:00"),
    ("the last day of a shorter month, a Saturday", "2026-01-30 10:00", 1, "month", "2026-03-02 17:00"),
    ("the last day of a leap February", "2028-01-31 10:00", 1, "month", "2028-02-29 17:00"),
    ("31 March and a month: 30 April is off", "2026-03-31 10:00", 1, "month", "2026-05-04 17:00"),
    ("twelve months", "2026-11-03 10:00", 12, "month", "2027-11-03 17:00"),
    ("plain hours over a weekend", "2026-11-21 23:00", 24, "hour", "2026-11-22 23:00"),
    ("plain hours know no 15:00", "2026-11-02 16:00", 24, "hour", "2026-11-03 16:00"),
]


@pytest.mark.parametrize(
    ("received", "amount", "unit", "expected"), [c[1:] for c in OTHER_UNITS], ids=[c[0] for c in OTHER_UNITS]
)
def test_other_units(received: str, amount: int, unit: str, expected: str) -> None:
    assert due(at(received), amount, unit, calendar=load_calendar()).due_at == at(expected)


def test_counted_from_is_the_day_that_counts_as_receipt() -> None:
    calendar = load_calendar()
    assert due(at("2026-11-06 15:00:00"), 3, "working_day", calendar=calendar).counted_from == date(2026, 11, 6)
    assert due(at("2026-11-06 15:00:01"), 3, "working_day", calendar=calendar).counted_from == date(2026, 11, 9)
    assert due(at("2026-11-07 09:00:00"), 3, "hour", calendar=calendar).counted_from == date(2026, 11, 7)


def test_fractions_of_a_second_do_not_count_because_they_are_not_stored() -> None:
    received = at("2026-11-06 15:00:00").replace(microsecond=999_999)
    assert due(received, 0, "working_day", calendar=load_calendar()).due_at == at("2026-11-06 17:00")


@pytest.mark.parametrize(
    ("received", "amount", "unit", "year"),
    [
        ("2031-12-31 10:00", 1, "working_day", 2032),
        ("2031-12-31 16:00", 0, "working_hour", 2032),
        ("2031-12-01 10:00", 31, "calendar_day", 2032),
        ("2026-11-02 10:00", 10_000, "month", 2860),
        ("2023-12-31 10:00", 1, "working_day", 2023),
    ],
)
def test_a_year_without_a_calendar_is_an_error(received: str, amount: int, unit: str, year: int) -> None:
    with pytest.raises(CalendarMissing) as refused:
        due(at(received), amount, unit, calendar=load_calendar())
    assert refused.value.code == "worktime/calendar-missing"
    assert refused.value.year == year
    assert str(year) in refused.value.vi
    assert str(year) in refused.value.en


@pytest.mark.parametrize(
    ("amount", "unit", "code"),
    [
        (-1, "working_day", "worktime/amount-invalid"),
        (10_001, "hour", "worktime/amount-invalid"),
        (1, "week", "worktime/unit-unknown"),
        (1, "", "worktime/unit-unknown"),
    ],
)
def test_bad_terms_are_refused(amount: int, unit: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        due(at("2026-11-02 10:00"), amount, unit, calendar=load_calendar())
    assert refused.value.code == code


def test_a_naive_time_is_not_a_moment() -> None:
    with pytest.raises(ValueError, match="time zone"):
        due(datetime.fromisoformat("2026-11-02T10:00"), 1, "working_day", calendar=load_calendar())
