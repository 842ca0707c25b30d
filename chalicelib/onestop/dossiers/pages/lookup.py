"""Look-up by dossier code: status and dates for everybody, the timeline with the last four digits of the citizen id."""

from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Page, Visit, page_status
from chalicelib.foundation.errors import FieldError, Invalid, Missing, Refusal, TooMany
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import Standing, overdue
from chalicelib.onestop.dossiers.pages.board import pages, procedure_name, sentence, show_status, unit_name

LOOK_UP = Words("Tra cứu hồ sơ", "Look up a dossier")
CODE_LONGEST = 60


@pages.get("/tra-cuu", rule="dossiers.lookup", title=LOOK_UP)
def look_up_page(request: Request, visit: Visit) -> Page:
    """The form; with a code in the address, as on a slip's QR, also where that dossier stands."""
    code = request.query.get("ma", "").strip()[:CODE_LONGEST]
    return _look_up(visit, code, "") if code else _page(visit, "")


@pages.post("/tra-cuu", rule="dossiers.lookup", title=LOOK_UP)
def look_up(request: Request, visit: Visit) -> Page:
    """Code and digits; the digits never stand in an address."""
    code, digits = visit.typed.get("ma")[:CODE_LONGEST], visit.typed.get("so").replace(" ", "")
    if digits and not (len(digits) == 4 and digits.isascii() and digits.isdecimal()):
        wrong = FieldError("so", "lookup/digits", "Hãy nhập đúng 4 chữ số.", "Enter exactly 4 digits.")
        return _page(visit, code, refusal=Invalid(wrong.code, wrong.vi, wrong.en, [wrong]))
    return _look_up(visit, code, digits)


def _look_up(visit: Visit, code: str, digits: str) -> Page:
    try:
        standing = dossiers.reading().look_up(visit.call, code, digits, visit.request.source_ip)
    except (Invalid, Missing, TooMany) as refusal:
        return _page(visit, code, refusal=refusal)
    wrong = dossiers.wrong_digits() if digits and not standing.id else None
    return _page(visit, code, standing, digits=digits, refusal=wrong)


def _page(
    visit: Visit,
    code: str,
    standing: Standing | None = None,
    refusal: Refusal | None = None,
    digits: str = "",
) -> Page:
    field = refusal.fields[0].field if refusal and refusal.fields else "ma"
    facts: dict[str, Any] = {
        "code": code,
        "standing": standing,
        "limited": isinstance(refusal, TooMany),
        "digits": digits if standing and standing.id else "",
        "mistakes": {field: sentence(refusal, visit.lang)} if refusal else {},
        "wrong": refusal is not None,
    }
    if standing is not None:
        counted = standing.due_at or standing.receive_by
        facts |= {
            "status": show_status(standing.status),
            "procedure": procedure_name(standing.procedure),
            "unit": unit_name(standing.unit, visit.lang),
            "timeline_lines": [(show_status(status)["words"], at) for status, at in standing.timeline],
            "overdue": overdue(standing.status, counted, visit.call.at),
        }
    status = page_status(refusal) if refusal else 200
    headers = {"Retry-After": str(refusal.retry_after)} if isinstance(refusal, TooMany) else {}
    return Page("onestop/dossiers/lookup_page.html", facts, status=status, headers=headers)
