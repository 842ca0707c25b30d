"""The ledger's part of the city: empty at the beginning of every test, fed through the worker's own function."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import pytest

from chalicelib.onestop.ledger.model import Happening
from tests.onestop.ledger.histories import envelope

OURS = ("LD#", "LM#", "LC#")


def empty() -> None:
    """Takes everything of the ledger out of the table."""
    from chalicelib.cloud.items import connection

    client, name = connection().connection.client, connection().table_name
    for page in client.get_paginator("scan").paginate(TableName=name, ProjectionExpression="pk, sk"):
        for key in page["Items"]:
            if key["pk"]["S"].startswith(OURS):
                client.delete_item(TableName=name, Key=key)


@pytest.fixture
def ledger(stage: Any) -> Iterator[Any]:
    """The room, with nothing posted."""
    from chalicelib.onestop import ledger as room

    empty()
    yield room
    empty()


@pytest.fixture
def deliver(ledger: Any, monkeypatch: pytest.MonkeyPatch) -> Post:
    """Hands events to the worker as the queue does; `deliver.at` is the time of day there."""
    from chalicelib.onestop.ledger import workers

    post = Post()
    monkeypatch.setattr(workers, "now", lambda: post.at)
    return post


class Post:
    """The ledger's queue."""

    def __init__(self) -> None:
        from chalicelib.foundation.clock import now

        self.at: datetime = now()
        self._numbers = itertools.count(1)

    def __call__(self, dossier: str, happenings: Iterable[Happening]) -> None:
        """Made-up events of a dossier."""
        self.bodies(envelope(dossier, one) for one in happenings)

    def bodies(self, bodies: Iterable[dict[str, Any]]) -> None:
        """Events as they are."""
        from chalicelib.onestop.ledger.workers import take

        for body in bodies:
            take(body, f"m{next(self._numbers)}")

    def journal(self, dossier: str) -> list[dict[str, Any]]:
        """The events of a real dossier, in order."""
        from chalicelib.cloud import journal
        from chalicelib.cloud.outbox import envelope as event_of

        return [event_of(entry, "test") for entry in journal.records(f"D#{dossier}")]
