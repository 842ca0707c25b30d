"""Check your answers: everything that will be handed in, what is still missing with the way to it, and submission."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from chalicelib.cloud.call import Call
from chalicelib.cloud.door import Request
from chalicelib.cloud.page import Answered, Page, Redirect, Visit, page_status
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import Conflict, FieldError, Invalid, Refusal, Stale
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import Dossier
from chalicelib.onestop.dossiers.draftrules import missing_papers
from chalicelib.onestop.dossiers.pages.board import pages, procedure_of, said, sentence, show_papers, unit_name
from chalicelib.onestop.dossiers.pages.draft import (
    CHECK,
    delivery_words,
    doubt_of,
    draft_of,
    has_lapsed,
    tasks_of,
)
from chalicelib.onestop.dossiers.pages.progress import address_of, is_declaration, way_of
from chalicelib.onestop.dossiers.pages.questions import PREFIX, ask, typed_answers
from chalicelib.onestop.dossiers.party import papers_apart
from chalicelib.onestop.procedures import Form, Procedure, Section, check_answers, fees_due, summary

DECLARED = "declared"
BACK = {"ve": CHECK[0]}
ELSEWHERE = {
    "papers": ("giay-to", "paper-"),
    "party": ("nguoi-nop", f"f-{PREFIX}"),
    "delivery": ("nhan-ket-qua", f"f-{PREFIX}"),
}
"""Parts of a dossier beside the form: the page of each, and how the ids on it begin."""


@pages.get("/ho-so/{id}/kiem-tra", rule="drafts.read", title=CHECK[1])
def check_page(request: Request, visit: Visit) -> Answered:
    """Everything that will be handed in, each part with its link to change it."""
    draft = draft_of(request, visit)
    return _check_page(visit, draft) if draft else Redirect(f"/ho-so/{request.params['id']}")


@pages.post("/ho-so/{id}/kiem-tra", rule="drafts.submit", title=CHECK[1])
def submit(request: Request, visit: Visit) -> Answered:
    """Hands the draft in with what is declared here; what is missing or has changed is shown on the same page."""
    dossier_id = request.params["id"]
    try:
        dossiers.drafts().submit(_declared(request, visit), dossier_id)
    except (Invalid, Conflict, Stale) as refusal:
        draft = draft_of(request, visit)
        if draft is None:
            return Redirect(f"/ho-so/{dossier_id}")
        return _check_page(visit, draft, refusal)
    return Redirect(f"/ho-so/{dossier_id}/xong")


def _declared(request: Request, visit: Visit) -> Call:
    """The submission's call, after what was ticked on this page has been kept with the draft.

    Both changes have keys of their own, so that pressing twice keeps once and hands in once.
    """
    call, draft = visit.change(), draft_of(request, visit)
    if draft is None or draft.at_desk:
        return call
    own = {field.code for section in declarations_of(procedure_of(draft).form) for field in section.fields}
    if not own:
        return call
    ticked = {code: value for code, value in typed_answers(visit.typed).items() if code in own}
    answers = {code: value for code, value in draft.answers.items() if code not in own} | ticked
    wish = call.wish()
    keeping = replace(call, intent=replace(wish, key=f"{wish.key}.{DECLARED}"))
    made = dossiers.drafts().save(keeping, draft.id, answers, DECLARED)
    return replace(call, expected=int(made["version"]))


def declarations_of(form: Form) -> list[Section]:
    """The sections of a form that only declare."""
    return [section for section in form.sections if is_declaration(section)]


def _check_page(visit: Visit, draft: Dossier, refusal: Refusal | None = None) -> Page:
    procedure, lang = procedure_of(draft), visit.lang
    answers, wrong = check_answers(procedure.form, draft.answers)
    declared = [] if draft.at_desk else declarations_of(procedure.form)
    own = {field.code for section in declared for field in section.fields}
    facts = {
        "draft": draft,
        "procedure": procedure,
        "way": way_of(draft, procedure, CHECK[0]),
        "sections": _answered(visit, draft, procedure, own),
        "party": dossiers.party_rows(draft, lang),
        "doubt": doubt_of(draft, lang),
        "words": delivery_words(draft),
        "postal": dossiers.postal_address(draft, lang) if draft.delivery.way == "post" else "",
        **_papers(draft, procedure, answers, lang),
        "fees": fees_due(procedure, answers, vietnam_day(visit.call.at), draft.channel),
        "unit": unit_name(draft.unit, lang),
        "missing": _listed(visit, draft, _missing(draft, procedure, [one for one in wrong if one.field not in own])),
        "mistakes": _listed(visit, draft, refusal.fields if refusal else ()),
        "ticks": [
            question
            for section in declared
            for shown in ask(procedure.form, draft.answers, refusal.fields if refusal else (), lang)
            if shown["code"] == section.code
            for question in shown["questions"]
        ],
        "tasks": tasks_of(draft),
        "lapsed": has_lapsed(draft, visit),
        "sentence": sentence(refusal, lang),
        "wrong": refusal is not None,
    }
    return Page("onestop/dossiers/check_page.html", facts, status=page_status(refusal) if refusal else 200)


def _answered(visit: Visit, draft: Dossier, procedure: Procedure, left_out: set[str]) -> list[dict[str, Any]]:
    """The answers in words, section by section, each with the address of the page that changes it."""
    answers, _ = check_answers(procedure.form, draft.answers)
    rows = summary(procedure.form, answers, visit.lang)
    found = []
    for section in procedure.form.sections:
        own = [row for row in rows if row.section == section.code and row.field not in left_out]
        if any(field.code not in left_out for field in section.fields):
            found.append({"title": section.title, "rows": own, "change": _page_of(visit, draft, section)})
    return found


def _page_of(visit: Visit, draft: Dossier, section: Section, **query: str) -> str:
    """Where a section is changed: its own page, from which one comes back; at a desk the whole form."""
    if draft.at_desk:
        return visit.url(f"/ho-so/{draft.id}/khai", **({"luu": "1"} if query else {}))
    return visit.url(f"/ho-so/{draft.id}/{address_of(section)}", **query, **BACK)


def _papers(draft: Dossier, procedure: Procedure, answers: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Every paper that is asked for, with the files to be handed in; others only if there are files of them."""
    asked, left = papers_apart(procedure, draft, answers)
    files = [file for file in draft.files if file.state != "refused"]
    others = [(paper, own) for paper, own in show_papers(left, files, lang) if own]
    return {"papers": [*show_papers(asked, files, lang), *others], "left": left}


