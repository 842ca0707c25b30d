"""The control slip: one row for each time the dossier went from one hand to another, read from its journal."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.cloud.journal import Record
from chalicelib.commons.worktime import StepTime, Visit
from chalicelib.foundation.clock import parse_iso, vietnam_day
from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words
from chalicelib.onestop.dossiers.slips.model import Verdict
from chalicelib.onestop.dossiers.slips.source import (
    Source,
    maker,
    moment_of,
    reason_of,
    step_words,
    unit_words,
    was_unanswered,
    wrote,
)
from chalicelib.onestop.dossiers.slips.timed import length_words, times_of

APPLICANT = Words("Người nộp hồ sơ", "The applicant")
WAYS: Mapping[str, Words] = {
    "online": Words("Trả trực tuyến", "Returned online"),
    "desk": Words("Trả tại quầy", "Returned at the desk"),
    "post": Words("Trả qua bưu chính", "Returned by post"),
}
PROPOSED: Mapping[str, Words] = {
    "approval": Words("Đề nghị phê duyệt", "Approval proposed"),
    "refusal": Words("Đề nghị từ chối", "Refusal proposed"),
    "supplement": Words("Đề nghị yêu cầu bổ sung", "Supplement request proposed"),
}
RECEIVED = "dossier.received"
RETURNED = "dossier.result_returned"
WHAT: Mapping[str, Words] = {
    RECEIVED: Words("Tiếp nhận", "Received"),
    "dossier.advanced": Words("Chuyển bước", "Handed on"),
    "dossier.proposed": Words("Đề nghị", "Proposed"),
    "dossier.sent_back": Words("Chuyển lại", "Sent back"),
    "dossier.supplement_requested": Words("Yêu cầu bổ sung", "Supplement requested"),
    "dossier.supplemented": Words("Đã bổ sung", "Supplemented"),
    "dossier.stopped": Words("Dừng giải quyết", "Processing stopped"),
    "dossier.resumed": Words("Tiếp tục giải quyết", "Processing goes on"),
    "dossier.payment_required": Words("Yêu cầu thực hiện nghĩa vụ tài chính", "Financial obligation required"),
    "dossier.payment_settled": Words("Đã nộp tiền", "Obligation met"),
    "dossier.result_attached": Words("Ký duyệt kết quả", "Result signed off"),
    "dossier.rejected": Words("Từ chối giải quyết", "Refused after examination"),
    "dossier.granted_by_silence": Words("Hết hạn không trả lời: đồng ý", "No answer in time: granted"),
    "dossier.refused_by_silence": Words("Hết hạn không bổ sung: từ chối", "No supplement in time: refused"),
    RETURNED: Words("Trả kết quả", "Result returned"),
    "dossier.withdrawn": Words("Người nộp rút hồ sơ", "Withdrawn by the applicant"),
}
"""The entries that hand a dossier over, or let its time stand still and go on."""
UNANSWERED = Words("Hết hạn không trả lời: không đồng ý", "No answer in time: refused")
BY_LAW = "dossier.granted_by_silence"

READY = frozenset(
    {"dossier.result_attached", "dossier.rejected", "dossier.granted_by_silence", "dossier.refused_by_silence"}
)
FROM_APPLICANT = frozenset({RECEIVED, "dossier.supplemented", "dossier.payment_settled"})
TO_APPLICANT = frozenset(
    {"dossier.supplement_requested", "dossier.payment_required", RETURNED, "dossier.withdrawn"}
)  # fmt: skip


@frozen
class HandOver:
    """One row: `what` happened between which hands, and what was written with it.

    `used`: the time that the step which is left has used in all its visits; `checks` what was confirmed in it.
    `verdict` is empty where no time is counted
    for it.
    """

    what: Words
    giver: Words
    giver_step: Words | None
    taker: Words
    taker_step: Words | None
    at: datetime
    by: str
    used: Words | None
    verdict: Verdict
    note: Words | None = None
    checks: tuple[Words, ...] = ()


@frozen
class StepLine:
    """A step's own clock as of the last hand-over: share of the whole in percent, its time, what it has used of it.

    `due_at` is the planned end; `used` is None for a step that was not entered yet.
    """

    name: Words
    share: int
    allowed: Words
    used: Words | None
    due_at: datetime | None
    late: bool


@frozen
class Control:
    """The way of a dossier from hand to hand since its reception. `steps` is empty where an event fixes the date."""

    received_at: datetime
    due_at: datetime | None
    rows: tuple[HandOver, ...]
    steps: tuple[StepLine, ...]


def hand_overs(journal: Sequence[Record]) -> list[Record]:
    """The entries from reception on that have a row."""
    first = next((entry.seq for entry in journal if entry.type == RECEIVED), None)
    if first is None:
        return []
    return [entry for entry in journal if entry.seq >= first and (entry.type in WHAT or "left" in entry.data)]


def control(source: Source, last: Record) -> Control:
    """The control slip as of the last hand-over."""
    rows: list[HandOver] = []
    visits: list[Visit] = []
    step = ""
    for entry in hand_overs(source.journal):
        at, left = parse_iso(entry.at), entry.data.get("left", step)
        step = entry.data.get("step", "" if entry.type in (RETURNED, "dossier.withdrawn") else left)
        own = times_of(source, visits, at).get(left) if any(visit.code == left for visit in visits) else None
        rows.append(_row(source, entry, left, step, own))
        if step != left:
            visits = _moved(visits, step, at, ready=entry.type in READY)
    steps = _steps(source, visits, parse_iso(last.at))
    return Control(source.dossier.received_at or rows[0].at, source.dossier.due_at, tuple(rows), steps)


def _moved(visits: Sequence[Visit], step: str, at: datetime, *, ready: bool) -> list[Visit]:
    """The visits after the dossier came to another step. Once a result is ready no step's time runs any more."""
    left = [replace(visit, left_at=visit.left_at or at) for visit in visits]
    return left if ready or not step else [*left, Visit(step, at)]


