"""The sandbox's own books: what it has captured, and for whom it has not. `PS#<reference>`, and by agency and day in
the `work` index under `PB#<unit>#<day>`. They are the provider's, not ours: nothing else reads them."""

from datetime import date, datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import PutError

from chalicelib.cloud import table
from chalicelib.cloud.items import Item
from chalicelib.cloud.table import RawItem
from chalicelib.foundation.clock import iso, parse_iso, vietnam_day
from chalicelib.onestop.payments.balance import Stated
from chalicelib.onestop.payments.model import Order, Said, Verdict

ENTRY = "A"
A_PAGE = 100


class Book(Item):
    """What has become of an order."""

    said = UnicodeAttribute()
    amount = NumberAttribute()
    number = UnicodeAttribute()
    at = UnicodeAttribute()
    wk = UnicodeAttribute(null=True)
    ws = UnicodeAttribute(null=True)
    row = UnicodeAttribute(null=True)


def find(reference: str) -> Verdict | None:
    """What has become of an order; None while nothing has: one call."""
    row = table.get(f"PS#{reference}", ENTRY)
    if row is None:
        return None
    item = Book.from_raw_data(row)
    return Verdict(reference, _said(item.said), int(item.amount), item.number, parse_iso(item.at))


def _said(text: str) -> Said:
    found: dict[str, Said] = {"captured": "captured", "failed": "failed", "cancelled": "cancelled"}
    return found[text]


def enter(order: Order, said: Said, number: str, at: datetime) -> Verdict:
    """Writes what becomes of an order, once: whoever comes second gets what stands there. One call, then two."""
    item = Book(pk=f"PS#{order.reference}", sk=ENTRY, said=said, amount=order.amount, number=number, at=iso(at))
    if said == "captured":
        item.wk, item.ws = f"PB#{order.unit}#{vietnam_day(at).isoformat()}", iso(at)
        item.row = f"{order.amount}|{number}"
    try:
        item.save(Book.pk.does_not_exist())
    except PutError as error:
        if table.code_of(error) != "ConditionalCheckFailedException":
            raise table.unavailable() from error
        found = find(order.reference)
        if found is not None:
            return found
    return Verdict(order.reference, said, order.amount, number, parse_iso(iso(at)))


def captured(unit: str, day: date) -> list[Stated]:
    """What was captured for an agency on a day: a query for each hundred."""
    found: list[Stated] = []
    position: RawItem | None = None
    while True:
        page = table.index_page("work", f"PB#{unit}#{day.isoformat()}", limit=A_PAGE, after=position)
        for row in page.rows:
            amount, _, number = row["row"]["S"].partition("|")
            found.append(Stated(row["pk"]["S"][3:], int(amount), number, parse_iso(row["ws"]["S"])))
        position = page.position
        if position is None:
            return found
