"""The ledger in the table.

`LD#<dossier>` is a dossier's line; the `work` index has it under `LG#<agency>#open`, later under
`LG#<agency>#<month>`, so that it moves in one write. `LM#<agency>` holds the agency's closed months (`M#<month>`)
and its mark (`A`); `LC#<month>` a closed month of the whole city.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import PutError
from pynamodb.expressions.condition import Condition

from chalicelib.cloud import table
from chalicelib.cloud.items import Item
from chalicelib.cloud.journal import canonical
from chalicelib.cloud.table import Change, PartLost, RawItem
from chalicelib.foundation.clock import iso, parse_iso
from chalicelib.foundation.values import frozen
from chalicelib.onestop.ledger import rows
from chalicelib.onestop.ledger.counts import COLUMNS, Count, Counts
from chalicelib.onestop.ledger.model import Line

HEAD, MONTH = "A", "M#"
A_PAGE = 1000
A_BATCH = 50
SETTLED = timedelta(minutes=10)
"""How long the index may lag behind the table at worst; nothing is frozen so soon after late news."""


class LineItem(Item):
    """A dossier's line; `row` is the line as text, `wk` and `ws` where it lies."""

    version = NumberAttribute()
    row = UnicodeAttribute()
    wk = UnicodeAttribute(null=True)
    ws = UnicodeAttribute(null=True)


class MarkItem(Item):
    """`mark` counts late news of an agency: what was frozen under another mark is to be counted again."""

    mark = NumberAttribute()
    at = UnicodeAttribute()


class MonthItem(Item):
    """A closed month of an agency: counts by procedure, JSON, and the mark they were counted under."""

    mark = NumberAttribute()
    at = UnicodeAttribute()
    counts = UnicodeAttribute()


class CityItem(Item):
    """A closed month of the city: counts by agency and by procedure, JSON. `version` counts its editions."""

    version = NumberAttribute()
    at = UnicodeAttribute()
    counts = UnicodeAttribute()


class Overtaken(Exception):
    """Somebody else has written this line meanwhile."""


def partition(unit: str, place: str) -> str:
    """Where an agency's lines of one place lie in the `work` index."""
    return f"LG#{unit}#{place}"


def read_line(dossier: str) -> tuple[Line, int]:
    """A line and its version, 0 when there is none yet: one call."""
    row = table.get(f"LD#{dossier}", HEAD)
    if row is None:
        return Line(dossier), 0
    item = LineItem.from_raw_data(row)
    return rows.unpack(dossier, item.row), int(item.version)


def line_item(line: Line, version: int) -> LineItem:
    """The item of a line."""
    place = rows.place(line)
    return LineItem(
        pk=f"LD#{line.dossier}",
        sk=HEAD,
        version=version,
        row=rows.pack(line),
        wk=partition(line.unit, place) if place else None,
        ws=line.dossier if place else None,
    )


def write_line(line: Line, before: int, late: Collection[str], at: datetime) -> None:
    """Writes a line that was read at version `before`: one call. Overtaken when it has changed since.

    The agencies in `late` have closed months that this changes: they get another mark in the same transaction.
    """
    item = line_item(line, before + 1)
    condition: Condition = LineItem.version == before if before else LineItem.pk.does_not_exist()
    try:
        if late:
            change = Change()
            change.put("line", item, condition)
            for unit in sorted(late):
                mark = MarkItem(pk=f"LM#{unit}", sk=HEAD)
                change.update(unit, mark, [MarkItem.mark.add(1), MarkItem.at.set(iso(at))])
            change.commit()
        else:
            item.save(condition)
    except PartLost as lost:
        raise Overtaken from lost
    except PutError as error:
        if table.code_of(error) == "ConditionalCheckFailedException":
            raise Overtaken from error
        raise table.unavailable() from error


