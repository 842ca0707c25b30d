"""One dossier from its first page to its result, through pages only: no script, raw events, real services."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from chalicelib.commons.identity import demo_password
from chalicelib.foundation.clock import now
from tests import papers, samples
from tests.cloud.page.browser import Answer, Browser
from tests.onestop.test_pages import sound
from tests.story.by_pages import typed as flat
from tests.story.web import post_form

PAPER = samples.PRESS_PAPERS[0]


def sign_in(city: Any, login: str, base: str = "") -> Browser:
    browser = Browser(city.app, base=base)
    answer = browser.submit(browser.get("/dang-nhap"), "/dang-nhap", login=login, password=demo_password())
    assert answer.status == 303, answer.text
    return browser


def upload(city: Any, browser: Browser, page: Answer, dossier: str, paper: str, content: bytes) -> Answer:
    """Through the page that posts to the store, the check, and back to where the paper is listed."""
    granted = browser.submit(page, f"/ho-so/{dossier}/giay-to/{paper}")
    assert granted.status == 200, granted.text
    sound(granted.text)
    target = unescape(re.search(r'<form method="post" action="(http[^"]+)"', granted.text)[1])  # type: ignore[index]
    policy = granted.headers["Content-Security-Policy"]
    assert "/".join(target.split("/")[:3]) in re.search("form-action ([^;]*);", policy)[1]  # type: ignore[index]
    fields = {k: unescape(v) for k, v in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', granted.text)}
    fields = {name: value for name, value in fields.items() if name != "csrf"}
    assert post_form(target, fields, "a.pdf", content).status in (200, 201, 204, 303)
    waiting = browser.get(f"/ho-so/{dossier}/giay-to/{paper}/cho")
    assert "Đang kiểm tra tệp" in waiting.text
    file = fields["key"].rsplit("/", 1)[-1]
    city.arrive(dossier, file)
    return browser.follow(browser.get(f"/ho-so/{dossier}/giay-to/{paper}/cho"))


def begin(browser: Browser) -> str:
    answer = browser.submit(browser.get("/thu-tuc/9.000002"), "/nop/9.000002")
    assert answer.status == 303, answer.text
    return answer.location.split("/")[-1]


def fill_in(browser: Browser, dossier: str) -> Answer:
    """Every page of the form in turn, each with the answers it asks for; where the last one leads."""
    typed, path = flat(samples.press_answers(now())), f"/ho-so/{dossier}/khai/organiser"
    while "/khai/" in path:
        page = browser.get(path)
        answer = browser.submit(page, path, **asked(page, typed), go="next")
        assert answer.status == 303, answer.text
        path = answer.location
    return answer


def asked(page: Answer, typed: dict[str, Any]) -> dict[str, Any]:
    """Those of the answers that a page has boxes for."""
    return {name: value for name, value in typed.items() if f'name="{name}"' in page.text}


@pytest.fixture
def citizen(city: Any) -> Browser:
    return sign_in(city, "congdan1")


def test_a_draft_keeps_even_what_is_wrong(citizen: Browser) -> None:
    path = f"/ho-so/{begin(citizen)}/khai/organiser"
    first = citizen.get(path)
    assert 'value="Nguyễn Thị Thử Nghiệm"' in first.text
    saved = citizen.submit(first, path, **{"a.email": "không phải <thư>", "a.phone": ""}, go="save")
    shown = citizen.follow(saved)
    assert 'value="không phải &lt;thư&gt;"' in shown.text
    assert 'href="#f-a.email"' in shown.text
    sound(shown.text)


def test_going_on_wants_the_whole_page(citizen: Browser) -> None:
    path = f"/ho-so/{begin(citizen)}/khai/event"
    answer = citizen.submit(citizen.get(path), path, **{"a.topic": "Chủ đề đã gõ"}, go="next")
    assert answer.status == 422
    assert 'value="Chủ đề đã gõ"' in answer.text
    assert "<title>Lỗi: " in answer.text
    outline = sound(answer.text)
    pointed = re.findall(r'href="#(f-[^"]+)"', answer.text)
    assert len(pointed) > 3
    assert set(pointed) <= set(outline.ids)
    assert citizen.submit(answer, path, **asked(answer, flat(samples.press_answers(now()))), go="next").status == 303


def test_another_window_cannot_overwrite_unseen(citizen: Browser) -> None:
    path = f"/ho-so/{begin(citizen)}/khai/event"
    old = citizen.get(path)
    assert citizen.submit(citizen.get(path), path, **{"a.topic": "Cửa sổ một"}, go="save").status == 303
    answer = citizen.submit(old, path, **{"a.topic": "Cửa sổ hai"}, go="save")
    assert answer.status == 409
    assert 'value="Cửa sổ hai"' in answer.text
    assert "Cửa sổ một" in answer.text, "what was saved elsewhere is shown beside"
    sound(answer.text)
    assert citizen.submit(answer, path, **{"a.topic": "Cửa sổ hai"}, go="save").status == 303
    assert 'value="Cửa sổ hai"' in citizen.get(path).text


def test_pressing_twice_begins_one_draft(citizen: Browser) -> None:
    page = citizen.get("/thu-tuc/9.000002")
    form = page.form("/nop/9.000002")
    assert citizen.post("/nop/9.000002", form).location == citizen.post("/nop/9.000002", form).location


def test_a_refused_file_says_why_and_can_be_removed(city: Any, citizen: Browser) -> None:
    dossier = begin(citizen)
    page = citizen.get(f"/ho-so/{dossier}/giay-to")
    shown = upload(city, citizen, page, dossier, PAPER, b"not a paper")
    assert "Không nhận được" in shown.text
    assert "Còn thiếu" in citizen.get(f"/ho-so/{dossier}/kiem-tra").text
    action = re.search(rf'action="(/ho-so/{dossier}/tep/[^"]+/xoa)"', shown.text)[1]  # type: ignore[index]
    gone = citizen.follow(citizen.submit(shown, action))
    assert "Không nhận được" not in gone.text


def test_nobody_sees_another_s_draft(city: Any, citizen: Browser) -> None:
    dossier = begin(citizen)
    other = sign_in(city, "congdan2")
    for path in (f"/ho-so/{dossier}", f"/ho-so/{dossier}/khai", f"/ho-so/{dossier}/giay-to"):
        assert other.get(path).status == 404


def test_a_citizen_is_not_an_officer(citizen: Browser) -> None:
    assert citizen.get("/can-bo").status == 403


def test_signing_out_ends_it(city: Any) -> None:
    browser = sign_in(city, "congdan1")
    assert browser.get("/ho-so").status == 200
    assert browser.submit(browser.get("/"), "/dang-xuat").status == 303
    assert browser.get("/ho-so").status == 303


def test_a_wrong_password_is_told_without_keeping_it(city: Any) -> None:
    browser = Browser(city.app)
    answer = browser.submit(browser.get("/dang-nhap"), "/dang-nhap", login="congdan3", password="sai-mat-khau")
    assert answer.status == 401
    assert 'value="congdan3"' in answer.text
    assert "sai-mat-khau" not in answer.text
    sound(answer.text)


def test_sign_in_never_leads_away(city: Any) -> None:
    browser = Browser(city.app)
    page = browser.get("/dang-nhap", next="//evil.example")
    answer = browser.submit(page, "/dang-nhap", login="congdan2", password=demo_password())
    assert answer.location == "/ho-so"


def test_an_unknown_code_is_told_and_digits_never_stand_in_an_address(city: Any) -> None:
    browser = Browser(city.app)
    answer = browser.get("/tra-cuu", ma="000.00.07.H29-010101-9999")
    assert answer.status == 404
    assert "lookup/unknown-code" not in answer.text
    assert 'action="/tra-cuu"' in answer.text
    assert re.search(r'<form method="post" action="/tra-cuu"', answer.text)
    wrong = browser.submit(answer, "/tra-cuu", ma="x", so="12")
    assert wrong.status == 422
    sound(wrong.text)


def test_the_whole_way_at_the_raw_stage(city: Any) -> None:
    browser = sign_in(city, "congdan3", base="/api")
    begun = browser.submit(browser.get("/thu-tuc/9.000002"), "/nop/9.000002")
    page = browser.follow(begun)
    assert page.status == 200
    assert f'href="/api/ho-so/{begun.location.split("/")[-1]}/khai/organiser"' in page.text


def own_lists(citizen: Browser) -> Iterator[str]:
    """The pages of one's own dossiers; other tests may have begun some at a later time of day."""
    page = citizen.get("/ho-so")
    yield page.text
    while following := re.search(r'href="/ho-so\?tiep=([^"&]+)"', page.text):
        page = citizen.get("/ho-so", tiep=following[1])
        yield page.text


