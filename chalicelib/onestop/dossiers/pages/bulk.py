"""Several dossiers at once: what was chosen and what will become of each, then what has become of each."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Page, Visit, page_status
from chalicelib.commons import identity
from chalicelib.commons.agencies import directory
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import Invalid, Refusal
from chalicelib.foundation.text import name_key
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import Dossier
from chalicelib.onestop.dossiers.bulk import MOST_AT_ONCE, SAFE, Bulk, not_at_once
from chalicelib.onestop.dossiers.holding import step_of
from chalicelib.onestop.dossiers.pages.board import listed, pages, procedure_of, sentence, show_status

SEVERAL = Words("Làm với nhiều hồ sơ", "Several dossiers at once")
NOBODY = "-"
"""What the form sends for “to nobody”, since an empty choice is none."""
HEADINGS: Mapping[str, Words] = {
    "assign": Words("Giao nhiều hồ sơ", "Assign several dossiers"),
    "take": Words("Nhận nhiều hồ sơ về mình", "Take several dossiers"),
    "advance": Words("Chuyển bước nhiều hồ sơ", "Hand on several dossiers"),
    "return_result": Words("Trả kết quả nhiều hồ sơ", "Return several results"),
}
NOT_NOW = Words("Lúc này không làm được việc này với hồ sơ này.", "This cannot be done to this dossier now.")
OWES = Words("Còn phí chưa nộp; hãy thu trước.", "A fee is still owed; take it first.")
TO_CONFIRM = Words(
    "Bước này có những điểm phải xác nhận cho từng hồ sơ; hãy mở hồ sơ.",
    "This step has checks to be confirmed for each dossier; open it.",
)
TO_ANSWER = Words(
    "Chuyên viên đề nghị yêu cầu bổ sung; hãy mở hồ sơ để yêu cầu hoặc chuyển lại.",
    "A supplement request is proposed; open the dossier to make it or to hand it back.",
)
BY_POST = Words(
    "Người nộp nhận qua bưu chính: mở hồ sơ để ghi số hiệu bưu gửi.",
    "The applicant wants it by post: open the dossier to enter the post's number.",
)


def works_of(visit: Visit, queue: str) -> list[tuple[str, Words]]:
    """What the caller may do with several dossiers of one of their agency's queues."""
    unit, able = visit.caller.unit, []
    rules = {"work": ("take", "advance", "assign"), "ready": ("return_result", "assign"), "waiting": ("assign",)}
    actions = {"take": "dossiers.take", "advance": "dossiers.process", "assign": "dossiers.assign"}
    for name in rules[queue]:
        if identity.may(visit.caller, actions.get(name, "dossiers.return_result"), unit=unit):
            able.append((name, SHORT[name]))
    return able


SHORT: Mapping[str, Words] = {
    "assign": Words("Giao", "Assign"),
    "take": Words("Nhận về mình", "Take"),
    "advance": Words("Chuyển bước", "Hand on"),
    "return_result": Words("Trả kết quả", "Return the results"),
}


@pages.post("/can-bo/nhieu", rule="queue.read", title=SEVERAL)
def preview(request: Request, visit: Visit) -> Page:
    """What was chosen and what would become of each; nothing is changed yet."""
    return _preview(visit, visit.typed.get("viec"), None)


@pages.post("/can-bo/nhieu/{move}", rule="queue.read", title=SEVERAL)
def carry_out(request: Request, visit: Visit) -> Page:
    """Does it to each in a transaction of its own, and tells what became of it; sent again, the same."""
    move, versions = request.params["move"], visit.typed.under("v.")
    try:
        seen = [(one, _number(versions.get(one, ""))) for one in dict.fromkeys(visit.typed.all("chon"))]
        done = Bulk().perform_all(visit.change(), move, seen, _told(visit, move))
    except Invalid as refusal:
        return _preview(visit, move, refusal)
    finally:
        dossiers.tallies().forget(visit.caller.unit)
    known, whom = {one.id: one for one in _chosen(visit)}, visit.typed.get("assignee")
    facts = {
        "move": move,
        "heading": HEADINGS[move],
        "lines": [(known.get(one.dossier), one, sentence(one.refusal, visit.lang)) for one in done],
        "count": sum(one.refusal is None for one in done),
        "whom": identity.names([whom], visit.call.at).get(whom, whom) if whom not in ("", NOBODY) else "",
    }
    return Page("onestop/dossiers/bulk_done.html", facts, wide=True, title=HEADINGS[move])


