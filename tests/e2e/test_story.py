"""The story against the packaged and deployed application: behind the front, and at the raw stage URL."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.commons.identity import demo_password
from tests.story.chapters import tell

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("address", ["front", "raw stage"])
def test_the_story_holds(deployed: Any, address: str) -> None:
    told: list[str] = []
    if address == "front":
        tell(deployed.site_url, demo_password(), told.append)
    else:
        tell(deployed.api_url, demo_password(), told.append, base="/api", patient=False)
    assert any("verified and witnessed" in line for line in told)
    assert any("by pages" in line for line in told)
    assert any("the ledger balances" in line for line in told)
    assert any("paid online" in line for line in told)
    assert any("rated once" in line for line in told)
    assert (address != "front") or any("by the schedule" in line for line in told)
