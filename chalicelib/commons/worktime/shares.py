"""The steps of a procedure on the clock of a course: planned due times, and each step's own allowance.

A step's share is a percentage of the whole time as it counts: the day of receipt is not part of it where it is
not counted, pauses are not, an extension is. An extension leaves the planned times that had passed where they
were and spreads over what was still to come.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from chalicelib.commons.worktime.counting import ZERO, advance, end
from chalicelib.commons.worktime.course import Course, Happening
from chalicelib.commons.worktime.model import Calendar
from chalicelib.commons.worktime.replay import replay
from chalicelib.commons.worktime.running import Run, Stretch, measure, stretch, used
from chalicelib.foundation.clock import vietnam
from chalicelib.foundation.errors import Invalid
from chalicelib.foundation.values import frozen

SECOND = timedelta(seconds=1)
StepShare = tuple[str, int]
"""A step's code and its share in percent."""


@frozen
class StepDue:
    """The planned end of a step, UTC."""

    code: str
    due_at: datetime

    def late(self, at: datetime) -> bool:
        """Whether a step that ended, or is still open, at this moment is late."""
        return at > self.due_at


@frozen
class Visit:
    """A stay in a step; a step that is entered again has another one. `left_at` None: still there."""

    code: str
    entered_at: datetime
    left_at: datetime | None = None


@frozen
class StepTime:
    """A step's own clock: what it was allowed, what its visits have used, and when its allowance runs or ran out.

    `due_at` is None for a step without a share, one left in time, or while time stands still. It may lie after
    the due date of the whole, when earlier steps took too long.
    """

    code: str
    allowed: timedelta
    used: timedelta
    due_at: datetime | None
    late: bool


@frozen
class Progress:
    """Running time at a moment: `used` + `left` - `over` = `whole`."""

    whole: timedelta
    used: timedelta
    left: timedelta
    over: timedelta


def share(course: Course, steps: Sequence[StepShare], calendar: Calendar) -> tuple[StepDue, ...] | None:
    """The planned end of each step, in order; the last is the due date. None while time stands still.

    Invalid `worktime/shares-not-whole` unless the shares are 0 to 100 and make 100.
    """
    ends_at = _positions(steps)
    run = replay(course, calendar)
    if run.frozen:
        return None
    ends = end(run.start, run.left, course.unit, calendar)[0]
    whole = _whole(run, course, calendar)
    stretches = (*run.stretches, Stretch(stretch(run, course, calendar).begins, ends))
    planned = []
    for (code, _percent), position in zip(steps, ends_at, strict=True):
        at = ends if position == 100 else _instant(stretches, _spread(run, position, whole), course.unit, calendar)
        planned.append(StepDue(code, at.astimezone(UTC)))
    return tuple(planned)


def progress(course: Course, at: datetime, calendar: Calendar) -> Progress:
    """The running time used, left and over at a moment, from what had happened by then.

    While time stands still, as if it were resumed at that moment.
    """
    known = course.until(at)
    whole = _whole(_projected(known, at, calendar), known, calendar)
    local = vietnam(at)
    lengths = (measure(one.begins, one.ends or local, known.unit, calendar) for one in _stretches(known, calendar))
    spent = sum(lengths, ZERO)
    return Progress(whole, spent, max(whole - spent, ZERO), max(spent - whole, ZERO))


def step_times(
    course: Course, steps: Sequence[StepShare], visits: Sequence[Visit], at: datetime, calendar: Calendar
) -> tuple[StepTime, ...]:
    """Each step's own clock at a moment. Pauses extend it, a second visit goes on from the first.

    What was used before a count afresh is forgotten. Invalid `worktime/shares-not-whole`.
    """
    ends_at = _positions(steps)
    known = course.until(at)
    run = _projected(known, at, calendar)
    whole = _whole(run, known, calendar)
    edges = [ZERO, *(_spread(run, position, whole) for position in ends_at)]
    stretches = _stretches(known, calendar)
    clocks = []
    for (code, _percent), (begins, ends) in zip(steps, pairwise(edges), strict=True):
        stays = [visit for visit in visits if visit.code == code and visit.entered_at <= at]
        windows = [window for stay in stays for window in _windows(stretches, stay, at)]
        clocks.append(_step_time(code, ends - begins, windows, at, known.unit, calendar))
    return tuple(clocks)


