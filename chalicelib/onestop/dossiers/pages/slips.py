"""Slips as pages to print: those of one dossier (A5), and a page of the agency's register (A4)."""

from collections.abc import Mapping

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Page, Visit
from chalicelib.commons.agencies import directory
from chalicelib.foundation.clock import say_date, vietnam_day
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import slips
from chalicelib.onestop.dossiers.pages.board import pages, procedure_name, procedure_of
from chalicelib.onestop.dossiers.slips import qr

SLIP = Words("Phiếu của hồ sơ", "Slip of a dossier")
REGISTER = Words("Sổ theo dõi hồ sơ", "Dossier register")
A_PAGE = 25

NAMES: Mapping[str, str] = {
    "nop-ho-so": "acknowledgement",
    "tiep-nhan": "receipt",
    "bo-sung": "supplement",
    "tu-choi": "refusal",
    "kiem-soat": "control",
}
"""The slips by the last part of their address."""


@pages.get("/ho-so/{id}/phieu/{slip}", rule="dossiers.read", title=SLIP)
def slip_page(request: Request, visit: Visit) -> Page:
    """One slip of a dossier, for its owner or its officers, whose look is put on record."""
    dossier, journal = dossiers.reading().read(visit.call, request.params["id"])
    owner = dossier.owner == visit.caller.account
    rules = dossiers.due_rules(dossier)
    source = slips.Source(dossier, journal, procedure_of(dossier), directory(), rules)
    slip = slips.write_slip(NAMES.get(request.params["slip"], ""), source, owner=owner)
    facts = {
        "slip": slip,
        "body": slip.body,
        "day": say_date(vietnam_day(slip.issued_at), visit.lang),
        "qr": qr.mark_of(visit.absolute("/tra-cuu"), slip.code),
        "back": f"/ho-so/{dossier.id}" if owner else f"/can-bo/ho-so/{dossier.id}",
    }
    title = Words(f"{slip.form.title.vi} {slip.code}", f"{slip.form.title.en} {slip.code}")
    return Page(f"onestop/slips/{slip.form.name}.html", facts, title=title)


@pages.get("/can-bo/so-theo-doi", rule="queue.read", title=REGISTER)
def register_page(request: Request, visit: Visit) -> Page:
    """A page of the register; like the queue, `cho=1` shows the dossiers that wait for their applicants."""
    waiting = request.query.get("cho") == "1"
    found = dossiers.reading().queue(visit.call, request.query.get("tiep", ""), A_PAGE, waiting=waiting)
    register = slips.write_register(
        found.lines,
        visit.caller.unit,
        visit.call.at,
        directory=directory(),
        procedure_name=procedure_name,
        waiting=waiting,
        more=bool(found.cursor),
    )
    facts = {
        "slip": register,
        "day": say_date(vietnam_day(register.drawn_at), visit.lang),
        "back": "/can-bo",
        "cursor": found.cursor,
    }
    return Page("onestop/slips/register.html", facts, wide=True)
