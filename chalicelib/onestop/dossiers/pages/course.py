"""The course of a dossier as its applicant reads it: what was, who holds it now, which steps come and by when."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.cloud.door import Words
from chalicelib.onestop.dossiers import Dossier, Status
from chalicelib.onestop.dossiers.model import RUNNING, WAITING
from chalicelib.onestop.dossiers.pages.board import ROLES, status_words
from chalicelib.onestop.dossiers.timing import step_dues
from chalicelib.onestop.procedures import Procedure

RECEPTION = Words("Tiếp nhận và hẹn ngày trả kết quả", "Reception, with the date of the result")
RESULT = Words("Trả kết quả", "The result is returned")
YOU = Words("Bạn", "You")

HOLDERS: Mapping[Status, Words] = {
    Status.SUBMITTED: ROLES["one_stop_officer"],
    Status.SUPPLEMENT_REQUESTED: YOU,
    Status.PAYMENT_REQUIRED: YOU,
    Status.RESULT_READY: ROLES["one_stop_officer"],
}
"""Who holds a dossier that is in no step of the authority's."""


def course_of(dossier: Dossier, procedure: Procedure, at: datetime) -> list[dict[str, Any]]:
    """The lines of the timeline in order: `was` with its moment, `now` with its holder, `later` with a planned date."""
    *past, (status, since) = dossier.timeline
    lines: list[dict[str, Any]] = [{"kind": "was", "words": status_words(one), "at": when} for one, when in past]
    lines.append(_present(dossier, procedure, status, since, at))
    return lines + _coming(dossier, procedure)


def _present(dossier: Dossier, procedure: Procedure, status: Status, since: datetime, at: datetime) -> dict[str, Any]:
    line: dict[str, Any] = {"kind": "now", "words": status_words(status), "at": since, "holder": HOLDERS.get(status)}
    if status in (Status.RECEIVED, Status.IN_PROCESS) and dossier.step:
        step = procedure.step(dossier.step)
        by = step_dues(dossier, procedure).get(step.code)
        late = by is not None and at > by
        line |= {"step": step.name, "holder": ROLES.get(step.role), "division": step.unit, "by": by, "late": late}
    return line


def _coming(dossier: Dossier, procedure: Procedure) -> list[dict[str, Any]]:
    """The steps that are still to come; their dates are only known while time runs, and reception is promised only
    while the dossier waits for it: once supplemented, its time is counted anew."""
    if dossier.status not in (RUNNING | WAITING):
        if dossier.status is Status.RESULT_READY:
            return [{"kind": "later", "words": RESULT, "by": None}]
        return []
    steps, planned = _steps_after(dossier, procedure), step_dues(dossier, procedure)
    lines: list[dict[str, Any]] = []
    if dossier.received_at is None and dossier.status in (Status.SUBMITTED, Status.SUPPLEMENT_REQUESTED):
        promised = dossier.receive_by if dossier.status is Status.SUBMITTED else None
        lines.append({"kind": "later", "words": RECEPTION, "by": promised, "holder": ROLES["one_stop_officer"]})
    lines += [
        {
            "kind": "later",
            "words": step.name,
            "by": planned.get(step.code),
            "holder": ROLES.get(step.role),
            "division": step.unit,
        }
        for step in steps
    ]
    returning = any("return_result" in step.actions for step in steps)
    return lines if returning else [*lines, {"kind": "later", "words": RESULT, "by": dossier.due_at}]


def _steps_after(dossier: Dossier, procedure: Procedure) -> Sequence[Any]:
    codes = [step.code for step in procedure.steps]
    if dossier.step in codes:
        return procedure.steps[codes.index(dossier.step) + 1 :]
    return [step for step in procedure.steps if "receive" not in step.actions]
