"""Who is who and what becomes of a draft: applicant and representative, the way of the result, changed rules."""

from collections.abc import Mapping
from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Answered, Page, Redirect, Visit, page_status
from chalicelib.foundation.errors import Conflict, FieldError, Invalid, Refusal, Stale
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import Dossier, Status
from chalicelib.onestop.dossiers.changes import changes_told
from chalicelib.onestop.dossiers.pages.board import pages, procedure_of, said, sentence, show_files
from chalicelib.onestop.dossiers.pages.draft import DELIVERY as OF_RESULT
from chalicelib.onestop.dossiers.pages.draft import FOR_ANOTHER, delivery_words, doubt_of, draft_of, page_facts
from chalicelib.onestop.dossiers.pages.progress import way_of
from chalicelib.onestop.dossiers.pages.questions import PREFIX, ask, nested, typed_answers
from chalicelib.onestop.dossiers.party import OF_REPRESENTATIVE, delivery_form, party_form
from chalicelib.onestop.procedures import Form, check_answers, check_partial

WHO = Words("Chủ hồ sơ và người nộp", "Applicant and representative")
DELIVERY = Words("Cách nhận kết quả", "How to get the result")
CHANGED = Words("Quy định đã thay đổi", "The rules have changed")


@pages.get("/ho-so/{id}/nguoi-nop", rule="drafts.read", title=WHO)
def party_page(request: Request, visit: Visit) -> Answered:
    """Whose business it is and who acts for them; for citizens it is needed only when they act for somebody else."""
    draft = draft_of(request, visit)
    if draft is None:
        return Redirect(f"/ho-so/{request.params['id']}")
    form = party_form(draft.at_desk)
    errors = check_partial(form, draft.party.answers)[1] if "luu" in request.query else []
    return _party_page(visit, draft, draft.party.answers, errors, saved="luu" in request.query)


@pages.post("/ho-so/{id}/nguoi-nop", rule="drafts.save", title=WHO)
def save_party(request: Request, visit: Visit) -> Answered:
    """Keeps what was typed, right or wrong; going on wants it right."""
    draft = draft_of(request, visit)
    if draft is None:
        return Redirect(f"/ho-so/{request.params['id']}")
    form = party_form(draft.at_desk)
    answers, _ = check_partial(form, typed_answers(visit.typed))
    try:
        made = dossiers.applicants().save_party(visit.change(), draft.id, answers)
    except (Invalid, Conflict, Stale) as refusal:
        return _party_page(visit, draft, answers, [], refusal=refusal)
    if visit.typed.get("go") == "later":
        return Redirect(f"/ho-so/{draft.id}", {"luu": "1"})
    if visit.typed.get("go") != "next":
        return Redirect(f"/ho-so/{draft.id}/nguoi-nop", {"luu": "1"})
    errors = _lacking(form, draft, answers)
    if errors:
        return _party_page(visit, draft, answers, errors, version=int(made["version"]))
    if draft.at_desk:
        return Redirect(f"/ho-so/{draft.id}/khai")
    return Redirect(way_of(draft, procedure_of(draft), FOR_ANOTHER[0]).after)


def _lacking(form: Form, draft: Dossier, answers: Mapping[str, Any]) -> list[FieldError]:
    """What is wrong before one goes on; a citizen's own name and number are their account's."""
    _, errors = check_answers(form, answers)
    return [one for one in errors if draft.at_desk or one.field not in OF_REPRESENTATIVE]


def _party_page(
    visit: Visit,
    draft: Dossier,
    answers: Mapping[str, Any],
    errors: list[FieldError],
    *,
    saved: bool = False,
    version: int | None = None,
    refusal: Refusal | None = None,
) -> Page:
    form = party_form(draft.at_desk)
    asked = [field.code for field in form.fields() if draft.at_desk or field.code not in OF_REPRESENTATIVE]
    shown = conditioned(form, ask(form, answers, errors, visit.lang, only=asked), visit.lang)
    facts = page_facts(
        draft,
        procedure=procedure_of(draft),
        way=way_of(draft, procedure_of(draft), FOR_ANOTHER[0]),
        sections=_under_choices(form, shown, draft.at_desk),
        errors=[(PREFIX + one.field, said(one, visit.lang)) for one in errors],
        sentence=sentence(refusal, visit.lang),
        stale=isinstance(refusal, Stale),
        version=draft.version if version is None else version,
        saved=saved,
        doubt=doubt_of(draft, visit.lang) if saved else "",
        wrong=bool(errors) or refusal is not None,
    )
    status = page_status(refusal) if refusal else (422 if errors and not saved else 200)
    return Page("onestop/dossiers/party_page.html", facts, status=status)


def _under_choices(form: Form, shown: list[dict[str, Any]], at_desk: bool) -> list[dict[str, Any]]:
    """What is only asked about somebody else stands under that choice; for citizens that is all of it."""
    if at_desk:
        return [
            {**one, "questions": nested(one["questions"], form.section(one["code"]).fields)} for one in shown
        ]  # fmt: skip
    questions = [question for one in shown for question in one["questions"]]
    return [{"title": "", "code": "", "questions": nested(questions, list(form.fields()))}]


