"""Slips as pages, by raw events on real services: what is printed, for whom, in which state, in both languages."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from urllib.parse import unquote

import pytest

from chalicelib.onestop.dossiers.pages.slips import NAMES
from chalicelib.onestop.dossiers.slips import qr
from tests import samples
from tests.cloud.page.browser import Answer, Browser
from tests.onestop.conftest import City
from tests.onestop.dossiers.test_journey import at
from tests.onestop.test_pages import sound
from tests.onestop.test_pages_story import sign_in

PAPER = samples.WEBSITE_PAPERS[0]
LINK = re.compile(r'href="(/ho-so/[^"]+/phieu/[^"]+)"')
ALL = re.compile(r'href="/ho-so/[^"]+/phieu/([^"?]+)\?so=([0-9]+)"')


@pytest.fixture
def citizen(city: City) -> Browser:
    return sign_in(city, "congdan1")


@pytest.fixture
def desk(city: City) -> Browser:
    return sign_in(city, "motcua.d07")


def slip(browser: Browser, dossier: str, name: str, **query: str) -> Answer:
    return browser.get(f"/ho-so/{dossier}/phieu/{name}", **query)


def printed(answer: Answer) -> str:
    """A slip that is there and well made: one heading, no script but the site's, never stored by browsers."""
    assert answer.status == 200, answer.text
    sound(answer.text)
    assert 'class="slip' in answer.text
    address = re.findall(r'src="([^"]*/static/site\.[0-9a-f]+\.mjs)"', answer.text)[0]
    assert answer.text.count("<script") == 1
    assert f'<script type="module" src="{address}"></script>' in answer.text
    assert "style=" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.text


def links_work(browser: Browser, page: str, dossier: str) -> set[str]:
    """The slips that a dossier's page links to: those that are there, each by its number on the page of all slips."""
    linked = {path.rpartition("/")[2] for path in LINK.findall(browser.get(page).text)}
    numbered = ALL.findall(browser.get(f"/ho-so/{dossier}/phieu").text)
    assert all(slip(browser, dossier, name, so=number).status == 200 for name, number in numbered)
    answers = {name: slip(browser, dossier, name).status for name in NAMES}
    assert {name for name, status in answers.items() if status == 200} == {name for name, _ in numbered} == linked
    assert set(answers.values()) <= {200, 404, 409}
    return linked


def test_before_reception_there_is_an_acknowledgement(city: City, citizen: Browser, desk: Browser) -> None:
    dossier, code = city.submitted()
    text = printed(slip(citizen, dossier, "nop-ho-so"))
    assert code in text
    assert "Sẽ được tiếp nhận trước" in text
    assert "Cộng hòa xã hội chủ nghĩa Việt Nam" in text
    assert links_work(citizen, f"/ho-so/{dossier}", dossier) == {"nop-ho-so"}
    assert links_work(desk, f"/can-bo/ho-so/{dossier}", dossier) == {"nop-ho-so"}


def test_the_receipt_dates_are_those_of_the_form(city: City, citizen: Browser, desk: Browser) -> None:
    dossier, code = city.submitted()
    city.at(at("2026-11-23", "14:05:00"))
    assert city.move(city.onestop, dossier, "receive").status == 200
    text = printed(slip(citizen, dossier, "tiep-nhan"))
    # 24 November is a holiday; ten working days after Monday 23 November end on Tuesday 8 December.
    for words in (
        code,
        "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        "Mẫu số 01, Thông tư 03/2025/TT-VPCP (chưa đối chiếu)",
        "ngày 23 tháng 11 năm 2026",
        "14 giờ 05 phút, ngày 23 tháng 11 năm 2026",
        "17 giờ 00 phút, ngày 08 tháng 12 năm 2026",
        "10 ngày làm việc",
        "acc-onestop-d07",
        "minh.hoa@example.vn",
        "Số bộ hồ sơ",
        'aria-label="Mã QR của địa chỉ tra cứu hồ sơ này"',
    ):
        assert words in text, words
    assert "Nguyễn Thị Thử Nghiệm" in text
    assert links_work(citizen, f"/ho-so/{dossier}", dossier) == {"tiep-nhan"}
    assert links_work(desk, f"/can-bo/ho-so/{dossier}", dossier) == {"tiep-nhan", "kiem-soat"}


