"""Faults at single AWS calls, through botocore's event hooks on every client of the platform.

| fault | what the caller meets | is the call applied |
|---|---|---|
| refused | the connection is refused, at every attempt of the SDK | no |
| lost | no reply, at every attempt | no |
| error | HTTP 500, at every attempt | no |
| blip | HTTP 500 at the first attempt | at the second |
| throttled | the service's own refusal for load, at every attempt | no |
| conflict | the service's own refusal because another write is under way (writes that know one) | no |
| timed out | the reply is lost, and so is every further attempt | yes |
| sent again | the first reply is lost, the SDK sends the call again | twice |
| killed | the process ends before it sees the reply | yes |
| twin | before the call, the same wish is carried out whole by another process | yes |
| rival | before the call, somebody else changes the same things (operations that name one) | yes, if it still may |
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectionClosedError, EndpointConnectionError, ReadTimeoutError

FAULTS = (
    *("refused", "lost", "error", "blip", "throttled", "conflict"),
    *("timed out", "sent again", "killed", "twin", "rival"),
)
WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"})
"""Calls of DynamoDB that meet other transactions."""


class Killed(BaseException):
    """The process is at its end; nothing in it may catch this."""


@dataclass(frozen=True)
class AwsCall:
    """One call: `dynamodb.Query`; `conditional` for an object that must be new; `about`: the kind of what it asks for
    or writes; `empty`: a query that found nothing."""

    name: str
    conditional: bool = False
    about: str = ""
    empty: bool = False


def clients() -> tuple[Any, ...]:
    """Every client through which the platform reaches AWS; a guard knows the places where they are made."""
    from chalicelib.cloud import blobs, outbox, worker
    from chalicelib.cloud.items import connection

    return connection().connection.client, outbox.sns(), worker.sqs(), blobs._s3()


def fits(fault: str, call: AwsCall) -> bool:
    """Whether this fault can happen at this call."""
    service, operation = call.name.split(".")
    if fault == "conflict":
        return (service == "dynamodb" and operation in WRITES) or (operation == "PutObject" and call.conditional)
    return True


@dataclass
class Injector:
    """Counts the calls of one piece of work and disturbs the one at place `at` (from 0), if any.

    `other` does the work of a twin or rival. `fired` tells whether the fault has happened.
    """

    fault: str = ""
    at: int = -1
    other: Callable[[], Any] = lambda: None
    calls: list[AwsCall] = field(default_factory=list)
    fired: bool = False
    _idle: bool = False

    @property
    def _now(self) -> bool:
        return not self._idle and len(self.calls) - 1 == self.at

    def before_call(self, model: Any, params: Mapping[str, Any], **_: Any) -> None:
        """One more call; a twin or a rival comes before it."""
        if self._idle:
            return
        self.calls.append(_call_of(model, params))
        if self._now and self.fault in ("twin", "rival"):
            self.fired = True
            with self.idle():
                self.other()

    def before_send(self, request: Any, event_name: str, **_: Any) -> AWSResponse | None:
        """What is not applied."""
        if not self._now:
            return None
        if self.fault == "timed out" and self.fired:
            raise ReadTimeoutError(endpoint_url=request.url)
        if self.fault not in NOT_APPLIED or (self.fault == "blip" and self.fired):
            return None
        self.fired = True
        return NOT_APPLIED[self.fault](event_name.split(".")[1], event_name.split(".")[2], request)

    def needs_retry(self, response: Any, attempts: int, **_: Any) -> float | None:
        """The reply is lost on its way, and the SDK sends the call again."""
        if not self._now or self.fired or self.fault not in ("sent again", "timed out"):
            return None
        self.fired = True
        return 0

    def after_call(self, model: Any, **_: Any) -> None:
        """The end of the process, after the call and before its reply was seen."""
        if self._now and self.fault == "killed":
            self.fired = True
            raise Killed

    def answered(self, parsed: Mapping[str, Any], **_: Any) -> None:
        """Notes a query that found nothing: others of its kind are alike."""
        if not self._idle and self.calls and parsed.get("Items") == []:
            last = self.calls[-1]
            self.calls[-1] = AwsCall(last.name, last.conditional, last.about, True)

    @contextmanager
    def idle(self) -> Iterator[None]:
        """Neither counts nor disturbs meanwhile."""
        self._idle = True
        try:
            yield
        finally:
            self._idle = False

    @contextmanager
    def hooked(self) -> Iterator[Injector]:
        """On every client of the platform, and without the SDK's waiting."""
        hooks = {
            "before-call.*.*": self.before_call,
            "before-send.*.*": self.before_send,
            "needs-retry.*.*": self.needs_retry,
            "after-call.*.*": (self.answered, self.after_call),
        }
        pairs = [
            (event, one) for event, some in hooks.items() for one in (some if isinstance(some, tuple) else (some,))
        ]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda seconds: None))
            for client in clients():
                for event, handler in pairs:
                    client.meta.events.register_first(event, handler)
            try:
                yield self
            finally:
                for client in clients():
                    for event, handler in pairs:
                        client.meta.events.unregister(event, handler)


