"""Audit: tampering with a stored journal is found; looks are on record; witnesses see an entry once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.cloud import journal, table
from chalicelib.cloud.items import connection
from chalicelib.cloud.journal import Record
from chalicelib.commons import audit
from chalicelib.commons.audit.workers import see
from chalicelib.foundation.clock import now
from tests.cloud.test_journal import SOMEBODY, Thing, begin, paint, wish

Rows = list[dict[str, Any]]


def client() -> Any:
    return connection().connection.client


def name() -> str:
    return str(connection().table_name)


def put(row: dict[str, Any]) -> None:
    client().put_item(TableName=name(), Item=row)


def drop(row: dict[str, Any]) -> None:
    client().delete_item(TableName=name(), Key={"pk": row["pk"], "sk": row["sk"]})


@pytest.fixture
def pk(stage: Any) -> Iterator[str]:
    """An aggregate with four witnessed changes; everything of it is gone afterwards."""
    key = f"Y#{uuid4().hex[:20]}"
    begin(wish(), key, journal.Event("thing.begun", {"colour": "red"}, {"reason": "Vì đỏ."}))
    for colour in ("blue", "green", "white"):
        paint(wish(), key, colour)
    for entry in journal.records(key):
        audit.witness(key, entry.seq, entry.hash)
    yield key
    for row in (*table.collection(key), *table.collection(f"T#{key}"), *table.collection(f"V#{key}")):
        drop(row)


def entries(pk: str) -> Rows:
    return sorted(table.collection(pk, starts="J#"), key=lambda row: int(row["seq"]["N"]))


def faults(pk: str) -> set[tuple[int, str]]:
    found = audit.examine(pk)
    assert found is not None
    return {(one.seq, one.kind) for one in found.faults}


def rechain(rows: Rows) -> None:
    """Writes entries again as somebody would who knows how hashes are made, and makes the head name the last."""
    pk, before = rows[0]["pk"]["S"], "motcua"
    for seq, row in enumerate(rows, start=1):
        row = {**row, "seq": {"N": str(seq)}, "prev": {"S": before}}
        raw = journal.record(row).raw
        before = journal.entry_hash(raw)
        put({**row, "hash": {"S": before}})
    head = table.get(pk, "A")
    assert head is not None
    put({**head, "version": {"N": str(len(rows))}, "chain": {"S": before}})


def test_an_honest_journal(pk: str) -> None:
    found = audit.examine(pk)
    assert found is not None
    assert (found.entries, found.witnessed, found.faults, found.aggregate) == (4, 4, (), pk)


def test_what_never_was_is_none(stage: Any) -> None:
    assert audit.examine(f"Y#{uuid4().hex}") is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("data", {"S": '{"colour":"black"}'}),
        ("data", {"S": "{"}),
        ("data", {"N": "1"}),
        ("actor", {"S": "acc-somebody-else"}),
        ("at", {"S": "2020-01-01T00:00:00Z"}),
        ("type", {"S": "thing.burnt"}),
        ("answer", {"S": "{}"}),
        ("request", {"S": "x"}),
        ("unit", {"S": "d07"}),
        ("hash", {"S": "0" * 64}),
        ("hash", None),
        ("seq", {"S": "two"}),
        ("seq", None),
    ],
)
def test_a_changed_entry(pk: str, field: str, value: dict[str, str] | None) -> None:
    row = entries(pk)[1]
    changed = {**row, field: value} if value is not None else {key: row[key] for key in row if key != field}
    put(changed)
    kinds = faults(pk)
    assert kinds
    assert (0 if field == "seq" else 2, "changed") in kinds


def test_a_changed_note(pk: str) -> None:
    put({**entries(pk)[0], "note": {"S": '{"reason":"Vì xanh."}'}})
    assert faults(pk) == {(1, "changed")}


def test_an_erased_note_is_no_fault(pk: str) -> None:
    row = entries(pk)[0]
    put({key: row[key] for key in row if key != "note"})
    assert faults(pk) == set()


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_removed_entry(pk: str, place: int) -> None:
    drop(entries(pk)[place])
    assert (place + 1, "removed") in faults(pk)


def test_a_removed_last_entry(pk: str) -> None:
    drop(entries(pk)[-1])
    assert faults(pk) == {(4, "removed")}


def test_a_removed_last_entry_with_the_head_made_to_fit(pk: str) -> None:
    *kept, last = entries(pk)
    drop(last)
    rechain(kept)
    found = audit.examine(pk)
    assert found is not None
    assert [(one.seq, one.kind, one.detail) for one in found.faults] == [(4, "removed", "was witnessed and is gone")]


def test_a_rewritten_journal_with_its_head_is_found_by_its_witness(pk: str) -> None:
    rows = entries(pk)
    rows[1]["data"] = {"S": '{"colour":"black"}'}
    rechain(rows)
    assert faults(pk) == {(2, "changed"), (3, "changed"), (4, "changed")}


def test_reordered_entries(pk: str) -> None:
    rows = entries(pk)
    put({**rows[1], "seq": rows[2]["seq"]})
    put({**rows[2], "seq": rows[1]["seq"]})
    assert {(2, "changed"), (3, "changed")} <= faults(pk)


def test_entries_that_are_whole_and_stand_in_another_order(pk: str) -> None:
    rows = entries(pk)
    rechain([rows[0], rows[2], rows[1], rows[3]])
    assert {(2, "changed"), (3, "changed"), (4, "changed")} <= faults(pk)


def test_an_added_entry(pk: str) -> None:
    last = entries(pk)[-1]
    forged = {**last, "sk": {"S": "J#forged"}, "seq": {"N": "5"}, "prev": last["hash"]}
    put({**forged, "hash": {"S": journal.entry_hash(journal.record(forged).raw)}})
    assert faults(pk) == {(4, "added")}


def test_an_entry_that_stands_twice(pk: str) -> None:
    put({**entries(pk)[1], "sk": {"S": "J#again"}})
    assert {(2, "changed"), (3, "added")} <= faults(pk)


@pytest.mark.parametrize("way", ["row", "chain"])
def test_a_removed_head(pk: str, way: str) -> None:
    head = table.get(pk, "A")
    assert head is not None
    drop(head) if way == "row" else put({key: head[key] for key in head if key != "chain"})
    assert faults(pk) == {(0, "removed")}


@pytest.mark.parametrize("version", [{"N": "3"}, {"N": "9"}, {"S": "four"}, None])
def test_a_head_with_another_version(pk: str, version: dict[str, str] | None) -> None:
    head = table.get(pk, "A")
    assert head is not None
    put({**{key: head[key] for key in head if key != "version"}, **({"version": version} if version else {})})
    assert {kind for _, kind in faults(pk)} <= {"added", "removed"}
    assert faults(pk)


def test_a_head_that_names_another_entry(pk: str) -> None:
    head = table.get(pk, "A")
    assert head is not None
    put({**head, "chain": entries(pk)[0]["hash"]})
    assert faults(pk) == {(4, "changed")}


def test_everything_removed_is_known_from_the_witnesses(pk: str) -> None:
    for row in table.collection(pk):
        drop(row)
    assert faults(pk) == {(0, "removed"), (1, "removed"), (2, "removed"), (3, "removed"), (4, "removed")}


def test_a_witness_keeps_what_it_saw_first(pk: str) -> None:
    before = audit.witnesses_of(pk)
    event = {"subject": pk, "data": {"seq": 2, "hash": before[2], "colour": "blue"}}
    see(event, "m1")
    see(event, "m2")
    see({"subject": pk, "data": {"seq": 2, "hash": "other"}}, "m3")
    assert audit.witnesses_of(pk) == before
    assert before == {entry.seq: entry.hash for entry in journal.records(pk)}


def test_looks_are_kept_in_order_of_time(pk: str) -> None:
    start = now()
    for minutes in (2, 0, 1, 1):
        audit.record_view(pk, wish(at=start + timedelta(minutes=minutes)))
    seen = audit.views_of(pk)
    assert len(seen) == 4
    assert [one.at for one in seen] == sorted(one.at for one in seen)
    assert {one.actor for one in seen} == {SOMEBODY.account}
    assert faults(pk) == set(), "looks are no changes"


def records(colours: list[str]) -> list[Record]:
    """A well-made journal in memory."""
    made: list[Record] = []
    before = journal.START
    for seq, colour in enumerate(colours, start=1):
        row = {
            "pk": "Y#1", "sk": f"J#{seq}", "seq": seq, "prev": before, "type": "thing.painted",
            "at": "2026-11-23T08:00:00Z", "actor": "acc", "unit": None,
            "request": "r", "data": journal.canonical({"colour": colour}), "answer": "{}",
        }  # fmt: skip
        before = journal.entry_hash(row)
        made.append(journal.record(journal.Entry(**row, hash=before).to_dynamodb_dict()))
    return made


COLOURS = st.lists(st.sampled_from(["red", "blue", "green"]), min_size=2, max_size=7)


@given(COLOURS)
def test_a_well_made_journal_has_no_fault(colours: list[str]) -> None:
    made = records(colours)
    assert audit.check_chain("Y#1", made, len(made), made[-1].hash) == []
    assert audit.check_witness("Y#1", made, {one.seq: one.hash for one in made}) == []


TAMPERINGS: dict[str, Callable[[list[Record], int], list[Record]]] = {
    "remove": lambda made, place: made[:place] + made[place + 1 :],
    "repeat": lambda made, place: [*made[: place + 1], made[place], *made[place + 1 :]],
    "cut": lambda made, place: made[:place],
}


@pytest.mark.parametrize("way", TAMPERINGS)
@given(COLOURS, st.integers(0, 6))
def test_no_tampering_goes_unseen(way: str, colours: list[str], number: int) -> None:
    made = records(colours)
    wrong = TAMPERINGS[way](made, number % len(made))
    assert audit.check_chain("Y#1", wrong, len(made), made[-1].hash) != []


def test_thing_is_headed() -> None:
    assert {"version", "chain"} <= set(Thing.get_attributes())
