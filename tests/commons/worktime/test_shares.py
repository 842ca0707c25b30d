"""Steps on the clock: planned ends and each step's own allowance, worked out by hand. Times are Vietnam's."""

from datetime import datetime, timedelta

import pytest

from chalicelib.commons.worktime import Course, Happening, Visit, load_calendar, progress, share, step_times
from chalicelib.foundation.clock import VIETNAM, vietnam
from chalicelib.foundation.errors import Invalid

CALENDAR = load_calendar()
HOUR = timedelta(hours=1)
WAITED = (("paused", "2026-11-02 10:00"), ("resumed", "2026-11-04 14:00"))
PAUSE = (
    ("paused", "2026-11-04 10:00"),
    ("resumed", "2026-11-10 09:00"),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def course(
    received: str, amount: int, unit: str = "working_day", *happenings: tuple[str, str], policy: str = "PAUSE"
) -> Course:
    told = tuple(Happening(kind, at(moment)) for kind, moment in happenings)  # type: ignore[arg-type]
    return Course(at(received), amount, unit, policy, happenings=told)  # type: ignore[arg-type]


def planned(given: Course, *percents: int) -> list[str]:
    found = share(given, [(f"step-{place}", percent) for place, percent in enumerate(percents)], CALENDAR)
    assert found is not None
    return [f"{vietnam(step.due_at):%Y-%m-%d %H:%M:%S}".removesuffix(":00") for step in found]


@pytest.mark.parametrize(
    ("given", "percents", "expected"),
    [
        (
            course("2026-11-02 10:00", 10),
            (10, 20, 60, 10),
            ["2026-11-03 17:00", "2026-11-05 17:00", "2026-11-13 17:00", "2026-11-16 17:00"],
        ),
        (course("2026-11-02 10:00", 5), (10, 90), ["2026-11-03 11:30", "2026-11-09 17:00"]),
        (course("2026-11-02 15:30", 5), (20, 80), ["2026-11-04 17:00", "2026-11-10 17:00"]),
        (course("2026-11-20 10:00", 4), (50, 50), ["2026-11-25 17:00", "2026-11-27 17:00"]),
        (course("2026-11-02 10:00", 0), (50, 50), ["2026-11-02 14:15", "2026-11-02 17:00"]),
        (course("2026-11-02 08:00", 8, "working_hour"), (50, 50), ["2026-11-02 13:30", "2026-11-03 08:00"]),
        (course("2026-11-20 16:00", 24, "hour"), (25, 75), ["2026-11-20 22:00", "2026-11-21 16:00"]),
        (course("2026-11-02 10:00", 7, "calendar_day"), (20, 80), ["2026-11-03 17:00", "2026-11-09 17:00"]),
        (
            course("2026-11-02 10:00", 5, "working_day", *PAUSE),
            (20, 40, 40),
            ["2026-11-03 17:00", "2026-11-11 17:00", "2026-11-13 17:00"],
        ),
        (
            course("2026-11-02 10:00", 5, "working_day", *PAUSE, policy="RESTART"),
            (20, 80, 0),
            ["2026-11-11 17:00", "2026-11-17 17:00", "2026-11-17 17:00"],
        ),
        (
            course("2026-11-02 08:00", 8, "working_hour", *WAITED),
            (25, 50, 25),
            ["2026-11-02 10:00", "2026-11-05 08:30", "2026-11-05 10:30"],
        ),
    ],
)  # fmt: skip
def test_planned_ends(given: Course, percents: tuple[int, ...], expected: list[str]) -> None:
    assert planned(given, *percents) == expected


def test_an_extension_leaves_what_has_passed_and_spreads_over_the_rest() -> None:
    given = course("2026-11-02 10:00", 10).with_(Happening("extended", at("2026-11-05 17:00"), 5))
    assert planned(given, 30, 70) == ["2026-11-05 17:00", "2026-11-23 17:00"]
    assert planned(given, 50, 50) == ["2026-11-11 10:55:42", "2026-11-23 17:00"]


def test_nothing_is_planned_while_time_stands_still() -> None:
    assert share(course("2026-11-02 10:00", 5, "working_day", PAUSE[0]), [("only", 100)], CALENDAR) is None


@pytest.mark.parametrize("percents", [(), (50,), (60, 60), (-10, 110), (150, -50)])
def test_shares_make_a_hundred(percents: tuple[int, ...]) -> None:
    with pytest.raises(Invalid) as refused:
        planned(course("2026-11-02 10:00", 5), *percents)
    assert refused.value.code == "worktime/shares-not-whole"


def test_a_step_is_late_after_its_planned_end() -> None:
    found = share(course("2026-11-02 10:00", 5), [("only", 100)], CALENDAR)
    assert found is not None
    assert not found[0].late(at("2026-11-09 17:00:00"))
    assert found[0].late(at("2026-11-09 17:00:01"))


STEPS = [("check", 20), ("decide", 60), ("return", 20)]
VISITS = [
    Visit("check", at("2026-11-02 10:00"), at("2026-11-03 11:30")),
    Visit("decide", at("2026-11-03 11:30"), at("2026-11-05 11:30")),
    Visit("check", at("2026-11-05 11:30")),
]


def test_a_step_entered_again_goes_on_from_what_it_has_used() -> None:
    check, decide, last = step_times(course("2026-11-02 10:00", 5), STEPS, VISITS, at("2026-11-05 15:00"), CALENDAR)
    assert (check.allowed, check.used, check.late) == (8 * HOUR, 6 * HOUR, False)
    assert check.due_at == at("2026-11-05 17:00")
    assert (decide.allowed, decide.used, decide.due_at, decide.late) == (24 * HOUR, 16 * HOUR, None, False)
    assert (last.used, last.due_at) == (timedelta(0), None)


def test_a_step_is_late_once_its_own_allowance_is_used() -> None:
    check = step_times(course("2026-11-02 10:00", 5), STEPS, VISITS, at("2026-11-06 09:00"), CALENDAR)[0]
    assert (check.used, check.due_at, check.late) == (9.5 * HOUR, at("2026-11-05 17:00"), True)


def test_a_pause_extends_the_clock_of_the_step_it_falls_in() -> None:
    given = course("2026-11-02 10:00", 5, "working_day", *PAUSE)
    stay = [Visit("decide", at("2026-11-03 11:30"))]
    waiting = step_times(given, STEPS, stay, at("2026-11-06 10:00"), CALENDAR)[1]
    assert (waiting.allowed, waiting.used, waiting.due_at) == (24 * HOUR, 12 * HOUR, None)
    going_on = step_times(given, STEPS, stay, at("2026-11-11 10:00"), CALENDAR)[1]
    assert (going_on.used, going_on.due_at, going_on.late) == (14.5 * HOUR, at("2026-11-12 11:30"), False)


def test_counting_afresh_forgets_what_steps_have_used() -> None:
    given = course("2026-11-02 10:00", 5, "working_day", *PAUSE, policy="RESTART")
    stay = [Visit("check", at("2026-11-02 10:00"))]
    assert step_times(given, STEPS, stay, at("2026-11-06 10:00"), CALENDAR)[0].used == timedelta(0)
    check = step_times(given, STEPS, stay, at("2026-11-11 09:30"), CALENDAR)[0]
    assert (check.used, check.due_at) == (2 * HOUR, at("2026-11-11 17:00"))


def test_a_step_without_a_share_is_never_late() -> None:
    free = step_times(
        course("2026-11-02 10:00", 5), [("free", 0), ("rest", 100)], [Visit("free", at("2026-11-02 10:00"))],
        at("2026-12-02 10:00"), CALENDAR,
    )[0]  # fmt: skip
    assert (free.due_at, free.late) == (None, False)


@pytest.mark.parametrize(
    ("moment", "used", "left", "over"),
    [
        ("2026-11-02 16:00", 0, 40, 0),
        ("2026-11-03 09:30", 2, 38, 0),
        ("2026-11-04 17:00", 16, 24, 0),
        ("2026-11-08 10:00", 16, 24, 0),
        ("2026-11-10 16:00", 16, 24, 0),
        ("2026-11-11 08:30", 17, 23, 0),
        ("2026-11-16 08:30", 41, 0, 1),
    ],
)
def test_progress_with_a_pause(moment: str, used: int, left: int, over: int) -> None:
    found = progress(course("2026-11-02 10:00", 5, "working_day", *PAUSE), at(moment), CALENDAR)
    assert (found.whole, found.used, found.left, found.over) == (40 * HOUR, used * HOUR, left * HOUR, over * HOUR)
