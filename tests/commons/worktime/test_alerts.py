"""Alerts, the last moment for an apology, and decision by silence. Times are Vietnam's."""

from datetime import datetime

import pytest

from chalicelib.commons.worktime import (
    Course,
    Happening,
    apology_by,
    due,
    due_alerts,
    explain,
    load_calendar,
    silence,
    waited,
)
from chalicelib.commons.worktime import deadline as deadline_of
from chalicelib.foundation.clock import VIETNAM, vietnam

CALENDAR = load_calendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def fired(received: str, amount: int, unit: str, ahead: tuple[int, ...], behind: tuple[int, ...]) -> list[str]:
    deadline = due(at(received), amount, unit, calendar=CALENDAR)
    alerts = due_alerts(deadline, CALENDAR, ahead=ahead, behind=behind)
    return [f"{alert.kind} {alert.days} {vietnam(alert.at):%Y-%m-%d %H:%M:%S}" for alert in alerts]


@pytest.mark.parametrize(
    ("received", "amount", "unit", "ahead", "behind", "expected"),
    [
        (
            "2026-11-02 10:00", 5, "working_day", (2, 0, 1), (0, 2),
            [
                "soon 2 2026-11-05 07:30:00",
                "soon 1 2026-11-06 07:30:00",
                "soon 0 2026-11-09 07:30:00",
                "late 0 2026-11-10 07:30:00",
                "late 2 2026-11-12 07:30:00",
            ],
        ),
        ("2026-11-20 10:00", 2, "working_day", (1,), (), ["soon 1 2026-11-23 07:30:00"]),
        ("2026-11-20 10:00", 2, "working_day", (), (0,), ["late 0 2026-11-26 07:30:00"]),
        ("2026-02-13 10:00", 1, "working_day", (1,), (), ["soon 1 2026-02-13 07:30:00"]),
        ("2026-02-13 10:00", 1, "working_day", (), (0,), ["late 0 2026-02-24 07:30:00"]),
        ("2026-11-02 10:00", 2, "working_day", (5,), (), []),
        ("2026-11-02 10:00", 4, "working_hour", (), (0,), ["late 0 2026-11-02 15:30:01"]),
        ("2026-11-02 10:00", 1, "half_working_day", (), (0,), ["late 0 2026-11-03 13:00:00"]),
        ("2026-11-22 05:00", 24, "hour", (0,), (), []),
        ("2026-11-18 05:00", 48, "hour", (0,), (), ["soon 0 2026-11-19 07:30:00"]),
        ("2026-11-20 16:00", 24, "hour", (0,), (0,), ["soon 0 2026-11-20 07:30:00", "late 0 2026-11-23 07:30:00"]),
    ],
)  # fmt: skip
def test_alerts_fall_on_their_days(
    received: str, amount: int, unit: str, ahead: tuple[int, ...], behind: tuple[int, ...], expected: list[str]
) -> None:
    assert fired(received, amount, unit, ahead, behind) == expected


@pytest.mark.parametrize(
    ("since", "days", "expected"),
    [
        ("2026-11-02 10:00", 3, "2026-11-06 07:30"),
        ("2026-11-05 10:00", 1, "2026-11-09 07:30"),
        ("2026-11-20 10:00", 2, "2026-11-26 07:30"),
        ("2026-11-21 10:00", 1, "2026-11-26 07:30"),
        ("2026-11-07 10:00", 0, "2026-11-09 07:30"),
    ],
)
def test_waiting_more_than_some_days(since: str, days: int, expected: str) -> None:
    assert waited(at(since), days, CALENDAR) == at(expected)


@pytest.mark.parametrize(
    ("received", "amount", "expected"),
    [
        ("2026-11-02 10:00", 4, "2026-11-05 17:00"),
        ("2026-11-02 10:00", 5, "2026-11-06 17:00"),
        ("2026-11-20 10:00", 2, "2026-11-23 17:00"),
        ("2026-01-09 10:00", 2, "2026-01-10 17:00"),
        ("2026-02-12 10:00", 2, "2026-02-13 17:00"),
    ],
)
def test_the_last_moment_for_an_apology(received: str, amount: int, expected: str) -> None:
    deadline = due(at(received), amount, "working_day", calendar=CALENDAR)
    assert apology_by(deadline, CALENDAR) == at(expected)


def test_a_same_day_deadline_cannot_be_extended() -> None:
    deadline = due(at("2026-11-03 08:00"), 4, "working_hour", calendar=CALENDAR)
    assert apology_by(deadline, CALENDAR) < at("2026-11-03 08:00")


@pytest.mark.parametrize("means", ["yes", "no"])
def test_silence_decides_from_the_second_after_the_due_date(means: str) -> None:
    deadline = due(at("2026-11-02 10:00"), 2, "working_day", calendar=CALENDAR)
    decided = silence(deadline, means, legal_basis="NĐ 217/2026")  # type: ignore[arg-type]
    assert decided is not None
    assert decided.at == at("2026-11-04 17:00:01")
    assert decided.rules[:-1] == deadline.rules
    assert explain(decided.rules[-1], "en") == (
        f"No answer by 17:00, 4 November 2026 means {means} (legal basis: NĐ 217/2026)."
    )


def test_silence_decides_nothing_while_time_stands_still() -> None:
    course = Course(at("2026-11-02 10:00"), 2, "working_day", happenings=(Happening("paused", at("2026-11-03 10:00")),))
    assert silence(deadline_of(course, CALENDAR), "yes") is None
