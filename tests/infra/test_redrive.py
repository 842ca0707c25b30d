"""Dead letters come back to their queue, each once."""

from __future__ import annotations

import secrets
from typing import Any

from infra import redrive
from infra.clients import client


def bodies(queue: str) -> list[str]:
    found: list[str] = []
    while messages := client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", []):
        found += [one["Body"] for one in messages]
    return found


def test_redrive_moves_everything_and_repeating_moves_nothing(stage: Any) -> None:
    sqs = client("sqs")
    name = secrets.token_hex(4)
    dead = sqs.create_queue(QueueName=f"{name}-dead")["QueueUrl"]
    queue = sqs.create_queue(QueueName=name)["QueueUrl"]
    for number in range(23):
        sqs.send_message(QueueUrl=dead, MessageBody=str(number))
    assert redrive.redrive(dead, queue) == 23
    assert redrive.redrive(dead, queue) == 0
    assert redrive.waiting(dead) == 0
    assert sorted(bodies(queue), key=int) == [str(number) for number in range(23)]
