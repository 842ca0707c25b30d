"""The page of absences: who of the unit is away, recording an absence with a deputy, ending it."""

from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Answered, Page, Pages, Redirect, Visit, page_status
from chalicelib.commons.agencies import directory
from chalicelib.commons.identity import absences, names
from chalicelib.commons.identity.absences.model import Absence
from chalicelib.commons.identity.absences.schema import read_days, typed_day
from chalicelib.commons.identity.absences.service import DELEGATE
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import Conflict, FieldError, Forbidden, Invalid, Missing, Refusal, Stale
from chalicelib.foundation.text import name_key

pages = Pages("absences")
TITLE = Words("Vắng mặt và làm thay", "Absence and deputies")
PATH = "/can-bo/vang-mat"


@pages.get(PATH, rule=DELEGATE, title=TITLE)
def list_page(request: Request, visit: Visit) -> Page:
    """Who is away, and the form for one's own absence; for leaders, for everybody of the unit."""
    return _page(visit)


@pages.post(PATH, rule=DELEGATE, title=TITLE)
def record(request: Request, visit: Visit) -> Answered:
    """Records an absence; what was typed stays when it cannot be."""
    typed = visit.typed
    account = typed.get("account") or visit.caller.account
    try:
        first, last = read_days({name: typed_day(typed.get(name)) for name in ("first", "last")})
        absences().record(visit.change(), account, first, last, typed.get("deputy"), typed.get("reason"))
    except (Invalid, Conflict, Forbidden, Missing, Stale) as refusal:
        return _page(visit, refusal)
    return Redirect(PATH)


@pages.post(f"{PATH}/{{account}}/{{absence}}/ket-thuc", rule=DELEGATE, title=TITLE)
def end(request: Request, visit: Visit) -> Answered:
    """Ends an absence before its time."""
    try:
        absences().end(visit.change(), request.params["account"], request.params["absence"])
    except (Conflict, Forbidden, Missing, Stale) as refusal:
        return _page(visit, refusal)
    return Redirect(PATH)


def _page(visit: Visit, refusal: Refusal | None = None) -> Page:
    caller, today = visit.caller, vietnam_day(visit.call.at)
    found = absences().of_unit(visit.call)
    staff = directory().staff(caller.unit, today)
    known = names({*staff, *(one.account for one in found), *(one.deputy for one in found)}, visit.call.at)
    people = sorted(((one, known[one]) for one in staff if one in known), key=lambda one: name_key(one[1]))
    facts = {
        "lines": [_line(one, visit, known) for one in found],
        "people": people,
        "for_all": any(absences().may_decide(caller, one) for one in staff if one != caller.account),
        "unit": directory().unit(caller.unit).name(visit.lang) if caller.unit else "",
        "mistakes": [(one.field, _said(one, visit)) for one in refusal.fields] if refusal else [],
        "sentence": _said(refusal, visit) if refusal else "",
        "wrong": refusal is not None,
    }
    status = page_status(refusal) if refusal else 200
    return Page("commons/identity/absences.html", facts, status=status, wide=True)


def _said(error: Refusal | FieldError, visit: Visit) -> str:
    return error.en if visit.lang == "en" else error.vi


def _line(one: Absence, visit: Visit, known: dict[str, str]) -> dict[str, Any]:
    return {
        "one": one,
        "who": known.get(one.account, one.account),
        "deputy": known.get(one.deputy, one.deputy),
        "now": one.lasts(vietnam_day(visit.call.at)),
        "mine": absences().may_decide(visit.caller, one.account),
    }
