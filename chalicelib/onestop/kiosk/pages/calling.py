"""The officer's page of numbers: call the next, call again, served, did not come."""

from collections.abc import Callable

from chalicelib.cloud.call import Call
from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Answered, Page, Redirect, Visit, page_status
from chalicelib.commons.agencies import directory
from chalicelib.foundation.errors import Conflict, Invalid, Missing, Refusal, Stale
from chalicelib.onestop import kiosk
from chalicelib.onestop.kiosk.model import PURPOSE_WORDS, STATE_WORDS, Ticket
from chalicelib.onestop.kiosk.pages.board import pages

CALLING = Words("Gọi số", "Call numbers")
PATH = "/quay/so"
SHOWN = 25


@pages.get(PATH, rule="tickets.call", title=CALLING)
def calling(request: Request, visit: Visit) -> Page:
    """Who is at the windows, and who waits."""
    return _page(visit, request.query.get("quay", ""))


@pages.post(f"{PATH}/{{move}}", rule="tickets.call", title=CALLING)
def move(request: Request, visit: Visit) -> Answered:
    """One of the four things that can be done; the window stays in the address."""
    window, typed = visit.typed.get("quay"), visit.typed.get("so")
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 5 else 0
    doing = _moves(window, number).get(request.params["move"])
    if doing is None:
        raise Missing("kiosk/no-move", "Không có việc này.", "There is no such action.")
    try:
        doing(visit.change())
    except (Conflict, Invalid, Missing, Stale) as refusal:
        return _page(visit, window, refusal)
    return Redirect(PATH, {"quay": window})


def _moves(window: str, number: int) -> dict[str, Callable[[Call], object]]:
    desk = kiosk.desk()
    return {
        "goi": lambda call: desk.call_next(call, window),
        "goi-lai": lambda call: desk.call_again(call, number, window),
        "xong": lambda call: desk.finish(call, number),
        "vang": lambda call: desk.miss(call, number),
    }


def _page(visit: Visit, window: str, refusal: Refusal | None = None) -> Page:
    day = kiosk.desk().day(visit.call, visit.caller.unit)
    done = [one for one in day.tickets if one.state in ("served", "absent")]
    facts = {
        "window": window[:12],
        "called": [_line(one) for one in day.called],
        "waiting": [_line(one) for one in day.waiting[:SHOWN]],
        "count": len(day.waiting),
        "done": len(done),
        "unit": directory().unit(visit.caller.unit).name(visit.lang),
        "unit_id": visit.caller.unit,
        "refusal": refusal,
        "wrong": refusal is not None,
    }
    status = page_status(refusal) if refusal else 200
    return Page("onestop/kiosk/calling.html", facts, status=status, wide=True)


def _line(ticket: Ticket) -> dict[str, object]:
    return {"one": ticket, "purpose": PURPOSE_WORDS[ticket.purpose], "state": STATE_WORDS[ticket.state]}
