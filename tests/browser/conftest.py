"""One prepared city and one browser for all tests of pages; each test has tabs and cookies of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.foundation.clock import now, short_moment, vietnam_day
from chalicelib.onestop.procedures.lifeevents import life_events
from tests.browser import chromium
from tests.browser.city import Where
from tests.browser.people import People
from tests.browser.reading import Library, ask_for
from tests.conftest import PROJECT

PATIENCE = 240
"""Seconds that a busy machine may take to prepare the city."""


@pytest.fixture(scope="session")
def where(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Where]:
    """The prepared city, served by a process of its own: its stage and its clock are nobody else's.

    MOTCUA_CITY names the file of one that runs already (`python -m tests.browser.city`), for quick repetitions.
    """
    if running := os.environ.get("MOTCUA_CITY"):
        yield Where(**json.loads(Path(running).read_text(encoding="utf-8")))
        return
    engine: Any = request.getfixturevalue("engine")
    home = tmp_path_factory.mktemp("city")
    told, log = home / "where.json", home / "city.log"
    words = [sys.executable, "-m", "tests.browser.city", engine.url, str(told)]
    with log.open("wb") as out:
        city = subprocess.Popen(words, cwd=PROJECT, stdin=subprocess.PIPE, stdout=out, stderr=subprocess.STDOUT)
    try:
        yield Where(**json.loads(_told(city, told, log)))
    finally:
        assert city.stdin is not None
        city.stdin.close()
        city.terminate()
        city.wait()


def _told(city: subprocess.Popen[bytes], told: Path, log: Path) -> str:
    end = time.monotonic() + PATIENCE
    while not told.exists():
        if city.poll() is not None or time.monotonic() > end:
            pytest.fail(f"the city was not prepared:\n{log.read_text(encoding='utf-8')[-4000:]}")
        time.sleep(0.1)
    return told.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def library(where: Where) -> Library:
    """Every page as text."""
    today = vietnam_day(now())
    dates = {"year": f"{today:%Y}", "month": f"{today:%Y-%m}", "day": f"{today}", "first": f"{today:%Y-%m}-01"}
    closed = today.replace(day=1) - timedelta(days=1)
    dates |= {"closed_first": f"{closed:%Y-%m}-01", "closed_last": f"{closed}"}
    dates["until"] = short_moment(now() + timedelta(days=3))
    others = {"digits": where.digits, "event": life_events()[0].id, "long": "x" * 41}
    return Library(where, {**where.examples, **dates, **others})


@pytest.fixture(scope="session")
def wish(where: Where) -> Callable[..., Any]:
    """Makes one more of something in the city: `wish("submitted")`; see scenery.WISHES."""
    return ask_for(where)


@pytest.fixture(scope="session")
def _browser() -> Iterator[Any]:
    path = chromium.find()
    if path is None:
        pytest.skip(chromium.MISSING)
    with chromium.launched(path) as browser:
        yield browser


@pytest.fixture(scope="session")
def _sessions() -> dict[str, Any]:
    """Who has signed in already, with their cookies."""
    return {}


@pytest.fixture
def people(_browser: Any, where: Where, _sessions: dict[str, Any]) -> Iterator[People]:
    """Opens tabs for people; at the end everything that their browsers complained of must have been expected."""
    made = People(_browser, where, _sessions)
    yield made
    made.leave()
