"""Applying: begin a draft, fill in the form, check the answers, submit, the confirmation."""

from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Answered, Page, Redirect, Visit, page_status
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import Conflict, FieldError, Invalid, Refusal, Stale
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import Dossier, Status
from chalicelib.onestop.dossiers.pages.board import listed, pages, procedure_of, sentence, show_files, unit_name
from chalicelib.onestop.dossiers.pages.draft import (
    applicant_of,
    delivery_words,
    doubt_of,
    draft_of,
    has_lapsed,
    tasks_of,
)
from chalicelib.onestop.dossiers.pages.questions import PREFIX, ask, prefilled, typed_answers
from chalicelib.onestop.procedures import check_answers, check_partial, fees_due, summary

FILL_IN = Words("Điền biểu mẫu", "Fill in the form")
CHECK = Words("Kiểm tra và nộp", "Check and submit")


@pages.post("/nop/{procedure}", rule="drafts.create", title=Words("Bắt đầu làm hồ sơ", "Begin a dossier"))
def begin(request: Request, visit: Visit) -> Redirect:
    """A new draft; pressing twice begins one."""
    place = visit.typed.get("place") or None
    made = dossiers.drafts().begin(visit.change(), request.params["procedure"], place)
    return Redirect(f"/ho-so/{made['id']}/khai")


@pages.get("/ho-so/{id}/khai", rule="drafts.read", title=FILL_IN)
def form_page(request: Request, visit: Visit) -> Answered:
    """The form with what was typed so far; on a fresh draft, with what the city knows."""
    draft = draft_of(request, visit)
    if draft is None:
        return Redirect(f"/ho-so/{request.params['id']}")
    form = procedure_of(draft).form
    answers = draft.answers or prefilled(form, applicant_of(draft, visit))
    errors: list[FieldError] = []
    if "luu" in request.query:
        _, errors = check_partial(form, answers)
    return _form_page(visit, draft, answers, errors, saved="luu" in request.query)


@pages.post("/ho-so/{id}/khai", rule="drafts.save", title=FILL_IN)
def save_form(request: Request, visit: Visit) -> Answered:
    """Keeps what was typed, right or wrong; going on wants it right."""
    draft = draft_of(request, visit)
    if draft is None:
        return Redirect(f"/ho-so/{request.params['id']}")
    form = procedure_of(draft).form
    answers, _ = check_partial(form, typed_answers(visit.typed))
    try:
        made = dossiers.drafts().save(visit.change(), draft.id, answers)
    except (Invalid, Conflict, Stale) as refusal:
        return _form_page(visit, draft, answers, [], refusal=refusal)
    if visit.typed.get("go") != "next":
        return Redirect(f"/ho-so/{draft.id}/khai", {"luu": "1"})
    _, errors = check_answers(form, answers)
    if errors:
        return _form_page(visit, draft, answers, errors, version=int(made["version"]))
    return Redirect(f"/ho-so/{draft.id}/giay-to")


def _form_page(
    visit: Visit,
    draft: Dossier,
    answers: Any,
    errors: list[FieldError],
    *,
    saved: bool = False,
    version: int | None = None,
    refusal: Refusal | None = None,
) -> Page:
    procedure = procedure_of(draft)
    facts = {
        "draft": draft,
        "procedure": procedure,
        "sections": ask(procedure.form, answers, errors, visit.lang),
        "errors": [(PREFIX + one.field, one.en if visit.lang == "en" else one.vi) for one in errors],
        "sentence": sentence(refusal, visit.lang),
        "stale": isinstance(refusal, Stale),
        "version": draft.version if version is None else version,
        "saved": saved,
        "tasks": tasks_of(draft),
        "lapsed": has_lapsed(draft, visit),
        "wrong": bool(errors) or refusal is not None,
    }
    status = page_status(refusal) if refusal else (422 if errors and not saved else 200)
    return Page("onestop/dossiers/form_page.html", facts, status=status)


