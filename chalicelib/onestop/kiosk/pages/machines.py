"""The page of an agency's kiosks: make this machine one, and take the right away from one."""

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Answered, Page, Redirect, Visit, page_status, set_cookie
from chalicelib.commons.agencies import directory
from chalicelib.commons.identity import names
from chalicelib.foundation.errors import Conflict, Invalid, Missing, Refusal, Stale
from chalicelib.onestop import kiosk
from chalicelib.onestop.kiosk.pages.board import COOKIE, pages
from chalicelib.onestop.kiosk.service import KEPT_FOR

MACHINES = Words("Ki-ốt của cơ quan", "The agency's kiosks")
PATH = "/quay/ki-ot"


@pages.get(PATH, rule="tickets.enrol", title=MACHINES)
def machines(request: Request, visit: Visit) -> Page:
    """The kiosks that may give out numbers."""
    return _page(visit)


@pages.post(PATH, rule="tickets.enrol", title=MACHINES)
def enrol(request: Request, visit: Visit) -> Answered:
    """Makes this machine a kiosk: its browser keeps a secret. Whoever did it signs out here before leaving it."""
    call = visit.change()
    try:
        kiosk.devices().enrol(call, visit.typed.get("ten"))
    except (Conflict, Invalid, Stale) as refusal:
        return _page(visit, refusal)
    secret, seconds = kiosk.devices().secret_for(call), int(KEPT_FOR.total_seconds())
    return Redirect(PATH, {"xong": "1"}, cookies=(set_cookie(COOKIE, secret, request, seconds=seconds),))


@pages.post(f"{PATH}/{{device}}/ngung", rule="tickets.enrol", title=MACHINES)
def end(request: Request, visit: Visit) -> Answered:
    """Takes the right away, wherever the machine is."""
    try:
        kiosk.devices().end(visit.change(), request.params["device"])
    except (Conflict, Missing, Stale) as refusal:
        return _page(visit, refusal)
    return Redirect(PATH)


def _page(visit: Visit, refusal: Refusal | None = None) -> Page:
    found = kiosk.devices().of_unit(visit.call)
    facts = {
        "machines": found,
        "known": names({one.by for one in found}, visit.call.at),
        "unit": directory().unit(visit.caller.unit).name(visit.lang),
        "unit_id": visit.caller.unit,
        "made": visit.request.query.get("xong") == "1",
        "refusal": refusal,
        "wrong": refusal is not None,
    }
    status = page_status(refusal) if refusal else 200
    return Page("onestop/kiosk/machines.html", facts, status=status, wide=True)
