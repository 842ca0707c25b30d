"""A world of stories (`tests/faults/world.py`) on the fake: the same operations and checks, much faster."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from unittest import mock

from chalicelib.cloud import journal, worker
from chalicelib.cloud.journal import Record
from infra.local.engine import client_environment
from tests.fake.account import Account, installed, uninstalled
from tests.fake.clockwork import clockwork
from tests.fake.queues import url_of
from tests.fake.wire import Wire
from tests.faults.engine import standing_in
from tests.faults.world import QUEUES, RawItem, Saved, Stored, World, clock_of

VARIABLES = {
    "MOTCUA_STAGE": "fake",
    "MOTCUA_DEMO": "yes",
    "MOTCUA_TABLE": "motcua-fake",
    "MOTCUA_STREAM_ARN": "arn:aws:dynamodb:ap-southeast-1:000000000000:table/motcua-fake/stream/fake",
    "MOTCUA_QUARANTINE_BUCKET": "motcua-fake-quarantine",
    "MOTCUA_KEEP_BUCKET": "motcua-fake-keep",
    "MOTCUA_EVENTS_TOPIC_ARN": "arn:aws:sns:ap-southeast-1:000000000000:motcua-fake-events",
    "MOTCUA_EVENTS_QUEUE": "events",
    "MOTCUA_CLOCKS_QUEUE": "clocks",
    "MOTCUA_LEDGER_QUEUE": "ledger",
    "MOTCUA_ARRIVALS_QUEUE": "arrivals",
    "MOTCUA_PRINTING_QUEUE": "printing",
    "MOTCUA_PRINTING_QUEUE_URL": url_of("printing"),
    "MOTCUA_SITE_URL": "http://127.0.0.1:8000",
    **client_environment(""),
    "AWS_XRAY_SDK_ENABLED": "false",
}


SIGNING_KEY: RawItem = {"pk": {"S": "K#signing"}, "sk": {"S": "K"}, "value": {"S": "A" * 43}}
"""What `infra up` leaves in the table of every stage."""


@dataclass
class FakeCloud:
    """The `Cloud` of a fake account."""

    account: Account
    _loaded: dict[int, tuple[Sequence[RawItem], Callable[[], None]]] = field(default_factory=dict)

    def rows(self) -> list[RawItem]:
        """See Cloud."""
        return [row for some in self.account.database.rows.values() for row in some.values()]

    def objects(self) -> Stored:
        """See Cloud."""
        return dict(self.account.objects.stored)

    def load(self, rows: Sequence[RawItem], objects: Stored) -> None:
        """See Cloud. What was loaded once is brought back, not written again."""
        if id(rows) not in self._loaded:
            self.account.database.fill(rows)
            self._loaded[id(rows)] = (rows, self.account.database.snapshot())
        self._loaded[id(rows)][1]()
        self.account.objects.stored = dict(objects)
        self.account.queues.purge()
        self.account.begin()

    def take(self, queue: str) -> list[dict[str, Any]]:
        """See Cloud."""
        return self.account.queues.batch(queue, 10)

    def remove(self, queue: str, records: Sequence[Mapping[str, Any]]) -> None:
        """See Cloud."""
        for record in records:
            self.account.queues.queues[queue].pop(record["messageId"], None)


MISTAKES = (AssertionError, TypeError, LookupError, AttributeError, NameError, NotImplementedError, RecursionError)


class FakeWorld(World):
    """A world on the fake: what it looks up, it looks up at once, and items are never copied, since none changes."""

    account: Account
    broken: list[str]
    """Mistakes in programs that somebody met, and that a worker's guard would only have logged."""

    def pass_time(self, span: timedelta) -> None:
        """Time passes, for people and for the cloud."""
        self.at += span
        self.account.clock.sleep(span.total_seconds())

    def arrive(self, key: str) -> None:
        """The store tells the arrivals queue that a browser has posted something."""
        records = [{"eventSource": "aws:s3", "eventName": "ObjectCreated:Post", "s3": {"object": {"key": key}}}]
        self.account.queues.add("arrivals", json.dumps({"Records": records}))

    def noted(self, event: str, **facts: Any) -> None:
        """Stands in for the log of failures."""
        failure = sys.exc_info()[1]
        if isinstance(failure, MISTAKES):
            self.broken.append(f"{event}: {failure!r}")

    def load(self, saved: Saved) -> None:
        """See World; the addresses of queues are asked for anew."""
        worker._queue_url.cache_clear()
        self.broken.clear()
        super().load(saved)

    def sweep(self) -> None:
        """See World; the minute passes for the fake too."""
        self.account.clock.sleep(60)
        super().sweep()

    def save(self) -> Saved:
        """See World."""
        return Saved(tuple(self.cloud.rows()), self.cloud.objects(), self.at)

    def row(self, pk: str, sk: str) -> RawItem | None:
        """See World."""
        return self.account.database.rows.get(pk, {}).get(sk)

    def records(self, pk: str) -> list[Record]:
        """See World."""
        found = self.account.database.rows.get(pk, {})
        return journal.records(pk, rows=[row for sk, row in found.items() if sk.startswith(journal.ENTRY)])


@contextmanager
def fake_city(seed: int = 0) -> Iterator[FakeWorld]:
    """A world on a fake account; the platform in this process works on it meanwhile, as clockwork."""
    import app  # noqa: F401 - the whole platform is imported before its clock is set

    account = Account()
    for queue in QUEUES:
        account.queues.make(queue, reads=True)
    account.queues.make("arrivals", reads=False)
    account.queues.make("printing", reads=False)
    account.database.fill([SIGNING_KEY])
    world = FakeWorld(FakeCloud(account))
    world.account, world.broken = account, []
    cheap = mock.patch("chalicelib.commons.identity.passwords._LOG_N", 1)
    log = mock.patch("chalicelib.cloud.log.error", world.noted)
    steady = clockwork(account.clock, account.chance)
    with cheap, log, steady, installed(account), standing_in(VARIABLES), clock_of(world):
        account.chance.seed(seed)
        yield world


@contextmanager
def wired(world: FakeWorld) -> Iterator[FakeWorld]:
    """Within a fake city: requests go through the whole SDK, down to the bytes, before the fake answers them."""
    with uninstalled(), Wire(world.account).connected():
        yield world
