"""The officers' workbench as pages: queue, filters, search, assignment, absences, every move with its form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.foundation.clock import now, short_date, vietnam_day
from tests import papers
from tests.cloud.page.browser import Answer, Browser
from tests.onestop.conftest import City
from tests.onestop.test_pages import sound
from tests.onestop.test_pages_story import sign_in

ONE, TWO = "acc-specialist-d07", "acc-specialist-2-d07"
NAMES = {ONE: "Võ Thị Thụ Lý", TWO: "Mai Văn Đối Chiếu"}


@pytest.fixture
def leader(city: City) -> Browser:
    return sign_in(city, "lanhdao.d07")


@pytest.fixture
def specialist(city: City) -> Browser:
    return sign_in(city, "chuyenvien.d07")


@pytest.fixture(autouse=True)
def _left_empty(city: City) -> Iterator[None]:
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


def examined(city: City) -> tuple[str, str]:
    """(id, code) of a dossier with the specialists."""
    dossier, code = city.submitted()
    for move in ("receive", "advance"):
        assert city.move(city.onestop, dossier, move).status == 200
    return dossier, code


def text_of(answer: Answer) -> str:
    """A page's words without its marks."""
    return " ".join(re.sub("<[^>]+>", " ", answer.text).split())


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("ds", ["", "tre", "sap", "xong", "cho"])
def test_every_list_is_a_sound_page(city: City, leader: Browser, ds: str, lang: str) -> None:
    examined(city)
    answer = leader.get("/can-bo", ds=ds, lang=lang)
    assert answer.status == 200
    sound(answer.text)
    assert answer.text.count('aria-current="page"') == 1


def test_filters_stand_in_the_address_and_stay_in_the_form(city: City, specialist: Browser) -> None:
    dossier, _ = examined(city)
    assert city.move(city.leader, dossier, "assign", assignee=ONE).status == 200
    mine = specialist.get("/can-bo", giao="toi", buoc="examine")
    assert f"/can-bo/ho-so/{dossier}" in mine.text
    assert '<option value="toi" selected>' in mine.text
    assert '<option value="examine" selected>' in mine.text
    assert f"/can-bo/ho-so/{dossier}" not in specialist.get("/can-bo", giao="chua").text
    assert specialist.get("/can-bo", ds="made-up").status == 422
    assert specialist.get("/can-bo", ngay="x").status == 422


def test_a_name_is_searched_for_without_standing_in_an_address(city: City, specialist: Browser) -> None:
    dossier, code = examined(city)
    page = specialist.get("/can-bo")
    assert 'method="get"' in page.text
    assert not re.search(r'<form[^>]*method="get"[^>]*>(?:(?!</form>).)*name="tim"', page.text, re.DOTALL)
    for words in ("nguyen thi thu", code[-4:]):
        found = specialist.submit(page, "/can-bo/tim", tim=words)
        assert f"/can-bo/ho-so/{dossier}" in found.text
        sound(found.text)
    assert (
        "Không có hồ sơ nào khớp với bộ lọc" in specialist.submit(page, "/can-bo/tim", tim="khong ai ten the nay").text
    )


def test_time_is_told_in_working_days(city: City, specialist: Browser) -> None:
    examined(city)
    assert re.search(r"còn \d+ ngày làm việc", specialist.get("/can-bo").text)
    assert re.search(r"\d+ working days", specialist.get("/can-bo", lang="en").text)


def choose(leader: Browser, page: Answer, action: str, chosen: list[str], **typed: Any) -> Answer:
    return leader.post(action, {**page.form(action), "chon": chosen, **typed})


