"""Consultations as pages: asking other agencies, what an agency is asked, its answer; the part of an officer's page."""

from collections.abc import Mapping
from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Answered, Download, Page, Redirect, Visit, page_status
from chalicelib.commons.agencies import PLACE_KINDS, directory
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import Conflict, Forbidden, Invalid, Refusal, Stale
from chalicelib.onestop import dossiers, workflow
from chalicelib.onestop.dossiers import Consultation, Dossier
from chalicelib.onestop.dossiers.askable import wrong
from chalicelib.onestop.dossiers.consultation import MOST_BODIES, OPINION_WORDS, SAID, Opinion, Said
from chalicelib.onestop.dossiers.consultation_schema import consultation_rules
from chalicelib.onestop.dossiers.pages.board import (
    listed,
    pages,
    procedure_name,
    procedure_of,
    sentence,
    show_files,
    unit_name,
)
from chalicelib.onestop.dossiers.performing import perform
from chalicelib.onestop.procedures import Procedure, check_answers, summary

ASKED = Words("Ý kiến được hỏi", "Opinions asked of us")
QUESTION = Words("Trả lời ý kiến", "Give an opinion")
ASK = Words("Lấy ý kiến cơ quan khác", "Consult other agencies")
RULE = "consultations.answer"
A_PAGE = 25
TONES: Mapping[Opinion, str] = {
    "": "wait",
    "agree": "good",
    "disagree": "late",
    "agreed_by_silence": "good",
    "disagreed_by_silence": "late",
}


def opinion_words(opinion: Opinion) -> Words:
    """An opinion in words."""
    vi, en = OPINION_WORDS[opinion]
    return Words(vi, en)


def consultation_facts(visit: Visit, dossier: Dossier) -> dict[str, Any]:
    """What `consultations.html` shows of a dossier to its own officers."""
    procedure = procedure_of(dossier)
    return {"consultations": [_shown(visit, procedure, one) for one in dossier.consultations]}


def _shown(visit: Visit, procedure: Procedure, one: Consultation) -> dict[str, Any]:
    return {
        "one": one,
        "body": unit_name(one.body, visit.lang),
        "words": opinion_words(one.opinion),
        "tone": TONES.get(one.opinion, ""),
        "replied": opinion_words(one.reply.opinion) if one.reply else None,
        "overdue": one.open and visit.call.at > one.due_at,
        "rules": consultation_rules(procedure, one),
    }


@pages.get("/can-bo/ho-so/{id}/hoi-y-kien", rule="queue.read", title=ASK)
def ask_page(request: Request, visit: Visit) -> Answered:
    """The question to other agencies: whom, what, which files, and whether they see the form."""
    return _ask_page(request, visit)


def _ask_page(request: Request, visit: Visit, refusal: Refusal | None = None) -> Answered:
    dossier, _ = dossiers.reading().read(visit.call, request.params["id"])
    if refusal is None and "consult" not in dossiers.open_moves(visit.call, dossier):
        return Redirect(f"/can-bo/ho-so/{dossier.id}")
    procedure = procedure_of(dossier)
    limit = workflow.wait_for(procedure, "consulted")
    facts = {
        "dossier": dossier,
        "procedure": procedure,
        "city": _askable_units(dossier, visit, places=False),
        "places": _askable_units(dossier, visit, places=True),
        "most": MOST_BODIES,
        "files": show_files(dossier.held, visit.lang),
        "limit": limit,
        "unit_words": UNIT_WORDS.get(limit.within.unit) if limit else None,
        "mistakes": listed(refusal, visit.lang),
        "sentence": sentence(refusal, visit.lang),
        "wrong": refusal is not None,
    }
    return Page("onestop/dossiers/consult_page.html", facts, page_status(refusal) if refusal else 200)


UNIT_WORDS: Mapping[str, Words] = {
    "working_day": Words("ngày làm việc", "working days"),
    "half_working_day": Words("nửa ngày làm việc", "half working days"),
    "working_hour": Words("giờ làm việc", "working hours"),
    "calendar_day": Words("ngày", "days"),
    "month": Words("tháng", "months"),
    "hour": Words("giờ", "hours"),
}


def _askable_units(dossier: Dossier, visit: Visit, *, places: bool) -> list[tuple[str, str]]:
    """The agencies that exist today and are not asked already, with their names: the city's own, or those of places."""
    today = vietnam_day(visit.call.at)
    asked = {dossier.unit, *(one.body for one in dossier.consultations if one.open)}
    found = [unit for unit in directory().units() if (unit.kind in PLACE_KINDS) is places and unit.exists(today)]
    return [(unit.id, unit.name(visit.lang)) for unit in found if unit.id not in asked]


