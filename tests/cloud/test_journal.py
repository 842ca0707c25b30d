"""The journal on a real table: one entry for each change, once for each wish, chained, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pynamodb.attributes import UnicodeAttribute

from chalicelib.cloud import journal, table
from chalicelib.cloud.call import Call, Caller, Intent
from chalicelib.cloud.items import Item
from chalicelib.cloud.journal import Event, Headed, amend, canonical, entry_hash, entry_key, found, once, open_change
from chalicelib.cloud.table import PartLost
from chalicelib.cloud.timers import timer_key
from chalicelib.foundation.errors import Conflict, Forbidden, Invalid, Malformed, Missing, Refusal, Stale, Unavailable

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SOMEBODY = Caller("acc-somebody", "Ai Đó", frozenset({"citizen"}))


class Thing(Headed):
    """An aggregate for these tests."""

    colour = UnicodeAttribute(null=True)


class Mark(Item):
    """Another item of the same transaction."""

    text = UnicodeAttribute()


def wish(key: str = "", content: str = "c", at: datetime = AT) -> Call:
    return Call(SOMEBODY, at, intent=Intent(SOMEBODY.account, "POST /things", key or uuid4().hex, content))


def begin(call: Call, pk: str, event: Event | None = None) -> dict[str, Any]:
    """Founds an aggregate."""
    head = Thing(pk=pk, sk="A", version=0, chain="", colour="red")
    answer = {"id": pk, "version": 1}
    change, entry = open_change(head, call, event or Event("thing.begun", {"colour": "red"}), answer)
    found(change, entry, head)
    change.commit()
    return answer


def read(pk: str) -> Thing:
    row = table.get(pk, "A")
    assert row is not None
    thing: Thing = Thing.from_raw_data(row)
    return thing


def paint(
    call: Call, pk: str, colour: str, parts: Callable[[table.Change], None] = lambda change: None
) -> dict[str, Any]:
    """Changes an aggregate on the version that is read."""
    head = read(pk)
    answer = {"id": pk, "version": int(head.version) + 1, "colour": colour}
    change, entry = open_change(head, call, Event("thing.painted", {"colour": colour}), answer)
    amend(change, entry, head, [Thing.colour.set(colour)])
    parts(change)
    change.commit()
    return answer


@pytest.fixture
def pk(stage: Any) -> Iterator[str]:
    """The key of an aggregate that is not there yet; everything of it is gone afterwards."""
    key = f"Y#{uuid4().hex[:20]}"
    yield key
    for row in table.collection(key):
        table.drop(Thing(pk=key, sk=row["sk"]["S"]))


def test_a_change_is_head_and_entry_together(pk: str) -> None:
    begin(wish(), pk)
    paint(wish(at=AT + timedelta(hours=1)), pk, "blue")
    head = read(pk)
    first, second = journal.records(pk)
    assert (int(head.version), head.chain, head.colour) == (2, second.hash, "blue")
    assert (first.seq, first.prev, first.type) == (1, "motcua", "thing.begun")
    assert (second.seq, second.prev, second.at) == (2, first.hash, "2026-11-23T09:00:00Z")
    assert (second.actor, second.unit, second.data, second.note) == ("acc-somebody", "", {"colour": "blue"}, None)
    assert [one.faults() for one in (first, second)] == [[], []]


def test_nothing_is_founded_twice(pk: str) -> None:
    begin(wish(), pk)
    with pytest.raises(PartLost) as lost:
        begin(wish(), pk)
    assert lost.value.name == "head"
    assert len(journal.records(pk)) == 1


def test_a_change_on_an_old_version_writes_nothing(pk: str) -> None:
    begin(wish(), pk)
    old = read(pk)
    paint(wish(), pk, "blue")
    change, entry = open_change(old, wish(), Event("thing.painted", {}), {})
    amend(change, entry, old, [Thing.colour.set("green")])
    before = table.collection(pk)
    with pytest.raises(PartLost) as lost:
        change.commit()
    assert lost.value.name == "head"
    assert table.collection(pk) == before


def test_a_lost_part_is_named_and_what_stood_there_is_given(pk: str) -> None:
    begin(wish(), pk)
    Mark(pk=pk, sk="M", text="mine").save()
    before = table.collection(pk)

    def parts(change: table.Change) -> None:
        change.delete("gone", Mark(pk=pk, sk="nowhere"))
        change.put("mark", Mark(pk=pk, sk="M", text="yours"), Mark.pk.does_not_exist())

    with pytest.raises(PartLost) as lost:
        paint(wish(), pk, "blue", parts)
    assert lost.value.name == "mark"
    assert lost.value.found is not None
    assert lost.value.found["text"] == {"S": "mine"}
    assert table.collection(pk) == before


def test_the_first_part_that_was_added_explains_a_double_loss(pk: str) -> None:
    begin(wish("same"), pk)
    head = read(pk)
    stale_head = Thing(pk=pk, sk="A", version=7, chain=head.chain)
    change, entry = open_change(stale_head, wish("same"), Event("thing.painted", {}), {})
    amend(change, entry, stale_head, [Thing.colour.set("green")])
    with pytest.raises(PartLost) as lost:
        change.commit()
    assert lost.value.name == "entry"


def test_a_wish_is_carried_out_once(pk: str) -> None:
    call = wish()
    first = once(pk, call, lambda: begin(call, pk))
    again = once(pk, call, lambda: begin(call, pk))
    assert first == again == {"id": pk, "version": 1}
    assert len(journal.records(pk)) == 1


def test_the_stored_answer_is_given_even_after_other_changes(pk: str) -> None:
    begin(wish(), pk)
    call = wish()
    first = once(pk, call, lambda: paint(call, pk, "blue"))
    paint(wish(), pk, "green")
    assert once(pk, call, lambda: paint(call, pk, "blue")) == first
    assert read(pk).colour == "green"


def test_the_same_key_with_other_content(pk: str) -> None:
    call = wish()
    once(pk, call, lambda: begin(call, pk))
    assert call.intent is not None
    other = replace(call, intent=replace(call.intent, fingerprint="other"))
    with pytest.raises(Invalid) as refusal:
        once(pk, other, lambda: begin(other, pk))
    assert refusal.value.code == "call/key-reused"


@pytest.mark.parametrize(
    "refusal",
    [
        Conflict("things/no", "Không.", "No."),
        Stale("things/no", "Không.", "No."),
        Missing("things/no", "Không.", "No."),
        Invalid("things/no", "Không.", "No."),
        Forbidden("things/no", "Không.", "No."),
        Unavailable("things/no", "Không.", "No."),
    ],
)
def test_a_refusal_stands_when_the_wish_was_never_carried_out(pk: str, refusal: Refusal) -> None:
    def attempt() -> dict[str, Any]:
        raise refusal

    with pytest.raises(type(refusal)) as raised:
        once(pk, wish(), attempt)
    assert raised.value is refusal


def test_a_lost_race_is_told_as_stale(pk: str) -> None:
    def attempt() -> dict[str, Any]:
        raise PartLost("head", None)

    with pytest.raises(Stale) as raised:
        once(pk, wish(), attempt)
    assert raised.value.code == "call/version-stale"


def test_a_mistake_of_ours_is_not_hidden_by_an_answer(pk: str) -> None:
    call = wish()
    once(pk, call, lambda: begin(call, pk))

    def attempt() -> dict[str, Any]:
        raise KeyError("ours")

    with pytest.raises(KeyError):
        once(pk, call, attempt)


def test_a_change_without_a_key(pk: str) -> None:
    with pytest.raises(Malformed) as refusal:
        begin(Call(SOMEBODY, AT), pk)
    assert refusal.value.code == "call/key-missing"
    assert table.collection(pk) == []


def test_words_can_be_erased_and_not_changed(pk: str) -> None:
    begin(wish(), pk, Event("thing.begun", {"colour": "red"}, {"reason": "Vì đỏ."}))
    (entry,) = journal.records(pk)
    assert (entry.note, entry.faults()) == ({"reason": "Vì đỏ."}, [])
    item = journal.Entry(pk=pk, sk=entry.sk)
    item.update([journal.Entry.note.set(canonical({"reason": "Vì xanh."}))])
    assert journal.records(pk)[0].faults() == ["note"]
    item.update([journal.Entry.note.remove()])
    erased = journal.records(pk)[0]
    assert (erased.note, erased.faults()) == (None, [])


def test_words_that_were_never_written_are_found(pk: str) -> None:
    begin(wish(), pk)
    (entry,) = journal.records(pk)
    journal.Entry(pk=pk, sk=entry.sk).update([journal.Entry.note.set(canonical({"reason": "Thêm."}))])
    assert journal.records(pk)[0].faults() == ["note"]


def test_the_delivery_mark_is_outside_the_hash(pk: str) -> None:
    begin(wish(), pk)
    (entry,) = journal.records(pk)
    assert entry.raw["dk"] == timer_key("OUT", entry.pk)
    journal.Entry(pk=pk, sk=entry.sk).update(
        [journal.Entry.dk.remove(), journal.Entry.ds.remove(), journal.Entry.sent.set("later")]
    )
    assert journal.records(pk)[0].faults() == []


ENTRY = {
    "pk": "D#1", "sk": "J#1", "seq": 1, "prev": "motcua", "type": "thing.begun", "at": "2026-11-23T08:00:00Z",
    "actor": "acc", "unit": "d07", "request": "r", "data": "{}", "answer": "{}",
}  # fmt: skip


@pytest.mark.parametrize("name", journal.HASHED)
def test_every_lasting_part_is_in_the_hash(name: str) -> None:
    assert set(ENTRY) == set(journal.HASHED)
    changed = {**ENTRY, name: 2 if name == "seq" else "other"}
    assert entry_hash(changed) != entry_hash(ENTRY)


def test_the_hash_of_an_entry_is_fixed_for_ever() -> None:
    import hashlib

    values = [ENTRY[name] for name in journal.HASHED]
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    assert entry_hash(ENTRY) == hashlib.sha256(text.encode()).hexdigest()


@given(st.text(), st.text(), st.text(), st.text(), st.text(), st.text())
def test_wishes_of_different_callers_or_routes_are_apart(p1: str, r1: str, k1: str, p2: str, r2: str, k2: str) -> None:
    clean = [text.encode("utf-8", "ignore").decode().replace("|", "") for text in (p1, r1, k1, p2, r2, k2)]
    one, other = Intent(*clean[:3], "c"), Intent(*clean[3:], "d")
    assert (entry_key(one) == entry_key(other)) is (clean[:3] == clean[3:])


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), VALUES, max_size=5))
def test_canonical_text_has_one_spelling(value: Mapping[str, Any]) -> None:
    backwards = dict(reversed(list(value.items())))
    assert canonical(value) == canonical(backwards)
    assert json.loads(canonical(value)) == value


def test_moments_are_read_back() -> None:
    assert journal.moment("2026-11-23T08:00:00Z") == AT
