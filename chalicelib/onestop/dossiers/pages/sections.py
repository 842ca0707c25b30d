"""One thing per page: each section of a draft's form on a page of its own, saved as one change."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from chalicelib.cloud.call import Call
from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Answered, Page, Redirect, Visit, page_status
from chalicelib.foundation.errors import Conflict, FieldError, Invalid, Missing, Refusal, Stale
from chalicelib.foundation.ids import digest
from chalicelib.foundation.values import frozen
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import Dossier
from chalicelib.onestop.dossiers.pages.board import pages, procedure_of, said, sentence
from chalicelib.onestop.dossiers.pages.draft import CHECK, applicant_of, draft_of, has_lapsed
from chalicelib.onestop.dossiers.pages.progress import address_of, is_declaration, way_of
from chalicelib.onestop.dossiers.pages.questions import (
    PREFIX,
    ask,
    asked_codes,
    nested,
    prefilled,
    row_pressed,
    typed_answers,
)
from chalicelib.onestop.procedures import Form, Procedure, Section, check_answers, check_partial, check_section, summary

SECTION = Words("Điền biểu mẫu", "Fill in the form")


@frozen
class Told:
    """What a section's page says beside its questions: what is wrong, what was saved, what came between."""

    errors: Sequence[FieldError] = ()
    refusal: Refusal | None = None
    saved: bool = False
    opened: bool = False
    version: int | None = None


@pages.get("/ho-so/{id}/khai/{section}", rule="drafts.read", title=SECTION)
def section_page(request: Request, visit: Visit) -> Answered:
    """The questions of one section with what was typed so far, or with what the city knows.

    `sua=1`: what is wrong or missing is told at once; `luu=1`: what was just saved, and what is wrong of it.
    """
    draft = draft_of(request, visit)
    if draft is None:
        return Redirect(f"/ho-so/{request.params['id']}")
    form, section = procedure_of(draft).form, section_of(draft, request.params["section"])
    if is_declaration(section) and not draft.at_desk:  # asked at the last look
        return Redirect(f"/ho-so/{draft.id}/{CHECK[0]}")
    if "sua" in request.query:
        _, errors = check_section(form, section.code, draft.answers, _own(section, draft.answers))
        return _page(visit, draft, section, draft.answers, Told(errors))
    if "luu" in request.query:
        _, errors = check_partial(form, draft.answers)
        return _page(visit, draft, section, draft.answers, Told(_of(section, errors), saved=True))
    return _page(visit, draft, section, draft.answers, Told())


@pages.post("/ho-so/{id}/khai/{section}", rule="drafts.save", title=SECTION)
def save_section(request: Request, visit: Visit) -> Answered:
    """Keeps what was typed in this section, right or wrong; going on wants it right."""
    draft = draft_of(request, visit)
    if draft is None:
        return Redirect(f"/ho-so/{request.params['id']}")
    form, section = procedure_of(draft).form, section_of(draft, request.params["section"])
    answers, errors = check_section(form, section.code, draft.answers, typed_answers(visit.typed))
    try:
        made = dossiers.drafts().save(_based(visit, draft, section), draft.id, answers, section.code)
    except (Invalid, Conflict, Stale) as refusal:
        return _page(visit, draft, section, answers, Told(refusal=refusal))
    here = f"/ho-so/{draft.id}/{address_of(section)}"
    if visit.typed.get("go") == "later":
        return Redirect(f"/ho-so/{draft.id}", {"luu": "1"})
    if row_pressed(visit.typed) or visit.typed.get("go") == "save":
        return Redirect(here, {"luu": "1", **_returning(visit)})
    if errors:
        opened = _only_opened(section, draft.answers, answers, errors)
        told = Told(errors, opened=opened, version=int(made["version"]))
        return _page(visit, replace(draft, answers=answers), section, answers, told)
    return Redirect(_onward(visit, replace(draft, answers=answers), section))


def section_of(draft: Dossier, code: str) -> Section:
    """The section of the draft's form. Missing for what the form has not."""
    try:
        return procedure_of(draft).form.section(code)
    except KeyError:
        raise Missing("dossiers/unknown-section", "Biểu mẫu không có phần này.", "The form has no such part.") from None


def _based(visit: Visit, draft: Dossier, section: Section) -> Call:
    """The change, based on the version that is there now where nobody has touched this section since it was shown:
    somebody who fills in another part elsewhere, or uploads a paper, is in nobody's way."""
    call = visit.change()
    if call.expected is not None and visit.typed.get("base") == mark_of(section, draft.answers):
        return replace(call, expected=max(call.expected, draft.version))
    return call


