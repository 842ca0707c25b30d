"""`python -m tests.browser.tour`: makes the pictures of docs/tour.md anew, from the prepared city, and small.

Each stop of the tour is a line in STOPS. MOTCUA_CITY names a city that runs already, as for the tests.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from chalicelib.foundation.clock import now, vietnam_day
from tests.browser import chromium
from tests.browser.city import Where
from tests.browser.pages import ASKED, CITIZEN, DESK, LEADER, NOBODY, OPERATOR, SPECIALIST
from tests.browser.people import PHONE, People, Screen
from tests.conftest import PROJECT

PICTURES = PROJECT / "docs" / "images" / "tour"
HEAVIEST = 60_000
"""Bytes of a picture."""
TALLEST = 1200
"""CSS pixels that are shown of a page."""
COLOURS = (128, 64, 32, 16)
WIDE = Screen(1280, 900, 0.75)
"""A desk's screen, drawn three quarters as large."""


@dataclass(frozen=True)
class Stop:
    """One picture: its file's name, whose page, where, on which screen."""

    name: str
    who: str
    at: str
    screen: Screen = WIDE


STOPS = (
    Stop("home", NOBODY, "/"),
    Stop("home-phone", NOBODY, "/", PHONE),
    Stop("procedure", NOBODY, "/thu-tuc/9.000001"),
    Stop("form-phone", CITIZEN, "/ho-so/{filled}/khai/applicant", PHONE),
    Stop("papers", CITIZEN, "/ho-so/{ready}/giay-to"),
    Stop("check", CITIZEN, "/ho-so/{ready}/kiem-tra"),
    Stop("submitted", CITIZEN, "/ho-so/{submitted}/xong"),
    Stop("dossier", CITIZEN, "/ho-so/{returned}"),
    Stop("late-phone", CITIZEN, "/ho-so/{late}", PHONE),
    Stop("supplement", CITIZEN, "/ho-so/{asked}/bo-sung"),
    Stop("look-up", NOBODY, "/tra-cuu?ma={code}"),
    Stop("inbox", DESK, "/can-bo"),
    Stop("officer", SPECIALIST, "/can-bo/ho-so/{examined}"),
    Stop("decision-phone", LEADER, "/can-bo/ho-so/{to_decide}", PHONE),
    Stop("consultation", ASKED, "/can-bo/hoi-y-kien/{consulted}"),
    Stop("desk", DESK, "/quay/ho-so/{desk_received}"),
    Stop("slip", CITIZEN, "/ho-so/{received}/phieu/tiep-nhan"),
    Stop("report", LEADER, "/can-bo/bao-cao?tu={first}&den={day}"),
    Stop("kiosk", NOBODY, "/ki-ot/d07", Screen(1080, 1400, 0.75)),
    Stop("operator", OPERATOR, "/quan-tri"),
)


def main() -> int:
    """Draws every stop; 1 when a picture cannot be made small enough, or without a browser."""
    path = chromium.find()
    if path is None:
        print(chromium.MISSING)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    today = vietnam_day(now())
    with city() as where, chromium.launched(path) as browser:
        people = People(browser, where, {})
        facts = {**where.examples, "day": f"{today}", "first": f"{today:%Y-%m}-01"}
        heavy = [stop.name for stop in STOPS if not draw(people, stop, facts)]
    print(f"too heavy: {', '.join(heavy)}" if heavy else f"{len(STOPS)} pictures in {PICTURES.relative_to(PROJECT)}")
    return 1 if heavy else 0


def draw(people: People, stop: Stop, facts: dict[str, str]) -> bool:
    """Makes one picture; whether it is small enough."""
    page = people.open(stop.who, screen=stop.screen)
    page.goto("." + stop.at.format_map(facts))
    page.evaluate("document.fonts.ready.then(() => null)")
    height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
    clip = {"x": 0, "y": 0, "width": stop.screen.width, "height": height}
    content = smaller(page.screenshot(clip=clip, full_page=True))
    (PICTURES / f"{stop.name}.png").write_bytes(content)
    print(f"{stop.name:<16} {len(content):>7}", flush=True)
    page.context.close()
    return len(content) <= HEAVIEST


def smaller(picture: bytes) -> bytes:
    """The same picture in as many colours as fit into HEAVIEST."""
    from PIL import Image

    image = Image.open(BytesIO(picture)).convert("RGB")
    content = b""
    for colours in COLOURS:
        made = BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(made, "PNG", optimize=True)
        content = made.getvalue()
        if len(content) <= HEAVIEST:
            break
    return content


@contextmanager
def city() -> Iterator[Where]:
    """The prepared city: one that runs already, or one of its own."""
    if running := os.environ.get("MOTCUA_CITY"):
        yield Where(**json.loads(Path(running).read_text(encoding="utf-8")))
        return
    told = PROJECT / ".local" / "looked-at.json"
    told.unlink(missing_ok=True)
    with tempfile.TemporaryFile() as log:
        words = [sys.executable, "-m", "tests.browser.city"]
        process = subprocess.Popen(words, cwd=PROJECT, stdin=subprocess.PIPE, stdout=log, stderr=log)
        try:
            while not told.exists():
                if process.poll() is not None:
                    log.seek(0)
                    raise SystemExit(log.read()[-3000:].decode())
                time.sleep(0.2)
            yield Where(**json.loads(told.read_text(encoding="utf-8")))
        finally:
            process.communicate(timeout=30)


if __name__ == "__main__":
    sys.exit(main())
