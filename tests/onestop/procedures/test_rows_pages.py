"""Rows of a group and computed values on the form's page, without a script: the house permit and the household."""

from __future__ import annotations

import re
from typing import Any

import pytest

from chalicelib.cloud.page import Typed
from chalicelib.onestop.dossiers.pages.questions import row_pressed, typed_answers
from tests.cloud.page.browser import Answer, Browser
from tests.onestop.test_pages import sound
from tests.onestop.test_pages_story import sign_in

PERMIT = "9.000009"


def typed(**values: str) -> Typed:
    return Typed({name.replace("__", "."): (value,) for name, value in values.items()})


@pytest.mark.parametrize(
    ("button", "expected"),
    [
        ("", {"g.0.x": "a", "g.1.x": "b", "g.1.day.month": "2", "g.2.x": "c", "other": "o"}),
        ("+a.g", {"g.0.x": "a", "g.1.x": "b", "g.1.day.month": "2", "g.2.x": "c", "g.3": None, "other": "o"}),
        ("-a.g.0", {"g.0.x": "b", "g.0.day.month": "2", "g.1.x": "c", "other": "o"}),
        ("-a.g.1", {"g.0.x": "a", "g.1.x": "c", "other": "o"}),
        ("-a.g.2", {"g.0.x": "a", "g.1.x": "b", "g.1.day.month": "2", "other": "o"}),
        ("-a.g.9", {"g.0.x": "a", "g.1.x": "b", "g.1.day.month": "2", "g.2.x": "c", "other": "o"}),
        ("-a.g", {"g.0.x": "a", "g.1.x": "b", "g.1.day.month": "2", "g.2.x": "c", "other": "o"}),
    ],
)
def test_buttons_of_rows(button: str, expected: dict[str, Any]) -> None:
    sent = {"a__g__0__x": "a", "a__g__1__x": "b", "a__g__1__day__month": "2", "a__g__2__x": "c", "a__other": "o"}
    assert typed_answers(typed(**sent, row=button)) == expected
    assert row_pressed(typed(row=button)) == bool(button)


@pytest.mark.parametrize("button", ["+", "a.g", "+a.", "+a.g.x", "-a.G.1", "-a.g.1234", "+b.g", "+a.(.*)"])
def test_other_values_press_nothing(button: str) -> None:
    assert not row_pressed(typed(row=button))


@pytest.fixture
def citizen(city: Any) -> Browser:
    return sign_in(city, "congdan1")


def begin(browser: Browser, procedure: str) -> str:
    """The address of the page of a new draft's form that has the rows."""
    page = browser.get(f"/thu-tuc/{procedure}")
    place = re.search(r'<option value="(\w+)">', page.text)
    assert place
    return browser.submit(page, f"/nop/{procedure}", place=place[1]).location + "/khai/house"