def lines(unit: str, months: Sequence[str]) -> list[Line]:
    """The agency's open lines and those last booked in some months: a query for each, a page for each thousand."""
    found: dict[str, Line] = {}
    for place in (rows.OPEN, *months):
        position: RawItem | None = None
        while True:
            page = table.index_page("work", partition(unit, place), limit=A_PAGE, after=position)
            for row in page.rows:
                dossier = row["pk"]["S"].removeprefix("LD#")
                found[dossier] = rows.unpack(dossier, row["row"]["S"])
            position = page.position
            if position is None:
                break
    return list(found.values())


@frozen
class Closed:
    """What an agency has closed: its valid months, and the mark to freeze others under. `settled` when that may be."""

    months: Mapping[str, Counts]
    mark: int = 0
    settled: bool = True


def closed(unit: str, at: datetime) -> Closed:
    """All closed months of one agency: one query."""
    return _closed(table.collection(f"LM#{unit}"), at)


def closed_of(units: Sequence[str], month: str, at: datetime) -> dict[str, Closed]:
    """One month of many agencies: a call for each fifty."""
    found: dict[str, list[RawItem]] = {unit: [] for unit in units}
    for start in range(0, len(units), A_BATCH):
        some = units[start : start + A_BATCH]
        keys = [(f"LM#{unit}", sk) for unit in some for sk in (HEAD, MONTH + month)]
        for row in table.batch(keys):
            found[row["pk"]["S"].removeprefix("LM#")].append(row)
    return {unit: _closed(some, at) for unit, some in found.items()}


def _closed(found: Sequence[RawItem], at: datetime) -> Closed:
    heads = [MarkItem.from_raw_data(row) for row in found if row["sk"]["S"] == HEAD]
    mark = int(heads[0].mark) if heads else 0
    items = [MonthItem.from_raw_data(row) for row in found if row["sk"]["S"].startswith(MONTH)]
    valid = {one.sk.removeprefix(MONTH): read_counts(json.loads(one.counts)) for one in items if int(one.mark) == mark}
    return Closed(valid, mark, not heads or parse_iso(heads[0].at) + SETTLED <= at)


def freeze(unit: str, month: str, mark: int, counts: Counts, at: datetime) -> None:
    """Closes a month of an agency as it was counted under a mark: one call."""
    text = canonical(write_counts(counts))
    table.put(MonthItem(pk=f"LM#{unit}", sk=MONTH + month, mark=mark, at=iso(at), counts=text))


@frozen
class CityMonth:
    """A closed month of the whole city. `version` grows with every edition that differs from the one before."""

    month: str
    units: Counts
    procedures: Counts
    version: int = 0
    at: str = ""


def city_months(months: Sequence[str]) -> dict[str, CityMonth]:
    """Closed months of the city, those that there are: one call for up to 60."""
    return {one.month: one for one in map(_city_month, table.batch([(f"LC#{month}", HEAD) for month in months]))}


def _city_month(row: RawItem) -> CityMonth:
    item = CityItem.from_raw_data(row)
    stored = json.loads(item.counts)
    return CityMonth(
        month=item.pk.removeprefix("LC#"),
        units=read_counts(stored["units"]),
        procedures=read_counts(stored["procedures"]),
        version=int(item.version),
        at=item.at,
    )


def publish(city: CityMonth, at: datetime) -> None:
    """Writes an edition of the city's month: one call."""
    text = canonical({"units": write_counts(city.units), "procedures": write_counts(city.procedures)})
    table.put(CityItem(pk=f"LC#{city.month}", sk=HEAD, version=city.version, at=iso(at), counts=text))


def write_counts(counts: Counts) -> dict[str, list[int]]:
    """Counts as lists in the order of the columns."""
    return {key: [count.of(column) for column in COLUMNS] for key, count in counts.items()}


def read_counts(stored: Mapping[str, Any]) -> dict[str, Count]:
    """What `write_counts` wrote."""
    return {key: Count(*numbers) for key, numbers in stored.items()}