@pages.get("/ho-so/{id}/kiem-tra", rule="drafts.read", title=CHECK)
def check_page(request: Request, visit: Visit) -> Answered:
    """Everything that will be handed in, each part with its link to change it."""
    draft = draft_of(request, visit)
    return _check_page(visit, draft) if draft else Redirect(f"/ho-so/{request.params['id']}")


@pages.post("/ho-so/{id}/kiem-tra", rule="drafts.submit", title=CHECK)
def submit(request: Request, visit: Visit) -> Answered:
    """Hands the draft in; what is missing or has changed is shown on the same page."""
    dossier_id = request.params["id"]
    try:
        dossiers.drafts().submit(visit.change(), dossier_id)
    except (Invalid, Conflict, Stale) as refusal:
        draft = draft_of(request, visit)
        if draft is None:
            return Redirect(f"/ho-so/{dossier_id}")
        return _check_page(visit, draft, refusal)
    return Redirect(f"/ho-so/{dossier_id}/xong")


def _check_page(visit: Visit, draft: Dossier, refusal: Refusal | None = None) -> Page:
    procedure = procedure_of(draft)
    answers, wrong = check_answers(procedure.form, draft.answers)
    papers = dossiers.papers_of(procedure, draft, answers)
    files = show_files([file for file in draft.files if file.state != "refused"], visit.lang)
    facts = {
        "draft": draft,
        "procedure": procedure,
        "rows": summary(procedure.form, answers, visit.lang),
        "party": dossiers.party_rows(draft, visit.lang),
        "doubt": doubt_of(draft, visit.lang),
        "way": delivery_words(draft),
        "postal": dossiers.postal_address(draft, visit.lang) if draft.delivery.way == "post" else "",
        "unanswered": len(wrong),
        "papers": [(paper, [one for one in files if one["file"].paper == paper.code]) for paper in papers],
        "fees": fees_due(procedure, answers, vietnam_day(visit.call.at), draft.channel),
        "unit": unit_name(draft.unit, visit.lang),
        "mistakes": [(place_of_mistake(draft, visit, name), text) for name, text in listed(refusal, visit.lang)],
        "tasks": tasks_of(draft),
        "lapsed": has_lapsed(draft, visit),
        "sentence": sentence(refusal, visit.lang),
        "wrong": refusal is not None,
    }
    return Page("onestop/dossiers/check_page.html", facts, status=page_status(refusal) if refusal else 200)


@pages.get("/ho-so/{id}/xong", rule="dossiers.read", title=Words("Đã nộp hồ sơ", "Dossier submitted"))
def submitted(request: Request, visit: Visit) -> Answered:
    """The confirmation: the code, by when it will be received, and what comes next."""
    dossier, _ = dossiers.reading().read(visit.call, request.params["id"])
    if dossier.status is Status.DRAFT:
        return Redirect(f"/ho-so/{dossier.id}/kiem-tra")
    if dossier.at_desk:
        return Redirect(f"/quay/ho-so/{dossier.id}", {"xong": "1"})
    facts = {
        "dossier": dossier,
        "procedure": procedure_of(dossier),
        "unit": unit_name(dossier.unit, visit.lang),
        "payable": dossiers.payable(dossier),
    }
    return Page("onestop/dossiers/submitted.html", facts)


def place_of_mistake(draft: Dossier, visit: Visit, name: str) -> str:
    """Where something wrong is put right: the address of its page and of the place on it."""
    at, _, field = name.partition(".")
    places = {"papers": ("giay-to", "paper-"), "party": ("nguoi-nop", "f-a."), "delivery": ("nhan-ket-qua", "f-a.")}
    page, mark = places.get(at, ("khai", "f-a."))
    query = {"luu": 1} if page in ("khai", "nguoi-nop") else {}
    return visit.url(f"/ho-so/{draft.id}/{page}", **query) + f"#{mark}{field if at in places else name}"
