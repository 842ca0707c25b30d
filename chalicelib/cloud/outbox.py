"""The outbox: journal entries become events on the stage's queue, at least once.

The stream relays an entry as soon as it is written; the sweeper, every minute over the `due` index, is the
guarantee. Consumers are idempotent. The envelope is CloudEvents 1.0.2, its data hold no personal data.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pynamodb.exceptions import UpdateError

from chalicelib.cloud import journal, log, table
from chalicelib.cloud.journal import ENTRY, UNSENT, Entry, Record
from chalicelib.cloud.settings import settings
from chalicelib.cloud.worker import sqs
from chalicelib.foundation.clock import iso

GRACE = timedelta(seconds=20)
SWEEP_PAGE = 50


def envelope(entry: Record, stage: str) -> dict[str, Any]:
    """An entry as a CloudEvent; `id` is the aggregate and the sequence number, so repetitions are recognised."""
    return {
        "specversion": "1.0",
        "id": f"{entry.pk}.{entry.seq}",
        "source": f"/motcua/{stage}",
        "type": f"vn.motcua.{entry.type}",
        "subject": entry.pk,
        "time": entry.at,
        "datacontenttype": "application/json",
        "data": {**entry.data, "seq": entry.seq, "hash": entry.hash},
    }


def relay(row: Mapping[str, Any]) -> None:
    """Sends one entry and marks it sent: two calls. A crash in between sends it again, which is allowed."""
    entry = journal.record(row)
    if not entry.raw.get("dk"):
        return
    body = json.dumps(envelope(entry, settings().stage), ensure_ascii=False)
    sqs().send_message(QueueUrl=settings().events_queue_url, MessageBody=body)
    _mark(entry)


def _mark(entry: Record) -> None:
    item = Entry(pk=entry.pk, sk=entry.sk)
    try:
        item.update(
            actions=[Entry.dk.remove(), Entry.ds.remove(), Entry.sent.set(entry.at)],
            condition=Entry.dk == UNSENT,
        )
    except UpdateError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise


def is_entry(row: Mapping[str, Any]) -> bool:
    """Whether a row of the stream is a journal entry."""
    return str(row["sk"]["S"]).startswith(ENTRY)


def sweep(at: datetime) -> int:
    """Relays what the stream has left behind; one entry that fails does not stop the others. Returns how many went."""
    sent = 0
    position: table.RawItem | None = None
    while True:
        page = table.index_page("due", UNSENT, limit=SWEEP_PAGE, after=position, up_to=iso(at - GRACE))
        for found in page.rows:
            sent += _sweep_one(found["pk"]["S"], found["sk"]["S"])
        position = page.position
        if position is None:
            return sent


def _sweep_one(pk: str, sk: str) -> int:
    try:
        row = table.get(pk, sk)
        if row is None:
            return 0
        relay(row)
        return 1
    except Exception:  # noqa: BLE001 - one entry that fails must not stop the others
        log.error("outbox.left-behind", aggregate=pk, exc_info=True)
        return 0
