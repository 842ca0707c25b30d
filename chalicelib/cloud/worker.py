"""What every event handler brings by itself, because Lambda imports workers without app.py: log, trace, and
batches in which one bad record never fails its neighbours.

Chalice cannot switch partial batch answers on, so on queues the worker removes what succeeded and raises for
the rest: SQS then delivers only those again. Work is delivered at least once and must be idempotent.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache, wraps
from typing import Any

from chalicelib.cloud import log, telemetry
from chalicelib.cloud.settings import settings

Work = Callable[[dict[str, Any], str], None]
_MOST_PER_CALL = 10
SOONEST = 20
LATEST = 900
"""Seconds until a failed message comes again: at first soon, then four times as long each time."""


class BatchFailed(Exception):
    """Some messages of a batch were not handled; SQS delivers them again. `failed` holds their ids."""

    def __init__(self, failed: Sequence[str]) -> None:
        super().__init__(f"{len(failed)} message(s) not handled: {', '.join(failed)}")
        self.failed = tuple(failed)


def serves(handle: Callable[[Any], None]) -> Callable[[Any], None]:
    """Put between Chalice's event decorator and the handler: sets up log and trace, and notes how it went."""

    @wraps(handle)
    def serve(event: Any) -> None:
        log.configure()
        telemetry.start()
        started = time.perf_counter()
        outcome = "failed"
        try:
            with telemetry.segment(handle.__name__):
                handle(event)
            outcome = "done"
        finally:
            took = round((time.perf_counter() - started) * 1000)
            log.info("worker.served", worker=handle.__name__, outcome=outcome, ms=took)

    return serve


def each_message(event: Any, work: Work, *, queue_url: str | None = None) -> None:
    """Calls `work(body, message_id)` for each message of an SQS batch; `body` is the message's JSON object.

    `event` is Chalice's event or the dict Lambda gives. When some fail, the others are removed from the queue
    and BatchFailed is raised; when all succeed Lambda removes them. What failed comes again sooner than after the
    queue's visibility time-out, five tries taking some twenty minutes. In FIFO queues the first failure of a
    message group holds back the rest of that group, so order is kept.
    """
    records = _records(event)
    done: list[Mapping[str, Any]] = []
    failed: list[Mapping[str, Any]] = []
    held: set[str] = set()
    for record in records:
        group = _group(record)
        if group in held:
            failed.append(record)
        elif _handled(record, work):
            done.append(record)
        else:
            failed.append(record)
            held |= {group} - {""}
    if failed:
        _remove(done, queue_url)
        _bring_soon(failed, queue_url)
        raise BatchFailed([record["messageId"] for record in failed])


def _handled(record: Mapping[str, Any], work: Work) -> bool:
    try:
        with telemetry.segment("message"):
            work(_body(record), record["messageId"])
    except Exception:  # noqa: BLE001 - whatever one message meets, its neighbours go on
        log.error("worker.message_failed", message_id=record["messageId"], exc_info=True)
        return False
    return True


def _body(record: Mapping[str, Any]) -> dict[str, Any]:
    body = json.loads(record["body"])
    if not isinstance(body, dict):
        raise ValueError("the message is not a JSON object")
    return body


def _group(record: Mapping[str, Any]) -> str:
    """The message group, empty outside FIFO queues."""
    if not str(record.get("eventSourceARN", "")).endswith(".fifo"):
        return ""
    return str(record.get("attributes", {}).get("MessageGroupId", ""))


def _records(event: Any) -> list[dict[str, Any]]:
    content = event if isinstance(event, Mapping) else event.to_dict()
    return list(content.get("Records", []))


def _remove(done: Sequence[Mapping[str, Any]], queue_url: str | None) -> None:
    """Removes handled messages, ten a call. What cannot be removed comes again; idempotent work bears it."""
    if not done:
        return
    try:
        url = queue_url or _queue_url(done[0]["eventSourceARN"])
        for start in range(0, len(done), _MOST_PER_CALL):
            entries = [
                {"Id": str(number), "ReceiptHandle": record["receiptHandle"]}
                for number, record in enumerate(done[start : start + _MOST_PER_CALL])
            ]
            answer = sqs().delete_message_batch(QueueUrl=url, Entries=entries)
            if answer.get("Failed"):
                log.error("worker.not_removed", messages=len(answer["Failed"]))
    except Exception:  # noqa: BLE001 - the batch fails anyway, and everything comes again
        log.error("worker.not_removed", messages=len(done), exc_info=True)


def _bring_soon(failed: Sequence[Mapping[str, Any]], queue_url: str | None) -> None:
    """Shortens the wait of failed messages. Groups of a FIFO queue keep the queue's own, for their order's sake."""
    if any(_group(record) for record in failed):
        return
    try:
        url = queue_url or _queue_url(failed[0]["eventSourceARN"])
        for start in range(0, len(failed), _MOST_PER_CALL):
            entries = [
                {"Id": str(number), "ReceiptHandle": record["receiptHandle"], "VisibilityTimeout": wait_of(record)}
                for number, record in enumerate(failed[start : start + _MOST_PER_CALL])
            ]
            sqs().change_message_visibility_batch(QueueUrl=url, Entries=entries)
    except Exception:  # noqa: BLE001 - then they come after the queue's own time-out
        log.error("worker.wait_not_shortened", messages=len(failed), exc_info=True)


def wait_of(record: Mapping[str, Any]) -> int:
    """Seconds until a message that has failed is tried again, by how often it has been received."""
    received = int(record.get("attributes", {}).get("ApproximateReceiveCount", 1))
    return int(min(SOONEST * 4 ** min(received - 1, 5), LATEST))


@lru_cache(maxsize=16)
def _queue_url(queue_arn: str) -> str:
    """Asked once per process and queue."""
    account, queue = queue_arn.split(":")[-2:]
    url: str = sqs().get_queue_url(QueueName=queue, QueueOwnerAWSAccountId=account)["QueueUrl"]
    return url


@cache
def sqs() -> Any:
    """The process's SQS client, made at first use. Connect 1 s, read 5 s, two retries."""
    from botocore.config import Config
    from botocore.session import Session

    config = Config(connect_timeout=1, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})
    endpoint_url = settings().endpoint_url or None
    return Session().create_client("sqs", region_name=settings().region, endpoint_url=endpoint_url, config=config)


def each_record(event: Any, work: Callable[[dict[str, Any]], None]) -> None:
    """Calls `work(record)` for each record of a stream batch, in order. Never raises.

    A stream holds back its whole shard while one record fails, for up to a day. What fails here is logged,
    and whoever sweeps the table is the guarantee.
    """
    for record in _records(event):
        try:
            with telemetry.segment("record"):
                work(record)
        except Exception:  # noqa: BLE001 - one bad record must not block its shard
            log.error("worker.record_failed", event_id=str(record.get("eventID", "")), exc_info=True)
