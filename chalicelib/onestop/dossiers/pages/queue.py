"""The officers' queue: lists by due time as tabs, filters in the address, a search that stays out of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Page, Visit
from chalicelib.commons import identity
from chalicelib.commons.agencies import directory
from chalicelib.foundation.clock import vietnam_day
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import STATUS_WORDS, queues
from chalicelib.onestop.dossiers.model import QUEUED, WAITING, Status
from chalicelib.onestop.dossiers.pages.board import (
    pages,
    procedure_name,
    say_left,
    show_status,
    status_words,
    unit_name,
)
from chalicelib.onestop.dossiers.pages.bulk import works_of
from chalicelib.onestop.dossiers.rows import QueueLine
from chalicelib.onestop.procedures import Procedure, catalogue

QUEUE = Words("Hồ sơ cần xử lý", "Dossiers to process")
PAGES = (25, 50, 100)
"""How many lines a page may have; the largest stays under 60 KB."""
NAMES: Mapping[str, str] = {
    "ds": "list",
    "ngay": "days",
    "trang-thai": "status",
    "buoc": "step",
    "thu-tuc": "procedure",
    "giao": "holder",
    "tim": "search",
}
"""The filters as the address and the form name them."""
LINES = "dong"
"""How many lines a page has, in the address."""
LISTS: Mapping[str, queues.ListName] = {
    "": "work",
    "tre": "late",
    "sap": "soon",
    "xong": "ready",
    "cho": "waiting",
}
TABS: Mapping[queues.ListName, Words] = {
    "work": Words("Tất cả", "All"),
    "late": Words("Trễ hạn", "Late"),
    "soon": Words("Sắp đến hạn", "About to be late"),
    "ready": Words("Chờ trả kết quả", "To be returned"),
    "waiting": Words("Đang chờ", "Waiting"),
}
HOLDERS: Mapping[str, queues.Holder] = {"lam": "doable", "toi": "mine", "chua": "nobody"}
HOLDER_WORDS = (
    ("lam", Words("Tôi làm được ngay", "What I can do now")),
    ("toi", Words("Giao cho tôi", "Assigned to me")),
    ("chua", Words("Chưa giao cho ai", "Assigned to nobody")),
)


@pages.get("/can-bo", rule="queue.read", title=QUEUE)
def queue(request: Request, visit: Visit) -> Page:
    """The agency's open dossiers, the most urgent first."""
    asked = {name: request.query.get(name, "") for name in (*NAMES, LINES) if name != "tim"}
    if request.query.get("cho") == "1":
        asked["ds"] = "cho"
    return _page(visit, asked, request.query.get("tiep", ""))


@pages.post("/can-bo/tim", rule="queue.read", title=QUEUE)
def search(request: Request, visit: Visit) -> Page:
    """The same, for a part of a code or of a name, which belongs in no address."""
    return _page(visit, {name: visit.typed.get(name) for name in (*NAMES, LINES)}, visit.typed.get("tiep"))


def _page(visit: Visit, asked: Mapping[str, str], cursor: str) -> Page:
    wanted, lines_wanted = queues.read_wanted(_meant(asked)), _lines_of(asked.get(LINES, ""))
    page = dossiers.reading().queue(visit.call, cursor, lines_wanted, wanted=wanted)
    accounts = queues.officers_by_code(visit.caller.unit)
    held = {accounts[line.assignee] for line in page.lines if line.assignee in accounts}
    names = identity.names(held, visit.call.at)
    lines = [_line(line, visit, names.get(accounts.get(line.assignee, ""), "")) for line in page.lines]
    facts = {
        "lines": lines,
        "cursor": page.cursor,
        "looked_at": page.looked_at,
        "wanted": wanted,
        "asked": {name: text for name, text in asked.items() if text},
        "tabs": _tabs(wanted, asked, {**dossiers.tallies().of(visit.call), **_told(wanted, page)}),
        "sizes": PAGES,
        "size": lines_wanted,
        "unit": unit_name(visit.caller.unit, visit.lang),
        "works": works_of(visit, wanted.queue) if lines else [],
        "stands_in": identity.names([one.account for one in visit.caller.lent], visit.call.at),
        **_choices(visit, wanted),
    }
    return Page("onestop/dossiers/queue.html", facts, wide=True)


