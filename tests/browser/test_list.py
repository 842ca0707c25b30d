"""No page is forgotten: whoever adds a route says in tests/browser/pages.py how it is looked at."""

from __future__ import annotations

import re

import pytest

import app as composed
from chalicelib.cloud.page import Table
from tests.browser.pages import FILES, LOOKS, Look
from tests.browser.reading import Library
from tests.browser.tour import HEAVIEST, PICTURES, STOPS
from tests.conftest import PROJECT

ROUTES = {route.path for room in composed.PAGES for route in room.routes if route.method == "GET"}


def listed() -> set[str]:
    return {look.route for look in (*LOOKS, *FILES)} - {""}


def test_every_page_is_looked_at() -> None:
    missing = sorted(ROUTES - listed())
    assert missing == [], "pages that nobody looks at: give each a Look in tests/browser/pages.py"


def test_nothing_is_listed_that_is_no_page() -> None:
    posted = {route.path for room in composed.PAGES for route in room.routes if route.method == "POST"}
    assert sorted(listed() - ROUTES - posted) == []


def test_a_forgotten_page_is_found() -> None:
    assert ROUTES | {"/moi"} > listed()
    assert ROUTES - {look.route for look in LOOKS if look.route != "/tra-cuu"} >= {"/tra-cuu"}


def test_names_are_told_apart() -> None:
    names = [look.name for look in LOOKS]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


@pytest.mark.parametrize("look", [*LOOKS, *FILES], ids=lambda look: look.name)
def test_a_look_is_at_the_page_it_names(look: Look) -> None:
    """An example's address leads to the route, or to the page from which it is reached."""
    table = Table(composed.PAGES)
    path = look.to or look.at.partition("?")[0]
    parts = tuple(part for part in path.split("/") if part)
    if look.route and not look.to:
        assert table.find("GET", parts)[0].path == look.route
    elif look.to:
        assert table.find("POST", parts)[0].method == "POST"


@pytest.mark.parametrize("look", FILES, ids=lambda look: look.name)
def test_what_is_listed_as_a_file_is_no_page(library: Library, look: Look) -> None:
    got = library.reader(look.who).get(library.filled(look.at))
    assert got.status == look.status
    assert got.status == 303 or not got.headers["content-type"].startswith("text/html")


def test_the_tour_shows_every_picture_that_is_drawn() -> None:
    shown = re.findall(r"images/tour/([\w-]+)\.png", (PROJECT / "docs" / "tour.md").read_text(encoding="utf-8"))
    assert sorted(shown) == sorted(stop.name for stop in STOPS)
    heavy = [one.name for one in PICTURES.glob("*.png") if one.stat().st_size > HEAVIEST]
    assert heavy == []
