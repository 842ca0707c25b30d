"""The first screens: which language, and what for."""

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Page, Visit
from chalicelib.onestop.kiosk.pages.board import KIOSK, pages, screen


@pages.get("/ki-ot/{unit}", rule="dossiers.lookup", title=KIOSK)
def start(request: Request, visit: Visit) -> Page:
    """The first screen, in both languages. It comes back by itself, so nothing of the person before is left on it."""
    page = screen(visit, "start.html", {}, idle=0)
    wiped = {"Clear-Site-Data": '"cache"'} if request.secure else {}
    return Page(page.template, page.facts, headers=wiped)


@pages.get("/ki-ot/{unit}/viec", rule="dossiers.lookup", title=Words("Bạn cần gì?", "What do you need?"))
def choose(request: Request, visit: Visit) -> Page:
    """See where a dossier stands, take a number, or ask for somebody."""
    return screen(visit, "choose.html", {})
