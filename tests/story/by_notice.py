"""An operator announces maintenance, a citizen reads it at the top of a page, and it is taken down."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.foundation.clock import iso
from tests.story.cast import Cast
from tests.story.web import Say, wait_for
from tests.story.window import Window, words


def announced(cast_: Cast, url: str, base: str, say: Say) -> None:
    """Other processes follow within a minute."""
    now, mark = datetime.now(tz=UTC), uuid.uuid4().hex[:8]
    notice = {
        "kind": "maintenance",
        "vi": f"Diễn tập bảo trì {mark}.",
        "en": f"Maintenance exercise {mark}.",
        "since": iso(now - timedelta(minutes=1)),
        "until": iso(now + timedelta(hours=1)),
    }
    made = cast_.operator.post("/api/v1/notices", notice, version=_version(cast_)).must(201).json
    page = Window(url, base)
    wait_for("the notice to be shown", lambda: _shown(page, mark, True), 90)
    say(f"an operator announces maintenance; a citizen reads “{notice['vi']}” at the top of the home page")
    path = f"/api/v1/notices/{made['number']}/moves"
    cast_.operator.post(path, {"move": "end"}, version=_version(cast_)).must(200)
    wait_for("the notice to be gone", lambda: _shown(page, mark, False), 90)
    say("it is taken down, and the page is quiet again")


def _version(cast_: Cast) -> int:
    board = cast_.operator.get("/api/v1/notices/board").must(200)
    return int(board.headers["etag"].strip('"'))


def _shown(page: Window, mark: str, there: bool) -> Any:
    return True if (mark in words(page.open("/").must(200))) is there else None