def test_one_dossier_from_home_to_result(city: Any, citizen: Browser) -> None:
    dossier = begin(citizen)
    assert fill_in(citizen, dossier).location == f"/ho-so/{dossier}/giay-to"

    check = f"/ho-so/{dossier}/kiem-tra"
    lacking = citizen.submit(citizen.get(check), check)
    assert lacking.status == 422
    assert f"#paper-{PAPER}" in lacking.text
    assert 'href="#f-a.truthful"' in lacking.text
    upload(city, citizen, citizen.get(f"/ho-so/{dossier}/giay-to"), dossier, PAPER, papers.pdf(["CHUNG MINH"]))
    done = citizen.follow(citizen.submit(citizen.get(check), check, **{"a.truthful": "yes"}))
    code = re.search(r'class="code">([^<]+)<', done.text)[1]  # type: ignore[index]
    assert f"/ho-so/{dossier}" in "".join(own_lists(citizen))

    desk, page = sign_in(city, "motcua.d07"), f"/can-bo/ho-so/{dossier}"
    assert code in desk.get("/can-bo").text
    seen = desk.get(page)
    sound(seen.text)
    ask = f"{page}/request_supplement"
    no_reason = desk.submit(seen, ask, papers=PAPER, message="Lời nhắn đã gõ")
    assert no_reason.status == 422
    assert "Lời nhắn đã gõ" in no_reason.text
    reasons = {f"paper.{PAPER}": "Bản chụp bị mờ", "field.topic": "Chưa rõ"}
    assert desk.submit(no_reason, ask, papers=PAPER, fields="topic", **reasons).status == 303

    supplement = f"/ho-so/{dossier}/bo-sung"
    asked = citizen.get(supplement)
    assert "Bản chụp bị mờ" in asked.text
    assert 'name="a.content"' not in asked.text
    too_soon = citizen.submit(asked, supplement, **{"a.topic": "Chủ đề rõ hơn"})
    assert too_soon.status == 422
    assert 'value="Chủ đề rõ hơn"' in too_soon.text
    back = upload(city, citizen, asked, dossier, PAPER, papers.pdf(["BAN RO"]))
    assert citizen.submit(back, supplement, **{"a.topic": "Chủ đề rõ hơn"}).status == 303

    one, two = desk.get(page), desk.get(page)
    assert desk.submit(one, f"{page}/receive").status == 303
    conflict = desk.submit(two, f"{page}/receive")
    assert conflict.status == 409
    assert "Được tiếp nhận" in conflict.text
    assert desk.submit(desk.get(page), f"{page}/advance", remark="Đủ").status == 303
    specialist = sign_in(city, "chuyenvien.d07")
    assert specialist.submit(specialist.get(page), f"{page}/propose_approval").status == 303
    leader = sign_in(city, "lanhdao.d07")
    ready = upload(city, leader, leader.get(page), dossier, "result", papers.pdf(["XAC NHAN"]))
    file = re.search(r'name="file" value="([^"]+)"', ready.text)[1]  # type: ignore[index]
    assert leader.submit(ready, f"{page}/attach_result", file=file).status == 303
    assert f"/tep/{file}" not in citizen.get(f"/ho-so/{dossier}").text
    assert desk.submit(desk.get(page), f"{page}/return_result", way="online").status == 303

    last = citizen.get(f"/ho-so/{dossier}")
    sound(last.text)
    assert "Đã trả kết quả" in last.text
    assert "Ngày này được tính như thế nào?" in last.text
    fetched = citizen.get(f"/ho-so/{dossier}/tep/{file}")
    assert (fetched.status, fetched.location[:4]) == (303, "http")
    viewed = citizen.get(f"/ho-so/{dossier}/luot-xem").text
    assert "Phạm Văn Tiếp Nhận" in viewed
    assert "acc-onestop-d07" in viewed

    nobody = Browser(city.app)
    status = nobody.get("/tra-cuu", ma=code)
    assert "Đã trả kết quả" in status.text
    assert "timeline" not in status.text
    whole = nobody.submit(status, "/tra-cuu", ma=code, so=city.last_digits)
    assert "timeline" in whole.text
    wrong = nobody.submit(status, "/tra-cuu", ma=code, so="0000")
    assert "timeline" not in wrong.text
    assert wrong.status == 422
    assert 'href="#f-so"' in wrong.text
    assert 'id="f-so-error"' in wrong.text
    assert 'value="0000"' not in wrong.text
    assert "Đã trả kết quả" in wrong.text


