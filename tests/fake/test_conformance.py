"""The fake answers as the laptop's engine does: the same random requests to both, everything compared.

What is left out of the comparison stands in LEFT_OUT, with the reason; nothing else may differ.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.session import Session

from tests.fake.account import Account, installed
from tests.fake.requests import Requests

LEFT_OUT = {
    "ConsumedCapacity": "the engine's figures are not DynamoDB's; the platform computes cost from item sizes",
    "ResponseMetadata": "request ids and headers, which nothing reads",
    "SequenceNumber": "of a message, which standard queues do not promise",
    "MD5OfMessageBody": "the SDK's own check of the wire, and there is no wire",
    "MD5OfBody": "the same",
    "MessageId": "each makes its own; that there is one is compared",
    "ReceiptHandle": "the same",
    "QueueUrl": "each has its own host",
}
"""Answers' fields that are not compared. Numbers are compared by value: the engine writes the sum of 1.5 and 1.5 as
3.0, DynamoDB writes 3. The wording of refusals is nobody's contract either: codes and reasons are."""
KEPT_OF_OBJECTS = ("ContentLength", "ContentType", "Metadata", "Body")
"""What the platform reads of S3's answers; the rest (ETag, dates, checksums) is the engine's own."""
Outcome = tuple[str, Any]


@dataclass
class Cloud:
    """Clients of one cloud, made as the platform makes them. An outcome is an answer or a refusal."""

    endpoint_url: str | None

    def __post_init__(self) -> None:
        self.clients: dict[str, Any] = {}

    def client(self, service: str) -> Any:
        if service not in self.clients:
            retries = {"total_max_attempts": 1, "mode": "standard"}
            config = Config(retries=retries, s3={"addressing_style": "path"}, parameter_validation=False)
            made = Session().create_client(service, "ap-southeast-1", endpoint_url=self.endpoint_url, config=config)
            self.clients[service] = made
        return self.clients[service]

    def do(self, service: str, operation: str, asked: dict[str, Any]) -> Outcome:
        try:
            answer = self.client(service)._make_api_call(operation, asked)
        except ClientError as error:
            reasons = error.response.get("CancellationReasons", [])
            shown = [{"Code": one["Code"], "Item": one.get("Item")} for one in reasons]
            return "refused", {"code": error.response["Error"]["Code"], "reasons": shown}
        return "done", answer


@dataclass
class Pair:
    """The engine and the fake, doing the same."""

    engine: Cloud
    fake: Cloud
    account: Account

    def both(self, service: str, operation: str, asked: dict[str, Any]) -> tuple[Outcome, Outcome]:
        expected = self.engine.do(service, operation, dict(asked))
        with installed(self.account):
            return expected, self.fake.do(service, operation, dict(asked))

    def same(self, operation: str, asked: dict[str, Any], where: object) -> Outcome:
        """Asks both and compares; the fake's outcome."""
        expected, found = self.both("dynamodb", operation, asked)
        assert comparable(operation, found) == comparable(operation, expected), f"{where}: {operation} {asked}"
        return found


def comparable(operation: str, outcome: Outcome) -> Outcome:
    """An outcome without what is left out; the items of a batch in an order."""
    if outcome[0] != "done":
        return plain(outcome)
    kept = {name: plain(one) for name, one in outcome[1].items() if name not in LEFT_OUT}
    if operation == "BatchGetItem":
        kept["Responses"] = {table: sorted(some, key=str) for table, some in kept["Responses"].items()}
    return "done", kept


