"""PDFs of slips and of the register: asked for by a form, waited for on a page without a script, then downloaded."""

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Answered, Download, Page, Redirect, Visit
from chalicelib.onestop.dossiers.pages.board import pages
from chalicelib.onestop.dossiers.pages.slips import NAMES
from chalicelib.onestop.dossiers.prints import printing

WAITING = Words("Đang tạo bản PDF", "Making the PDF")
SECONDS = 2
LOOKS = 15
"""How often the page looks again by itself: half a minute. Then people decide."""


@pages.post("/ho-so/{id}/phieu/{slip}/pdf", rule="dossiers.read", title=WAITING)
def ask_slip(request: Request, visit: Visit) -> Redirect:
    """Asks for a slip as PDF; one that is there already is fetched at once by the page that follows."""
    number = visit.typed.get("so")
    printing().ask_print(visit.call, request.params["id"], _name(request), number)
    return Redirect(visit.path, {"so": number} if number else {})


@pages.get("/ho-so/{id}/phieu/{slip}/pdf", rule="dossiers.read", title=WAITING)
def slip_pdf(request: Request, visit: Visit) -> Answered:
    """The download once it is there; before that, the page that waits."""
    number = request.query.get("so", "")
    link = printing().fetch_print(visit.call, request.params["id"], _name(request), number)
    back = visit.path.removesuffix("/pdf")
    return Download(link) if link else _wait(request, visit, back, {"so": number} if number else {})


@pages.post("/can-bo/so-theo-doi/{when}/pdf", rule="queue.read", title=WAITING)
def ask_register(request: Request, visit: Visit) -> Redirect:
    """Asks for a page of a day's register as PDF."""
    page = visit.typed.get("trang") or "1"
    asked = printing().ask_register_print(visit.call, request.params["when"], page)
    return Redirect(visit.path, {"trang": page, "luc": asked})


@pages.get("/can-bo/so-theo-doi/{when}/pdf", rule="queue.read", title=WAITING)
def register_pdf(request: Request, visit: Visit) -> Answered:
    """The download once it is there; before that, the page that waits."""
    page, asked = request.query.get("trang", "1"), request.query.get("luc", "")
    link = printing().fetch_register_print(visit.call, request.params["when"], page, asked)
    back = visit.path.removesuffix("/pdf")
    return Download(link) if link else _wait(request, visit, back, {"trang": page, "luc": asked})


def _name(request: Request) -> str:
    return NAMES.get(request.params["slip"], "")


def _wait(request: Request, visit: Visit, back: str, query: dict[str, str]) -> Page:
    """The page that looks again by itself for a while; `lan` counts how often it has."""
    told = request.query.get("lan", "1")
    looked = int(told) if told.isascii() and told.isdecimal() and len(told) < 3 else LOOKS
    again = visit.url(visit.path, **query, lan=looked + 1)
    facts = {
        "again": visit.url(visit.path, **query, lan=1),
        "back": visit.url(back, **{name: value for name, value in query.items() if name != "luc"}),
        "asked": query,
        "waiting": looked < LOOKS,
        "seconds": SECONDS,
    }
    headers = {"Refresh": f"{SECONDS}; url={again}"} if looked < LOOKS else {}
    return Page("onestop/slips/waiting.html", facts, headers=headers)