def test_several_are_assigned_after_a_preview_and_each_tells_what_became_of_it(city: City, leader: Browser) -> None:
    one, two, third = examined(city)[0], examined(city)[0], city.submitted()[0]
    preview = choose(leader, leader.get("/can-bo"), "/can-bo/nhieu", [one, two, third, "z" * 20], viec="assign")
    assert "Xem trước: 3 hồ sơ" in preview.text
    assert "ở những bước khác nhau" in preview.text
    sound(preview.text)
    assert city.leader.get(f"/api/v1/dossiers/{one}").json["assignee"] is None, "a preview changes nothing"
    nobody = choose(leader, preview, "/can-bo/nhieu/assign", [one, two, third])
    assert (nobody.status, "Hãy chọn người xử lý." in nobody.text) == (422, True)
    versions = dict(re.findall(r'name="(v\.[^"]+)" value="(\d+)"', nobody.text))
    assert city.move(city.leader, two, "extend", amount=1, reason="Xin lỗi").status == 200  # somebody was quicker
    done = choose(leader, nobody, "/can-bo/nhieu/assign", [one, two, third], assignee=TWO, **versions)
    assert "Xong 1 trên 3 hồ sơ" in done.text
    assert "vừa được người khác thay đổi" in done.text
    assert "phải đang giữ vai trò của bước" in done.text
    sound(done.text)
    held = [city.leader.get(f"/api/v1/dossiers/{each}").json["assignee"] for each in (one, two, third)]
    assert held == [TWO, None, None]
    form = {**nobody.form("/can-bo/nhieu/assign"), "chon": [one, two, third], "assignee": TWO, **versions}
    again = leader.post("/can-bo/nhieu/assign", form)
    assert "Xong 1 trên 3 hồ sơ" in again.text, "sent twice, done once"
    assert city.leader.get(f"/api/v1/dossiers/{one}").json["journal"][-1]["type"] == "dossier.assigned"


def test_assigning_to_nobody_and_choosing_nothing(city: City, leader: Browser) -> None:
    dossier, _ = examined(city)
    assert city.move(city.leader, dossier, "assign", assignee=ONE).status == 200
    page = leader.get("/can-bo")
    assert "Chưa chọn hồ sơ nào" in choose(leader, page, "/can-bo/nhieu", [], viec="assign").text
    preview = choose(leader, page, "/can-bo/nhieu", [dossier], viec="assign")
    assert NAMES[ONE] in preview.text
    versions = dict(re.findall(r'name="(v\.[^"]+)" value="(\d+)"', preview.text))
    done = choose(leader, preview, "/can-bo/nhieu/assign", [dossier], assignee="-", **versions)
    assert "Đã bỏ giao 1 hồ sơ" in done.text


def test_only_leaders_assign(city: City, specialist: Browser) -> None:
    dossier, _ = examined(city)
    page = specialist.get("/can-bo")
    assert 'value="assign"' not in page.text
    preview = choose(specialist, page, "/can-bo/nhieu", [dossier], viec="assign")
    assert "Không làm được với 1 hồ sơ" in preview.text
    sent = {**page.form("/can-bo/nhieu"), "chon": [dossier], "assignee": ONE, f"v.{dossier}": "99"}
    assert specialist.post("/can-bo/nhieu/assign", sent).status == 403, "the token is another form's"


def test_the_dossier_page_names_people_and_never_their_accounts(city: City, leader: Browser) -> None:
    dossier, _ = examined(city)
    assert city.move(city.leader, dossier, "assign", assignee=TWO).status == 200
    page = leader.get(f"/can-bo/ho-so/{dossier}")
    sound(page.text)
    said = text_of(page)
    assert "Phạm Văn Tiếp Nhận" in said, "who received it"
    assert f"Giao xử lý: {NAMES[TWO]}" in said
    assert "Người nộp hồ sơ" in said
    shown = re.sub(r'<option value="acc-[^"]+"', "", page.text)
    assert "acc-" not in shown
    for words in ("Bốn trạng thái", "Miễn phí", "Chưa có kết quả", "Trực tuyến", "Chưa hệ thống nào", "Dự kiến xong"):
        assert words in said


def test_a_step_of_somebody_else_says_whose_it_is(city: City, specialist: Browser) -> None:
    dossier, _ = examined(city)
    assert city.move(city.leader, dossier, "assign", assignee=TWO).status == 200
    page = specialist.get(f"/can-bo/ho-so/{dossier}")
    assert f"Bước này đang giao cho {NAMES[TWO]}" in text_of(page)


def test_the_specialists_proposal_fills_in_the_desks_request(city: City) -> None:
    dossier, _ = examined(city)
    proposal = {"papers": {"operating_plan": "Thiếu trang 2"}, "fields": {"purpose": "Nêu rõ"}, "remark": "Xem lại"}
    assert city.move(city.specialist, dossier, "propose_supplement", **proposal).status == 200
    desk, path = sign_in(city, "motcua.d07"), f"/can-bo/ho-so/{dossier}"
    page = desk.get(path)
    sound(page.text)
    assert page.text.index('id="move-request_supplement"') < page.text.index("<details id=")
    assert 'value="Thiếu trang 2"' in page.text
    assert re.search(r'value="operating_plan" checked', page.text)
    assert "Xem lại" in text_of(page)
    several = choose(desk, desk.get("/can-bo"), "/can-bo/nhieu", [dossier], viec="advance")
    assert "Chuyên viên đề nghị yêu cầu bổ sung" in text_of(several), "a proposal is not passed over among others"
    ask = {"papers": "operating_plan", "paper.operating_plan": "Thiếu trang 2"}
    assert desk.submit(page, f"{path}/request_supplement", **ask).status == 303
    citizen = sign_in(city, "congdan1").get(f"/ho-so/{dossier}")
    sound(citizen.text)
    assert "đứng yên vì đang chờ bạn bổ sung" in text_of(citizen)


