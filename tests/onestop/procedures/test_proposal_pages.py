"""The electronic regulation system through its pages: no script, raw events, demo people, a real stage."""

from __future__ import annotations

import itertools
import json
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from chalicelib.cloud import table
from chalicelib.foundation.clock import now, short_date, vietnam_day
from chalicelib.onestop import procedures
from chalicelib.onestop.procedures import store
from chalicelib.onestop.procedures.pages import proposing
from tests.cloud.page.browser import Answer, Browser
from tests.onestop.procedures.test_proposals import definition
from tests.onestop.test_pages import sound
from tests.onestop.test_pages_story import sign_in

DESK = "/quan-tri/thu-tuc"
CODES = itertools.count(970_000)


def new_code() -> str:
    return f"7.{next(CODES)}"


@pytest.fixture
def admin(city: Any) -> Browser:
    return sign_in(city, "quantri.d07")


@pytest.fixture
def operator(city: Any) -> Browser:
    return sign_in(city, "vanhanh")


def begin(browser: Browser, **typed: str) -> str:
    """The address of a new proposal's page."""
    answer = browser.submit(browser.get(f"{DESK}/moi"), f"{DESK}/moi", **typed)
    assert answer.status == 303, answer.text
    return answer.location


def go(browser: Browser, where: str, move: str, **typed: str) -> Answer:
    """Asks for the confirmation of a move and makes it."""
    return browser.submit(browser.get(f"{where}/{move}"), f"{where}/{move}", **typed)


def approve(admin: Browser, operator: Browser, text: str) -> str:
    where = begin(admin, definition=text)
    assert go(admin, where, "trinh").status == 303
    assert go(operator, where, "duyet").status == 303
    return where


def publish(admin: Browser, operator: Browser, text: str, **typed: str) -> str:
    where = approve(admin, operator, text)
    assert go(operator, where, "cong-bo", **typed).status == 303
    return where


def journal_of(where: str, event: str) -> dict[str, Any]:
    _, entries = store.read(where.rpartition("/")[2])
    return next(entry.data for entry in entries if entry.type == event)


def test_from_pasted_text_to_the_citizens_page(admin: Browser, operator: Browser) -> None:
    code = new_code()
    where = begin(admin, definition=definition(code, fees=[]))
    shown = admin.get(where)
    sound(shown.text)
    assert "Không có lỗi." in shown.text
    assert "Trình thẩm định" in shown.text
    assert "Duyệt</a>" not in shown.text
    preview = admin.get(f"{where}/xem-truoc")
    sound(preview.text)
    assert "Biểu mẫu sẽ hỏi" in preview.text
    assert go(admin, where, "trinh").status == 303
    assert admin.get(f"{where}/noi-dung").status == 303, "what is in review is not changed"
    assert admin.get(f"{where}/duyet").status == 403
    waiting = operator.get(DESK)
    sound(waiting.text)
    assert where in waiting.text
    assert go(operator, where, "duyet").status == 303
    asked = operator.get(f"{where}/cong-bo")
    sound(asked.text)
    assert 'name="running"' not in asked.text, "a first version has no running dossiers"
    assert go(operator, where, "cong-bo").status == 303
    assert operator.get(f"/thu-tuc/{code}").status == 200
    assert journal_of(where, "procedure.published")["running"] == "leave"


def test_the_next_version_of_a_published_one_changes_what_was_typed_and_nothing_else(
    admin: Browser, operator: Browser
) -> None:
    code = new_code()
    text = definition(code, processing={"amount": 5, "unit": "working_day", "clock_policy": "PAUSE", "verified": False})
    publish(admin, operator, text)
    where = begin(admin, code=code)
    parts = admin.get(f"{where}/muc-chinh")
    sound(parts.text)
    wrong = admin.submit(
        parts,
        f"{where}/muc-chinh",
        **{"d.name.vi": "Tên <mới>", "d.processing.amount": "bảy", "d.in_force.from": "32/1/2027"},
    )
    assert wrong.status == 422
    sound(wrong.text)
    assert 'value="Tên &lt;mới&gt;"' in wrong.text
    assert 'value="bảy"' in wrong.text
    assert set(re.findall(r'href="#(f-d[^"]+)"', wrong.text)) == {"f-d.processing.amount", "f-d.in_force.from"}
    starts = vietnam_day(now()) + timedelta(days=40)
    typed = {"d.name.vi": "Tên <mới>", "d.processing.amount": "7", "d.in_force.from": short_date(starts)}
    assert admin.submit(wrong, f"{where}/muc-chinh", **typed).status == 303
    raw = json.loads(admin.get(f"{where}/tai-ve").text)
    before = json.loads(text)
    assert (raw["name"]["vi"], raw["processing"]["amount"], raw["version"]) == ("Tên <mới>", 7, 2)
    assert raw["in_force"]["from"] == starts.isoformat()
    assert {**raw, "name": 0, "processing": 0, "version": 0, "in_force": 0} == {
        **before,
        "name": 0,
        "processing": 0,
        "version": 0,
        "in_force": 0,
    }
    shown = admin.get(where).text
    assert "Thời hạn giải quyết: mức</th><td>5</td><td>7</td>" in shown
    assert "Tên &lt;mới&gt;" in shown


