"""Lambda handlers of the ledger: posting every event, and closing months at night."""

from typing import Any

from chalice.app import Blueprint, Cron

from chalicelib.cloud import log
from chalicelib.cloud.settings import event_sources
from chalicelib.cloud.worker import each_message, serves
from chalicelib.foundation.clock import now
from chalicelib.onestop import ledger

workers = Blueprint(__name__)


@workers.on_sqs_message(queue=event_sources().ledger_queue, batch_size=10, name="ledger_post")
@serves
def ledger_post(event: Any) -> None:
    """Posts events to their dossiers' lines; repeated and out of order makes no difference."""
    each_message(event, take)


def take(body: dict[str, Any], message_id: str) -> None:
    """One event; what cannot change the ledger calls nothing."""
    found = ledger.read_event(body)
    if found is not None:
        ledger.post(*found, now())


@workers.schedule(Cron(40, 18, "*", "*", "?", "*"), name="ledger_close")
@serves
def ledger_close(event: Any) -> None:
    """At 1:40 in Vietnam: closes the last month, and again what late news has changed."""
    months = ledger.closing().close(now())
    if months:
        log.info("ledger.closed", months=len(months))
