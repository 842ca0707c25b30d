"""Pages of satisfaction: the rating with an account, by code and at the desk; the public index; remarks."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Answered, Page, Pages, Redirect, Visit, page_status
from chalicelib.commons.agencies import directory
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import Conflict, Invalid, Missing, Refusal, TooMany
from chalicelib.foundation.text import collation_key
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import Finished
from chalicelib.onestop.procedures import catalogue
from chalicelib.onestop.satisfaction import ratings, schema
from chalicelib.onestop.satisfaction.model import CRITERIA, FEWEST, LEVEL_WORDS, WHERE_WORDS, Rating, read_rating

pages = Pages("satisfaction")
RATE = Words("Đánh giá việc giải quyết hồ sơ", "Rate how your dossier was handled")
INDEX = Words("Mức độ hài lòng của người dân", "How satisfied people are")
REMARKS = Words("Góp ý của người dân", "Remarks of applicants")
WRONG_FACTOR = "lookup/wrong-digits"
A_PAGE = 25
MONTHS = 12


@pages.get("/ho-so/{id}/danh-gia", rule="satisfaction.rate", title=RATE)
def rate_page(request: Request, visit: Visit) -> Page:
    """The question; what was said before is shown to nobody."""
    return _own(request, visit)


@pages.post("/ho-so/{id}/danh-gia", rule="satisfaction.rate", title=RATE)
def rate(request: Request, visit: Visit) -> Answered:
    """The one rating of a dossier."""
    dossier_id = request.params["id"]
    try:
        ratings().rate(visit.change(), dossier_id, _typed(visit))
    except (Invalid, Conflict) as refusal:
        return _own(request, visit, refusal)
    return Redirect(f"/ho-so/{dossier_id}/danh-gia")


def _own(request: Request, visit: Visit, refusal: Refusal | None = None) -> Page:
    dossier_id = request.params["id"]
    try:
        dossier = dossiers.finished_dossiers().kept(visit.call, dossier_id)
    except Conflict as not_yet:
        return _page(visit, None, back=f"/ho-so/{dossier_id}", refusal=refusal or not_yet)
    back = f"/quay/ho-so/{dossier_id}" if dossier.at_desk else f"/ho-so/{dossier_id}"
    return _page(visit, dossier, back=back, refusal=refusal)


@pages.post("/tra-cuu/danh-gia", rule="satisfaction.rate_by_code", title=RATE)
def rate_by_code(request: Request, visit: Visit) -> Answered:
    """From the look-up page, where the second factor was right: the question, then the answer. Code and digits travel
    in the form, never in an address, and are checked again each time."""
    code, digits = visit.typed.get("ma")[:60], visit.typed.get("so").replace(" ", "")[:6]
    refusal: Refusal | None = None
    try:
        if "level" in visit.typed or "said" in visit.typed:
            rating = _typed(visit)
            ratings().rate_by_code(visit.change(), code, digits, request.source_ip, rating)
    except (Invalid, Conflict) as wrong:
        refusal = wrong
    if refusal is not None and refusal.code == WRONG_FACTOR:  # looking again would count as another guess
        return _page(visit, None, back="/tra-cuu", refusal=refusal)
    try:
        dossier = dossiers.finished_dossiers().by_code(visit.call, code, digits, request.source_ip)
    except (Invalid, Conflict, Missing, TooMany) as wrong:
        return _page(visit, None, back="/tra-cuu", refusal=refusal or wrong)
    return _page(visit, dossier, back="/tra-cuu", refusal=refusal, proof={"ma": code, "so": digits})


def _typed(visit: Visit) -> Rating:
    criteria = {name: visit.typed.get(name) for name in CRITERIA if visit.typed.get(name)}
    return read_rating(visit.typed.get("level"), criteria, visit.typed.get("remark"))


def _page(
    visit: Visit,
    dossier: Finished | None,
    *,
    back: str,
    refusal: Refusal | None = None,
    proof: Mapping[str, str] | None = None,
) -> Page:
    done = dossier is not None and ratings().rated(dossier)
    if done and refusal is not None and refusal.code == "satisfaction/rated-already":
        refusal = None
    procedure = catalogue().versions(dossier.procedure)[-1].name if dossier else None
    facts: dict[str, Any] = {
        "dossier": dossier,
        "procedure": Words(procedure.vi, procedure.en) if procedure else None,
        "unit": directory().unit(dossier.unit).name(visit.lang) if dossier else "",
        "done": done,
        "back": back,
        "action": "/tra-cuu/danh-gia" if proof else visit.path,
        "proof": proof or {},
        "levels": [(level, words.say(visit.lang)) for level, words in LEVEL_WORDS.items()],
        "criteria": [(name, words.say(visit.lang)) for name, words in CRITERIA.items()],
        "mistakes": [(one.field, one.en if visit.lang == "en" else one.vi) for one in refusal.fields]
        if refusal
        else [],
        "sentence": (refusal.en if visit.lang == "en" else refusal.vi) if refusal else "",
        "wrong": refusal is not None,
    }
    status = page_status(refusal) if refusal else 200
    return Page("onestop/satisfaction/rate.html", facts, status=status)


@pages.get("/danh-gia", rule="satisfaction.open_data", title=INDEX)
def index_page(request: Request, visit: Visit) -> Page:
    """The index of a month by agency, for everybody."""
    today, refusal = vietnam_day(visit.call.at), None
    present = f"{today:%Y-%m}"
    try:
        index = ratings().index(visit.call, schema.read_month(request.query.get("thang", ""), present))
    except Invalid as wrong:
        refusal, index = wrong, ratings().index(visit.call, present)
    lines = [(directory().unit(unit).name(visit.lang), counts) for unit, counts in index.agencies.items()]
    facts = {
        "index": index,
        "month": shown_month(index.month),
        "lines": sorted(lines, key=lambda line: collation_key(line[0])),
        "levels": list(LEVEL_WORDS.items()),
        "criteria": list(CRITERIA.items()),
        "fewest": FEWEST,
        "months": [(month, shown_month(month)) for month in dict.fromkeys([*months_before(today), index.month])],
        "sentence": (refusal.en if visit.lang == "en" else refusal.vi) if refusal else "",
        "wrong": refusal is not None,
    }
    return Page(
        "onestop/satisfaction/index.html",
        facts,
        status=page_status(refusal) if refusal else 200,
        personal=False,
        wide=True,
    )


def shown_month(month: str) -> str:
    """`11/2026`."""
    year, _, number = month.partition("-")
    return f"{number}/{year}"


def months_before(today: date) -> list[str]:
    """The present month and those before it, a year in all."""
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return [f"{one:%Y-%m}" for one in found]


@pages.get("/can-bo/gop-y", rule="satisfaction.read_remarks", title=REMARKS)
def remarks_page(request: Request, visit: Visit) -> Page:
    """What applicants wrote to the agency, without names."""
    found, cursor = ratings().remarks(visit.call, request.query.get("tiep", ""), A_PAGE)
    names = {code: catalogue().versions(code)[-1].name for code in {one.procedure for one in found}}
    facts = {
        "lines": [(one, LEVEL_WORDS[one.level], WHERE_WORDS[one.place], names[one.procedure]) for one in found],
        "cursor": cursor,
        "unit": directory().unit(visit.caller.unit).name(visit.lang),
    }
    return Page("onestop/satisfaction/remarks.html", facts, wide=True)
