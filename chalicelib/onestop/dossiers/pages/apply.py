"""Applying: begin a draft, the whole form on one page, the confirmation."""

from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Answered, Page, Redirect, Visit, page_status
from chalicelib.foundation.errors import Conflict, FieldError, Invalid, Refusal, Stale
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import Dossier, Status
from chalicelib.onestop.dossiers.pages.board import pages, procedure_of, sentence, unit_name
from chalicelib.onestop.dossiers.pages.draft import applicant_of, draft_of, has_lapsed, tasks_of
from chalicelib.onestop.dossiers.pages.questions import PREFIX, ask, nested, prefilled, typed_answers
from chalicelib.onestop.dossiers.slips import qr
from chalicelib.onestop.procedures import Form, check_answers, check_partial

FILL_IN = Words("Điền biểu mẫu", "Fill in the form")
WHOLE = {"ca": "1"}
"""A citizen who asks for the whole form on one page."""


@pages.post("/nop/{procedure}", rule="drafts.create", title=Words("Bắt đầu làm hồ sơ", "Begin a dossier"))
def begin(request: Request, visit: Visit) -> Redirect:
    """A new draft and its task list; pressing twice begins one. Without the place that it needs, back to choose it."""
    place = visit.typed.get("place") or None
    try:
        made = dossiers.drafts().begin(visit.change(), request.params["procedure"], place)
    except Invalid as refusal:
        if refusal.code != "agencies/place-needed":
            raise
        return Redirect(f"/thu-tuc/{request.params['procedure']}", {"thieu": "noi"})
    return Redirect(f"/ho-so/{made['id']}")


@pages.get("/ho-so/{id}/khai", rule="drafts.read", title=FILL_IN)
def form_page(request: Request, visit: Visit) -> Answered:
    """The whole form with what was typed so far; on a fresh draft, with what the city knows.

    At a desk it is the way of filling in; citizens do one thing per page, unless they ask for it (`ca=1`).
    """
    draft = draft_of(request, visit)
    if draft is None or not (draft.at_desk or "ca" in request.query):
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
        return Redirect(f"/ho-so/{draft.id}/khai", {"luu": "1", **({} if draft.at_desk else WHOLE)})
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
        "sections": sections_of(procedure.form, answers, errors, visit.lang),
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


def sections_of(form: Form, answers: Any, errors: list[FieldError], lang: str) -> list[dict[str, Any]]:
    """Every section with its questions, those that hang on one choice under that choice."""
    return [
        {**shown, "questions": nested(shown["questions"], form.section(shown["code"]).fields)}
        for shown in ask(form, answers, errors, lang)
    ]


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
        "qr": qr.mark_of(visit.absolute("/tra-cuu"), dossier.code),
        "payable": dossiers.payable(dossier),
    }
    return Page("onestop/dossiers/submitted.html", facts)