def test_withdrawing_asks_once_more(city: Any) -> None:
    dossier, _ = city.submitted()
    citizen = sign_in(city, "congdan1")
    path = f"/ho-so/{dossier}/rut"
    assert citizen.submit(citizen.get(path), path, reason="Đổi ý").status == 303
    assert "rút hồ sơ" in citizen.get(f"/ho-so/{dossier}").text.lower()


def test_a_form_that_cannot_be_kept_is_shown_again_as_typed(citizen: Browser) -> None:
    path = f"/ho-so/{begin(citizen)}/khai"
    page = citizen.get(path, ca="1")
    rows = {f"a.invited.{number}.name": "Báo " + "ă" * 180 for number in range(20)}
    answer = citizen.submit(page, path, **{"a.content": "ự" * 7900, "a.topic": "Giữ lại", **rows}, go="save")
    assert answer.status in (303, 422)
    shown = citizen.follow(answer) if answer.status == 303 else answer
    assert 'value="Giữ lại"' in shown.text


def test_the_queue_has_pages(city: Any) -> None:
    city.submitted()
    desk = sign_in(city, "motcua.d07")
    assert desk.get("/can-bo", cho="1").status == 200
    changed = desk.get("/can-bo", tiep="made-up")
    assert changed.status == 400
    assert "paging/cursor-invalid" in changed.text


