"""The calendar's pages: the year for everybody, announcing step by step, nothing typed lost."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from typing import Any

import pytest

from chalicelib.commons.worktime import store
from chalicelib.foundation.clock import VIETNAM, now
from tests.cloud.page.browser import Answer, Browser
from tests.onestop.conftest import City
from tests.onestop.test_pages import sound
from tests.onestop.test_pages_story import sign_in

NOW = datetime(2026, 11, 2, 10, 0, tzinfo=VIETNAM)
YEAR, BOARD = "/lich-lam-viec", "/quan-tri/lich"
STORM = {
    "day": "5/11/2026",
    "kind": "holiday",
    "vi": "Nghỉ tránh bão",
    "en": "Closed for the storm",
    "legal_basis": "Công điện 99/CĐ-UBND",
    "announced_on": "02/11/2026",
    "for_day": "",
    "scope": "all",
}


@pytest.fixture
def nobody(city: City) -> Browser:
    city.at(NOW)
    return Browser(city.app)


def at_work(city: City, login: str, base: str = "") -> Browser:
    """Somebody signed in by the real clock, on the day of the tests."""
    city.app.clock = now
    browser = sign_in(city, login, base)
    city.at(NOW)
    return browser


@pytest.fixture
def operator(city: City) -> Browser:
    return at_work(city, "vanhanh")


@pytest.fixture
def admin(city: City) -> Browser:
    return at_work(city, "quantri.d07")


def preview(browser: Browser, **typed: Any) -> Answer:
    return browser.submit(browser.get(BOARD), f"{BOARD}/xem-truoc", **{**STORM, **typed})


def hidden(page: Answer, action: str) -> dict[str, list[str]]:
    """The hidden fields of a form, those of one name together."""
    form = page.text.split(f'action="{action}"')[1].split("</form>")[0]
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form):
        fields.setdefault(name, []).append(unescape(value))
    return fields


def confirm(browser: Browser, page: Answer) -> Answer:
    return browser.post(f"{BOARD}/cong-bo", hidden(page, f"{browser.base}{BOARD}/cong-bo"))


def announce(browser: Browser, **typed: Any) -> Answer:
    page = preview(browser, **typed)
    assert page.status == 200, page.text
    return confirm(browser, page)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("query", [{}, {"nam": "2027"}, {"nam": "2031", "co-quan": "d07"}])
def test_the_year_is_sound_and_open_to_all(nobody: Browser, query: dict[str, str], lang: str) -> None:
    page = nobody.get(YEAR, lang=lang, **query)
    assert page.status == 200
    sound(page.text)
    assert page.text.count('class="month"') == 12


def test_days_are_marked_in_words(nobody: Browser) -> None:
    text = nobody.get(YEAR, nam="2026").text
    assert '<td class="holiday">24 <small>nghỉ</small></td>' in text
    assert '<td class="makeup_working">22 <small>làm bù</small></td>' in text
    assert 'aria-current="date">2</td>' in text
    assert "Ngày nghỉ của năm 2026 đã được công bố." in text
    assert "một buổi" not in text
    assert "một buổi" in nobody.get(YEAR, **{"nam": "2026", "co-quan": "d07"}).text
    assert "chưa được công bố" in nobody.get(YEAR, nam="2030").text
    assert '<td class="rest">1 <small>–</small></td>' in text
    assert "<caption>February</caption>" in nobody.get(YEAR, nam="2030", lang="en").text


@pytest.mark.parametrize("query", [{"nam": "2040"}, {"nam": "<b>"}, {"co-quan": "nowhere"}])
def test_what_is_not_known_is_a_page(nobody: Browser, query: dict[str, str]) -> None:
    page = nobody.get(YEAR, **query)
    assert page.status == 404
    assert "<b>" not in page.text


def test_an_operator_looks_first_and_then_announces(operator: Browser, nobody: Browser) -> None:
    sound(operator.get(BOARD).text)
    page = preview(operator)
    sound(page.text)
    assert "Chưa có gì được công bố" in page.text
    assert "Hiện nay: Làm việc<br>" in page.text
    assert "<strong>Ngày nghỉ: Nghỉ tránh bão</strong>" in page.text
    assert store.read(consistent=True).items == ()
    done = operator.follow(confirm(operator, page))
    sound(done.text)
    assert "Đã công bố thông báo số 1." in done.text
    shown = nobody.get(YEAR, nam="2026").text
    assert "Công điện 99/CĐ-UBND, 02/11/2026" in shown
    assert '<td class="holiday">5 <small>nghỉ</small></td>' in shown
    sound(operator.get(BOARD, lang="en").text)


def test_confirming_twice_announces_once(operator: Browser) -> None:
    page = preview(operator)
    assert confirm(operator, page).location == confirm(operator, page).location
    assert len(store.read(consistent=True).items) == 1


def test_an_operator_announces_for_the_agencies_chosen(operator: Browser) -> None:
    announce(operator, scope="some", units=["d06", "d07"])
    assert [one.override.units for one in store.read(consistent=True).items] == [("d06", "d07")]


def test_going_back_keeps_what_was_typed(operator: Browser) -> None:
    chosen = {"scope": "some", "units": ["d06", "d07"]}
    page = preview(operator, **chosen)
    assert "Sở Xây dựng; Sở Văn hóa và Thể thao" in page.text
    form = operator.post(f"{BOARD}/xem-truoc", hidden(page, f"{BOARD}/xem-truoc"))
    sound(form.text)
    for value in ("5/11/2026", "Nghỉ tránh bão", "Closed for the storm", "Công điện 99/CĐ-UBND", "02/11/2026"):
        assert f'value="{value}"' in form.text
    for checked in ("holiday", "some", "d06", "d07"):
        assert f'value="{checked}" checked' in form.text
    assert "<details open>" in form.text


def test_mistakes_stand_beside_their_fields_and_nothing_typed_is_lost(operator: Browser) -> None:
    page = preview(operator, day="31/11/2026", en="", scope="some")
    assert page.status == 422
    sound(page.text)
    for field in ("day", "en", "units"):
        assert f'href="#f-{field}"' in page.text
        assert f'id="f-{field}-error"' in page.text
    assert 'value="31/11/2026"' in page.text
    assert 'value="Nghỉ tránh bão"' in page.text


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"day": "30/10/2026"}, "day", "đã qua"),
        ({"announced_on": "3/11/2026"}, "announced_on", "chưa ban hành"),
        ({"day": "2/1/2040"}, "day", "2024 đến 2031"),
        ({"kind": "ordinary"}, "day", "vốn đã làm việc"),
        ({"kind": "makeup_working", "day": "28/11/2026", "for_day": "28/11/2026"}, "for_day", "một ngày khác"),
    ],
)
def test_what_cannot_be_announced_says_why(operator: Browser, typed: dict[str, str], field: str, words: str) -> None:
    page = preview(operator, **typed)
    assert page.status == 422
    assert words in page.text.split(f'id="f-{field}-error"')[1].split("</p>")[0]


def test_somebody_else_was_quicker(operator: Browser, admin: Browser) -> None:
    page = preview(operator)
    assert announce(admin, day="6/11/2026").status == 303
    late = confirm(operator, page)
    assert late.status == 409
    assert 'value="Nghỉ tránh bão"' in late.text
    sound(late.text)
    again = operator.submit(late, f"{BOARD}/xem-truoc", **STORM)
    assert confirm(operator, again).status == 303


def test_an_administrator_announces_for_the_own_agency_whatever_the_form_says(admin: Browser) -> None:
    assert "Sở Văn hóa và Thể thao" in admin.get(BOARD).text
    assert 'name="scope"' not in admin.get(BOARD).text
    assert announce(admin, scope="all", units=["d06"]).status == 303
    assert [one.override.units for one in store.read(consistent=True).items] == [("d07",)]


def test_calling_off_begins_with_the_form_filled_in(operator: Browser, admin: Browser) -> None:
    announce(operator)
    page = operator.get(BOARD, bo="1")
    assert 'value="Bỏ: Nghỉ tránh bão"' in page.text
    assert 'value="ordinary" checked' in page.text
    typed = {"kind": "ordinary", "vi": "Bỏ: Nghỉ tránh bão", "en": "Called off: storm"}
    done = operator.follow(announce(operator, **typed))
    assert "Đã công bố thông báo số 2." in done.text
    assert "Thôi áp dụng" not in admin.get(BOARD).text, "what the city announced is not theirs to call off"
    assert 'value="Bỏ' not in operator.get(BOARD, bo="77").text


@pytest.mark.parametrize("login", ["congdan1", "lanhdao.d07"])
def test_others_do_not_come_to_the_board(city: City, login: str) -> None:
    browser = at_work(city, login)
    assert browser.get(BOARD).status == 403
    assert f'href="{BOARD}"' not in browser.get("/").text


def test_nobody_is_sent_to_sign_in(nobody: Browser) -> None:
    assert nobody.get(BOARD).location.startswith("/dang-nhap")


def test_the_pages_are_linked(nobody: Browser, admin: Browser) -> None:
    assert f'href="{YEAR}"' in nobody.get("/").text
    assert 'href="/quan-tri"' in admin.get("/").text
    assert f'href="{BOARD}"' in admin.get("/quan-tri").text


def test_links_and_forms_work_at_the_stage_s_own_address(city: City) -> None:
    browser = at_work(city, "vanhanh", base="/api")
    page = browser.submit(browser.get(BOARD), f"{BOARD}/xem-truoc", **STORM)
    assert confirm(browser, page).location == f"/api{BOARD}?so=1"


def test_words_are_escaped(operator: Browser, nobody: Browser) -> None:
    announce(operator, vi="<script>alert(1)</script>", en="<i>x</i>")
    for page in (nobody.get(YEAR, nam="2026"), operator.get(BOARD)):
        assert "<script>" not in page.text
        assert "&lt;script&gt;" in page.text