def _missing(draft: Dossier, procedure: Procedure, wrong: Sequence[FieldError]) -> list[FieldError]:
    """All that keeps the draft from being handed in, in the order of the parts."""
    answers, _ = check_answers(procedure.form, draft.answers)
    return [*dossiers.party_faults(draft), *wrong, *missing_papers(procedure, draft, answers)]


def _listed(visit: Visit, draft: Dossier, errors: Sequence[FieldError]) -> list[dict[str, str]]:
    return [{"href": place_of_mistake(draft, visit, one.field), "text": said(one, visit.lang)} for one in errors]


def place_of_mistake(draft: Dossier, visit: Visit, name: str) -> str:
    """Where something wrong is put right: the address of its page and of the place on it."""
    at, _, field = name.partition(".")
    if at in ELSEWHERE:
        page, mark = ELSEWHERE[at]
        return visit.url(f"/ho-so/{draft.id}/{page}", **({"luu": "1"} if at == "party" else {})) + f"#{mark}{field}"
    form = procedure_of(draft).form
    section = next((one for one in form.sections if at in {field.code for field in one.fields}), form.sections[0])
    if is_declaration(section) and not draft.at_desk:
        return f"#f-{PREFIX}{name}"
    return f"{_page_of(visit, draft, section, sua='1')}#f-{PREFIX}{name}"
