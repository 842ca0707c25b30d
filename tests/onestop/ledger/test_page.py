"""The page of reports: sound in both languages, for whom it is, with filters in its address, empty and full."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from chalicelib.onestop.ledger.chart import WIDTH, segments
from chalicelib.onestop.ledger.counts import Count
from tests.cloud.page.browser import Browser
from tests.onestop.conftest import City
from tests.onestop.ledger.histories import happened, named, vn
from tests.onestop.test_pages import Outline, sound
from tests.onestop.test_pages_story import sign_in

PAGE = "/can-bo/bao-cao"
OCTOBER = {"tu": "2026-10-01", "den": "2026-10-31"}


@pytest.fixture
def october(deliver: Any, city: City) -> City:
    """One dossier early, one late, one pending, in October; it is December now."""
    deliver.at = vn("2026-10-30 09:00")
    for number, done in enumerate(("2026-10-19 08:00", "2026-10-21 08:00", ""), start=1):
        result = [happened(9, done, 9)] if done else []
        deliver(named(number), [happened(3, "2026-10-05 08:00", 2, "2026-10-20 15:00"), *result])
    return city


def signed(city: City, login: str) -> Browser:
    browser = sign_in(city, login)
    city.at(vn("2026-12-10 08:00"))
    return browser


def read(text: str) -> Outline:
    """A sound page; drawings close their tags themselves."""
    return sound(re.sub(r"<(rect)([^>]*)/>", r"<\1\2></\1>", text))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("by", ["thu-tuc", "linh-vuc", "co-quan"])
def test_the_equation_as_a_table_and_a_bar(october: City, lang: str, by: str) -> None:
    answer = signed(october, "lanhdao.d07").get(PAGE, theo=by, lang=lang, **OCTOBER)
    assert answer.status == 200, answer.text
    text = answer.text
    read(text)
    assert "style=" not in text
    assert text.count("<script") == 1, "the site's own"
    assert re.findall(r'<td class="number"><strong>(\d+)</strong>', text) == list("031010000100")
    label = unescape(re.search(r'role="img" aria-label="([^"]+)"', text)[1])  # type: ignore[index]
    early, pending = (
        ("Trước hạn: 1 (33%)", "quá hạn: 1 (33%)") if lang == "vi" else ("Early: 1 (33%)", "overdue: 1 (33%)")
    )
    assert early in label
    assert pending in label
    assert text.count("<rect") == 2 * 3
    sentence = "0 + tiếp nhận 3 = đã giải quyết 2 + chuyển kỳ sau 1" if lang == "vi" else "0 + received 3 = finished 2"
    assert sentence in text


def test_filters_stay_and_files_have_the_same(october: City) -> None:
    text = unescape(signed(october, "quantri.d07").get(PAGE, theo="linh-vuc", **OCTOBER).text)
    assert 'value="2026-10-01"' in text
    assert '<option value="linh-vuc" selected>' in text
    for kind in ("csv", "xlsx"):
        same = f"/api/v1/ledger/export?format={kind}&unit=d07&from=2026-10-01&to=2026-10-31&by=field"
        assert f'href="{same}"' in text
    assert 'name="co-quan"' not in text, "one's own agency only"


def test_an_empty_report_says_so(ledger: Any, city: City) -> None:
    text = signed(city, "lanhdao.d06").get(PAGE).text
    read(text)
    assert "Trong kỳ này không có hồ sơ nào" in text
    assert "<svg" not in text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"tu": "2026-10-32"}, "Ngày phải có dạng"),
        ({"tu": "2026-10-02", "den": "2026-10-01"}, "Ngày đầu kỳ phải trước"),
        ({"tu": "2025-01-02", "den": "2025-01-31"}, "theo tháng trọn vẹn"),
    ],
)
def test_a_wrong_period_is_told_where_it_was_typed(october: City, query: dict[str, str], words: str) -> None:
    answer = signed(october, "lanhdao.d07").get(PAGE, **query)
    assert answer.status == 422
    read(answer.text)
    assert words in answer.text
    assert f'value="{query["tu"]}"' in answer.text


def test_the_operator_sees_the_city_and_any_agency(october: City, ledger: Any) -> None:
    operator = signed(october, "vanhanh")
    waiting = operator.get(PAGE)
    assert waiting.status == 200
    read(waiting.text)
    assert "chưa khóa sổ" in waiting.text
    ledger.closing().close(vn("2026-12-01 01:40"))
    city = operator.get(PAGE)
    assert city.status == 200
    read(city.text)
    assert "Toàn thành phố" in city.text
    one = operator.get(PAGE, **{"co-quan": "d07", **OCTOBER})
    assert '<option value="d07" selected>' in one.text
    assert operator.get(PAGE, **{"co-quan": "nowhere"}).status == 404


def test_who_may_not(october: City) -> None:
    for login in ("motcua.d07", "chuyenvien.d07", "congdan1"):
        answer = signed(october, login).get(PAGE)
        assert answer.status == 403
        assert f'href="{PAGE}"' not in answer.text
    leader = signed(october, "lanhdao.d07")
    assert leader.get(PAGE, **{"co-quan": "d06"}).status == 404
    assert f'href="{PAGE}"' in leader.get("/").text
    assert Browser(october.app).get(PAGE).status == 303


def test_the_bar_is_whole() -> None:
    found = segments(Count(opening=2, received=5, early=3, refused=1, pending_overdue=3))
    assert [(one.column, one.count) for one in found] == [("early", 3), ("refused", 1), ("pending_overdue", 3)]
    assert found[0].x == 0
    assert abs(found[-1].x + found[-1].width - WIDTH) < 0.1
    assert segments(Count()) == []
