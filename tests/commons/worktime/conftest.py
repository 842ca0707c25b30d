"""The city for the calendar's tests; what a test announces is gone after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chalicelib.cloud import table
from chalicelib.commons import worktime
from chalicelib.commons.worktime import store
from tests.onestop.conftest import city, lists_emptied, platform

__all__ = ["city", "lists_emptied", "platform"]


@pytest.fixture(autouse=True)
def _nothing_announced(request: pytest.FixtureRequest) -> Iterator[None]:
    """Begins and ends without announcements, in the table and in this process."""
    if "stage" not in request.fixturenames and "city" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("stage")
    _clear()
    yield
    _clear()


def _clear() -> None:
    for row in table.collection(store.PK):
        table.drop(table.Item(pk=row["pk"]["S"], sk=row["sk"]["S"]))
    worktime.live_calendar().forget()
