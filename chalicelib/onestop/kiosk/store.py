"""The desk's day and its devices in the table.

| item | pk | sk |
|---|---|---|
| head of a desk's day: its version lets one of two who take or call at once lose | `TK#<unit>#<yymmdd>` | `A` |
| number | `TK#<unit>#<yymmdd>` | `T#<number, four digits>` |
| head of an agency's devices | `KD#<unit>` | `A` |
| device: `digest` of its secret, which only the device has | `KD#<unit>` | `D#<digest>` |
"""

from datetime import date, datetime
from typing import cast

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.cloud import journal, table
from chalicelib.cloud.call import Call
from chalicelib.cloud.items import Item
from chalicelib.cloud.journal import Event, Headed
from chalicelib.cloud.table import RawItem
from chalicelib.foundation.clock import iso, parse_iso
from chalicelib.foundation.values import frozen
from chalicelib.onestop.kiosk.model import DeskDay, Purpose, State, Ticket, in_order

HEAD = "A"
TICKET = "T#"
DEVICE = "D#"


class DayHead(Headed):
    """The head of a desk's day; it holds nothing but the version."""


class DevicesHead(Headed):
    """The head of an agency's devices; it holds nothing but the version."""


class TicketItem(Item):
    """A number as stored."""

    purpose = UnicodeAttribute()
    taken = UnicodeAttribute()
    state = UnicodeAttribute()
    called = UnicodeAttribute(null=True)
    window = UnicodeAttribute(null=True)
    calls = NumberAttribute()


class DeviceItem(Item):
    """A device that may take numbers, until `ended`."""

    name = UnicodeAttribute()
    enrolled = UnicodeAttribute()
    by = UnicodeAttribute()
    ended = UnicodeAttribute(null=True)


@frozen
class Device:
    """A kiosk of an agency. `id` is the digest of its secret."""

    id: str
    name: str
    enrolled_at: datetime
    by: str
    ended_at: datetime | None = None


def day_pk(unit: str, day: date) -> str:
    """The partition of a desk's day."""
    return f"TK#{unit}#{day:%y%m%d}"


def devices_pk(unit: str) -> str:
    """The partition of an agency's devices."""
    return f"KD#{unit}"


def read_day(unit: str, day: date, *, consistent: bool = True) -> tuple[DayHead | None, DeskDay]:
    """The head, None before the first number, and the numbers: one call."""
    head, tickets = None, []
    for row in table.collection(day_pk(unit, day), consistent=consistent):
        if row["sk"]["S"] == HEAD:
            head = DayHead.from_raw_data(row)
        elif row["sk"]["S"].startswith(TICKET):
            tickets.append(_ticket(row))
    return head, DeskDay(unit, day, int(head.version) if head else 0, in_order(tickets))


def write_ticket(call: Call, head: DayHead | None, day: DeskDay, ticket: Ticket, event: Event) -> dict[str, str]:
    """A number as it is now, with its journal entry, good only while the day is as it was read."""
    pk = day_pk(day.unit, day.day)
    answer = {"number": ticket.shown, "unit": day.unit, "day": day.day.isoformat()}
    stands = head or DayHead(pk=pk, sk=HEAD)
    change, entry = journal.open_change(stands, call, event, answer)
    if head is None:
        journal.found(change, entry, stands)
    else:
        journal.amend(change, entry, stands, [])
    item = TicketItem(
        pk=pk,
        sk=f"{TICKET}{ticket.number:04}",
        purpose=ticket.purpose,
        taken=iso(ticket.taken_at),
        state=ticket.state,
        called=iso(ticket.called_at) if ticket.called_at else None,
        window=ticket.window or None,
        calls=ticket.calls,
    )
    change.put("ticket", item)
    change.commit()
    return answer


def read_devices(unit: str) -> tuple[DevicesHead | None, list[Device]]:
    """An agency's devices, ended ones too, the newest first: one call."""
    head, found = None, []
    for row in table.collection(devices_pk(unit)):
        if row["sk"]["S"] == HEAD:
            head = DevicesHead.from_raw_data(row)
        elif row["sk"]["S"].startswith(DEVICE):
            found.append(_device(row))
    return head, sorted(found, key=lambda one: one.enrolled_at, reverse=True)


def read_device(unit: str, device: str) -> Device | None:
    """One device by the digest of its secret: one call."""
    row = table.get(devices_pk(unit), DEVICE + device)
    return _device(row) if row is not None else None


def write_device(call: Call, unit: str, head: DevicesHead | None, device: Device, event: Event) -> dict[str, str]:
    """A device as it is now, with its journal entry."""
    answer = {"device": device.id, "unit": unit}
    stands = head or DevicesHead(pk=devices_pk(unit), sk=HEAD)
    change, entry = journal.open_change(stands, call, event, answer)
    if head is None:
        journal.found(change, entry, stands)
    else:
        journal.amend(change, entry, stands, [])
    item = DeviceItem(
        pk=devices_pk(unit),
        sk=DEVICE + device.id,
        name=device.name,
        enrolled=iso(device.enrolled_at),
        by=device.by,
        ended=iso(device.ended_at) if device.ended_at else None,
    )
    change.put("device", item)
    change.commit()
    return answer


def _ticket(row: RawItem) -> Ticket:
    item = TicketItem.from_raw_data(row)
    return Ticket(
        number=int(item.sk.removeprefix(TICKET)),
        purpose=cast(Purpose, item.purpose),
        taken_at=parse_iso(item.taken),
        state=cast(State, item.state),
        called_at=parse_iso(item.called) if item.called else None,
        window=item.window or "",
        calls=int(item.calls),
    )


def _device(row: RawItem) -> Device:
    item = DeviceItem.from_raw_data(row)
    return Device(
        id=item.sk.removeprefix(DEVICE),
        name=item.name,
        enrolled_at=parse_iso(item.enrolled),
        by=item.by,
        ended_at=parse_iso(item.ended) if item.ended else None,
    )
