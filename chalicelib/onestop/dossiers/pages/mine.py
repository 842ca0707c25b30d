"""The applicant's own dossiers: the list, one dossier with its timeline, supplement, withdrawal, who has looked."""

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Answered, Page, Redirect, Visit, page_status
from chalicelib.commons.agencies import directory
from chalicelib.foundation.clock import parse_iso
from chalicelib.foundation.errors import Conflict, Invalid, Refusal, Stale
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import Asked, Dossier, Status
from chalicelib.onestop.dossiers.consultation import asked_until
from chalicelib.onestop.dossiers.pages.board import (
    listed,
    pages,
    procedure_name,
    procedure_of,
    sentence,
    show_files,
    show_left,
    show_status,
    unit_name,
)
from chalicelib.onestop.dossiers.pages.letters import letters_to
from chalicelib.onestop.dossiers.pages.questions import PREFIX, ask, row_pressed, typed_answers
from chalicelib.onestop.dossiers.pages.telling import show_states
from chalicelib.onestop.dossiers.slips.source import account_of
from chalicelib.onestop.procedures import check_answers, check_partial, summary

SUPPLEMENT = Words("Bổ sung hồ sơ", "Supplement the dossier")
WITHDRAW = Words("Rút hồ sơ", "Withdraw the dossier")
A_PAGE = 25


@pages.get("/ho-so", rule="dossiers.list_mine", title=Words("Hồ sơ của tôi", "My dossiers"))
def mine(request: Request, visit: Visit) -> Page:
    """The caller's dossiers, newest first, drafts among them."""
    page = dossiers.reading().mine(visit.call, request.query.get("tiep", ""), A_PAGE)
    lines = [(one, procedure_name(one.procedure), show_status(one.status)) for one in page.lines]
    return Page("onestop/dossiers/mine.html", {"lines": lines, "cursor": page.cursor})


@pages.get("/ho-so/{id}", rule="dossiers.read", title=Words("Hồ sơ", "Dossier"))
def dossier_page(request: Request, visit: Visit) -> Answered:
    """Where the dossier stands, when it is due and why, and what the applicant can do now."""
    dossier, journal = dossiers.reading().read(visit.call, request.params["id"])
    if not dossiers.keeps(visit.caller, dossier):
        return Redirect(f"/can-bo/ho-so/{dossier.id}")
    if dossier.at_desk:
        return Redirect(f"/quay/ho-so/{dossier.id}")
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
        "timeline_lines": [(show_status(status)["words"], at) for status, at in dossier.timeline],
        "rows": summary(procedure.form, answers, visit.lang),
        "files": show_files(dossier.held, visit.lang),
        "moves": dossiers.open_moves(visit.caller, dossier),
        "result": dossier.file(dossier.result) if dossier.status is Status.RESULT_RETURNED else None,
        "step": _step(dossier),
        "payable": dossiers.payable(dossier),
    }
    return Page("onestop/dossiers/dossier_page.html", facts)


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
    return Page("onestop/dossiers/views_page.html", {"lines": list(lines.values()), "id": request.params["id"]})


@pages.get("/ho-so/{id}/bo-sung", rule="dossiers.supplement", title=SUPPLEMENT)
def supplement_page(request: Request, visit: Visit) -> Answered:
    """What was asked for, and only that, with the reasons."""
    return _supplement_page(request, visit)


@pages.post("/ho-so/{id}/bo-sung", rule="dossiers.supplement", title=SUPPLEMENT)
def supplement(request: Request, visit: Visit) -> Answered:
    """Hands in what was asked for."""
    if row_pressed(visit.typed):
        return _supplement_page(request, visit)
    dossier, _ = dossiers.reading().read(visit.call, request.params["id"])
    answers, _ = check_partial(procedure_of(dossier).form, typed_answers(visit.typed))
    try:
        dossiers.supplements().supplement(visit.change(), dossier.id, answers)
    except (Invalid, Conflict, Stale) as refusal:
        return _supplement_page(request, visit, refusal)
    return Redirect(f"/ho-so/{dossier.id}")


def _supplement_page(request: Request, visit: Visit, refusal: Refusal | None = None) -> Answered:
    dossier, journal = dossiers.reading().read(visit.call, request.params["id"])
    if dossier.asked is None or not dossiers.keeps(visit.caller, dossier):
        return Redirect(f"/ho-so/{dossier.id}")
    procedure, asked = procedure_of(dossier), dossier.asked
    typed, _ = check_partial(procedure.form, typed_answers(visit.typed))
    errors = refusal.fields if refusal else ()
    facts = {
        "dossier": dossier,
        "asked": asked,
        "papers": _asked_papers(dossier, asked, visit.lang),
        "sections": ask(procedure.form, {**dossier.answers, **typed}, errors, visit.lang, only=list(asked.fields)),
        "notes_list": [note for _, note in dossiers.notes_for(journal)],
        "mistakes": [(_place(name), text) for name, text in listed(refusal, visit.lang)],
        "sentence": sentence(refusal, visit.lang),
        "wrong": refusal is not None,
    }
    return Page("onestop/dossiers/supplement_page.html", facts, status=page_status(refusal) if refusal else 200)


def _place(name: str) -> str:
    """Where a wrong part stands on the page: papers under their code, answers under their prefix."""
    return name.replace("papers.", "paper-") if name.startswith("papers.") else PREFIX + name


def _asked_papers(dossier: Dossier, asked: Asked, lang: str) -> list[tuple[object, str, object]]:
    procedure, files = procedure_of(dossier), show_files(dossier.files, lang)
    return [
        (paper, reason, [one for one in files if one["file"].paper == code])
        for code, reason in asked.papers.items()
        if (paper := dossiers.paper_of(procedure, dossier, code)) is not None
    ]


@pages.get("/ho-so/{id}/rut", rule="dossiers.withdraw", title=WITHDRAW)
def withdraw_page(request: Request, visit: Visit) -> Page:
    """Asks once more before the dossier is taken back."""
    dossier, _ = dossiers.reading().read(visit.call, request.params["id"])
    return Page("onestop/dossiers/withdraw_page.html", {"dossier": dossier})


@pages.post("/ho-so/{id}/rut", rule="dossiers.withdraw", title=WITHDRAW)
def withdraw(request: Request, visit: Visit) -> Answered:
    """Takes the dossier back."""
    try:
        dossiers.intake().withdraw(visit.change(), request.params["id"], visit.typed.get("reason"))
    except (Invalid, Conflict, Stale) as refusal:
        dossier, _ = dossiers.reading().read(visit.call, request.params["id"])
        facts = {"dossier": dossier, "sentence": sentence(refusal, visit.lang), "wrong": True}
        return Page("onestop/dossiers/withdraw_page.html", facts, status=page_status(refusal))
    return Redirect(f"/ho-so/{request.params['id']}")
