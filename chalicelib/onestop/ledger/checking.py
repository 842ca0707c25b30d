"""What the operator does: lines written anew from the journals, closed months compared with what the lines give."""

from collections.abc import Iterable
from datetime import datetime

from chalicelib.commons.agencies import Directory
from chalicelib.onestop.ledger import store
from chalicelib.onestop.ledger.counts import (
    Count,
    Counts,
    count_lines,
    may_freeze,
    month_at,
    month_days,
    months_between,
)
from chalicelib.onestop.ledger.model import Line
from chalicelib.onestop.ledger.posting import late_for
from chalicelib.onestop.ledger.reports import of_units, same


def rewrite(line: Line, at: datetime) -> bool:
    """Makes a stored line what its journal says, one without events included; whether it was another.

    Overtaken (store) when an event comes in between: then it is right, or the next check says so.
    """
    before, version = store.read_line(line.dossier)
    if before == line:
        return False
    store.write_line(line, version, late_for(before, line, at), at)
    return True


def by_unit(lines: Iterable[Line]) -> dict[str, list[Line]]:
    """The lines of each agency."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.unit, []).append(line)
    return found


def months_of(lines: Iterable[Line], at: datetime) -> list[str]:
    """The months that may be closed, from the first one in which anything was booked."""
    begun = [line.course.bookings[0].at for line in lines if line.course.bookings]
    months = months_between(month_at(min(begun)), month_at(at)) if begun else []
    return [month for month in months if may_freeze(month, at)]


def wrong_months(lines: Iterable[Line], directory: Directory, at: datetime) -> list[str]:
    """The closed months that differ from what the lines give: `d07 2026-10`, `city 2026-10`."""
    grouped = by_unit(lines)
    units = sorted({*grouped, *(unit.id for unit in directory.units())})
    wrong = []
    for unit in units:
        for month, stored in sorted(store.closed(unit, at).months.items()):
            if without_nothing(stored) != counted(grouped.get(unit, ()), month):
                wrong.append(f"{unit} {month}")
    every = [line for some in grouped.values() for line in some]
    for month, city in sorted(store.city_months(months_of(every, at)).items()):
        truth = of_units({unit: counted(some, month) for unit, some in grouped.items()}, month)
        if not same(city, truth):
            wrong.append(f"city {month}")
    return wrong


def counted(lines: Iterable[Line], month: str) -> dict[str, Count]:
    """One month of some lines."""
    days = month_days(month)
    return count_lines(lines, days.begins, days.ends)


def without_nothing(counts: Counts) -> dict[str, Count]:
    """Counts without the procedures that have none."""
    return {key: one for key, one in counts.items() if one != Count()}
