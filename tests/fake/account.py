"""The fake AWS account and the one seam at which it stands in for the network.

`BaseClient._make_api_call` is where every client of the platform (PynamoDB's too) hands a call over. Everything before
it is the platform's own; everything after it (signing, sockets, the SDK's own retries) is not there. What the SDK
would do after a lost reply, sending the same call again, is one of the things `Account.between` can do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any
from unittest import mock

from botocore.client import BaseClient

from tests.fake.database import Database
from tests.fake.objects import Objects
from tests.fake.queues import Queues
from tests.fake.ticking import Clock, Refused
from tests.fake.weather import Weather

A_CALL = 0.004
"""Seconds that a call takes."""
METHODS: Mapping[tuple[str, str], tuple[str, str]] = {
    **{
        ("dynamodb", name): ("database", method)
        for name, method in {
            "GetItem": "get_item",
            "BatchGetItem": "batch_get_item",
            "Query": "query",
            "PutItem": "put_item",
            "UpdateItem": "update_item",
            "DeleteItem": "delete_item",
            "TransactWriteItems": "transact_write_items",
        }.items()
    },
    ("sns", "Publish"): ("queues", "publish"),
    **{
        ("sqs", name): ("queues", method)
        for name, method in {
            "GetQueueUrl": "get_queue_url",
            "SendMessage": "send_message",
            "ReceiveMessage": "receive_message",
            "DeleteMessage": "delete_message",
            "DeleteMessageBatch": "delete_message_batch",
            "ChangeMessageVisibilityBatch": "change_message_visibility_batch",
        }.items()
    },
    **{
        ("s3", name): ("objects", method)
        for name, method in {
            "PutObject": "put_object",
            "GetObject": "get_object",
            "HeadObject": "head_object",
            "DeleteObject": "delete_object",
        }.items()
    },
}
THE_SDKS_OWN = BaseClient._make_api_call
TRANSACTIONAL = ("PutItem", "UpdateItem", "DeleteItem")


@dataclass
class Sent:
    """One call on its way: `apply` carries it out and answers, or raises Refused; it may be carried out twice."""

    number: int
    service: str
    operation: str
    asked: dict[str, Any]
    apply: Callable[[], dict[str, Any]]

    def apply_now(self) -> dict[str, Any]:
        """The call carried out, with nothing in between."""
        return self.apply()


@dataclass
class Account:
    """The fake's services on one clock and under one weather. `between` stands between the platform and them."""

    clock: Clock = field(default_factory=Clock)
    weather: Weather = field(default_factory=Weather)
    between: Callable[[Sent], dict[str, Any]] = Sent.apply_now
    database: Database = field(init=False)
    queues: Queues = field(init=False)
    objects: Objects = field(init=False)
    chance: Random = field(default_factory=Random)
    """What the platform draws from, where it draws."""
    calls: int = 0
    tokens: int = 0

    def __post_init__(self) -> None:
        self.database = Database(self.clock, self.weather)
        self.queues = Queues(self.clock, self.weather)
        self.objects = Objects()

    def under(self, weather: Weather) -> None:
        """Another weather from now on."""
        self.weather = self.database.weather = self.queues.weather = weather

    def begin(self, seed: int = 0) -> None:
        """A story begins: the clock stands at the beginning, what is drawn and numbered is what this seed gives."""
        self.clock.seconds, self.calls, self.tokens, self.queues.numbered = 0.0, 0, 0, 0
        self.chance.seed(seed)

    def call(self, client: Any, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        """One call of a client, as `_make_api_call` answers it."""
        try:
            answer = self.answer(client.meta.service_model.service_name, operation, asked)
        except Refused as refused:
            raise _error(client, operation, refused) from None
        return {**answer, "ResponseMetadata": {"HTTPStatusCode": 200, "RetryAttempts": 0}}

    def answer(self, service: str, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        """What the service answers; Refused for an error."""
        place, method = METHODS[(service, operation)]
        if operation == "TransactWriteItems":
            self.tokens += 1
            asked = {"ClientRequestToken": f"token-{self.tokens}", **asked}
        carry_out = getattr(getattr(self, place), method)
        self.calls += 1
        self.clock.seconds += A_CALL
        sent = Sent(self.calls, service, operation, asked, lambda: carry_out(asked))
        self._stormy(sent)
        return self.between(sent)

    def _stormy(self, sent: Sent) -> None:
        if sent.service != "dynamodb":
            return
        if self.weather.happens(self.weather.throttle):
            raise throttled(sent)
        writes = sent.operation == "TransactWriteItems" or sent.operation in TRANSACTIONAL
        if writes and self.weather.happens(self.weather.conflict):
            raise conflict(sent)


def throttled(sent: Sent) -> Refused:
    """The refusal of a table that is asked too much."""
    if sent.operation == "TransactWriteItems":
        return _cancelled(sent, "ThrottlingError", "Throughput exceeds the current capacity of your table")
    return Refused("ProvisionedThroughputExceededException", "The level of configured throughput was exceeded")


def conflict(sent: Sent) -> Refused:
    """The refusal of a write that meets another one's transaction."""
    message = "Transaction is ongoing for the item"
    if sent.operation == "TransactWriteItems":
        return _cancelled(sent, "TransactionConflict", message)
    return Refused("TransactionConflictException", message)


def _cancelled(sent: Sent, code: str, message: str) -> Refused:
    from tests.fake.database import cancelled

    others = [{"Code": "None"}] * (len(sent.asked["TransactItems"]) - 1)
    return cancelled([*others, {"Code": code, "Message": message}])


def _error(client: Any, operation: str, refused: Refused) -> Exception:
    response = {
        "Error": {"Code": refused.code, "Message": refused.message},
        "ResponseMetadata": {"HTTPStatusCode": refused.status, "HTTPHeaders": {}, "RetryAttempts": 0},
        **refused.more,
    }
    error: Exception = client.exceptions.from_code(refused.code)(response, operation)
    return error


@contextmanager
def installed(account: Account) -> Iterator[Account]:
    """Every client of this process talks to the fake."""

    def call(self: Any, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        return account.call(self, operation, asked)

    with mock.patch.object(BaseClient, "_make_api_call", call):
        yield account


def uninstalled() -> AbstractContextManager[Any]:
    """Clients make requests and send them again, as the SDK does."""
    return mock.patch.object(BaseClient, "_make_api_call", THE_SDKS_OWN)
