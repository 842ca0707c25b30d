"""The catalogue's list page with as many procedures as a city has: fields, pages, and what is told of each."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from chalicelib.cloud.door import Application
from chalicelib.cloud.page import hang_pages
from chalicelib.onestop.procedures import Catalogue, catalogue, read_procedure
from chalicelib.onestop.procedures.pages import catalogue as open_pages
from chalicelib.onestop.procedures.pages import pages
from infra.generated_procedures import definitions
from tests.cloud.page.browser import Answer, Browser
from tests.onestop.test_pages import OpenGate, sound

MANY = 1500
HEAVIEST = 60 * 1024


@pytest.fixture(scope="module")
def whole() -> Catalogue:
    return Catalogue(read_procedure(one) for one in definitions(MANY))


@pytest.fixture
def browser(whole: Catalogue, monkeypatch: pytest.MonkeyPatch) -> Browser:
    monkeypatch.setattr(open_pages, "catalogue", lambda: whole)
    app = Application("test-many-procedures")
    hang_pages(app, [pages], OpenGate())
    return Browser(app)


def listed(page: Answer) -> list[str]:
    return re.findall(r'<h2><a href="/thu-tuc/([^"]+)"', page.text)


def total(page: Answer) -> int:
    found = re.search(r'role="status">(\d+) thủ tục', page.text)
    assert found, page.text
    return int(found[1])


def test_every_procedure_is_on_one_page_and_no_page_is_heavy(browser: Browser, whole: Catalogue) -> None:
    seen: list[str] = []
    page = browser.get("/thu-tuc")
    last = -(-total(page) // open_pages.A_PAGE)
    for number in range(1, last + 1):
        page = browser.get("/thu-tuc", trang=str(number))
        assert len(page.body) < HEAVIEST
        seen += listed(page)
    assert len(seen) == len(set(seen)) == total(page)
    assert 'rel="next"' not in page.text


def test_a_page_is_sound_and_names_the_others(browser: Browser) -> None:
    page = browser.get("/thu-tuc", trang="30")
    sound(page.text)
    numbers = re.findall(r'aria-label="Trang (\d+)"', page.text)
    assert numbers[0] == "1"
    assert {"29", "30", "31"} <= set(numbers)
    assert page.text.count('aria-current="page"') == 1


@pytest.mark.parametrize("number", ["0", "-1", "x", "999999999", "٣", ""])
def test_a_number_that_is_no_page_shows_one(browser: Browser, number: str) -> None:
    assert listed(browser.get("/thu-tuc", trang=number))


def test_fields_narrow_what_was_found_and_keep_the_words(browser: Browser, whole: Catalogue) -> None:
    page = browser.get("/thu-tuc", tim="giay phep")
    fields = re.findall(r'linh_vuc=([\w-]+)"[^>]*>([^<]+)<span class="quiet">\((\d+)\)', page.text)
    assert sum(int(count) for _, _, count in fields) == total(page)
    code, _, count = fields[0]
    narrowed = browser.get("/thu-tuc", tim="giay phep", linh_vuc=code)
    assert total(narrowed) == int(count)
    assert 'value="giay phep"' in narrowed.text
    for one in listed(narrowed):
        assert whole.versions(one)[-1].field == code


def test_each_one_found_says_mode_time_and_fee() -> None:
    app = Application("test-shipped-procedures")
    hang_pages(app, [pages], OpenGate())
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", Browser(app).get("/thu-tuc", tim="xay nha").text)).split())
    assert "Trực tuyến toàn trình 7 ngày làm việc 75.000" in text


def test_nothing_found_suggests_what_a_part_of_the_words_finds() -> None:
    app = Application("test-shipped-procedures")
    hang_pages(app, [pages], OpenGate())
    page = Browser(app).get("/thu-tuc", tim="qqqq họp báo")
    sound(page.text)
    assert "Chưa tìm thấy" in page.text
    assert "9.000002" in listed(page)


def test_the_start_is_one_button_and_says_what_it_needs() -> None:
    app = Application("test-shipped-procedures")
    hang_pages(app, [pages], OpenGate())
    for code in catalogue().codes():
        page: Any = Browser(app).get(f"/thu-tuc/{code}")
        if page.status == 404:
            continue
        assert page.text.count('class="button"') == 1, code
        assert re.search(r"khoảng \d+ phút", page.text), code
        assert len(page.body) < HEAVIEST
        assert page.text.count("Chưa đối chiếu") == 1, "one legend"
