"""The applicant's own dossiers: what they must do now on top, drafts, running and finished ones apart; a search."""

from collections.abc import Sequence
from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Page, Visit
from chalicelib.foundation.text import fold
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import Dossier, Status
from chalicelib.onestop.dossiers.model import RUNNING
from chalicelib.onestop.dossiers.pages.board import pages, procedure_name, show_left, show_status, unit_name

A_PAGE = 50
SEARCHED = 100
"""How many of the newest dossiers a search looks through: one batch."""
SEARCH_FROM = 8
"""From so many lines on there is a search."""
LONGEST = 60

TO_DO: dict[Status, Words] = {
    Status.SUPPLEMENT_REQUESTED: Words("Bổ sung hồ sơ", "Supplement the dossier"),
    Status.PAYMENT_REQUIRED: Words("Nộp tiền", "Make the payment"),
}
"""What the applicant is waited for."""


@pages.get("/ho-so", rule="dossiers.list_mine", title=Words("Hồ sơ của tôi", "My dossiers"))
def mine(request: Request, visit: Visit) -> Page:
    """The caller's dossiers, newest first, in groups; `tim` looks for a code or a procedure among the newest."""
    typed = request.query.get("tim", "").strip()[:LONGEST]
    limit = SEARCHED if typed else A_PAGE
    page = dossiers.reading().mine(visit.call, "" if typed else request.query.get("tiep", ""), limit)
    found = [one for one in page.lines if _meant(one, typed)][:A_PAGE]
    facts = {
        "groups": _grouped(found, visit),
        "typed": typed,
        "count": len(found),
        "cursor": "" if typed else page.cursor,
        "further": "tiep" in request.query,
        "searchable": bool(typed or page.cursor or "tiep" in request.query or len(found) >= SEARCH_FROM),
    }
    return Page("onestop/dossiers/mine.html", facts)


def _meant(dossier: Dossier, typed: str) -> bool:
    """Whether a dossier has every word that was typed, in its code or its procedure's name; marks do not matter."""
    name = procedure_name(dossier.procedure)
    text = fold(f"{dossier.code} {name.vi} {name.en}")
    return all(word in text for word in fold(typed).split())


def _grouped(found: Sequence[Dossier], visit: Visit) -> list[dict[str, Any]]:
    """The groups that have lines, what waits for the applicant first."""
    groups: dict[str, list[dict[str, Any]]] = {"todo": [], "drafts": [], "running": [], "over": []}
    for one in found:
        groups[_group_of(one)].append(_line(one, visit))
    return [{"name": name, "lines": lines} for name, lines in groups.items() if lines]


def _group_of(dossier: Dossier) -> str:
    if dossier.status in TO_DO:
        return "todo"
    if dossier.status is Status.DRAFT:
        return "drafts"
    return "running" if dossier.status in (RUNNING | {Status.STOPPED, Status.RESULT_READY}) else "over"


def _line(dossier: Dossier, visit: Visit) -> dict[str, Any]:
    overdue = dossier.overdue(visit.call.at)
    return {
        "dossier": dossier,
        "name": procedure_name(dossier.procedure),
        "status": show_status(dossier.status),
        "unit": unit_name(dossier.unit, visit.lang),
        "left": show_left(dossier, visit) if dossier.status is not Status.DRAFT else "",
        "overdue": overdue,
        "to_do": TO_DO.get(dossier.status),
        "about": dossier.applicant if dossier.representative else "",
    }
