"""Bring a queue's dead letters back to it, after what killed them has been mended."""

from __future__ import annotations

import argparse
from typing import Any

from infra import stacks, up
from infra.clients import client
from infra.trouble import Trouble

QUEUES = {"arrivals": "Arrivals", "events": "Events", "clocks": "Clocks", "ledger": "Ledger", "printing": "Printing"}
"""Each queue's name in the outputs of the lasting stack."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stage", required=True, help="the stage")
    parser.add_argument("--queue", required=True, choices=sorted(QUEUES), help="whose dead letters")


def run(args: argparse.Namespace) -> int:
    outputs = stacks.outputs(up.state_stack(args.stage))
    name = QUEUES[args.queue]
    moved = redrive(outputs[f"{name}DeadLettersUrl"], outputs[f"{name}QueueUrl"])
    left = waiting(outputs[f"{name}DeadLettersUrl"])
    print(f"{args.queue}: {moved} brought back, about {left} left")
    return 0


def redrive(source: str, target: str) -> int:
    """Move every message that is there now; returns how many.

    A message is deleted from the dead letters only after the queue has taken it. Broken off in between it is moved
    twice at worst, which the readers bear: they treat a repeated message as one. Safe to repeat.
    """
    sqs = client("sqs")
    moved = 0
    while messages := _receive(sqs, source):
        entries = [
            {"Id": str(index), "MessageBody": one["Body"], "MessageAttributes": one.get("MessageAttributes", {})}
            for index, one in enumerate(messages)
        ]
        taken = sqs.send_message_batch(QueueUrl=target, Entries=entries)
        accepted = {int(one["Id"]) for one in taken.get("Successful", [])}
        gone = [{"Id": str(index), "ReceiptHandle": messages[index]["ReceiptHandle"]} for index in sorted(accepted)]
        if gone:
            sqs.delete_message_batch(QueueUrl=source, Entries=gone)
        moved += len(gone)
        if len(accepted) < len(messages):
            raise Trouble(f"{moved} brought back, then the queue refused: {taken['Failed'][0].get('Message', '?')}")
    return moved


def waiting(queue: str) -> int:
    """About how many messages are in the queue."""
    answer = client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["ApproximateNumberOfMessages"])
    return int(answer["Attributes"]["ApproximateNumberOfMessages"])


def _receive(sqs: Any, queue: str) -> list[dict[str, Any]]:
    answer = sqs.receive_message(
        QueueUrl=queue,
        MaxNumberOfMessages=10,
        WaitTimeSeconds=1,
        VisibilityTimeout=60,
        MessageAttributeNames=["All"],
    )
    return list(answer.get("Messages", []))
