"""Officers' pages: the queue by due time, a dossier with its form, files and journal, and the moves allowed now."""

from collections.abc import Mapping
from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Answered, Page, Redirect, Visit, page_status
from chalicelib.foundation.clock import parse_iso
from chalicelib.foundation.errors import Conflict, FieldError, Forbidden, Invalid, Refusal, Stale
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import Dossier, Status
from chalicelib.onestop.dossiers.pages.board import (
    listed,
    pages,
    procedure_name,
    procedure_of,
    sentence,
    show_files,
    show_status,
    unit_name,
)
from chalicelib.onestop.dossiers.pages.consultations import consultation_facts
from chalicelib.onestop.dossiers.pages.events import event_words
from chalicelib.onestop.dossiers.performing import perform
from chalicelib.onestop.procedures import check_answers, summary

QUEUE = Words("Hồ sơ cần xử lý", "Dossiers to process")
DOSSIER = Words("Xử lý hồ sơ", "Process a dossier")
A_PAGE = 25


@pages.get("/can-bo", rule="queue.read", title=QUEUE)
def queue(request: Request, visit: Visit) -> Page:
    """The agency's open dossiers, the most urgent first; `cho=1` shows those that wait for the applicant."""
    waiting = request.query.get("cho") == "1"
    page = dossiers.reading().queue(visit.call, request.query.get("tiep", ""), A_PAGE, waiting=waiting)
    lines = [_line(line, visit) for line in page.lines]
    facts = {
        "lines": lines,
        "cursor": page.cursor,
        "waiting": waiting,
        "unit": unit_name(visit.caller.unit, visit.lang),
    }
    return Page("onestop/dossiers/queue.html", facts, wide=True)


def _line(line: Any, visit: Visit) -> dict[str, Any]:
    left = line.due_at - visit.call.at
    return {
        "line": line,
        "procedure": procedure_name(line.procedure),
        "status": show_status(line.status),
        "late": left.total_seconds() < 0,
        "hours": int(left.total_seconds() // 3600),
    }


@pages.get("/can-bo/ho-so/{id}", rule="queue.read", title=DOSSIER)
def officer_page(request: Request, visit: Visit) -> Answered:
    """One dossier on one screen."""
    return _officer_page(request, visit)


def _officer_page(request: Request, visit: Visit, refusal: Refusal | None = None) -> Page:
    dossier, journal = dossiers.reading().read(visit.call, request.params["id"])
    procedure = procedure_of(dossier)
    answers, _ = check_answers(procedure.form, dossier.answers)
    results = [file for file in dossier.files if file.paper == "result"]
    facts = {
        "dossier": dossier,
        "procedure": procedure,
        "status": show_status(dossier.status),
        "unit": unit_name(dossier.unit, visit.lang),
        "overdue": dossier.overdue(visit.call.at),
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
        "results": show_files(results, visit.lang),
        "fields": list(procedure.form.fields()),
        "journal": [(event_words(entry.type), parse_iso(entry.at), entry) for entry in reversed(journal)],
        "moves": dossiers.open_moves(visit.caller, dossier),
        "step": procedure.step(dossier.step) if dossier.step else None,
        "next": _next(dossier),
        "mistakes": listed(refusal, visit.lang),
        "sentence": sentence(refusal, visit.lang),
        "wrong": refusal is not None,
    }
    return Page("onestop/dossiers/officer_page.html", facts, page_status(refusal) if refusal else 200, wide=True)


def _next(dossier: Dossier) -> Any:
    if dossier.status not in (Status.RECEIVED, Status.IN_PROCESS) or not dossier.step:
        return None
    return procedure_of(dossier).after(dossier.step)


@pages.post("/can-bo/ho-so/{id}/{move}", rule="queue.read", title=DOSSIER)
def move(request: Request, visit: Visit) -> Answered:
    """One move; when it cannot be made, the dossier as it is now with the reason, and what was typed."""
    dossier_id, name = request.params["id"], request.params["move"]
    try:
        perform(visit.change(), dossier_id, name, _told(visit, name))
    except (Invalid, Conflict, Stale, Forbidden) as refusal:
        return _officer_page(request, visit, refusal)
    return Redirect(f"/can-bo/ho-so/{dossier_id}")


WRITTEN = ("reason", "remedy", "remark", "legal_basis", "message", "file", "way", "reference", "means", "step")
ASKING = frozenset({"request_supplement", "propose_supplement"})


def _told(visit: Visit, move: str) -> Mapping[str, Any]:
    """What the page's form tells a move; nothing that was left empty."""
    told: dict[str, Any] = {name: visit.typed.get(name) for name in WRITTEN if visit.typed.get(name)}
    if visit.typed.get("amount"):
        told["amount"] = _amount(visit.typed.get("amount"))
    if move in ASKING:
        told |= {"papers": _asked(visit, "paper.", "papers"), "fields": _asked(visit, "field.", "fields")}
    return told


def _amount(typed: str) -> int:
    """A whole number as people write it, dots and spaces between thousands left out."""
    digits = typed.replace(".", "").replace(" ", "")
    if not digits.isdigit():
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
