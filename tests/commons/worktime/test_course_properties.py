"""What holds for every course."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chalicelib.commons.worktime import (
    UNITS,
    Course,
    Deadline,
    Happening,
    apology_by,
    deadline,
    due,
    due_alerts,
    explain,
    load_calendar,
    progress,
    remaining,
    say_span,
    share,
)
from chalicelib.commons.worktime.counting import between
from chalicelib.foundation.clock import vietnam

CALENDAR = load_calendar()
RECEIVED = st.datetimes(datetime(2024, 2, 1), datetime(2029, 6, 30), timezones=st.just(UTC))  # noqa: DTZ001
SECONDS = RECEIVED.map(lambda moment: moment.replace(microsecond=0))
UNIT = st.sampled_from(UNITS)
POLICY = st.sampled_from(["PAUSE", "RESTART", "NONE"])
WAIT = st.timedeltas(timedelta(0), timedelta(days=12)).map(lambda wait: timedelta(seconds=int(wait.total_seconds())))
quick = settings(deadline=None, max_examples=60)


@st.composite
def courses(draw: st.DrawFn, policy: st.SearchStrategy[str] = POLICY, most: int = 3) -> Course:
    """A course with up to `most` pauses that have ended."""
    unit = draw(UNIT)
    at = draw(SECONDS)
    course = Course(at, draw(st.integers(0, 3 if unit == "month" else 15)), unit, draw(policy))  # type: ignore[arg-type]
    for _ in range(draw(st.integers(0, most))):
        since = at + draw(WAIT)
        at = since + draw(WAIT)
        course = course.with_(Happening("paused", since)).with_(Happening("resumed", at))
    return course


def given_deadline(course: Course) -> Deadline:
    found = deadline(course, CALENDAR)
    assert found is not None
    return found


@quick
@given(SECONDS, st.integers(0, 20), UNIT, st.booleans(), POLICY)
def test_without_happenings_it_is_the_plain_deadline(
    received: datetime, amount: int, unit: str, cutoff_rule: bool, policy: str
) -> None:
    course = Course(received, amount, unit, policy, cutoff_rule)  # type: ignore[arg-type]
    assert deadline(course, CALENDAR) == due(received, amount, unit, calendar=CALENDAR, cutoff_rule=cutoff_rule)


@quick
@given(courses())
def test_replayed_it_gives_the_same_answer(course: Course) -> None:
    again = Course(course.received_at, course.amount, course.unit, course.policy, happenings=tuple(course.happenings))
    assert deadline(again, load_calendar()) == deadline(course, CALENDAR)


@quick
@given(courses(most=0), WAIT)
def test_a_pause_of_no_length_changes_nothing(course: Course, after: timedelta) -> None:
    assume(course.policy != "RESTART")
    at = course.received_at + after
    paused = course.with_(Happening("paused", at)).with_(Happening("resumed", at))
    assert given_deadline(paused).due_at == given_deadline(course).due_at


@quick
@given(courses(st.just("PAUSE"), most=1), WAIT, WAIT, WAIT)
def test_resumed_later_is_never_due_earlier(course: Course, since: timedelta, wait: timedelta, more: timedelta) -> None:
    at = (course.happenings[-1].at if course.happenings else course.received_at) + since
    paused = course.with_(Happening("paused", at))
    early = given_deadline(paused.with_(Happening("resumed", at + wait)))
    late = given_deadline(paused.with_(Happening("resumed", at + wait + more)))
    assert given_deadline(course).due_at <= early.due_at <= late.due_at


@quick
@given(courses(), st.integers(1, 5))
def test_an_extension_gives_time(course: Course, amount: int) -> None:
    before = given_deadline(course)
    at = course.happenings[-1].at if course.happenings else course.received_at
    assume(at <= apology_by(before, CALENDAR))
    after = given_deadline(course.with_(Happening("extended", at, min(amount, 2))))
    assert after.due_at >= before.due_at
    if course.unit not in ("calendar_day", "month"):
        assert after.due_at > before.due_at


@quick
@given(courses(), st.lists(st.integers(0, 100), min_size=0, max_size=4))
def test_planned_ends_are_in_order_and_the_last_is_the_due_date(course: Course, cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), 100]
    steps = [(str(place), after - before) for place, (before, after) in enumerate(pairwise(edges))]
    planned = share(course, steps, CALENDAR)
    assert planned is not None
    ends = [step.due_at for step in planned]
    assert ends == sorted(ends)
    assert ends[-1] == given_deadline(course).due_at


@quick
@given(courses(), WAIT)
def test_used_and_left_make_the_whole(course: Course, after: timedelta) -> None:
    found = progress(course, course.received_at + after, CALENDAR)
    assert found.used + found.left - found.over == found.whole
    assert not (found.left and found.over)


@quick
@given(courses(), st.floats(0, 1))
def test_working_time_passed_and_time_left_make_what_was_given(course: Course, part: float) -> None:
    ends = given_deadline(course)
    start = vietnam(course.received_at)
    at = start + timedelta(seconds=int((ends.due_at - start).total_seconds() * part))
    assume(course.unit != "hour" and at <= ends.due_at)
    told = remaining(ends, at, CALENDAR)
    left = timedelta(days=told.days) / 3 + timedelta(hours=told.hours, minutes=told.minutes)
    whole = between(start, vietnam(ends.due_at), CALENDAR)
    assert timedelta(0) <= whole - between(start, at, CALENDAR) - left < timedelta(minutes=1)
    assert not told.late


@quick
@given(courses(), st.lists(st.integers(0, 8), max_size=4, unique=True))
def test_alerts_come_in_order_and_late_ones_after_the_due_date(course: Course, days: list[int]) -> None:
    ends = given_deadline(course)
    alerts = due_alerts(ends, CALENDAR, ahead=days, behind=days)
    assert [alert.at for alert in alerts] == sorted(alert.at for alert in alerts)
    assert all((alert.at > ends.due_at) == (alert.kind == "late") for alert in alerts)


@quick
@given(courses(), WAIT)
def test_every_rule_and_every_length_of_time_is_said_in_both_languages(course: Course, after: timedelta) -> None:
    ends = given_deadline(course)
    for rule in ends.rules:
        assert explain(rule, "vi") != explain(rule, "en")
    told = remaining(ends, ends.due_at + after, CALENDAR)
    assert say_span(told, "vi") != say_span(told, "en")
