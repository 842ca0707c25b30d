"""One of the applicant's own dossiers: its promise and course, who has looked, withdrawal. Drafts are a task list."""

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Answered, Page, Redirect, Visit, page_status
from chalicelib.commons import identity
from chalicelib.commons.agencies import directory
from chalicelib.foundation.clock import parse_iso
from chalicelib.foundation.errors import Conflict, Invalid, Refusal, Stale
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import Dossier, Status
from chalicelib.onestop.dossiers.consultation import asked_until
from chalicelib.onestop.dossiers.model import WAITING
from chalicelib.onestop.dossiers.pages.board import (
    pages,
    procedure_of,
    sentence,
    show_files,
    show_left,
    show_status,
    unit_name,
)
from chalicelib.onestop.dossiers.pages.course import course_of
from chalicelib.onestop.dossiers.pages.hub import hub_page
from chalicelib.onestop.dossiers.pages.letters import letters_to
from chalicelib.onestop.dossiers.pages.telling import show_states
from chalicelib.onestop.dossiers.slips import qr
from chalicelib.onestop.dossiers.slips.source import account_of
from chalicelib.onestop.procedures import check_answers, summary

WITHDRAW = Words("Rút hồ sơ", "Withdraw the dossier")


@pages.get("/ho-so/{id}", rule="dossiers.read", title=Words("Hồ sơ", "Dossier"))
def dossier_page(request: Request, visit: Visit) -> Answered:
    """Where the dossier stands, when it is due and why, and what the applicant can do now."""
    dossier, journal = dossiers.reading().read(visit.call, request.params["id"])
    if not dossiers.keeps(visit.caller, dossier):
        return Redirect(f"/can-bo/ho-so/{dossier.id}")
    if dossier.at_desk:
        return Redirect(f"/quay/ho-so/{dossier.id}")
    if dossier.status is Status.DRAFT:
        return hub_page(visit, dossier, journal)
    procedure = procedure_of(dossier)
    answers, _ = check_answers(procedure.form, dossier.answers)
    facts = {
        "dossier": dossier,
        "procedure": procedure,
        "status": show_status(dossier.status),
        "unit": unit_name(dossier.unit, visit.lang),
        "overdue": dossier.overdue(visit.call.at),
        "left": show_left(dossier, visit),
        "account": account_of(directory(), dossier.unit),
        "rules": dossiers.due_rules(dossier),
        "asked_until": asked_until(dossier.consultations),
        "letters": letters_to(dossier, journal),
        "states": show_states(dossier),
        "course": course_of(dossier, procedure, visit.call.at),
        "tone": _tone(dossier, visit),
        "extended": any(one.kind == "extended" for one in dossier.happenings),
        "qr": qr.mark_of(visit.absolute("/tra-cuu"), dossier.code) if dossier.code else None,
        "party": dossiers.party_rows(dossier, visit.lang),
        "postal": dossiers.postal_address(dossier, visit.lang) if dossier.delivery.way == "post" else "",
        "rows": summary(procedure.form, answers, visit.lang),
        "files": show_files(dossier.held, visit.lang),
        "moves": dossiers.open_moves(visit.call, dossier),
        "result": dossier.file(dossier.result) if dossier.status is Status.RESULT_RETURNED else None,
        "step": _step(dossier),
        "payable": dossiers.payable(dossier),
    }
    return Page("onestop/dossiers/dossier_page.html", facts)


def _tone(dossier: Dossier, visit: Visit) -> str:
    """The tone of the promise: late or refused, waiting for somebody outside, done, or simply running."""
    refused = dossier.status is Status.REJECTED_AT_INTAKE or dossier.refused
    if dossier.overdue(visit.call.at) or refused:
        return "late"
    if dossier.status in WAITING:
        return "wait"
    return "good" if dossier.status in (Status.RESULT_READY, Status.RESULT_RETURNED) else ""


def _step(dossier: Dossier) -> Words | None:
    """The step the dossier is in, while it is being processed, with the division that does it where that is known: an
    owner may see down to it (TT 01/2018/TT-VPCP art. 16)."""
    if not dossier.step or dossier.status not in (Status.RECEIVED, Status.IN_PROCESS):
        return None
    step = procedure_of(dossier).step(dossier.step)
    vi, en = (f" ({step.unit.vi})", f" ({step.unit.en})") if step.unit else ("", "")
    return Words(step.name.vi + vi, step.name.en + en)


@pages.get("/ho-so/{id}/luot-xem", rule="dossiers.read", title=Words("Ai đã xem hồ sơ", "Who has viewed the dossier"))
def views_page(request: Request, visit: Visit) -> Page:
    """Every officer's look at the dossier; looks within one minute are one line."""
    seen = dossiers.reading().views(visit.call, request.params["id"])
    lines = {(one.at[:16], one.actor): (parse_iso(one.at), unit_name(one.unit, visit.lang), one.actor) for one in seen}
    names = identity.names({one.actor for one in seen}, visit.call.at)
    facts = {"lines": list(lines.values()), "names": names, "id": request.params["id"]}
    return Page("onestop/dossiers/views_page.html", facts)


@pages.get("/ho-so/{id}/rut", rule="dossiers.withdraw", title=WITHDRAW)
def withdraw_page(request: Request, visit: Visit) -> Answered:
    """Asks once more before the dossier is taken back, and says what that means."""
    return _withdraw_page(request, visit)


@pages.post("/ho-so/{id}/rut", rule="dossiers.withdraw", title=WITHDRAW)
def withdraw(request: Request, visit: Visit) -> Answered:
    """Takes the dossier back."""
    try:
        dossiers.intake().withdraw(visit.change(), request.params["id"], visit.typed.get("reason"))
    except (Invalid, Conflict, Stale) as refusal:
        return _withdraw_page(request, visit, refusal)
    return Redirect(f"/ho-so/{request.params['id']}")


def _withdraw_page(request: Request, visit: Visit, refusal: Refusal | None = None) -> Answered:
    dossier, _ = dossiers.reading().read(visit.call, request.params["id"])
    facts = {
        "dossier": dossier,
        "procedure": procedure_of(dossier),
        "status": show_status(dossier.status),
        "unit": unit_name(dossier.unit, visit.lang),
        "may": "withdraw" in dossiers.open_moves(visit.call, dossier),
        "sentence": sentence(refusal, visit.lang),
        "wrong": refusal is not None,
    }
    return Page("onestop/dossiers/withdraw_page.html", facts, status=page_status(refusal) if refusal else 200)
