"""The inbox: tabs with their numbers, time left in words and marks, sizes of pages, several dossiers at once."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import heads
from chalicelib.onestop.dossiers.model import Delivery, Payment, Status
from chalicelib.onestop.dossiers.tallies import KEPT
from tests.cloud.page.browser import Answer, Browser
from tests.onestop.conftest import City
from tests.onestop.dossiers.test_costs import metered
from tests.onestop.dossiers.test_pure import dossier as dossier_like
from tests.onestop.test_pages import sound
from tests.onestop.test_pages_story import sign_in

MONDAY = datetime.fromisoformat("2026-11-30T09:00:00+07:00").astimezone(UTC)
HOUR = timedelta(hours=1)
LIMIT = 60 * 1024
LONGEST = "Nguyễn Phước Tôn Nữ Quỳnh Hương Giang"


class Shelf:
    """Dossiers put into the queue of d06 as they are, taken out again afterwards."""

    def __init__(self) -> None:
        self.items: list[Any] = []

    def put(self, number: int, **facts: Any) -> str:
        known: dict[str, Any] = {
            "id": f"{number:020d}",
            "unit": "d06",
            "status": Status.IN_PROCESS,
            "step": "examine",
            "code": f"000.00.06.H29-261130-{number:04d}",
            "applicant": LONGEST,
            "received_at": MONDAY - 100 * HOUR,
            "due_at": MONDAY + number * HOUR,
            "timeline": ((Status.IN_PROCESS, MONDAY - 100 * HOUR),),
            "version": 1,
            "mark": 1,
        }
        item = heads.head_of(dossier_like(**{**known, **facts}))
        item.save()
        self.items.append(item)
        return str(known["id"])


@pytest.fixture
def shelf(city: City) -> Iterator[Shelf]:
    city.at(MONDAY)
    dossiers.tallies().kept.clear()
    made = Shelf()
    yield made
    for item in made.items:
        item.delete()
    dossiers.tallies().kept.clear()


@pytest.fixture
def desk(city: City, shelf: Shelf) -> Browser:
    return sign_in(city, "motcua.d06")


@pytest.fixture
def specialist(city: City, shelf: Shelf) -> Browser:
    return sign_in(city, "chuyenvien.d06")


def tabs_of(page: Answer) -> dict[str, str]:
    """The tabs' words with their numbers."""
    nav = page.text.partition('<nav class="tabs"')[2].partition("</nav>")[0]
    shown = re.findall(r"<a [^>]+>([^<]+?)\s*(?:<span[^>]*>(\d+\+?)<span[^>]*>[^<]*</span></span>)?</a>", nav)
    return {words.strip(): number for words, number in shown}


def test_each_tab_tells_how_many_there_are(shelf: Shelf, specialist: Browser) -> None:
    for number in (1, 2):
        shelf.put(number, due_at=MONDAY - number * HOUR)
    for number in (3, 4, 5):
        shelf.put(number, due_at=MONDAY + 2 * HOUR)
    shelf.put(6, due_at=MONDAY + 500 * HOUR)
    shelf.put(7, status=Status.RESULT_READY, step="return_result", due_at=MONDAY)
    shelf.put(8, status=Status.STOPPED, due_at=None)
    wanted = {"Tất cả": "6", "Trễ hạn": "2", "Sắp đến hạn": "3", "Chờ trả kết quả": "1", "Đang chờ": "1"}
    for ds in ("", "tre", "sap", "xong", "cho"):
        page = specialist.get("/can-bo", ds=ds)
        sound(page.text)
        assert tabs_of(page) == wanted, ds
    first = specialist.get("/can-bo").text
    assert first.count('<tr class="late"') == 2
    assert first.count('<tr class="near"') == 3
    assert "quá hạn" in first
    assert "còn 2 giờ làm việc" in first


def test_a_tally_is_kept_for_a_minute_and_then_counted_anew(shelf: Shelf, city: City, specialist: Browser) -> None:
    shelf.put(1)
    specialist.get("/can-bo")
    with metered() as bill:
        assert tabs_of(specialist.get("/can-bo", ds="xong"))["Tất cả"] == "1"
    assert bill.calls == ["Query"], "the numbers of the other lists cost nothing"
    shelf.put(2)
    assert tabs_of(specialist.get("/can-bo", ds="xong"))["Tất cả"] == "1"
    city.at(MONDAY + KEPT)
    assert tabs_of(specialist.get("/can-bo", ds="xong"))["Tất cả"] == "2"


def test_a_tally_reads_no_more_than_it_says(shelf: Shelf, specialist: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[dossiers.Tallies.__module__], "TALLIED", 3)
    for number in range(1, 6):
        shelf.put(number, due_at=MONDAY - number * HOUR)
    assert tabs_of(specialist.get("/can-bo", ds="xong"))["Trễ hạn"] == "3+"


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("login", ["lanhdao.d06", "chuyenvien.d06"])
def test_the_largest_page_stays_light(shelf: Shelf, city: City, login: str, lang: str) -> None:
    for number in range(1, 131):
        shelf.put(number, due_at=MONDAY - number * HOUR)
    browser = sign_in(city, login)
    browser.get("/can-bo")
    for size in (25, 50, 100):
        with metered() as bill:
            page = browser.get("/can-bo", dong=str(size), lang=lang)
        assert bill.calls == ["Query"]
        assert page.text.count("/can-bo/ho-so/") == size
        assert len(page.body) < LIMIT, f"{size} lines weigh {len(page.body)} bytes"
    assert "dong=100" in page.text, "the next page has as many"
    assert browser.get("/can-bo", dong="7000").text.count("/can-bo/ho-so/") == 25