def test_what_is_wrong_stands_beside_its_line(admin: Browser) -> None:
    where = begin(admin, definition='{\n "version": 1,\n "version": "hai"\n}')
    shown = admin.get(f"{where}/noi-dung")
    outline = sound(shown.text)
    assert "dòng 3: version: khóa này đứng hai lần" in shown.text
    assert set(re.findall(r'href="#(L[0-9]+)"', shown.text)) <= set(outline.ids)
    assert f'href="{where}/noi-dung#L3"' in admin.get(where).text
    assert "Trình thẩm định</a>" not in admin.get(where).text
    refused = go(admin, where, "trinh")
    assert refused.status == 422
    assert "Dòng 3: " in refused.text
    saved = admin.submit(shown, f"{where}/noi-dung", definition="{ không phải JSON")
    again = admin.follow(saved)
    assert "Đã lưu." in again.text
    assert "{ không phải JSON" in unescape(again.text)
    assert "dòng 1: không phải JSON" in again.text
    assert "Định nghĩa chưa đọc được" in admin.get(f"{where}/muc-chinh").text
    english = admin.get(f"{where}/noi-dung", lang="en").text
    assert "line 1: this is not JSON" in english
    admin.get(where, lang="vi")


def test_two_who_write_at_once_are_told_in_words(admin: Browser) -> None:
    where = begin(admin, definition=definition(new_code()))
    old, parts = admin.get(f"{where}/noi-dung"), admin.get(f"{where}/muc-chinh")
    assert admin.submit(admin.get(f"{where}/noi-dung"), f"{where}/noi-dung", definition="{}").status == 303
    stale = admin.submit(old, f"{where}/noi-dung", definition='{"một": "lúc"}')
    assert stale.status == 409
    assert "chưa được lưu" in stale.text
    assert '{"một": "lúc"}' in unescape(stale.text)
    assert admin.submit(stale, f"{where}/noi-dung", definition=definition(new_code())).status == 303
    late = admin.submit(parts, f"{where}/muc-chinh", **{"d.name.vi": "Đã gõ"})
    assert late.status == 409
    assert 'value="Đã gõ"' in late.text


def test_a_file_begins_a_proposal_and_comes_back_letter_by_letter(admin: Browser) -> None:
    text = definition(new_code())
    form = {**admin.get(f"{DESK}/moi").form(f"{DESK}/moi"), "code": "", "definition": ""}
    body = b"".join(
        f'--xyz\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in form.items()
    )
    head = b'--xyz\r\nContent-Disposition: form-data; name="file"; filename="a.json"\r\nContent-Type: application/json'
    body += head + b"\r\n\r\n" + text.encode() + b"\r\n--xyz--\r\n"
    kind = {"Content-Type": "multipart/form-data; boundary=xyz"}
    made = admin.send("POST", f"{DESK}/moi", headers=kind, body=body)
    assert made.status == 303, made.text
    file = admin.get(f"{made.location}/tai-ve")
    assert file.text == text
    assert file.headers["Content-Disposition"].startswith('attachment; filename="7.')
    assert file.headers["Content-Type"].startswith("application/json")
    latin = body.replace("ế".encode(), b"\xff")
    assert latin != body
    assert admin.send("POST", f"{DESK}/moi", headers=kind, body=latin).status == 400
    assert admin.send("POST", f"{DESK}/moi", headers=kind, body=b"--abc--").status == 400


def test_beginning_with_nothing_says_so(admin: Browser) -> None:
    answer = admin.submit(admin.get(f"{DESK}/moi"), f"{DESK}/moi", code="", definition="  ")
    assert answer.status == 422
    assert "Hãy chọn một thủ tục đã công bố" in answer.text
    sound(answer.text)
    long = admin.submit(answer, f"{DESK}/moi", definition="x" * 210_000)
    assert long.status == 422
    assert "Định nghĩa quá dài" in long.text


def test_reasons_are_asked_for_and_told(admin: Browser, operator: Browser) -> None:
    where = begin(admin, definition=definition(new_code()))
    assert go(admin, where, "trinh").status == 303
    refused = go(operator, where, "tra-lai")
    assert refused.status == 422
    assert 'href="#f-remark"' in refused.text
    sound(refused.text)
    assert operator.submit(refused, f"{where}/tra-lai", remark="Thiếu <căn cứ>").status == 303
    shown = admin.get(where)
    assert "Thiếu &lt;căn cứ&gt;" in shown.text
    assert go(admin, where, "trinh").status == 303
    assert go(operator, where, "khong-duyet", remark="Trùng").status == 303
    assert "Không được duyệt" in admin.get(where).text
    assert admin.follow(admin.get(f"{where}/trinh")).status == 200, "who has no move left is back at the proposal"


