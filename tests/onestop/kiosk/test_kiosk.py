"""The kiosk through its pages: look-up by keys and scanner, numbers in three touches, calling, and machines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from chalicelib.foundation.clock import now
from tests.cloud.page.browser import Answer, Browser
from tests.onestop.conftest import City

FIRST = "/ki-ot/d07"
_days = iter(range(1, 400))


@dataclass
class Hall:
    """A desk's hall on a day of its own: the kiosk, and an officer at window 3."""

    city: City
    kiosk: Browser = field(init=False)
    officer: Browser = field(init=False)

    def __post_init__(self) -> None:
        self.kiosk, self.officer = Browser(self.city.app), Browser(self.city.app)
        self.sign_in(self.officer)

    def sign_in(self, browser: Browser, login: str = "motcua.d07") -> None:
        from chalicelib.commons.identity import demo_password

        page = browser.get("/dang-nhap")
        assert browser.submit(page, "/dang-nhap", login=login, password=demo_password()).status == 303

    def enrol(self) -> str:
        """Makes the kiosk a kiosk, and leaves it signed out; the id of the machine."""
        self.sign_in(self.kiosk)
        page = self.kiosk.get("/quay/ki-ot")
        assert self.kiosk.submit(page, "/quay/ki-ot", ten="Sảnh chính").status == 303
        made = self.kiosk.get("/quay/ki-ot", xong="1")
        assert "Sảnh chính" in made.text
        self.kiosk.submit(made, "/dang-xuat")
        return re.findall(r'action="/quay/ki-ot/([\w-]+)/ngung"', made.text)[0]

    def take(self, purpose: str) -> Answer:
        page = self.kiosk.get(f"{FIRST}/lay-so")
        return self.kiosk.submit(page, f"{FIRST}/lay-so", viec=purpose)

    def call(self, window: str = "3") -> Answer:
        return self.officer.submit(self.officer.get("/quay/so"), "/quay/so/goi", quay=window)

    def waiting(self) -> list[str]:
        board = self.kiosk.get(f"{FIRST}/bang").text
        return re.findall(r"<strong>(\d{3})</strong>", board)


@pytest.fixture
def hall(city: City) -> Hall:
    """Every test has a day to itself: numbers begin at 1 each day."""
    moment = (now() + timedelta(days=next(_days))).replace(hour=2, minute=0)
    city.at(moment)
    return Hall(city)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_number_in_three_touches(hall: Hall, lang: str) -> None:
    hall.enrol()
    start = hall.kiosk.get(FIRST)
    assert "Tiếng Việt" in start.text
    assert "English" in start.text
    what = hall.kiosk.get(f"{FIRST}/viec", lang=lang)  # touch 1: the language
    assert f'href="{FIRST}/lay-so"' in what.text
    page = hall.kiosk.get(f"{FIRST}/lay-so")  # touch 2: a number
    taken = hall.kiosk.submit(page, f"{FIRST}/lay-so", viec="collect")  # touch 3: what for
    shown = hall.kiosk.follow(taken)
    assert ">001<" in shown.text
    assert {"vi": "Nhận kết quả", "en": "Collect a result"}[lang] in shown.text
    assert {"vi": "được gọi tiếp theo", "en": "called next"}[lang] in shown.text


def test_pressed_twice_gives_one_number(hall: Hall) -> None:
    hall.enrol()
    page = hall.kiosk.get(f"{FIRST}/lay-so")
    twice = [hall.kiosk.submit(page, f"{FIRST}/lay-so", viec="ask") for _ in range(2)]
    assert {one.location for one in twice} == {f"{FIRST}/so/1"}
    assert hall.waiting() == ["001"]