def _call_of(model: Any, params: Mapping[str, Any]) -> AwsCall:
    name = f"{model.service_model.service_name}.{model.name}"
    about = ""
    if model.name == "Query":
        sent = json.loads(params["body"])
        value = next(iter(sent["ExpressionAttributeValues"].values()))["S"]
        about = f"{sent.get('IndexName', '')} {value.split('#')[0]}"
    elif model.name == "PutItem" and model.service_model.service_name == "dynamodb":
        about = json.loads(params["body"])["Item"]["pk"]["S"].split("#")[0]
    return AwsCall(name, "If-None-Match" in params.get("headers", {}), about)


def _refused(service: str, operation: str, request: Any) -> AWSResponse:
    raise EndpointConnectionError(endpoint_url=request.url)


def _lost(service: str, operation: str, request: Any) -> AWSResponse:
    raise ConnectionClosedError(endpoint_url=request.url)


def _error(service: str, operation: str, request: Any) -> AWSResponse:
    return reply(service, 500, {"dynamodb": "InternalServerError"}.get(service, "InternalError"), request)


THROTTLED = {
    "dynamodb": (400, "ProvisionedThroughputExceededException"),
    "sns": (429, "Throttled"),
    "sqs": (403, "RequestThrottled"),
    "s3": (503, "SlowDown"),
}


def _throttled(service: str, operation: str, request: Any) -> AWSResponse:
    if operation == "TransactWriteItems":
        return _cancelled(request, "ThrottlingError")
    return reply(service, *THROTTLED[service], request)


def _conflict(service: str, operation: str, request: Any) -> AWSResponse:
    if service == "s3":
        return reply(service, 409, "ConditionalRequestConflict", request)
    if operation == "TransactWriteItems":
        return _cancelled(request, "TransactionConflict")
    return reply(service, 400, "TransactionConflictException", request)


def _cancelled(request: Any, code: str) -> AWSResponse:
    """A transaction in which the last part met this trouble."""
    parts = len(json.loads(request.body)["TransactItems"])
    reasons = [{"Code": "None"}] * (parts - 1) + [{"Code": code, "Message": code}]
    return reply("dynamodb", 400, "TransactionCanceledException", request, {"CancellationReasons": reasons})


NOT_APPLIED: Mapping[str, Callable[[str, str, Any], AWSResponse]] = {
    "refused": _refused,
    "lost": _lost,
    "error": _error,
    "blip": _error,
    "throttled": _throttled,
    "conflict": _conflict,
}


class Raw(io.BytesIO):
    """A body as the SDK's HTTP library hands it over."""

    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        """The whole body at once."""
        yield self.read()


def reply(service: str, status: int, code: str, request: Any, more: Mapping[str, Any] | None = None) -> AWSResponse:
    """An error as this service words it."""
    if service in ("dynamodb", "sqs"):
        body = json.dumps({"__type": f"com.amazonaws.{service}#{code}", "message": code, **(more or {})})
    elif service == "s3":
        body = f"<Error><Code>{code}</Code><Message>{code}</Message></Error>"
    else:
        inner = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{code}</Message></Error>"
        body = f"<ErrorResponse>{inner}<RequestId>r</RequestId></ErrorResponse>"
    return AWSResponse(request.url, status, {}, Raw(body.encode()))