def test_running_dossiers_are_left_or_taken_along_by_law(admin: Browser, operator: Browser) -> None:
    code, starts = new_code(), vietnam_day(now()) + timedelta(days=3)
    publish(admin, operator, definition(code))
    where = approve(admin, operator, definition(code, 2, starts))
    asked = operator.get(f"{where}/cong-bo")
    sound(asked.text)
    bare = operator.submit(asked, f"{where}/cong-bo", running="take_along", in_force_from="31/2/2027")
    assert bare.status == 422
    assert 'value="31/2/2027"' in bare.text
    bare = operator.submit(bare, f"{where}/cong-bo", running="take_along")
    assert bare.status == 422
    assert 'href="#f-basis"' in bare.text
    assert re.search(r'value="take_along" checked', bare.text)
    odd = operator.submit(bare, f"{where}/cong-bo", running="burn")
    assert (odd.status, 'href="#f-running"' in odd.text) == (422, True)
    later = starts + timedelta(days=4)
    law = "NĐ 217/2026/NĐ-CP điều khoản chuyển tiếp"
    typed = {"running": "take_along", "basis": law, "in_force_from": short_date(later)}
    assert operator.submit(bare, f"{where}/cong-bo", **typed).status == 303
    told = journal_of(where, "procedure.published")
    assert (told["procedure"], told["number"], told["in_force_from"]) == (code, 2, later.isoformat())
    assert (told["running"], told["basis"]) == ("take_along", law)
    row = table.get(f"PV#{code}", "V#0002")
    assert row is not None
    assert (row["running"]["S"], row["basis"]["S"]) == ("take_along", law)
    old, new = procedures.catalogue().versions(code)
    assert (old.in_force_to, new.in_force_from) == (later - timedelta(days=1), later)
    assert law in operator.get(where).text


def test_a_version_that_cannot_follow_is_told_before_and_refused(admin: Browser, operator: Browser) -> None:
    code = new_code()
    publish(admin, operator, definition(code))
    where = begin(admin, definition=definition(code, 5, vietnam_day(now()) + timedelta(days=3)))
    assert "Phiên bản tiếp theo của thủ tục" in admin.get(where).text
    refused = go(admin, where, "trinh")
    assert refused.status == 409
    assert "Phiên bản tiếp theo" in refused.text


def test_every_proposal_can_be_reached_page_by_page(admin: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    made = {begin(admin, definition=definition(new_code())) for _ in range(5)}
    monkeypatch.setattr(proposing, "A_PAGE", 2)
    seen: list[str] = []
    answer = admin.get(DESK)
    while True:
        seen += re.findall(rf'href="({DESK}/[0-9a-z]{{20,}})"', answer.text)
        link = re.search(r'href="([^"]*)">Trang sau<', answer.text)
        if link is None or made <= set(seen):
            break
        path, _, query = unescape(link[1]).partition("?")
        answer = admin.get(path, **dict(pair.split("=", 1) for pair in query.split("&")))
        assert answer.status == 200
    assert made <= set(seen)
    assert len(seen) == len(set(seen))
    assert admin.get(DESK, tiep="x" * 40).status == 400


def test_strangers_learn_nothing(city: Any, admin: Browser, operator: Browser) -> None:
    where = begin(admin, definition=definition(new_code()))
    citizen, nobody = sign_in(city, "congdan1"), Browser(city.app)
    for path in (DESK, where, f"{where}/noi-dung", f"{DESK}/moi", f"{where}/tai-ve"):
        assert citizen.get(path).status == 403
        assert nobody.get(path).status == 303
    assert admin.get(f"{DESK}/nothing").status == 404
    assert operator.get(f"{where}/noi-dung").status == 403
    assert operator.get(f"{DESK}", **{"trang-thai": "dreaming"}).status == 422
    assert operator.get(f"{DESK}", **{"trang-thai": "draft"}).status == 200


def test_published_definitions_can_be_taken_away(admin: Browser) -> None:
    raw = json.loads(admin.get(f"{DESK}/ban-hanh/9.000009").text)
    assert raw["version"] == 2
    assert admin.get(f"{DESK}/ban-hanh/7.000000").status == 404
    assert f"{DESK}/ban-hanh/9.000009" in admin.get(f"{DESK}/moi").text


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_page_is_well_made_in_both_languages(admin: Browser, operator: Browser, lang: str) -> None:
    where = begin(admin, code="9.000009")
    pages = [
        DESK,
        f"{DESK}/moi",
        where,
        *(f"{where}/{part}" for part in ("noi-dung", "muc-chinh", "xem-truoc", "trinh")),
    ]
    for path in pages:
        answer = admin.get(path, lang=lang)
        assert answer.status == 200, path
        sound(answer.text)
    assert go(admin, where, "trinh").status == 303
    for part in ("", "/duyet", "/tra-lai", "/khong-duyet"):
        sound(operator.get(where + part, lang=lang).text)
    admin.get(DESK, lang="vi")
