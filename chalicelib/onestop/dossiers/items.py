"""The dossier's items: how a dossier stands in the table, and how it is read back.

Collection `D#<id>`: `A` head, `B` answers, `C#<file>` files, `J#…` journal.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action

from chalicelib.cloud.journal import Headed, canonical
from chalicelib.cloud.table import Item, RawItem
from chalicelib.cloud.timers import timer_key
from chalicelib.foundation.clock import iso, parse_iso
from chalicelib.foundation.errors import Missing
from chalicelib.foundation.ids import is_id
from chalicelib.onestop.dossiers import rows
from chalicelib.onestop.dossiers.model import QUEUED, WAITING, Asked, Dossier, File, Status

HEAD = "A"
ANSWERS = "B"
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


def dossier_of(dossier_id: str, found: Sequence[RawItem]) -> Dossier:
    """The dossier that some rows of its collection make; Missing without a head."""
    by_key = {row["sk"]["S"]: row for row in found}
    if HEAD not in by_key:
        raise missing()
    head = Head.from_raw_data(by_key[HEAD])
    answers = json.loads(by_key[ANSWERS]["answers"]["S"]) if ANSWERS in by_key else {}
    stored = [_file(row) for key, row in sorted(by_key.items()) if key.startswith(FILE)]
    files = tuple(file for file in stored if file.state != REMOVED)
    return Dossier(
        id=dossier_id,
        version=int(head.version),
        mark=int(head.mark),
        chain=head.chain,
        status=Status(int(head.status)),
        procedure=head.procedure,
        procedure_version=int(head.pv),
        owner=head.owner,
        unit=head.unit,
        applicant=head.applicant or "",
        last4=head.last4 or "",
        created_at=parse_iso(head.created),
        expires_at=_instant(head.expires),
        code=head.code or "",
        step=head.step or "",
        submitted_at=_instant(head.submitted),
        receive_by=_instant(head.receive_by),
        received_at=_instant(head.received),
        received_by=head.received_by or "",
        helped_by=head.helped_by or "",
        due_at=_instant(head.due),
        supplemented=bool(head.supplemented),
        asked=_read_asked(head.asked) if head.asked else None,
        result=head.result or "",
        uploads=json.loads(head.uploads) if head.uploads else {},
        timeline=rows.unpack_timeline(head.timeline or ""),
        answers=answers,
        files=files,
    )


def _file(row: RawItem) -> File:
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


def _instant(text: str | None) -> datetime | None:
    return parse_iso(text) if text else None


def _text(at: datetime | None) -> str | None:
    return iso(at) if at is not None else None


def head_of(dossier: Dossier) -> Head:
    """The head item of a dossier; empty values are left out, index keys follow from the status."""
    facts: dict[str, Any] = {
        "status": int(dossier.status),
        "mark": dossier.mark,
        "procedure": dossier.procedure,
        "pv": dossier.procedure_version,
        "owner": dossier.owner,
        "unit": dossier.unit,
        "applicant": dossier.applicant or None,
        "last4": dossier.last4 or None,
        "created": iso(dossier.created_at),
        "expires": _text(dossier.expires_at),
        "code": dossier.code or None,
        "step": dossier.step or None,
        "submitted": _text(dossier.submitted_at),
        "receive_by": _text(dossier.receive_by),
        "received": _text(dossier.received_at),
        "received_by": dossier.received_by or None,
        "helped_by": dossier.helped_by or None,
        "due": _text(dossier.due_at),
        "supplemented": True if dossier.supplemented else None,
        "asked": _asked(dossier.asked),
        "result": dossier.result or None,
        "uploads": canonical(dict(dossier.uploads)) if dossier.uploads else None,
        "timeline": rows.pack_timeline(dossier.timeline) or None,
        **_index_keys(dossier),
    }
    return Head(pk=pk_of(dossier.id), sk=HEAD, version=dossier.version, chain=dossier.chain, **facts)


def _asked(asked: Asked | None) -> str | None:
    if asked is None:
        return None
    return canonical({"papers": dict(asked.papers), "fields": dict(asked.fields), "files": list(asked.files)})


def _read_asked(text: str) -> Asked:
    stored = json.loads(text)
    return Asked(stored["papers"], stored["fields"], tuple(stored["files"]))


def _index_keys(dossier: Dossier) -> dict[str, str | None]:
    keys: dict[str, str | None] = dict.fromkeys(("wk", "ws", "row", "dk", "ds", "ck", "cs", "face"))
    keys["mk"] = f"M#{dossier.owner}" if dossier.status is not Status.EXPIRED else None
    keys["ms"] = iso(dossier.created_at) if keys["mk"] else None
    keys["own"] = dossier.procedure if keys["mk"] else None
    if dossier.status is Status.DRAFT and dossier.expires_at is not None:
        keys.update(dk=timer_key(EXPIRING, pk_of(dossier.id)), ds=iso(dossier.expires_at))
    if dossier.code:
        keys.update(ck=dossier.code, cs=HEAD, face=rows.face_text(dossier))
    if dossier.status in QUEUED or dossier.status in WAITING:
        at = dossier.receive_by if dossier.status is Status.SUBMITTED else dossier.due_at or dossier.receive_by
        assert at is not None, "a queued dossier has a date that counts"
        keys.update(wk=queue_key(dossier), ws=rows.due_key(at), row=rows.queue_row(dossier))
    return keys


def queue_key(dossier: Dossier) -> str:
    """The queue a dossier stands in: its agency's work, or what waits for the citizen."""
    return f"W#{dossier.unit}#wait" if dossier.status in WAITING else f"W#{dossier.unit}"


def changes(before: Dossier, after: Dossier) -> tuple[Head, list[Action]]:
    """The head as it was read, and the actions that make it the new one; only what differs is written."""
    old, new = head_of(before), head_of(after)
    actions: list[Action] = []
    for name, attribute in Head.get_attributes().items():
        if name in ("pk", "sk", "version", "chain"):
            continue
        was, will = getattr(old, name), getattr(new, name)
        if was != will:
            actions.append(attribute.remove() if will is None else attribute.set(will))
    return old, actions


def answers_item(dossier_id: str, answers: Mapping[str, Any]) -> Answers:
    """The item of the form answers."""
    return Answers(pk=pk_of(dossier_id), sk=ANSWERS, answers=canonical(dict(answers)))


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
