"""The officer's page of a dossier: files beside the form, what the machine checked, previews of every letter, what is
next; and that a preview says what will be sent and changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from chalicelib.cloud import table
from chalicelib.foundation.clock import now
from chalicelib.onestop.dossiers.pages.panel import LETTERS, SHOWN
from chalicelib.onestop.dossiers.transitions import MOVES
from tests import papers
from tests.cloud.page.browser import Answer, Browser
from tests.onestop.conftest import City
from tests.onestop.dossiers.test_costs import metered
from tests.onestop.test_pages import sound
from tests.onestop.test_pages_story import sign_in
from tests.onestop.test_workbench_pages import examined, text_of

REASON = "Thiếu văn bản chấp thuận <b>của nguồn tin</b> & con dấu"


@pytest.fixture(autouse=True)
def _one_moment(city: City) -> None:
    """Preview and letter are compared to the minute: the clock stands still."""
    for login in ("congdan1", "motcua.d07", "chuyenvien.d07", "lanhdao.d07"):
        city.visitor(login)
    moment = now()
    city.at(moment)


@pytest.fixture(autouse=True)
def _left_empty(city: City, _one_moment: None) -> Iterator[None]:
    """Whatever a test hands in is withdrawn or returned afterwards."""
    from chalicelib.onestop.dossiers import Drafts

    handed_in: dict[str, None] = {}
    submit = Drafts.submit

    def noted(self: Drafts, call: Any, dossier_id: str) -> dict[str, Any]:
        handed_in[dossier_id] = None
        return submit(self, call, dossier_id)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Drafts, "submit", noted)
        yield
    for dossier in handed_in:
        if city.move(city.citizen, dossier, "withdraw").status != 200:
            city.move(city.onestop, dossier, "return_result", way="desk")


@pytest.fixture
def desk(city: City) -> Browser:
    return sign_in(city, "motcua.d07")


@pytest.fixture
def specialist(city: City) -> Browser:
    return sign_in(city, "chuyenvien.d07")


@pytest.fixture
def leader(city: City) -> Browser:
    return sign_in(city, "lanhdao.d07")


def stored(dossier: str) -> list[Any]:
    """Everything that the table holds of a dossier."""
    return table.collection(f"D#{dossier}")


def preview(browser: Browser, dossier: str, move: str, **typed: Any) -> Answer:
    path = f"/can-bo/ho-so/{dossier}"
    return browser.submit(browser.get(path), f"{path}/{move}", go="preview", **typed)


def letter(page: Answer) -> str:
    """The words of the slip on a page, without what differs between a preview and the slip itself."""
    article = page.text.partition('<article class="slip')[2].partition("</article>")[0]
    assert article, "there is a slip"
    bare = re.sub(r"<svg.*?</svg>", "", article, flags=re.DOTALL).partition(">")[2]
    return " ".join(unescape(re.sub("<[^>]+>", " ", bare)).split())


def test_every_letter_has_a_preview() -> None:
    assert set(MOVES) >= LETTERS | SHOWN
    assert not LETTERS & SHOWN


def test_a_preview_changes_nothing_and_says_what_is_sent(city: City, desk: Browser) -> None:
    dossier, _ = city.submitted()
    before = stored(dossier)
    typed = {"papers": "operating_plan", "paper.operating_plan": REASON, "message": "Xin gửi trước thứ Sáu"}
    seen = preview(desk, dossier, "request_supplement", **typed)
    sound(seen.text)
    assert seen.status == 200
    assert stored(dossier) == before
    assert "Chưa có gì được gửi đi" in seen.text
    assert "<b>của" not in seen.text, "what was typed is escaped"
    for words in (unescape(REASON), "Xin gửi trước thứ Sáu", "PHIẾU YÊU CẦU BỔ SUNG"):
        assert words.casefold() in letter(seen).casefold()
    path = f"/can-bo/ho-so/{dossier}/request_supplement"
    done = desk.submit(seen, path)
    assert (done.status, done.location) == (303, f"/can-bo/ho-so/{dossier}?xong=request_supplement")
    sent = sign_in(city, "congdan1").get(f"/ho-so/{dossier}/phieu/bo-sung")
    assert letter(sent) == letter(seen), "the letter is the one that was shown"


def test_the_receipt_of_a_preview_names_the_date_that_is_then_given(city: City, desk: Browser) -> None:
    dossier, _ = city.submitted()
    seen = preview(desk, dossier, "receive")
    sound(seen.text)
    assert city.citizen.get(f"/api/v1/dossiers/{dossier}").json["status"]["code"] == 1
    assert desk.submit(seen, f"/can-bo/ho-so/{dossier}/receive").status == 303
    receipt = letter(desk.get(f"/ho-so/{dossier}/phieu/tiep-nhan"))
    clock = r"\d\d giờ \d\d phút, ngày \d+ tháng \d+ năm \d+"
    due = re.search(rf"Hẹn trả kết quả ({clock})", receipt)
    assert due is not None
    assert due[1] in text_of(seen).partition("Người nộp sẽ thấy trên trang hồ sơ")[2]
    assert "Ngày này được tính như thế nào?" in seen.text


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(
    ("move", "typed", "slip"),
    [
        ("extend", {"amount": "2", "reason": REASON}, "xin-loi"),
        ("stop", {"reason": REASON, "legal_basis": "Điều 11"}, "dung-giai-quyet"),
        ("require_payment", {"amount": "1.250.000", "reason": REASON}, "nop-tien"),
        ("reject", {"reason": REASON, "remedy": "Nộp lại"}, "tu-choi"),
    ],
)
def test_each_letter_of_processing_is_shown_first(
    city: City, move: str, typed: dict[str, str], slip: str, lang: str
) -> None:
    dossier, _ = examined(city)
    who = sign_in(city, "lanhdao.d07" if move != "require_payment" else "chuyenvien.d07")
    if move == "reject":
        assert city.move(city.specialist, dossier, "propose_refusal").status == 200
    path = f"/can-bo/ho-so/{dossier}"
    page = who.get(path, lang=lang)
    seen = who.submit(page, f"{path}/{move}", go="preview", **typed)
    sound(seen.text)
    assert unescape(REASON) in letter(seen)
    assert who.submit(seen, f"{path}/{move}").status == 303
    assert letter(who.get(f"/ho-so/{dossier}/phieu/{slip}")) == letter(seen)


def test_a_move_without_a_letter_shows_status_step_and_the_words_for_colleagues(
    city: City, specialist: Browser
) -> None:
    dossier, _ = examined(city)
    seen = preview(specialist, dossier, "propose_approval", remark="Đủ điều kiện")
    sound(seen.text)
    said = text_of(seen)
    for words in ("không gửi thư hay phiếu nào", "Phê duyệt và ký", "Đủ điều kiện", "không đổi"):
        assert words in said
    assert specialist.submit(seen, f"/can-bo/ho-so/{dossier}/propose_approval").status == 303
    assert city.leader.get(f"/api/v1/dossiers/{dossier}").json["proposal"] == "approval"


def test_nothing_typed_is_lost_on_the_way_back(city: City, desk: Browser) -> None:
    dossier, _ = city.submitted()
    path = f"/can-bo/ho-so/{dossier}/refuse"
    seen = preview(desk, dossier, "refuse", reason=REASON, remedy="Nộp nơi khác")
    again = desk.submit(seen, path, go="edit")
    sound(again.text)
    assert again.status == 200
    assert f">\n{REASON.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</textarea>" in again.text
    assert '<details id="move-refuse" open>' in again.text


def test_nobody_is_sent_away_without_a_reason(city: City, desk: Browser) -> None:
    dossier, _ = city.submitted()
    empty = preview(desk, dossier, "refuse", reason="", remedy="")
    sound(empty.text)
    assert (empty.status, 'href="#f-refuse-reason"' in empty.text) == (422, True)
    panel = empty.text.partition('id="work"')[2]
    assert "govuk-error-summary" in panel.partition("</section>")[0], "the mistake stands where the work is"
    assert f'action="/can-bo/ho-so/{dossier}/refuse#work"' in empty.text, "the browser goes there without a script"
    silent = preview(desk, dossier, "request_supplement", papers="operating_plan")
    assert (silent.status, "Hãy ghi lý do" in silent.text) == (422, True)


def test_a_preview_of_what_somebody_changed_is_refused_with_what_was_typed(city: City, leader: Browser) -> None:
    dossier, _ = examined(city)
    path = f"/can-bo/ho-so/{dossier}"
    old = leader.get(path)
    assert city.move(city.leader, dossier, "extend", amount=1, reason="Xin lỗi").status == 200
    late = leader.submit(old, f"{path}/stop", go="preview", reason="Chờ bản án số 12")
    assert (late.status, "vừa được người khác thay đổi" in late.text) == (409, True)
    assert "Chờ bản án số 12</textarea>" in late.text
    sound(late.text)


def test_confirming_after_somebody_else_was_quicker_is_refused(city: City, leader: Browser) -> None:
    dossier, _ = examined(city)
    seen = preview(leader, dossier, "stop", reason="Chờ bản án số 12")
    assert city.move(city.leader, dossier, "extend", amount=1, reason="Xin lỗi").status == 200
    late = leader.submit(seen, f"/can-bo/ho-so/{dossier}/stop")
    assert (late.status, "Chờ bản án số 12</textarea>" in late.text) == (409, True)


def test_confirming_twice_sends_once(city: City, desk: Browser) -> None:
    dossier, _ = city.submitted()
    seen = preview(desk, dossier, "refuse", reason=REASON)
    form = seen.form(f"/can-bo/ho-so/{dossier}/refuse")
    for _ in range(2):
        assert desk.post(f"/can-bo/ho-so/{dossier}/refuse", form).status == 303
    types = [entry["type"] for entry in city.citizen.get(f"/api/v1/dossiers/{dossier}").json["journal"]]
    assert types.count("dossier.refused") == 1


def test_there_is_no_preview_of_what_the_policy_forbids(city: City, specialist: Browser) -> None:
    dossier, _ = city.submitted()
    page = specialist.get(f"/can-bo/ho-so/{dossier}")
    assert "/receive" not in page.text
    token = (
        specialist.get(f"/can-bo/ho-so/{dossier}").form(f"/can-bo/ho-so/{dossier}/take") if "/take" in page.text else {}
    )
    assert specialist.post(f"/can-bo/ho-so/{dossier}/receive", {**token, "go": "preview"}).status == 403


def test_what_looking_and_previewing_cost(city: City, desk: Browser) -> None:
    dossier, _ = city.submitted()
    path = f"/can-bo/ho-so/{dossier}"
    desk.get(path)
    with metered() as bill:
        page = desk.get(path)
    assert sorted(bill.calls) == ["PutItem", "Query"], "the dossier, and the look at it put on record"
    with metered() as bill:
        seen = desk.submit(page, f"{path}/receive", go="preview")
    assert seen.status == 200
    assert sorted(bill.calls) == ["PutItem", "Query"], "a rehearsal decides on what was read"
    with metered() as bill:
        assert desk.submit(seen, f"{path}/receive").status == 303
    assert len(bill.calls) == 2
    desk.get(path)  # the names of officers are read once in ten minutes
    with metered() as bill:
        desk.get(path, xong="receive")
    assert sorted(bill.calls) == ["PutItem", "Query", "Query"], "one more for the next dossier"


def test_ready_phrases_are_put_into_the_box_without_a_script(city: City, desk: Browser) -> None:
    dossier, _ = city.submitted()
    path = f"/can-bo/ho-so/{dossier}"
    page = desk.get(path)
    assert re.search(r'name="phrase\.reason" value="0"', page.text)
    assert 'list="phrases-request_supplement"' in page.text
    assert page.text.count("<option value=") > 8
    chosen = {"phrase.reason": ["0", "1"], "reason": "Theo Điều 5.", "go": "phrases"}
    filled = desk.post(f"{path}/refuse", {**page.form(f"{path}/refuse"), **chosen})
    sound(filled.text)
    box = re.search(r'name="reason" rows="4">\n(.*?)</textarea>', filled.text, re.DOTALL)
    assert box is not None
    lines = unescape(box[1]).splitlines()
    assert lines[0] == "Theo Điều 5."
    assert len(lines) == 3
    assert all(len(line) > 30 for line in lines[1:])
    seen = desk.submit(filled, f"{path}/refuse", go="preview", reason=unescape(box[1]))
    assert lines[2] in letter(seen)
    both = desk.post(
        f"{path}/refuse", {**page.form(f"{path}/refuse"), "phrase.remedy": "1", "reason": "R", "go": "preview"}
    )
    assert "khi đã đủ điều kiện" in letter(both), "what was ticked counts although the button was not pressed"


def test_a_picture_is_shown_beside_the_form(city: City, specialist: Browser) -> None:
    dossier = city.draft()
    assert city.fill(dossier).status == 200
    city.upload(dossier, "business_registration", papers.jpeg())
    for paper in ("operating_plan", "source_consent"):
        city.upload(dossier, paper)
    assert city.submit(dossier).status == 200
    path = f"/can-bo/ho-so/{dossier}"
    plain = specialist.get(path)
    assert "frame-src" not in plain.headers["Content-Security-Policy"]
    assert "img-src 'self';" in plain.headers["Content-Security-Policy"]
    links = re.findall(rf'href="{path}\?tep=(\w+)#view"', plain.text)
    assert len(links) == 3
    kinds = set()
    for file in links:
        page = specialist.get(path, tep=file)
        sound(page.text)
        shown = re.search(r'<(img|iframe) src="([^"]+)"', page.text.partition("<figure")[2])
        assert shown is not None
        kinds.add(shown[1])
        address = unescape(shown[2])
        origin = re.match(r"https?://[^/]+", address)
        assert origin is not None
        policy = page.headers["Content-Security-Policy"]
        assert f"img-src 'self' {origin[0]};" in policy
        assert f"frame-src {origin[0]};" in policy
        assert "script-src 'self';" in policy
        for part in ("X-Amz-Expires=300", "response-content-disposition=inline", "response-content-type="):
            assert part in address
        assert page.text.count('aria-current="true"') == 1
        assert f"/ho-so/{dossier}/tep/{file}" in page.text, "it can be downloaded as well"
    assert kinds == {"img", "iframe"}


def test_a_file_that_is_none_is_not_shown_and_looks_are_on_record(city: City, specialist: Browser) -> None:
    dossier, _ = city.submitted()
    other, _ = city.submitted()
    foreign = city.citizen.get(f"/api/v1/dossiers/{other}").json["files"][0]["id"]
    looks = len(city.citizen.get(f"/api/v1/dossiers/{dossier}/views").json["items"])
    for file in (foreign, "zzzzzzzz", "../x"):
        page = specialist.get(f"/can-bo/ho-so/{dossier}", tep=file)
        assert page.status == 200
        assert "<figure" not in page.text
    assert len(city.citizen.get(f"/api/v1/dossiers/{dossier}/views").json["items"]) == looks + 3


def test_the_machine_says_what_it_found(city: City, desk: Browser) -> None:
    dossier, _ = city.submitted()
    said = text_of(desk.get(f"/can-bo/ho-so/{dossier}"))
    for words in ("3 tệp mở được, đúng loại: 3 PDF", "Đủ giấy tờ bắt buộc", "theo số là nữ, sinh năm 1990"):
        assert words in said


def test_after_a_move_the_next_dossier_is_offered(city: City, desk: Browser) -> None:
    one, _ = city.submitted()
    city.submitted()
    path = f"/can-bo/ho-so/{one}"
    done = desk.follow(desk.submit(desk.get(path), f"{path}/receive"))
    sound(done.text)
    assert "Xong: Tiếp nhận." in text_of(done)
    assert "Hồ sơ tiếp theo" in done.text
    assert re.search(r'href="/can-bo/ho-so/(\w+)" autofocus', done.text)
    assert "Hồ sơ tiếp theo" not in desk.get(path, xong="nonsense").text


def test_the_page_can_be_walked_by_its_parts(city: City, desk: Browser) -> None:
    dossier, _ = city.submitted()
    page = desk.get(f"/can-bo/ho-so/{dossier}")
    outline = sound(page.text)
    jumps = page.text.partition('class="jumps')[2].partition("</nav>")[0]
    assert set(re.findall(r'href="#(\w+)"', jumps)) <= set(outline.ids)
    assert 'id="work" aria-labelledby="work-title" tabindex="-1"' in page.text
    assert "accesskey" not in page.text
