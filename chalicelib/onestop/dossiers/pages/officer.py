"""The officer's page of one dossier: everything on one screen, and every move that can be made now with its form."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.journal import Record
from chalicelib.cloud.page import Answered, Page, Redirect, Visit, page_status
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import Conflict, FieldError, Forbidden, Invalid, Missing, Refusal, Stale
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import Dossier
from chalicelib.onestop.dossiers.machinechecks import checks_of
from chalicelib.onestop.dossiers.pages.board import (
    listed,
    pages,
    procedure_name,
    procedure_of,
    read_dong,
    say_left,
    sentence,
    show_files,
    show_left,
    show_papers,
    show_status,
    unit_name,
)
from chalicelib.onestop.dossiers.pages.consultations import consultation_facts
from chalicelib.onestop.dossiers.pages.panel import panel_facts, with_chosen_phrases
from chalicelib.onestop.dossiers.pages.preview import preview_page
from chalicelib.onestop.dossiers.pages.telling import (
    MOVE_WORDS,
    journal_lines,
    names_in,
    proposal_of,
    show_states,
    show_steps,
)
from chalicelib.onestop.dossiers.performing import perform
from chalicelib.onestop.dossiers.queues import Wanted
from chalicelib.onestop.procedures import catalogue, check_answers, summary

DOSSIER = Words("Xử lý hồ sơ", "Process a dossier")
WRITTEN = (
    "reason",
    "remedy",
    "remark",
    "legal_basis",
    "message",
    "file",
    "way",
    "reference",
    "means",
    "step",
    "outcome",
)
ASKING = frozenset({"request_supplement", "propose_supplement"})


@pages.get("/can-bo/ho-so/{id}", rule="queue.read", title=DOSSIER)
def officer_page(request: Request, visit: Visit) -> Answered:
    """One dossier on one screen; `tep` chooses a file to be shown beside the form, `xong` names the move just made."""
    return _officer_page(request, visit)


@pages.post("/can-bo/ho-so/{id}/{move}", rule="queue.read", title=DOSSIER)
def move(request: Request, visit: Visit) -> Answered:
    """One move, or what it would make, or back to its form; when it cannot be made, the dossier as it is now with the
    reason. What was typed stays in every case."""
    dossier_id, name, go = request.params["id"], request.params["move"], visit.typed.get("go")
    visit = with_chosen_phrases(visit, name)
    if go in ("edit", "phrases"):
        return _officer_page(request, visit, tried=name)
    try:
        if go == "preview":
            return preview_page(request, visit, name, _told(visit, name))
        perform(visit.change(), dossier_id, name, _told(visit, name))
    except (Invalid, Conflict, Stale, Forbidden) as refusal:
        return _officer_page(request, visit, refusal, name)
    dossiers.tallies().forget(visit.caller.unit)
    return Redirect(f"/can-bo/ho-so/{dossier_id}", {"xong": name})


def _officer_page(request: Request, visit: Visit, refusal: Refusal | None = None, tried: str = "") -> Page:
    dossier, journal = dossiers.reading().read(visit.call, request.params["id"])
    moves = dossiers.open_moves(visit.call, dossier)
    viewed = dossiers.uploads().viewable(visit.call, dossier, request.query.get("tep", ""))
    made = request.query.get("xong", "")
    facts = {
        **_shown(dossier, journal, visit),
        **panel_facts(dossier, journal, moves, visit, tried),
        "viewed": viewed[0] if viewed else None,
        "viewed_at": viewed[1] if viewed else "",
        "made": MOVE_WORDS.get(made),
        "following": _following(visit, dossier.id) if made in MOVE_WORDS else None,
        "mistakes": listed(refusal, visit.lang, f"{tried}-"),
        "sentence": sentence(refusal, visit.lang),
        "wrong": refusal is not None,
    }
    shows = (visit.origin_of(viewed[1]),) if viewed else ()
    status = page_status(refusal) if refusal else 200
    return Page("onestop/dossiers/officer_page.html", facts, status, wide=True, shows=shows)


def _following(visit: Visit, present: str) -> dict[str, Any] | None:
    """The dossier that the caller can do next, the most urgent one but this: one query."""
    found = dossiers.reading().queue(visit.call, "", 2, wanted=Wanted(holder="doable"))
    line = next((one for one in found.lines if one.id != present), None)
    if line is None:
        return None
    left = dossiers.line_left(line, visit.call)
    return {
        "line": line,
        "procedure": procedure_name(line.procedure),
        "left": say_left(left, visit.lang) if left is not None else "",
        "late": line.past(visit.call.at),
    }


def _shown(dossier: Dossier, journal: Sequence[Record], visit: Visit) -> Mapping[str, Any]:
    """What the page says of the dossier."""
    procedure, names = procedure_of(dossier), names_in(dossier, journal, visit.call.at)
    answers, _ = check_answers(procedure.form, dossier.answers)
    return {
        "dossier": dossier,
        "procedure": procedure,
        "status": show_status(dossier.status),
        "unit": unit_name(dossier.unit, visit.lang),
        "overdue": dossier.overdue(visit.call.at),
        "left": show_left(dossier, visit),
        "rules": dossiers.due_rules(dossier),
        **consultation_facts(visit, dossier),
        "rows": summary(procedure.form, answers, visit.lang),
        "party": dossiers.party_rows(dossier, visit.lang),
        "helped": unit_name(dossier.helped_by, visit.lang),
        "postal": dossiers.postal_address(dossier, visit.lang) if dossier.delivery.way == "post" else "",
        "papers": show_papers(dossiers.papers_of(procedure, dossier, answers), dossier.held, visit.lang),
        "results": show_files([file for file in dossier.files if file.paper == "result"], visit.lang),
        "fields": list(procedure.form.fields()),
        "step": procedure.step(dossier.step) if dossier.step else None,
        "holder": names.get(dossier.assignee, dossier.assignee),
        "proposal": proposal_of(dossier, journal, names),
        "states": show_states(dossier),
        "steps": show_steps(dossier, procedure, journal, names, visit.call.at),
        "journal": journal_lines(dossier, procedure, journal, names),
        "machine": checks_of(dossier, procedure, _newest(dossier, visit)),
    }


def _newest(dossier: Dossier, visit: Visit) -> int:
    """The version of the procedure that is in force today, 0 when none is."""
    try:
        return catalogue().resolve(dossier.procedure, vietnam_day(visit.call.at)).version
    except Missing:
        return 0


def _told(visit: Visit, move: str) -> Mapping[str, Any]:
    """What the page's form tells a move; nothing that was left empty."""
    told: dict[str, Any] = {name: visit.typed.get(name) for name in WRITTEN if visit.typed.get(name)}
    if visit.typed.all("checks"):
        told["checks"] = list(visit.typed.all("checks"))
    if move == "assign":
        told["assignee"] = visit.typed.get("assignee")
    if visit.typed.get("amount"):
        told["amount"] = read_dong(visit.typed.get("amount"), "amount")
    if move in ASKING:
        told |= {"papers": _asked(visit, "paper.", "papers"), "fields": _asked(visit, "field.", "fields")}
    return told


def _asked(visit: Visit, prefix: str, part: str) -> Mapping[str, str]:
    """The reasons by the code of what was ticked; a tick without a reason is refused."""
    ticked = visit.typed.all(part)
    reasons = visit.typed.under(prefix)
    lacking = [code for code in ticked if code not in reasons]
    if lacking:
        vi, en = "Hãy ghi lý do cho mỗi mục được chọn.", "Give a reason for each part you have chosen."
        errors = [FieldError(f"{prefix}{code}", "dossiers/reason-needed", vi, en) for code in lacking]
        raise Invalid("dossiers/reason-needed", vi, en, errors)
    return {code: reasons[code] for code in ticked}
