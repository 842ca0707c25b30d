"""Ratings in the table.

`RT#<dossier>` is a dossier's one rating (`A` head, `J#…` its journal entry with the remark as erasable note); ratings
with a remark stand in the `work` index under `SR#<agency>`. `SC#<agency>` / `<month>` counts an agency's ratings.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action

from chalicelib.cloud import journal, table
from chalicelib.cloud.items import Item
from chalicelib.cloud.journal import Headed
from chalicelib.cloud.table import Change, RawItem
from chalicelib.foundation.clock import iso, parse_iso, vietnam_day
from chalicelib.foundation.ids import is_id
from chalicelib.foundation.values import frozen
from chalicelib.onestop.satisfaction.model import CRITERIA, Counts, Rating, Where

HEAD = "A"
LETTERS: Mapping[str, str] = {"very_satisfied": "v", "satisfied": "s", "unsatisfied": "u"}
OVERALL = "overall"
PER_CALL = 100


class RatingItem(Headed):
    """What was said, without the words."""

    level = UnicodeAttribute()
    criteria = UnicodeAttribute(null=True)
    unit = UnicodeAttribute()
    procedure = UnicodeAttribute()
    place = UnicodeAttribute()
    at = UnicodeAttribute()
    wk = UnicodeAttribute(null=True)
    ws = UnicodeAttribute(null=True)
    row = UnicodeAttribute(null=True)


class CountItem(Item):
    """The ratings of an agency in a month, by level, overall and by criterion: `o_v` very satisfied overall, `t_u` not
    satisfied with the time."""

    o_v = NumberAttribute(null=True)
    o_s = NumberAttribute(null=True)
    o_u = NumberAttribute(null=True)
    a_v = NumberAttribute(null=True)
    a_s = NumberAttribute(null=True)
    a_u = NumberAttribute(null=True)
    t_v = NumberAttribute(null=True)
    t_s = NumberAttribute(null=True)
    t_u = NumberAttribute(null=True)
    c_v = NumberAttribute(null=True)
    c_s = NumberAttribute(null=True)
    c_u = NumberAttribute(null=True)


def _counter(subject: str, level: str) -> str:
    """The attribute that counts a level of a criterion, or of the whole."""
    return f"{subject[0]}_{LETTERS[level]}"


@frozen
class Remark:
    """A remark as officers of the agency read it: without a name, and without the dossier."""

    level: str
    place: str
    procedure: str
    at: datetime
    words: str
    erased: bool


def pk_of(dossier_id: str) -> str:
    """The partition of a dossier's rating."""
    assert is_id(dossier_id), "only dossiers that were found are rated"
    return f"RT#{dossier_id}"


def rated(dossier_id: str) -> bool:
    """Whether a dossier has its rating: one call."""
    return table.get(pk_of(dossier_id), HEAD) is not None


def item_of(dossier_id: str, unit: str, procedure: str, rating: Rating, place: Where, at: datetime) -> RatingItem:
    """The item of a rating; the journal sets version and chain. Not in the agency's list of remarks yet."""
    criteria = ",".join(f"{name}:{level}" for name, level in sorted(rating.criteria.items()))
    return RatingItem(
        pk=pk_of(dossier_id),
        sk=HEAD,
        version=0,
        chain="",
        level=rating.level,
        criteria=criteria or None,
        unit=unit,
        procedure=procedure,
        place=place,
        at=iso(at),
    )


def list_remark(item: RatingItem, entry: str) -> None:
    """Puts a rating with a remark into its agency's list; `entry` is the sort key of the entry that holds the words."""
    item.wk, item.ws = f"SR#{item.unit}", item.at
    item.row = "|".join((item.level, item.place, item.procedure, entry))


def count(change: Change, unit: str, rating: Rating, at: datetime) -> None:
    """Adds a rating to its agency's month, in the rating's own transaction: no condition, so nobody waits for it."""
    item = CountItem(pk=f"SC#{unit}", sk=month_of(at))
    said = [(OVERALL, rating.level), *rating.criteria.items()]
    actions: list[Action] = [getattr(CountItem, _counter(subject, level)).add(1) for subject, level in said]
    change.update("count", item, actions)


def month_of(at: datetime) -> str:
    """The month of Vietnam: `2026-11`."""
    return f"{vietnam_day(at):%Y-%m}"


def counts_of(units: Sequence[str], month: str) -> dict[str, Counts]:
    """The counts of many agencies in a month, of those that have any: a call for each hundred."""
    found: dict[str, Counts] = {}
    for start in range(0, len(units), PER_CALL):
        keys = [(f"SC#{unit}", month) for unit in units[start : start + PER_CALL]]
        found |= {row["pk"]["S"][3:]: counts_in(row) for row in table.batch(keys)}
    return found


def counts_in(row: RawItem) -> Counts:
    """Stored counts read back."""
    stored = CountItem.from_raw_data(row)

    def of(subject: str) -> dict[str, int]:
        return {level: int(getattr(stored, _counter(subject, level)) or 0) for level in LETTERS}

    return Counts(of(OVERALL), {name: of(name) for name in CRITERIA})


def remarks_of(unit: str, limit: int, after: RawItem | None) -> tuple[list[Remark], RawItem | None]:
    """The remarks made to an agency, the newest first, and where the next page starts: two calls."""
    page = table.index_page("work", f"SR#{unit}", limit=limit, after=after, newest=True)
    lines = [(row["pk"]["S"], *row["row"]["S"].split("|"), row["ws"]["S"]) for row in page.rows]
    entries = {row["pk"]["S"]: journal.record(row) for row in table.batch([(line[0], line[4]) for line in lines])}
    remarks = []
    for pk, level, place, procedure, _, at in lines:
        note = entries[pk].note if pk in entries else None
        remarks.append(Remark(level, place, procedure, parse_iso(at), (note or {}).get("remark", ""), note is None))
    return remarks, page.position
