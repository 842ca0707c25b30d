"""Slips as pages to print: those of one dossier (A5), and the agency's registers (A4)."""

from collections.abc import Mapping
from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Page, Visit
from chalicelib.commons.agencies import directory
from chalicelib.foundation.clock import say_date, vietnam_day
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import slips
from chalicelib.onestop.dossiers.daybook import days_of
from chalicelib.onestop.dossiers.pages.board import pages, procedure_name
from chalicelib.onestop.dossiers.queues import Wanted
from chalicelib.onestop.dossiers.slips import qr
from chalicelib.onestop.procedures import catalogue

SLIP = Words("Phiếu của hồ sơ", "Slip of a dossier")
SLIPS = Words("Các phiếu của hồ sơ", "Slips of a dossier")
REGISTER = Words("Sổ theo dõi hồ sơ", "Dossier register")
A_PAGE = 25

NAMES: Mapping[str, str] = {
    "nop-ho-so": "acknowledgement",
    "tiep-nhan": "receipt",
    "bo-sung": "supplement",
    "xin-loi": "apology",
    "dung-giai-quyet": "stop",
    "nop-tien": "payment",
    "thu-tien": "cash_receipt",
    "tu-choi": "refusal",
    "khong-tra-loi": "silence",
    "sua-sai": "correction",
    "kiem-soat": "control",
}
"""The slips by the last part of their address."""

ADDRESSES: Mapping[str, str] = {name: address for address, name in NAMES.items()}


@pages.get("/ho-so/{id}/phieu", rule="dossiers.read", title=SLIPS)
def slips_page(request: Request, visit: Visit) -> Page:
    """Every slip that a dossier has, each with its number and moment."""
    dossier, journal = dossiers.reading().read(visit.call, request.params["id"])
    owner = dossiers.as_applicant(visit.caller, dossier)
    found = slips.slips_of(slips.source_of(dossier, journal, catalogue().version, directory()), owner=owner)
    facts = {
        "dossier": dossier,
        "lines": [(one, f"/ho-so/{dossier.id}/phieu/{ADDRESSES[one.name]}") for one in found],
        "back": _back(dossier.id, dossiers.keeps(visit.caller, dossier)),
    }
    return Page("onestop/slips/all.html", facts)


@pages.get("/ho-so/{id}/phieu/{slip}", rule="dossiers.read", title=SLIP)
def slip_page(request: Request, visit: Visit) -> Page:
    """One slip of a dossier, for its owner or its officers, whose look is put on record; `so` chooses by number."""
    dossier, journal = dossiers.reading().read(visit.call, request.params["id"])
    owner = dossiers.as_applicant(visit.caller, dossier)
    source = slips.source_of(dossier, journal, catalogue().version, directory())
    name, number = NAMES.get(request.params["slip"], ""), request.query.get("so", "")
    slip = slips.write_slip(name, source, owner=owner, number=number)
    facts = {
        "slip": slip,
        "body": slip.body,
        "day": say_date(vietnam_day(slip.issued_at), visit.lang),
        "qr": qr.mark_of(visit.absolute("/tra-cuu"), slip.code),
        "back": _back(dossier.id, dossiers.keeps(visit.caller, dossier)),
    }
    title = Words(f"{slip.form.title.vi} {slip.code}", f"{slip.form.title.en} {slip.code}")
    return Page(f"onestop/slips/{slip.name}.html", facts, title=title)


def _back(dossier_id: str, owner: bool) -> str:
    return f"/ho-so/{dossier_id}" if owner else f"/can-bo/ho-so/{dossier_id}"


@pages.get("/can-bo/so-theo-doi", rule="queue.read", title=REGISTER)
def register_page(request: Request, visit: Visit) -> Page:
    """A page of the open dossiers: the queue of work; `cho=1`: those that wait for somebody outside; `xong=1`: those
    whose result is to be returned."""
    waiting, ready = request.query.get("cho") == "1", request.query.get("xong") == "1"
    wanted = Wanted("waiting" if waiting else "ready" if ready else "work")
    found = dossiers.reading().queue(visit.call, request.query.get("tiep", ""), A_PAGE, wanted=wanted)
    register = slips.write_register(
        found.lines,
        visit.caller.unit,
        visit.call.at,
        directory=directory(),
        procedure_name=procedure_name,
        waiting=waiting,
        more=bool(found.cursor),
    )
    today = vietnam_day(visit.call.at).isoformat()
    facts = {**_drawn(register, visit), "back": "/can-bo", "cursor": found.cursor, "today": today, "ready": ready}
    return Page("onestop/slips/register.html", facts, wide=True)


@pages.get("/can-bo/so-theo-doi/{when}", rule="queue.read", title=REGISTER)
def day_page(request: Request, visit: Visit) -> Page:
    """The register of a year (`2026`), a month (`2026-11`) or a day (`2026-11-23`, `trang` by `trang`)."""
    when = request.params["when"]
    if len(days_of(when)) > 1:
        return _overview(when, visit)
    found = dossiers.daybook().day(visit.call, when, request.query.get("trang", "1"))
    drawn = slips.write_day(
        found, visit.caller.unit, visit.call.at, directory=directory(), procedure_name=procedure_name
    )
    facts = {**_drawn(drawn, visit), "back": f"/can-bo/so-theo-doi/{when[:7]}"}
    return Page("onestop/slips/day.html", facts, wide=True)


def _overview(when: str, visit: Visit) -> Page:
    counts = dossiers.daybook().counts(visit.call, when)
    drawn = slips.write_overview(counts, when, visit.caller.unit, visit.call.at, directory=directory())
    above = f"/{when[:4]}" if len(when) > 4 else ""
    return Page("onestop/slips/overview.html", {**_drawn(drawn, visit), "back": f"/can-bo/so-theo-doi{above}"})


def _drawn(drawn: slips.Register | slips.DayRegister | slips.Overview, visit: Visit) -> dict[str, Any]:
    return {"slip": drawn, "day": say_date(vietnam_day(drawn.drawn_at), visit.lang)}