def test_refusal_is_first_when_it_is_proposed(city: City, leader: Browser) -> None:
    dossier, _ = examined(city)
    assert city.move(city.specialist, dossier, "propose_refusal", remark="Không đủ vốn").status == 200
    page = leader.get(f"/can-bo/ho-so/{dossier}")
    assert page.text.index('id="move-reject"') < page.text.index("<details id=")
    assert ">\nKhông đủ vốn</textarea>" in page.text, "the reason begins with the opinion"
    assert "Người dân sẽ đọc nguyên văn" in page.text
    reject = f"/can-bo/ho-so/{dossier}/reject"
    assert leader.submit(page, reject, reason="Không đủ vốn", remedy="Nộp lại khi đủ").status == 303
    citizen = text_of(sign_in(city, "congdan1").get(f"/ho-so/{dossier}"))
    assert "Hồ sơ bị từ chối giải quyết" in citizen
    assert "Nộp lại khi đủ" in citizen


def test_a_conflict_keeps_what_was_typed_even_when_the_move_is_gone(city: City, specialist: Browser) -> None:
    dossier, _ = examined(city)
    path = f"/can-bo/ho-so/{dossier}"
    old = specialist.get(path)
    assert city.move(city.leader, dossier, "stop", reason="Chờ bản án").status == 200
    late = specialist.submit(old, f"{path}/propose_refusal", remark="Ý kiến dài đã gõ")
    assert late.status == 409
    assert "Ý kiến dài đã gõ" in text_of(late)
    sound(late.text)
    assert city.move(city.leader, dossier, "resume").status == 200
    old = specialist.get(path)
    assert city.move(city.leader, dossier, "extend", amount=1, reason="Xin lỗi").status == 200
    late = specialist.submit(old, f"{path}/propose_refusal", remark="Ý kiến dài đã gõ")
    assert (late.status, ">\nÝ kiến dài đã gõ</textarea>" in late.text) == (409, True)
    assert '<details id="move-propose_refusal" open>' in late.text
    assert specialist.submit(late, f"{path}/propose_refusal", remark="Ý kiến dài đã gõ").status == 303


def test_the_clock_and_money_by_pages(city: City, leader: Browser, specialist: Browser) -> None:
    dossier, _ = examined(city)
    path, citizen = f"/can-bo/ho-so/{dossier}", sign_in(city, "congdan1")
    page = leader.get(path)
    assert "Chỉ một lần, chậm nhất" in text_of(page)
    empty = leader.submit(page, f"{path}/extend", amount="2", reason="")
    assert (empty.status, 'href="#f-extend-reason"' in empty.text) == (422, True)
    sound(empty.text)
    assert leader.submit(empty, f"{path}/extend", amount="2", reason="Chúng tôi xin lỗi").status == 303
    assert "Chúng tôi xin lỗi" in text_of(citizen.get(f"/ho-so/{dossier}"))
    stop = {"reason": "Chờ bản án", "legal_basis": "Điều 11"}
    assert leader.submit(leader.get(path), f"{path}/stop", **stop).status == 303
    stopped = text_of(citizen.get(f"/ho-so/{dossier}"))
    assert "Hồ sơ đang dừng giải quyết" in stopped
    assert "Căn cứ pháp lý: Điều 11" in stopped
    assert leader.submit(leader.get(path), f"{path}/resume").status == 303
    money = {"amount": "1.250.000", "reason": "Thuế trước bạ"}
    assert specialist.submit(specialist.get(path), f"{path}/require_payment", **money).status == 303
    owed = citizen.get(f"/ho-so/{dossier}")
    sound(owed.text)
    assert "Còn phải nộp: 1.250.000" in text_of(owed)
    desk = sign_in(city, "motcua.d07")
    page = desk.get(path)
    assert 'name="amount" value="1250000"' in page.text
    assert '<div class="first-move" id="move-take_payment">' in page.text
    assert desk.submit(page, f"{path}/take_payment", amount="1250000", means="cash").status == 303
    assert "phiếu thu" in text_of(citizen.get(f"/ho-so/{dossier}"))


