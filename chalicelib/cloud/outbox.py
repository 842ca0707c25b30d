"""The outbox: journal entries become events on the stage's topic, at least once.

The stream relays an entry as soon as it is written; the sweeper, every minute over the `due` index, is the
guarantee. The topic puts a copy into the queue of every reader, in no order; readers are idempotent. The envelope
is CloudEvents 1.0.2, its data hold no personal data.
"""

import json
import math
import random
import time
from collections import deque
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from pynamodb.exceptions import UpdateError

from chalicelib.cloud import journal, log, table
from chalicelib.cloud.journal import ENTRY, UNSENT, Entry, Record
from chalicelib.cloud.settings import settings
from chalicelib.cloud.timers import timer_keys
from chalicelib.foundation.clock import iso, now
from chalicelib.foundation.errors import Unavailable

GRACE = timedelta(seconds=20)
PATIENCE = timedelta(minutes=10)
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
    """Sends one entry and marks it sent: two calls. A crash in between sends it again, which is allowed.

    The message is ASCII: a topic takes characters that the queues behind it would refuse.
    """
    entry = journal.record(row)
    if not entry.raw.get("dk"):
        return
    sns().publish(TopicArn=settings().events_topic_arn, Message=json.dumps(envelope(entry, settings().stage)))
    _mark(entry)


def _mark(entry: Record) -> None:
    item = Entry(pk=entry.pk, sk=entry.sk)
    try:
        item.update(
            actions=[Entry.dk.remove(), Entry.ds.remove(), Entry.sent.set(iso(now()))],
            condition=Entry.dk.exists(),
        )
    except UpdateError as error:
        if table.code_of(error) != "ConditionalCheckFailedException":
            raise


@cache
def sns() -> Any:
    """The process's SNS client, made at first use. Connect 1 s, read 5 s, two retries."""
    from botocore.config import Config
    from botocore.session import Session

    config = Config(connect_timeout=1, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})
    endpoint_url = settings().endpoint_url or None
    return Session().create_client("sns", region_name=settings().region, endpoint_url=endpoint_url, config=config)


def is_entry(row: Mapping[str, Any]) -> bool:
    """Whether a row of the stream is a journal entry."""
    return str(row["sk"]["S"]).startswith(ENTRY)


class LeftBehind(RuntimeError):
    """Some events could not be sent for longer than PATIENCE: somebody has to look. The sweeper's alarm rings on it."""


def sweep(at: datetime, until: float = math.inf) -> int:
    """Relays what the stream has left behind, but begins with no entry after `until` (of `time.monotonic()`).

    An entry that fails stops no other. Returns how many went; raises LeftBehind at the end when something older than
    PATIENCE is still there, and Unavailable when a part of the index could not be read.
    """
    sent, stuck, limit = 0, False, iso(at - PATIENCE)
    for row in _left_behind(at):
        if time.monotonic() >= until:
            stuck = stuck or _any_older(limit)
            break
        if _sweep_one(row["pk"]["S"], row["sk"]["S"]):
            sent += 1
        else:
            stuck = stuck or row["ds"]["S"] <= limit
    if stuck:
        raise LeftBehind(f"{sent} events were sent, but some wait for more than {PATIENCE}; see outbox.left-behind")
    return sent


def _left_behind(at: datetime) -> Iterator[table.RawItem]:
    """The keys of unsent entries. The partitions take turns page by page, and every second minute the newest come
    first: entries that can never be sent hide no others. A partition that cannot be read raises after the others."""
    partitions = timer_keys(UNSENT)
    turns: deque[tuple[str, table.RawItem | None]] = deque(
        (one, None) for one in random.sample(partitions, len(partitions))
    )
    unread: Unavailable | None = None
    newest = at.minute % 2 == 1
    while turns:
        partition, after = turns.popleft()
        try:
            page = table.index_page(
                "due", partition, limit=SWEEP_PAGE, after=after, up_to=iso(at - GRACE), newest=newest
            )
        except Unavailable as trouble:
            unread = trouble
            continue
        yield from page.rows
        if page.position is not None:
            turns.append((partition, page.position))
    if unread is not None:
        raise unread


def _any_older(limit: str) -> bool:
    return any(table.index_page("due", one, limit=1, up_to=limit).rows for one in timer_keys(UNSENT))


def _sweep_one(pk: str, sk: str) -> bool:
    """Whether the entry has gone, or is there no more."""
    try:
        row = table.get(pk, sk)
        if row is not None:
            relay(row)
    except Exception:  # noqa: BLE001 - one entry that fails must not stop the others
        log.error("outbox.left-behind", aggregate=pk, exc_info=True)
        return False
    return True
