"""What holds for every deadline."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.commons.worktime import UNITS, Deadline, due, explain, load_calendar
from chalicelib.foundation.clock import vietnam, vietnam_day

RECEIVED = st.datetimes(datetime(2024, 1, 2), datetime(2031, 6, 30), timezones=st.just(UTC))  # noqa: DTZ001
AMOUNTS = st.integers(0, 40)
COUNTED_UNITS = st.sampled_from([unit for unit in UNITS if unit not in ("hour", "month")])
CALENDAR = load_calendar()
unhurried = settings(deadline=None)


def counted(received: datetime, amount: int, unit: str, *, cutoff_rule: bool = True) -> Deadline:
    return due(received, amount, unit, calendar=CALENDAR, cutoff_rule=cutoff_rule)


def in_working_time(moment: datetime) -> bool:
    local = vietnam(moment)
    return any(session.opens <= local.time() <= session.closes for session in CALENDAR.sessions(local.date()))


@unhurried
@given(RECEIVED, st.timedeltas(timedelta(0), timedelta(days=12)), AMOUNTS, COUNTED_UNITS, st.booleans())
def test_received_later_is_never_due_earlier(
    received: datetime, wait: timedelta, amount: int, unit: str, cutoff_rule: bool
) -> None:
    early = counted(received, amount, unit, cutoff_rule=cutoff_rule)
    late = counted(received + wait, amount, unit, cutoff_rule=cutoff_rule)
    assert early.due_at <= late.due_at
    assert early.counted_from <= late.counted_from


@unhurried
@given(RECEIVED, AMOUNTS, COUNTED_UNITS, st.booleans())
def test_due_is_inside_working_time(received: datetime, amount: int, unit: str, cutoff_rule: bool) -> None:
    deadline = counted(received, amount, unit, cutoff_rule=cutoff_rule)
    assert in_working_time(deadline.due_at)
    assert deadline.due_at >= received.replace(microsecond=0)


@unhurried
@given(RECEIVED, AMOUNTS)
def test_one_working_day_more_is_the_next_working_day(received: datetime, amount: int) -> None:
    last = vietnam_day(counted(received, amount, "working_day").due_at)
    assert vietnam_day(counted(received, amount + 1, "working_day").due_at) == CALENDAR.next_working(last)


@unhurried
@given(RECEIVED, AMOUNTS, st.sampled_from(UNITS))
def test_more_is_never_due_earlier(received: datetime, amount: int, unit: str) -> None:
    amount = min(amount, 5) if unit == "month" else amount
    assert counted(received, amount, unit).due_at <= counted(received, amount + 1, unit).due_at


@unhurried
@given(RECEIVED, AMOUNTS)
def test_as_many_working_days_pass_as_were_given(received: datetime, amount: int) -> None:
    deadline = counted(received, amount, "working_day")
    passed = range(1, (vietnam_day(deadline.due_at) - deadline.counted_from).days + 1)
    assert sum(CALENDAR.is_working(deadline.counted_from + timedelta(days=day)) for day in passed) == amount


@settings(unhurried, max_examples=40)
@given(RECEIVED, st.integers(0, 12))
def test_as_many_working_minutes_pass_as_were_given(received: datetime, hours: int) -> None:
    received = received.replace(second=0)
    moment, minutes = received.replace(microsecond=0), 0
    deadline = counted(received, hours, "working_hour", cutoff_rule=False)
    while moment < deadline.due_at:
        minutes += in_working_time(moment) and in_working_time(moment + timedelta(minutes=1))
        moment += timedelta(minutes=1)
    assert minutes == 60 * hours


@unhurried
@given(RECEIVED, AMOUNTS, COUNTED_UNITS)
def test_the_15_00_rule_only_gives_time(received: datetime, amount: int, unit: str) -> None:
    assert counted(received, amount, unit).due_at >= counted(received, amount, unit, cutoff_rule=False).due_at


@unhurried
@given(RECEIVED, st.integers(0, 20))
def test_two_half_days_are_a_day(received: datetime, amount: int) -> None:
    halves = counted(received, 2 * amount, "half_working_day")
    assert halves.due_at == counted(received, amount, "working_day").due_at


@unhurried
@given(RECEIVED, st.integers(0, 5), st.sampled_from(UNITS))
def test_every_rule_has_words_in_both_languages(received: datetime, amount: int, unit: str) -> None:
    for rule in counted(received, amount, unit).rules:
        vietnamese, english = explain(rule, "vi"), explain(rule, "en")
        assert vietnamese != english
        assert vietnamese.endswith(".")
        assert english.endswith(".")
        assert "{" not in vietnamese + english


@unhurried
@given(RECEIVED, st.integers(0, 5), st.sampled_from(UNITS))
def test_the_zone_in_which_the_moment_is_written_does_not_matter(received: datetime, amount: int, unit: str) -> None:
    assert counted(received, amount, unit) == counted(vietnam(received), amount, unit)
