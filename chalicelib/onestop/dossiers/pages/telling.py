"""What happened to a dossier and where it stands, for officers: people by name, steps with their times, four states."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.cloud.door import Words
from chalicelib.cloud.journal import Record
from chalicelib.commons import identity
from chalicelib.foundation.clock import parse_iso
from chalicelib.onestop.dossiers import Dossier, Status
from chalicelib.onestop.dossiers.pages.board import ROLES, show_status
from chalicelib.onestop.dossiers.pages.events import event_words
from chalicelib.onestop.dossiers.timing import step_dues
from chalicelib.onestop.procedures import Procedure

PLATFORM = Words("Hệ thống", "The platform")
APPLICANT = Words("Người nộp hồ sơ", "The applicant")
NAMING = ("on_behalf", "assignee", "was")
"""Facts of journal entries that name an officer."""
NOTED = ("message", "reason", "remedy", "remark", "legal_basis")

MOVE_WORDS: Mapping[str, Words] = {
    "receive": Words("Tiếp nhận", "Receive"),
    "request_supplement": Words("Yêu cầu bổ sung (chỉ một lần)", "Request a supplement (once only)"),
    "refuse": Words("Từ chối tiếp nhận", "Refuse intake"),
    "advance": Words("Chuyển bước", "Hand on"),
    "propose_approval": Words("Đề nghị phê duyệt", "Propose approval"),
    "propose_refusal": Words("Đề nghị từ chối", "Propose refusal"),
    "propose_supplement": Words("Đề nghị yêu cầu bổ sung", "Propose a supplement request"),
    "send_back": Words("Chuyển lại bước trước", "Send back"),
    "extend": Words("Gia hạn và xin lỗi", "Extend, with an apology"),
    "stop": Words("Dừng giải quyết", "Stop processing"),
    "resume": Words("Tiếp tục giải quyết", "Resume processing"),
    "cancel_payment": Words("Hủy yêu cầu nghĩa vụ tài chính", "Take the demand of payment back"),
    "require_payment": Words("Yêu cầu nộp tiền", "Require a payment"),
    "take_payment": Words("Thu tiền", "Take a payment"),
    "attach_result": Words("Phê duyệt và đính kèm kết quả", "Approve and attach the result"),
    "reject": Words("Từ chối giải quyết", "Refuse after examination"),
    "correct_result": Words("Đính chính kết quả", "Correct the result"),
    "reopen": Words("Mở lại: cơ quan đã từ chối nhầm", "Reopen: refused in error"),
    "return_result": Words("Trả kết quả", "Return the result"),
    "confirm_delivery": Words("Xác nhận bưu chính đã giao", "Confirm delivery by post"),
    "assign": Words("Giao cho cán bộ", "Assign to an officer"),
    "take": Words("Nhận về mình", "Take it"),
}
WAY_WORDS: Mapping[str, Words] = {
    "online": Words("Trực tuyến", "Online"),
    "desk": Words("Tại Bộ phận Một cửa", "At the one-stop desk"),
    "post": Words("Qua bưu chính", "By post"),
}
DELIVERY_WORDS: Mapping[str, Words] = {
    "": Words("Chưa có kết quả", "No result yet"),
    "ready": Words("Chờ trả", "To be returned"),
    "posted": Words("Đang trên đường bưu chính", "On its way by post"),
    "delivered": Words("Đã trả", "Returned"),
}
PAYMENT_WORDS: Mapping[str, Words] = {
    "": Words("Chưa xác định", "Not known yet"),
    "free": Words("Miễn phí", "Free of charge"),
    "due": Words("Chưa nộp", "Owed"),
    "paid": Words("Đã nộp", "Paid"),
}
PROPOSAL_WORDS: Mapping[str, Words] = {
    "approval": Words("Đề nghị phê duyệt", "Approval is proposed"),
    "refusal": Words("Đề nghị từ chối", "Refusal is proposed"),
    "supplement": Words("Đề nghị yêu cầu bổ sung", "A supplement request is proposed"),
}


def names_in(dossier: Dossier, journal: Sequence[Record], at: datetime) -> dict[str, str]:
    """The names of the officers whom a dossier and its journal speak of; one call at most."""
    named = {entry.data[fact] for entry in journal for fact in NAMING if entry.data.get(fact)}
    return identity.names({dossier.assignee, *named, *(entry.actor for entry in journal)} - {"", "platform"}, at)


def who_did(entry: Record, dossier: Dossier, names: Mapping[str, str]) -> Words:
    """Who did something, in words: officers by name, of others no more than what they are to the dossier."""
    if entry.actor == "platform":
        return PLATFORM
    if entry.actor == dossier.owner:
        return APPLICANT
    name, absent = names.get(entry.actor, entry.actor), entry.data.get("on_behalf")
    if not absent:
        return Words(name, name)
    whom = names.get(absent, absent)
    return Words(f"{name}, thay {whom}", f"{name}, for {whom}")


def journal_lines(
    dossier: Dossier, procedure: Procedure, journal: Sequence[Record], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The journal, the latest first: what, when, who, and the words people wrote."""
    return [
        {
            "words": event_words(entry.type),
            "at": parse_iso(entry.at),
            "entry": entry,
            "who": who_did(entry, dossier, names),
            "whom": names.get(entry.data.get("assignee") or "", "") if entry.type == "dossier.assigned" else None,
            "said": [entry.note[name] for name in NOTED if entry.note and entry.note.get(name)],
            "parts": _parts(procedure, entry),
        }
        for entry in reversed(journal)
    ]


