"""The packaged application behind the front, on the engine."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import pytest

pytestmark = pytest.mark.slow


def get(url: str) -> tuple[int, Any, bytes]:
    request = urllib.request.Request(url, headers={"Accept": "*/*"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.status, answer.headers, answer.read()


def test_health_through_the_front_and_at_the_raw_stage(deployed: Any) -> None:
    for url in (deployed.site_url, deployed.api_url):
        status, headers, body = get(f"{url}/healthz")
        assert status == 200
        assert headers["Content-Type"].startswith("application/json")
        assert json.loads(body)


def test_the_app_learns_from_the_front_that_links_are_at_the_root(deployed: Any) -> None:
    _, _, through_front = get(f"{deployed.site_url}/")
    assert b'href="/api/' not in through_front
    assert b'href="/' in through_front


def test_head_through_the_gateway(deployed: Any) -> None:
    for url in (f"{deployed.site_url}/healthz", f"{deployed.site_url}/", f"{deployed.api_url}/healthz"):
        request = urllib.request.Request(url, method="HEAD", headers={"Accept": "*/*"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert (answer.status, answer.read()) == (200, b"")
