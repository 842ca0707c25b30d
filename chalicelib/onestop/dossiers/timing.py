"""What a dossier and its procedure make of its clock: the due date it carries, and the steps' own dates."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from chalicelib.commons.worktime import Happening
from chalicelib.foundation.clock import iso
from chalicelib.onestop import workflow
from chalicelib.onestop.dossiers.model import Dossier
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
