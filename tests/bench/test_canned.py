"""The stub's answers are what the application reads, and what no benchmark asks for is refused."""

from __future__ import annotations

import json
from typing import Any

from bench import canned
from bench.events import event
from chalicelib.cloud.door import read_request
from chalicelib.onestop.dossiers import rows


def asked(operation: str, request: dict[str, Any]) -> Any:
    answer = canned.Answers().answer(operation, json.dumps(request).encode())
    return None if answer is None else json.loads(answer)


def test_the_yardsticks_item_is_as_large_as_a_dossier() -> None:
    item = asked("GetItem", {"Key": canned.ITEM})["Item"]
    assert 1400 <= len(json.dumps(item, ensure_ascii=False).encode()) <= 3200
    assert item["pk"] == canned.ITEM["pk"]
    assert len(item["files"]["M"]) == 5


def test_a_session_belongs_to_the_key_that_was_asked_for() -> None:
    session = asked("GetItem", {"Key": {"pk": {"S": "S#abc"}, "sk": {"S": "S"}}})["Item"]
    assert session["pk"]["S"] == "S#abc"
    assert session["account"]["S"] == canned.OFFICER


def test_pages_of_the_queue_are_as_long_as_asked_and_have_a_next_one() -> None:
    for limit in canned.PAGES:
        page = asked("Query", {"IndexName": "work", "Limit": limit})
        assert len({row["pk"]["S"] for row in page["Items"]}) == limit
        assert all(canned.NAME[:10] in row["row"]["S"] for row in page["Items"])
        assert set(page["LastEvaluatedKey"]) == {"pk", "sk", "wk", "ws"}


def test_the_face_of_the_code_is_there() -> None:
    found = asked("Query", {"IndexName": "code", "Limit": 3})["Items"]
    assert [row["ck"]["S"] for row in found] == [canned.CODE]
    assert rows.read_face(canned.CODE, found[0]["face"]["S"]).last4 == "0001"


def test_what_no_benchmark_asks_is_refused() -> None:
    assert asked("PutItem", {}) == {}, "a look is put on record"
    assert asked("UpdateItem", {}) is None
    assert asked("Query", {"IndexName": "due"}) is None
    assert asked("GetItem", {"Key": {"pk": {"S": "U#someone"}}}) is None


def test_events_are_read_as_requests_from_behind_the_front() -> None:
    request = read_request(event("GET", "/api/v1/queue", query={"limit": "25"}, caller="198.51.100.7"))
    assert (request.method, request.path, request.query) == ("GET", "/api/v1/queue", {"limit": "25"})
    assert (request.source_ip, request.base) == ("198.51.100.7", "")