def _step_time(
    code: str, allowed: timedelta, windows: Sequence[Stretch], at: datetime, unit: str, calendar: Calendar
) -> StepTime:
    spent, due_at = ZERO, None
    for window in windows:
        lasts = measure(window.begins, window.ends or vietnam(at), unit, calendar)
        if due_at is None and allowed and (window.ends is None or spent + lasts >= allowed):
            due_at = _later(window.begins, max(allowed - spent, ZERO), unit, calendar)
        spent += lasts
    return StepTime(code, allowed, spent, due_at and due_at.astimezone(UTC), allowed > ZERO and spent > allowed)


def _windows(stretches: Sequence[Stretch], stay: Visit, at: datetime) -> Iterator[Stretch]:
    """The running time within a stay; the last is open while the step and the clock are."""
    begins = vietnam(stay.entered_at)
    left_at = vietnam(stay.left_at) if stay.left_at and stay.left_at <= at else None
    for one in stretches:
        window = Stretch(max(one.begins, begins), min((end for end in (one.ends, left_at) if end), default=None))
        if window.ends is None or window.begins < window.ends:
            yield window


def _positions(steps: Sequence[StepShare]) -> list[int]:
    """Where each step ends, in percent of the whole."""
    percents = [percent for _code, percent in steps]
    if sum(percents) != 100 or any(not 0 <= percent <= 100 for percent in percents):
        raise Invalid(
            "worktime/shares-not-whole",
            vi="Tỷ lệ thời gian của các bước phải từ 0 đến 100 và cộng lại bằng 100.",
            en="The shares of the steps are 0 to 100 and make 100 together.",
        )
    return [sum(percents[: place + 1]) for place in range(len(percents))]


def _spread(run: Run, percent: int, whole: timedelta) -> timedelta:
    """Where a percentage of the whole falls; after an extension only what had not passed by then moves."""
    if run.spread is None:
        return whole * percent // 100
    before, passed = run.spread.whole * percent // 100, run.spread.used
    if before <= passed:
        return before
    return passed + (before - passed) * ((whole - passed) // SECOND) // ((run.spread.whole - passed) // SECOND)


def _instant(stretches: Sequence[Stretch], position: timedelta, unit: str, calendar: Calendar) -> datetime:
    """The moment when so much running time has passed, in whole seconds."""
    position -= position % SECOND
    for one in stretches:
        lasts = measure(one.begins, one.ends or one.begins, unit, calendar)
        if position <= lasts:
            return _later(one.begins, position, unit, calendar)
        position -= lasts
    return stretches[-1].ends or stretches[-1].begins


def _later(start: datetime, time: timedelta, unit: str, calendar: Calendar) -> datetime:
    time -= time % SECOND
    return start + time if unit == "hour" else advance(start, time, calendar)


def _stretches(course: Course, calendar: Calendar) -> tuple[Stretch, ...]:
    """All running time so far; none when it is about to count afresh."""
    run = replay(course, calendar)
    if run.standing is not None and run.frozen and run.standing.afresh:
        return ()
    return (*run.stretches, stretch(run, course, calendar))


def _projected(course: Course, at: datetime, calendar: Calendar) -> Run:
    """The clock at a moment, resumed then if it stands still."""
    run = replay(course, calendar)
    return replay(course.with_(Happening("resumed", at)), calendar) if run.frozen else run


def _whole(run: Run, course: Course, calendar: Calendar) -> timedelta:
    """All the running time given."""
    return used(run, end(run.start, run.left, course.unit, calendar)[0], course.unit, calendar)
