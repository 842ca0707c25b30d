"""Faults at the fake's seam: at calls named by their number since the story began, any of the kinds of KINDS.

They are the kinds of `tests/faults/injecting.py`, as the platform's code meets them after the SDK has done its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ConnectionClosedError, EndpointConnectionError, ReadTimeoutError

from tests.fake.account import Account, Sent, conflict, throttled
from tests.fake.ticking import Refused
from tests.faults.injecting import Killed

WRITES = ("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems")
Disturbance = Callable[[Sent], dict[str, Any]]


def _unreached(sent: Sent) -> dict[str, Any]:
    raise EndpointConnectionError(endpoint_url="https://fake")


def _lost(sent: Sent) -> dict[str, Any]:
    raise ConnectionClosedError(endpoint_url="https://fake")


def _error(sent: Sent) -> dict[str, Any]:
    raise Refused("InternalServerError", "An error occurred on the server side.", 500)


def _throttled(sent: Sent) -> dict[str, Any]:
    raise throttled(sent)


def _conflict(sent: Sent) -> dict[str, Any]:
    raise conflict(sent)


def _timed_out(sent: Sent) -> dict[str, Any]:
    sent.apply()
    raise ReadTimeoutError(endpoint_url="https://fake")


def _sent_again(sent: Sent) -> dict[str, Any]:
    sent.apply()
    return sent.apply()


def _killed(sent: Sent) -> dict[str, Any]:
    sent.apply()
    raise Killed


KINDS: Mapping[str, Disturbance] = {
    "refused": _unreached,
    "lost": _lost,
    "error": _error,
    "throttled": _throttled,
    "conflict": _conflict,
    "timed out": _timed_out,
    "sent again": _sent_again,
    "killed": _killed,
}


def fits(kind: str, sent: Sent) -> bool:
    """Whether a fault of this kind can happen to this call."""
    if kind == "conflict":
        return sent.operation in WRITES
    return True


@dataclass
class Disturber:
    """Disturbs the calls of `plan`, by their number from 0; `calls` is every call seen, `fired` what has happened.

    It stands in for the injector of `tests/faults/stories.py`: `fault` is empty, since no rival comes in between.
    """

    account: Account
    plan: Mapping[int, str] = field(default_factory=dict)
    calls: list[Sent] = field(default_factory=list)
    fired: list[int] = field(default_factory=list)
    fault: str = ""
    _idle: bool = False

    def between(self, sent: Sent) -> dict[str, Any]:
        """One call on its way."""
        if self._idle:
            return sent.apply()
        number = len(self.calls)
        self.calls.append(sent)
        if number not in self.plan or not fits(self.plan[number], sent):
            return sent.apply()
        self.fired.append(number)
        return KINDS[self.plan[number]](sent)

    @contextmanager
    def idle(self) -> Iterator[None]:
        """Neither counts nor disturbs meanwhile."""
        before, self._idle = self._idle, True
        try:
            yield
        finally:
            self._idle = before

    @contextmanager
    def hooked(self) -> Iterator[Disturber]:
        """Between the platform and its cloud."""
        before, self.account.between = self.account.between, self.between
        try:
            yield self
        finally:
            self.account.between = before