@pages.get("/ho-so/{id}/nhan-ket-qua", rule="dossiers.read", title=DELIVERY)
def delivery_page(request: Request, visit: Visit) -> Answered:
    """Online, at the desk or by post; until the result is returned it can be changed."""
    dossier, _ = dossiers.reading().read(visit.call, request.params["id"])
    if not _may_choose(visit, dossier):
        return Redirect(f"/ho-so/{dossier.id}")
    return _delivery_page(visit, dossier, {"way": dossier.delivery.way, "address": dossier.party.postal})


@pages.post("/ho-so/{id}/nhan-ket-qua", rule="dossiers.choose_delivery", title=DELIVERY)
def choose_delivery(request: Request, visit: Visit) -> Answered:
    """Keeps the choice; by post it needs an address."""
    dossier_id = request.params["id"]
    typed, _ = check_partial(delivery_form(), typed_answers(visit.typed))
    try:
        made = dossiers.applicants().choose_delivery(visit.change(), dossier_id, typed)
    except (Invalid, Conflict, Stale) as refusal:
        dossier, _ = dossiers.reading().read(visit.call, dossier_id)
        return _delivery_page(visit, dossier, typed, refusal)
    drafted = made["status"] == Status.DRAFT
    return Redirect(f"/ho-so/{dossier_id}/kiem-tra" if drafted else f"/ho-so/{dossier_id}")


def _may_choose(visit: Visit, dossier: Dossier) -> bool:
    return "choose_delivery" in dossiers.open_moves(visit.call, dossier)


def _delivery_page(visit: Visit, dossier: Dossier, answers: Mapping[str, Any], refusal: Refusal | None = None) -> Page:
    errors = [
        FieldError(one.field.removeprefix("delivery."), one.code, one.vi, one.en)
        for one in (refusal.fields if refusal else ())
    ]
    form, drafted = delivery_form(), dossier.status is Status.DRAFT
    shown = ask(form, answers, errors, visit.lang, only=["way", "address"])
    facts = page_facts(
        dossier,
        procedure=procedure_of(dossier),
        drafted=drafted,
        chosen=delivery_words(dossier),
        way=way_of(dossier, procedure_of(dossier), OF_RESULT[0]) if drafted else None,
        questions=nested([question for one in shown for question in one["questions"]], list(form.fields())),
        errors=[(PREFIX + one.field, said(one, visit.lang)) for one in errors],
        sentence=sentence(refusal, visit.lang),
        wrong=refusal is not None,
    )
    return Page("onestop/dossiers/delivery_page.html", facts, status=page_status(refusal) if refusal else 200)


def conditioned(form: Form, sections: list[dict[str, Any]], lang: str) -> list[dict[str, Any]]:
    """The sections with the condition of each question that depends on another one: without a script all are shown."""
    fields = {PREFIX + field.code: field for field in form.fields()}
    labels = {
        (field.code, option.value): f"“{option.label.say(lang)}”" for field in form.fields() for option in field.options
    }
    for section in sections:
        for question in section["questions"]:
            when = fields[question["name"]].when.accepted
            question["only_if"] = "; ".join(
                " / ".join(labels[code, str(value)] for value in values) for code, values in when
            )
    return sections


@pages.get("/ho-so/{id}/phien-ban", rule="drafts.read", title=CHANGED)
def renewal_page(request: Request, visit: Visit) -> Answered:
    """What has changed since the draft was begun, and what of it has no place in the new form."""
    draft = draft_of(request, visit)
    return _renewal_page(visit, draft) if draft else Redirect(f"/ho-so/{request.params['id']}")


@pages.post("/ho-so/{id}/phien-ban", rule="drafts.save", title=CHANGED)
def renew(request: Request, visit: Visit) -> Answered:
    """Goes on under the version in force."""
    dossier_id, version = request.params["id"], visit.typed.get("to")
    try:
        number = int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else 0
        dossiers.renewing().renew(visit.change(), dossier_id, number)
    except (Invalid, Conflict, Stale) as refusal:
        draft = draft_of(request, visit)
        return _renewal_page(visit, draft, refusal) if draft else Redirect(f"/ho-so/{dossier_id}")
    return Redirect(f"/ho-so/{dossier_id}", {"luu": "1"})


def _renewal_page(visit: Visit, draft: Dossier, refusal: Refusal | None = None) -> Answered:
    found = dossiers.renewing().renewal(visit.call, draft)
    if found is None:
        return Redirect(f"/ho-so/{draft.id}")
    facts = page_facts(
        draft,
        renewal=found,
        changes=[one.say(visit.lang) for one in changes_told(found.old, found.new, found.changes)],
        files=show_files(found.files, visit.lang),
        sentence=sentence(refusal, visit.lang),
        wrong=refusal is not None,
    )
    return Page("onestop/dossiers/renewal_page.html", facts, status=page_status(refusal) if refusal else 200)
