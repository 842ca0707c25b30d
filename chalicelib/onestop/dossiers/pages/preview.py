"""What a move would make, before it is made: the letter as the applicant will read it, their page, the new date.

The move itself is rehearsed, with all its checks, and its slip is written from the journal entry it would leave: what
is shown is what will be sent. Nothing is changed; the form that carries it out brings everything typed along.
"""

from collections.abc import Mapping
from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.journal import Record
from chalicelib.cloud.page import Page, Visit
from chalicelib.commons.agencies import directory
from chalicelib.foundation.clock import parse_iso, say_date, vietnam_day
from chalicelib.foundation.errors import Conflict
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import Dossier, slips
from chalicelib.onestop.dossiers.moves import rehearse
from chalicelib.onestop.dossiers.pages.board import ROLES, procedure_of, show_status
from chalicelib.onestop.dossiers.pages.letters import SLIPS as LETTER_SLIPS
from chalicelib.onestop.dossiers.pages.letters import TITLES
from chalicelib.onestop.dossiers.pages.panel import LETTERS, SHOWN
from chalicelib.onestop.dossiers.pages.telling import MOVE_WORDS, PROPOSAL_WORDS
from chalicelib.onestop.dossiers.performing import Facts, perform
from chalicelib.onestop.dossiers.slips import qr
from chalicelib.onestop.procedures import catalogue

SLIPS: Mapping[str, str] = {**LETTER_SLIPS, "dossier.received": "receipt", "dossier.reopened": "correction"}
"""The slip that an event brings the applicant."""


def preview_page(request: Request, visit: Visit, move: str, facts: Facts) -> Page:
    """The page before the change. Whatever the move itself would refuse is refused here: Conflict, Invalid, Stale."""
    if move not in LETTERS | SHOWN:
        raise Conflict("dossiers/no-preview", "Việc này không có bản xem trước.", "There is no preview of this.")
    dossier, journal = dossiers.reading().read(visit.call, request.params["id"])
    tried = rehearse(visit.change(), dossier, lambda call: perform(call, dossier.id, move, facts))
    told = {"preview": _shown(visit, dossier, tried.after, tried.entry, move)}
    name = SLIPS.get(tried.entry.type, "")
    title = Words(f"Xem trước: {MOVE_WORDS[move].vi}", f"Preview: {MOVE_WORDS[move].en}")
    if not name:
        return Page("onestop/dossiers/preview_page.html", told, wide=True, title=title)
    source = slips.source_of(tried.after, [*journal, tried.entry], catalogue().version, directory())
    slip = slips.write_slip(name, source, owner=True, number=f"{tried.entry.seq:02}")
    drawn = {
        "slip": slip,
        "body": slip.body,
        "day": say_date(vietnam_day(slip.issued_at), visit.lang),
        "qr": qr.mark_of(visit.absolute("/tra-cuu"), slip.code),
    }
    return Page(f"onestop/slips/{slip.name}.html", {**told, **drawn}, wide=True, title=title)


def _shown(visit: Visit, before: Dossier, after: Dossier, entry: Record, move: str) -> dict[str, Any]:
    """What the page says beside the letter."""
    procedure = procedure_of(after)
    step = procedure.step(after.step) if after.step and after.step != before.step else None
    moved = after.due_at != before.due_at
    return {
        "move": move,
        "words": MOVE_WORDS[move],
        "path": f"/can-bo/ho-so/{before.id}/{move}",
        "back": f"/can-bo/ho-so/{before.id}",
        "version": visit.typed.get("version"),
        "kept": [(name, value) for name, value in visit.typed.kept() if name != "go"],
        "dossier": after,
        "procedure": procedure.name,
        "was": show_status(before.status),
        "status": show_status(after.status),
        "same": before.status is after.status,
        "moved": moved,
        "was_due": before.due_at,
        "rules": dossiers.due_rules(after) if moved or move == "receive" else [],
        "step": step.name if step is not None else None,
        "role": ROLES.get(step.role) if step is not None else None,
        "proposal": PROPOSAL_WORDS.get(after.proposal) if after.proposal != before.proposal else None,
        "fee": after.payment.amount if after.payment.state == "due" and before.payment != after.payment else 0,
        "title": TITLES.get(entry.type),
        "note": entry.note if entry.type in TITLES else None,
        "remark": (entry.note or {}).get("remark", ""),
        "result": after.file(after.result) if move in ("attach_result", "correct_result") else None,
        "at": parse_iso(entry.at),
    }