def _parts(procedure: Procedure, entry: Record) -> list[tuple[Any, str]]:
    """The papers and fields that an entry asks for, each with its reason."""
    note = entry.note or {}
    known: dict[str, Any] = {paper.code: paper.name for paper in procedure.papers}
    known |= {field.code: field.label for field in procedure.form.fields()}
    asked = {**(note.get("papers") or {}), **(note.get("fields") or {})}
    return [(known.get(code, Words(code, code)), reason) for code, reason in asked.items()]


def proposal_of(dossier: Dossier, journal: Sequence[Record], names: Mapping[str, str]) -> dict[str, Any] | None:
    """What the step before proposes, by whom, and with which opinion."""
    entry = next((one for one in reversed(journal) if one.type == "dossier.proposed"), None)
    if not dossier.proposal or entry is None:
        return None
    return {
        "words": PROPOSAL_WORDS[dossier.proposal],
        "tone": "good" if dossier.proposal == "approval" else "wait",
        "opinion": (entry.note or {}).get("remark", ""),
        "who": who_did(entry, dossier, names),
        "at": parse_iso(entry.at),
    }


def show_states(dossier: Dossier) -> dict[str, Any]:
    """The four states that are kept apart."""
    return {
        "status": show_status(dossier.status),
        "payment": PAYMENT_WORDS[dossier.payment.state],
        "way": WAY_WORDS[dossier.delivery.way],
        "delivery": DELIVERY_WORDS[dossier.delivery.state],
        "sync": dossier.sync,
    }


def show_steps(
    dossier: Dossier, procedure: Procedure, journal: Sequence[Record], names: Mapping[str, str], at: datetime
) -> list[dict[str, Any]]:
    """The steps in their order: role, planned end, whether each is done, is being done or comes later, and late or not.

    A dossier that was sent back has the steps after the present one before it again.
    """
    if dossier.received_at is None:
        return []
    planned, codes = step_dues(dossier, procedure), [step.code for step in procedure.steps]
    present = codes.index(dossier.step) if dossier.step in codes else len(codes)
    over = dossier.status in (Status.RESULT_RETURNED, Status.WITHDRAWN)
    lines = []
    for place, step in enumerate(procedure.steps):
        left = _left_at(journal, step.code) if place < present else None
        due, here = planned.get(step.code), place == present and not over
        returned = dossier.status is Status.RESULT_RETURNED and place == present
        lines.append(
            {
                "name": step.name,
                "role": ROLES.get(step.role),
                "unit": step.unit,
                "due": due,
                "done_at": _returned_at(dossier) if returned else left,
                "done": place < present or returned,
                "here": here,
                "who": names.get(dossier.assignee, dossier.assignee) if here else "",
                "late": due is not None and (left or (at if here else due)) > due,
            }
        )
    return lines


def _left_at(journal: Sequence[Record], step: str) -> datetime | None:
    """When a step was last handed on."""
    entry = next((one for one in reversed(journal) if one.data.get("left") == step), None)
    return parse_iso(entry.at) if entry is not None else None


def _returned_at(dossier: Dossier) -> datetime | None:
    return next((at for status, at in reversed(dossier.timeline) if status is Status.RESULT_RETURNED), None)
