"""The dated data: complete, consistent, and compared with an independent calendar."""

import json
from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import holidays
import pytest

from chalicelib.commons import worktime
from chalicelib.commons.worktime import CalendarMissing, Session, load_calendar

YEARS = range(2024, 2032)
DATA = Path(worktime.__file__).parent / "data"

# First day of the lunar year and 10th of its third month, in Vietnam's time (UTC+7).
LUNAR = {
    2024: ("02-10", "04-18"),
    2025: ("01-29", "04-07"),
    2026: ("02-17", "04-26"),
    2027: ("02-06", "04-16"),
    2028: ("01-26", "04-04"),
    2029: ("02-13", "04-23"),
    2030: ("02-02", "04-12"),
    2031: ("01-23", "04-01"),
}

# Where the dated data wins over the package `holidays`, and why.
OVER_THE_ORACLE = {
    date(2026, 1, 2): "swapped for Saturday 10 January 2026, as announced; the package works",
    date(2026, 1, 10): "worked for Friday 2 January 2026; the package rests",
    date(2029, 11, 26): "24 November on a weekend is not made up for; the package rests",
    date(2030, 11, 25): "24 November on a weekend is not made up for; the package rests",
}


def days() -> Iterator[date]:
    day = date(YEARS[0], 1, 1)
    while day.year in YEARS:
        yield day
        day += timedelta(days=1)


def rows(year: int) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((DATA / f"vn-{year}.json").read_text(encoding="utf-8"))
    return content


def test_only_the_known_days_differ_from_the_oracle() -> None:
    oracle = holidays.country_holidays("VN", years=YEARS)
    calendar = load_calendar()
    differ = {
        day
        for day in days()
        if calendar.is_working(day) != (day in oracle.weekend_workdays or (day.weekday() < 5 and day not in oracle))
    }
    assert differ == set(OVER_THE_ORACLE)


@pytest.mark.parametrize("year", YEARS)
def test_lunar_days(year: int) -> None:
    calendar = load_calendar()
    new_year, ancestors = (calendar.mark(date.fromisoformat(f"{year}-{day}")) for day in LUNAR[year])
    assert new_year is not None
    assert new_year.vi == "Tết Nguyên đán"
    assert ancestors is not None
    assert ancestors.vi == "Giỗ Tổ Hùng Vương"


def test_lunar_new_year_2030_is_vietnams_and_not_chinas() -> None:
    """2 February in Vietnam, 3 February in China; two days before it and two after are off as well."""
    tet = [row["date"] for row in rows(2030)["holidays"] if row["vi"] == "Tết Nguyên đán"]
    assert tet == ["2030-01-31", "2030-02-01", "2030-02-02", "2030-02-03", "2030-02-04"]


@pytest.mark.parametrize("year", YEARS)
def test_every_year_has_its_legal_days(year: int) -> None:
    """Labour Code 2019 art. 112: 11 days; 12 with 24 November, from 1 July 2026."""
    assert len(rows(year)["holidays"]) == (12 if year >= 2026 else 11)


@pytest.mark.parametrize("year", YEARS)
def test_every_row_says_what_it_rests_on(year: int) -> None:
    content = rows(year)
    assert content["year"] == year
    assert content["announced"] == (year <= 2027)
    everything = content["holidays"] + content["compensatory_off"] + content["makeup_working"]
    assert len({row["date"] for row in everything}) == len(everything)
    for row in everything:
        assert date.fromisoformat(row["date"]).year == year
        assert row["verified"] == (row["tag"] == "S")
        assert row["vi"]
        assert row["en"]
        assert row["source"]


@pytest.mark.parametrize("year", YEARS)
def test_swaps_come_in_pairs_and_rest_in_lieu_follows_a_weekend(year: int) -> None:
    content = rows(year)
    swapped = {row["date"]: row["for"] for row in content["compensatory_off"] if row["reason"] == "swap"}
    assert {row["for"]: row["date"] for row in content["makeup_working"]} == swapped
    weekend = {
        row["date"]
        for row in content["holidays"]
        if date.fromisoformat(row["date"]).weekday() >= 5 and not row["date"].endswith("11-24")
    }
    assert {row["for"] for row in content["compensatory_off"] if row["reason"] == "weekly_rest"} == weekend


def test_sessions() -> None:
    calendar = load_calendar()
    full = (Session(time(7, 30), time(11, 30)), Session(time(13, 0), time(17, 0)))
    assert calendar.sessions(date(2026, 11, 23)) == full
    assert calendar.sessions(date(2026, 8, 22)) == full
    assert calendar.sessions(date(2026, 11, 24)) == ()
    assert calendar.sessions(date(2026, 11, 22)) == ()


def test_unknown_years_and_agency_classes_are_errors() -> None:
    with pytest.raises(CalendarMissing):
        load_calendar().is_working(date(2032, 1, 1))
    with pytest.raises(CalendarMissing):
        load_calendar().mark(date(2023, 12, 31))
    with pytest.raises(KeyError):
        load_calendar("no-such-class")


def test_office_hours_change_on_their_day() -> None:
    known = load_calendar()
    old, short = known.hours[0], (Session(time(8, 0), time(12, 0)),)
    changed = worktime.Calendar(
        announced=known.announced,
        marks=known.marks,
        hours=(
            worktime.OfficeHours(old.valid_from, date(2026, 11, 3), old.weekdays, old.sessions),
            worktime.OfficeHours(date(2026, 11, 4), None, old.weekdays, short),
        ),
    )
    assert changed.closing(date(2026, 11, 3)).time() == time(17, 0)
    assert changed.closing(date(2026, 11, 4)).time() == time(12, 0)
    with pytest.raises(CalendarMissing):
        worktime.Calendar(known.announced, known.marks, ()).sessions(date(2026, 11, 4))