def _meant(asked: Mapping[str, str]) -> dict[str, str]:
    """The filters by their own names; what an address cannot mean stays as it is, and is refused."""
    meant = {NAMES[name]: text for name, text in asked.items() if name in NAMES}
    meant["list"] = LISTS.get(asked.get("ds", ""), "?")
    meant["holder"] = HOLDERS.get(asked.get("giao", ""), asked.get("giao", ""))
    return meant


def _lines_of(text: str) -> int:
    """How many lines are asked for; what is no choice is the least."""
    return next((one for one in PAGES if str(one) == text), PAGES[0])


def _told(wanted: queues.Wanted, page: queues.QueuePage) -> Mapping[str, queues.Count]:
    """What this page itself tells for sure, later than any tally; nothing where filters leave lines out."""
    if wanted.filtered or wanted.days != queues.SOON_DAYS:
        return {}
    return {name: count for name, count in page.counts.items() if not count.more}


def _line(line: QueueLine, visit: Visit, holder: str) -> dict[str, Any]:
    left = dossiers.line_left(line, visit.call)
    return {
        "line": line,
        "procedure": procedure_name(line.procedure),
        "status": show_status(line.status),
        "step": step_name(line.procedure, line.step),
        "late": line.past(visit.call.at),
        "left": say_left(left, visit.lang) if left is not None else "",
        "near": left is not None and not left.late and left.days == 0,
        "holder": holder,
        "mine": line.assignee in queues.mine(visit.caller),
    }


def step_name(procedure: str, step: str) -> Words | None:
    """What a step is called in the latest version of its procedure that has it; None before reception."""
    for version in reversed(catalogue().versions(procedure)):
        for one in version.steps:
            if one.code == step:
                return Words(one.name.vi, one.name.en)
    return None


def _tabs(wanted: queues.Wanted, asked: Mapping[str, str], counts: Mapping[str, queues.Count]) -> list[dict[str, Any]]:
    """The lists, each with the filters that hold now and with the number of dossiers in it, filters aside."""
    kept = {name: text for name, text in asked.items() if text and name not in ("ds", "trang-thai", "tim")}
    tabs = []
    for name, list_name in LISTS.items():
        count = counts.get(list_name)
        tabs.append(
            {
                "words": TABS[list_name],
                "query": {**kept, "ds": name},
                "current": list_name == wanted.list,
                "count": f"{count.number}{'+' if count.more else ''}" if count else "",
                "late": list_name == "late" and count is not None and count.number > 0,
            }
        )
    return tabs


def _choices(visit: Visit, wanted: queues.Wanted) -> dict[str, Any]:
    """What can be chosen in the filters."""
    known = _own_procedures(visit.caller.unit, vietnam_day(visit.call.at))
    steps = {step.code: Words(step.name.vi, step.name.en) for one in known for step in one.steps}
    return {
        "procedures": [(one.code, one.name) for one in known],
        "steps": list(steps.items()),
        "statuses": [(str(int(one)), status_words(one)) for one in _statuses(wanted)],
        "holders": HOLDER_WORDS,
    }


def _own_procedures(unit: str, on: date) -> list[Procedure]:
    """The procedures in force that a unit may be competent for."""
    kind = directory().unit(unit).kind
    return [
        one
        for one in catalogue().list(on)
        if one.competent.unit == unit or (one.competent.by == "place" and kind in ("ward", "commune", "special_zone"))
    ]


def _statuses(wanted: queues.Wanted) -> list[Status]:
    within = {
        "waiting": WAITING,
        "ready": frozenset({Status.RESULT_READY}),
        "work": QUEUED - {Status.RESULT_READY},
    }
    return [one for one in STATUS_WORDS if one in within[wanted.queue]]