def test_in_english_the_vietnamese_title_stays(city: City, citizen: Browser) -> None:
    dossier, _ = city.submitted()
    assert city.move(city.onestop, dossier, "receive").status == 200
    text = printed(slip(citizen, dossier, "tiep-nhan", lang="en"))
    assert '<h1 lang="vi">Giấy tiếp nhận hồ sơ và hẹn trả kết quả</h1>' in text
    assert "Receipt of the dossier and appointment for the result" in text
    assert "Socialist Republic of Vietnam" in text
    assert "Department of Culture and Sports" in text
    assert "10 working days" in text
    assert "Tiếp nhận lúc" not in text


def test_the_supplement_request_is_printed_with_its_reasons(city: City, citizen: Browser) -> None:
    dossier, _ = city.submitted()
    asked = {"papers": {PAPER: "Bản chụp <mờ>"}, "fields": {"topics": "Chưa rõ"}, "message": "Xin bổ sung"}
    assert city.move(city.onestop, dossier, "request_supplement", **asked).status == 200
    text = printed(slip(citizen, dossier, "bo-sung"))
    for words in ("Bản chụp &lt;mờ&gt;", "Chưa rõ", "Xin bổ sung", "Căn cứ pháp lý", "Mẫu số 02"):
        assert words in text, words
    assert "Chờ người nộp bổ sung" in printed(slip(citizen, dossier, "nop-ho-so"))
    assert links_work(citizen, f"/ho-so/{dossier}", dossier) == {"nop-ho-so", "bo-sung"}


def test_the_refusal_is_printed_with_reason_and_remedy(city: City, citizen: Browser, desk: Browser) -> None:
    dossier, _ = city.submitted()
    words = {"reason": "Không thuộc thẩm quyền, điều 1", "remedy": "Nộp tại phường"}
    assert city.move(city.onestop, dossier, "refuse", **words).status == 200
    text = printed(slip(citizen, dossier, "tu-choi"))
    assert words["reason"] in text
    assert words["remedy"] in text
    assert links_work(desk, f"/can-bo/ho-so/{dossier}", dossier) == {"tu-choi"}


def test_the_control_slip_follows_the_dossier_and_is_for_officers(city: City, citizen: Browser, desk: Browser) -> None:
    dossier = city.approved()
    text = printed(slip(desk, dossier, "kiem-soat"))
    rows = re.findall(r"<tr>\n<td>", text)
    assert len(rows) == 4, "received, two steps on, result attached"
    assert "acc-leader-d07" in text
    assert "Mẫu số 06" in text
    assert text.count("Trước hạn") == 3, "each step was left within its own time, the result was ready before its date"
    assert city.move(city.onestop, dossier, "return_result", way="desk").status == 200
    last = printed(slip(desk, dossier, "kiem-soat"))
    assert "Trả tại quầy" in last
    hidden = slip(citizen, dossier, "kiem-soat")
    assert hidden.status == 404
    assert "dossiers/slip-unknown" in hidden.text


@pytest.mark.parametrize(
    ("lang", "sentence"), [("vi", "nên không có phiếu này"), ("en", "has no such slip"), ("vi", "Mới đăng ký")]
)
def test_the_wrong_slip_for_the_state_is_a_conflict(city: City, citizen: Browser, lang: str, sentence: str) -> None:
    dossier, _ = city.submitted()
    answer = slip(citizen, dossier, "tiep-nhan", lang=lang)
    assert answer.status == 409
    assert "dossiers/slip-not-available" in answer.text
    assert sentence in answer.text


