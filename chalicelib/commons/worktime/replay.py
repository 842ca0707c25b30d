"""A course replayed: what its happenings leave of its clock, and the rules they add.

Conventions (Civil Code 2015 art. 147-148; Decree 61/2018 art. 19(4) and 19(9); the rest is stated):

- The day of a pause counts as used; the day of resumption is treated like a day of receipt. Working hours and
  plain hours are exact to the second. Months that are paused go on in calendar days.
- A pause in which no time would have been counted changes nothing. A pause after the due date does not move it.
- Counting afresh drops what was used and an extension given before; a second extension is refused all the same.
- An extension adds to the time given; it is given at the latest by the closing time of the last working day
  before the due date. That is judged when it is given: a day off announced afterwards does not undo it.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Literal

from chalicelib.commons.worktime.counting import (
    TIMED,
    ZERO,
    begin,
    check_terms,
    end,
    left_at,
    more,
    passed,
    rest_facts,
    whole,
)
from chalicelib.commons.worktime.course import (
    Course,
    Happening,
    extension_once,
    extension_too_late,
    not_standing_still,
    out_of_order,
    stands_still,
)
from chalicelib.commons.worktime.duedate import conclude
from chalicelib.commons.worktime.model import Calendar, Deadline, Rule
from chalicelib.commons.worktime.running import Run, Spread, Standing, last_notice, measure, stretch, used
from chalicelib.foundation.clock import iso, vietnam


def deadline(course: Course, calendar: Calendar) -> Deadline | None:
    """When the course is due and why; None while time stands still. Refuses as `replay` does."""
    run = replay(course, calendar)
    if run.frozen:
        return None
    local = vietnam(course.received_at).replace(microsecond=0)
    return conclude(local, run.start, run.counted_from, run.left, course.unit, calendar, run.rules)


def record(course: Course, happening: Happening, calendar: Calendar) -> Course:
    """The course with one thing more, if it may happen now; refuses as `replay` does."""
    longer = course.with_(happening)
    replay(longer, calendar)
    return longer


def replay(course: Course, calendar: Calendar) -> Run:
    """Invalid `worktime/unit-unknown`, `worktime/amount-invalid`, `worktime/happening-out-of-order`; Conflict
    `worktime/stands-still`, `worktime/not-standing-still`, `worktime/extension-once`, `worktime/extension-too-late`.
    """
    check_terms(course.amount, course.unit)
    last = vietnam(course.received_at).replace(microsecond=0)
    start, opened = begin(last, course.unit, "received", calendar, cutoff_rule=course.cutoff_rule)
    run = Run(start, start.date(), whole(course.amount, course.unit), (*opened, _count(course)))
    for happening in course.happenings:
        at = vietnam(happening.at).replace(microsecond=0)
        if at < last:
            raise out_of_order()
        run, last = _HAPPEN[happening.kind](run, happening, at, course, calendar), at
    return run


def _count(course: Course) -> Rule:
    return Rule(f"count/{course.unit}", {"amount": str(course.amount)})


def _stand(run: Run, happening: Happening, at: datetime, course: Course, calendar: Calendar) -> Run:
    kind: Literal["paused", "stopped"] = "stopped" if happening.kind == "stopped" else "paused"
    before = run.standing
    if before and (before.kind == "stopped" or kind == "paused"):
        raise stands_still()
    if before and before.frozen:
        facts = _facts(happening, since_at=iso(at), **_left_facts(run, before.since, course, calendar))
        rules = (*run.rules, Rule("clock/stopped", facts))
        return replace(run, standing=replace(before, kind=kind), rules=rules)
    ends = end(run.start, run.left, course.unit, calendar)[0]
    runs_on = kind == "paused" and course.policy == "NONE"
    afresh = before.afresh if before else kind == "paused" and course.policy == "RESTART"
    standing = Standing(kind, at, not runs_on and at <= ends, afresh, run.rules)
    rules = _standing_rules(run, standing, happening, ends, course, calendar)
    return replace(run, standing=standing, rules=(*run.rules, *rules))


def _standing_rules(
    run: Run, standing: Standing, happening: Happening, ends: datetime, course: Course, calendar: Calendar
) -> tuple[Rule, ...]:
    facts = _facts(happening, since_at=iso(standing.since))
    if not standing.frozen and standing.since > ends:
        return (Rule("clock/late-already", {**facts, "before_at": iso(ends)}),)
    if not standing.frozen:
        return (Rule("clock/runs-on", facts),)
    if standing.afresh and standing.kind == "paused":
        return (Rule("clock/returned", facts),)
    skipped = course.unit in ("working_day", "half_working_day", "working_hour") and not standing.afresh
    met = passed(run.start.date(), standing.since.date(), calendar) if skipped else ()
    left = _left_facts(run, standing.since, course, calendar)
    return (*met, Rule(f"clock/{standing.kind}", {**facts, **left}))


def _left_facts(run: Run, since: datetime, course: Course, calendar: Calendar) -> dict[str, str]:
    left = left_at(run.start, run.left, course.unit, since, calendar)
    return rest_facts(run.start, left, course.unit)


def _resume(run: Run, happening: Happening, at: datetime, course: Course, calendar: Calendar) -> Run:
    standing = run.standing
    if standing is None:
        raise not_standing_still()
    if standing.afresh:
        return _restart(run, happening, at, course, calendar)
    if not standing.frozen:
        rule = Rule("clock/ran-on", _facts(happening, resumed_at=iso(at)))
        return replace(run, standing=None, rules=(*run.rules, rule))
    if measure(max(standing.since, run.start), at, course.unit, calendar) == ZERO:
        facts = _facts(happening, since_at=iso(standing.since), resumed_at=iso(at))
        return replace(run, standing=None, rules=(*standing.rules, Rule("clock/unbroken", facts)))
    left = left_at(run.start, run.left, course.unit, standing.since, calendar)
    cutoff_rule = course.cutoff_rule and course.unit not in TIMED
    start, opened = begin(at, course.unit, "resumed", calendar, cutoff_rule=cutoff_rule)
    code = "count/rest-hours" if course.unit in TIMED else "count/rest-days"
    rest = Rule(code, _facts(happening, **rest_facts(start, left, course.unit)))
    stretches = (*run.stretches, stretch(run, course, calendar))
    rules = (*run.rules, *opened, rest)
    return replace(run, start=start, left=left, standing=None, stretches=stretches, rules=rules)


def _restart(run: Run, happening: Happening, at: datetime, course: Course, calendar: Calendar) -> Run:
    start, opened = begin(at, course.unit, "restarted", calendar, cutoff_rule=course.cutoff_rule)
    afresh = Rule("clock/afresh", _facts(happening))
    rules = (*run.rules, *opened, afresh, _count(course))
    return Run(start, start.date(), whole(course.amount, course.unit), rules, extended=run.extended)


def _extend(run: Run, happening: Happening, at: datetime, course: Course, calendar: Calendar) -> Run:
    check_terms(happening.amount, course.unit, least=1)
    if run.frozen:
        raise stands_still()
    if run.extended:
        raise extension_once()
    ends = end(run.start, run.left, course.unit, calendar)[0]
    if happening is course.happenings[-1] and at > last_notice(ends, calendar):
        raise extension_too_late()
    spread = Spread(used(run, at, course.unit, calendar), used(run, ends, course.unit, calendar))
    facts = _facts(happening, extended_at=iso(at), before_at=iso(ends), amount=str(happening.amount), unit=course.unit)
    rules = (*run.rules, Rule("clock/extended", facts))
    left = more(run.left, happening.amount, course.unit)
    return replace(run, left=left, extended=True, spread=spread, rules=rules)


_HAPPEN: dict[str, Callable[[Run, Happening, datetime, Course, Calendar], Run]] = {
    "paused": _stand,
    "stopped": _stand,
    "resumed": _resume,
    "restarted": _restart,
    "extended": _extend,
}


def _facts(happening: Happening, **facts: str) -> dict[str, str]:
    given = {"reason_code": happening.reason_code, "legal_basis": happening.legal_basis}
    return facts | {name: said for name, said in given.items() if said}
