"""Courses of events that must not end wrongly: silence after an answer, results that people hold, dead ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.onestop import dossiers
from chalicelib.onestop.procedures import Catalogue, Procedure, Provenance, TimeLimit, Wait
from tests import samples
from tests.onestop.conftest import City
from tests.onestop.dossiers.consultants import LAW
from tests.onestop.dossiers.test_moves import MONDAY, received, seen, status, with_leader, with_specialist
from tests.onestop.dossiers.test_schedule import fire, press, told
from tests.onestop.test_pages_story import sign_in
from tests.problems import refused, unchanged


def test_an_answer_in_time_is_not_undone_by_a_late_supplement(city: City) -> None:
    dossier = press(city, MONDAY)
    city.at(MONDAY + timedelta(hours=1))
    assert city.move(city.onestop, dossier, "request_supplement", fields={"content": "Nêu rõ"}).status == 200
    late = MONDAY + timedelta(hours=60)
    city.at(late)
    answers = {"content": samples.press_answers(MONDAY)["content"]}
    assert city.move(city.citizen, dossier, "supplement", answers=answers).status == 200
    told(dossier)
    fire(late + timedelta(minutes=5))
    assert status(city, dossier) == 1


def test_once_silence_has_decided_nobody_decides_otherwise(city: City) -> None:
    dossier = press(city, MONDAY)
    city.at(MONDAY + timedelta(hours=37))
    with unchanged(dossier):
        refused(city.move(city.onestop, dossier, "refuse", reason="Muộn"), 409, "dossiers/silence-has-decided")
        asked = city.move(city.onestop, dossier, "request_supplement", fields={"content": "Muộn"})
        refused(asked, 409, "dossiers/silence-has-decided")


def silent_authority(monkeypatch: pytest.MonkeyPatch, silence: str) -> None:
    """Gives every procedure ten working days, after which the silence of the authority means this."""
    version = Catalogue.version
    wait = Wait("authority", TimeLimit(10, "working_day", Provenance(LAW, True)), silence)  # type: ignore[arg-type]

    def limited(self: Catalogue, code: str, number: int) -> Procedure:
        return replace(version(self, code, number), waits=(wait,))

    monkeypatch.setattr(Catalogue, "version", limited)


@pytest.mark.parametrize(
    ("silence", "outcome", "event"),
    [
        ("yes", "granted_by_silence", "dossier.granted_by_silence"),
        ("no", "refused_by_silence", "dossier.refused_by_silence"),
    ],
)
def test_the_silence_of_an_authority_decides_both_ways(
    city: City, monkeypatch: pytest.MonkeyPatch, silence: str, outcome: str, event: str
) -> None:
    silent_authority(monkeypatch, silence)
    dossier = with_specialist(city)
    due = datetime.fromisoformat(str(seen(city.citizen, dossier)["due_at"]))
    told(dossier)
    fire(due)
    assert status(city, dossier) == 4, "the last second is still in time"
    fire(due + timedelta(seconds=1))
    after = seen(city.citizen, dossier)
    assert (status(city, dossier), after["outcome"]) == (9, outcome)
    last = after["journal"][-1]  # type: ignore[index]
    assert (last["type"], last["facts"]["legal_basis"]) == (event, LAW)
    assert LAW in last["note"]["reason"]
    rows = city.leader.get(f"/api/v1/dossiers/{dossier}/slips/control").json["body"]["rows"]
    page = sign_in(city, "congdan1").get(f"/ho-so/{dossier}").text
    if silence == "yes":
        assert (rows[-1]["what"]["en"], rows[-1]["verdict"]) == ("No answer in time: granted", "on_time")
    else:
        assert (rows[-1]["what"]["en"], rows[-1]["verdict"]) == ("No answer in time: refused", "late")
        assert "vì cơ quan không trả lời" in page
        assert "quá hạn bổ sung" not in page, "the applicant is not to blame"


@pytest.mark.parametrize("silence", ["yes", "no"])
def test_a_late_grant_stands_only_where_silence_grants_as_well(
    city: City, monkeypatch: pytest.MonkeyPatch, silence: str
) -> None:
    silent_authority(monkeypatch, silence)
    dossier = with_leader(city)
    due = datetime.fromisoformat(str(seen(city.citizen, dossier)["due_at"]))
    result = city.upload(dossier, "result", None, city.leader)
    city.at(due + timedelta(seconds=1))
    with unchanged(dossier):
        demanded = city.move(city.leader, dossier, "require_payment", amount=1000, reason="Phí")
        refused(demanded, 409, "dossiers/silence-has-decided")
        if silence == "no":
            granted = city.move(city.leader, dossier, "attach_result", file=result)
            refused(granted, 409, "dossiers/silence-has-decided")
    if silence == "yes":
        assert city.move(city.leader, dossier, "attach_result", file=result).status == 200
        assert seen(city.citizen, dossier)["outcome"] == "granted"


def test_a_result_that_people_hold_is_not_erased(city: City) -> None:
    dossier = city.approved()
    result = city.leader.get(f"/api/v1/dossiers/{dossier}").json["journal"][-1]["facts"]["file"]
    with unchanged(dossier):
        gone = city.leader.post(f"/api/v1/dossiers/{dossier}/files/{result}/removal", {})
        refused(gone, 409, "files/closed")


def test_a_correction_leaves_a_refusal_a_refusal(city: City) -> None:
    dossier = with_leader(city, "propose_refusal")
    assert city.move(city.leader, dossier, "reject", reason="Không đủ điều kiện").status == 200
    letter = city.upload(dossier, "result", None, city.leader)
    page = sign_in(city, "lanhdao.d07").get(f"/can-bo/ho-so/{dossier}").text
    assert "Quyết định đúng là gì?" in page
    told_to = sign_in(city, "congdan1").get(f"/ho-so/{dossier}").text
    assert "Hồ sơ đã bị từ chối giải quyết" in told_to
    assert "Kết quả đã có" not in told_to, "a refusal is no good news"
    listed = sign_in(city, "congdan1").get("/ho-so").text
    line = listed[listed.index(f"/ho-so/{dossier}") :].partition("</li>")[0]
    assert "Hồ sơ đã bị từ chối giải quyết" in line
    assert city.move(city.leader, dossier, "correct_result", file=letter, reason="Sai tên").status == 200
    assert seen(city.citizen, dossier)["outcome"] == "refused"
    again = city.upload(dossier, "result", None, city.leader)
    said = {"file": again, "reason": "Quyết định nhầm", "outcome": "granted"}
    assert city.move(city.leader, dossier, "correct_result", **said).status == 200
    assert seen(city.citizen, dossier)["outcome"] == "granted"


def test_a_demand_by_mistake_is_taken_back(city: City) -> None:
    dossier = with_specialist(city)
    assert city.move(city.specialist, dossier, "require_payment", amount=75_000, reason="Phí").status == 200
    assert city.move(city.onestop, dossier, "take_payment", amount=75_000, means="cash").status == 200
    assert city.move(city.specialist, dossier, "require_payment", amount=10_000_000, reason="Gõ nhầm").status == 200
    with unchanged(dossier):
        refused(city.move(city.specialist, dossier, "cancel_payment"), 422, "dossiers/words-needed")
    assert city.move(city.specialist, dossier, "cancel_payment", reason="Gõ nhầm; xin lỗi").status == 200
    after = seen(city.citizen, dossier)
    assert (status(city, dossier), after["payment"]) == (4, {"state": "paid", "amount": 75_000})
    assert after["due_at"] is not None


@pytest.mark.parametrize("was_received", [False, True])
def test_what_is_never_completed_can_be_closed_after_its_time(city: City, was_received: bool) -> None:
    city.at(MONDAY)
    dossier = received(city) if was_received else city.submitted()[0]
    asked = {"papers": {"operating_plan": "Thiếu trang 2"}}
    assert city.move(city.onestop, dossier, "request_supplement", **asked).status == 200
    who, move = (city.leader, "reject") if was_received else (city.onestop, "refuse")
    with unchanged(dossier):
        refused(city.move(who, dossier, move, reason="Không bổ sung"), 409, "dossiers/still-waiting")
    told(dossier)
    later = MONDAY + timedelta(days=31)
    fire(later)
    kinds = [one["facts"].get("kind") for one in city.leader.get(f"/api/v1/dossiers/{dossier}").json["journal"]]
    assert "supplement_overdue" in kinds
    city.at(later)
    assert city.move(who, dossier, move, reason="Không bổ sung").status == 200
    assert status(city, dossier) == (9 if was_received else 3)


def test_what_nobody_unlocked_does_not_hold_up_a_supplement(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier, _ = city.submitted()
    assert city.move(city.onestop, dossier, "request_supplement", fields={"purpose": "Nêu rõ hơn"}).status == 200
    from chalicelib.foundation.errors import FieldError
    from chalicelib.onestop.dossiers import draftrules

    whole = draftrules.check_answers

    def stricter(form: Any, raw: Any) -> Any:
        values, wrong = whole(form, raw)
        return values, [*wrong, FieldError("site_name", "forms/required", "Thiếu.", "Missing.")]

    monkeypatch.setattr(draftrules, "check_answers", stricter)
    assert city.move(city.citizen, dossier, "supplement", answers={"purpose": "Tin kinh tế."}).status == 200
    assert status(city, dossier) == 1


def test_a_conflict_that_lasts_is_told(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.foundation.errors import Conflict

    dossier = press(city, MONDAY)
    told(dossier)

    def always(self: dossiers.Schedule, dossier_id: str, at: datetime) -> None:
        raise Conflict("x/y", "Không.", "No.")

    monkeypatch.setattr(dossiers.Schedule, "fire", always)
    due = datetime(2026, 12, 8, 14, 0, tzinfo=UTC)
    assert dossiers.schedule().run(due + timedelta(hours=3)).failed >= 1
    monkeypatch.undo()
    fire(due + timedelta(hours=3))
