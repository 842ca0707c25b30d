"""Taking a number, and the board that shows who is called."""

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Answered, Page, Redirect, Visit
from chalicelib.foundation.errors import Refusal
from chalicelib.onestop import kiosk
from chalicelib.onestop.kiosk.model import PURPOSE_WORDS, PURPOSES, wait_minutes
from chalicelib.onestop.kiosk.pages.board import pages, screen, secret_of, start_of, told

TAKE = Words("Lấy số thứ tự", "Take a number")
NUMBER = Words("Số thứ tự của bạn", "Your number")
BOARD = Words("Số đang gọi", "Now serving")
SHOWN_SECONDS = 25
BOARD_SECONDS = 5
SHOWN = 6


@pages.get("/ki-ot/{unit}/lay-so", rule="tickets.board", title=TAKE)
def purposes(request: Request, visit: Visit) -> Page:
    """What one came for: the last touch before the number."""
    facts = {"purposes": [(one, PURPOSE_WORDS[one]) for one in PURPOSES if one != "help"]}
    return screen(visit, "purposes.html", facts)


@pages.post("/ki-ot/{unit}/lay-so", rule="tickets.take", title=TAKE)
def take(request: Request, visit: Visit) -> Answered:
    """Gives the next number. What fails is said on a screen of the kiosk."""
    unit = request.params["unit"]
    try:
        kiosk.devices().must_be_of(unit, secret_of(request))
        taken = kiosk.desk().take(visit.change(), unit, visit.typed.get("viec"))
    except Refusal as refusal:
        return told(visit, refusal)
    return Redirect(f"{start_of(unit)}/so/{int(taken['number'])}")


@pages.get("/ki-ot/{unit}/so/{number}", rule="tickets.board", title=NUMBER)
def number_screen(request: Request, visit: Visit) -> Page:
    """The number, large, to be printed or remembered, with how many are before it."""
    day = kiosk.desk().day(visit.call, request.params["unit"])
    text = request.params["number"]
    ticket = day.ticket(int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0)
    facts = {
        "ticket": ticket,
        "purpose": PURPOSE_WORDS[ticket.purpose],
        "before": day.before(ticket.number),
        "minutes": wait_minutes(day, ticket.number, visit.call.at) if ticket.state == "waiting" else None,
    }
    return screen(visit, "number.html", facts, idle=SHOWN_SECONDS)


@pages.get("/ki-ot/{unit}/bang", rule="tickets.board", title=BOARD)
def board(request: Request, visit: Visit) -> Page:
    """The screen above the desk: who is called to which window, and who comes next. It renews itself."""
    day = kiosk.desk().day(visit.call, request.params["unit"])
    facts = {"called": day.called[:SHOWN], "waiting": day.waiting[:SHOWN], "count": len(day.waiting)}
    page = screen(visit, "board.html", facts, idle=0)
    return Page(page.template, page.facts, headers={"Refresh": str(BOARD_SECONDS)})
