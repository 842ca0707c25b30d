"""The leader's page: one sheet of figures of an agency, each leading to its list, from the queues and the ledger."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Page, Visit
from chalicelib.commons import identity
from chalicelib.commons.agencies import directory
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.text import collation_key
from chalicelib.onestop import dossiers, ledger
from chalicelib.onestop.dossiers.pages.board import ROLES, pages, procedure_name, unit_name
from chalicelib.onestop.dossiers.pages.queue import step_name
from chalicelib.onestop.dossiers.queues import role_of
from chalicelib.onestop.dossiers.tallies import Figures, Group

OVERVIEW = Words("Điều hành", "Overview")
QUEUE, REPORT = "/can-bo", "/can-bo/bao-cao"
IN_TIME = ("early", "on_time")


@pages.get("/can-bo/dieu-hanh", rule="overview.read", title=OVERVIEW)
def overview(request: Request, visit: Visit) -> Page:
    """An agency's figures; the operator, who has no agency, sees the city's closed months or the agency `co-quan`."""
    everywhere = identity.may(visit.caller, "overview.read")
    unit = request.query.get("co-quan", "") if everywhere else visit.caller.unit
    if not everywhere:
        identity.require(visit.caller, "overview.read", unit=unit)
    months = ledger.reports().by_month(unit, visit.call.at)
    facts = {
        "unit": unit,
        "whose": unit_name(unit, visit.lang) if unit else "",
        "at": visit.call.at,
        "units": _units(visit) if everywhere else [],
        "months": [_month(month, counts) for month, counts in months],
        "agencies": [] if unit else _agencies(months[-1][1] or {}, visit),
        **(_queues(visit, unit) if unit else {}),
        **_this_month(visit, unit, months),
    }
    return Page("onestop/dossiers/overview.html", facts, wide=True)


def _units(visit: Visit) -> list[tuple[str, str]]:
    today = vietnam_day(visit.call.at)
    found = [(unit.id, unit.name(visit.lang)) for unit in directory().units() if unit.exists(today)]
    return sorted(found, key=lambda one: collation_key(one[1]))


def _month(month: str, counts: Mapping[str, ledger.Count] | None) -> dict[str, Any]:
    """A month of the ledger: what came, what was finished, and how much of it in time; None where it is not closed."""
    count = ledger.total(counts.values()) if counts is not None else None
    in_time = count.sum(IN_TIME) if count else 0
    done = in_time + count.late if count else 0
    return {
        "month": month,
        "label": f"{month[5:]}/{month[2:4]}",
        "count": count,
        "in_time": in_time,
        "late": count.late if count else 0,
        "done": done,
        "percent": round(100 * in_time / done) if done else None,
    }


def _this_month(
    visit: Visit, unit: str, months: Sequence[tuple[str, Mapping[str, ledger.Count] | None]]
) -> dict[str, Any]:
    """The present month of an agency, by procedure, as the report of its first day until today has it."""
    counts = months[-1][1] if unit else None
    today = vietnam_day(visit.call.at)
    rows = [(procedure_name(code), code, count) for code, count in (counts or {}).items()]
    return {
        "total": ledger.total((counts or {}).values()),
        "by_procedure": sorted(rows, key=lambda row: (-row[2].received, row[1])),
        "since": today.replace(day=1),
        "today": today,
    }


def _agencies(counts: Mapping[str, ledger.Count], visit: Visit) -> list[tuple[str, str, ledger.Count]]:
    """The agencies of the city's last closed month, those that are late with most first."""
    found = [(unit, unit_name(unit, visit.lang), count) for unit, count in counts.items()]
    return sorted(found, key=lambda one: (-one[2].pending_overdue, -one[2].late, collation_key(one[1])))


def _queues(visit: Visit, unit: str) -> dict[str, Any]:
    """What stands in the agency's queues now. `lists`: whether the reader may open the lists that figures lead to."""
    now = dossiers.tallies().figures(visit.call, unit)
    return {
        "lists": identity.may(visit.caller, "queue.read", unit=unit),
        "signs": identity.may(visit.caller, "queue.sign", unit=unit),
        "now": now,
        "procedures": [(procedure_name(group.key), group) for group in now.by(lambda line: line.procedure)],
        "steps": _steps(now),
    }


def _steps(now: Figures) -> list[tuple[Words, Words | None, str, Group]]:
    """The queue of work by step: name, whose it is, its code for the list. Before reception there is no step yet."""
    names = {line.step: (step_name(line.procedure, line.step), ROLES.get(role_of(line))) for line in now.work}
    groups = [group for group in now.by(lambda line: line.step) if group.work]
    return [
        (names[group.key][0] or Words("Chờ tiếp nhận", "To be received"), names[group.key][1], group.key, group)
        for group in groups
    ]
