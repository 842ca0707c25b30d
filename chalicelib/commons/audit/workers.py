"""Lambda handlers of audit: the witness of all events."""

from typing import Any

from chalice.app import Blueprint

from chalicelib.cloud.settings import event_sources
from chalicelib.cloud.worker import each_message, serves
from chalicelib.commons import audit

workers = Blueprint(__name__)


@workers.on_sqs_message(queue=event_sources().events_queue, batch_size=10, name="audit_witness")
@serves
def audit_witness(event: Any) -> None:
    """Keeps the hash that each event names, away from the journal it belongs to."""
    each_message(event, see)


def see(body: dict[str, Any], message_id: str) -> None:
    """One event."""
    data = body["data"]
    audit.witness(body["subject"], int(data["seq"]), data["hash"])
