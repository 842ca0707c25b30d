"""The record of views (`V#<aggregate>`) and the witnessed hashes (`T#<aggregate>`) in the table.

Both are unconditional puts into collections of their own: they never contend with changes.
"""

from pynamodb.attributes import UnicodeAttribute
from pynamodb.exceptions import PutError

from chalicelib.cloud import table
from chalicelib.cloud.call import Call
from chalicelib.cloud.items import Item
from chalicelib.foundation.clock import iso
from chalicelib.foundation.ids import new_id
from chalicelib.foundation.values import frozen


class ViewItem(Item):
    """One look at personal data: by whom, of which agency, when."""

    at = UnicodeAttribute()
    actor = UnicodeAttribute()
    unit = UnicodeAttribute(null=True)


class Witness(Item):
    """The hash of one journal entry as its event told it."""

    hash = UnicodeAttribute()


@frozen
class View:
    """One look at a dossier."""

    at: str
    actor: str
    unit: str


def record_view(aggregate: str, call: Call) -> None:
    """Puts a look at somebody's data on record: one write."""
    at = iso(call.at)
    item = ViewItem(
        pk=f"V#{aggregate}",
        sk=f"{at}#{new_id(call.at)}",
        at=at,
        actor=call.caller.account,
        unit=call.caller.unit or None,
    )
    table.put(item)


def views_of(aggregate: str) -> list[View]:
    """Who has looked, in order of time."""
    rows = table.collection(f"V#{aggregate}", consistent=False)
    items = [ViewItem.from_raw_data(row) for row in rows]
    return [View(item.at, item.actor, item.unit or "") for item in items]


def witness(aggregate: str, seq: int, seen: str) -> None:
    """Keeps the hash of an entry the first time its event is seen; a repetition changes nothing."""
    item = Witness(pk=f"T#{aggregate}", sk=f"{seq:08d}", hash=seen)
    try:
        item.save(Witness.pk.does_not_exist())
    except PutError as error:
        if table.code_of(error) != "ConditionalCheckFailedException":
            raise


def witnesses_of(aggregate: str) -> dict[int, str]:
    """The witnessed hashes by sequence number."""
    rows = table.collection(f"T#{aggregate}")
    return {int(row["sk"]["S"]): row["hash"]["S"] for row in rows}