def test_an_unknown_move_changes_nothing(city: Any) -> None:
    dossier, _ = city.submitted()
    desk = sign_in(city, "motcua.d07")
    page = f"/can-bo/ho-so/{dossier}"
    form = {**desk.get(page).form(f"{page}/receive")}
    answer = desk.post(f"{page}/explode", form)
    assert answer.status == 403
    assert 'action="' + page + '/receive#work"' in desk.get(page).text


def test_where_the_place_decides_it_is_asked_for(city: Any, citizen: Browser) -> None:
    page = citizen.get("/thu-tuc/1.001193")
    assert 'name="place"' in page.text
    nowhere = citizen.follow(citizen.submit(page, "/nop/1.001193"))
    assert nowhere.status == 200
    assert 'href="#f-place"' in nowhere.text
    assert 'id="f-place-error"' in nowhere.text
    assert "<title>Lỗi: " in nowhere.text
    begun = citizen.submit(nowhere, "/nop/1.001193", place="w01")
    assert begun.status == 303
    assert citizen.follow(begun).status == 200


def test_what_was_refused_promises_no_reception_any_more(city: Any, citizen: Browser) -> None:
    dossier, code = city.submitted()
    promise = "Sẽ được tiếp nhận trước"
    nobody = Browser(city.app)
    assert promise in citizen.get(f"/ho-so/{dossier}").text
    assert promise in nobody.get("/tra-cuu", ma=code).text
    assert city.move(city.onestop, dossier, "refuse", reason="Không thuộc thẩm quyền").status == 200
    assert promise not in citizen.get(f"/ho-so/{dossier}").text
    assert promise not in nobody.get("/tra-cuu", ma=code).text