def _row(source: Source, entry: Record, left: str, step: str, own: StepTime | None) -> HandOver:
    body, at = unit_words(source.directory, entry.unit or source.dossier.unit), parse_iso(entry.at)
    giver, taker = (APPLICANT if entry.type in which else body for which in (FROM_APPLICANT, TO_APPLICANT))
    return HandOver(
        what=_what(entry),
        giver=giver,
        giver_step=None if giver is APPLICANT else step_words(source.procedure, left),
        taker=taker,
        taker_step=None if taker is APPLICANT else step_words(source.procedure, step),
        at=at,
        by=maker(entry),
        used=length_words(source, own.used, at) if own is not None and step != left else None,
        verdict=_verdict(source, entry, own, left, step),
        note=_note(entry),
        checks=_checks(source, entry, left),
    )


def _checks(source: Source, entry: Record, left: str) -> tuple[Words, ...]:
    """What was confirmed with it, in the order of the step that was left."""
    said = entry.data.get("checks", ())
    steps = [step for step in source.procedure.steps if step.code == left]
    return tuple(Words(one.name.vi, one.name.en) for step in steps for one in step.checks if one.code in said)


def _note(entry: Record) -> Words | None:
    """What was written with it: in both languages by the platform, as it was written by people."""
    remark, reason = wrote(entry, "remark"), reason_of(entry)
    return Words(remark, remark) if remark else reason if reason.vi else None


def _what(entry: Record) -> Words:
    if entry.type == RETURNED:
        return WAYS.get(entry.data.get("way", ""), WHAT[RETURNED])
    if was_unanswered(entry):
        return UNANSWERED
    proposed = PROPOSED.get(entry.data.get("proposal", ""))
    return proposed or WHAT.get(entry.type, Words(entry.type, entry.type))


def _verdict(source: Source, entry: Record, own: StepTime | None, left: str, step: str) -> Verdict:
    """Whether a step was left in time; the result's being ready is judged by the dossier's own due date.

    The step's own clock counts where there is one, else its planned end. Where neither is known, a step in between can
    only be seen to have lost the whole time. When a ready result is fetched does not matter.
    What silence grants is on time, as in the ledger.
    """
    at, whole = parse_iso(entry.at), moment_of(entry, "due") or source.dossier.due_at
    if entry.type == BY_LAW:
        return "on_time"
    if entry.type in READY:
        return judge(at, whole) if whole is not None else ""
    if step == left or not left or not step:
        return ""
    due = own.due_at if own is not None and own.due_at is not None else source.step_dues.get(left)
    if due is not None:
        return judge(at, due)
    return "late" if whole is not None and at > whole else ""


def judge(at: datetime, due: datetime) -> Verdict:
    """Late after the instant it was due; on time on that very day of Vietnam; early on any day before."""
    if at > due:
        return "late"
    return "on_time" if vietnam_day(at) == vietnam_day(due) else "early"


def _steps(source: Source, visits: Sequence[Visit], at: datetime) -> tuple[StepLine, ...]:
    times, entered = times_of(source, visits, at), {visit.code for visit in visits}
    return tuple(
        StepLine(
            name=Words(step.name.vi, step.name.en),
            share=step.share,
            allowed=length_words(source, times[step.code].allowed, at),
            used=length_words(source, times[step.code].used, at) if step.code in entered else None,
            due_at=source.step_dues.get(step.code),
            late=times[step.code].late,
        )
        for step in source.procedure.steps
        if step.code in times
    )
