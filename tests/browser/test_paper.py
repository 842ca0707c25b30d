"""Pages on paper: navigation and buttons stay away, text is black and nothing is cut off."""

from __future__ import annotations

import pytest

from tests.browser.pages import CITIZEN, LEADER
from tests.browser.people import People
from tests.browser.reading import Library, nothing
from tests.browser.test_pages import RUNS_OVER

A4 = (718, 1000)
"""What is left of a page between its margins, in CSS pixels."""
MARGIN = 10
"""What a slip's QR code may stand into the margin, by its quiet zone."""
HIDDEN = """() => [...document.querySelectorAll("header nav, .no-print")]
  .filter(one => one.getBoundingClientRect().height)
  .map(one => one.outerHTML.slice(0, 100))"""


@pytest.mark.parametrize(
    ("who", "at"),
    [
        (CITIZEN, "/ho-so/{returned}"),
        (CITIZEN, "/ho-so/{received}/phieu/tiep-nhan"),
        (LEADER, "/can-bo/bao-cao?tu={first}&den={day}"),
        (LEADER, "/can-bo/so-theo-doi"),
        ("", "/thu-tuc/9.000001"),
    ],
)
def test_a_page_can_be_printed(people: People, library: Library, who: str, at: str) -> None:
    page = people.open(who)
    page.goto("." + library.filled(at))
    page.set_viewport_size({"width": A4[0], "height": A4[1]})
    page.emulate_media(media="print")
    nothing(page.evaluate(HIDDEN))
    nothing(page.evaluate(RUNS_OVER, MARGIN))
    assert page.get_by_role("heading").locator("visible=true").count()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") in (
        "rgb(255, 255, 255)",
        "rgba(0, 0, 0, 0)",
    )