def test_who_needs_help_is_called_first_and_the_board_shows_it(hall: Hall) -> None:
    hall.enrol()
    for purpose in ("apply", "ask", "help"):
        assert hall.take(purpose).status == 303
    assert hall.waiting() == ["003", "001", "002"]
    assert hall.call("5").status == 303
    board = hall.kiosk.get(f"{FIRST}/bang")
    assert re.search(r'data-call="3-1"><td>003</td><td>5</td>', board.text)
    assert board.headers["Refresh"] == "5"
    assert "Mời bạn đến quầy 5." in hall.kiosk.get(f"{FIRST}/so/3").text


def test_served_missed_and_called_again(hall: Hall) -> None:
    hall.enrol()
    for _ in range(2):
        hall.take("apply")
    hall.call()
    hall.call()
    page = hall.officer.get("/quay/so", quay="3")
    assert 'value="3"' in page.text
    for move, number in (("goi-lai", 1), ("xong", 1), ("vang", 2)):
        page = hall.officer.get("/quay/so", quay="3")
        assert hall.officer.submit(page, f"/quay/so/{move}", quay="3", so=str(number)).status == 303
    assert "hôm nay đã xong 2" in hall.officer.get("/quay/so").text
    late = hall.officer.submit(page, "/quay/so/xong", quay="3", so="2")
    assert late.status == 409
    assert "chưa được gọi hoặc đã phục vụ xong" in late.text
    assert "đã phục vụ xong" in hall.kiosk.get(f"{FIRST}/so/1").text


def test_what_cannot_be_called_says_why(hall: Hall) -> None:
    page = hall.officer.get("/quay/so")
    for window, status, words in (("3", 409, "Không còn ai đang chờ"), ("", 422, "Hãy nhập số quầy")):
        answer = hall.officer.submit(page, "/quay/so/goi", quay=window)
        assert answer.status == status
        assert words in answer.text
    hall.enrol()
    hall.take("apply")
    hall.call()
    page = hall.officer.get("/quay/so")
    for number in ("77", "-1", "x"):
        answer = hall.officer.submit(page, "/quay/so/xong", quay="3", so=number)
        assert answer.status == 404
        assert "Không có số này" in answer.text


def test_only_an_enrolled_machine_gives_numbers_and_not_for_long(hall: Hall) -> None:
    stranger = hall.take("apply")
    assert stranger.status == 403
    assert "kiosk/not-a-kiosk" in stranger.text
    assert 'class="kiosk"' in stranger.text, "said on a screen of the kiosk"
    machine = hall.enrol()
    assert hall.take("apply").status == 303
    other = hall.kiosk.submit(hall.kiosk.get("/ki-ot/d06/lay-so"), "/ki-ot/d06/lay-so", viec="apply")
    assert other.status == 403, "a kiosk of one agency gives no numbers of another"
    page = hall.officer.get("/quay/ki-ot")
    assert hall.officer.submit(page, f"/quay/ki-ot/{machine}/ngung").status == 303
    assert hall.take("apply").status == 403
    again = hall.officer.submit(page, f"/quay/ki-ot/{machine}/ngung")
    assert again.status == 303, "the same wish, answered again"


def test_a_machine_needs_a_name(hall: Hall) -> None:
    page = hall.officer.get("/quay/ki-ot")
    answer = hall.officer.submit(page, "/quay/ki-ot", ten="x" * 41)
    assert answer.status == 422
    assert "x" * 41 in answer.text, "nothing typed is lost"
    assert "tối đa 40 ký tự" in answer.text
    assert 'href="#f-ten"' in answer.text


def test_purposes_are_those_offered(hall: Hall) -> None:
    hall.enrol()
    assert hall.take("complain").status == 422
    assert hall.waiting() == []


def test_the_code_by_keys_without_a_script(hall: Hall) -> None:
    page = hall.kiosk.get(f"{FIRST}/ho-so")
    for key, text in (("0", "0"), (".", "0."), ("H", "0.H"), ("xoa", "0."), ("lai", "")):
        page = hall.kiosk.submit(page, f"{FIRST}/ho-so", ma=_typed(page), phim=key)
        assert (page.status, _typed(page)) == (200, text)


