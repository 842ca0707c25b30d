"""The dossier's items in the table and the queries on them.

Collection `D#<id>`: `A` head, `B` answers, `C#<file>` files, `J#…` journal. Counters `N#<agency code>#<day>`.
A whole dossier without its journal is one query; so is its public face, through the `code` index.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action

from chalicelib.cloud import journal, table
from chalicelib.cloud.journal import Headed, Record, canonical
from chalicelib.cloud.table import Change, Item, RawItem
from chalicelib.foundation.clock import iso, parse_iso
from chalicelib.foundation.errors import Missing
from chalicelib.onestop.dossiers import rows
from chalicelib.onestop.dossiers.model import QUEUED, WAITING, Asked, Dossier, File, Status

HEAD = "A"
ANSWERS = "B"
FILE = "C#"
EXPIRING = "EXP"
ERASING = "ERASE"
REMOVED = "removed"
LOCK = "~lock"


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
    """The form answers, JSON, as typed while the dossier is a draft and checked from submission on."""

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


class Counter(Item):
    """The last number given by an agency on a day."""

    n = NumberAttribute()


class Lock(Item):
    """A code whose second factor was guessed at too often; found by the same index query as the face."""

    ck = UnicodeAttribute()
    cs = UnicodeAttribute()
    face = UnicodeAttribute()
    ttl = NumberAttribute()


def pk_of(dossier_id: str) -> str:
    """The partition of a dossier."""
    return f"D#{dossier_id}"


def missing() -> Missing:
    """The refusal for a dossier that is not there, or that the caller may not know of."""
    return Missing("dossiers/missing", "Không tìm thấy hồ sơ này.", "There is no such dossier.")


def read(dossier_id: str) -> Dossier:
    """A dossier without its journal: one query."""
    return _dossier(dossier_id, table.collection(pk_of(dossier_id), before=journal.ENTRY))


def read_with_journal(dossier_id: str) -> tuple[Dossier, list[Record]]:
    """A dossier and its journal: one query."""
    found = table.collection(pk_of(dossier_id))
    entries = [row for row in found if row["sk"]["S"].startswith(journal.ENTRY)]
    rest = [row for row in found if not row["sk"]["S"].startswith(journal.ENTRY)]
    return _dossier(dossier_id, rest), journal.records(pk_of(dossier_id), rows=entries)


def read_heads(dossier_ids: Sequence[str]) -> dict[str, Dossier]:
    """The heads of up to 100 dossiers in one call, by id."""
    found = table.batch([(pk_of(one), HEAD) for one in dossier_ids])
    heads = {row["pk"]["S"][2:]: row for row in found}
    return {key: _dossier(key, [row]) for key, row in heads.items()}


def _dossier(dossier_id: str, found: Sequence[RawItem]) -> Dossier:
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
        keys.update(dk=EXPIRING, ds=iso(dossier.expires_at))
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
        dk=ERASING,
        ds=iso(at),
    )


def forget_file(dossier_id: str, file_id: str) -> None:
    """Removes the last trace of a file that was taken out and erased."""
    StoredFile(pk=pk_of(dossier_id), sk=FILE + file_id).delete()


_last_numbers: dict[str, int] = {}


@dataclass
class Numbering:
    """Gap-free numbers per agency and day: compare-and-set inside the dossier's own transaction.

    The last number seen by this process is the first guess, so that usually nothing has to be read.
    """

    agency_code: str
    day: date

    @property
    def pk(self) -> str:
        """The counter's partition."""
        return f"N#{self.agency_code}#{self.day:%y%m%d}"

    def guess(self) -> int:
        """The number to try next."""
        return _last_numbers.get(self.pk, 0) + 1

    def add(self, change: Change, number: int) -> None:
        """Adds the counter's step to a change; it holds only if the number before was the last one."""
        counter = Counter(pk=self.pk, sk="N", n=number)
        if number == 1:
            change.put("counter", counter, Counter.pk.does_not_exist())
        else:
            change.update("counter", counter, [Counter.n.set(number)], Counter.n == number - 1)

    def taken(self, number: int) -> None:
        """Remembers a number that was given."""
        if len(_last_numbers) > 500:
            _last_numbers.clear()
        _last_numbers[self.pk] = number

    def learn(self, found: RawItem | None) -> None:
        """Learns the real last number from the item that made a try fail."""
        self.taken(int(found["n"]["N"]) if found else 0)


def look_up(code: str, at: datetime) -> tuple[rows.Face | None, bool]:
    """The public face of a code and whether its timeline is locked: one call, eventually consistent."""
    found = {row["cs"]["S"]: row["face"]["S"] for row in table.index_page("code", code, limit=3).rows}
    face = rows.read_face(code, found[HEAD]) if HEAD in found else None
    return face, found.get(LOCK, "") > iso(at)


def lock(code: str, at: datetime, hours: int) -> None:
    """Locks a code's timeline for look-ups; an unconditional put, gone by itself after so many hours."""
    until = at + timedelta(hours=hours)
    item = Lock(pk=f"X#{code}", sk=LOCK, ck=code, cs=LOCK, face=iso(until), ttl=int(until.timestamp()))
    item.save()
