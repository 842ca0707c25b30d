"""The catalogue is left as it was found: what a test publishes is in nobody's catalogue afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chalicelib.cloud import table
from chalicelib.onestop import procedures
from chalicelib.onestop.procedures import store


@pytest.fixture(autouse=True)
def _catalogue_left_as_found(request: pytest.FixtureRequest) -> Iterator[None]:
    """Points back to the index that was the present one before the test."""
    if "stage" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("stage")
    before = store.index(consistent=True)
    yield
    item = store.Pointer(pk=store.POINTER[0], sk=store.POINTER[1], version=before.version, object=before.object)
    if before.object:
        table.put(item)
    else:
        table.drop(item)
    procedures.catalogue().forget()
