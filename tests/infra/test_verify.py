"""`python -m infra verify`: silent about an honest stage, loud about one fault."""

from __future__ import annotations

import argparse
import secrets
import shutil
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from chalicelib.cloud import journal, table
from chalicelib.cloud.items import connection
from chalicelib.cloud.settings import settings
from chalicelib.commons import audit
from infra import stage_config, verify
from infra.__main__ import main
from infra.up import raise_stage
from tests.cloud.test_journal import begin, paint, wish
from tests.conftest import PROJECT, SITE_URL


def arguments(stage: str, aggregate: str = "") -> argparse.Namespace:
    return argparse.Namespace(stage=stage, aggregate=aggregate)


def client() -> Any:
    return connection().connection.client


def put(row: dict[str, Any]) -> None:
    client().put_item(TableName=connection().table_name, Item=row)


def drop(row: dict[str, Any]) -> None:
    client().delete_item(TableName=connection().table_name, Key={"pk": row["pk"], "sk": row["sk"]})


def _forget() -> None:
    settings.cache_clear()
    connection.cache_clear()


@pytest.fixture(scope="module")
def honest(stage: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A stage of its own, into which no other test has written."""
    name = f"v{secrets.token_hex(4)}"
    project = tmp_path_factory.mktemp("honest")
    (project / ".chalice").mkdir()
    shutil.copy(PROJECT / ".chalice" / "config.json", project / ".chalice")
    with pytest.MonkeyPatch.context() as patch:
        outputs = raise_stage(name, project, lambda line: None, site_url=SITE_URL)
        for key, value in stage_config.environment(name, outputs, SITE_URL, stage.engine_url).items():
            patch.setenv(key, value)
        _forget()
        yield name
    _forget()


@pytest.fixture
def pk(honest: str) -> Iterator[str]:
    """An aggregate with three witnessed changes; everything of it is gone afterwards."""
    key = f"Y#{uuid4().hex[:20]}"
    begin(wish(), key)
    for colour in ("blue", "green"):
        paint(wish(), key, colour)
    for entry in journal.records(key):
        audit.witness(key, entry.seq, entry.hash)
    yield key
    for row in (*table.collection(key), *table.collection(f"T#{key}")):
        drop(row)


def test_an_honest_stage(honest: str, pk: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.run(arguments(honest)) == 0
    said = capsys.readouterr().out
    assert said.endswith(", 0 faults\n")
    assert said.startswith("1 journals, 3 entries")


def test_one_aggregate(honest: str, pk: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.run(arguments(honest, pk)) == 0
    assert capsys.readouterr().out == "1 journals, 3 entries, 0 faults\n"


@pytest.mark.parametrize("tampering", ["changed", "note", "middle", "last", "head", "all", "unreadable"])
def test_a_fault_is_printed_and_ends_in_1(
    honest: str, pk: str, capsys: pytest.CaptureFixture[str], tampering: str
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
    for aggregate in ("", pk):
        assert verify.run(arguments(honest, aggregate)) == 1
        *lines, summary = capsys.readouterr().out.splitlines()
        assert lines
        assert all(line.startswith(f"{pk} entry ") for line in lines), "only this one is at fault"
        assert summary.endswith(f", {len(lines)} faults")


def test_the_command_says_when_there_is_no_such_stage(honest: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--stage", "nowhere"]) == 1
    assert "nowhere" in capsys.readouterr().err


def test_the_command_itself(honest: str, pk: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--stage", honest, "--aggregate", pk]) == 0
    assert "3 entries" in capsys.readouterr().out
