"""Batches: one bad record never fails its neighbours, nothing is lost, order is kept where it counts."""

import copy
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from chalicelib.cloud import log, worker
from chalicelib.cloud.worker import BatchFailed, each_message, each_record, serves

ARN = "arn:aws:sqs:ap-southeast-1:123456789012:motcua-test-events"
URL = "https://sqs.ap-southeast-1.amazonaws.com/123456789012/motcua-test-events"


def message(number: int, body: Any = None, *, group: str = "") -> dict[str, Any]:
    """A record as Lambda hands it over."""
    attributes = {
        "ApproximateReceiveCount": "1",
        "SentTimestamp": "1545082649183",
        "SenderId": "AIDAIENQZJOLO23YVJ4VO",
        "ApproximateFirstReceiveTimestamp": "1545082649185",
    }
    if group:
        attributes |= {"MessageGroupId": group, "SequenceNumber": str(number), "MessageDeduplicationId": str(number)}
    return {
        "messageId": f"m{number}",
        "receiptHandle": f"handle-{number}",
        "body": body if isinstance(body, str) else json.dumps({"number": number} if body is None else body),
        "attributes": attributes,
        "messageAttributes": {},
        "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
        "eventSource": "aws:sqs",
        "eventSourceARN": ARN + (".fifo" if group else ""),
        "awsRegion": "ap-southeast-1",
    }


STREAM_RECORD: Mapping[str, Any] = {
    "eventID": "c4ca4238a0b923820dcc509a6f75849b",
    "eventName": "INSERT",
    "eventVersion": "1.1",
    "eventSource": "aws:dynamodb",
    "awsRegion": "ap-southeast-1",
    "dynamodb": {
        "Keys": {"pk": {"S": "D#1"}, "sk": {"S": "J#1"}},
        "NewImage": {"pk": {"S": "D#1"}, "sk": {"S": "J#1"}, "dk": {"S": "OUT"}},
        "ApproximateCreationDateTime": 1428537600,
        "SequenceNumber": "4421584500000000017450439091",
        "SizeBytes": 26,
        "StreamViewType": "NEW_AND_OLD_IMAGES",
    },
    "eventSourceARN": "arn:aws:dynamodb:ap-southeast-1:123456789012:table/motcua-test/stream/2026-11-01T00:00:00.000",
}


class FakeSqs:
    """Remembers calls; keeps what is to be removed from it in `stuck`."""

    def __init__(self) -> None:
        self.removed: list[str] = []
        self.calls: list[str] = []
        self.broken = False
        self.stuck: set[str] = set()
        self.waits: dict[str, int] = {}

    def delete_message_batch(self, *, QueueUrl: str, Entries: list[dict[str, str]]) -> dict[str, Any]:
        assert QueueUrl.startswith("http")
        assert 1 <= len(Entries) <= 10
        assert len({entry["Id"] for entry in Entries}) == len(Entries)
        self.calls.append("DeleteMessageBatch")
        if self.broken:
            raise ConnectionError("no answer")
        handles = [entry["ReceiptHandle"] for entry in Entries]
        self.removed += [handle for handle in handles if handle not in self.stuck]
        return {"Successful": [], "Failed": [{"Id": "0"} for handle in handles if handle in self.stuck]}

    def change_message_visibility_batch(self, *, QueueUrl: str, Entries: list[dict[str, Any]]) -> dict[str, Any]:
        assert QueueUrl.startswith("http")
        assert 1 <= len(Entries) <= 10
        self.calls.append("ChangeMessageVisibilityBatch")
        if self.broken:
            raise ConnectionError("no answer")
        self.waits |= {entry["ReceiptHandle"]: entry["VisibilityTimeout"] for entry in Entries}
        return {"Successful": [], "Failed": []}

    def get_queue_url(self, *, QueueName: str, QueueOwnerAWSAccountId: str) -> dict[str, str]:
        self.calls.append("GetQueueUrl")
        assert (QueueName, QueueOwnerAWSAccountId) == ("motcua-test-events", "123456789012")
        return {"QueueUrl": URL}


