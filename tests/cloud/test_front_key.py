"""What the front says is believed only when it carries the stage's front key."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.cloud.door import FRONT, read_request
from chalicelib.foundation.ids import digest

KEY = "a key of the front"


def event(sent: str | None) -> dict[str, Any]:
    headers = {"X-Forwarded-For": "198.51.100.9, 203.0.113.1"}
    if sent is not None:
        headers["X-Motcua-Front"] = sent
    context = {"path": "/api/things", "stage": "api", "identity": {"sourceIp": "203.0.113.1"}}
    return {"path": "/things", "headers": headers, "requestContext": context}


@pytest.mark.parametrize(
    ("key", "sent", "believed"),
    [
        (KEY, KEY, True),
        (KEY, "1", False),
        (KEY, "", False),
        (KEY, None, False),
        (KEY, KEY + " ", False),
        (KEY, digest(KEY), False),
        (KEY, "ờ\ud800", False),
        ("", "1", True),
        ("", "", False),
        ("", "2", False),
        ("", None, False),
    ],
)
def test_the_front_is_known_by_its_key(
    monkeypatch: pytest.MonkeyPatch, key: str, sent: str | None, believed: bool
) -> None:
    monkeypatch.setenv("MOTCUA_FRONT_DIGEST", digest(key) if key else "")
    request = read_request(event(sent))
    assert request.base == ("" if believed else "/api")
    assert request.source_ip == ("198.51.100.9" if believed else "203.0.113.1")
    assert (FRONT in request.headers) is believed
    assert KEY not in str(request), "the key goes no further"
