"""Reports: closed months as they were frozen, the rest counted from lines; frozen on the way when it is due."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from chalicelib.commons.agencies import Directory
from chalicelib.foundation.errors import Conflict, Invalid, Missing
from chalicelib.foundation.text import collation_key
from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words
from chalicelib.onestop.ledger import store
from chalicelib.onestop.ledger.counts import (
    Count,
    Counts,
    Period,
    Slice,
    count_lines,
    join,
    month_at,
    month_days,
    month_of,
    months_between,
    slices,
    total,
)
from chalicelib.onestop.procedures import LiveCatalogue

By = Literal["procedure", "field", "unit"]
PARTS_YEARS = 1
"""Parts of months are counted from lines; so far back, at most."""


@frozen
class Row:
    """One line of a report: a procedure, a field or an agency."""

    key: str
    name: Words
    count: Count


@frozen
class Report:
    """The equation of one agency, or of the city (`unit` empty), counted until just before `until`."""

    unit: str
    period: Period
    by: By
    until: datetime
    rows: tuple[Row, ...]

    @property
    def total(self) -> Count:
        """All rows together."""
        return total(row.count for row in self.rows)


@frozen
class Reports:
    """The use cases of reading the ledger."""

    catalogue: LiveCatalogue
    directory: Directory

    def report(self, unit: str, period: Period, by: By, at: datetime) -> Report:
        """The report of an agency, or of the city without one.

        Missing `agencies/unknown-unit`; Invalid `ledger/whole-months-only`; Conflict `ledger/month-not-closed`.
        """
        if unit:
            self.directory.unit(unit)
            counts = self.of_agency(unit, period, at)
            keyed = {unit: total(counts.values())} if by == "unit" else counts
        else:
            keyed = self.of_city(period, by, at)
        if by == "field":
            keyed = self._by_field(keyed)
        found = [Row(key, self.name_of(by, key), counted) for key, counted in keyed.items() if counted != Count()]
        found.sort(key=lambda row: (collation_key(row.name.vi), row.key))
        return Report(unit, period, by, period.until(at), tuple(found))

    def of_agency(self, unit: str, period: Period, at: datetime) -> dict[str, Count]:
        """An agency's counts by procedure. What is whole and over is frozen, or becomes so here."""
        parts = slices(period, at)
        must_be_recent(parts, at)
        closed = store.closed(unit, at)
        counted = self._counted(unit, [one for one in parts if not (one.whole and one.month in closed.months)], at)
        found: dict[str, Count] = {}
        for part in parts:
            counts = counted.get(part.month)
            if counts is None:
                counts = closed.months[part.month]
            elif part.whole and closed.settled:
                store.freeze(unit, part.month, closed.mark, counts, at)
            found = join(found, counts) if part is not parts[0] else dict(counts)
        return found

    def _counted(self, unit: str, parts: list[Slice], at: datetime) -> Mapping[str, Counts]:
        """The counts of some slices by month, from one reading of the lines."""
        if not parts:
            return {}
        lines = store.lines(unit, months_between(parts[0].month, month_at(at)))
        return {one.month: count_lines(lines, one.period.begins, one.period.until(at)) for one in parts}

    def of_city(self, period: Period, by: By, at: datetime) -> dict[str, Count]:
        """The city's counts by agency or by procedure, from closed months only."""
        parts = slices(period, at)
        if not all(one.whole for one in parts) or parts[-1].period.last != period.last:
            raise whole_months_only()
        known = store.city_months([one.month for one in parts])
        found: dict[str, Count] = {}
        for part in parts:
            month = known.get(part.month)
            if month is None:
                raise not_closed(part.month)
            counts = month.units if by == "unit" else month.procedures
            found = join(found, counts) if part is not parts[0] else dict(counts)
        return found

    def by_month(self, unit: str, at: datetime, back: int = 5) -> list[tuple[str, Counts | None]]:
        """An agency's, or the city's, counts by procedure (of the city: by agency) of this month and those before it.

        None for a month that is not closed: of an agency only the last two are counted from lines. Three calls and one
        for each such month; of the city one.
        """
        months = [month_at(at)]
        while len(months) <= back:
            months.insert(0, month_of(month_days(months[0]).first - timedelta(days=1)))
        if not unit:
            known = store.city_months(months)
            return [(month, known[month].units if month in known else None) for month in months if month != months[-1]]
        closed = store.closed(unit, at).months
        open_ones = [month for month in months if month not in closed][-2:]
        parts = [Slice(month, month_days(month), whole=False) for month in open_ones]
        counted = self._counted(unit, parts, at)
        return [(month, closed[month] if month in closed else counted.get(month)) for month in months]

    def city_months(self, months: list[str]) -> list[store.CityMonth]:
        """The closed months of the city among some. Missing `ledger/month-not-published` when there is none."""
        known = store.city_months(months)
        if not known:
            raise Missing(
                "ledger/month-not-published",
                "Chưa có số liệu của thời gian này.",
                "There are no figures of this time yet.",
            )
        return [known[month] for month in months if month in known]

    def _by_field(self, counts: Counts) -> dict[str, Count]:
        found: dict[str, Count] = {}
        for code, counted in counts.items():
            field = self.field_of(code)
            found[field] = found.get(field, Count()) + counted
        return found

    def field_of(self, code: str) -> str:
        """The field of a procedure in its latest version; empty when nobody knows the procedure."""
        try:
            return self.catalogue.versions(code)[-1].field
        except Missing:
            return ""

    def name_of(self, by: By, key: str) -> Words:
        """What a procedure, a field or an agency is called; its code when nobody knows it."""
        if by == "unit":
            unit = next((one for one in self.directory.units() if one.id == key), None)
            return Words(unit.name_vi, unit.name_en) if unit else Words(key, key)
        if not key:
            return Words("Chưa rõ", "Not known")
        if by == "field":
            names = (self.catalogue.versions(code)[-1] for code in self.catalogue.codes())
            return next((one.field_name for one in names if one.field == key), Words(key, key))
        try:
            return self.catalogue.versions(key)[-1].name
        except Missing:
            return Words(key, key)


