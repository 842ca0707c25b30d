"""SNS and SQS in memory: one topic that copies into the queues of its readers, standard queues with dead letters.

What comes out of a queue comes at least once and in no order: the weather decides about repetitions and shuffles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.fake.ticking import Clock, Refused
from tests.fake.weather import Weather

ACCOUNT = "000000000000"
REGION = "ap-southeast-1"
VISIBILITY = 360.0
TRIES = 5
Request = Mapping[str, Any]


@dataclass(frozen=True)
class Message:
    """A message in a queue; `visible_at` is when it may be received (again), `receipt` of the last time it was."""

    id: str
    body: str
    visible_at: float
    received: int = 0
    receipt: str = ""


@dataclass
class Queues:
    """All queues by name, and what the topic copies into. Each has its dead letters in `dead`."""

    clock: Clock
    weather: Weather = field(default_factory=Weather)
    queues: dict[str, dict[str, Message]] = field(default_factory=dict)
    dead: dict[str, list[Message]] = field(default_factory=dict)
    readers: tuple[str, ...] = ()
    visibility: float = VISIBILITY
    numbered: int = 0

    def make(self, name: str, *, reads: bool) -> None:
        """A new queue; `reads`: the topic copies into it."""
        self.queues[name], self.dead[name] = {}, []
        self.readers = (*self.readers, name) if reads else self.readers

    def purge(self) -> None:
        """Empties all queues."""
        for name in self.queues:
            self.queues[name], self.dead[name] = {}, []

    def _number(self, kind: str) -> str:
        self.numbered += 1
        return f"{kind}-{self.numbered:08d}"

    def add(self, name: str, body: str) -> str:
        """Puts a message into a queue; its id."""
        message = Message(self._number("m"), body, self.clock.seconds)
        self.queues[name][message.id] = message
        return message.id

    # SNS

    def publish(self, asked: Request) -> dict[str, Any]:
        for name in self.readers:
            self.add(name, asked["Message"])
            if self.weather.happens(self.weather.twice):
                self.add(name, asked["Message"])
        return {"MessageId": self._number("n")}

    # SQS

    def get_queue_url(self, asked: Request) -> dict[str, Any]:
        self._named(asked["QueueName"])
        return {"QueueUrl": url_of(asked["QueueName"])}

    def send_message(self, asked: Request) -> dict[str, Any]:
        return {"MessageId": self.add(self._queue(asked), asked["MessageBody"])}

    def receive_message(self, asked: Request) -> dict[str, Any]:
        name = self._queue(asked)
        queue = self.queues[name]
        ready = [one for one in queue.values() if one.visible_at <= self.clock.seconds]
        if self.weather.shuffle:
            self.weather.chance.shuffle(ready)
        found = []
        for one in ready[: asked.get("MaxNumberOfMessages", 1)]:
            if one.received >= TRIES:
                self.dead[name].append(queue.pop(one.id))
                continue
            until = self.clock.seconds + asked.get("VisibilityTimeout", self.visibility)
            queue[one.id] = replace(one, received=one.received + 1, receipt=self._number("r"), visible_at=until)
            found.append(queue[one.id])
        return {"Messages": [_shown(one) for one in found]} if found else {}

    def delete_message(self, asked: Request) -> dict[str, Any]:
        self._delete(self._queue(asked), asked["ReceiptHandle"])
        return {}

    def _delete(self, name: str, receipt: str) -> None:
        """Gone, unless the message has been handed out again since, or the weather forgets the deletion."""
        for one in [one for one in self.queues[name].values() if one.receipt == receipt]:
            if not self.weather.happens(self.weather.twice):
                del self.queues[name][one.id]

    def delete_message_batch(self, asked: Request) -> dict[str, Any]:
        name = self._queue(asked)
        for entry in _entries(asked):
            self._delete(name, entry["ReceiptHandle"])
        return {"Successful": [{"Id": entry["Id"]} for entry in asked["Entries"]]}

    def change_message_visibility_batch(self, asked: Request) -> dict[str, Any]:
        queue = self.queues[self._queue(asked)]
        for entry in _entries(asked):
            for one in [one for one in queue.values() if one.receipt == entry["ReceiptHandle"]]:
                queue[one.id] = replace(one, visible_at=self.clock.seconds + entry["VisibilityTimeout"])
        return {"Successful": [{"Id": entry["Id"]} for entry in asked["Entries"]]}

    def _queue(self, asked: Request) -> str:
        return self._named(asked["QueueUrl"].rsplit("/", 1)[-1])

    def _named(self, name: str) -> str:
        if name not in self.queues:
            raise Refused("AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.")
        return name

    def done(self, name: str, records: list[dict[str, Any]]) -> None:
        """What Lambda does after a function has come to its end: the messages go."""
        for record in records:
            self._delete(name, record["receiptHandle"])

    def redrive(self) -> None:
        """What the operator does: dead letters go back into their queue, and come at once."""
        for name, letters in self.dead.items():
            for one in letters:
                self.add(name, one.body)
            self.dead[name] = []

    def batch(self, name: str, most: int) -> list[dict[str, Any]]:
        """What Lambda would hand to a function now: records of at most so many messages."""
        found = self.receive_message({"QueueUrl": url_of(name), "MaxNumberOfMessages": most}).get("Messages", [])
        return [
            {
                "messageId": one["MessageId"],
                "receiptHandle": one["ReceiptHandle"],
                "body": one["Body"],
                "attributes": {"ApproximateReceiveCount": str(self.queues[name][one["MessageId"]].received)},
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}",
            }
            for one in found
        ]


def _entries(asked: Request) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = asked["Entries"]
    if not entries or len(entries) > 10:
        code = "TooManyEntriesInBatchRequest" if entries else "EmptyBatchRequest"
        raise Refused(f"AWS.SimpleQueueService.{code}", "A batch holds one to ten entries.")
    return entries


def _shown(one: Message) -> dict[str, Any]:
    return {"MessageId": one.id, "ReceiptHandle": one.receipt, "Body": one.body}


def url_of(name: str) -> str:
    """The address of a queue."""
    return f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{name}"
