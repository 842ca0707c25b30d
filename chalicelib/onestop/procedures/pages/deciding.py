"""The moves of a proposal, each asked once more before it is made; publishing decides about running dossiers."""

from datetime import date
from typing import Any, get_args

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Answered, Page, Redirect, Visit, page_status
from chalicelib.foundation.clock import short_date
from chalicelib.foundation.errors import Conflict, FieldError, Forbidden, Invalid, Refusal, Stale
from chalicelib.onestop.procedures import FIELD_TYPES, MOVES, Field, Publication, Reviewed, proposals
from chalicelib.onestop.procedures.lifecycle import BASIS_LONGEST, REMARK_LONGEST, Running
from chalicelib.onestop.procedures.pages.board import DESK, listed, pages, sentence

ADDRESSES = {
    "trinh": "propose",
    "tra-lai": "send_back",
    "duyet": "approve",
    "khong-duyet": "reject",
    "cong-bo": "publish",
}
ASKED = frozenset({"remark", "running", "basis", "in_force_from"})
TITLES = {
    "propose": Words("Trình thẩm định", "Hand in for review"),
    "send_back": Words("Trả lại để sửa", "Send back"),
    "approve": Words("Duyệt đề xuất", "Approve the proposal"),
    "reject": Words("Không duyệt đề xuất", "Reject the proposal"),
    "publish": Words("Công bố thủ tục", "Publish the procedure"),
}


def _confirm(request: Request, visit: Visit) -> Answered:
    """Asks once more; who may not make the move now goes back to the proposal."""
    reviewed = proposals().read(visit.call, request.params["id"])
    name = _move(visit)
    if name not in proposals().open_moves(visit.caller, reviewed.proposal):
        return Redirect(f"{DESK}/{reviewed.proposal.id}")
    return _page(visit, reviewed, name)


def _make(request: Request, visit: Visit) -> Answered:
    """Makes the move; a refusal is told on the same page, with what was typed."""
    proposal_id, name, typed = request.params["id"], _move(visit), visit.typed
    try:
        decided = _decided(visit) if name == "publish" else None
        proposals().move(visit.change(), proposal_id, name, typed.get("remark"), decided)
    except (Invalid, Conflict, Stale, Forbidden) as refusal:
        return _page(visit, proposals().read(visit.call, proposal_id), name, refusal)
    return Redirect(f"{DESK}/{proposal_id}")


def _move(visit: Visit) -> str:
    return ADDRESSES[visit.route.rpartition("/")[2]]


def _decided(visit: Visit) -> Publication:
    """What the form says about the first day and running dossiers. Invalid with the wrong fields."""
    running: Any = visit.typed.get("running", "leave")
    if running not in get_args(Running):
        vi, en = "Hãy chọn cách xử lý hồ sơ đang giải quyết.", "Choose what happens to running dossiers."
        raise Invalid(
            "procedures/running-unknown", vi, en, [FieldError("running", "procedures/running-unknown", vi, en)]
        )
    return Publication(running, visit.typed.get("basis"), _first_day(visit.typed.get("in_force_from")))


def _first_day(typed: str) -> date | None:
    if not typed:
        return None
    try:
        field = Field("in_force_from", "date", Words("", ""))
        return date.fromisoformat(FIELD_TYPES["date"].parse(field, typed))
    except Invalid as wrong:
        error = FieldError("in_force_from", wrong.code, wrong.vi, wrong.en)
        raise Invalid(wrong.code, wrong.vi, wrong.en, [error]) from None


def _page(visit: Visit, reviewed: Reviewed, name: str, refusal: Refusal | None = None) -> Page:
    shown = reviewed.preview
    first = short_date(shown.procedure.in_force_from) if shown else ""
    facts = {
        "proposal": reviewed.proposal,
        "move": name,
        "address": f"{DESK}/{reviewed.proposal.id}/{visit.route.rpartition('/')[2]}",
        "title_words": TITLES[name],
        "remark_needed": MOVES[name].remark,
        "procedure": shown.procedure if shown else None,
        "follows": shown.against if shown else None,
        "changes": len(shown.changed) if shown else 0,
        "unread": len(shown.unread) if shown else 0,
        "in_force_from": visit.typed.get("in_force_from", first),
        "running": visit.typed.get("running", "leave"),
        "longest": {"remark": REMARK_LONGEST, "basis": BASIS_LONGEST},
        "sentence": sentence(refusal, visit.lang),
        "mistakes": [(name if name in ASKED else "", text) for name, text in listed(refusal, visit.lang)],
        "stale": isinstance(refusal, Stale),
        "wrong": refusal is not None,
    }
    return Page("onestop/procedures/proposal_move.html", facts, status=page_status(refusal) if refusal else 200)


for _address, _name in ADDRESSES.items():
    pages.get(f"{DESK}/{{id}}/{_address}", rule=MOVES[_name].action, title=TITLES[_name])(_confirm)
    pages.post(f"{DESK}/{{id}}/{_address}", rule=MOVES[_name].action, title=TITLES[_name])(_make)
