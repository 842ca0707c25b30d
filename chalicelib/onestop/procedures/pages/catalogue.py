"""The open pages of the catalogue: home, search, and what one should know before applying."""

from datetime import date

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Page, Pages, Visit
from chalicelib.commons.agencies import PLACE_KINDS, directory
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.text import collation_key
from chalicelib.onestop.procedures import Procedure, Provenance, catalogue

pages = Pages("procedures")
TYPED_LONGEST = 100


@pages.get("/", rule="procedures.read", title=Words("Trang chủ", "Home"))
def home(request: Request, visit: Visit) -> Page:
    """Search, look-up, and the procedures one can apply for online."""
    listed = catalogue().list(vietnam_day(visit.call.at))
    return Page("onestop/procedures/home.html", {"procedures": listed}, personal=False)


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
        "procedure": procedure,
        "fees": [fee for fee in procedure.fees if fee.valid_from <= today <= (fee.valid_to or today)],
        "unit": _unit(procedure, today, visit.lang),
        "sources": _sources(procedure),
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


def _unit(procedure: Procedure, today: date, lang: str) -> str:
    """The name of the agency that is competent today, empty when it depends on the place."""
    if procedure.competent.by == "place":
        return ""
    return directory().competent_for(procedure.competent, today, None).name(lang)


def _sources(procedure: Procedure) -> list[tuple[Words, Provenance]]:
    """Where each published fact was read, in the order of the page."""
    found = [
        *((Words(paper.name.vi, paper.name.en), paper.provenance) for paper in procedure.papers),
        *((Words(fee.name.vi, fee.name.en), fee.provenance) for fee in procedure.fees),
        (Words("Thời hạn giải quyết", "Processing time"), procedure.processing.provenance),
        (Words("Mức độ trực tuyến", "Level of online service"), procedure.service.provenance),
        (Words("Kết quả", "Result"), procedure.result.provenance),
        (Words("Mã thủ tục", "Procedure code"), procedure.code_provenance),
    ]
    if procedure.notice is not None:
        found.append((Words("Thời hạn thông báo", "Time of notice"), procedure.notice.provenance))
    return [(name, provenance) for name, provenance in found if provenance.source]
