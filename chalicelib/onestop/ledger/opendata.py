"""Open data: what the city tells everybody of its closed months. Counts only, and no agency crossed with a procedure,
so that no count of one stands for somebody whom neighbours could name."""

from collections.abc import Sequence
from typing import Any

from chalicelib.onestop.ledger.counts import COLUMNS, month_days, total
from chalicelib.onestop.ledger.labels import COLUMN_WORDS
from chalicelib.onestop.ledger.reports import By, Reports
from chalicelib.onestop.ledger.schema import present_count
from chalicelib.onestop.ledger.store import CityMonth

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
FRAME: dict[str, Any] = {
    "dataset": "dossiers-handled",
    "licence": LICENCE,
    "equation": (
        "opening + received = early + on_time + late + refused + withdrawn"
        " + stopped + pending_in_time + pending_overdue"
    ),
}


def present_month(city: CityMonth, reports: Reports) -> dict[str, Any]:
    """A closed month by agency and by procedure, with the meaning of its columns."""
    days = month_days(city.month)
    return {
        **FRAME,
        "from": days.first.isoformat(),
        "to": days.last.isoformat(),
        "edition": city.version,
        "counted_at": city.at,
        "columns": {column: {"vi": COLUMN_WORDS[column].vi, "en": COLUMN_WORDS[column].en} for column in COLUMNS},
        "total": present_count(total(city.units.values())),
        "agencies": _rows(city.units, "unit", reports),
        "procedures": [
            {**row, "field": reports.field_of(row["code"])} for row in _rows(city.procedures, "procedure", reports)
        ],
    }


def _rows(counts: Any, by: By, reports: Reports) -> list[dict[str, Any]]:
    names = {key: reports.name_of(by, key) for key in sorted(counts)}
    return [
        {"code": key, "name": {"vi": name.vi, "en": name.en}, **present_count(counts[key])}
        for key, name in names.items()
    ]


def present_year(year: int, months: Sequence[CityMonth]) -> dict[str, Any]:
    """The totals of a year's closed months."""
    lines = [{"month": one.month, "edition": one.version, **present_count(total(one.units.values()))} for one in months]
    return {**FRAME, "year": year, "months": lines}
