"""The one-stop desk: begin for an applicant without an account, and go on with what the desk keeps."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.journal import Record
from chalicelib.cloud.page import Answered, Page, Redirect, Visit, page_status
from chalicelib.commons.agencies import PLACE_KINDS, directory
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import Conflict, Forbidden, Invalid, Missing, Refusal, Stale
from chalicelib.foundation.text import collation_key
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import Dossier, Status
from chalicelib.onestop.dossiers.pages.board import (
    listed,
    pages,
    procedure_name,
    procedure_of,
    read_dong,
    sentence,
    show_files,
    show_status,
    unit_name,
)
from chalicelib.onestop.dossiers.pages.draft import delivery_words
from chalicelib.onestop.dossiers.pages.telling import MOVE_WORDS
from chalicelib.onestop.dossiers.paying import must_be_enough
from chalicelib.onestop.dossiers.performing import perform
from chalicelib.onestop.procedures import Procedure, catalogue, check_answers, summary

DESK = Words("Hồ sơ của quầy", "Dossiers of the desk")
BEGIN = Words("Nhận hồ sơ cho người nộp", "Take in a dossier for an applicant")
DOSSIER = Words("Hồ sơ tại quầy", "Dossier at the desk")
A_PAGE = 25
TYPED_LONGEST = 100
MOVES = frozenset({"receive", "take_payment", "return_result", "withdraw"})
"""What the desk does on its own page; everything else belongs to the agency's page of the dossier."""


@pages.get("/quay", rule="dossiers.list_at_desk", title=DESK)
def desk(request: Request, visit: Visit) -> Answered:
    """What the desk keeps for applicants, what is to be done first; `ma` opens the dossier of a code, as scanned."""
    typed = request.query.get("ma", "").strip()[:TYPED_LONGEST]
    refusal: Refusal | None = None
    if typed:
        try:
            found = dossiers.reading().of_code(visit.call, typed)
            return Redirect(f"/quay/ho-so/{found.id}" if found.at_desk else f"/can-bo/ho-so/{found.id}")
        except (Invalid, Missing) as error:
            refusal = error
    page = dossiers.reading().at_desk(visit.call, request.query.get("tiep", ""), A_PAGE)
    lines = [
        (one, procedure_name(one.procedure), show_status(one.status), unit_name(one.unit, visit.lang))
        for one in page.lines
    ]
    groups = [(words, [line for line in lines if group_of(line[0]) == group]) for group, words in enumerate(GROUPS)]
    facts = {
        "groups": [(words, found) for words, found in groups if found],
        "cursor": page.cursor,
        "unit": unit_name(visit.caller.unit, visit.lang),
        "typed": typed,
        "sentence": sentence(refusal, visit.lang),
        "wrong": refusal is not None,
    }
    return Page("onestop/dossiers/desk_list.html", facts, page_status(refusal) if refusal else 200, wide=True)


GROUPS = (
    Words("Đang nhập dở", "Being filled in"),
    Words("Quầy cần làm tiếp", "For the desk to go on with"),
    Words("Cơ quan đang giải quyết", "With the agency"),
    Words("Đã xong", "Finished"),
)


def group_of(dossier: Dossier) -> int:
    """In which of the groups of the desk's list a dossier stands."""
    if dossier.status is Status.DRAFT:
        return 0
    if dossier.status in (Status.SUBMITTED, Status.SUPPLEMENT_REQUESTED, Status.PAYMENT_REQUIRED, Status.RESULT_READY):
        return 1
    if dossier.status in (Status.RESULT_RETURNED, Status.REJECTED_AT_INTAKE, Status.WITHDRAWN):
        return 3
    return 1 if dossier.payment.state == "due" else 2


@pages.get("/quay/thu-tuc", rule="drafts.create_at_desk", title=BEGIN)
def choose(request: Request, visit: Visit) -> Page:
    """The procedures of the whole city in everyday words, whichever agency is competent."""
    typed = request.query.get("tim", "").strip()[:TYPED_LONGEST]
    today = vietnam_day(visit.call.at)
    found = catalogue().search(typed, visit.lang, today) if typed else catalogue().list(today)
    return Page("onestop/dossiers/desk_choose.html", {"procedures": found, "typed": typed})


@pages.get("/quay/thu-tuc/{procedure}", rule="drafts.create_at_desk", title=BEGIN)
def begin_page(request: Request, visit: Visit) -> Page:
    """What to ask the applicant for, and the place where the agency depends on it."""
    return _begin_page(visit, request.params["procedure"])


@pages.post("/quay/thu-tuc/{procedure}", rule="drafts.create_at_desk", title=BEGIN)
def begin(request: Request, visit: Visit) -> Answered:
    """A new draft that the desk keeps; pressing twice begins one."""
    code, place = request.params["procedure"], visit.typed.get("place") or None
    try:
        made = dossiers.drafts().begin_at_desk(visit.change(), code, place)
    except Invalid as refusal:
        return _begin_page(visit, code, refusal)
    return Redirect(f"/ho-so/{made['id']}/nguoi-nop")


def _begin_page(visit: Visit, code: str, refusal: Refusal | None = None) -> Page:
    today = vietnam_day(visit.call.at)
    procedure = catalogue().resolve(code, today)
    facts = {
        "procedure": procedure,
        "places": _places(visit) if procedure.competent.by == "place" else [],
        "unit": _competent(procedure, visit),
        "fees": [
            fee
            for fee in procedure.fees
            if fee.channel in ("any", "paper") and fee.valid_from <= today <= (fee.valid_to or today)
        ],
        "mistakes": {"place": sentence(refusal, visit.lang)} if refusal else {},
        "wrong": refusal is not None,
    }
    return Page("onestop/dossiers/desk_begin.html", facts, status=page_status(refusal) if refusal else 200)