def test_a_draft_has_no_slip(city: City, citizen: Browser, desk: Browser) -> None:
    dossier = city.draft()
    assert slip(citizen, dossier, "nop-ho-so").status == 409
    assert slip(desk, dossier, "nop-ho-so").status == 404, "nobody else knows of a draft"


def test_slips_are_for_the_owner_and_the_agency_only(city: City) -> None:
    dossier, code = city.submitted()
    for login in ("congdan2", "motcua.d06"):
        answer = slip(sign_in(city, login), dossier, "nop-ho-so")
        assert answer.status == 404
        assert code not in answer.text
    assert slip(Browser(city.app), dossier, "nop-ho-so").status == 303


def test_an_officer_s_look_at_a_slip_is_on_record(city: City, citizen: Browser, desk: Browser) -> None:
    dossier, _ = city.submitted()
    views = f"/ho-so/{dossier}/luot-xem"
    printed(slip(citizen, dossier, "nop-ho-so"))
    assert "acc-onestop-d07" not in citizen.get(views).text
    printed(slip(desk, dossier, "nop-ho-so"))
    assert "acc-onestop-d07" in citizen.get(views).text


def register_pages(desk: Browser, text: str) -> Iterator[str]:
    """The register from this page to its last one; each but the last says that another follows."""
    yield text
    while following := re.search(r'href="/can-bo/so-theo-doi\?tiep=([^"&]+)"', text):
        assert "Còn trang sau." in text
        text = printed(desk.get("/can-bo/so-theo-doi", tiep=unquote(following[1])))
        yield text
    assert "Còn trang sau." not in text


def test_the_register_says_what_it_covers(city: City, desk: Browser, citizen: Browser) -> None:
    _, code = city.submitted()
    text = printed(desk.get("/can-bo/so-theo-doi"))
    assert code in "".join(register_pages(desk, text))
    assert "Không gồm hồ sơ đang chờ, hồ sơ đã có kết quả" in text
    assert "Mẫu số 07" in text
    waiting = printed(desk.get("/can-bo/so-theo-doi", cho="1"))
    assert code not in waiting
    assert "đang chờ bổ sung, nộp tiền hoặc đang dừng" in waiting
    assert "open dossiers of the agency" in printed(desk.get("/can-bo/so-theo-doi", lang="en"))
    assert citizen.get("/can-bo/so-theo-doi").status == 403


def test_the_library_of_marks_is_loaded_by_the_first_slip_only(
    city: City, desk: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "segno"]:
        monkeypatch.delitem(sys.modules, name)
    dossier, _ = city.submitted()
    assert desk.get(f"/can-bo/ho-so/{dossier}").status == 200
    assert "segno" not in sys.modules
    printed(slip(desk, dossier, "nop-ho-so"))
    assert "segno" in sys.modules


@pytest.mark.parametrize(
    ("base", "site"), [("", "http://127.0.0.1:8000"), ("/api", "https://motcua.example/api")], ids=["front", "raw"]
)
def test_the_mark_leads_to_the_look_up_of_this_site(city: City, base: str, site: str) -> None:
    dossier, code = city.submitted()
    text = printed(slip(sign_in(city, "congdan1", base=base), dossier, "nop-ho-so"))
    assert f'href="{base}/ho-so/{dossier}"' in text
    assert qr.mark_of(f"{site}/tra-cuu", code).path in text


def test_a_slip_is_data_at_the_door_too(city: City) -> None:
    dossier, code = city.submitted()
    assert city.move(city.onestop, dossier, "receive").status == 200
    slip = city.citizen.get(f"/api/v1/dossiers/{dossier}/slips/receipt").json
    assert slip["code"] == code
    early = city.citizen.get(f"/api/v1/dossiers/{dossier}/slips/refusal")
    assert (early.status, early.code) == (409, "dossiers/slip-not-available")
    strange = city.citizen.get(f"/api/v1/dossiers/{dossier}/slips/nothing")
    assert (strange.status, strange.code) == (404, "dossiers/slip-unknown")
