"""What a first visit costs on a slow connection, counted as the browser receives it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.people import PHONE, People

FIRST_VISIT = 100_000
"""Bytes over the wire, headers included: page, style sheet, script, fonts, pictures."""


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_first_visit_of_the_home_page(people: People, lang: str) -> None:
    page = people.open(lang=lang, screen=PHONE)
    got = received(page)
    page.goto("./")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.fonts.status") == "loaded"
    assert sum(got.values()) <= FIRST_VISIT, dict(sorted(got.items(), key=lambda one: -one[1]))
    assert sum(name.endswith(".woff2") for name in got) >= 2, "the fonts are counted"


def test_the_second_page_fetches_nothing_but_itself(people: People) -> None:
    page = people.open(screen=PHONE)
    page.goto("./")
    page.wait_for_load_state("networkidle")
    got = received(page)
    page.goto("./tra-cuu")
    page.wait_for_load_state("networkidle")
    assert [name for name, size in got.items() if size and name.startswith("/static/")] == []
    assert "/tra-cuu" in got


def received(page: Any) -> dict[str, int]:
    """Fills with the bytes of everything that the tab fetches from now on, by path; nothing for what it kept."""
    talk, sizes, names, kept = page.context.new_cdp_session(page), {}, {}, set()
    talk.send("Network.enable")
    talk.on("Network.requestWillBeSent", lambda told: names.update({told["requestId"]: told["request"]["url"]}))
    talk.on("Network.requestServedFromCache", lambda told: kept.add(told["requestId"]))

    def answered(told: Any) -> None:
        if told["response"].get("fromDiskCache"):
            kept.add(told["requestId"])

    talk.on("Network.responseReceived", answered)

    def finished(told: Any) -> None:
        name = "/" + names[told["requestId"]].split("/", 3)[-1]
        if told["requestId"] not in kept:
            sizes[name] = sizes.get(name, 0) + int(told["encodedDataLength"])

    talk.on("Network.loadingFinished", finished)
    return sizes
