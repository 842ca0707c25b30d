"""The open pages of the catalogue: home, search, and what one should know before applying."""

from datetime import date

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Page, Visit
from chalicelib.commons.agencies import PLACE_KINDS, directory
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.text import collation_key
from chalicelib.onestop.procedures import Procedure, catalogue
from chalicelib.onestop.procedures.lifeevents import life_event, life_events
from chalicelib.onestop.procedures.pages.board import pages, shown_facts

TYPED_LONGEST = 100
SHOWN_AT_HOME = 6


@pages.get("/", rule="procedures.read", title=Words("Trang chủ", "Home"))
def home(request: Request, visit: Visit) -> Page:
    """Search first, what happens in people's lives, look-up; the procedures applied for online as they are listed."""
    listed = catalogue().list(vietnam_day(visit.call.at))
    facts = {"procedures": listed[:SHOWN_AT_HOME], "count": len(listed), "events": life_events()}
    return Page("onestop/procedures/home.html", facts, personal=False)


@pages.get("/viec/{event}", rule="procedures.read", title=Words("Việc của bạn", "Life events"))
def life_event_page(request: Request, visit: Visit) -> Page:
    """What to do at one event in life: its procedures, the first one first."""
    event = life_event(request.params["event"])
    facts = {"event": event, "procedures": event.among(catalogue().list(vietnam_day(visit.call.at)))}
    return Page("onestop/procedures/life_event.html", facts, title=event.name, personal=False)


@pages.get("/thu-tuc", rule="procedures.read", title=Words("Thủ tục hành chính", "Administrative procedures"))
def search(request: Request, visit: Visit) -> Page:
    """All procedures, or those that answer to everyday words."""
    typed = request.query.get("tim", "").strip()[:TYPED_LONGEST]
    today = vietnam_day(visit.call.at)
    found = catalogue().search(typed, visit.lang, today) if typed else catalogue().list(today)
    return Page("onestop/procedures/list.html", {"procedures": found, "typed": typed}, personal=False)


@pages.get("/thu-tuc/{code}", rule="procedures.read", title=Words("Thủ tục", "Procedure"))
def procedure_page(request: Request, visit: Visit) -> Page:
    """Who may apply, with which papers, for how much, how long it takes, what one gets, and by which law."""
    today = vietnam_day(visit.call.at)
    procedure = catalogue().resolve(request.params["code"], today)
    facts = {
        **shown_facts(procedure, today, visit.lang),
        "may_start": "citizen" in visit.caller.roles,
        "places": _places(procedure, today, visit.lang),
    }
    title = Words(procedure.name.vi, procedure.name.en)
    return Page("onestop/procedures/procedure.html", facts, title=title, personal=False)


def _places(procedure: Procedure, today: date, lang: str) -> list[tuple[str, str]]:
    """The wards, communes and special zones to choose from, where the competent agency depends on the place."""
    if procedure.competent.by != "place":
        return []
    places = [unit for unit in directory().units() if unit.kind in PLACE_KINDS and unit.exists(today)]
    return sorted(((unit.id, unit.name(lang)) for unit in places), key=lambda one: collation_key(one[1]))