@pytest.mark.parametrize(
    ("ds", "words"),
    [
        ("", "Không còn hồ sơ nào cần xử lý"),
        ("tre", "Không có hồ sơ nào trễ hạn"),
        ("sap", "trong 2 ngày làm việc tới"),
        ("xong", "Không có kết quả nào chờ trả"),
        ("cho", "Không có hồ sơ nào đang chờ"),
    ],
)
def test_an_empty_list_says_what_it_means(shelf: Shelf, specialist: Browser, ds: str, words: str) -> None:
    page = specialist.get("/can-bo", ds=ds)
    sound(page.text)
    assert words in page.text
    assert "khớp với bộ lọc" in specialist.get("/can-bo", ds=ds, giao="toi").text


def test_what_i_can_do_now_is_a_filter(shelf: Shelf, desk: Browser, city: City) -> None:
    mine, other = shelf.put(1, step="receive"), shelf.put(2)
    new = shelf.put(3, status=Status.SUBMITTED, step="", received_at=None, receive_by=MONDAY + HOUR)
    page = desk.get("/can-bo", giao="lam").text
    assert [one in page for one in (mine, other, new)] == [True, False, True]
    page = sign_in(city, "chuyenvien.d06").get("/can-bo", giao="lam").text
    assert [one in page for one in (mine, other, new)] == [False, True, False]


def test_the_row_begins_with_its_link_and_the_list_can_be_jumped_to(shelf: Shelf, specialist: Browser) -> None:
    shelf.put(1)
    text = specialist.get("/can-bo").text
    assert '<a class="to-list" href="#list">' in text
    row = text.partition("<tbody>")[2].partition("</tr>")[0]
    assert re.match(r'\s*<tr[^>]*>\s*<th><a href="/can-bo/ho-so/', row)


def choose(browser: Browser, page: Answer, move: str, chosen: list[str], **typed: Any) -> Answer:
    return browser.post("/can-bo/nhieu", {**page.form("/can-bo/nhieu"), "chon": chosen, "viec": move, **typed})


def confirm(browser: Browser, preview: Answer, move: str, **typed: Any) -> Answer:
    path = f"/can-bo/nhieu/{move}"
    chosen = re.findall(r'name="chon" value="(\w+)"', preview.text)
    return browser.post(path, {**preview.form(path), "chon": chosen, **typed})


def test_several_are_taken_and_handed_on(city: City) -> None:
    one, two, fresh = city.submitted()[0], city.submitted()[0], city.submitted()[0]
    for each in (one, two):
        assert city.move(city.onestop, each, "receive").status == 200
    desk = sign_in(city, "motcua.d07")
    preview = choose(desk, desk.get("/can-bo"), "advance", [one, two, fresh])
    sound(preview.text)
    assert "Xem trước: 2 hồ sơ" in preview.text
    assert "Không làm được với 1 hồ sơ" in preview.text, "what is not received yet is not handed on"
    assert preview.text.count("Thẩm định hồ sơ") == 2
    assert city.leader.get(f"/api/v1/dossiers/{one}").json["step"] == "receive", "a preview changes nothing"
    done = confirm(desk, preview, "advance", remark="Đủ giấy tờ")
    sound(done.text)
    assert "Đã chuyển bước 2 hồ sơ" in done.text
    again = confirm(desk, preview, "advance", remark="Đủ giấy tờ")
    assert "Đã chuyển bước 2 hồ sơ" in again.text, "sent twice, done once"
    for each in (one, two):
        seen = city.leader.get(f"/api/v1/dossiers/{each}").json
        assert seen["step"] == "examine"
        assert [entry["type"] for entry in seen["journal"]].count("dossier.advanced") == 1
    specialist = sign_in(city, "chuyenvien.d07")
    preview = choose(specialist, specialist.get("/can-bo"), "take", [one, two])
    assert city.move(city.leader, two, "extend", amount=1, reason="Xin lỗi").status == 200
    taken = confirm(specialist, preview, "take")
    assert "Xong 1 trên 2 hồ sơ" in taken.text
    assert "vừa được người khác thay đổi" in taken.text
    for each in (one, two, fresh):
        assert city.move(city.citizen, each, "withdraw").status == 200


def test_results_are_returned_together_but_not_what_is_owed_or_posted(shelf: Shelf, city: City, desk: Browser) -> None:
    facts: dict[str, Any] = {"status": Status.RESULT_READY, "step": "return_result", "outcome": "granted"}
    free = shelf.put(1, **facts, delivery=Delivery("desk", "ready"))
    owing = shelf.put(2, **facts, delivery=Delivery("desk", "ready"), payment=Payment("due", 50_000))
    posted = shelf.put(3, **facts, delivery=Delivery("post", "ready"))
    preview = choose(desk, desk.get("/can-bo", ds="xong"), "return_result", [free, owing, posted])
    sound(preview.text)
    assert re.findall(r'name="chon" value="(\w+)"', preview.text) == [free]
    assert "Còn phí chưa nộp" in preview.text
    assert "số hiệu bưu gửi" in preview.text


def test_what_is_not_safe_is_not_done_to_several(shelf: Shelf, specialist: Browser) -> None:
    dossier = shelf.put(1)
    page = specialist.get("/can-bo")
    refused = choose(specialist, page, "receive", [dossier])
    assert (refused.status, "từng hồ sơ một" in refused.text) == (409, True)
    nothing = choose(specialist, page, "take", [])
    assert "Chưa chọn hồ sơ nào" in nothing.text
