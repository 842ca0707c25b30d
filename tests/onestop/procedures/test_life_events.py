"""Life events: every code is a shipped procedure's, every picture is drawn, and the pages lead to the procedures."""

from __future__ import annotations

import re

import pytest

from chalicelib.cloud.page.render import TEMPLATES
from chalicelib.onestop.procedures.lifeevents import life_events
from chalicelib.onestop.procedures.shipped import shipped
from tests.cloud.page.browser import Browser
from tests.onestop.conftest import City

EVENTS = [one.id for one in life_events()]


def test_every_code_is_shipped_and_every_picture_drawn() -> None:
    shipped_codes = {one.code for one in shipped()}
    drawn = set(re.findall(r'^  "([a-z]+)": "M', (TEMPLATES / "page" / "icons.html").read_text("utf-8"), re.MULTILINE))
    for event in life_events():
        assert set(event.procedures) <= shipped_codes, event.id
        assert event.icon in drawn, event.id
    assert len(set(EVENTS)) == len(EVENTS)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("event", EVENTS)
def test_an_event_leads_to_its_procedures_in_their_order(city: City, event: str, lang: str) -> None:
    known = next(one for one in life_events() if one.id == event)
    page = Browser(city.app).get(f"/viec/{event}", lang=lang)
    assert page.status == 200
    assert known.name.say(lang) in page.text
    assert re.findall(r'href="/thu-tuc/([0-9.]+)"', page.text) == list(known.procedures)


def test_home_shows_every_event_and_says_how_many_procedures_there_are(city: City) -> None:
    home = Browser(city.app).get("/")
    assert re.findall(r'href="/viec/([a-z-]+)"', home.text) == EVENTS
    assert len(re.findall(r'href="/thu-tuc/[0-9.]+"', home.text)) == 6


def test_an_unknown_event_is_a_page_that_is_not_there(city: City) -> None:
    page = Browser(city.app).get("/viec/bay-len-mat-trang")
    assert page.status == 404
    assert "procedures/no-life-event" in page.text
