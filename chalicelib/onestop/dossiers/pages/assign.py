"""Assigning several dossiers at once: what was chosen and to whom, and what became of each."""

from collections.abc import Mapping
from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Page, Visit, page_status
from chalicelib.commons import identity
from chalicelib.commons.agencies import directory
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import Invalid, Refusal
from chalicelib.foundation.text import name_key
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import Dossier
from chalicelib.onestop.dossiers.assigning import MOST_AT_ONCE
from chalicelib.onestop.dossiers.holding import step_of
from chalicelib.onestop.dossiers.pages.board import listed, pages, procedure_of, sentence, show_status

ASSIGN = Words("Giao nhiều hồ sơ", "Assign several dossiers")
NOBODY = "-"
"""What the form sends for “to nobody”, since an empty choice is none."""


@pages.post("/can-bo/phan-cong", rule="dossiers.assign", title=ASSIGN)
def preview(request: Request, visit: Visit) -> Page:
    """What was chosen, who has it now, and the choice of an officer; nothing is changed yet."""
    return _preview(visit, None)


@pages.post("/can-bo/phan-cong/giao", rule="dossiers.assign", title=ASSIGN)
def assign(request: Request, visit: Visit) -> Page:
    """Assigns each in a transaction of its own, and tells of each what became of it. Sent again, it tells the same."""
    chosen, assignee = visit.typed.all("chon"), visit.typed.get("assignee")
    versions = visit.typed.under("v.")
    try:
        if not assignee:
            vi, en = "Hãy chọn người xử lý.", "Choose an officer."
            raise Invalid("dossiers/choose-officer", vi, en)
        seen = [(one, _number(versions.get(one, ""))) for one in dict.fromkeys(chosen)]
        done = dossiers.assigning().assign_all(visit.change(), seen, "" if assignee == NOBODY else assignee)
    except Invalid as refusal:
        return _preview(visit, refusal)
    known = {one.id: one for one in _chosen(visit)}
    facts = {
        "lines": [(known.get(one.dossier), one, sentence(one.refusal, visit.lang)) for one in done],
        "count": sum(one.refusal is None for one in done),
        "whom": "" if assignee == NOBODY else identity.names([assignee], visit.call.at).get(assignee, assignee),
    }
    return Page("onestop/dossiers/assigned.html", facts, wide=True)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _chosen(visit: Visit) -> list[Dossier]:
    """The chosen dossiers of the caller's own agency, at most so many as are assigned at once: one call."""
    return dossiers.reading().chosen(visit.call, list(dict.fromkeys(visit.typed.all("chon")))[:MOST_AT_ONCE])


def _preview(visit: Visit, refusal: Refusal | None) -> Page:
    found, day = _chosen(visit), vietnam_day(visit.call.at)
    unit = visit.caller.unit
    roles = {step_of(procedure_of(one), one).role for one in found}
    fitting = {account for role in roles for account in directory().officers(unit, role, day)}
    names = identity.names({*fitting, *(one.assignee for one in found if one.assignee)}, visit.call.at)
    people = sorted(((one, names.get(one, one)) for one in fitting), key=lambda one: name_key(one[1]))
    facts: Mapping[str, Any] = {
        "lines": [_line(one, names) for one in found],
        "people": people,
        "nobody": NOBODY,
        "mixed": len(roles) > 1,
        "mistakes": listed(refusal, visit.lang),
        "sentence": sentence(refusal, visit.lang),
        "wrong": refusal is not None,
    }
    return Page("onestop/dossiers/assign.html", facts, page_status(refusal) if refusal else 200, wide=True)


def _line(dossier: Dossier, names: Mapping[str, str]) -> dict[str, Any]:
    procedure = procedure_of(dossier)
    return {
        "dossier": dossier,
        "procedure": procedure.name,
        "step": step_of(procedure, dossier).name,
        "status": show_status(dossier.status),
        "holder": names.get(dossier.assignee, dossier.assignee),
    }
