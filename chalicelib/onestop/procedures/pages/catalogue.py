"""The open pages of the catalogue: home, search, and what one should know before applying."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Page, Visit
from chalicelib.commons.agencies import PLACE_KINDS, directory
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.text import collation_key
from chalicelib.onestop.procedures import Procedure, catalogue, minutes_for
from chalicelib.onestop.procedures.lifeevents import life_event, life_events
from chalicelib.onestop.procedures.pages.board import fees_on, pages, shown_facts

TYPED_LONGEST = 100
SHOWN_AT_HOME = 6
A_PAGE = 25
SUGGESTED = 5


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
    """All procedures, or those that answer to everyday words, of one field (`linh_vuc`) or of all, page by page."""
    typed = request.query.get("tim", "").strip()[:TYPED_LONGEST]
    today = vietnam_day(visit.call.at)
    every = catalogue().search(typed, visit.lang, today) if typed else catalogue().list(today)
    fields = _fields(every, visit.lang)
    field = request.query.get("linh_vuc", "")
    found = [one for one in every if not field or one.field == field]
    last = max(1, -(-len(found) // A_PAGE))
    page = min(_number(request.query.get("trang", "")), last)
    facts = {
        "typed": typed,
        "all": len(every),
        "fields": fields,
        "field": field,
        "total": len(found),
        "page": page,
        "pages": last,
        "shown_pages": _shown_pages(page, last),
        "procedures": [(one, fees_on(one, today)) for one in found[(page - 1) * A_PAGE : page * A_PAGE]],
        "suggested": [] if found else [(one, fees_on(one, today)) for one in _suggested(typed, visit.lang, today)],
    }
    return Page("onestop/procedures/list.html", facts, personal=False)


def _fields(found: Sequence[Procedure], lang: str) -> list[tuple[str, str, int]]:
    """The fields of what was found, each with its name and how many there are, in the dictionary's order."""
    counted = Counter(one.field for one in found)
    names = {one.field: one.field_name.say(lang) for one in found}
    lines = [(code, names[code], count) for code, count in counted.items()]
    return sorted(lines, key=lambda line: collation_key(line[1]))


def _suggested(typed: str, lang: str, today: date) -> list[Procedure]:
    """What a part of the words would have found: the longest words alone, a few of each."""
    found: dict[str, Procedure] = {}
    for word in sorted(typed.split(), key=len, reverse=True)[:4]:
        for one in catalogue().search(word, lang, today)[:3] if len(word) > 2 else ():
            found.setdefault(one.code, one)
    return list(found.values())[:SUGGESTED]


def _number(text: str) -> int:
    """A page's number; the first one for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and 0 < len(text) < 6 and int(text) else 1


def _shown_pages(page: int, last: int) -> list[int]:
    """The numbers in the list of pages, 0 for a gap: the ends, and the neighbours of this one."""
    kept = sorted({1, last, *range(max(1, page - 1), min(last, page + 1) + 1)})
    shown: list[int] = []
    for number in kept:
        shown += [0, number] if shown and number - shown[-1] > 1 else [number]
    return shown


@pages.get("/thu-tuc/{code}", rule="procedures.read", title=Words("Thủ tục", "Procedure"))
def procedure_page(request: Request, visit: Visit) -> Page:
    """Who may apply, with which papers, for how much, how long it takes, what one gets, and by which law."""
    today = vietnam_day(visit.call.at)
    procedure = catalogue().resolve(request.params["code"], today)
    facts = {
        **shown_facts(procedure, today, visit.lang),
        "may_start": "citizen" in visit.caller.roles,
        "minutes": minutes_for(procedure),
        "places": _places(procedure, today, visit.lang),
        "wrong": procedure.competent.by == "place" and "thieu" in request.query,
    }
    title = Words(procedure.name.vi, procedure.name.en)
    return Page("onestop/procedures/procedure.html", facts, title=title, personal=False)


def _places(procedure: Procedure, today: date, lang: str) -> list[tuple[str, str]]:
    """The wards, communes and special zones to choose from, where the competent agency depends on the place."""
    if procedure.competent.by != "place":
        return []
    places = [unit for unit in directory().units() if unit.kind in PLACE_KINDS and unit.exists(today)]
    return sorted(((unit.id, unit.name(lang)) for unit in places), key=lambda one: collation_key(one[1]))
