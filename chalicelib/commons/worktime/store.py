"""The announcements in the table: one item, `C#calendar`/`A`, with all of them; its journal stands beside it."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from chalicelib.cloud import journal, table
from chalicelib.cloud.call import Call
from chalicelib.cloud.journal import Event, Headed
from chalicelib.commons.worktime.announcements import Announced, Announcement
from chalicelib.commons.worktime.hoursrows import hours_row, read_hours
from chalicelib.commons.worktime.overrides import Override
from chalicelib.foundation.clock import iso, parse_iso
from chalicelib.foundation.errors import Conflict

PK, HEAD = "C#calendar", "A"
MOST_BYTES = 300_000
"""An item holds 400 KB; this leaves room, and is some hundreds of announcements."""


class Head(Headed):
    """All announcements as JSON, in the order they were recorded: days, and office hours."""

    announced = UnicodeAttribute()
    hours = UnicodeAttribute(null=True)


def read(*, consistent: bool = False) -> Announced:
    """All announcements: one call."""
    row = table.get(PK, HEAD, consistent=consistent)
    if row is None:
        return Announced()
    head = Head.from_raw_data(row)
    items = tuple(_read_one(number, raw) for number, raw in enumerate(json.loads(head.announced), 1))
    hours = tuple(read_hours(number, raw) for number, raw in enumerate(json.loads(head.hours or "[]"), 1))
    return Announced(int(head.version), head.chain, items, hours)


def write(call: Call, before: Announced, after: Announced, event: Event, answer: Mapping[str, Any]) -> None:
    """One transaction: the head, good only at the version that was read, and the journal entry.

    Conflict `worktime/announcements-full` when the item would become too large.
    """
    text = _json([_row(one) for one in after.items])
    hours = _json([hours_row(one) for one in after.hours]) if after.hours else None
    if len(text.encode()) + len((hours or "").encode()) > MOST_BYTES:
        raise Conflict(
            "worktime/announcements-full",
            "Danh sách thông báo lịch đã đầy. Hãy báo đơn vị vận hành đưa các thông báo cũ vào lịch của năm.",
            "The list of announcements is full. Ask the operators to move old ones into the years' calendars.",
        )
    head = Head(pk=PK, sk=HEAD, version=before.version, chain=before.chain, announced=text, hours=hours)
    change, entry = journal.open_change(head, call, event, answer)
    if before.version:
        said = [Head.announced.set(text), *([Head.hours.set(hours)] if hours else [])]
        journal.amend(change, entry, head, said)
    else:
        journal.found(change, entry, head)
    change.commit()


def _json(rows: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _row(one: Announcement) -> dict[str, Any]:
    override = one.override
    row = {
        "day": override.day.isoformat(),
        "kind": override.kind,
        "vi": override.vi,
        "en": override.en,
        "legal_basis": override.legal_basis,
        "announced_on": override.announced_on.isoformat(),
        "units": override.units,
        "for_day": override.for_day.isoformat() if override.for_day else None,
        "recorded_on": one.recorded_on.isoformat(),
        "recorded_at": iso(one.recorded_at),
        "recorded_by": one.recorded_by,
    }
    return {name: value for name, value in row.items() if value is not None}


def _read_one(number: int, raw: Mapping[str, Any]) -> Announcement:
    override = Override(
        day=date.fromisoformat(raw["day"]),
        kind=raw["kind"],
        vi=raw["vi"],
        en=raw["en"],
        legal_basis=raw["legal_basis"],
        announced_on=date.fromisoformat(raw["announced_on"]),
        units=tuple(raw["units"]) if "units" in raw else None,
        for_day=date.fromisoformat(raw["for_day"]) if "for_day" in raw else None,
    )
    return Announcement(number, override, parse_iso(raw["recorded_at"]), raw["recorded_by"])
