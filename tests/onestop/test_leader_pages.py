"""The leader's pages: a sheet whose figures are those of the lists and of the ledger, and signing on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from chalicelib.onestop.dossiers.model import Status
from tests import papers
from tests.cloud.page.browser import Answer, Browser
from tests.onestop.conftest import City
from tests.onestop.dossiers.test_costs import metered
from tests.onestop.test_inbox_pages import MONDAY, Shelf
from tests.onestop.test_officer_pages import preview
from tests.onestop.test_pages import sound
from tests.onestop.test_pages_story import sign_in
from tests.onestop.test_workbench_pages import examined, text_of

PAGE, SIGNING = "/can-bo/dieu-hanh", "/can-bo/cho-ky"


@pytest.fixture
def shelf(city: City) -> Iterator[Shelf]:
    city.at(MONDAY)
    made = Shelf()
    yield made
    for item in made.items:
        item.delete()


@pytest.fixture(autouse=True)
def _left_empty(city: City) -> Iterator[None]:
    """Whatever a test hands in is withdrawn or returned afterwards."""
    from chalicelib.foundation.clock import now
    from chalicelib.onestop.dossiers import Drafts

    handed_in: dict[str, None] = {}
    submit = Drafts.submit

    def noted(self: Drafts, call: Any, dossier_id: str) -> dict[str, Any]:
        handed_in[dossier_id] = None
        return submit(self, call, dossier_id)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Drafts, "submit", noted)
        yield
    city.at(now())
    for dossier in handed_in:
        if city.move(city.citizen, dossier, "withdraw").status != 200:
            city.move(city.onestop, dossier, "return_result", way="desk")


def drawn(answer: Answer) -> str:
    """A sound page; drawings and tables are well formed."""
    assert answer.status == 200, answer.text
    sound(answer.text)
    assert "style=" not in answer.text
    return answer.text


def figures(text: str) -> dict[str, tuple[str, str]]:
    """The tiles: words -> (number, the address they lead to)."""
    found = re.findall(r"<strong>([^<]+)</strong>\s*<a href=\"([^\"]+)\">([^<]+)</a>", text)
    return {words: (number, unescape(address)) for number, address, words in found}


def rows_in(browser: Browser, address: str) -> int:
    """How many lines all pages of a list have."""
    path, _, query = address.partition("?")
    asked = dict(part.split("=", 1) for part in query.split("&") if part)
    page = browser.get(path, dong="100", **asked)
    assert page.status == 200
    assert "tiep=" not in page.text, "one page holds the list"
    return page.text.count('href="/can-bo/ho-so/')


def shelve(shelf: Shelf) -> None:
    """Dossiers of every kind in the queues of d06."""
    for number in range(1, 4):
        shelf.put(number, due_at=MONDAY - timedelta(hours=number))
    for number in range(4, 9):
        shelf.put(number, due_at=MONDAY + timedelta(hours=1), procedure="9.000002", step="examine")
    shelf.put(9, due_at=MONDAY + timedelta(days=30), step="approve")
    shelf.put(10, due_at=MONDAY - timedelta(days=1), step="approve")
    new = {"status": Status.SUBMITTED, "step": "", "received_at": None}
    shelf.put(11, **new, receive_by=MONDAY + timedelta(hours=2))
    shelf.put(12, **new, receive_by=MONDAY - timedelta(hours=2))
    shelf.put(13, status=Status.STOPPED, due_at=None)
    shelf.put(14, status=Status.SUPPLEMENT_REQUESTED, waits_until=MONDAY + timedelta(days=9))
    for number in (15, 16):
        shelf.put(number, status=Status.RESULT_READY, step="return_result")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_figure_is_the_number_of_lines_it_leads_to(shelf: Shelf, city: City, lang: str) -> None:
    shelve(shelf)
    leader = sign_in(city, "lanhdao.d06")
    text = drawn(leader.get(PAGE, lang=lang))
    tiles = {words: told for words, told in figures(text).items() if told[1].partition("?")[0] == "/can-bo"}
    assert sorted(int(number) for number, _ in tiles.values()) == sorted([5, 6, 12, 2, 2, 2])
    for words, (number, address) in tiles.items():
        assert rows_in(leader, address) == int(number), words
    cells = re.findall(r'<td class="number"><a href="([^"]+)">(\d+)</a>', text)
    assert len(cells) > 10
    for address, number in cells:
        assert rows_in(leader, unescape(address)) == int(number), address
    to_sign = figures(text)["chờ ký duyệt" if lang == "vi" else "to be signed"]
    assert to_sign == ("2", SIGNING)
    assert leader.get(SIGNING).text.count(f'href="{SIGNING}/') == 2


def test_drawings_are_told_in_words_and_stand_beside_tables(shelf: Shelf, city: City) -> None:
    shelve(shelf)
    text = drawn(sign_in(city, "lanhdao.d06").get(PAGE))
    drawing = r'<svg viewBox="[^"]+" role="img" aria-labelledby="([\w-]+) ([\w-]+)">(.*?)</svg>'
    charts = re.findall(drawing, text, re.DOTALL)
    assert len(charts) == 3
    for title, desc, inner in charts:
        assert f'<title id="{title}">' in inner
        told = re.search(rf'<desc id="{desc}">([^<]+)</desc>', inner)
        assert told is not None
        assert re.search(r": (\d|không)", told[1])
    assert text.count("<table>") == text.count('class="with-chart"') == 3
    assert 'fill="url(#by-step-p2)"' in text, "what is late differs by its pattern, not by colour alone"


def test_for_whom_the_sheet_is(shelf: Shelf, city: City) -> None:
    shelve(shelf)
    admin = sign_in(city, "quantri.d07")
    text = drawn(admin.get(PAGE))
    assert "Sở Văn hóa và Thể thao" in text
    assert 'href="/can-bo?' not in text, "who may not open lists is shown their numbers only"
    operator = sign_in(city, "vanhanh")
    whole = drawn(operator.get(PAGE))
    assert "toàn thành phố" in whole
    chosen = drawn(operator.get(PAGE, **{"co-quan": "d06"}))
    assert re.search(r"<strong>5</strong>\s*trễ hạn", chosen)
    assert operator.get(PAGE, **{"co-quan": "nowhere"}).status == 404
    for login in ("motcua.d07", "chuyenvien.d07", "congdan1"):
        assert sign_in(city, login).get(PAGE).status == 403
    own = sign_in(city, "lanhdao.d07").get(PAGE, **{"co-quan": "d06"})
    assert "Sở Văn hóa và Thể thao" in own.text, "a leader sees their own agency whatever the address says"


def test_the_sheet_costs_a_query_for_each_queue_and_part_of_the_ledger(shelf: Shelf, city: City) -> None:
    shelve(shelf)
    leader = sign_in(city, "lanhdao.d06")
    leader.get(PAGE)
    with metered() as bill:
        leader.get(PAGE)
    assert set(bill.calls) == {"Query"}
    assert len(bill.calls) <= 7
    with metered() as bill:
        leader.get(SIGNING)
    assert bill.calls == ["Query", "BatchGetItem"]


def proposed(city: City, *, draft: bool = True) -> str:
    """A dossier with the leader, with the draft of its result."""
    dossier, _ = examined(city)
    if draft:
        city.upload(dossier, "result", papers.pdf(["DU THAO"]), city.specialist)
    assert city.move(city.specialist, dossier, "propose_approval", remark="Đủ điều kiện").status == 200
    return dossier


def test_signing_from_the_list_to_the_next(city: City) -> None:
    one, two = proposed(city), proposed(city)
    leader = sign_in(city, "lanhdao.d07")
    listed = leader.get(SIGNING)
    drawn(listed)
    assert all(f"{SIGNING}/{each}" in listed.text for each in (one, two))
    assert "Đề nghị phê duyệt" in listed.text
    path = f"{SIGNING}/{one}"
    page = leader.get(path)
    drawn(page)
    said = text_of(page)
    for words in ("Đủ điều kiện", "Không có gì khác thường", "result.pdf", "Người nộp sẽ thấy “Đã xử lý xong”"):
        assert words in said
    assert "<iframe" in page.text, "the draft of the result is shown at once"
    assert "frame-src http" in page.headers["Content-Security-Policy"]
    done = leader.submit(page, f"{path}/attach_result")
    assert (done.status, done.location) == (303, f"{SIGNING}?xong=attach_result")
    after = leader.follow(done)
    drawn(after)
    assert "Xong: Phê duyệt và đính kèm kết quả." in text_of(after)
    assert f"{SIGNING}/{one}" not in after.text
    assert f"{SIGNING}/{two}" in after.text
    assert city.leader.get(f"/api/v1/dossiers/{one}").json["status"]["code"] == 9
    again = leader.submit(page, f"{path}/attach_result")
    assert again.status == 303, "pressed twice, signed once"


def test_sending_back_needs_a_reason_and_keeps_what_was_typed(city: City) -> None:
    dossier = proposed(city)
    leader, path = sign_in(city, "lanhdao.d07"), f"{SIGNING}/{dossier}"
    page = leader.get(path)
    silent = leader.submit(page, f"{path}/send_back", remark="")
    sound(silent.text)
    assert (silent.status, 'href="#f-remark"' in silent.text) == (422, True)
    assert city.move(city.leader, dossier, "extend", amount=1, reason="Xin lỗi").status == 200
    late = leader.submit(page, f"{path}/send_back", remark="Thiếu con dấu ở trang 2")
    assert late.status == 409
    assert "Thiếu con dấu ở trang 2</textarea>" in late.text
    assert leader.submit(late, f"{path}/send_back", remark="Thiếu con dấu ở trang 2").status == 303
    assert city.leader.get(f"/api/v1/dossiers/{dossier}").json["step"] == "examine"
    assert city.move(city.specialist, dossier, "propose_approval").status == 200
    said = text_of(leader.get(path))
    assert "Đã bị chuyển lại" in said
    assert "Thiếu con dấu ở trang 2" in said
    assert "Đã gia hạn và xin lỗi" in said


def test_without_a_draft_there_is_nothing_to_sign(city: City) -> None:
    dossier = proposed(city, draft=False)
    page = sign_in(city, "lanhdao.d07").get(f"{SIGNING}/{dossier}")
    drawn(page)
    assert "Chưa có dự thảo kết quả" in page.text
    assert "/attach_result" not in page.text


def test_a_refusal_is_signed_as_its_applicant_will_read_it(city: City) -> None:
    dossier, _ = examined(city)
    assert city.move(city.specialist, dossier, "propose_refusal", remark="Không đủ vốn").status == 200
    leader = sign_in(city, "lanhdao.d07")
    page = leader.get(f"{SIGNING}/{dossier}")
    assert f'href="/can-bo/ho-so/{dossier}#move-reject"' in page.text
    letter = preview(leader, dossier, "reject", reason="Không đủ vốn", remedy="")
    assert "Xác nhận: Từ chối giải quyết" in text_of(letter)


def test_only_leaders_sign_and_only_here_what_belongs_here(city: City) -> None:
    dossier = proposed(city)
    for login in ("chuyenvien.d07", "motcua.d07", "congdan1"):
        assert sign_in(city, login).get(SIGNING).status == 403
    other = sign_in(city, "lanhdao.d06")
    assert dossier not in other.get(SIGNING).text
    assert other.get(f"{SIGNING}/{dossier}").status == 404
    leader = sign_in(city, "lanhdao.d07")
    page = leader.get(f"{SIGNING}/{dossier}")
    form = page.form(f"{SIGNING}/{dossier}/attach_result")
    assert leader.post(f"{SIGNING}/{dossier}/stop", form).status in (403, 404)


def test_nothing_to_sign_is_said(shelf: Shelf, city: City) -> None:
    page = sign_in(city, "lanhdao.d06").get(SIGNING)
    drawn(page)
    assert "Không có hồ sơ nào chờ bạn ký" in page.text


@pytest.mark.parametrize(
    ("login", "landing"),
    [("motcua.d07", "/can-bo"), ("lanhdao.d07", "/can-bo"), ("quantri.d07", "/quan-tri"), ("vanhanh", "/quan-tri")],
)
def test_everybody_lands_on_a_page_they_may_open(city: City, login: str, landing: str) -> None:
    from chalicelib.commons.identity import demo_password

    browser = Browser(city.app)
    page = browser.get("/dang-nhap")
    entered = browser.submit(page, "/dang-nhap", login=login, password=demo_password())
    assert (entered.status, entered.location) == (303, landing)
    assert browser.follow(entered).status == 200
