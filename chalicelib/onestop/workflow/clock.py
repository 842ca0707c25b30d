"""The clock of a dossier: when it is due and why, what each step may use of it, and when somebody's silence decides.

Pure. What happened to a clock is kept with the dossier; the calendar comes from outside.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.commons.worktime import (
    Calendar,
    Course,
    Deadline,
    Happening,
    Rule,
    Silence,
    StepDue,
    due,
    explain,
    record,
    share,
    silence,
)
from chalicelib.commons.worktime import deadline as course_deadline
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import Conflict
from chalicelib.foundation.values import frozen
from chalicelib.onestop.procedures import Procedure, Wait, forbid_before, time_to_return

SILENCE = "workflow/silence-means-yes"
COMPLETION_DAYS = 30
"""Calendar days in which a returned dossier can be completed where no rule says otherwise: the city's own promise, no
law that was read."""


@frozen
class Clock:
    """What a dossier's time is counted from. `answers` are those of its form, as the procedure reads them."""

    procedure: Procedure
    answers: Mapping[str, Any]
    unit: str
    received_at: datetime
    happenings: tuple[Happening, ...] = ()

    @property
    def fixed(self) -> datetime | None:
        """The instant at which the authority's last word is due whatever happens, for notices of an event."""
        return forbid_before(self.procedure, self.answers)

    def course(self) -> Course:
        """Its course through working time."""
        time = self.procedure.processing
        policy = self.procedure.clock_policy
        return Course(self.received_at, time.amount, time.unit, policy, happenings=self.happenings)

    def settled_at(self) -> datetime:
        """When its present due date was given: at the last thing that happened to it."""
        return self.happenings[-1].at if self.happenings else self.received_at


def deadline(clock: Clock, calendar: Calendar) -> Deadline | None:
    """When the result is due; None while time stands still.

    A notification whose silence means yes is due when the authority may forbid for the last time.
    """
    fixed, notice = clock.fixed, clock.procedure.notice
    if fixed is not None and notice is not None:
        rule = Rule(SILENCE, {"hours": str(notice.forbid_hours)})
        day = vietnam_day(clock.received_at)
        return Deadline(fixed, day, (rule,), calendar_version=calendar.version(day, vietnam_day(fixed)))
    return course_deadline(clock.course(), calendar)


def happen(clock: Clock, happening: Happening, calendar: Calendar) -> Clock:
    """The clock after one thing more; refuses what cannot happen to it, as `worktime.record` does.

    Conflict `workflow/deadline-fixed` for an extension of a date that the notified event fixes.
    """
    if clock.fixed is not None:
        if happening.kind == "extended":
            raise Conflict(
                "workflow/deadline-fixed",
                "Thời hạn này do thời điểm của sự kiện quyết định, không thể gia hạn.",
                "This date follows from the event itself and cannot be extended.",
            )
        return replace(clock, happenings=(*clock.happenings, happening))
    return replace(clock, happenings=record(clock.course(), happening, calendar).happenings)


def step_dues(clock: Clock, calendar: Calendar) -> tuple[StepDue, ...]:
    """When each step is to be done; nothing while time stands still or where an event fixes the date."""
    if clock.fixed is not None:
        return ()
    shares = [(step.code, step.share) for step in clock.procedure.steps]
    return share(clock.course(), shares, calendar) or ()


def return_by(clock: Clock, calendar: Calendar) -> datetime:
    """Until when an incomplete dossier may be returned for completion (NĐ 61/2018/NĐ-CP art. 19(4), or sector law)."""
    within = time_to_return(clock.procedure)
    return due(clock.received_at, within.amount, within.unit, calendar=calendar).due_at


def wait_for(procedure: Procedure, whom: str) -> Wait | None:
    """How long somebody is waited for, where the procedure says so."""
    return next((wait for wait in procedure.waits if wait.whom == whom), None)


def waits_until(procedure: Procedure, whom: str, since: datetime, calendar: Calendar) -> datetime | None:
    """Until when somebody who was asked at a moment is waited for; None without a limit.

    An applicant is waited for COMPLETION_DAYS where the procedure says nothing, and is then refused by a person only.
    """
    wait = wait_for(procedure, whom)
    if wait is None and whom == "applicant":
        return due(since, COMPLETION_DAYS, "calendar_day", calendar=calendar, cutoff_rule=False).due_at
    if wait is None:
        return None
    return due(since, wait.within.amount, wait.within.unit, calendar=calendar, cutoff_rule=False).due_at


def consulted_deadline(procedure: Procedure, since: datetime, days: int, calendar: Calendar) -> Deadline:
    """When a body that was consulted at a moment is to answer: within the procedure's own limit, else within so many
    working days. The 15:00 rule is for dossiers that are handed over, not for questions."""
    wait = wait_for(procedure, "consulted")
    amount, unit = (wait.within.amount, wait.within.unit) if wait else (days, "working_day")
    return due(since, amount, unit, calendar=calendar, cutoff_rule=False)


def consulted_silence(procedure: Procedure, found: Deadline) -> Silence | None:
    """When and why the silence of a consulted body counts as its answer; None where it decides nothing."""
    wait = wait_for(procedure, "consulted")
    if wait is None or wait.silence == "nothing":
        return None
    return silence(found, wait.silence, legal_basis=wait.within.provenance.source)


def authority_silence(clock: Clock, calendar: Calendar) -> Silence | None:
    """When the authority's silence decides, and what it means; None where it decides nothing, or time stands still."""
    wait, found = wait_for(clock.procedure, "authority"), deadline(clock, calendar)
    if wait is not None and wait.silence != "nothing" and clock.fixed is None:
        return silence(found, wait.silence, legal_basis=wait.within.provenance.source)
    if clock.procedure.silence_means_yes and found is not None:
        notice = clock.procedure.notice
        return silence(found, "yes", legal_basis=notice.provenance.source if notice else "")
    return None


def receive_by(procedure: Procedure, submitted_at: datetime, calendar: Calendar) -> datetime:
    """The time by which a dossier handed in now will be received: the city's promise for this procedure."""
    within = procedure.reception_within
    return due(submitted_at, within.amount, within.unit, calendar=calendar, cutoff_rule=False).due_at


def say_rule(rule: Rule, lang: str) -> str:
    """A rule of a deadline in words, those of this room and those of working time."""
    if rule.code != SILENCE:
        return explain(rule, lang)
    hours = rule.facts["hours"]
    if lang == "en":
        return f"The authority may forbid the event until {hours} hours before it; after that, silence means yes."
    return f"Cơ quan chỉ được cấm chậm nhất {hours} giờ trước sự kiện; sau đó, không trả lời nghĩa là đồng ý."