def plain(value: Any) -> Any:
    """The same with numbers as numbers."""
    if isinstance(value, dict):
        return {name: Decimal(one) if name == "N" else plain(one) for name, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value


@pytest.fixture
def pair(stage: Any) -> Iterator[Pair]:
    """Both with the same empty table; the engine's is cleared of what the test wrote."""
    return Pair(Cloud(stage.engine_url), Cloud(None), Account())


def compare_tables(pair: Pair, table: str, seed: int, operations: int) -> None:
    """So many random operations on both tables in step, lists page by page, some transactions sent twice."""
    requests = Requests(table, Random(seed))
    for number in range(operations):
        operation, asked = requests.next()
        found = pair.same(operation, asked, (seed, number))
        while operation == "Query" and found[0] == "done" and "LastEvaluatedKey" in found[1]:
            asked = {**asked, "ExclusiveStartKey": found[1]["LastEvaluatedKey"]}
            found = pair.same(operation, asked, (seed, number, "next page"))
        if operation == "TransactWriteItems" and found[0] == "done" and requests.chance.random() < 0.3:
            pair.same(operation, asked, (seed, number, "again"))
            other = requests.parts()
            if other != asked["TransactItems"]:
                pair.same(operation, {**asked, "TransactItems": other}, (seed, number, "another under its token"))
    everything_is_the_same(pair, table)


def everything_is_the_same(pair: Pair, table: str) -> None:
    """The tables hold the same items."""
    rows, position = [], {}
    while True:
        page = pair.engine.client("dynamodb").scan(TableName=table, **position)
        rows += page["Items"]
        if "LastEvaluatedKey" not in page:
            break
        position = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
    ours = [row for row in rows if row["pk"]["S"] in pair.account.database.rows]
    kept = [row for some in pair.account.database.rows.values() for row in some.values()]
    assert sorted(plain(ours), key=str) == sorted(plain(kept), key=str)


def test_tables_answer_alike(stage: Any, pair: Pair) -> None:
    clear(pair, stage.outputs["TableName"])
    compare_tables(pair, stage.outputs["TableName"], 1, 300)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_tables_answer_alike_for_long(stage: Any, pair: Pair, seed: int) -> None:
    clear(pair, stage.outputs["TableName"])
    compare_tables(pair, stage.outputs["TableName"], 100 + seed, 2000)


def clear(pair: Pair, table: str) -> None:
    """Removes from the engine what an earlier comparison wrote."""
    from tests.fake.requests import PARTITIONS, SORTS

    for pk in PARTITIONS:
        for sk in SORTS:
            pair.engine.client("dynamodb").delete_item(TableName=table, Key={"pk": {"S": pk}, "sk": {"S": sk}})


@pytest.mark.parametrize("item", [{"pk": ""}, {"sk": ""}, {"dk": ""}, {"text": "x" * 410_000}])
def test_what_may_not_be_stored_is_refused_alike(stage: Any, pair: Pair, item: dict[str, str]) -> None:
    texts = {"pk": "A#9", "sk": "A", "dk": "d", "ds": "s", **item}
    asked = {"TableName": stage.outputs["TableName"], "Item": {name: {"S": text} for name, text in texts.items()}}
    found = pair.same("PutItem", asked, item)
    assert found == ("refused", {"code": "ValidationException", "reasons": []})


def test_queues_answer_alike(stage: Any, pair: Pair) -> None:
    """The calls of a worker and of who fills a queue; what comes in no order is compared without one."""
    engine = pair.engine.client("sqs")
    name = f"{stage.name}-alike"
    engine.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "360"})
    pair.account.queues.make(name, reads=False)

    def both(operation: str, **asked: Any) -> tuple[Any, Any]:
        expected, found = pair.both("sqs", operation, asked)
        assert (found[0], sorted(found[1])) == (expected[0], sorted(set(expected[1]) - {*LEFT_OUT} | set(found[1])))
        return expected[1], found[1]

    addresses = both("GetQueueUrl", QueueName=name)
    urls = [one["QueueUrl"] for one in addresses]
    for number in range(12):
        for cloud, url in zip((pair.engine, pair.fake), urls, strict=True):
            with installed(pair.account) if cloud is pair.fake else nothing():
                assert "MessageId" in cloud.do("sqs", "SendMessage", {"QueueUrl": url, "MessageBody": str(number)})[1]
    told = [drain(pair, cloud, url) for cloud, url in zip((pair.engine, pair.fake), urls, strict=True)]
    assert told[0] == told[1]
    expected, found = pair.both("sqs", "GetQueueUrl", {"QueueName": "motcua-nowhere"})
    assert (found[0], found[1]["code"]) == (expected[0], expected[1]["code"])


