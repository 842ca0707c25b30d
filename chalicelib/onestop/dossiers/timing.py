"""What a dossier and its procedure make of its clock: the due date it carries, and the steps' own dates."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from chalicelib.commons.worktime import Deadline, Happening, Silence, Span, Unit, apology_by
from chalicelib.foundation.clock import iso, short_moment, vietnam_day
from chalicelib.foundation.errors import Conflict
from chalicelib.onestop import workflow
from chalicelib.onestop.dossiers.model import RUNNING, WAITING, Dossier, Status
from chalicelib.onestop.procedures import Procedure, check_answers


def clock_of(dossier: Dossier, procedure: Procedure) -> workflow.Clock:
    """The clock of a dossier that was received."""
    assert dossier.received_at is not None, "a clock runs from reception"
    answers, _ = check_answers(procedure.form, dossier.answers)
    return workflow.Clock(procedure, answers, dossier.unit, dossier.received_at, dossier.happenings)


def timed(dossier: Dossier, clock: workflow.Clock) -> Dossier:
    """The dossier with what its clock says: the due date (None: time stands still) and the calendar it rests on."""
    found = workflow.deadline(clock)
    return replace(
        dossier,
        happenings=clock.happenings,
        due_at=found.due_at if found else None,
        calendar=found.calendar_version if found else dossier.calendar,
    )


def after_happening(dossier: Dossier, procedure: Procedure, happening: Happening) -> Dossier:
    """The dossier after one thing more has happened to its clock, or the Conflict that forbids it."""
    return timed(dossier, workflow.happen(clock_of(dossier, procedure), happening))


def due_fact(dossier: Dossier) -> dict[str, str | None]:
    """The due date as journal entries tell it."""
    return {"due": iso(dossier.due_at) if dossier.due_at is not None else None}


def step_dues(dossier: Dossier, procedure: Procedure) -> Mapping[str, datetime]:
    """When each step is to be done; nothing before reception, while time stands still, or once all is over."""
    if dossier.received_at is None or dossier.due_at is None:
        return {}
    return {one.code: one.due_at for one in workflow.step_dues(clock_of(dossier, procedure))}


def returnable_until(dossier: Dossier, procedure: Procedure) -> datetime:
    """Until when a received dossier may be returned for completion."""
    return workflow.return_by(clock_of(dossier, procedure))


def silence_of(dossier: Dossier, procedure: Procedure) -> Silence | None:
    """When the authority's silence decides, and what it means.

    None where it decides nothing, and where that moment was past when the dossier came back to the authority: then the
    authority had answered in time, and could not act while the dossier was with its applicant.
    """
    if dossier.received_at is not None:
        clock = clock_of(dossier, procedure)
    elif procedure.notice is not None and dossier.submitted_at is not None:
        clock = workflow.notice_clock(procedure, dossier.answers, dossier.unit, dossier.submitted_at)
    else:
        return None
    quiet = workflow.authority_silence(clock)
    return quiet if quiet is not None and quiet.at > came_back(dossier) else None


def came_back(dossier: Dossier) -> datetime:
    """When the dossier last came to the authority: handed in, supplemented, reopened, resumed."""
    resumed = [one.at for one in dossier.happenings if one.kind == "resumed"]
    handed_in = [at for status, at in dossier.timeline if status is Status.SUBMITTED]
    return max([*resumed, *handed_in[-1:]], default=dossier.created_at)


def must_have_waited(dossier: Dossier, at: datetime) -> None:
    """Refuses to close a dossier that its applicant may still complete."""
    if dossier.status is Status.SUPPLEMENT_REQUESTED and (dossier.waits_until is None or at <= dossier.waits_until):
        until = short_moment(dossier.waits_until) if dossier.waits_until is not None else "…"
        raise Conflict(
            "dossiers/still-waiting",
            f"Người nộp còn được bổ sung đến {until}.",
            f"The applicant may still supplement until {until}.",
        )


def must_still_decide(dossier: Dossier, procedure: Procedure, at: datetime, *, grants: bool = False) -> None:
    """Refuses what an authority can no longer do because its silence has decided, whether or not that is noted yet.

    `grants`: what it does is a grant, which agrees with a silence that means yes.
    """
    quiet = silence_of(dossier, procedure)
    if quiet is not None and at >= quiet.at and not (grants and quiet.means == "yes"):
        raise Conflict(
            "dossiers/silence-has-decided",
            "Đã quá thời điểm trả lời; theo quy định, việc không trả lời đã quyết định hồ sơ này.",
            "The time to answer is over; by the rules, silence has decided this dossier.",
        )


def time_left(dossier: Dossier, procedure: Procedure, at: datetime) -> Span | None:
    """The time left until the date that counts now, or over since: reception's, the result's, or until when somebody is
    waited for. None where no time runs."""
    if dossier.status is Status.SUBMITTED and dossier.receive_by is not None:
        return span_to(dossier.receive_by, procedure.reception_within.unit, dossier.unit, at)
    if dossier.status in RUNNING and dossier.due_at is not None:
        return span_to(dossier.due_at, procedure.processing.unit, dossier.unit, at)
    if dossier.status in WAITING and dossier.waits_until is not None:
        return span_to(dossier.waits_until, "working_day", dossier.unit, at)
    return None


def span_to(until: datetime, unit_of_time: Unit, agency: str, at: datetime) -> Span:
    """The time to a date by the agency's calendar, in working days and hours, or plain ones where the law says so."""
    return workflow.time_left(Deadline(until, vietnam_day(at), (), unit_of_time), agency, at)


def extendable_until(dossier: Dossier, procedure: Procedure) -> datetime | None:
    """The last moment for an extension with its apology (NĐ 61/2018 art. 19(9)); None where the date stays."""
    if dossier.received_at is None:
        return None
    clock = clock_of(dossier, procedure)
    found = workflow.deadline(clock)
    if found is None or clock.fixed is not None:
        return None
    return apology_by(found, workflow.calendar_of(dossier.unit))
