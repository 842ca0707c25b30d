"""The story against the packaged and deployed application: behind the front, and at the raw stage URL."""

from __future__ import annotations

from typing import Any

import pytest

from tests.story.chapters import tell

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def password(deployed: Any) -> str:
    """The demo people of the deployed stage."""
    from chalicelib.commons import identity
    from chalicelib.foundation.clock import now

    identity.seed_demo(now())
    return identity.demo_password()


@pytest.mark.parametrize("address", ["front", "raw stage"])
def test_the_story_holds(deployed: Any, password: str, address: str) -> None:
    told: list[str] = []
    if address == "front":
        tell(deployed.site_url, password, told.append)
    else:
        tell(deployed.api_url, password, told.append, base="/api")
    assert any("verified and witnessed" in line for line in told)
    assert any("by pages" in line for line in told)
