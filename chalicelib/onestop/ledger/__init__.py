"""The report ledger: how many dossiers came, where they went and what is left, so that it always balances.

It lives from the dossiers' events alone and can be made again from their journals at any time.
Events in: all `dossier.*`. Events out: none.
"""

from functools import cache

from chalicelib.commons.agencies import directory
from chalicelib.onestop.ledger.checking import by_unit, months_of, rewrite, wrong_months
from chalicelib.onestop.ledger.closing import Closing
from chalicelib.onestop.ledger.counts import COLUMNS, Count, Period, count_lines, total
from chalicelib.onestop.ledger.model import Happening, Line
from chalicelib.onestop.ledger.posting import post
from chalicelib.onestop.ledger.reports import By, Report, Reports, Row
from chalicelib.onestop.ledger.rows import unpack
from chalicelib.onestop.ledger.schema import read_event
from chalicelib.onestop.ledger.store import Overtaken
from chalicelib.onestop.procedures import catalogue

__all__ = [
    "COLUMNS",
    "By",
    "Closing",
    "Count",
    "Happening",
    "Line",
    "Overtaken",
    "Period",
    "Report",
    "Reports",
    "Row",
    "by_unit",
    "closing",
    "count_lines",
    "months_of",
    "post",
    "read_event",
    "reports",
    "rewrite",
    "total",
    "unpack",
    "wrong_months",
]


@cache
def reports() -> Reports:
    """The use cases of reading."""
    return Reports(catalogue(), directory())


@cache
def closing() -> Closing:
    """The nightly closing of months."""
    return Closing(reports(), directory())
