"""The desk through its pages: an applicant without an account, from the search to the paid fee; no script."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from tests import papers
from tests.cloud.page.browser import Browser
from tests.onestop.dossiers import desk
from tests.onestop.dossiers.test_party import ADDRESS, MOTHER
from tests.onestop.test_pages import sound
from tests.onestop.test_pages_story import begin as begin_citizen
from tests.onestop.test_pages_story import sign_in, upload
from tests.story.by_pages import typed as flat


@pytest.fixture
def officer(city: Any) -> Browser:
    return sign_in(city, "motcua.d07")


def begin(browser: Browser, procedure: str = desk.BOOKS) -> str:
    path = f"/quay/thu-tuc/{procedure}"
    answer = browser.submit(browser.get(path), path)
    assert answer.status == 303, answer.text
    return answer.location.split("/")[-2]


def handed_in(city: Any, browser: Browser) -> str:
    """Every page of the draft in order; the dossier is handed in at the end."""
    dossier = begin(browser)
    path = f"/ho-so/{dossier}"
    form = browser.follow(
        browser.submit(browser.get(f"{path}/nguoi-nop"), f"{path}/nguoi-nop", go="next", **flat(desk.PARTY))
    )
    assert f'value="{desk.APPLICANT}"' in form.text, "what is known of the applicant is filled in"
    page = browser.follow(browser.submit(form, f"{path}/khai", go="next", **flat(desk.books_answers())))
    for name in ("mot", "hai"):
        page = upload(city, browser, page, dossier, "list", papers.pdf([name]))
    check = browser.get(f"{path}/kiem-tra")
    sound(check.text)
    assert desk.APPLICANT in check.text
    assert "nữ, sinh năm 1960" in check.text
    done = browser.submit(check, f"{path}/kiem-tra")
    assert done.location == f"{path}/xong"
    shown = browser.follow(browser.follow(done))
    sound(shown.text)
    assert "Đã nộp hồ sơ" in shown.text
    return dossier


def test_from_the_search_to_the_receipt(city: Any, officer: Browser) -> None:
    found = officer.get("/quay/thu-tuc", tim="xuat ban pham")
    sound(found.text)
    assert f'href="/quay/thu-tuc/{desk.BOOKS}"' in found.text
    dossier = handed_in(city, officer)
    page = f"/quay/ho-so/{dossier}"
    shown = officer.get(page)
    assert f"/ho-so/{dossier}/phieu/nop-ho-so" in shown.text
    received = officer.follow(officer.submit(shown, f"{page}/receive"))
    assert "50.000" in received.text
    assert f"/ho-so/{dossier}/phieu/tiep-nhan" in received.text
    paid = officer.follow(officer.submit(received, f"{page}/take_payment", means="cash"))
    sound(paid.text)
    assert re.search(r"biên lai số <strong>\d{6}/2026", paid.text)
    assert officer.get(f"/ho-so/{dossier}/phieu/tiep-nhan").status == 200
    listed = officer.get("/quay")
    sound(listed.text)
    assert f"/quay/ho-so/{dossier}" in listed.text


def test_change_is_worked_out_without_a_script_and_stands_on_the_receipt(city: Any, officer: Browser) -> None:
    dossier = handed_in(city, officer)
    page = f"/quay/ho-so/{dossier}"
    take = f"{page}/take_payment"
    received = officer.follow(officer.submit(officer.get(page), f"{page}/receive"))
    assert "Xong: Tiếp nhận." in re.sub("<[^>]+>", "", received.text)
    told = officer.submit(received, take, means="cash", given="200.000", go="change")
    sound(told.text)
    assert told.status == 200
    assert re.search(r"Trả lại khách: <strong>150\.000", told.text)
    assert 'value="200.000"' in told.text, "what was typed stays"
    assert city.onestop.get(f"/api/v1/dossiers/{dossier}").json["payment"]["state"] == "due", "nothing is taken yet"
    little = officer.submit(told, take, means="cash", given="20.000", go="change")
    sound(little.text)
    assert (little.status, 'href="#f-given"' in little.text) == (422, True)
    wrong = officer.submit(told, take, means="cash", given="hai trăm")
    assert wrong.status == 422
    paid = officer.follow(officer.submit(little, take, means="cash", given="200 000"))
    sound(paid.text)
    assert re.search(r"trả lại <strong>150\.000", paid.text)
    slip = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", officer.get(f"/ho-so/{dossier}/phieu/thu-tien").text))
    assert "Khách đưa 200.000" in slip
    assert "Trả lại 150.000" in slip


def test_the_desk_opens_a_dossier_by_the_code_on_a_slip(city: Any, officer: Browser) -> None:
    dossier = handed_in(city, officer)
    code = city.onestop.get(f"/api/v1/dossiers/{dossier}").json["code"]
    assert officer.get("/quay", ma=code).location == f"/quay/ho-so/{dossier}"
    assert officer.get("/quay", ma=f" {code.lower()} ").location == f"/quay/ho-so/{dossier}"
    online, online_code = city.submitted()
    assert officer.get("/quay", ma=online_code).location == f"/can-bo/ho-so/{online}"
    assert city.move(city.citizen, online, "withdraw").status == 200
    other = sign_in(city, "motcua.d06")
    for browser, typed, status in (
        (other, code, 404),
        (officer, "000.00.07.H29-261130-9999", 404),
        (officer, "abc", 422),
    ):
        refused = browser.get("/quay", ma=typed)
        sound(refused.text)
        assert refused.status == status
        assert f'value="{typed}"' in refused.text
        assert 'id="f-ma-error"' in refused.text


def test_the_desk_s_list_begins_with_what_is_to_be_done(city: Any, officer: Browser) -> None:
    draft, dossier = begin(officer), handed_in(city, officer)
    text = officer.get("/quay").text
    parts = [text.index(words) for words in ("Đang nhập dở", "Quầy cần làm tiếp")]
    assert parts == sorted(parts)
    assert parts[0] < text.index(f"/quay/ho-so/{draft}") < parts[1] < text.index(f"/quay/ho-so/{dossier}")
    shown = officer.get(f"/quay/ho-so/{dossier}").text
    assert "Người tiếp theo" in shown
    assert "In giấy xác nhận đã nộp" in shown


def test_a_desk_s_browser_keeps_nothing_of_one_applicant_for_the_next(city: Any, officer: Browser) -> None:
    path = f"/ho-so/{begin(officer)}"
    party = officer.get(f"{path}/nguoi-nop").text
    offered = set(re.findall(r'autocomplete="([^"]*)"', party))
    assert offered == {"off"}
    fields = re.findall(r'<input class="govuk-input[^>]*>', party)
    assert fields
    assert all("autocomplete=" in one for one in fields), "a field that says nothing is remembered"
    own = sign_in(city, "congdan1")
    begun = own.submit(own.get(f"/thu-tuc/{desk.BOOKS}"), f"/nop/{desk.BOOKS}")
    person = own.get(f"/ho-so/{begun.location.split('/')[2]}/nguoi-nop").text
    assert 'autocomplete="tel"' in person, "a browser of one's own helps"


def test_pressing_twice_begins_one_and_submits_one(city: Any, officer: Browser) -> None:
    path = f"/quay/thu-tuc/{desk.BOOKS}"
    form = officer.get(path).form(path)
    assert officer.post(path, form).location == officer.post(path, form).location
    dossier = handed_in(city, officer)
    received = officer.get(f"/quay/ho-so/{dossier}").form(f"/quay/ho-so/{dossier}/receive")
    for _ in range(2):
        assert officer.post(f"/quay/ho-so/{dossier}/receive", received).status == 303


def test_the_desk_of_another_agency_shows_but_does_not_receive(city: Any) -> None:
    helper = sign_in(city, "motcua.d06")
    dossier = handed_in(city, helper)
    shown = helper.get(f"/quay/ho-so/{dossier}")
    assert "/receive" not in shown.text
    assert "/can-bo/ho-so/" not in shown.text
    assert helper.follow(helper.get(f"/ho-so/{dossier}")).status == 200
    withdrawn = helper.submit(shown, f"/quay/ho-so/{dossier}/withdraw", reason="")
    assert withdrawn.status == 422
    sound(withdrawn.text)
    other = sign_in(city, "motcua.d07")
    assert other.get(f"/quay/ho-so/{dossier}").status == 303, "the agency has its own page of it"
    officers = other.get(f"/can-bo/ho-so/{dossier}")
    assert desk.APPLICANT in officers.text
    assert "Nơi hướng dẫn nộp" in officers.text


def test_a_procedure_of_a_place_asks_for_the_place(officer: Browser) -> None:
    path = "/quay/thu-tuc/9.000010"
    page = officer.get(path)
    sound(page.text)
    answer = officer.submit(page, path, place="")
    assert answer.status == 422
    sound(answer.text)


@pytest.mark.parametrize("login", ["congdan1", "chuyenvien.d07", "lanhdao.d07"])
def test_the_desk_is_for_one_stop_officers(city: Any, login: str) -> None:
    browser = sign_in(city, login)
    for path in ("/quay", "/quay/thu-tuc", f"/quay/thu-tuc/{desk.BOOKS}"):
        assert browser.get(path).status == 403
    assert "/quay" not in browser.get("/").text


def test_a_citizen_s_own_dossier_has_no_desk_page(city: Any, officer: Browser) -> None:
    dossier, _ = city.submitted()
    assert officer.get(f"/quay/ho-so/{dossier}").location.endswith(f"/ho-so/{dossier}")
    other = sign_in(city, "motcua.d06")
    assert other.get(f"/quay/ho-so/{dossier}").status == 404


def test_a_citizen_acts_for_somebody_else(city: Any) -> None:
    browser = sign_in(city, "congdan1")
    dossier = begin_citizen(browser)
    path = f"/ho-so/{dossier}"
    page = browser.get(f"{path}/nguoi-nop")
    sound(page.text)
    assert "a.representative_name" not in page.text
    wrong = browser.submit(page, f"{path}/nguoi-nop", go="next", **{**flat(MOTHER), "a.applicant_id": "12"})
    assert wrong.status == 422
    sound(wrong.text)
    form = browser.follow(browser.submit(wrong, f"{path}/nguoi-nop", go="next", **flat(MOTHER)))
    assert 'value="Ngô Thị Mẹ Ví Dụ"' in form.text
    listed = browser.get(f"{path}/giay-to")
    sound(listed.text)
    assert "Văn bản ủy quyền" in listed.text
    check = browser.get(f"{path}/kiem-tra")
    assert check.text.count("Còn thiếu") == 2


def test_the_way_of_the_result_on_its_page(city: Any) -> None:
    browser = sign_in(city, "congdan1")
    dossier = begin_citizen(browser)
    path = f"/ho-so/{dossier}/nhan-ket-qua"
    page = browser.get(path)
    sound(page.text)
    refused = browser.submit(page, path, **{"a.way": "post"})
    assert refused.status == 422
    sound(refused.text)
    pointed = re.findall(r'href="#(f-[^"]+)"', refused.text)
    assert pointed
    assert set(pointed) <= set(sound(refused.text).ids)
    kept = browser.submit(refused, path, **flat({"way": "post", "address": ADDRESS}))
    assert kept.status == 303, kept.text
    assert "3 Đường Thư, Phường Sài Gòn" in browser.follow(kept).text


def test_a_draft_whose_rules_have_changed(city: Any) -> None:
    browser = sign_in(city, "congdan1")
    city.at(datetime(2026, 6, 20, 3, tzinfo=UTC))
    dossier = city.draft("9.000005")
    city.fill(dossier, {"topic": "Chủ đề"})
    city.upload(dossier, "notice_form")
    city.at(datetime(2026, 7, 5, 3, tzinfo=UTC))
    for path in (f"/ho-so/{dossier}", f"/ho-so/{dossier}/khai/event"):
        assert f"/ho-so/{dossier}/phien-ban" in browser.get(path).text
    refused = browser.submit(browser.get(f"/ho-so/{dossier}/kiem-tra"), f"/ho-so/{dossier}/kiem-tra")
    assert refused.status == 409
    assert f"/ho-so/{dossier}/phien-ban" in refused.text
    path = f"/ho-so/{dossier}/phien-ban"
    page = browser.get(path)
    sound(page.text)
    assert "notice_form.pdf" in page.text
    moved = browser.follow(browser.submit(page, path))
    assert "phien-ban" not in moved.text
    assert 'value="Chủ đề"' in browser.get(f"/ho-so/{dossier}/khai/event").text
    assert browser.get(path).status == 303
