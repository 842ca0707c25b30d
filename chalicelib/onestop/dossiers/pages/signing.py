"""What waits for the leader's decision, made for a phone: a list by due time, one dossier at a time, big buttons."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.journal import Record
from chalicelib.cloud.page import Answered, Page, Redirect, Visit, page_status
from chalicelib.foundation.clock import parse_iso, short_moment
from chalicelib.foundation.errors import Conflict, Forbidden, Invalid, Missing, Refusal, Stale
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import Dossier
from chalicelib.onestop.dossiers.consultation import OPINION_WORDS
from chalicelib.onestop.dossiers.machinechecks import Check, checks_of
from chalicelib.onestop.dossiers.pages.board import (
    listed,
    pages,
    procedure_name,
    procedure_of,
    say_left,
    sentence,
    show_files,
    show_left,
    show_papers,
    show_status,
    unit_name,
)
from chalicelib.onestop.dossiers.pages.telling import MOVE_WORDS, PROPOSAL_WORDS, names_in, proposal_of
from chalicelib.onestop.dossiers.performing import perform
from chalicelib.onestop.dossiers.queues import Wanted, role_of
from chalicelib.onestop.procedures import Procedure, check_answers, summary

SIGNING = Words("Chờ ký duyệt", "To be signed")
A_PAGE = 25
DECIDES = "leader"
MOVES = frozenset({"attach_result", "send_back"})
"""What is decided here; a refusal is first read as its applicant will read it, on the dossier's own page."""


@pages.get("/can-bo/cho-ky", rule="queue.sign", title=SIGNING)
def signing_list(request: Request, visit: Visit) -> Page:
    """What stands in a step of the caller that decides, the most urgent first: one query and one read of the heads."""
    cursor = request.query.get("tiep", "")
    found = dossiers.reading().queue(visit.call, cursor, A_PAGE, wanted=Wanted(holder="doable"))
    lines = [line for line in found.lines if role_of(line) == DECIDES]
    heads = {one.id: one for one in dossiers.reading().chosen(visit.call, [line.id for line in lines])}
    shown = []
    for line in lines:
        left, head = dossiers.line_left(line, visit.call), heads.get(line.id)
        proposal = head.proposal if head is not None else ""
        shown.append(
            {
                "line": line,
                "procedure": procedure_name(line.procedure),
                "proposal": PROPOSAL_WORDS.get(proposal),
                "tone": "good" if proposal == "approval" else "wait",
                "left": say_left(left, visit.lang) if left is not None else "",
                "late": line.past(visit.call.at),
            }
        )
    made = request.query.get("xong", "")
    facts = {
        "lines": shown,
        "cursor": found.cursor,
        "unit": unit_name(visit.caller.unit, visit.lang),
        "made": MOVE_WORDS.get(made),
    }
    return Page("onestop/dossiers/signing_list.html", facts)


@pages.get("/can-bo/cho-ky/{id}", rule="queue.sign", title=SIGNING)
def signing_page(request: Request, visit: Visit) -> Answered:
    """One dossier for a decision: what is proposed, the draft of the result, what is to be noticed, the answers."""
    return _signing_page(request, visit)


@pages.post("/can-bo/cho-ky/{id}/{move}", rule="queue.sign", title=SIGNING)
def decide(request: Request, visit: Visit) -> Answered:
    """Approves, or sends back with a reason; on to the next. When it cannot be done, the dossier as it is now."""
    dossier_id, move = request.params["id"], request.params["move"]
    if move not in MOVES:
        raise Missing("dossiers/unknown-move", "Không có việc này ở đây.", "There is no such move here.")
    told: dict[str, Any] = {name: visit.typed.get(name) for name in ("file", "remark", "step") if visit.typed.get(name)}
    if visit.typed.all("checks"):
        told["checks"] = list(visit.typed.all("checks"))
    try:
        perform(visit.change(), dossier_id, move, told)
    except (Invalid, Conflict, Stale, Forbidden) as refusal:
        return _signing_page(request, visit, refusal, move)
    dossiers.tallies().forget(visit.caller.unit)
    return Redirect("/can-bo/cho-ky", {"xong": move})


