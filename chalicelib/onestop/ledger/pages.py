"""The page of reports for leaders, administrators of an agency and the operator."""

from collections.abc import Mapping
from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Page, Pages, Visit, page_status
from chalicelib.commons import identity
from chalicelib.commons.agencies import directory
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import Conflict, Invalid
from chalicelib.foundation.text import collation_key
from chalicelib.onestop import ledger
from chalicelib.onestop.ledger.asking import asked_report, whole_or_own
from chalicelib.onestop.ledger.chart import WIDTH, segments
from chalicelib.onestop.ledger.counts import COLUMNS, ENDING, FINISHED
from chalicelib.onestop.ledger.labels import BY_WORDS, CITY, COLUMN_WORDS, GROUP_WORDS, GROUPS
from chalicelib.onestop.ledger.reports import Report
from chalicelib.onestop.ledger.schema import usual_period

pages = Pages("ledger")
BY: Mapping[str, str] = {"thu-tuc": "procedure", "linh-vuc": "field", "co-quan": "unit"}
NAMES: Mapping[str, str] = {"from": "tu", "to": "den", "by": "theo", "unit": "co-quan"}
"""What the API calls a filter, and what the page's address calls it."""


@pages.get("/can-bo/bao-cao", rule="ledger.read", title=Words("Báo cáo giải quyết hồ sơ", "Report on dossiers handled"))
def report_page(request: Request, visit: Visit) -> Page:
    """The equation of a period as a table and a bar, to read, to print, and to take away.

    A month that is not closed yet is no mistake of who asks for it.
    """
    asked = read_filters(request, visit)
    report, refusal = None, None
    try:
        report = asked_report(asked, visit.call)
    except (Invalid, Conflict) as error:
        refusal = error
    facts = {
        "asked": asked,
        "theo": next(word for word, by in BY.items() if by == asked["by"]),
        "units": units(visit),
        "whose": whose(asked["unit"], visit.lang),
        "mistakes": {NAMES[one.field]: one.en if visit.lang == "en" else one.vi for one in refusal.fields}
        if refusal
        else {},
        "sentence": (refusal.en if visit.lang == "en" else refusal.vi) if refusal else "",
        "wrong": isinstance(refusal, Invalid),
        "report": report,
        **(shown(report) if report else {}),
    }
    return Page(
        "onestop/ledger/report.html", facts, page_status(refusal) if isinstance(refusal, Invalid) else 200, wide=True
    )


def read_filters(request: Request, visit: Visit) -> dict[str, str]:
    """The filters of the address under the API's names, with the usual days where none are named."""
    typed = {name: request.query.get(word, "").strip()[:40] for name, word in NAMES.items()}
    unit = typed["unit"] or whole_or_own(visit.call)
    usual = usual_period(unit, visit.call.at)
    return {
        "unit": unit,
        "from": typed["from"] or usual.first.isoformat(),
        "to": typed["to"] or usual.last.isoformat(),
        "by": BY.get(typed["by"], "procedure"),
    }


def units(visit: Visit) -> list[tuple[str, str]]:
    """The agencies to choose from: none for who has only one."""
    if not identity.may(visit.caller, "ledger.read"):
        return []
    today = vietnam_day(visit.call.at)
    found = [(unit.id, unit.name(visit.lang)) for unit in directory().units() if unit.exists(today)]
    return sorted(found, key=lambda one: collation_key(one[1]))


def whose(unit: str, lang: str) -> str:
    """The name of the agency, or the city."""
    return (ledger.reports().name_of("unit", unit) if unit else CITY).say(lang)


def shown(report: Report) -> dict[str, Any]:
    """What the table and the bar are made of."""
    whole = report.total
    return {
        "columns": [COLUMN_WORDS[column] for column in COLUMNS],
        "groups": [(GROUP_WORDS[name], len(columns)) for name, columns in GROUPS],
        "by_words": BY_WORDS[report.by],
        "lines": [(row.key, row.name, [row.count.of(column) for column in COLUMNS]) for row in report.rows],
        "whole": [whole.of(column) for column in COLUMNS],
        "opening": whole.opening,
        "received": whole.received,
        "finished": whole.sum(FINISHED),
        "ending": whole.sum(ENDING),
        "balanced": whole.balances,
        "segments": segments(whole),
        "bar_width": WIDTH,
    }
