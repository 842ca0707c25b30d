"""The PDFs that have been drawn: `PR#<owner>` holds one item for each. The PDF itself lies in the keep bucket.

An owner is a dossier or, for registers, an agency. Both item and PDF go by themselves: a PDF can always be drawn again.
"""

from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.cloud import table
from chalicelib.cloud.items import Item
from chalicelib.foundation.clock import iso, parse_iso

PARTITION = "PR#"
KNOWN = timedelta(days=29)
"""How long a PDF counts as there; the bucket keeps it a day longer (`infra/state.yaml`)."""


class PrintItem(Item):
    """A PDF that is there: when it was drawn, its size in bytes. `ttl`: when the table forgets it, Unix seconds."""

    at = UnicodeAttribute()
    size = NumberAttribute()
    ttl = NumberAttribute()


def there(owner: str, name: str, at: datetime) -> bool:
    """Whether this PDF is kept: one call."""
    row = table.get(f"{PARTITION}{owner}", name)
    return row is not None and parse_iso(row["at"]["S"]) + KNOWN > at


def note(owner: str, name: str, size: int, at: datetime) -> None:
    """Notes that a PDF is kept now: one call. May be repeated."""
    ends = int((at + KNOWN).timestamp())
    table.put(PrintItem(pk=f"{PARTITION}{owner}", sk=name, at=iso(at), size=size, ttl=ends))


def names(owner: str) -> list[str]:
    """Every PDF of an owner: one call."""
    return [row["sk"]["S"] for row in table.collection(f"{PARTITION}{owner}")]


def forget(owner: str, name: str) -> None:
    """Takes the note away, after the PDF itself: one call. May be repeated."""
    table.drop(PrintItem(pk=f"{PARTITION}{owner}", sk=name))
