"""Officers' pages: the queue by due time, a dossier with its form, files and journal, and the moves allowed now."""

from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.cloud.call import Call
from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Answered, Page, Redirect, Visit, page_status
from chalicelib.foundation.clock import parse_iso
from chalicelib.foundation.errors import Conflict, FieldError, Forbidden, Invalid, Refusal, Stale
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import Asked, Dossier, Status
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
from chalicelib.onestop.dossiers.pages.events import event_words
from chalicelib.onestop.procedures import check_answers, papers_asked, summary

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
        "rows": summary(procedure.form, answers, visit.lang),
        "papers": [
            (paper, show_files([file for file in dossier.held if file.paper == paper.code], visit.lang))
            for paper in papers_asked(procedure, answers)
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
    dossier_id = request.params["id"]
    try:
        make = MAKERS.get(request.params["move"])
        if make is None:
            raise Conflict("dossiers/unknown-move", "Không có việc này.", "There is no such move.")
        make(visit, visit.change(), dossier_id)
    except (Invalid, Conflict, Stale, Forbidden) as refusal:
        return _officer_page(request, visit, refusal)
    return Redirect(f"/can-bo/ho-so/{dossier_id}")


def _receive(visit: Visit, call: Call, dossier_id: str) -> None:
    dossiers.intake().receive(call, dossier_id)


def _request_supplement(visit: Visit, call: Call, dossier_id: str) -> None:
    papers = _asked(visit, "paper.", "papers")
    fields = _asked(visit, "field.", "fields")
    dossiers.intake().request_supplement(call, dossier_id, Asked(papers, fields), visit.typed.get("message"))


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


def _refuse(visit: Visit, call: Call, dossier_id: str) -> None:
    reason, remedy = _needed(visit, "reason"), _needed(visit, "remedy")
    dossiers.intake().refuse(call, dossier_id, reason, remedy)


def _needed(visit: Visit, name: str) -> str:
    text = visit.typed.get(name)
    if not text:
        vi = "Hãy ghi lý do và cách khắc phục; người dân sẽ đọc nguyên văn."
        en = "Write the reason and the remedy; the applicant will read them as they are."
        raise Invalid("dossiers/reason-needed", vi, en, [FieldError(name, "dossiers/reason-needed", vi, en)])
    return text


def _advance(visit: Visit, call: Call, dossier_id: str) -> None:
    dossiers.processing().advance(call, dossier_id, visit.typed.get("remark"))


def _attach_result(visit: Visit, call: Call, dossier_id: str) -> None:
    dossiers.processing().attach_result(call, dossier_id, visit.typed.get("file"))


def _return_result(visit: Visit, call: Call, dossier_id: str) -> None:
    dossiers.processing().return_result(call, dossier_id, visit.typed.get("way", "online"))


MAKERS: Mapping[str, Callable[[Visit, Call, str], None]] = {
    "receive": _receive,
    "request_supplement": _request_supplement,
    "refuse": _refuse,
    "advance": _advance,
    "attach_result": _attach_result,
    "return_result": _return_result,
}