def mark_of(section: Section, answers: Mapping[str, Any]) -> str:
    """A short digest of a section's answers, to tell whether they are still those that a page has shown."""
    return digest(json.dumps(_own(section, answers), sort_keys=True, ensure_ascii=False))[:16]


def _own(section: Section, answers: Mapping[str, Any]) -> dict[str, Any]:
    return {field.code: answers[field.code] for field in section.fields if field.code in answers}


def _of(section: Section, errors: Sequence[FieldError]) -> list[FieldError]:
    own = {field.code for field in section.fields}
    return [one for one in errors if one.field.split(".")[0] in own]


def _only_opened(
    section: Section, before: Mapping[str, Any], after: Mapping[str, Any], errors: Sequence[FieldError]
) -> bool:
    """Whether all that is missing are questions that only this answer has brought up: nobody could answer them."""
    fresh = asked_codes(section, after) - asked_codes(section, before)
    return all(one.code == "forms/required" and one.field in fresh for one in errors)


def _returning(visit: Visit) -> dict[str, str]:
    """Where a section's page was opened from, if it leads back there."""
    asked = visit.typed.get("ve") or visit.request.query.get("ve", "")
    return {"ve": CHECK[0]} if asked == CHECK[0] else {}


def _onward(visit: Visit, draft: Dossier, section: Section) -> str:
    if _returning(visit):
        return f"/ho-so/{draft.id}/{CHECK[0]}"
    return way_of(draft, procedure_of(draft), address_of(section)).after


def _page(visit: Visit, draft: Dossier, section: Section, answers: Mapping[str, Any], told: Told) -> Page:
    procedure, stale = procedure_of(draft), isinstance(told.refusal, Stale)
    known = _known(visit, draft, section)
    errors = [] if told.opened else [(PREFIX + one.field, said(one, visit.lang)) for one in told.errors]
    facts = {
        "draft": draft,
        "procedure": procedure,
        "section": section,
        "questions": questions_of(procedure.form, section, {**known, **answers}, told.errors, visit.lang, known),
        "way": way_of(draft, procedure, address_of(section)),
        "returning": _returning(visit),
        "base": mark_of(section, draft.answers),
        "errors": errors,
        "opened": len(told.errors) if told.opened else 0,
        "sentence": sentence(told.refusal, visit.lang),
        "stale": stale,
        "theirs": _theirs(procedure, section, draft.answers, answers, visit.lang) if stale else [],
        "version": draft.version if told.version is None else told.version,
        "saved": told.saved,
        "lapsed": has_lapsed(draft, visit),
        "wrong": bool(errors and not told.saved) or told.refusal is not None,
    }
    status = page_status(told.refusal) if told.refusal else (422 if told.version is not None else 200)
    title = Words(section.title.vi, section.title.en)
    return Page("onestop/dossiers/section_page.html", facts, status=status, title=title)


def _known(visit: Visit, draft: Dossier, section: Section) -> dict[str, Any]:
    """What the city knows of the applicant and this section asks for, as long as nothing of it was saved."""
    if _own(section, draft.answers):
        return {}
    return prefilled(Form((section,)), applicant_of(draft, visit))


def questions_of(
    form: Form,
    section: Section,
    answers: Mapping[str, Any],
    errors: Sequence[FieldError],
    lang: str,
    known: Mapping[str, Any],
) -> list[dict[str, Any]]:
    """The questions of one section; those that were filled in from the account say so."""
    sections = ask(form, answers, errors, lang)
    shown: list[dict[str, Any]] = next((one["questions"] for one in sections if one["code"] == section.code), [])
    for question in shown:
        code = question["name"].removeprefix(PREFIX)
        question["known"] = code in known and answers.get(code) == known[code]
    return nested(shown, section.fields)


def _theirs(
    procedure: Procedure, section: Section, kept: Mapping[str, Any], typed: Mapping[str, Any], lang: str
) -> list[tuple[str, str]]:
    """What was saved elsewhere meanwhile and differs from what was typed here, in words."""
    differs = {code: kept[code] for code in _own(section, kept) if kept[code] != typed.get(code)}
    read, _ = check_answers(procedure.form, kept)
    rows = [row for row in summary(Form((section,)), read, lang) if row.field.split(".")[0] in differs]
    told = {row.field.split(".")[0] for row in rows}
    rest = [field for field in section.fields if field.code in differs and field.code not in told]
    return [(row.label, row.text) for row in rows] + [(one.label.say(lang), str(differs[one.code])) for one in rest]