@pytest.fixture
def sqs(monkeypatch: pytest.MonkeyPatch) -> FakeSqs:
    fake = FakeSqs()
    monkeypatch.setattr(worker, "sqs", lambda: fake)
    worker._queue_url.cache_clear()
    return fake


def failing_on(*bad: int) -> tuple[Callable[[dict[str, Any], str], None], list[int]]:
    """Work that fails on these numbers, and the list of what it handled."""
    handled: list[int] = []

    def work(body: dict[str, Any], message_id: str) -> None:
        assert message_id == f"m{body['number']}"
        if body["number"] in bad:
            raise ValueError("cannot handle this one")
        handled.append(body["number"])

    return work, handled


def run(numbers: range, *bad: int) -> tuple[list[int], list[str]]:
    """(handled, ids that failed)"""
    work, handled = failing_on(*bad)
    try:
        each_message({"Records": [message(number) for number in numbers]}, work)
    except BatchFailed as failure:
        return handled, list(failure.failed)
    return handled, []


def test_when_all_succeed_no_call_is_made(sqs: FakeSqs) -> None:
    assert run(range(5)) == ([0, 1, 2, 3, 4], [])
    assert sqs.calls == []


@pytest.mark.parametrize("bad", [0, 1, 2])
def test_a_bad_message_leaves_its_neighbours_alone(sqs: FakeSqs, bad: int) -> None:
    handled, failed = run(range(3), bad)
    good = [number for number in range(3) if number != bad]
    assert handled == good
    assert failed == [f"m{bad}"]
    assert sqs.removed == [f"handle-{number}" for number in good]
    assert sqs.calls == ["GetQueueUrl", "DeleteMessageBatch", "ChangeMessageVisibilityBatch"]
    assert sqs.waits == {f"handle-{bad}": 20}


def test_when_all_fail_nothing_is_removed(sqs: FakeSqs) -> None:
    assert run(range(2), 0, 1) == ([], ["m0", "m1"])
    assert sqs.removed == []
    assert sqs.waits == {"handle-0": 20, "handle-1": 20}


@pytest.mark.parametrize(("received", "seconds"), [(1, 20), (2, 80), (3, 320), (4, 900), (5, 900), (1000, 900)])
def test_a_message_that_fails_again_waits_longer(sqs: FakeSqs, received: int, seconds: int) -> None:
    record = message(0)
    record["attributes"]["ApproximateReceiveCount"] = str(received)
    with pytest.raises(BatchFailed):
        each_message({"Records": [record]}, failing_on(0)[0], queue_url=URL)
    assert sqs.waits == {"handle-0": seconds}


def test_large_batches_are_removed_ten_a_call_and_the_address_is_asked_once(sqs: FakeSqs) -> None:
    run(range(25), 3)
    run(range(2), 1)
    assert len(sqs.removed) == 24 + 1
    assert sqs.calls.count("GetQueueUrl") == 1
    assert sqs.calls.count("DeleteMessageBatch") == 3 + 1


def test_a_given_address_is_not_asked_for(sqs: FakeSqs) -> None:
    work, _ = failing_on(1)
    with pytest.raises(BatchFailed):
        each_message({"Records": [message(0), message(1)]}, work, queue_url=URL)
    assert sqs.calls == ["DeleteMessageBatch", "ChangeMessageVisibilityBatch"]


@pytest.mark.parametrize("body", ["not json", "[1, 2]", '"text"', ""])
def test_a_message_that_is_no_json_object_fails_alone(sqs: FakeSqs, body: str) -> None:
    work, handled = failing_on()
    with pytest.raises(BatchFailed) as failure:
        each_message({"Records": [message(0, body), message(1)]}, work)
    assert failure.value.failed == ("m0",)
    assert handled == [1]
    assert sqs.removed == ["handle-1"]