def _told(visit: Visit, move: str) -> Mapping[str, str]:
    """What the form tells the move. Invalid `dossiers/choose-officer` when nobody was chosen to assign to."""
    if move == "assign":
        assignee = visit.typed.get("assignee")
        if not assignee:
            raise Invalid("dossiers/choose-officer", "Hãy chọn người xử lý.", "Choose an officer.")
        return {"assignee": "" if assignee == NOBODY else assignee}
    return {"remark": visit.typed.get("remark")}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _chosen(visit: Visit) -> list[Dossier]:
    """The chosen dossiers of the caller's own agency, at most so many as are done at once: one call."""
    return dossiers.reading().chosen(visit.call, list(dict.fromkeys(visit.typed.all("chon")))[:MOST_AT_ONCE])


def _preview(visit: Visit, move: str, refusal: Refusal | None) -> Page:
    if move not in SAFE:
        raise not_at_once()
    found = _chosen(visit)
    people = _people(visit, found) if move == "assign" else []
    names = identity.names({one.assignee for one in found if one.assignee} | {one for one, _ in people}, visit.call.at)
    lines = [_line(one, move, visit, names) for one in found]
    able = [one for one in lines if one["obstacle"] is None]
    facts: Mapping[str, Any] = {
        "move": move,
        "heading": HEADINGS[move],
        "lines": able,
        "left_out": [one for one in lines if one["obstacle"] is not None],
        "people": sorted(((one, names.get(one, one)) for one, _ in people), key=lambda one: name_key(one[1])),
        "nobody": NOBODY,
        "mixed": len({one["role"] for one in able}) > 1,
        "too_many": len(dict.fromkeys(visit.typed.all("chon"))) > MOST_AT_ONCE,
        "most": MOST_AT_ONCE,
        "mistakes": listed(refusal, visit.lang),
        "sentence": sentence(refusal, visit.lang),
        "wrong": refusal is not None,
    }
    status = page_status(refusal) if refusal else 200
    return Page("onestop/dossiers/bulk.html", facts, status, wide=True, title=HEADINGS[move])


def _people(visit: Visit, found: Sequence[Dossier]) -> list[tuple[str, str]]:
    """The officers who hold a role of the chosen dossiers' steps today: account and role."""
    day, unit = vietnam_day(visit.call.at), visit.caller.unit
    roles = {step_of(procedure_of(one), one).role for one in found}
    held = {account: role for role in roles for account in directory().officers(unit, role, day)}
    return list(held.items())


def _line(dossier: Dossier, move: str, visit: Visit, names: Mapping[str, str]) -> dict[str, Any]:
    procedure, present = procedure_of(dossier), step_of(procedure_of(dossier), dossier)
    following = procedure.after(dossier.step) if dossier.step else None
    return {
        "dossier": dossier,
        "procedure": procedure.name,
        "step": present.name,
        "role": present.role,
        "next": following.name if following is not None else None,
        "status": show_status(dossier.status),
        "holder": names.get(dossier.assignee, dossier.assignee),
        "obstacle": obstacle(dossier, move, dossiers.open_moves(visit.call, dossier)),
    }


def obstacle(dossier: Dossier, move: str, able: Sequence[str]) -> Words | None:
    """Why a dossier is left out before anything is tried; None when nothing speaks against it."""
    if move in ("advance", "return_result") and any(
        one.required for one in step_of(procedure_of(dossier), dossier).checks
    ):
        return TO_CONFIRM if move in able else NOT_NOW
    if move == "advance" and dossier.proposal == "supplement":
        return TO_ANSWER
    if move == "return_result" and move in able:
        if dossier.payment.state == "due":
            return OWES
        if dossier.delivery.way == "post":
            return BY_POST
    return None if move in able else NOT_NOW
