"""The sandbox's notices go straight to the door of this process."""

from __future__ import annotations

import pytest

from tests.onestop.conftest import City
from tests.onestop.payments.payer import Post


@pytest.fixture
def post(city: City, monkeypatch: pytest.MonkeyPatch) -> Post:
    """The courier of the sandbox's notices."""
    from chalicelib.onestop.payments.providers import courier

    carrier = Post(city)
    monkeypatch.setattr(courier, "deliver", carrier)
    return carrier