def _places(visit: Visit) -> list[tuple[str, str]]:
    """The wards, communes and special zones to choose from."""
    today = vietnam_day(visit.call.at)
    places = [unit for unit in directory().units() if unit.kind in PLACE_KINDS and unit.exists(today)]
    return sorted(((unit.id, unit.name(visit.lang)) for unit in places), key=lambda one: collation_key(one[1]))


def _competent(procedure: Procedure, visit: Visit) -> str:
    """The competent agency by name, empty where it depends on the place."""
    if procedure.competent.by == "place":
        return ""
    return directory().competent_for(procedure.competent, vietnam_day(visit.call.at), None).name(visit.lang)


@pages.get("/quay/ho-so/{id}", rule="dossiers.list_at_desk", title=DOSSIER)
def desk_page(request: Request, visit: Visit) -> Answered:
    """Where the dossier stands, its slips, and what the desk can do for the applicant now."""
    return _desk_page(request, visit)


@pages.post("/quay/ho-so/{id}/{move}", rule="dossiers.move", title=DOSSIER)
def move(request: Request, visit: Visit) -> Answered:
    """One move at the desk; when it cannot be made, the dossier as it is now with the reason."""
    dossier_id, name = request.params["id"], request.params["move"]
    if name not in MOVES:
        raise Missing("dossiers/unknown-move", "Không có việc này ở quầy.", "There is no such move at the desk.")
    try:
        told = _told(visit)
        if visit.typed.get("go") == "change":
            must_be_enough(told.get("given", 0), told.get("amount", 0))
            return _desk_page(request, visit)
        perform(visit.change(), dossier_id, name, told)
    except (Invalid, Conflict, Stale, Forbidden) as refusal:
        return _desk_page(request, visit, refusal)
    dossiers.tallies().forget(visit.caller.unit)
    return Redirect(f"/quay/ho-so/{dossier_id}", {"vua": name})


def _told(visit: Visit) -> Mapping[str, Any]:
    """What the form tells a move; the sum is the one the page has shown."""
    told: dict[str, Any] = {name: visit.typed.get(name) for name in ("reason", "means", "way") if visit.typed.get(name)}
    amount = visit.typed.get("amount")
    if amount.isascii() and amount.isdecimal() and len(amount) <= 12:
        told["amount"] = int(amount)
    if visit.typed.get("given"):
        told["given"] = read_dong(visit.typed.get("given"), "given")
    if visit.typed.all("checks"):
        told["checks"] = list(visit.typed.all("checks"))
    return told


def _desk_page(request: Request, visit: Visit, refusal: Refusal | None = None) -> Answered:
    dossier, journal = dossiers.reading().read(visit.call, request.params["id"])
    if not (dossier.at_desk and dossiers.keeps(visit.caller, dossier)):
        return Redirect(f"/ho-so/{dossier.id}")
    if dossier.status is Status.DRAFT:
        return Redirect(f"/ho-so/{dossier.id}/nguoi-nop")
    facts = {
        **_standing_of(dossier, visit),
        "done": "xong" in request.query and dossier.status is Status.SUBMITTED,
        "competent": dossier.unit == visit.caller.unit,
        "notes_list": [
            note
            for entry, note in dossiers.notes_for(journal)
            if entry.type != "dossier.supplement_requested" or dossier.asked is not None
        ],
        "moves": dossiers.open_moves(visit.call, dossier),
        "made": MOVE_WORDS.get(request.query.get("vua", "")),
        "change": _change(visit, dossier),
        "cash": _cash(journal),
        "mistakes": listed(refusal, visit.lang),
        "sentence": sentence(refusal, visit.lang),
        "wrong": refusal is not None,
    }
    return Page("onestop/dossiers/desk_page.html", facts, status=page_status(refusal) if refusal else 200)


def _change(visit: Visit, dossier: Dossier) -> int | None:
    """What is to be given back of the cash that was typed; None when nothing was, or it is not enough."""
    given = visit.typed.get("given").replace(".", "").replace(" ", "")
    enough = given.isascii() and given.isdecimal() and int(given[:15]) >= dossier.payment.amount
    return int(given[:15]) - dossier.payment.amount if enough else None


def _cash(journal: Sequence[Record]) -> dict[str, int] | None:
    """The cash and the change of the last receipt, where they were noted."""
    entry = next((one for one in reversed(journal) if one.data.get("given")), None)
    if entry is None:
        return None
    return {"given": entry.data["given"], "change": entry.data["given"] - entry.data["amount"]}


def _standing_of(dossier: Dossier, visit: Visit) -> dict[str, Any]:
    """Where a dossier stands, for the person before the desk."""
    procedure = procedure_of(dossier)
    answers, _ = check_answers(procedure.form, dossier.answers)
    return {
        "dossier": dossier,
        "procedure": procedure,
        "checks": procedure.step(dossier.step).checks if dossier.step else (),
        "status": show_status(dossier.status),
        "unit": unit_name(dossier.unit, visit.lang),
        "overdue": dossier.overdue(visit.call.at),
        "rules": dossiers.due_rules(dossier),
        "party": dossiers.party_rows(dossier, visit.lang),
        "rows": summary(procedure.form, answers, visit.lang),
        "files": show_files(dossier.held, visit.lang),
        "way": delivery_words(dossier),
        "postal": dossiers.postal_address(dossier, visit.lang) if dossier.delivery.way == "post" else "",
        "result": dossier.file(dossier.result) if dossier.status is Status.RESULT_RETURNED else None,
        "timeline_lines": [(show_status(status)["words"], at) for status, at in dossier.timeline],
    }