@pages.post("/can-bo/ho-so/{id}/hoi-y-kien", rule="queue.read", title=ASK)
def ask(request: Request, visit: Visit) -> Answered:
    """Asks them; when it cannot be done, the form again with the reason and what was typed."""
    try:
        perform(visit.change(), request.params["id"], "consult", _asked_facts(visit))
    except (Invalid, Conflict, Stale, Forbidden) as refusal:
        return _ask_page(request, visit, refusal)
    return Redirect(f"/can-bo/ho-so/{request.params['id']}")


def _asked_facts(visit: Visit) -> Mapping[str, Any]:
    typed = visit.typed
    days = typed.get("days")
    return {
        "units": typed.all("units"),
        "question": typed.get("question"),
        "files": typed.all("files"),
        "form": typed.get("form") == "yes",
        "days": int(days) if days.isascii() and days.isdigit() and len(days) < 4 else 0,
    }


@pages.get("/can-bo/hoi-y-kien", rule=RULE, title=ASKED)
def asked_list(request: Request, visit: Visit) -> Page:
    """What the agency is asked and has not answered, by due time."""
    page = dossiers.consulted().asked(visit.call, request.query.get("tiep", ""), A_PAGE)
    lines = [
        {
            "line": line,
            "procedure": procedure_name(line.procedure),
            "asking": unit_name(line.asking, visit.lang),
            "late": visit.call.at > line.due_at,
        }
        for line in page.lines
    ]
    facts = {"lines": lines, "cursor": page.cursor, "unit": unit_name(visit.caller.unit, visit.lang)}
    return Page("onestop/dossiers/asked_list.html", facts, wide=True)


@pages.get("/can-bo/hoi-y-kien/{id}", rule=RULE, title=QUESTION)
def asked_page(request: Request, visit: Visit) -> Answered:
    """One question with what was chosen for it, and the form of the answer."""
    return _asked_page(request, visit)


def _asked_page(request: Request, visit: Visit, refusal: Refusal | None = None, *, preview: bool = False) -> Page:
    asked = dossiers.consulted().read(visit.call, request.params["id"])
    one, procedure = asked.consultation, asked.procedure
    answers = check_answers(procedure.form, asked.answers)[0] if asked.answers is not None else None
    chosen: Opinion = _opinion(visit) or ""
    facts = {
        "asked": asked,
        "one": one,
        "asking": unit_name(asked.asking, visit.lang),
        "rules": consultation_rules(procedure, one),
        "late": visit.call.at > one.due_at,
        "rows": summary(procedure.form, answers, visit.lang) if answers is not None else None,
        "choices_of": [(said, opinion_words(said).say(visit.lang)) for said in SAID],
        "counts": opinion_words(one.opinion),
        "replied": opinion_words(one.reply.opinion) if one.reply else None,
        "chosen": chosen,
        "preview": opinion_words(chosen) if preview and chosen else None,
        "mistakes": listed(refusal, visit.lang),
        "sentence": sentence(refusal, visit.lang),
        "wrong": refusal is not None,
    }
    return Page("onestop/dossiers/asked_page.html", facts, page_status(refusal) if refusal else 200)


def _opinion(visit: Visit) -> Said | None:
    typed = visit.typed.get("opinion")
    return next((one for one in SAID if one == typed), None)


@pages.post("/can-bo/hoi-y-kien/{id}", rule=RULE, title=QUESTION)
def answer(request: Request, visit: Visit) -> Answered:
    """Shows the answer as those who asked will read it, or sends it."""
    if visit.typed.get("go") == "preview":
        return _asked_page(request, visit, preview=True)
    try:
        dossiers.consulting().answer(
            visit.change(), request.params["id"], _must_choose(visit), visit.typed.get("words")
        )
    except (Invalid, Conflict) as refusal:
        return _asked_page(request, visit, refusal)
    return Redirect(f"/can-bo/hoi-y-kien/{request.params['id']}")


def _must_choose(visit: Visit) -> Said:
    """The opinion that was chosen. Invalid `consultations/opinion-needed` when none was."""
    chosen = _opinion(visit)
    if chosen is None:
        raise wrong("opinion", "consultations/opinion-needed", "Hãy chọn ý kiến.", "Choose an opinion.")
    return chosen


@pages.get("/can-bo/hoi-y-kien/{id}/tep/{file}", rule=RULE, title=Words("Tải tệp về", "Download a file"))
def download(request: Request, visit: Visit) -> Download:
    """A file that was chosen for the agency, from where it is kept."""
    return Download(dossiers.consulted().link(visit.call, request.params["id"], request.params["file"]))
