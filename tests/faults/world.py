"""A small city for stories of faults: what stands in its cloud, its clock, its queues, and its way back to rest.

Nothing here depends on which cloud is installed: `Cloud` is all that a world asks of one. The platform's own clients
are the only way in which the platform itself is used.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import pytest

from chalicelib.cloud import journal
from chalicelib.cloud.call import Call, Caller, Intent
from chalicelib.cloud.journal import Record
from chalicelib.cloud.worker import BatchFailed
from chalicelib.foundation.ids import digest

MONDAY = datetime(2026, 12, 7, 2, 0, tzinfo=UTC)
"""09:00 in Vietnam: every world begins here."""
SWEEPS = 3
"""Within so many sweeps everything comes to rest once the faults have stopped."""
A_BATCH = 10
"""The most messages that a queue hands out at a time."""
QUEUES = ("events", "clocks", "ledger")

RawItem = Mapping[str, Mapping[str, Any]]
Stored = Mapping[tuple[str, str], Any]
"""What lies in the buckets, by (bucket, key); the values are the cloud's own."""


@dataclass(frozen=True)
class Saved:
    """Everything a cloud holds, and the time of day."""

    rows: tuple[RawItem, ...]
    objects: Stored
    at: datetime = MONDAY


class Cloud(Protocol):
    """What a world asks of the cloud under it, past the clients of the platform and never disturbed by a fault."""

    def rows(self) -> list[RawItem]:
        """All items of the table, as DynamoDB gives them."""
        ...

    def objects(self) -> Stored:
        """All objects of the quarantine and keep buckets."""
        ...

    def load(self, rows: Sequence[RawItem], objects: Stored) -> None:
        """Makes this everything that there is: table, buckets; the queues are empty."""
        ...

    def take(self, queue: str) -> list[dict[str, Any]]:
        """Up to A_BATCH messages of a queue of QUEUES, as Lambda hands them to a worker."""
        ...

    def remove(self, queue: str, records: Sequence[Mapping[str, Any]]) -> None:
        """Removes messages that were handled, as Lambda does."""
        ...


CITIZEN = Caller("acc-citizen-1", "Citizen", frozenset({"citizen"}))
ANOTHER = Caller("acc-citizen-2", "Another", frozenset({"citizen"}))
ONESTOP = Caller("acc-onestop-d07", "Desk", frozenset({"one_stop_officer"}), "d07")
SPECIALIST = Caller("acc-specialist-d07", "Specialist", frozenset({"specialist"}), "d07")
LEADER = Caller("acc-leader-d07", "Leader", frozenset({"leader"}), "d07")
ASKED = Caller("acc-specialist-d06", "Asked", frozenset({"specialist"}), "d06")
ADMIN = Caller("acc-admin-d07", "Admin", frozenset({"agency_admin"}), "d07")
OPERATOR = Caller("acc-operator", "Operator", frozenset({"operator"}), "office")


@dataclass(frozen=True)
class Subject:
    """What an operation is about: an id, the version its client has seen, and whatever else it needs."""

    id: str = ""
    version: int = 0
    code: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Promise:
    """An answer that a client was given: it must hold for ever."""

    operation: str
    key: str
    answer: Any


