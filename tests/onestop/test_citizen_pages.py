"""A citizen through the pages: task list, one section per page, papers, check, what comes after; no script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from chalicelib.onestop.dossiers import Drafts
from chalicelib.onestop.dossiers.pages import listing
from tests import papers, samples
from tests.cloud.page.browser import Answer, Browser
from tests.onestop.test_pages import sound
from tests.onestop.test_pages_story import PAPER, begin, fill_in, own_lists, sign_in, upload

HEAVIEST = 60 * 1024


@pytest.fixture
def citizen(city: Any) -> Browser:
    return sign_in(city, "congdan1")


@pytest.fixture(autouse=True)
def taken_back(city: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What these tests hand in is withdrawn: the agency's queue is other tests' as well."""
    handed_in: list[str] = []
    submit = Drafts.submit

    def noted(self: Drafts, call: Any, dossier_id: str) -> dict[str, Any]:
        answer = submit(self, call, dossier_id)
        handed_in.append(dossier_id)
        return answer

    monkeypatch.setattr(Drafts, "submit", noted)
    yield
    for dossier in dict.fromkeys(handed_in):
        city.move(city.citizen, dossier, "withdraw")


def text_of(page: Answer) -> str:
    """A page's words without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def state_of(page: Answer, part: str) -> str:
    """What the task list says of a part."""
    found = re.search(rf'href="[^"]*/{part}"[^>]*aria-describedby.*?__status[^>]*>(.*?)</li>', page.text, re.DOTALL)
    assert found, f"no part {part}"
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


def save(browser: Browser, path: str, go: str = "next", **typed: Any) -> Answer:
    """Opens a page of the form, types, and presses a button."""
    page = browser.get(path)
    assert page.status == 200, page.text
    return browser.submit(page, path, go=go, **typed)


def complete(city: Any, browser: Browser) -> str:
    """A draft with nothing missing but the declaration."""
    dossier = begin(browser)
    fill_in(browser, dossier)
    upload(city, browser, browser.get(f"/ho-so/{dossier}/giay-to"), dossier, PAPER, papers.pdf(["CHUNG MINH"]))
    return dossier


class TestTaskList:
    def test_each_part_says_how_far_it_is(self, citizen: Browser) -> None:
        hub = f"/ho-so/{begin(citizen)}"
        page = citizen.get(hub)
        sound(page.text)
        assert [state_of(page, f"khai/{one}") for one in ("organiser", "event", "press")] == ["Chưa làm"] * 3
        assert state_of(page, "nguoi-nop") == "Xong"
        assert state_of(page, "giay-to") == "Chưa làm"
        assert state_of(page, "kiem-tra") == "Còn phần chưa xong"
        save(citizen, f"{hub}/khai/organiser", **{"a.email": "không phải thư"})
        save(citizen, f"{hub}/khai/event", **{"a.topic": "Chủ đề"})
        typed = {"a.press_list_as": "typed", "a.invited.0.name": "Báo Minh Họa"}
        assert save(citizen, f"{hub}/khai/press", **typed).status == 303
        page = citizen.get(hub)
        states = [state_of(page, f"khai/{one}") for one in ("organiser", "event", "press")]
        assert states == ["Cần sửa", "Đang làm", "Xong"]

    def test_it_says_when_and_where_it_was_last_saved_and_how_long_it_is_kept(self, citizen: Browser) -> None:
        hub = f"/ho-so/{begin(citizen)}"
        assert "Lưu lần cuối" not in citizen.get(hub).text
        later = save(citizen, f"{hub}/khai/event", go="later", **{"a.topic": "Chủ đề"})
        assert later.location == f"{hub}?luu=1"
        shown = text_of(citizen.follow(later))
        assert re.search(r"Lưu lần cuối: \d\d/\d\d/\d{4} \d\d:\d\d, phần “Buổi họp báo”", shown)
        assert "còn 30 ngày" in shown
        save(citizen, f"{hub}/nguoi-nop", **{"a.acting": "self"})
        assert "phần “Người nộp hồ sơ”" in text_of(citizen.get(hub, lang="vi"))

    def test_when_all_is_there_it_leads_to_the_check(self, city: Any, citizen: Browser) -> None:
        dossier = complete(city, citizen)
        page = citizen.get(f"/ho-so/{dossier}")
        assert state_of(page, "kiem-tra") == "Sẵn sàng"
        assert re.search(rf'class="button" href="/ho-so/{dossier}/kiem-tra"', page.text)

    def test_the_form_s_own_address_leads_there(self, citizen: Browser) -> None:
        hub = f"/ho-so/{begin(citizen)}"
        assert citizen.get(f"{hub}/khai").location == hub
        whole = citizen.get(f"{hub}/khai", ca="1")
        sound(whole.text)
        assert 'name="a.topic"' in whole.text
        assert 'name="a.email"' in whole.text


class TestSection:
    def test_it_asks_its_own_questions_and_says_which_step_it_is(self, citizen: Browser) -> None:
        page = citizen.get(f"/ho-so/{begin(citizen)}/khai/event")
        sound(page.text)
        assert 'name="a.topic"' in page.text
        assert 'name="a.email"' not in page.text
        assert "Bước 3 trên 7" in text_of(page)

    def test_what_the_account_knows_is_filled_in_and_says_so_until_it_is_saved(self, citizen: Browser) -> None:
        path = f"/ho-so/{begin(citizen)}/khai/organiser"
        page = citizen.get(path)
        assert 'value="Nguyễn Thị Thử Nghiệm"' in page.text
        assert page.text.count("Lấy từ tài khoản của bạn") == 4, "name, number, telephone, e-mail"
        save(citizen, path, go="later", **{"a.contact_name": "Tên Khác"})
        again = citizen.get(path)
        assert 'value="Tên Khác"' in again.text
        assert "Lấy từ tài khoản của bạn" not in again.text

    def test_saving_one_keeps_the_others(self, citizen: Browser) -> None:
        hub = f"/ho-so/{begin(citizen)}"
        save(citizen, f"{hub}/khai/event", go="later", **{"a.topic": "Một"})
        save(citizen, f"{hub}/khai/organiser", go="later", **{"a.email": "hai@example.vn"})
        assert 'value="Một"' in citizen.get(f"{hub}/khai/event").text
        assert 'value="hai@example.vn"' in citizen.get(f"{hub}/khai/organiser").text

    def test_what_belongs_to_another_section_is_not_taken(self, citizen: Browser) -> None:
        hub = f"/ho-so/{begin(citizen)}"
        answer = save(citizen, f"{hub}/khai/organiser", **{"a.topic": "Lạc chỗ", "a.unknown": "x"})
        assert answer.status == 422
        assert "Lạc chỗ" not in citizen.get(f"{hub}/khai/event").text

    def test_somebody_at_another_part_is_in_nobody_s_way(self, city: Any, citizen: Browser) -> None:
        dossier = begin(citizen)
        hub = f"/ho-so/{dossier}"
        old = citizen.get(f"{hub}/khai/event")
        save(citizen, f"{hub}/khai/organiser", go="later", **{"a.email": "hai@example.vn"})
        upload(city, citizen, citizen.get(f"{hub}/giay-to"), dossier, PAPER, papers.pdf(["A"]))
        assert citizen.submit(old, f"{hub}/khai/event", go="later", **{"a.topic": "Vẫn được"}).status == 303
        assert 'value="Vẫn được"' in citizen.get(f"{hub}/khai/event").text
        assert 'value="hai@example.vn"' in citizen.get(f"{hub}/khai/organiser").text

    def test_pressing_twice_saves_once(self, city: Any, citizen: Browser) -> None:
        dossier = begin(citizen)
        path = f"/ho-so/{dossier}/khai/event"
        page = citizen.get(path)
        assert [citizen.submit(page, path, go="later", **{"a.topic": "Hai lần"}).status for _ in range(2)] == [303, 303]
        journal = city.citizen.get(f"/api/v1/dossiers/{dossier}").json["journal"]
        assert [one["type"] for one in journal].count("dossier.saved") == 1

    def test_a_question_that_an_answer_brings_up_is_asked_and_not_blamed(self, citizen: Browser) -> None:
        begun = citizen.submit(citizen.get("/thu-tuc/9.000013"), "/nop/9.000013")
        path = f"{begun.location}/khai/food"
        save(citizen, path, go="later", **{"a.activity": "catering", "a.servings": "20", "a.staff": "3"})
        assert "a.products" not in citizen.get(path).text
        typed = {"a.activity": "making", "a.staff": "3"}
        answer = save(citizen, path, **typed)
        assert "Câu trả lời của bạn mở thêm" in answer.text
        assert "<title>Lỗi" not in answer.text
        assert 'name="a.products.0' in answer.text
        sound(answer.text)
        blamed = citizen.submit(answer, path, go="next", **typed)
        assert blamed.status == 422
        assert "<title>Lỗi" in blamed.text

    def test_a_question_that_hangs_on_one_choice_stands_under_it(self, citizen: Browser) -> None:
        page = citizen.get(f"/ho-so/{begin(citizen)}/khai/organiser").text
        choice, box = page.index('value="organisation"'), page.index('name="a.organisation_name"')
        assert choice < box < page.index('value="citizen"')
        assert page.index('class="inner"') < box

    @pytest.mark.parametrize("section", ["khong-co", "declaration2", "…"])
    def test_an_unknown_section_is_a_page(self, citizen: Browser, section: str) -> None:
        answer = citizen.get(f"/ho-so/{begin(citizen)}/khai/{section}")
        assert answer.status == 404
        sound(answer.text)

    def test_it_is_nobody_else_s(self, city: Any, citizen: Browser) -> None:
        path = f"/ho-so/{begin(citizen)}/khai/event"
        other = sign_in(city, "congdan2")
        assert other.get(path).status == 404
        form = {**citizen.get(path).form(path), "csrf": "x.y", "a.topic": "Của người khác"}
        assert other.post(path, form).status == 403
        assert "Của người khác" not in citizen.get(path).text

    def test_a_session_that_ended_loses_nothing(self, city: Any, citizen: Browser) -> None:
        path = f"/ho-so/{begin(citizen)}/khai/event"
        page = citizen.get(path)
        [session] = [name for name in citizen.jar if name.endswith("motcua")]
        kept = citizen.jar.pop(session)
        lost = citizen.submit(page, path, go="later", **{"a.topic": "Gõ rất lâu"})
        assert lost.status == 401
        assert "Gõ rất lâu" in lost.text
        sound(lost.text)
        citizen.jar[session] = kept
        again = citizen.submit(lost, path)
        while again.status == 403:
            again = citizen.submit(again, path)
        assert again.status == 303
        assert 'value="Gõ rất lâu"' in citizen.get(path).text


class TestCheck:
    def test_what_is_missing_is_listed_with_the_way_to_it(self, citizen: Browser) -> None:
        hub = f"/ho-so/{begin(citizen)}"
        page = citizen.get(f"{hub}/kiem-tra")
        sound(page.text)
        listed = page.text[page.text.index('class="note wait"') :]
        links = [unescape(one) for one in re.findall(r'<li><a href="([^"]+)"', listed[: listed.index("</ul>")])]
        assert f"{hub}/khai/event?sua=1&ve=kiem-tra#f-a.topic" in links
        assert f"{hub}/giay-to#paper-{PAPER}" in links
        for link in links:
            address, _, mark = link.partition("#")
            path, _, query = address.partition("?")
            there = citizen.get(path, **dict(one.split("=") for one in query.split("&") if one))
            assert there.status == 200, link
            assert mark in sound(there.text).ids, link
        wrong = citizen.get(f"{hub}/khai/event", sua="1")
        assert "Hãy nhập “Chủ đề”" in wrong.text
        assert "<title>Lỗi" in wrong.text

    def test_a_change_comes_back(self, citizen: Browser) -> None:
        hub = f"/ho-so/{begin(citizen)}"
        path = f"{hub}/khai/press"
        page = citizen.get(path, ve="kiem-tra")
        typed = {"a.press_list_as": "typed", "a.invited.0.name": "Báo"}
        assert citizen.submit(page, path, go="next", **typed).location == f"{hub}/kiem-tra"
        astray = citizen.get(path, ve="//evil.example")
        assert "evil" not in citizen.submit(astray, path, go="next", ve="//evil.example", **typed).location

    def test_the_declaration_is_made_here_and_kept(self, city: Any, citizen: Browser) -> None:
        dossier = complete(city, citizen)
        check = f"/ho-so/{dossier}/kiem-tra"
        page = citizen.get(check)
        assert "việc trước khi nộp" not in page.text
        refused = citizen.submit(page, check)
        assert refused.status == 422
        assert 'href="#f-a.truthful"' in refused.text
        sound(refused.text)
        done = citizen.submit(refused, check, **{"a.truthful": "yes"})
        assert done.location == f"/ho-so/{dossier}/xong"
        seen = city.citizen.get(f"/api/v1/dossiers/{dossier}").json
        assert seen["answers"]["truthful"] == "yes"

    def test_pressing_twice_hands_in_once(self, city: Any, citizen: Browser) -> None:
        dossier = complete(city, citizen)
        check = f"/ho-so/{dossier}/kiem-tra"
        page = citizen.get(check)
        sent = [citizen.submit(page, check, **{"a.truthful": "yes"}) for _ in range(2)]
        assert [one.location for one in sent] == [f"/ho-so/{dossier}/xong"] * 2
        journal = city.citizen.get(f"/api/v1/dossiers/{dossier}").json["journal"]
        assert [one["type"] for one in journal].count("dossier.submitted") == 1

    def test_the_confirmation_tells_code_dates_and_what_comes(self, city: Any, citizen: Browser) -> None:
        dossier = complete(city, citizen)
        check = f"/ho-so/{dossier}/kiem-tra"
        done = citizen.follow(citizen.submit(citizen.get(check), check, **{"a.truthful": "yes"}))
        sound(done.text)
        assert 'aria-label="Mã QR' in done.text
        assert "tiếp nhận trước" in done.text
        assert f"/ho-so/{dossier}/phieu/nop-ho-so" in done.text


class TestPapers:
    def test_a_receipt_for_each_file(self, city: Any, citizen: Browser) -> None:
        dossier = begin(citizen)
        fill_in(citizen, dossier)
        page = citizen.get(f"/ho-so/{dossier}/giay-to")
        assert "Đã có 0 trên 1" in text_of(page)
        page = upload(city, citizen, page, dossier, PAPER, papers.pdf(["MỘT", "HAI"]))
        assert "Đã có 1 trên 1" in text_of(page)
        assert re.search(r"PDF, \d+ KB · tải lên \d\d/\d\d/\d{4} \d\d:\d\d", text_of(page))
        page = upload(city, citizen, page, dossier, PAPER, papers.pdf(["BA"]))
        assert page.text.count("Đã nhận") == 2
        assert "(2)" in page.text, "files of one paper are told apart"

    def test_a_file_that_nobody_asks_for_any_more_stays_in_sight_until_it_is_removed(
        self, city: Any, citizen: Browser
    ) -> None:
        dossier = begin(citizen)
        path = f"/ho-so/{dossier}"
        save(citizen, f"{path}/khai/press", "save", **{"a.press_list_as": "file"})
        page = upload(city, citizen, citizen.get(f"{path}/giay-to"), dossier, "press_list", b"not a paper")
        fill_in(citizen, dossier)
        listed = citizen.get(f"{path}/giay-to")
        assert "Danh sách cơ quan báo chí được mời (không cần nữa)" in text_of(listed)
        assert "Không nhận được" in listed.text
        assert f'action="{path}/giay-to/press_list"' not in listed.text, "no more of it is asked for"
        check = citizen.get(f"{path}/kiem-tra")
        assert "Danh sách cơ quan báo chí" not in text_of(check), "nothing of it will be handed in"
        action = re.search(rf'action="({path}/tep/[^"]+/xoa)"', page.text)
        assert action
        gone = citizen.follow(citizen.submit(listed, action[1]))
        assert "Danh sách cơ quan báo chí" not in gone.text

    def test_what_is_handed_in_though_nobody_asks_is_shown_to_officers(self, city: Any, citizen: Browser) -> None:
        dossier = begin(citizen)
        path = f"/ho-so/{dossier}"
        save(citizen, f"{path}/khai/press", "save", **{"a.press_list_as": "file"})
        upload(city, citizen, citizen.get(f"{path}/giay-to"), dossier, "press_list", papers.pdf(["BAO"]))
        fill_in(citizen, dossier)
        upload(city, citizen, citizen.get(f"{path}/giay-to"), dossier, PAPER, papers.pdf(["CHUNG MINH"]))
        check = citizen.get(f"{path}/kiem-tra")
        assert "Danh sách cơ quan báo chí được mời (không cần nữa)" in text_of(check)
        assert check.text.count("Đã nhận") == 2
        assert citizen.submit(check, f"{path}/kiem-tra", **{"a.truthful": "yes"}).status == 303
        seen = sign_in(city, "motcua.d07").get(f"/can-bo/ho-so/{dossier}")
        assert "Danh sách cơ quan báo chí được mời" in text_of(seen)

    def test_waiting_asks_again_by_itself_for_a_while(self, city: Any, citizen: Browser) -> None:
        dossier = begin(citizen)
        page = citizen.get(f"/ho-so/{dossier}/giay-to")
        citizen.submit(page, f"/ho-so/{dossier}/giay-to/{PAPER}")
        waiting = citizen.get(f"/ho-so/{dossier}/giay-to/{PAPER}/cho")
        seconds, _, address = waiting.headers["Refresh"].partition("; url=")
        assert int(seconds) >= 3
        assert address == f"/ho-so/{dossier}/giay-to/{PAPER}/cho?lan=1"
        assert "http-equiv" not in waiting.text
        assert f'href="{address}"' in waiting.text
        tired = citizen.get(f"/ho-so/{dossier}/giay-to/{PAPER}/cho", lan="20")
        assert "Refresh" not in tired.headers
        sound(tired.text)

    def test_removing_asks_nothing_and_says_what_to_do(self, city: Any, citizen: Browser) -> None:
        dossier = begin(citizen)
        page = upload(city, citizen, citizen.get(f"/ho-so/{dossier}/giay-to"), dossier, PAPER, papers.pdf(["MỘT"]))
        action = re.search(rf'action="(/ho-so/{dossier}/tep/[^"]+/xoa)"', page.text)
        assert action
        gone = citizen.follow(citizen.submit(page, action[1]))
        assert "Đã xóa tệp" in gone.text
        assert "Đã nhận" not in gone.text


class TestAfter:
    def test_the_course_shows_what_comes_with_planned_dates(self, city: Any, citizen: Browser) -> None:
        dossier, _ = city.submitted()
        sent = citizen.get(f"/ho-so/{dossier}")
        sound(sent.text)
        assert "Tiếp nhận và hẹn ngày trả kết quả" in sent.text
        assert city.move(city.onestop, dossier, "receive").status == 200
        assert city.move(city.onestop, dossier, "advance").status == 200
        page = citizen.get(f"/ho-so/{dossier}")
        sound(page.text)
        assert "Hẹn trả kết quả" in page.text
        assert "Ngày này được tính như thế nào?" in page.text
        here = re.search(r'<li class="now" aria-current="step">(.*?)</li>', page.text)
        assert here
        assert "Chuyên viên" in here[1]
        coming = re.findall(r'<li class="later">(.*?)</li>', page.text)
        assert len(coming) == 2
        assert all(re.search(r"trước \d\d/\d\d/\d{4}", one) for one in coming)

    def test_what_is_asked_stands_first_and_counts(self, city: Any, citizen: Browser) -> None:
        dossier, _ = city.submitted()
        paper = samples.WEBSITE_PAPERS[0]
        parts = {"papers": {paper: "Bản chụp mờ"}, "fields": {"news_sources": "Thiếu nguồn"}, "message": "Xin bổ sung"}
        assert city.move(city.onestop, dossier, "request_supplement", **parts).status == 200
        page = citizen.get(f"/ho-so/{dossier}").text
        assert page.index(f"/ho-so/{dossier}/bo-sung") < page.index("Diễn biến")
        reception = re.search(r'<li class="later">.*?Tiếp nhận và hẹn.*?</li>', page)
        assert reception
        assert "trước" not in reception[0], "nothing is promised while the applicant is waited for"
        asking = citizen.get(f"/ho-so/{dossier}/bo-sung")
        sound(asking.text)
        assert "Cần làm 2 mục" in asking.text
        assert "đã có 0 trên 1" in asking.text
        assert "Bản chụp mờ" in asking.text
        assert "điều 17" in asking.text
        done = upload(city, citizen, asking, dossier, paper, papers.pdf(["RÕ"]))
        assert "đã có 1 trên 1" in done.text
        listed = citizen.get("/ho-so").text
        assert listed.index("Cần bạn làm ngay") < listed.index(f"/ho-so/{dossier}/bo-sung")
        assert city.move(city.citizen, dossier, "withdraw").status == 200

    def test_withdrawing_says_what_it_means_and_is_not_offered_when_it_cannot_be(self, city: Any) -> None:
        dossier, code = city.submitted()
        citizen = sign_in(city, "congdan1")
        path = f"/ho-so/{dossier}/rut"
        page = citizen.get(path)
        sound(page.text)
        assert code in page.text
        assert "Không mở lại được" in page.text
        assert citizen.submit(page, path, reason="").status == 303
        again = citizen.get(path)
        assert again.status == 200
        assert f'action="{path}"' not in again.text


class TestMine:
    def test_search_finds_by_code_and_by_name_without_marks(self, city: Any, citizen: Browser) -> None:
        dossier, code = city.submitted()
        for words in (code, code[-4:], "trang thong tin"):
            assert f"/ho-so/{dossier}" in citizen.get("/ho-so", tim=words).text, words
        nothing = citizen.get("/ho-so", tim="khong co gi nhu the")
        sound(nothing.text)
        assert "Không có hồ sơ nào của bạn phù hợp" in nothing.text
        other = sign_in(city, "congdan2")
        assert dossier not in other.get("/ho-so", tim=code).text

    def test_a_further_page_is_announced_where_something_may_wait_on_it(
        self, citizen: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mine = [begin(citizen) for _ in range(3)]
        monkeypatch.setattr(listing, "A_PAGE", 2)
        first, *others = own_lists(citizen)
        sound(first)
        assert "2 hồ sơ mới nhất" in first
        assert "trên trang này" in first
        assert "mới nhất." not in others[-1]
        assert all(any(f"/ho-so/{one}" in page for page in (first, *others)) for one in mine)

    def test_somebody_without_any_is_told_how_to_begin(self, city: Any) -> None:
        page = sign_in(city, "congdan3").get("/ho-so", tim="", tiep="")
        sound(page.text)
        assert 'href="/thu-tuc"' in page.text


def pages_of(dossier: str, section: str) -> list[str]:
    hub = f"/ho-so/{dossier}"
    parts = ("", "/nguoi-nop", f"/khai/{section}", "/giay-to", "/nhan-ket-qua", "/kiem-tra")
    return ["/thu-tuc", "/dang-nhap", "/tra-cuu", "/ho-so", *(hub + one for one in parts), f"{hub}/khai"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_page_of_a_draft_is_sound_and_light(citizen: Browser, lang: str) -> None:
    for path in pages_of(begin(citizen), "event"):
        page = citizen.get(path, lang=lang, ca="1")
        if page.status == 303:
            continue
        assert page.status == 200, path
        sound(page.text)
        assert len(page.body) < HEAVIEST, path
        assert f'<html lang="{lang}"' in page.text


def test_acting_for_somebody_else_is_one_choice_with_all_it_needs_under_it(citizen: Browser) -> None:
    path = f"/ho-so/{begin(citizen)}/nguoi-nop"
    page = citizen.get(path)
    assert page.text.index('value="other"') < page.text.index('name="a.applicant_name"')
    assert "Chỉ trả lời nếu" not in page.text
    wrong = citizen.submit(page, path, go="next", **{"a.acting": "other", "a.applicant_name": "Ngô Thị Mẹ"})
    assert wrong.status == 422
    outline = sound(wrong.text)
    assert 'value="Ngô Thị Mẹ"' in wrong.text
    assert set(re.findall(r'href="#(f-[^"]+)"', wrong.text)) <= set(outline.ids)


def test_the_declaration_is_asked_at_the_last_look_only(citizen: Browser) -> None:
    hub = f"/ho-so/{begin(citizen)}"
    answer = citizen.get(f"{hub}/khai/declaration")
    assert (answer.status, answer.location) == (303, f"{hub}/kiem-tra")