def test_the_result_goes_by_post_and_its_delivery_is_confirmed(city: City, leader: Browser) -> None:
    dossier, _ = examined(city)
    assert city.move(city.specialist, dossier, "propose_approval", remark="Đủ").status == 200
    path = f"/can-bo/ho-so/{dossier}"
    assert "Đề nghị phê duyệt" in text_of(leader.get(path))
    result = city.upload(dossier, "result", papers.pdf(["GIAY PHEP"]), city.leader)
    page = leader.get(path)
    sound(page.text)
    assert leader.submit(page, f"{path}/attach_result", file=result).status == 303
    desk = sign_in(city, "motcua.d07")
    page = desk.get(path)
    assert re.search(r'name="way" value="online" checked', page.text), "as the applicant chose"
    assert desk.submit(page, f"{path}/return_result", way="post", reference="EM123456789VN").status == 303
    shown = text_of(sign_in(city, "congdan1").get(f"/ho-so/{dossier}"))
    assert "Qua bưu chính" in shown
    assert "số bưu gửi EM123456789VN" in shown
    page = desk.get(path)
    assert desk.submit(page, f"{path}/confirm_delivery").status == 303
    assert "Bưu chính đã giao kết quả" in text_of(desk.get(path))


def test_sending_back_names_the_step(city: City, leader: Browser) -> None:
    dossier, _ = examined(city)
    assert city.move(city.specialist, dossier, "propose_approval").status == 200
    path = f"/can-bo/ho-so/{dossier}"
    page = leader.get(path)
    silent = leader.submit(page, f"{path}/send_back", step="receive", remark="")
    assert (silent.status, '<option value="receive" selected>' in silent.text) == (422, True)
    assert leader.submit(silent, f"{path}/send_back", step="receive", remark="Thiếu con dấu").status == 303
    assert city.leader.get(f"/api/v1/dossiers/{dossier}").json["step"] == "receive"


def test_take_and_assign_by_pages(city: City, leader: Browser, specialist: Browser) -> None:
    dossier, _ = examined(city)
    path = f"/can-bo/ho-so/{dossier}"
    assert specialist.submit(specialist.get(path), f"{path}/take").status == 303
    assert city.leader.get(f"/api/v1/dossiers/{dossier}").json["assignee"] == ONE
    page = leader.get(path)
    assert f'<option value="{ONE}" selected>' in page.text
    assert leader.submit(page, f"{path}/assign", assignee="").status == 303
    assert city.leader.get(f"/api/v1/dossiers/{dossier}").json["assignee"] is None


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_absences_by_pages(city: City, leader: Browser, lang: str) -> None:
    path, today = "/can-bo/vang-mat", short_date(vietnam_day(now()))
    page = leader.get(path, lang=lang)
    sound(page.text)
    wrong = leader.submit(page, path, account=ONE, first="32/13/2026", last=today, deputy=TWO, reason="Đi học xa")
    assert (wrong.status, 'href="#f-first"' in wrong.text, "Đi học xa" in wrong.text) == (422, True, True)
    sound(wrong.text)
    assert leader.submit(wrong, path, account=ONE, first=today, last=today, deputy=TWO).status == 303
    listed = leader.get(path)
    assert NAMES[ONE] in listed.text
    second = sign_in(city, "chuyenvien2.d07")
    assert f"Bạn đang làm thay {NAMES[ONE]}" in text_of(second.get("/can-bo", lang="vi"))
    assert "/ket-thuc" not in second.get(path).text, "a deputy ends nothing"
    end = re.search(rf'action="({path}/{ONE}/[^"]+/ket-thuc)"', listed.text)
    assert end is not None
    assert leader.submit(listed, end[1]).status == 303
    assert "/ket-thuc" not in leader.get(path).text


def test_an_officer_records_only_their_own_absence(specialist: Browser) -> None:
    path, today = "/can-bo/vang-mat", short_date(vietnam_day(now()))
    page = specialist.get(path)
    assert 'name="account"' not in page.text
    refused = specialist.submit(page, path, account="acc-leader-d07", first=today, last=today, deputy=TWO)
    assert refused.status == 403
    sound(refused.text)