@pytest.mark.parametrize("trouble", ["broken", "stuck"])
def test_what_cannot_be_removed_still_fails_the_batch(sqs: FakeSqs, trouble: str) -> None:
    sqs.broken = trouble == "broken"
    sqs.stuck = {"handle-0"}
    assert run(range(2), 1) == ([0], ["m1"])


def test_a_fifo_group_stops_at_its_first_failure_and_others_go_on(sqs: FakeSqs) -> None:
    work, handled = failing_on(1)
    records = [
        message(0, group="a"),
        message(1, group="a"),
        message(2, group="b"),
        message(3, group="a"),
        message(4, group="b"),
    ]
    with pytest.raises(BatchFailed) as failure:
        each_message({"Records": records}, work, queue_url=URL)
    assert handled == [0, 2, 4]
    assert failure.value.failed == ("m1", "m3")
    assert sqs.removed == ["handle-0", "handle-2", "handle-4"]
    assert sqs.waits == {}, "their order is the queue's affair"


def test_chalice_events_are_read_like_dicts(sqs: FakeSqs) -> None:
    from chalice.app import SQSEvent

    work, handled = failing_on()
    each_message(SQSEvent({"Records": [message(7)]}, None), work)
    assert handled == [7]


def test_an_empty_batch_is_fine(sqs: FakeSqs) -> None:
    work, handled = failing_on()
    each_message({"Records": []}, work)
    assert handled == []


def test_a_stream_batch_never_raises() -> None:
    seen: list[str] = []

    def work(record: dict[str, Any]) -> None:
        if record["eventID"] == "bad":
            raise RuntimeError("broken")
        seen.append(record["dynamodb"]["NewImage"]["dk"]["S"])

    bad = {**copy.deepcopy(dict(STREAM_RECORD)), "eventID": "bad"}
    each_record({"Records": [STREAM_RECORD, bad, STREAM_RECORD]}, work)
    assert seen == ["OUT", "OUT"]


def test_the_decorator_sets_up_the_log_and_lets_failures_through() -> None:
    seen: list[Any] = []

    @serves
    def files_arrive(event: Any) -> None:
        seen.append(event)
        raise BatchFailed(["m1"])

    assert files_arrive.__name__ == "files_arrive"
    with pytest.raises(BatchFailed):
        files_arrive({"Records": []})
    assert seen == [{"Records": []}]
    assert log.LOGGER.handlers


def test_the_engine_agrees_with_the_fake(stage: Any) -> None:
    """On a real queue: good messages go, the bad one comes again."""
    client = worker.sqs()
    url = stage.outputs["EventsQueueUrl"]
    for number in range(3):
        client.send_message(QueueUrl=url, MessageBody=json.dumps({"number": number}))
    received = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1)["Messages"]
    arn = stage.outputs["EventsQueueArn"]
    records = [
        {
            "messageId": one["MessageId"],
            "receiptHandle": one["ReceiptHandle"],
            "body": one["Body"],
            "eventSourceARN": arn,
        }
        for one in received
    ]
    assert len(records) == 3

    def work(body: dict[str, Any], message_id: str) -> None:
        if body["number"] == 1:
            raise ValueError("not this one")

    worker._queue_url.cache_clear()
    with pytest.raises(BatchFailed) as failure:
        each_message({"Records": records}, work)
    assert len(failure.value.failed) == 1
    bad = next(record for record in records if record["messageId"] == failure.value.failed[0])
    client.change_message_visibility(QueueUrl=url, ReceiptHandle=bad["receiptHandle"], VisibilityTimeout=0)
    for record in records:
        if record is not bad:
            client.change_message_visibility_batch(
                QueueUrl=url,
                Entries=[{"Id": "0", "ReceiptHandle": record["receiptHandle"], "VisibilityTimeout": 0}],
            )
    again = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1)["Messages"]
    assert [json.loads(one["Body"])["number"] for one in again] == [1]
    client.delete_message(QueueUrl=url, ReceiptHandle=again[0]["ReceiptHandle"])
