"""The control slip: one row for each time the dossier went from one hand to another, read from its journal."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from chalicelib.cloud.journal import Record
from chalicelib.foundation.clock import parse_iso, vietnam_day
from chalicelib.foundation.words import Words
from chalicelib.onestop.dossiers.slips.model import Control, HandOver, Verdict
from chalicelib.onestop.dossiers.slips.source import Source, step_words

APPLICANT = Words("Người nộp hồ sơ", "The applicant")
WAYS: Mapping[str, Words] = {
    "online": Words("Trả trực tuyến", "Returned online"),
    "desk": Words("Trả tại quầy", "Returned at the desk"),
    "post": Words("Trả qua bưu chính", "Returned by post"),
}
RECEIVED = "dossier.received"
READY = "dossier.result_attached"
RETURNED = "dossier.result_returned"


def hand_overs(journal: Sequence[Record]) -> list[Record]:
    """The entries since reception that name the step the dossier came to, and the return of its result."""
    return [entry for entry in journal if "step" in entry.data or entry.type == RETURNED]


def last_hand_over(journal: Sequence[Record]) -> Record | None:
    """The entry that a control slip printed now rests on."""
    found = hand_overs(journal)
    return found[-1] if found else None


def write_control(source: Source) -> Control:
    """The control slip as of the last hand-over."""
    rows = []
    before = ""
    for entry in hand_overs(source.journal):
        rows.append(_row(source, entry, before))
        before = entry.data.get("step", "")
    received = source.dossier.received_at or parse_iso(hand_overs(source.journal)[0].at)
    return Control(received, source.dossier.due_at, tuple(rows))


def _row(source: Source, entry: Record, before: str) -> HandOver:
    unit = source.directory.unit(entry.unit or source.dossier.unit)
    body, left = Words(unit.name_vi, unit.name_en), entry.data.get("left", before)
    received, returned = entry.type == RECEIVED, entry.type == RETURNED
    return HandOver(
        giver=APPLICANT if received else body,
        giver_step=None if received else step_words(source.procedure, left),
        taker=APPLICANT if returned else body,
        taker_step=step_words(source.procedure, entry.data.get("step", "")),
        at=parse_iso(entry.at),
        by=entry.actor,
        verdict=_verdict(source, entry, left),
        note=_note(entry),
    )


def _verdict(source: Source, entry: Record, left: str) -> Verdict:
    """Whether a step was left in time; the result's being ready is judged by the dossier's own due date.

    The step's own time counts where it is known. Else a step in between can only be seen to have lost the whole time.
    When a ready result is fetched does not matter.
    """
    at, whole = parse_iso(entry.at), source.dossier.due_at
    if entry.type in (RECEIVED, RETURNED):
        return ""
    due = whole if entry.type == READY else source.step_dues.get(left)
    if due is not None:
        return judge(at, due)
    return "late" if whole is not None and at > whole else ""


def judge(at: datetime, due: datetime) -> Verdict:
    """Late after the instant it was due; on time on that very day of Vietnam; early on any day before."""
    if at > due:
        return "late"
    return "on_time" if vietnam_day(at) == vietnam_day(due) else "early"


def _note(entry: Record) -> Words | None:
    if entry.type == RETURNED:
        return WAYS.get(entry.data.get("way", ""))
    remark = (entry.note or {}).get("remark", "")
    return Words(remark, remark) if remark else None
