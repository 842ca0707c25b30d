"""Administrators' changes to the calendar: dated, grounded in law, and never felt by deadlines given before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time

import pytest

from chalicelib.commons.worktime import (
    Calendar,
    CalendarMissing,
    OfficeHours,
    Override,
    Session,
    due,
    explain,
    load_calendar,
    with_hours,
    with_overrides,
)
from chalicelib.foundation.clock import VIETNAM
from chalicelib.foundation.errors import Invalid

CALENDAR = load_calendar()
STORM = Override(
    date(2026, 11, 5), "holiday", "Nghỉ tránh bão", "Closed for the storm", "Công điện 99/CĐ-UBND", date(2026, 11, 4)
)
SWAP_OFF = Override(
    date(2026, 11, 23), "compensatory_off", "nghỉ hoán đổi", "day off swapped", "Thông báo 9", date(2026, 10, 1),
    for_day=date(2026, 11, 28),
)  # fmt: skip
SWAP_ON = replace(SWAP_OFF, day=date(2026, 11, 28), kind="makeup_working", for_day=date(2026, 11, 23))
CULTURE_WORKED = Override(
    date(2026, 11, 24), "ordinary", "Làm việc bình thường", "An ordinary day", "Thông báo 10", date(2026, 11, 1)
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def works(overrides: Sequence[Override], *days: date, unit: str | None = None) -> list[bool]:
    changed = with_overrides(CALENDAR, overrides, unit=unit)
    return [changed.is_working(day) for day in days]


def test_a_day_off_a_swap_and_an_ordinary_day() -> None:
    assert works([STORM], STORM.day) == [False]
    assert works([SWAP_OFF, SWAP_ON], SWAP_OFF.day, SWAP_ON.day) == [False, True]
    assert works([CULTURE_WORKED], CULTURE_WORKED.day) == [True]
    assert CALENDAR.is_working(STORM.day)


def test_a_deadline_says_the_override_and_names_another_calendar() -> None:
    changed = with_overrides(CALENDAR, [STORM])
    before = due(at("2026-11-02 10:00"), 5, "working_day", calendar=CALENDAR)
    after = due(at("2026-11-02 10:00"), 5, "working_day", calendar=changed)
    assert (before.due_at, after.due_at) == (at("2026-11-09 17:00"), at("2026-11-10 17:00"))
    assert "Days off on the way: Thursday, 5 November 2026 (Closed for the storm)." in [
        explain(rule, "en") for rule in after.rules
    ]
    assert before.calendar_version != after.calendar_version
    assert due(at("2027-03-01 10:00"), 5, "working_day", calendar=changed).calendar_version == due(
        at("2027-03-01 10:00"), 5, "working_day", calendar=CALENDAR
    ).calendar_version  # fmt: skip


def test_the_calendar_as_it_was_known_gives_the_old_answer() -> None:
    everything = [SWAP_OFF, SWAP_ON, CULTURE_WORKED, STORM]
    old = with_overrides(CALENDAR, [SWAP_OFF, SWAP_ON], as_of=date(2026, 10, 31))
    replayed = with_overrides(CALENDAR, everything, as_of=date(2026, 10, 31))
    given = due(at("2026-11-02 10:00"), 20, "working_day", calendar=old)
    assert due(at("2026-11-02 10:00"), 20, "working_day", calendar=replayed) == given
    now = with_overrides(CALENDAR, everything)
    assert due(at("2026-11-02 10:00"), 20, "working_day", calendar=now).calendar_version != given.calendar_version


def test_an_override_for_some_agencies_leaves_the_others_alone() -> None:
    local = replace(STORM, units=("H29.101", "H29.102"))
    assert works([local], STORM.day, unit="H29.101") == [False]
    assert works([local], STORM.day, unit="H29.103") == [True]
    assert works([local], STORM.day) == [True]


def test_a_later_announcement_of_a_day_wins() -> None:
    called_off = replace(STORM, kind="ordinary", announced_on=date(2026, 11, 5))
    assert works([called_off, STORM], STORM.day) == [True]


REFUSED = [
    ([STORM, replace(STORM, kind="ordinary")], "worktime/override-contradicts"),
    ([STORM, replace(STORM, kind="ordinary", units=("H29.101",))], "worktime/override-contradicts"),
    ([replace(SWAP_ON, day=date(2026, 11, 27))], "worktime/override-changes-nothing"),
    ([replace(SWAP_OFF, day=date(2026, 11, 22))], "worktime/override-changes-nothing"),
    ([replace(STORM, legal_basis=" ")], "worktime/override-incomplete"),
    ([replace(STORM, vi="")], "worktime/override-incomplete"),
    ([replace(STORM, units=())], "worktime/override-incomplete"),
]


@pytest.mark.parametrize(("overrides", "code"), REFUSED)
def test_what_cannot_be_is_refused(overrides: list[Override], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        with_overrides(CALENDAR, overrides)
    assert refused.value.code == code
    assert refused.value.vi != refused.value.en


def test_two_agencies_may_differ_on_a_day() -> None:
    one = replace(STORM, units=("H29.101",))
    other = replace(STORM, kind="ordinary", units=("H29.102",))
    assert works([one, other], STORM.day, unit="H29.101") == [False]


def test_a_year_that_is_not_known_cannot_be_overridden() -> None:
    with pytest.raises(CalendarMissing):
        with_overrides(CALENDAR, [replace(STORM, day=date(2040, 1, 2))])


FULL, MORNING = CALENDAR.hours[0], (Session(time(8, 0), time(12, 0)),)


def test_hours_of_an_agency_change_on_their_day() -> None:
    hours = [
        replace(FULL, valid_to=date(2026, 11, 3)),
        OfficeHours(date(2026, 11, 4), None, frozenset({1, 2, 3, 4, 5}), MORNING),
    ]
    changed = with_hours(CALENDAR, hours)
    assert due(at("2026-11-02 10:00"), 1, "working_day", calendar=changed).due_at == at("2026-11-03 17:00")
    assert due(at("2026-11-02 10:00"), 2, "working_day", calendar=changed).due_at == at("2026-11-04 12:00")
    assert due(at("2026-11-03 13:00"), 6, "working_hour", calendar=changed).due_at == at("2026-11-04 10:00")


@pytest.mark.parametrize(
    "hours",
    [
        [replace(FULL, sessions=())],
        [replace(FULL, sessions=FULL.sessions[::-1])],
        [replace(FULL, sessions=(Session(time(9, 0), time(8, 0)),))],
        [replace(FULL, weekdays=frozenset({0}))],
        [FULL, replace(FULL, valid_from=date(2026, 1, 1))],
    ],
)
def test_hours_that_make_no_sense_are_refused(hours: list[OfficeHours]) -> None:
    with pytest.raises(Invalid) as refused:
        with_hours(CALENDAR, hours)
    assert refused.value.code == "worktime/hours-invalid"


def test_offices_that_work_on_saturday_mornings() -> None:
    """Saturday 21 November 2026 is a working day that ends at 11:30; worked Saturday 22 August is a full one."""
    saturday = load_calendar("saturday_morning")
    assert due(at("2026-11-20 10:00"), 1, "working_day", calendar=saturday).due_at == at("2026-11-21 11:30")
    assert due(at("2026-11-21 12:00"), 0, "working_day", calendar=saturday).due_at == at("2026-11-23 17:00")
    assert saturday.sessions(date(2026, 8, 22)) == FULL.sessions
    assert not saturday.is_working(date(2026, 2, 22))


def test_the_name_of_a_calendar_depends_on_what_it_says_only() -> None:
    year = (date(2026, 1, 1), date(2026, 12, 31))
    copy = Calendar(dict(CALENDAR.announced), dict(reversed(CALENDAR.marks.items())), CALENDAR.hours)
    assert copy.version(*year) == CALENDAR.version(*year)
    assert load_calendar("saturday_morning").version(*year) != CALENDAR.version(*year)
