"""The officer's page of one dossier: everything on one screen, and every move that can be made now with its form."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.journal import Record
from chalicelib.cloud.page import Answered, Page, Redirect, Visit, page_status
from chalicelib.foundation.errors import Conflict, FieldError, Forbidden, Invalid, Refusal, Stale
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import Dossier
from chalicelib.onestop.dossiers.pages.board import (
    listed,
    pages,
    procedure_of,
    sentence,
    show_files,
    show_left,
    show_status,
    unit_name,
)
from chalicelib.onestop.dossiers.pages.consultations import consultation_facts
from chalicelib.onestop.dossiers.pages.panel import panel_facts
from chalicelib.onestop.dossiers.pages.telling import journal_lines, names_in, proposal_of, show_states, show_steps
from chalicelib.onestop.dossiers.performing import perform
from chalicelib.onestop.procedures import check_answers, summary

DOSSIER = Words("Xử lý hồ sơ", "Process a dossier")
WRITTEN = (
    "reason",
    "remedy",
    "remark",
    "legal_basis",
    "message",
    "file",
    "way",
    "reference",
    "means",
    "step",
    "outcome",
)
ASKING = frozenset({"request_supplement", "propose_supplement"})


@pages.get("/can-bo/ho-so/{id}", rule="queue.read", title=DOSSIER)
def officer_page(request: Request, visit: Visit) -> Answered:
    """One dossier on one screen."""
    return _officer_page(request, visit)


@pages.post("/can-bo/ho-so/{id}/{move}", rule="queue.read", title=DOSSIER)
def move(request: Request, visit: Visit) -> Answered:
    """One move; when it cannot be made, the dossier as it is now with the reason, and what was typed."""
    dossier_id, name = request.params["id"], request.params["move"]
    try:
        perform(visit.change(), dossier_id, name, _told(visit, name))
    except (Invalid, Conflict, Stale, Forbidden) as refusal:
        return _officer_page(request, visit, refusal, name)
    return Redirect(f"/can-bo/ho-so/{dossier_id}")


def _officer_page(request: Request, visit: Visit, refusal: Refusal | None = None, tried: str = "") -> Page:
    dossier, journal = dossiers.reading().read(visit.call, request.params["id"])
    moves = dossiers.open_moves(visit.caller, dossier)
    facts = {
        **_shown(dossier, journal, visit),
        **panel_facts(dossier, journal, moves, visit, tried),
        "mistakes": listed(refusal, visit.lang, f"{tried}-"),
        "sentence": sentence(refusal, visit.lang),
        "wrong": refusal is not None,
    }
    return Page("onestop/dossiers/officer_page.html", facts, page_status(refusal) if refusal else 200, wide=True)


def _shown(dossier: Dossier, journal: Sequence[Record], visit: Visit) -> Mapping[str, Any]:
    """What the page says of the dossier."""
    procedure, names = procedure_of(dossier), names_in(dossier, journal, visit.call.at)
    answers, _ = check_answers(procedure.form, dossier.answers)
    return {
        "dossier": dossier,
        "procedure": procedure,
        "status": show_status(dossier.status),
        "unit": unit_name(dossier.unit, visit.lang),
        "overdue": dossier.overdue(visit.call.at),
        "left": show_left(dossier, visit),
        "rules": dossiers.due_rules(dossier),
        **consultation_facts(visit, dossier),
        "rows": summary(procedure.form, answers, visit.lang),
        "party": dossiers.party_rows(dossier, visit.lang),
        "helped": unit_name(dossier.helped_by, visit.lang),
        "postal": dossiers.postal_address(dossier, visit.lang) if dossier.delivery.way == "post" else "",
        "papers": [
            (paper, show_files([file for file in dossier.held if file.paper == paper.code], visit.lang))
            for paper in dossiers.papers_of(procedure, dossier, answers)
        ],
        "results": show_files([file for file in dossier.files if file.paper == "result"], visit.lang),
        "fields": list(procedure.form.fields()),
        "step": procedure.step(dossier.step) if dossier.step else None,
        "holder": names.get(dossier.assignee, dossier.assignee),
        "proposal": proposal_of(dossier, journal, names),
        "states": show_states(dossier),
        "steps": show_steps(dossier, procedure, journal, names, visit.call.at),
        "journal": journal_lines(dossier, procedure, journal, names),
    }


def _told(visit: Visit, move: str) -> Mapping[str, Any]:
    """What the page's form tells a move; nothing that was left empty."""
    told: dict[str, Any] = {name: visit.typed.get(name) for name in WRITTEN if visit.typed.get(name)}
    if visit.typed.all("checks"):
        told["checks"] = list(visit.typed.all("checks"))
    if move == "assign":
        told["assignee"] = visit.typed.get("assignee")
    if visit.typed.get("amount"):
        told["amount"] = _amount(visit.typed.get("amount"))
    if move in ASKING:
        told |= {"papers": _asked(visit, "paper.", "papers"), "fields": _asked(visit, "field.", "fields")}
    return told


def _amount(typed: str) -> int:
    """A whole number as people write it, dots and spaces between thousands left out."""
    digits = typed.replace(".", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 15):
        vi, en = "Hãy nhập một số nguyên dương.", "Enter a whole number."
        raise Invalid("dossiers/amount", vi, en, [FieldError("amount", "dossiers/amount", vi, en)])
    return int(digits)


def _asked(visit: Visit, prefix: str, part: str) -> Mapping[str, str]:
    """The reasons by the code of what was ticked; a tick without a reason is refused."""
    ticked = visit.typed.all(part)
    reasons = visit.typed.under(prefix)
    lacking = [code for code in ticked if code not in reasons]
    if lacking:
        vi, en = "Hãy ghi lý do cho mỗi mục được chọn.", "Give a reason for each part you have chosen."
        errors = [FieldError(f"{prefix}{code}", "dossiers/reason-needed", vi, en) for code in lacking]
        raise Invalid("dossiers/reason-needed", vi, en, errors)
    return {code: reasons[code] for code in ticked}