def drain(pair: Pair, cloud: Cloud, url: str) -> list[Any]:
    """Receives, removes half, brings the rest soon, receives again; what came out each time."""
    told: list[Any] = []
    with installed(pair.account) if cloud is pair.fake else nothing():
        got: list[dict[str, Any]] = []
        while len(got) < 12:
            got += cloud.do("sqs", "ReceiveMessage", {"QueueUrl": url, "MaxNumberOfMessages": 10})[1]["Messages"]
        told.append(sorted(one["Body"] for one in got))
        told.append("Messages" in cloud.do("sqs", "ReceiveMessage", {"QueueUrl": url, "MaxNumberOfMessages": 10})[1])
        got.sort(key=lambda one: int(one["Body"]))
        done = [{"Id": one["Body"], "ReceiptHandle": one["ReceiptHandle"]} for one in got[:6]]
        soon = [{"Id": one["Body"], "ReceiptHandle": one["ReceiptHandle"], "VisibilityTimeout": 0} for one in got[6:]]
        for operation, entries in (("DeleteMessageBatch", done), ("ChangeMessageVisibilityBatch", soon)):
            answer = cloud.do("sqs", operation, {"QueueUrl": url, "Entries": entries})
            told.append(sorted(one["Id"] for one in answer[1]["Successful"]))
        again = cloud.do("sqs", "ReceiveMessage", {"QueueUrl": url, "MaxNumberOfMessages": 10})[1]["Messages"]
        told.append(sorted(one["Body"] for one in again))
        told.append(cloud.do("sqs", "DeleteMessageBatch", {"QueueUrl": url, "Entries": done * 2})[0])
    return told


def test_objects_answer_alike(stage: Any, pair: Pair) -> None:
    bucket = stage.outputs["KeepBucketName"]
    digest = base64.b64encode(hashlib.sha256(b"one").digest()).decode()
    written = {"Bucket": bucket, "Key": "alike/1", "Body": b"one", "ContentType": "text/plain", "Metadata": {"a": "b"}}
    steps: list[tuple[str, dict[str, Any]]] = [
        ("HeadObject", {"Bucket": bucket, "Key": "alike/1"}),
        ("GetObject", {"Bucket": bucket, "Key": "alike/1"}),
        ("DeleteObject", {"Bucket": bucket, "Key": "alike/1"}),
        ("PutObject", {**written, "ChecksumSHA256": digest, "IfNoneMatch": "*"}),
        ("PutObject", {**written, "Body": b"two", "IfNoneMatch": "*"}),
        ("GetObject", {"Bucket": bucket, "Key": "alike/1"}),
        ("HeadObject", {"Bucket": bucket, "Key": "alike/1"}),
        ("PutObject", {**written, "Body": b"three"}),
        ("GetObject", {"Bucket": bucket, "Key": "alike/1"}),
        ("DeleteObject", {"Bucket": bucket, "Key": "alike/1"}),
        ("GetObject", {"Bucket": bucket, "Key": "alike/1"}),
    ]
    for number, (operation, asked) in enumerate(steps):
        expected, found = pair.both("s3", operation, asked)
        assert of_object(found) == of_object(expected), (number, operation)


def of_object(outcome: Outcome) -> Outcome:
    """What the platform reads of an answer of S3."""
    if outcome[0] != "done":
        return outcome
    kept = {name: outcome[1][name] for name in KEPT_OF_OBJECTS if name in outcome[1]}
    return "done", {**kept, **({"Body": kept["Body"].read()} if "Body" in kept else {})}


def nothing() -> Any:
    """No fake in between."""
    from contextlib import nullcontext

    return nullcontext()
