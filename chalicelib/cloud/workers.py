"""Lambda handlers of the platform itself: the outbox's relay and sweeper."""

import time
from typing import Any

from chalice.app import Blueprint, Rate

from chalicelib.cloud import log, outbox
from chalicelib.cloud.settings import event_sources
from chalicelib.cloud.worker import each_record, serves
from chalicelib.foundation.clock import now

workers = Blueprint(__name__)
SWEEP_SECONDS = 35
"""How long one pass may begin with entries; the last one may take the rest of the function's 60 seconds."""


@workers.on_dynamodb_record(stream_arn=event_sources().stream_arn, batch_size=50, name="outbox_relay")
@serves
def outbox_relay(event: Any) -> None:
    """Relays journal entries as they are written; never raises, for one bad record would block its shard for a day."""
    each_record(event, relay_new)


def relay_new(record: dict[str, Any]) -> None:
    """One record of the stream: relayed when it is a new journal entry."""
    row = record["dynamodb"].get("NewImage", {})
    if record["eventName"] == "INSERT" and outbox.is_entry(row):
        outbox.relay(row)


@workers.schedule(Rate(1, unit=Rate.MINUTES), name="outbox_sweep")
@serves
def outbox_sweep(event: Any) -> None:
    """Relays what the stream has left behind; fails, so that the alarm rings, when something has waited too long."""
    sent = outbox.sweep(now(), time.monotonic() + SWEEP_SECONDS)
    if sent:
        log.info("outbox.swept", sent=sent)