def must_be_recent(parts: list[Slice], at: datetime) -> None:
    """Refuses parts of months longer ago than a year: they would read all lines since."""
    this_month = month_days(month_at(at)).first
    oldest = this_month.replace(year=this_month.year - PARTS_YEARS)
    if any(not one.whole and one.period.first < oldest for one in parts):
        raise whole_months_only()


def whole_months_only() -> Invalid:
    """The refusal of days where only closed months are kept."""
    return Invalid(
        "ledger/whole-months-only",
        "Kỳ này chỉ xem được theo tháng trọn vẹn đã khóa sổ: từ ngày đầu tháng đến ngày cuối tháng.",
        "For this, choose whole months that are closed: from the first day of a month to the last of one.",
    )


def not_closed(month: str) -> Conflict:
    """The refusal of a month of the city that is over but not closed yet."""
    shown = f"{month[5:]}/{month[:4]}"
    return Conflict(
        "ledger/month-not-closed",
        f"Tháng {shown} chưa khóa sổ trên toàn thành phố.",
        f"{shown} is not closed for the whole city yet.",
    )


def of_units(closed: Mapping[str, Counts], month: str) -> store.CityMonth:
    """The city's month that the agencies' months make."""
    procedures: dict[str, Count] = {}
    for counts in closed.values():
        for code, counted in counts.items():
            procedures[code] = procedures.get(code, Count()) + counted
    units = {unit: total(counts.values()) for unit, counts in closed.items()}
    return store.CityMonth(month, {key: one for key, one in units.items() if one != Count()}, procedures)


def same(first: store.CityMonth, second: store.CityMonth) -> bool:
    """Whether two editions say the same."""
    return replace(first, version=0, at="") == replace(second, version=0, at="")