def _signing_page(request: Request, visit: Visit, refusal: Refusal | None = None, tried: str = "") -> Page:
    dossier, journal = dossiers.reading().read(visit.call, request.params["id"])
    procedure, names = procedure_of(dossier), names_in(dossier, journal, visit.call.at)
    answers, _ = check_answers(procedure.form, dossier.answers)
    results = [file for file in dossier.files if file.paper == "result" and file.state == "kept"]
    asked = request.query.get("tep", "") or (results[-1].id if results else "")
    viewed = dossiers.uploads().viewable(visit.call, dossier, asked)
    facts = {
        "dossier": dossier,
        "procedure": procedure,
        "status": show_status(dossier.status),
        "overdue": dossier.overdue(visit.call.at),
        "left": show_left(dossier, visit),
        "step": procedure.step(dossier.step) if dossier.step else None,
        "proposal": proposal_of(dossier, journal, names),
        "notices": to_notice(dossier, journal, procedure),
        "rows": summary(procedure.form, answers, visit.lang),
        "party": dossiers.party_rows(dossier, visit.lang),
        "papers": show_papers(dossiers.papers_of(procedure, dossier, answers), dossier.held, visit.lang),
        "results": show_files(results, visit.lang),
        "result": results[-1] if results else None,
        "viewed": viewed[0] if viewed else None,
        "viewed_at": viewed[1] if viewed else "",
        "moves": dossiers.open_moves(visit.call, dossier),
        "tried": tried,
        "mistakes": listed(refusal, visit.lang),
        "sentence": sentence(refusal, visit.lang),
        "wrong": refusal is not None,
    }
    shows = (visit.origin_of(viewed[1]),) if viewed else ()
    status = page_status(refusal) if refusal else 200
    return Page("onestop/dossiers/signing_page.html", facts, status, shows=shows)


def to_notice(dossier: Dossier, journal: Sequence[Record], procedure: Procedure) -> list[Check]:
    """In what a dossier differs from one that went straight: supplemented, sent back, extended, contradicted."""
    found = [*_course(journal, procedure), *_opinions(dossier)]
    if dossier.representative:
        vi, en = f"Người nộp thay: {dossier.representative}.", f"Handed in by {dossier.representative}."
        found.append(Check("", Words(vi, en)))
    return found + [one for one in checks_of(dossier, procedure) if one.tone in ("wait", "late")]


def _course(journal: Sequence[Record], procedure: Procedure) -> list[Check]:
    found = []
    names: Mapping[str, Any] = {
        **{one.code: one.name for one in procedure.papers},
        **{one.code: one.label for one in procedure.form.fields()},
    }
    for entry in journal:
        at = short_moment(parse_iso(entry.at))
        if entry.type == "dossier.supplement_requested":
            codes = [*entry.data["papers"], *entry.data["fields"]]
            vi = ", ".join(names[one].vi if one in names else one for one in codes)
            en = ", ".join(names[one].en if one in names else one for one in codes)
            found.append(
                Check("wait", Words(f"Đã yêu cầu bổ sung ({at}): {vi}.", f"Supplement asked for ({at}): {en}."))
            )
        elif entry.type == "dossier.supplemented":
            found.append(Check("", Words(f"Người nộp đã bổ sung ({at}).", f"The applicant supplied it ({at}).")))
        elif entry.type == "dossier.sent_back":
            why = str((entry.note or {}).get("remark", ""))
            found.append(Check("wait", Words(f"Đã bị chuyển lại ({at}): {why}", f"It was sent back ({at}): {why}")))
        elif entry.type == "dossier.extended":
            found.append(Check("wait", Words(f"Đã gia hạn và xin lỗi ({at}).", f"Extended, with an apology ({at}).")))
    return found


def _opinions(dossier: Dossier) -> list[Check]:
    """What other agencies have said, and who has said nothing yet."""
    found = []
    for one in dossier.consultations:
        vi, en = OPINION_WORDS[one.opinion]
        tone: Any = "late" if "disagree" in one.opinion else "wait" if one.opinion in ("", "other") else "good"
        found.append(Check(tone, Words(f"{unit_name(one.body, 'vi')}: {vi}.", f"{unit_name(one.body, 'en')}: {en}.")))
    return found
