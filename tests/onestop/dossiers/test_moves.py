"""The moves after reception: return for completion, proposal and decision, extension, stop, payment, correction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.cloud import table
from chalicelib.commons import worktime
from tests import papers
from tests.doors import Visitor
from tests.onestop.conftest import City
from tests.problems import refused, unchanged

MONDAY = datetime(2026, 12, 7, 2, 0, tzinfo=UTC)
"""09:00 in Vietnam."""


def received(city: City, at: datetime = MONDAY) -> str:
    """A dossier of the website licence, 10 working days, clock RESTART."""
    city.at(at)
    dossier, _ = city.submitted()
    assert city.move(city.onestop, dossier, "receive").status == 200
    return dossier


def with_specialist(city: City) -> str:
    dossier = received(city)
    assert city.move(city.onestop, dossier, "advance").status == 200
    return dossier


def with_leader(city: City, proposal: str = "propose_approval") -> str:
    dossier = with_specialist(city)
    assert city.move(city.specialist, dossier, proposal, remark="Đã thẩm định").status == 200
    return dossier


def seen(who: Visitor, dossier: str) -> dict[str, object]:
    found: dict[str, object] = who.get(f"/api/v1/dossiers/{dossier}").json
    return found


def status(city: City, dossier: str) -> int:
    return int(city.citizen.get(f"/api/v1/dossiers/{dossier}").json["status"]["code"])


def test_a_received_dossier_is_returned_for_completion_and_time_counts_afresh(city: City) -> None:
    dossier = received(city)
    before = seen(city.citizen, dossier)["due_at"]
    city.at(MONDAY + timedelta(days=1))
    asked = {"papers": {"operating_plan": "Thiếu trang 2"}}
    assert city.move(city.onestop, dossier, "request_supplement", message="", **asked).status == 200
    waiting = seen(city.citizen, dossier)
    assert (waiting["due_at"], waiting["due_rules"], status(city, dossier)) == (None, [], 5)
    city.at(MONDAY + timedelta(days=7))
    city.upload(dossier, "operating_plan", papers.pdf(["De an", "Trang 2"]))
    assert city.move(city.citizen, dossier, "supplement").status == 200
    after = seen(city.citizen, dossier)
    assert (status(city, dossier), after["step"]) == (4, "receive")
    assert str(after["due_at"]) > str(before)
    assert any(rule["code"] == "clock/afresh" for rule in after["due_rules"])  # type: ignore[attr-defined]
    assert after["due_at"] == "2026-12-28T10:00:00Z"


def test_completion_may_be_asked_for_within_three_working_days_only(city: City) -> None:
    dossier = received(city)
    city.at(datetime(2026, 12, 10, 10, 0, 1, tzinfo=UTC))
    assert "request_supplement" not in seen(city.onestop, dossier)["moves"]  # type: ignore[operator]
    with unchanged(dossier):
        late = city.move(city.onestop, dossier, "request_supplement", papers={"operating_plan": "Thiếu"})
        refused(late, 409, "dossiers/return-too-late")


def test_only_the_desk_asks_the_applicant_on_the_specialists_proposal(city: City) -> None:
    dossier = with_specialist(city)
    with unchanged(dossier):
        refused(
            city.move(city.onestop, dossier, "request_supplement", papers={"operating_plan": "Thiếu"}),
            403,
            "workflow/not-your-step",
        )
    lacking = {"papers": {"operating_plan": "Thiếu trang 2"}, "fields": {"purpose": "Nêu rõ hơn"}}
    assert city.move(city.specialist, dossier, "propose_supplement", remark="Đề án thiếu", **lacking).status == 200
    at_desk = seen(city.onestop, dossier)
    assert (at_desk["step"], at_desk["proposal"]) == ("receive", "supplement")
    assert city.move(city.onestop, dossier, "request_supplement", **lacking).status == 200
    assert status(city, dossier) == 5
    assert seen(city.onestop, dossier)["proposal"] is None


def test_what_the_desk_does_not_ask_for_is_proposed_no_more(city: City) -> None:
    dossier = with_specialist(city)
    lacking = {"papers": {"operating_plan": "Thiếu trang 2"}}
    assert city.move(city.specialist, dossier, "propose_supplement", remark="Đề án thiếu", **lacking).status == 200
    assert city.move(city.onestop, dossier, "advance", remark="Đề án đã đủ trang").status == 200
    back = seen(city.specialist, dossier)
    assert (back["step"], back["proposal"]) == ("examine", None)


def test_a_supplement_is_proposed_only_while_the_desk_could_still_ask(city: City) -> None:
    dossier = with_specialist(city)
    lacking = {"papers": {"operating_plan": "Thiếu trang 2"}}
    city.at(datetime(2026, 12, 10, 10, 0, 1, tzinfo=UTC))
    with unchanged(dossier):
        refused(city.move(city.specialist, dossier, "propose_supplement", **lacking), 409, "dossiers/return-too-late")
    assert "propose_supplement" not in seen(city.specialist, dossier)["moves"]  # type: ignore[operator]
    city.at(datetime(2026, 12, 10, 10, 0, tzinfo=UTC))
    assert "propose_supplement" in seen(city.specialist, dossier)["moves"]  # type: ignore[operator]
    assert city.move(city.specialist, dossier, "propose_supplement", **lacking).status == 200


def test_the_leader_sends_back_and_refuses_with_reasons(city: City) -> None:
    dossier = with_leader(city, "propose_refusal")
    assert seen(city.leader, dossier)["proposal"] == "refusal"
    assert city.move(city.leader, dossier, "send_back", remark="Xem lại nguồn tin").status == 200
    assert seen(city.specialist, dossier)["step"] == "examine"
    assert city.move(city.specialist, dossier, "propose_refusal").status == 200
    lacking = city.move(city.leader, dossier, "reject")
    refused(lacking, 422, "dossiers/words-needed")
    assert city.move(city.leader, dossier, "reject", reason="Nguồn tin không hợp lệ", remedy="Nộp lại").status == 200
    done = seen(city.citizen, dossier)
    assert (status(city, dossier), done["outcome"], done["delivery"]["state"]) == (9, "refused", "ready")  # type: ignore[index]
    assert city.move(city.onestop, dossier, "return_result").status == 200


def test_a_step_has_only_the_moves_it_declares(city: City) -> None:
    dossier = with_specialist(city)
    with unchanged(dossier):
        refused(city.move(city.specialist, dossier, "advance"), 409, "workflow/not-in-this-step")
        refused(city.move(city.specialist, dossier, "send_back", remark="x"), 409, "workflow/not-in-this-step")
        refused(city.move(city.leader, dossier, "reject", reason="x"), 403, "workflow/not-your-step")


def test_an_extension_is_given_once_with_a_new_date_and_in_time(city: City) -> None:
    dossier = with_leader(city)
    was = seen(city.citizen, dossier)["due_at"]
    assert was == "2026-12-21T10:00:00Z"
    said = {"amount": 3, "reason": "Cần xác minh thêm; cơ quan xin lỗi."}
    assert city.move(city.leader, dossier, "extend", **said).status == 200
    now = seen(city.citizen, dossier)
    assert now["due_at"] == "2026-12-24T10:00:00Z"
    assert now["journal"][-1]["note"] == {"reason": said["reason"]}  # type: ignore[index]
    with unchanged(dossier):
        refused(city.move(city.leader, dossier, "extend", **said), 409, "worktime/extension-once")
    late = with_leader(city)
    city.at(datetime(2026, 12, 21, 2, 0, tzinfo=UTC))
    with unchanged(late):
        refused(city.move(city.leader, late, "extend", **said), 409, "worktime/extension-too-late")
        refused(city.move(city.specialist, late, "extend", **said), 403, "identity/forbidden")


def test_a_stop_lets_time_stand_still_and_what_is_left_goes_on(city: City) -> None:
    dossier = with_leader(city)
    city.at(MONDAY + timedelta(days=2))
    assert city.move(city.leader, dossier, "stop", reason="Chờ kết luận", legal_basis="Điều 19").status == 200
    stopped = seen(city.citizen, dossier)
    assert (status(city, dossier), stopped["due_at"]) == (8, None)
    with unchanged(dossier):
        refused(city.move(city.leader, dossier, "reject", reason="x"), 409, "dossiers/move-not-allowed")
    city.at(MONDAY + timedelta(days=14))
    assert city.move(city.leader, dossier, "resume", reason="Đã có kết luận").status == 200
    after = seen(city.citizen, dossier)
    assert (status(city, dossier), after["step"], after["due_at"]) == (4, "approve", "2026-12-31T10:00:00Z")


def test_an_obligation_on_the_way_stops_the_clock_until_it_is_met(city: City) -> None:
    dossier = with_specialist(city)
    assert city.move(city.specialist, dossier, "require_payment", amount=500_000, reason="Nghĩa vụ").status == 200
    owing = seen(city.citizen, dossier)
    assert (status(city, dossier), owing["due_at"]) == (6, None)
    assert owing["payment"] == {"state": "due", "amount": 500_000}
    with unchanged(dossier):
        wrong = city.move(city.onestop, dossier, "take_payment", amount=1, means="cash")
        refused(wrong, 422, "dossiers/amount-differs")
    assert city.move(city.onestop, dossier, "take_payment", amount=500_000, means="cash").status == 200
    paid = seen(city.onestop, dossier)
    assert (status(city, dossier), paid["payment"]) == (4, {"state": "paid", "amount": 500_000})
    assert paid["step"] == "examine"
    with unchanged(dossier):
        again = city.move(city.onestop, dossier, "take_payment", amount=500_000, means="cash")
        refused(again, 409, "dossiers/nothing-owed")


def test_receipts_of_an_agency_are_numbered_without_gaps(city: City) -> None:
    numbers = []
    for _ in range(2):
        dossier = with_specialist(city)
        assert city.move(city.specialist, dossier, "require_payment", amount=1000, reason="Phí").status == 200
        assert city.move(city.onestop, dossier, "take_payment", amount=1000, means="transfer").status == 200
        entry = city.onestop.get(f"/api/v1/dossiers/{dossier}").json["journal"][-1]
        numbers.append(entry["facts"]["receipt"])
    first, second = (int(one.split("/")[0]) for one in numbers)
    assert second == first + 1
    assert all(one.endswith("/2026") for one in numbers)


def test_no_result_is_returned_while_a_fee_is_owed(city: City) -> None:
    dossier = with_leader(city)
    assert city.move(city.leader, dossier, "send_back", remark="Thu phí").status == 200
    assert city.move(city.specialist, dossier, "require_payment", amount=1000, reason="Phí").status == 200
    assert city.move(city.onestop, dossier, "take_payment", amount=1000, means="cash").status == 200
    assert city.move(city.specialist, dossier, "propose_approval").status == 200
    result = city.upload(dossier, "result", None, city.leader)
    assert city.move(city.leader, dossier, "attach_result", file=result).status == 200
    assert city.move(city.onestop, dossier, "return_result", way="post", reference="VN1").status == 200
    by_post = seen(city.citizen, dossier)["delivery"]
    assert by_post == {"way": "post", "state": "posted", "reference": "VN1"}
    assert city.move(city.onestop, dossier, "confirm_delivery").status == 200
    assert seen(city.citizen, dossier)["delivery"]["state"] == "delivered"  # type: ignore[index]
    with unchanged(dossier):
        refused(city.move(city.onestop, dossier, "confirm_delivery"), 409, "dossiers/nothing-on-the-way")


def test_the_authority_corrects_its_own_error(city: City) -> None:
    dossier = city.approved()
    assert city.move(city.onestop, dossier, "return_result", way="online").status == 200
    wrong = city.citizen.get(f"/api/v1/dossiers/{dossier}").json["result"]
    right = city.upload(dossier, "result", papers.pdf(["GIAY PHEP", "DUNG"]), city.leader)
    with unchanged(dossier):
        same = city.move(city.leader, dossier, "correct_result", file=wrong, reason="Sai tên")
        refused(same, 422, "dossiers/same-result")
        refused(
            city.move(city.specialist, dossier, "correct_result", file=right, reason="x"), 403, "identity/forbidden"
        )
    assert city.move(city.leader, dossier, "correct_result", file=right, reason="Sai tên cơ quan").status == 200
    assert status(city, dossier) == 9
    assert city.move(city.onestop, dossier, "return_result").status == 200
    assert city.citizen.get(f"/api/v1/dossiers/{dossier}").json["result"] == right
    city.citizen.get(f"/api/v1/dossiers/{dossier}/files/{wrong}")


def test_a_wrong_refusal_of_intake_is_taken_back(city: City) -> None:
    dossier, _ = city.submitted()
    assert city.move(city.onestop, dossier, "refuse", reason="Nhầm").status == 200
    with unchanged(dossier):
        refused(city.move(city.onestop, dossier, "reopen", reason="x"), 403, "identity/forbidden")
    assert city.move(city.leader, dossier, "reopen", reason="Cơ quan nhầm; xin lỗi").status == 200
    assert status(city, dossier) == 1
    assert city.move(city.onestop, dossier, "receive").status == 200


@pytest.mark.parametrize(
    ("move", "facts", "code"),
    [
        ("extend", {"reason": "x"}, "dossiers/words-needed"),
        ("extend", {"amount": 401, "reason": "x"}, "dossiers/extension-amount"),
        ("stop", {}, "dossiers/words-needed"),
        ("send_back", {}, "dossiers/words-needed"),
        ("take_payment", {"amount": 5, "means": "cheque"}, "door/body-invalid"),
    ],
)
def test_what_is_lacking_is_said_by_name(city: City, move: str, facts: dict[str, object], code: str) -> None:
    dossier = with_leader(city)
    with unchanged(dossier):
        reply = city.move(city.onestop if move == "take_payment" else city.leader, dossier, move, **facts)
        refused(reply, 422, code)


@pytest.fixture
def _calendar_as_packaged() -> Iterator[None]:
    """What the test announces is gone after it."""
    yield
    for row in table.collection("C#calendar"):
        table.drop(table.Item(pk=row["pk"]["S"], sk=row["sk"]["S"]))
    worktime.live_calendar().forget()


@pytest.mark.usefixtures("_calendar_as_packaged")
def test_a_day_off_announced_after_reception_moves_no_date_that_was_given(city: City) -> None:
    dossier = received(city)
    before = seen(city.citizen, dossier)
    city.at(MONDAY + timedelta(hours=1))
    day_off = {
        "day": "2026-12-15",
        "kind": "holiday",
        "vi": "Nghỉ phòng chống bão",
        "en": "Storm closure",
        "legal_basis": "Công điện thử nghiệm",
        "announced_on": "2026-12-07",
    }
    made = city.visitor("vanhanh").post("/api/v1/calendar/announcements", day_off, if_match='"0"')
    assert made.status == 201, made.body
    later = received(city, MONDAY + timedelta(hours=2))
    after = seen(city.citizen, dossier)
    assert (after["due_at"], after["due_rules"]) == (before["due_at"], before["due_rules"])
    assert before["due_at"] == "2026-12-21T10:00:00Z"
    assert seen(city.citizen, later)["due_at"] == "2026-12-22T10:00:00Z"
