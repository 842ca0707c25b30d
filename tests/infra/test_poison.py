"""A message that cannot be handled, in one batch with others, under functions as `chalice deploy` makes them: nothing
but what the queue itself does stands behind them."""

from __future__ import annotations

import json
import secrets
from typing import Any

import pytest

from infra import stacks, up
from infra.clients import client
from tests.story.web import wait_for

NEIGHBOURS = 9


def event(pk: str) -> dict[str, Any]:
    """An event of an aggregate as the relay tells it."""
    data = {"seq": 1, "hash": "0" * 64}
    return {"id": f"{pk}.1", "type": "vn.motcua.test.told", "subject": pk, "time": "2026-12-07T02:00:00Z", "data": data}


@pytest.mark.slow
@pytest.mark.parametrize("poison", ["no JSON", '{"id": "an event without the rest"}'])
def test_a_poison_message_neither_blocks_nor_repeats_its_neighbours(deployed: Any, poison: str) -> None:
    sqs, queue = client("sqs"), f"motcua-{deployed.stage}-events"
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    name = secrets.token_hex(4)
    pks = [f"X#{name}{number}" for number in range(NEIGHBOURS)]
    bodies = [json.dumps(event(pk)) for pk in pks]
    bodies.insert(NEIGHBOURS // 2, poison)
    entries = [{"Id": str(number), "MessageBody": body} for number, body in enumerate(bodies)]
    sqs.send_message_batch(QueueUrl=url, Entries=entries)

    def only_the_poison() -> bool | None:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        left = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        return True if sum(int(one) for one in left.values()) == 1 else None

    wait_for("all but the poison to be handled", only_the_poison, 60)
    table = stacks.outputs(up.state_stack(deployed.stage))["TableName"]
    keys = [{"pk": {"S": f"T#{pk}"}, "sk": {"S": f"{1:08d}"}} for pk in pks]
    found = client("dynamodb").batch_get_item(RequestItems={table: {"Keys": keys}})["Responses"][table]
    assert len(found) == NEIGHBOURS
    sqs.purge_queue(QueueUrl=url)
    for key in keys:
        client("dynamodb").delete_item(TableName=table, Key=key)
