"""Absences in the table: the collection `N#<account>` of each officer, with a journal.

| item | pk | sk |
|---|---|---|
| head: its version lets one of two overlapping absences lose | `N#<account>` | `N` |
| absence | `N#<account>` | `N#<id>` |

An absence that still has days to come is on the index `mine` under `DEPUTY#<deputy>`, where sign-in finds it, and on
`work` under `ABSENT#<unit>`, for the unit's list; both sort by its last day.
"""

import json
from collections.abc import Sequence
from datetime import date

from pynamodb.attributes import UnicodeAttribute

from chalicelib.cloud import journal, table
from chalicelib.cloud.call import Call
from chalicelib.cloud.items import Item
from chalicelib.cloud.journal import Event, Headed, canonical
from chalicelib.cloud.table import RawItem
from chalicelib.commons.identity.absences.model import Absence
from chalicelib.foundation.clock import iso, parse_iso

HEAD = "N"
ABSENCE = "N#"
MOST = 100


class AbsencesHead(Headed):
    """The head of an officer's absences; it holds nothing but the version."""


class AbsenceItem(Item):
    """One absence; `own` is all that sign-in needs of it."""

    unit = UnicodeAttribute()
    first = UnicodeAttribute()
    last = UnicodeAttribute()
    deputy = UnicodeAttribute()
    reason = UnicodeAttribute(null=True)
    ended = UnicodeAttribute(null=True)
    mk = UnicodeAttribute(null=True)
    ms = UnicodeAttribute(null=True)
    own = UnicodeAttribute(null=True)
    wk = UnicodeAttribute(null=True)
    ws = UnicodeAttribute(null=True)


def pk_of(account: str) -> str:
    """The partition of an officer's absences."""
    return f"N#{account}"


def read(account: str) -> tuple[AbsencesHead | None, list[Absence]]:
    """An officer's absences, all that ever were, and their head, None before the first: one call."""
    head, found = None, []
    for row in table.collection(pk_of(account), starts=HEAD):
        if row["sk"]["S"] == HEAD:
            head = AbsencesHead.from_raw_data(row)
        else:
            found.append(_absence(row))
    return head, found


def write(call: Call, head: AbsencesHead | None, absence: Absence, event: Event) -> dict[str, str]:
    """An absence as it is now, with its journal entry, good only while the head is as it was read."""
    answer = {"account": absence.account, "absence": absence.id}
    stands = head or AbsencesHead(pk=pk_of(absence.account), sk=HEAD)
    change, entry = journal.open_change(stands, call, event, answer)
    if head is None:
        journal.found(change, entry, stands)
    else:
        journal.amend(change, entry, stands, [])
    change.put("absence", _item(absence))
    change.commit()
    return answer


def deputised(deputy: str, on: date) -> tuple[Absence, ...]:
    """The absences in which somebody is the deputy, those over before a day left out: one call, and a moment behind."""
    page = table.index_page("mine", f"DEPUTY#{deputy}", limit=MOST, since=on.isoformat())
    return unpack("[" + ",".join(row["own"]["S"] for row in page.rows) + "]")


def of_unit(unit: str, on: date) -> list[Absence]:
    """A unit's absences that are not over before a day: two calls."""
    page = table.index_page("work", f"ABSENT#{unit}", limit=MOST, since=on.isoformat())
    found = table.batch([(row["pk"]["S"], row["sk"]["S"]) for row in page.rows])
    return sorted(map(_absence, found), key=lambda one: (one.first, one.account))


def pack(absences: Sequence[Absence]) -> str:
    """What a session keeps of the absences its account is the deputy in."""
    return canonical([_short(one) for one in absences])


def unpack(text: str | None) -> tuple[Absence, ...]:
    """What `pack` wrote."""
    return tuple(
        Absence(key, account, unit, date.fromisoformat(first), date.fromisoformat(last), deputy)
        for key, account, unit, first, last, deputy in json.loads(text or "[]")
    )


def _short(one: Absence) -> list[str]:
    return [one.id, one.account, one.unit, one.first.isoformat(), one.last.isoformat(), one.deputy]


def _item(one: Absence) -> AbsenceItem:
    open_still = one.ended_at is None
    key = f"{one.last.isoformat()}#{one.id}"
    return AbsenceItem(
        pk=pk_of(one.account),
        sk=ABSENCE + one.id,
        unit=one.unit,
        first=one.first.isoformat(),
        last=one.last.isoformat(),
        deputy=one.deputy,
        reason=one.reason or None,
        ended=iso(one.ended_at) if one.ended_at else None,
        mk=f"DEPUTY#{one.deputy}" if open_still else None,
        ms=key if open_still else None,
        own=canonical(_short(one)) if open_still else None,
        wk=f"ABSENT#{one.unit}" if open_still else None,
        ws=key if open_still else None,
    )


def _absence(row: RawItem) -> Absence:
    item = AbsenceItem.from_raw_data(row)
    return Absence(
        id=item.sk.removeprefix(ABSENCE),
        account=item.pk.removeprefix("N#"),
        unit=item.unit,
        first=date.fromisoformat(item.first),
        last=date.fromisoformat(item.last),
        deputy=item.deputy,
        reason=item.reason or "",
        ended_at=parse_iso(item.ended) if item.ended else None,
    )
