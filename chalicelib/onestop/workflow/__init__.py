"""Workflow: computes where a dossier goes next, who holds a step, and which dates follow. Stores nothing.

Events in: none. Events out: none.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.commons.agencies import directory
from chalicelib.commons.worktime import (
    Alert,
    Calendar,
    Deadline,
    Happening,
    Silence,
    Span,
    StepDue,
    city_calendar,
    due_alerts,
    remaining,
    waited,
)
from chalicelib.onestop.procedures import Procedure, check_answers
from chalicelib.onestop.workflow import clock as clocks
from chalicelib.onestop.workflow.clock import Clock, consulted_silence, say_rule, wait_for
from chalicelib.onestop.workflow.model import (
    first_step,
    may_conclude,
    must_be_confirmed,
    must_be_in_step,
    must_hold,
    must_offer,
    next_step,
    open_in_step,
    step_after_result,
    step_before,
)

__all__ = [
    "Clock",
    "alerts",
    "authority_silence",
    "calendar_of",
    "consulted_deadline",
    "consulted_silence",
    "deadline",
    "desk_calendar",
    "first_late",
    "first_step",
    "happen",
    "may_conclude",
    "must_be_confirmed",
    "must_be_in_step",
    "must_hold",
    "must_offer",
    "next_step",
    "notice_clock",
    "open_in_step",
    "receive_by",
    "return_by",
    "say_rule",
    "step_after_result",
    "step_before",
    "step_dues",
    "time_left",
    "wait_for",
    "waits_until",
]


PROCESSING = "standard"
"""The class of hours by which processing is counted where an agency has announced no others for its office: a desk that
opens on Saturdays receives then, but a Saturday is no working day of the authority behind it."""


def calendar_of(unit: str, as_of: datetime | None = None) -> Calendar:
    """The calendar by which an agency's processing is counted; `as_of`: as it was known at a moment."""
    return city_calendar(unit, PROCESSING, as_of)


def desk_calendar(unit: str) -> Calendar:
    """The calendar of an agency's one-stop desk, with its own opening hours."""
    return city_calendar(unit, directory().unit(unit).office_hours, place="desk")


def _known_to(clock: Clock) -> Calendar:
    """The calendar that the clock's present due date was counted with."""
    return calendar_of(clock.unit, clock.settled_at())


def deadline(clock: Clock) -> Deadline | None:
    """When the result is due and why; None while time stands still. Counted again later, the answer is the same."""
    return clocks.deadline(clock, _known_to(clock))


def happen(clock: Clock, happening: Happening) -> Clock:
    """The clock after one thing more, or a Conflict that says why it cannot happen."""
    return clocks.happen(clock, happening, calendar_of(clock.unit))


def step_dues(clock: Clock) -> tuple[StepDue, ...]:
    """When each step is to be done; nothing while time stands still."""
    return clocks.step_dues(clock, _known_to(clock))


def authority_silence(clock: Clock) -> Silence | None:
    """When no answer of the authority decides, and what it means."""
    return clocks.authority_silence(clock, _known_to(clock))


def return_by(clock: Clock) -> datetime:
    """Until when an incomplete dossier may be returned for completion."""
    return clocks.return_by(clock, _known_to(clock))


def alerts(clock: Clock) -> tuple[Alert, ...]:
    """When a dossier is about to be late (one working day before) and when it is late; none while time stands still."""
    found = deadline(clock)
    return due_alerts(found, _known_to(clock)) if found is not None else ()


def first_late(unit: str, due_at: datetime) -> datetime:
    """The first working moment after a date of an agency has passed."""
    return waited(due_at, 0, calendar_of(unit))


def notice_clock(procedure: Procedure, raw: Mapping[str, Any], unit: str, given_at: datetime) -> Clock:
    """The clock of a notice that nobody has received yet: it runs from when the notice was given."""
    answers, _ = check_answers(procedure.form, raw)
    return Clock(procedure, answers, unit, given_at)


def time_left(found: Deadline, unit: str, at: datetime) -> Span:
    """The working time left until a deadline, or passed since."""
    return remaining(found, at, calendar_of(unit))


def waits_until(procedure: Procedure, whom: str, unit: str, since: datetime) -> datetime | None:
    """Until when the applicant or a consulted body is waited for; None where the procedure sets no limit."""
    return clocks.waits_until(procedure, whom, since, calendar_of(unit))


def consulted_deadline(procedure: Procedure, unit: str, since: datetime, days: int = 0) -> Deadline:
    """When a body consulted at a moment is to answer, by its own calendar as it was known then: counted again later,
    the answer is the same. `days`: the working days it was given where the procedure sets no limit."""
    return clocks.consulted_deadline(procedure, since, days, calendar_of(unit, since))


def receive_by(procedure: Procedure, unit: str, submitted_at: datetime) -> datetime:
    """The time by which a dossier handed in now will be received, by the opening hours of the agency's desk."""
    return clocks.receive_by(procedure, submitted_at, desk_calendar(unit))
