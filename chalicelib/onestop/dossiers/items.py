"""The dossier's items: how a dossier stands in the table, and how it is read back.

Collection `D#<id>`: `A` head, `B` answers, `B#party` applicant and representative, `C#<file>` files, `E#<number>`
consultations, `J#…` journal.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action

from chalicelib.cloud.items import Item
from chalicelib.cloud.journal import Headed, canonical
from chalicelib.cloud.table import RawItem
from chalicelib.cloud.timers import timer_key
from chalicelib.foundation.clock import iso
from chalicelib.foundation.errors import Missing
from chalicelib.foundation.ids import is_id
from chalicelib.onestop.dossiers.model import File, Party

HEAD = "A"
ANSWERS = "B"
PARTY = "B#party"
FILE = "C#"
EXPIRING = "EXP"
ERASING = "ERASE"
REMOVED = "removed"


class Head(Headed):
    """The head item; at most 1 KB for an ordinary dossier."""

    status = NumberAttribute()
    procedure = UnicodeAttribute()
    pv = NumberAttribute()
    mark = NumberAttribute()
    owner = UnicodeAttribute()
    unit = UnicodeAttribute()
    applicant = UnicodeAttribute(null=True)
    last4 = UnicodeAttribute(null=True)
    created = UnicodeAttribute()
    expires = UnicodeAttribute(null=True)
    code = UnicodeAttribute(null=True)
    step = UnicodeAttribute(null=True)
    submitted = UnicodeAttribute(null=True)
    receive_by = UnicodeAttribute(null=True)
    received = UnicodeAttribute(null=True)
    received_by = UnicodeAttribute(null=True)
    helped_by = UnicodeAttribute(null=True)
    due = UnicodeAttribute(null=True)
    supplemented = BooleanAttribute(null=True)
    asked = UnicodeAttribute(null=True)
    result = UnicodeAttribute(null=True)
    clk = UnicodeAttribute(null=True)
    cal = UnicodeAttribute(null=True)
    waits = UnicodeAttribute(null=True)
    asg = UnicodeAttribute(null=True)
    prop = UnicodeAttribute(null=True)
    outc = UnicodeAttribute(null=True)
    rep = UnicodeAttribute(null=True)
    pay = UnicodeAttribute(null=True)
    dlv = UnicodeAttribute(null=True)
    sync = UnicodeAttribute(null=True)
    uploads = UnicodeAttribute(null=True)
    timeline = UnicodeAttribute(null=True)
    wk = UnicodeAttribute(null=True)
    ws = UnicodeAttribute(null=True)
    row = UnicodeAttribute(null=True)
    mk = UnicodeAttribute(null=True)
    ms = UnicodeAttribute(null=True)
    own = UnicodeAttribute(null=True)
    dk = UnicodeAttribute(null=True)
    ds = UnicodeAttribute(null=True)
    ck = UnicodeAttribute(null=True)
    cs = UnicodeAttribute(null=True)
    face = UnicodeAttribute(null=True)


class Answers(Item):
    """The form answers, JSON, as they were typed; whoever needs their values reads them by the procedure's form."""

    answers = UnicodeAttribute()
    salt = UnicodeAttribute(null=True)


class StoredParty(Item):
    """What was typed about applicant and representative, and the postal address: JSON, each as it was typed."""

    party = UnicodeAttribute(null=True)
    postal = UnicodeAttribute(null=True)
    salt = UnicodeAttribute(null=True)


class StoredFile(Item):
    """One uploaded file."""

    paper = UnicodeAttribute()
    name = UnicodeAttribute()
    state = UnicodeAttribute()
    size = NumberAttribute(null=True)
    kind = UnicodeAttribute(null=True)
    sha256 = UnicodeAttribute(null=True)
    pages = NumberAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    at = UnicodeAttribute()
    by = UnicodeAttribute()
    dk = UnicodeAttribute(null=True)
    ds = UnicodeAttribute(null=True)


def pk_of(dossier_id: str) -> str:
    """The partition of a dossier; Missing for what has not the shape of an id, which the table might not even take."""
    if not is_id(dossier_id):
        raise missing()
    return f"D#{dossier_id}"


def missing() -> Missing:
    """The refusal for a dossier that is not there, or that the caller may not know of."""
    return Missing("dossiers/missing", "Không tìm thấy hồ sơ này.", "There is no such dossier.")


def differences(old: Head, new: Head) -> list[Action]:
    """What makes one state of a head the other; version and chain are the journal's."""
    actions: list[Action] = []
    for name, attribute in Head.get_attributes().items():
        if name in ("pk", "sk", "version", "chain"):
            continue
        was, will = getattr(old, name), getattr(new, name)
        if was != will:
            actions.append(attribute.remove() if will is None else attribute.set(will))
    return actions


def answers_item(dossier_id: str, answers: Mapping[str, Any], salt: str = "") -> Answers:
    """The item of the form answers."""
    return Answers(pk=pk_of(dossier_id), sk=ANSWERS, answers=canonical(dict(answers)), salt=salt or None)


def party_item(dossier_id: str, party: Party, salt: str = "") -> StoredParty:
    """The item of applicant and representative."""
    return StoredParty(
        pk=pk_of(dossier_id),
        sk=PARTY,
        party=canonical(dict(party.answers)) if party.answers else None,
        postal=canonical(dict(party.postal)) if party.postal else None,
        salt=salt or None,
    )


def party_of(row: RawItem) -> Party:
    """Applicant and representative read back."""
    stored = StoredParty.from_raw_data(row)
    return Party(json.loads(stored.party or "{}"), json.loads(stored.postal or "{}"))


def file_item(dossier_id: str, file: File) -> StoredFile:
    """The item of an uploaded file."""
    return StoredFile(
        pk=pk_of(dossier_id),
        sk=FILE + file.id,
        paper=file.paper,
        name=file.name,
        state=file.state,
        size=file.size or None,
        kind=file.kind or None,
        sha256=file.sha256 or None,
        pages=file.pages or None,
        reason=canonical(dict(file.reason)) if file.reason else None,
        at=file.at,
        by=file.by,
    )


def removed_file_item(dossier_id: str, file: File, at: datetime) -> StoredFile:
    """A file that was taken out: what remains is the order to erase it."""
    return StoredFile(
        pk=pk_of(dossier_id),
        sk=FILE + file.id,
        paper=file.paper,
        name="-",
        state=REMOVED,
        at=iso(at),
        by=file.by,
        dk=timer_key(ERASING, pk_of(dossier_id)),
        ds=iso(at),
    )


def file_of(row: RawItem) -> File:
    """A stored file read back."""
    item = StoredFile.from_raw_data(row)
    return File(
        id=item.sk[len(FILE) :],
        paper=item.paper,
        name=item.name,
        state=item.state,
        size=int(item.size or 0),
        kind=item.kind or "",
        sha256=item.sha256 or "",
        pages=int(item.pages or 0),
        reason=json.loads(item.reason) if item.reason else {},
        at=item.at,
        by=item.by,
    )
