"""The one supplement: everything that was asked for on one page, with the reasons, and nothing else."""

from collections.abc import Sequence
from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.journal import Record
from chalicelib.cloud.page import Answered, Page, Redirect, Visit, page_status
from chalicelib.foundation.errors import Conflict, Invalid, Refusal, Stale
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import Asked, Dossier
from chalicelib.onestop.dossiers.pages.board import (
    listed,
    pages,
    procedure_of,
    sentence,
    show_files,
    show_left,
)
from chalicelib.onestop.dossiers.pages.questions import PREFIX, ask, row_pressed, typed_answers
from chalicelib.onestop.procedures import check_partial

SUPPLEMENT = Words("Bổ sung hồ sơ", "Supplement the dossier")


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
    papers = _asked_papers(dossier, asked, visit.lang)
    facts = {
        "dossier": dossier,
        "procedure": procedure,
        "asked": asked,
        "papers": papers,
        "there": sum(1 for one in papers if one["there"]),
        "total": len(papers) + len(asked.fields),
        "left": show_left(dossier, visit),
        "removed": "xoa" in request.query,
        "sections": ask(procedure.form, {**dossier.answers, **typed}, errors, visit.lang, only=list(asked.fields)),
        "message": _message(journal),
        "mistakes": [{"href": f"#{_place(name)}", "text": text} for name, text in listed(refusal, visit.lang)],
        "sentence": sentence(refusal, visit.lang),
        "wrong": refusal is not None,
    }
    return Page("onestop/dossiers/supplement_page.html", facts, status=page_status(refusal) if refusal else 200)


def _message(journal: Sequence[Record]) -> str:
    """What the officer wrote with the request, whatever else was written since."""
    asked = [note for entry, note in dossiers.notes_for(journal) if entry.type == "dossier.supplement_requested"]
    return str(asked[-1].get("message", "")) if asked else ""


def _place(name: str) -> str:
    """The id of a wrong part on the page: papers under their code, answers under their prefix."""
    return name.replace("papers.", "paper-") if name.startswith("papers.") else f"f-{PREFIX}{name}"


def _asked_papers(dossier: Dossier, asked: Asked, lang: str) -> list[dict[str, Any]]:
    """Each paper that was asked for: the reason, what was there before, what has come since and whether that is all."""
    procedure, files = procedure_of(dossier), show_files(dossier.files, lang)
    found = []
    for code, reason in asked.papers.items():
        paper = dossiers.paper_of(procedure, dossier, code)
        if paper is not None:
            own = [one for one in files if one["file"].paper == code]
            new = [one for one in own if one["file"].id not in asked.files]
            old = [one for one in own if one["file"].id in asked.files]
            there = any(one["file"].state == "kept" for one in new)
            found.append({"paper": paper, "reason": reason, "old": old, "new": new, "there": there})
    return found
