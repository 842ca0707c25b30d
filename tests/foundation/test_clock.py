from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.foundation import clock
from chalicelib.foundation.errors import Invalid

FEBRUARY = datetime(2026, 2, 5, 8, 4, 59, 999_999, tzinfo=UTC)


def test_now_is_a_moment_in_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)


def test_the_day_is_vietnams() -> None:
    assert clock.vietnam_day(datetime(2026, 11, 2, 16, 59, 59, tzinfo=UTC)) == date(2026, 11, 2)
    assert clock.vietnam_day(datetime(2026, 11, 2, 17, 0, 0, tzinfo=UTC)) == date(2026, 11, 3)
    assert clock.vietnam(FEBRUARY).isoformat() == "2026-02-05T15:04:59.999999+07:00"


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        clock.vietnam(FEBRUARY.replace(tzinfo=None))
    with pytest.raises(ValueError, match="time zone"):
        clock.iso(FEBRUARY.replace(tzinfo=None))


def test_iso_is_utc_in_whole_seconds() -> None:
    assert clock.iso(FEBRUARY) == "2026-02-05T08:04:59Z"
    assert clock.iso(FEBRUARY.astimezone(timezone(timedelta(hours=-5)))) == "2026-02-05T08:04:59Z"


MOMENTS = st.datetimes(datetime(1900, 1, 2), datetime(2999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001


@settings(deadline=None)
@given(MOMENTS, MOMENTS)
def test_iso_comes_back_and_sorts_as_time(one: datetime, other: datetime) -> None:
    one, other = one.replace(microsecond=0), other.replace(microsecond=0)
    assert clock.parse_iso(clock.iso(one)) == one
    assert (clock.iso(one) < clock.iso(other)) == (one < other)


def test_parse_iso_reads_any_zone() -> None:
    assert clock.parse_iso("2026-02-05T15:04:59.5+07:00") == datetime(2026, 2, 5, 8, 4, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-02-05",
        "2026-02-05T08:04:59",
        "2026-02-30T08:04:59Z",
        "2026-02-05T24:30:00Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "2026-02-05 08:04:59Z",
        "2026-02-05T08:04:59Z\n",
        "２026-02-05T08:04:59Z",
        "2026-02-05T08:04:59+99:00",
        "now",
    ],
)
def test_parse_iso_refuses(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        clock.parse_iso(text)
    assert refused.value.code == "clock/malformed"


def test_words_pad_days_below_10_and_months_1_and_2() -> None:
    assert clock.say_moment(FEBRUARY, "vi") == "15 giờ 04 phút, ngày 05 tháng 02 năm 2026"
    assert clock.say_moment(FEBRUARY, "en") == "15:04, 5 February 2026"
    assert clock.say_date(date(2026, 3, 9), "vi") == "ngày 09 tháng 3 năm 2026"
    assert clock.say_date(date(2026, 12, 31), "vi") == "ngày 31 tháng 12 năm 2026"
    assert clock.say_date(date(2026, 1, 1), "en") == "1 January 2026"


def test_short_forms() -> None:
    assert clock.short_moment(FEBRUARY) == "05/02/2026 15:04"
    assert clock.short_date(date(2026, 11, 22)) == "22/11/2026"
