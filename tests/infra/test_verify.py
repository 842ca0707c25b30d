"""`python -m infra verify`: silent about an honest stage, loud about one fault."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from chalicelib.cloud import journal, table
from infra import verify
from infra.__main__ import main
from tests.cloud.test_journal import begin, paint, wish


def arguments(stage: Any, aggregate: str = "") -> argparse.Namespace:
    return argparse.Namespace(stage=stage.name, aggregate=aggregate)


def client() -> Any:
    return table.connection().connection.client


def put(row: dict[str, Any]) -> None:
    client().put_item(TableName=table.connection().table_name, Item=row)


def drop(row: dict[str, Any]) -> None:
    client().delete_item(TableName=table.connection().table_name, Key={"pk": row["pk"], "sk": row["sk"]})


@pytest.fixture
def pk(stage: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An aggregate with three witnessed changes; everything of it is gone afterwards."""
    from chalicelib.commons import audit

    monkeypatch.setattr(verify.stage_environment, "enter", lambda name: None)
    key = f"Y#{uuid4().hex[:20]}"
    begin(wish(), key)
    for colour in ("blue", "green"):
        paint(wish(), key, colour)
    for entry in journal.records(key):
        audit.witness(key, entry.seq, entry.hash)
    yield key
    for row in (*table.collection(key), *table.collection(f"T#{key}")):
        drop(row)


def test_an_honest_stage(stage: Any, pk: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.run(arguments(stage)) == 0
    said = capsys.readouterr().out
    assert said.endswith(", 0 faults\n")
    assert len(said.splitlines()) == 1


def test_one_aggregate(stage: Any, pk: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.run(arguments(stage, pk)) == 0
    assert capsys.readouterr().out == "1 journals, 3 entries, 0 faults\n"


@pytest.mark.parametrize("tampering", ["changed", "note", "middle", "last", "head", "all", "unreadable"])
def test_a_fault_is_printed_and_ends_in_1(
    stage: Any, pk: str, capsys: pytest.CaptureFixture[str], tampering: str
) -> None:
    rows = sorted(table.collection(pk, starts="J#"), key=lambda row: int(row["seq"]["N"]))
    head = table.get(pk, "A")
    assert head is not None
    if tampering == "changed":
        put({**rows[1], "actor": {"S": "acc-somebody-else"}})
    elif tampering == "note":
        put({**rows[1], "note": {"S": '{"reason":"Thêm."}'}})
    elif tampering == "middle":
        drop(rows[1])
    elif tampering == "last":
        drop(rows[2])
        put({**head, "version": {"N": "2"}, "chain": rows[1]["hash"]})
    elif tampering == "head":
        drop(head)
    elif tampering == "all":
        for row in (*rows, head):
            drop(row)
    else:
        put({**rows[1], "data": {"S": "{"}})
    for aggregate in ("", pk) if tampering == "all" else (pk,):
        assert verify.run(arguments(stage, aggregate)) == 1
        *lines, summary = capsys.readouterr().out.splitlines()
        assert lines
        assert all(line.startswith(f"{pk} entry ") for line in lines), "only this one is at fault"
        assert summary.endswith(f", {len(lines)} faults")


def test_the_command_says_when_there_is_no_such_stage(stage: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--stage", "nowhere"]) == 1
    assert "nowhere" in capsys.readouterr().err


def test_the_command_itself(stage: Any, pk: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--stage", stage.name, "--aggregate", pk]) == 0
    assert "3 entries" in capsys.readouterr().out