def _typed(page: Answer) -> str:
    return re.findall(r'id="f-(?:ma|so)"[^>]*? value="([^"]*)"', page.text)[0]


def test_look_up_by_scanner_then_the_course_by_digits(city: City) -> None:
    _, code = city.submitted()
    kiosk = Browser(city.app)
    address = f"https://motcua.example/tra-cuu?ma={code}"
    found = kiosk.submit(kiosk.get(f"{FIRST}/ho-so"), f"{FIRST}/ho-so", ma=address, go="xem")
    assert found.status == 200
    assert code in found.text
    assert "Diễn biến" not in found.text
    digits = kiosk.submit(found, f"{FIRST}/ho-so", go="so")
    page = digits
    for key in city.last_digits:
        page = kiosk.submit(page, f"{FIRST}/ho-so", so=_typed(page), phim=key)
    course = kiosk.submit(page, f"{FIRST}/ho-so", so=_typed(page), go="xem")
    assert "Diễn biến" in course.text
    wrong = kiosk.submit(digits, f"{FIRST}/ho-so", so=f"{(int(city.last_digits) + 1) % 10000:04}", go="xem")
    assert wrong.status == 422
    assert "Diễn biến" not in wrong.text
    short = kiosk.submit(digits, f"{FIRST}/ho-so", so="12", go="xem")
    assert short.status == 422
    for answer in (found, course, wrong):
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("typed", "words"), [("abc", "Mã hồ sơ không đúng"), ("000.00.07.H29-200101-0001", "Không có")]
)
def test_a_code_that_is_none_stays_to_be_mended(hall: Hall, typed: str, words: str) -> None:
    answer = hall.kiosk.submit(hall.kiosk.get(f"{FIRST}/ho-so"), f"{FIRST}/ho-so", ma=typed, go="xem")
    assert answer.status in (404, 422)
    assert words in answer.text
    assert _typed(answer) == typed


def test_every_screen_but_the_first_goes_back_by_itself(hall: Hall) -> None:
    for path in (f"{FIRST}/viec", f"{FIRST}/lay-so", f"{FIRST}/ho-so"):
        page = hall.kiosk.get(path)
        assert f'<noscript><meta http-equiv="refresh" content="60; url={FIRST}"></noscript>' in page.text
        assert f'data-idle="60" data-start="{FIRST}"' in page.text
    assert "refresh" not in hall.kiosk.get(FIRST).text


def test_citizens_and_other_roles_neither_call_nor_enrol(city: City) -> None:
    specialist = Browser(city.app)
    Hall.sign_in(Hall.__new__(Hall), specialist, "chuyenvien.d07")
    for path in ("/quay/so", "/quay/ki-ot"):
        assert specialist.get(path).status == 403
        assert Browser(city.app).get(path).status in (303, 401)


def test_a_new_day_begins_at_one(hall: Hall) -> None:
    hall.enrol()
    hall.take("apply")
    later: datetime = hall.city.app.clock() + timedelta(days=200)
    hall.city.at(later)
    assert hall.take("apply").location == f"{FIRST}/so/1"


def test_while_the_table_does_not_answer_nothing_typed_stays_on_the_screen(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.cloud.table import unavailable
    from chalicelib.onestop.dossiers import store

    def busy(code: str, at: datetime) -> None:
        raise unavailable()

    code = "000.00.07.H29-261122-0001"
    typed = hall.kiosk.submit(hall.kiosk.get(f"{FIRST}/ho-so"), f"{FIRST}/ho-so", ma=code, go="so")
    monkeypatch.setattr(store, "look_up", busy)
    page = hall.kiosk.submit(typed, f"{FIRST}/ho-so", ma=code, so="4711", go="xem")
    assert page.status == 503
    assert "cloud/table-busy" in page.text
    assert f'data-start="{FIRST}"' in page.text, "it goes back by itself"
    assert "4711" not in page.text