@dataclass
class World:
    """`delivered`: what each queue has handed out, with repetitions. `held`: what came back to a queue.
    `sent_before`: the events (`<aggregate>.<number>`) that had been sent when the world was loaded.
    """

    cloud: Cloud
    at: datetime = MONDAY
    delivered: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {queue: [] for queue in QUEUES})
    held: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {queue: [] for queue in QUEUES})
    promises: list[Promise] = field(default_factory=list)
    sent_before: set[str] = field(default_factory=set)
    saved: dict[str, tuple[Saved, Subject]] = field(default_factory=dict)

    def call(self, who: Caller, key: str, route: str, seen: int | None = None, said: Any = None) -> Call:
        """A call of a use case as a door makes it; the same key and words are the same wish."""
        intent = Intent(who.account, route, key, digest(journal.canonical(said)))
        return Call(who, self.at, intent=intent, expected=seen)

    def save(self) -> Saved:
        """The world as it is, at rest."""
        return Saved(tuple(deepcopy(self.cloud.rows())), self.cloud.objects(), self.at)

    def load(self, saved: Saved) -> None:
        """The world as it was, with nothing on its way and nothing promised."""
        self.cloud.load(saved.rows, saved.objects)
        self.at = saved.at
        self.delivered = {queue: [] for queue in QUEUES}
        self.held = {queue: [] for queue in QUEUES}
        self.promises = []
        self.sent_before = {f"{one['pk']['S']}.{one['seq']['N']}" for one in saved.rows if "sent" in one}
        forget()

    def state(self, name: str, build: Callable[[World], Subject]) -> Subject:
        """A named state of the world with its subject: built and brought to rest once, then loaded."""
        if name not in self.saved:
            subject = build(self)
            self.rest()
            self.saved[name] = (self.save(), subject)
        saved, subject = self.saved[name]
        self.load(saved)
        return subject

    def rows(self) -> list[RawItem]:
        """All items of the table."""
        return self.cloud.rows()

    def row(self, pk: str, sk: str) -> RawItem | None:
        """One item of the table."""
        return next((one for one in self.rows() if (one["pk"]["S"], one["sk"]["S"]) == (pk, sk)), None)

    def records(self, pk: str) -> list[Record]:
        """The journal of one aggregate in order."""
        rows = [one for one in self.rows() if one["pk"]["S"] == pk and one["sk"]["S"].startswith(journal.ENTRY)]
        return journal.records(pk, rows=rows)

    def deliver(self, queue: str) -> int:
        """Hands what lies in a queue to its reader until it is empty or nothing gets on; how many were handled."""
        handled = 0
        while True:
            fresh = self.cloud.take(queue)
            records, self.held[queue] = self.held[queue] + fresh, []
            if not records:
                return handled
            self.delivered[queue] += [json.loads(one["body"]) for one in records]
            failed = self._hand_over(queue, records)
            self.held[queue] = [one for one in records if one["messageId"] in failed]
            gone = [one for one in records if one["messageId"] not in failed]
            self.cloud.remove(queue, [one for one in gone if one in fresh])
            handled += len(gone)
            if failed or len(fresh) < A_BATCH:
                return handled

    def _hand_over(self, queue: str, records: list[dict[str, Any]]) -> set[str]:
        try:
            reader_of(queue)({"Records": records}, None)
        except BatchFailed as failure:
            return set(failure.failed)
        return set()

    def sweep(self) -> None:
        """A minute passes: the sweeper looks for what was left behind, and the queues are read."""
        from chalicelib.cloud import outbox

        self.at += timedelta(minutes=1)
        with suppress(outbox.LeftBehind):
            outbox.sweep(self.at)
        for queue in QUEUES:
            self.deliver(queue)

    def resting(self) -> bool:
        """Whether no event is unsent and no message is on its way."""
        unsent = any(one.get("dk", {}).get("S", "").startswith(f"{journal.UNSENT}#") for one in self.rows())
        return not unsent and not any(self.held.values())

    def rest(self, sweeps: int = SWEEPS) -> int:
        """Brings the world to rest; the number of sweeps it took, one more than `sweeps` when it never came."""
        for number in range(1, sweeps + 1):
            self.sweep()
            if self.resting():
                return number
        return sweeps + 1


def reader_of(queue: str) -> Callable[[Any, Any], Any]:
    """The worker that reads a queue, as Lambda calls it."""
    from chalicelib.commons.audit.workers import audit_witness
    from chalicelib.onestop.dossiers.workers import dossiers_clocks
    from chalicelib.onestop.ledger.workers import ledger_post

    readers: Mapping[str, Any] = {"events": audit_witness, "clocks": dossiers_clocks, "ledger": ledger_post}
    found: Callable[[Any, Any], Any] = readers[queue]
    return found


def message(body: Any, number: int = 1, queue: str = "events") -> dict[str, Any]:
    """A message as Lambda hands it to a worker."""
    return {
        "messageId": f"m{number}",
        "receiptHandle": f"r{number}",
        "body": json.dumps(body),
        "attributes": {"ApproximateReceiveCount": "1"},
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:ap-southeast-1:000000000000:{queue}",
        "awsRegion": "ap-southeast-1",
    }


def forget() -> None:
    """What a process remembers is gone, as after its end; what every process reads at first is read again."""
    from chalicelib.civic import portal
    from chalicelib.commons import worktime
    from chalicelib.commons.identity import service
    from chalicelib.onestop.dossiers import numbering
    from chalicelib.onestop.procedures import catalogue

    numbering._last_numbers.clear()
    service()._remembered.clear()
    portal.forget()
    catalogue().forget()
    catalogue().codes()
    live = worktime.live_calendar()
    live.forget()
    live.announced()


@contextmanager
def clock_of(world: World) -> Iterator[None]:
    """The world's time of day is that of every module of the platform that asks for it."""
    import sys

    import app  # noqa: F401 - all modules are there before their clock is set
    from chalicelib.foundation import clock

    real = clock.now
    with pytest.MonkeyPatch.context() as patch:
        for name, module in list(sys.modules.items()):
            if name.startswith("chalicelib.") and getattr(module, "now", None) is real:
                patch.setattr(module, "now", lambda: world.at)
        yield


def with_seen(subject: Subject, version: int, **facts: Any) -> Subject:
    """The subject at a later version, with more facts."""
    return replace(subject, version=version, facts={**subject.facts, **facts})
