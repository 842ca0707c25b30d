"""The journal: one entry per change, in the change's own transaction.

An entry is three things at once: the audit record (hash chain per aggregate), the event that the outbox relays,
and the idempotency record (its sort key comes from the caller's key, so a wish is carried out once). Entries hold
ids, codes and digests, no personal data. Words that people wrote (a reason, a list of what is missing) stand in
`note`, outside the hash but with their digest inside it, so that they can be erased and cannot be altered.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.cloud import table
from chalicelib.cloud.call import Call, Intent, stale
from chalicelib.cloud.items import Item
from chalicelib.cloud.table import Change, PartLost
from chalicelib.cloud.timers import timer_key
from chalicelib.foundation.clock import iso
from chalicelib.foundation.errors import Conflict, Invalid, Missing, Refusal, Stale
from chalicelib.foundation.ids import digest
from chalicelib.foundation.values import frozen

ENTRY = "J#"
START = "motcua"
UNSENT = "OUT"


class Headed(Item):
    """The head of an aggregate: `version` counts its changes, `chain` is the hash of the last journal entry."""

    version = NumberAttribute()
    chain = UnicodeAttribute()


class Entry(Item):
    """A journal entry as stored. `data`, `answer` and `note` are JSON."""

    seq = NumberAttribute()
    prev = UnicodeAttribute()
    hash = UnicodeAttribute()
    type = UnicodeAttribute()
    at = UnicodeAttribute()
    actor = UnicodeAttribute()
    unit = UnicodeAttribute(null=True)
    request = UnicodeAttribute()
    data = UnicodeAttribute()
    answer = UnicodeAttribute()
    note = UnicodeAttribute(null=True)
    dk = UnicodeAttribute(null=True)
    ds = UnicodeAttribute(null=True)
    sent = UnicodeAttribute(null=True)


@frozen
class Event:
    """What happened: a past-tense type such as `dossier.submitted`, facts without personal data, erasable words."""

    type: str
    data: Mapping[str, Any] = field(default_factory=dict)
    note: Mapping[str, Any] | None = None


def canonical(value: Any) -> str:
    """JSON with one spelling only: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def entry_key(intent: Intent) -> str:
    """The sort key of the entry that a wish writes."""
    return ENTRY + digest(f"{intent.principal}|{intent.route}|{intent.key}")[:22]


HASHED = ("pk", "sk", "seq", "prev", "type", "at", "actor", "unit", "request", "data", "answer")


def entry_hash(entry: Mapping[str, Any]) -> str:
    """The hash of an entry's lasting part, which names the hash before it."""
    text = canonical([entry.get(name) or "" for name in HASHED])
    return hashlib.sha256(text.encode()).hexdigest()


def _entry(head: Headed, call: Call, event: Event, answer: Mapping[str, Any]) -> Entry:
    intent = call.wish()
    data = dict(event.data)
    if call.caller.on_behalf:
        data["on_behalf"] = call.caller.on_behalf
    note = canonical(event.note) if event.note is not None else None
    if note is not None:
        data["note"] = digest(note)
    entry = Entry(
        pk=head.pk,
        sk=entry_key(intent),
        seq=int(head.version or 0) + 1,
        prev=head.chain or START,
        type=event.type,
        at=iso(call.at),
        actor=call.caller.account or "nobody",
        unit=call.caller.unit or None,
        request=intent.fingerprint,
        data=canonical(data),
        answer=canonical(answer),
        note=note,
        dk=timer_key(UNSENT, head.pk),
        ds=iso(call.at),
    )
    entry.hash = entry_hash(entry.attribute_values)
    return entry


def open_change(head: Headed, call: Call, event: Event, answer: Mapping[str, Any]) -> tuple[Change, Entry]:
    """A Change that holds the journal entry of this event; the head still has to be added with `amend` or `found`."""
    change = Change(before_again=call.must_have_time)
    entry = _entry(head, call, event, answer)
    change.put("entry", entry, Entry.pk.does_not_exist())
    return change, entry


def amend(change: Change, entry: Entry, head: Headed, actions: Sequence[Action]) -> None:
    """Adds the head's change, good only while the head is at the version that was read."""
    kind = type(head)
    step = [kind.version.set(entry.seq), kind.chain.set(entry.hash)]
    condition: Condition = kind.version == int(head.version)
    change.update("head", head, [*step, *actions], condition)


def found(change: Change, entry: Entry, head: Headed) -> None:
    """Adds a head that must not exist yet."""
    head.version = entry.seq
    head.chain = entry.hash
    change.put("head", head, type(head).pk.does_not_exist())


def once(pk: str, call: Call, attempt: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Carries out a wish once. The loser of a race on the same key, and every repetition, gets the stored answer.

    `attempt` reads, decides and commits; it returns the answer or raises. Only when it is refused is the journal
    asked whether the wish was carried out before. Raises Invalid `call/key-reused` for the same key with other
    content, Stale when another change came first.
    """
    try:
        return attempt()
    except (PartLost, Conflict, Stale, Missing, Invalid) as refusal:
        stored = answer_of(pk, call.wish())
        if stored is not None:
            return stored
        raise _plain(refusal) from refusal


def _plain(refusal: Exception) -> Exception:
    if isinstance(refusal, Refusal):
        return refusal
    return stale()


def answer_of(pk: str, intent: Intent) -> dict[str, Any] | None:
    """The stored answer of a wish that was carried out, None when it was not."""
    row = table.get(pk, entry_key(intent))
    if row is None:
        return None
    entry = Entry.from_raw_data(row)
    if entry.request != intent.fingerprint:
        raise Invalid(
            "call/key-reused",
            "Khóa chống gửi trùng này đã dùng cho một nội dung khác.",
            "This idempotency key was used before with other content.",
        )
    answer: dict[str, Any] = json.loads(entry.answer)
    return answer


@frozen
class Record:
    """A journal entry for readers: JSON parsed, order by `seq`."""

    pk: str
    sk: str
    seq: int
    prev: str
    hash: str
    type: str
    at: str
    actor: str
    unit: str
    request: str
    data: dict[str, Any]
    note: dict[str, Any] | None
    raw: Mapping[str, Any]

    def faults(self) -> list[str]:
        """What is wrong with this entry on its own: `hash` or `note` changed."""
        wrong = []
        if entry_hash(self.raw) != self.hash:
            wrong.append("hash")
        if self.note is not None and digest(canonical(self.note)) != self.data.get("note"):
            wrong.append("note")
        return wrong


def record(row: Mapping[str, Any]) -> Record:
    """A stored entry as a Record."""
    entry = Entry.from_raw_data(dict(row))
    raw = entry.attribute_values
    return Record(
        pk=entry.pk,
        sk=entry.sk,
        seq=int(entry.seq),
        prev=entry.prev,
        hash=entry.hash,
        type=entry.type,
        at=entry.at,
        actor=entry.actor,
        unit=entry.unit or "",
        request=entry.request,
        data=json.loads(entry.data),
        note=json.loads(entry.note) if entry.note else None,
        raw=raw,
    )


def records(pk: str, *, rows: Sequence[Mapping[str, Any]] | None = None) -> list[Record]:
    """The journal of one aggregate in order; `rows` saves the read when the collection is at hand."""
    stored = table.collection(pk, starts=ENTRY) if rows is None else rows
    return sorted((record(row) for row in stored), key=lambda one: one.seq)


def moment(text: str) -> datetime:
    """The instant of an entry's `at`."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
