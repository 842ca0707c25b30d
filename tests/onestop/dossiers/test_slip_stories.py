"""The slips of a dossier's later life, through the real routes by dated clocks: what each says, and to whom."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from chalicelib.onestop import dossiers
from tests import papers
from tests.doors import Reply, Visitor
from tests.onestop.conftest import City
from tests.onestop.dossiers.test_moves import MONDAY, received, with_leader
from tests.onestop.dossiers.test_schedule import press, told
from tests.onestop.dossiers.test_slip_pages import printed, slip
from tests.onestop.test_pages_story import sign_in

DAY = timedelta(days=1)
IMPORT = {
    "full_name": "Nguyễn Thị Thử Nghiệm",
    "citizen_id": "079 190 000 002",
    "phone": "0900 000 002",
    "residence": {"street": "1 Đường Minh Họa", "ward": "Phường Bến Thành", "province": "Thành phố Hồ Chí Minh"},
    "acts_for": "self",
    "sender": "Nhà xuất bản Minh Họa",
    "gate": "Cửa khẩu minh họa",
    "purpose": "Nghiên cứu",
    "publications": [{"title": "Sách minh họa", "language": "Tiếng Anh", "form": "book", "copies": "2"}],
    "truthful": "yes",
}
"""The application to import publications that are no goods; it costs 50,000 dong."""


def written(who: Visitor, dossier: str, name: str, number: str = "") -> dict[str, Any]:
    """A slip as its JSON door gives it."""
    found = who.get(f"/api/v1/dossiers/{dossier}/slips/{name}" + (f"?number={number}" if number else ""))
    assert found.status == 200, found.body
    shown: dict[str, Any] = found.json
    return shown


def listed(who: Visitor, dossier: str) -> list[str]:
    return [one["name"] for one in who.get(f"/api/v1/dossiers/{dossier}/slips").json["items"]]


def made(reply: Reply) -> None:
    assert reply.status == 200, reply.body


def test_an_extension_apologises_with_the_new_date_and_its_rules(city: City) -> None:
    dossier = with_leader(city)
    made(city.move(city.leader, dossier, "extend", amount=3, reason="Cần xác minh <nguồn tin>"))
    made(city.move(city.leader, dossier, "stop", reason="Chờ kết luận"))
    body = written(city.citizen, dossier, "apology")["body"]
    assert (body["was_due"], body["due_at"]) == ("2026-12-21T10:00:00Z", "2026-12-24T10:00:00Z")
    assert body["amount"] == {"vi": "03 ngày làm việc", "en": "3 working days"}
    assert any("Gia hạn một lần" in rule["vi"] for rule in body["due_rules"]), "as they were when the date was given"
    page = printed(slip(sign_in(city, "congdan1"), dossier, "xin-loi"))
    for words in (
        "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
        "Mẫu số 04, Thông tư 03/2025/TT-VPCP (chưa đối chiếu)",
        "17 giờ 00 phút, ngày 21 tháng 12 năm 2026",
        "17 giờ 00 phút, ngày 24 tháng 12 năm 2026",
        "Cần xác minh &lt;nguồn tin&gt;",
        "Sở Văn hóa và Thể thao chưa thể trả kết quả đúng ngày đã hẹn. Chúng tôi thành thật xin lỗi",
        "acc-leader-d07",
    ):
        assert words in page, words
    receipt = written(city.citizen, dossier, "receipt")["body"]
    assert receipt["due_at"] == "2026-12-21T10:00:00Z"
    assert not any("Gia hạn" in rule["vi"] for rule in receipt["due_rules"])


def test_each_stop_has_its_own_notice_and_tells_how_it_ended(city: City) -> None:
    dossier = with_leader(city)
    made(city.move(city.leader, dossier, "stop", reason="Chờ kết luận thanh tra", legal_basis="Luật Minh họa, điều 9"))
    first = written(city.citizen, dossier, "stop")
    assert first["form"]["number"] == "05"
    assert (first["body"]["was_due"], first["body"]["resumed_at"]) == ("2026-12-21T10:00:00Z", None)
    citizen = sign_in(city, "congdan1")
    assert "thời hạn giải quyết không tính" in printed(slip(citizen, dossier, "dung-giai-quyet"))
    city.at(MONDAY + 2 * DAY)
    made(city.move(city.leader, dossier, "resume", reason="Đã có kết luận"))
    city.at(MONDAY + 3 * DAY)
    made(city.move(city.leader, dossier, "stop", reason="Chờ giám định"))
    again = written(city.citizen, dossier, "stop")
    assert again["body"]["reason"] == "Chờ giám định"
    ended = written(city.citizen, dossier, "stop", first["number"])["body"]
    assert (ended["reason"], ended["resumed_why"]) == ("Chờ kết luận thanh tra", "Đã có kết luận")
    assert (ended["resumed_at"], ended["due_at"]) == ("2026-12-09T02:00:00Z", "2026-12-23T10:00:00Z")
    page = printed(slip(citizen, dossier, "dung-giai-quyet", so=first["number"]))
    assert "Luật Minh họa, điều 9" in page
    assert "17 giờ 00 phút, ngày 23 tháng 12 năm 2026" in page
    assert listed(city.citizen, dossier) == ["receipt", "stop", "stop"]
    unknown = city.citizen.get(f"/api/v1/dossiers/{dossier}/slips/stop?number=01")
    assert (unknown.status, unknown.code) == (404, "dossiers/slip-unknown")


def test_a_demand_and_the_receipt_of_its_money(city: City) -> None:
    dossier = with_leader(city)
    made(city.move(city.leader, dossier, "require_payment", amount=1_250_000, reason="Phí thẩm định"))
    citizen = sign_in(city, "congdan1")
    page = printed(slip(citizen, dossier, "nop-tien"))
    for words in ("1.250.000 đ", "Một triệu hai trăm năm mươi nghìn đồng", "Phí thẩm định", "chưa đối chiếu với mẫu"):
        assert words in page, words
    assert written(city.citizen, dossier, "payment")["body"]["account"]["bank"]["en"].startswith("State Treasury")
    assert "0000.1.07.0001" in page
    city.at(MONDAY + DAY)
    made(city.move(city.onestop, dossier, "take_payment", amount=1_250_000, means="transfer"))
    receipt = written(city.citizen, dossier, "cash_receipt")["body"]
    assert re.fullmatch("[0-9]{6}/2026", receipt["receipt"])
    assert (receipt["sum"]["dong"], receipt["means"]["en"], receipt["made_by"]) == (
        1_250_000,
        "Transfer",
        "acc-onestop-d07",
    )
    assert [(line["name"]["vi"], line["dong"]) for line in receipt["lines"]] == [("Phí thẩm định", 1_250_000)]
    paper = printed(slip(citizen, dossier, "thu-tien"))
    assert "không phải hóa đơn và không thay biên lai" in paper
    assert receipt["receipt"] in paper
    demand = written(city.citizen, dossier, "payment")["body"]
    assert (demand["receipt"], demand["paid_at"]) == (receipt["receipt"], "2026-12-08T02:00:00Z")
    assert demand["account"] is None
    assert receipt["receipt"] in printed(slip(citizen, dossier, "nop-tien"))


def test_the_fee_of_reception_is_on_both_receipts(city: City) -> None:
    city.at(MONDAY)
    dossier = city.draft("9.000004")
    made(city.fill(dossier, IMPORT))
    city.upload(dossier, "list")
    made(city.submit(dossier))
    made(city.move(city.onestop, dossier, "receive"))
    fee = written(city.citizen, dossier, "receipt")["body"]["fee"]
    account = fee.pop("account")
    assert fee == {"state": "due", "amount": 50000, "receipt": ""}
    assert (account["number"], account["verified"]) == ("0000.1.07.0001", False)
    citizen = sign_in(city, "congdan1")
    paper = printed(slip(citizen, dossier, "tiep-nhan"))
    for words in ("50.000 đ – chưa nộp", "số tài khoản 0000.1.07.0001", "(chưa đối chiếu)", "Nội dung chuyển khoản"):
        assert words in paper, words
    assert "số tài khoản 0000.1.07.0001" in citizen.get(f"/ho-so/{dossier}").text
    made(city.move(city.onestop, dossier, "take_payment", amount=50000, means="cash"))
    taken = written(city.citizen, dossier, "cash_receipt")["body"]
    assert [(line["name"]["vi"], line["dong"], line["verified"]) for line in taken["lines"]] == [
        ("Lệ phí cấp giấy phép", 50000, False)
    ]
    assert taken["sum"]["in_words"] == "Năm mươi nghìn đồng"
    paper = printed(slip(citizen, dossier, "tiep-nhan"))
    assert f"phiếu thu số {taken['receipt']}" in paper
    assert "số tài khoản" not in paper, "nothing is owed any more"


def test_a_refusal_after_examination_is_a_notice_and_is_withdrawn_by_a_correction(city: City) -> None:
    dossier = with_leader(city, "propose_refusal")
    made(city.move(city.leader, dossier, "reject", reason="Nguồn tin không hợp lệ", remedy="Bổ sung hợp đồng"))
    citizen = sign_in(city, "congdan1")
    page = printed(slip(citizen, dossier, "tu-choi"))
    for words in ("Thông báo từ chối giải quyết hồ sơ", "Lý do từ chối giải quyết", "Nguồn tin", "Bổ sung hợp đồng"):
        assert words in page, words
    assert "Mẫu số 03" not in page
    result = city.upload(dossier, "result", papers.pdf(["GIAY PHEP"]), city.leader)
    made(city.move(city.leader, dossier, "correct_result", file=result, reason="Cơ quan nhầm hồ sơ", outcome="granted"))
    assert slip(citizen, dossier, "tu-choi").status == 409
    paper = printed(slip(citizen, dossier, "sua-sai"))
    for words in ("Sai sót là của cơ quan", "xin lỗi", "Cơ quan nhầm hồ sơ", "Kết quả giải quyết hồ sơ"):
        assert words in paper, words
    assert listed(city.citizen, dossier) == ["receipt", "correction"]


def test_a_wrong_refusal_of_intake_is_taken_back_with_an_apology(city: City) -> None:
    city.at(MONDAY)
    dossier, _ = city.submitted()
    made(city.move(city.onestop, dossier, "refuse", reason="Sai thẩm quyền"))
    made(city.move(city.leader, dossier, "reopen", reason="Hồ sơ đúng thẩm quyền"))
    body = written(city.citizen, dossier, "correction")["body"]
    assert (body["of"], bool(body["receive_by"])) == ("refusal", True)
    assert "bạn không phải nộp lại" in printed(slip(sign_in(city, "congdan1"), dossier, "sua-sai"))
    assert listed(city.citizen, dossier) == ["acknowledgement", "correction"]


def test_no_answer_in_time_is_confirmed_on_paper(city: City) -> None:
    dossier = press(city, MONDAY)
    told(dossier)
    later = MONDAY + timedelta(hours=37)
    assert dossiers.schedule().run(later).failed == 0
    city.at(later)
    shown = written(city.citizen, dossier, "silence")
    assert shown["body"]["legal_basis"]
    assert "đồng ý" in shown["body"]["reason"]["vi"]
    page = printed(slip(sign_in(city, "congdan1"), dossier, "khong-tra-loi", lang="en"))
    assert "no answer in time means consent" in page
    receipt = printed(slip(sign_in(city, "congdan1"), dossier, "tiep-nhan"))
    assert "Hệ thống tự động lập theo thời hạn" in receipt, "nobody is there to sign for what was deemed received"
    assert "control" in listed(city.leader, dossier)
    rows = written(city.leader, dossier, "control")["body"]["rows"]
    assert [row["what"]["en"] for row in rows] == ["Received", "No answer in time: granted"]


def test_the_control_slip_has_every_turn_of_the_way(city: City) -> None:
    dossier = received(city)
    asked = {"papers": {"operating_plan": "Thiếu trang 2"}, "fields": {}}
    made(city.move(city.onestop, dossier, "advance"))
    made(city.move(city.specialist, dossier, "propose_supplement", remark="Đề án thiếu", **asked))
    made(city.move(city.onestop, dossier, "request_supplement", message="", **asked))
    city.at(MONDAY + DAY)
    city.upload(dossier, "operating_plan", papers.pdf(["De an", "Trang 2"]))
    made(city.move(city.citizen, dossier, "supplement"))
    city.at(MONDAY + 2 * DAY)
    made(city.move(city.onestop, dossier, "advance"))
    city.at(MONDAY + 9 * DAY)
    made(city.move(city.specialist, dossier, "propose_refusal", remark="Không đủ"))
    made(city.move(city.leader, dossier, "send_back", remark="Xem lại"))
    city.at(MONDAY + 14 * DAY)
    made(city.move(city.specialist, dossier, "propose_approval"))
    made(city.move(city.leader, dossier, "stop", reason="Chờ"))
    made(city.move(city.leader, dossier, "resume"))
    result = city.upload(dossier, "result", papers.pdf(["GIAY PHEP"]), city.leader)
    made(city.move(city.leader, dossier, "attach_result", file=result))
    made(city.move(city.onestop, dossier, "return_result", way="post", reference="VN1"))
    body = written(city.leader, dossier, "control")["body"]
    told_rows = [(row["what"]["en"], row["verdict"], (row["used"] or {}).get("en", "")) for row in body["rows"]]
    assert told_rows == [
        ("Received", "", ""),
        ("Handed on", "early", "0 minutes"),
        ("Supplement request proposed", "early", "0 minutes"),
        ("Supplement requested", "", ""),
        ("Supplemented", "", ""),
        ("Handed on", "on_time", "1 working hour 30 minutes"),
        ("Refusal proposed", "early", "5 working days"),
        ("Sent back", "early", "0 minutes"),
        ("Approval proposed", "late", "8 working days"),
        ("Processing stopped", "", ""),
        ("Processing goes on", "", ""),
        ("Result signed off", "early", "0 minutes"),
        ("Returned by post", "", ""),
    ]
    hands = [(row["giver"]["en"], row["taker"]["en"]) for row in body["rows"]]
    office = "Department of Culture and Sports"
    assert hands[3:5] == [(office, "The applicant"), ("The applicant", office)]
    assert [line["late"] for line in body["steps"]] == [False, True, False, False]
    page = printed(slip(sign_in(city, "motcua.d07"), dossier, "kiem-soat"))
    assert page.count("quá thời gian của bước") == 1
    assert "Xem lại" in page


def test_nobody_else_reads_the_list_of_slips(city: City) -> None:
    dossier, code = city.submitted()
    for login in ("congdan2", "motcua.d06"):
        assert city.visitor(login).get(f"/api/v1/dossiers/{dossier}/slips").status == 404
        answer = sign_in(city, login).get(f"/ho-so/{dossier}/phieu")
        assert answer.status == 404
        assert code not in answer.text