def value_of(page: Answer, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}" type="text" value="([^"]*)"', page.text)
    assert found, f"no box {name}"
    return found[1]


def test_rows_are_added_and_removed_and_nothing_typed_is_lost(citizen: Browser) -> None:
    path = begin(citizen, PERMIT)
    first = citizen.get(path)
    sound(first.text)
    assert 'name="a.storeys.0.area"' in first.text
    assert 'name="a.storeys.1.area"' not in first.text
    assert "Xóa dòng" not in first.text
    rows = {"a.storeys.0.name": "Tầng 1", "a.storeys.0.area": "80"}
    saved = citizen.submit(first, path, **rows, **{"a.designer": "Vẫn còn", "row": "+a.storeys"})
    assert saved.status == 303
    second = citizen.follow(saved)
    sound(second.text)
    assert value_of(second, "a.storeys.1.area") == ""
    assert value_of(second, "a.designer") == "Vẫn còn"
    assert 'formaction="#f-a.storeys"' in second.text
    rows |= {"a.storeys.1.name": "Lửng", "a.storeys.1.area": "x", "a.storeys.2.name": "Tum", "a.storeys.2.area": "20"}
    third = citizen.follow(citizen.submit(second, path, **rows, go="save"))
    assert "Tầng 2 – Diện tích sàn (m²): " in third.text, "the row is named in the error"
    assert 'href="#f-a.storeys.1.area"' in third.text
    assert "<output>100</output>" in third.text
    fourth = citizen.follow(citizen.submit(third, path, **rows, row="-a.storeys.1"))
    assert (value_of(fourth, "a.storeys.1.name"), value_of(fourth, "a.storeys.1.area")) == ("Tum", "20")
    assert 'name="a.storeys.2.name"' not in fourth.text
    check = citizen.get(path.replace("khai/house", "kiem-tra"))
    assert re.search(r"<dt>Tổng diện tích sàn \(m²\)</dt><dd[^>]*>100</dd>", check.text)
    assert re.search(r"<dt>Số tầng</dt><dd[^>]*>2</dd>", check.text)


def test_enter_in_a_box_removes_no_row(citizen: Browser) -> None:
    page = citizen.get(begin(citizen, PERMIT))
    form = page.text[page.text.index('<form method="post" action="/ho-so/') :]
    first = re.search(r"<button[^>]*>", form)
    assert first
    assert 'name="go" value="save"' in first[0]


def test_what_is_typed_for_a_computed_value_is_not_believed(citizen: Browser) -> None:
    path = begin(citizen, PERMIT)
    typed_in = {"a.storeys.0.name": "Tầng 1", "a.storeys.0.area": "80", "a.floor_area": "1", "a.floors": "9"}
    shown = citizen.follow(citizen.submit(citizen.get(path), path, **typed_in, go="save"))
    assert "<output>80</output>" in shown.text
    assert "<output>9</output>" not in shown.text
    assert 'name="a.floor_area"' not in shown.text


def test_no_more_rows_than_the_form_takes(citizen: Browser) -> None:
    path = begin(citizen, PERMIT)
    rows = {f"a.storeys.{n}.{part}": str(n + 1) for n in range(60) for part in ("name", "area")}
    shown = citizen.follow(citizen.submit(citizen.get(path), path, **rows, row="+a.storeys"))
    assert value_of(shown, "a.storeys.59.name") == "60"
    assert 'value="+a.storeys"' not in shown.text


def test_the_procedure_s_page_tells_silence_clock_and_fees_in_words(citizen: Browser) -> None:
    page = citizen.get(f"/thu-tuc/{PERMIT}").text
    for sentence in (
        "thời hạn được tính lại từ đầu",
        "Cơ quan được lấy ý kiến trả lời trong 2 ngày làm việc.",
        "cơ quan đó đồng ý",
        "Bạn có 2 ngày làm việc để bổ sung",
        "bạn được báo trong 3 ngày làm việc",
        "địa phương khác có thể thu mức khác",
    ):
        assert sentence in page, sentence
    english = citizen.get(f"/thu-tuc/{PERMIT}", lang="en").text
    for sentence in ("the time starts anew", "it agrees", "You have 2 working days", "may charge others"):
        assert sentence in english, sentence
    general = citizen.get("/thu-tuc/9.000001", lang="vi").text
    assert re.search(r"được báo trong 3 ngày làm việc[^<]*<span class=\"unchecked\">", " ".join(general.split()))
    shop = citizen.get("/thu-tuc/9.000010").text
    assert "(nộp hồ sơ giấy)" in shop
    assert "(nộp trực tuyến)" in shop


def test_adding_a_row_to_a_supplement_does_not_hand_it_in(city: Any, citizen: Browser) -> None:
    dossier, _ = city.submitted()
    asked = {"fields": {"news_sources": "Thiếu nguồn"}, "papers": {}, "message": "Xin bổ sung"}
    assert city.move(city.onestop, dossier, "request_supplement", **asked).status == 200
    path = f"/ho-so/{dossier}/bo-sung"
    page = citizen.get(path)
    sound(page.text)
    rows = {"a.news_sources.0.name": "Báo Minh Họa", "a.news_sources.0.address": "https://bao.example.vn"}
    more = citizen.submit(page, path, **rows, row="+a.news_sources")
    assert more.status == 200
    sound(more.text)
    assert value_of(more, "a.news_sources.0.name") == "Báo Minh Họa"
    rows |= {"a.news_sources.1.name": "Đài Minh Họa"}
    less = citizen.submit(more, path, **rows, row="-a.news_sources.0")
    assert value_of(less, "a.news_sources.0.name") == "Đài Minh Họa"
    assert citizen.submit(less, path, **{"a.news_sources.0.name": "Đài Minh Họa"}).status == 303
    kept = city.citizen.get(f"/api/v1/dossiers/{dossier}").json["answers"]["news_sources"]
    assert [row["name"] for row in (kept.values() if isinstance(kept, dict) else kept)] == ["Đài Minh Họa"]
    assert city.move(city.citizen, dossier, "withdraw").status == 200
