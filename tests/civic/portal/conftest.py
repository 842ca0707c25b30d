"""The city for the portal's tests; what a test announces or publishes is gone after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chalicelib.civic import portal
from chalicelib.civic.portal import store
from chalicelib.civic.portal.texts import KINDS
from chalicelib.cloud import table
from tests.onestop.conftest import city, lists_emptied, platform

__all__ = ["city", "lists_emptied", "platform"]


@pytest.fixture(autouse=True)
def _nothing_said(request: pytest.FixtureRequest) -> Iterator[None]:
    """Begins and ends without notices and with the texts as shipped, in the table and in this process."""
    if "stage" not in request.fixturenames and "city" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("stage")
    _clear()
    yield
    _clear()


def _clear() -> None:
    for pk in (store.NOTICES, *(store.pk_of(code) for code in KINDS)):
        for row in table.collection(pk):
            table.drop(table.Item(pk=row["pk"]["S"], sk=row["sk"]["S"]))
    portal.forget()
