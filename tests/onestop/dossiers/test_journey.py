"""A dossier through the real routes, from draft to returned result, and every turn on the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests import papers, samples
from tests.onestop.conftest import City
from tests.story.web import fetch


def at(day: str, time: str) -> datetime:
    """An instant of Vietnam's clock."""
    return datetime.fromisoformat(f"{day}T{time}+07:00").astimezone(UTC)


def test_from_draft_to_returned_result(city: City) -> None:
    dossier = city.approved()
    seen = city.citizen.get(f"/api/v1/dossiers/{dossier}").json
    assert seen["status"]["code"] == 9
    assert seen["result"] is None, "a result is not shown before it is returned"
    assert city.move(city.onestop, dossier, "return_result", way="online").status == 200
    seen = city.citizen.get(f"/api/v1/dossiers/{dossier}").json
    assert seen["status"]["code"] == 10
    assert [one["status"]["code"] for one in seen["timeline"]] == [1, 2, 4, 9, 10]
    link = city.citizen.get(f"/api/v1/dossiers/{dossier}/files/{seen['result']}").json["url"]
    got = fetch("GET", link)
    assert got.status == 200, got.body
    assert got.body == papers.pdf(["GIAY PHEP"])
    assert got.headers["content-disposition"].startswith("attachment")


def test_every_change_is_one_journal_entry(city: City) -> None:
    dossier = city.approved()
    seen = city.citizen.get(f"/api/v1/dossiers/{dossier}").json
    assert [entry["seq"] for entry in seen["journal"]] == list(range(1, seen["version"] + 1))
    kinds = [entry["type"] for entry in seen["journal"]]
    assert kinds[:2] == ["dossier.drafted", "dossier.saved"]
    assert kinds[-5:] == [
        "dossier.advanced",
        "dossier.proposed",
        "dossier.upload_granted",
        "dossier.file_checked",
        "dossier.result_attached",
    ]


def test_officers_remarks_are_not_for_the_applicant(city: City) -> None:
    dossier, _ = city.submitted()
    assert city.move(city.onestop, dossier, "receive").status == 200
    assert city.move(city.onestop, dossier, "advance", remark="Xem kỹ nguồn tin").status == 200
    path = f"/api/v1/dossiers/{dossier}"
    assert city.specialist.get(path).json["journal"][-1]["note"] == {"remark": "Xem kỹ nguồn tin"}
    assert city.citizen.get(path).json["journal"][-1]["note"] is None


@pytest.mark.parametrize("proposal", ["approval", "refusal"])
def test_what_is_proposed_is_not_for_the_applicant(city: City, proposal: str) -> None:
    dossier, _ = city.submitted()
    for who, move in ((city.onestop, "receive"), (city.onestop, "advance"), (city.specialist, f"propose_{proposal}")):
        assert city.move(who, dossier, move).status == 200
    path = f"/api/v1/dossiers/{dossier}"
    told, shown = (who.get(path).json for who in (city.leader, city.citizen))
    assert (told["proposal"], told["journal"][-1]["facts"]["proposal"]) == (proposal, proposal)
    assert (shown["proposal"], shown["journal"][-1]["type"]) == (None, "dossier.proposed")
    assert "proposal" not in shown["journal"][-1]["facts"]


def test_what_a_supplement_request_speaks_of_cannot_be_taken_out(city: City) -> None:
    dossier, _ = city.submitted()
    assert city.move(city.onestop, dossier, "request_supplement", papers={"operating_plan": "Thiếu"}).status == 200
    path = f"/api/v1/dossiers/{dossier}"
    files = city.citizen.get(path).json["files"]
    old = next(file["id"] for file in files if file["paper"] == "operating_plan")
    kept = city.citizen.post(f"{path}/files/{old}/removal", {})
    assert (kept.status, kept.code) == (409, "files/closed")
    new = city.upload(dossier, "operating_plan")
    assert city.citizen.post(f"{path}/files/{new}/removal", {}).status == 200


def test_reception_fixes_due_date_and_law(city: City) -> None:
    dossier, _ = city.submitted()
    city.at(at("2026-11-23", "15:00:00"))
    assert city.move(city.onestop, dossier, "receive").status == 200
    seen = city.citizen.get(f"/api/v1/dossiers/{dossier}").json
    # 24 November is a holiday; ten working days after Monday 23 November end on Tuesday 8 December.
    assert seen["due_at"] == "2026-12-08T10:00:00Z"
    assert seen["procedure"]["version"] == 2


def test_reception_after_three_o_clock_counts_from_the_next_working_day(city: City) -> None:
    dossier, _ = city.submitted()
    city.at(at("2026-11-23", "15:00:01"))
    assert city.move(city.onestop, dossier, "receive").status == 200
    seen = city.citizen.get(f"/api/v1/dossiers/{dossier}").json
    assert seen["due_at"] == "2026-12-09T10:00:00Z"
    said = " ".join(rule["vi"] for rule in seen["due_rules"])
    assert "15" in said
    assert all(rule["en"] and rule["en"] != rule["vi"] for rule in seen["due_rules"])


def test_supplement_unlocks_only_what_is_asked(city: City) -> None:
    dossier, _ = city.submitted()
    asked = {"papers": {"operating_plan": "Thiếu trang"}, "fields": {"purpose": "Nêu rõ"}}
    assert city.move(city.onestop, dossier, "request_supplement", **asked).status == 200
    locked = city.move(city.citizen, dossier, "supplement", answers={"years": "3"})
    assert (locked.status, locked.code) == (422, "dossiers/field-locked")
    lacking = city.move(city.citizen, dossier, "supplement", answers={"purpose": "Rõ hơn."})
    assert lacking.fields == {"papers.operating_plan": "dossiers/paper-missing"}
    other = city.citizen.post(f"/api/v1/dossiers/{dossier}/files", {"paper": "source_consent", "name": "a.pdf"})
    assert (other.status, other.code) == (409, "files/closed")
    city.upload(dossier, "operating_plan")
    assert city.move(city.citizen, dossier, "supplement", answers={"purpose": "Rõ hơn."}).status == 200
    seen = city.citizen.get(f"/api/v1/dossiers/{dossier}").json
    assert seen["status"]["code"] == 1
    assert seen["answers"]["purpose"] == "Rõ hơn."
    assert seen["answers"]["years"] == "5"


def test_a_supplement_is_asked_for_once(city: City) -> None:
    dossier, _ = city.submitted()
    assert city.move(city.onestop, dossier, "request_supplement", fields={"purpose": "Nêu rõ"}).status == 200
    assert city.move(city.citizen, dossier, "supplement", answers={"purpose": "Rõ."}).status == 200
    again = city.move(city.onestop, dossier, "request_supplement", fields={"purpose": "Vẫn chưa rõ"})
    assert (again.status, again.code) == (409, "dossiers/supplement-already-asked")


def test_refused_with_a_reason_the_citizen_reads(city: City) -> None:
    dossier, _ = city.submitted()
    silent = city.move(city.onestop, dossier, "refuse")
    assert silent.fields == {"reason": "schema/required"}
    reason = "Không thuộc thẩm quyền."
    assert city.move(city.onestop, dossier, "refuse", reason=reason, remedy="Nộp ở nơi khác.").status == 200
    seen = city.citizen.get(f"/api/v1/dossiers/{dossier}").json
    assert seen["journal"][-1]["note"] == {"reason": reason, "remedy": "Nộp ở nơi khác."}
    assert seen["moves"] == []


def test_withdrawn_by_the_applicant_only(city: City) -> None:
    dossier, _ = city.submitted()
    by_officer = city.move(city.onestop, dossier, "withdraw")
    assert (by_officer.status, by_officer.code) == (403, "identity/forbidden")
    assert city.move(city.citizen, dossier, "withdraw").status == 200
    late = city.move(city.onestop, dossier, "receive")
    assert (late.status, late.code) == (409, "dossiers/move-not-allowed")


def test_only_the_step_s_role_hands_on(city: City) -> None:
    dossier, _ = city.submitted()
    assert city.move(city.onestop, dossier, "receive").status == 200
    wrong = city.move(city.leader, dossier, "advance")
    assert (wrong.status, wrong.code) == (403, "workflow/not-your-step")
    early = city.move(city.leader, dossier, "attach_result", file="x")
    assert early.status == 409


def test_a_notification_too_late_for_its_event(city: City) -> None:
    dossier = city.draft(samples.PRESS)
    now = city.app.clock()
    assert city.fill(dossier, samples.press_answers(now, hours=5)).status == 200
    city.upload(dossier, "proof_of_lawfulness")
    late = city.submit(dossier)
    assert late.fields == {"starts_at": "procedures/notice-too-late"}
    assert city.fill(dossier, samples.press_answers(now, hours=48)).status == 200
    assert city.submit(dossier).status == 200


def test_a_notification_is_due_when_silence_means_yes(city: City) -> None:
    dossier = city.draft(samples.PRESS)
    monday = at("2026-11-30", "09:00:00")
    city.at(monday)
    assert city.fill(dossier, samples.press_answers(monday, hours=48)).status == 200
    city.upload(dossier, "proof_of_lawfulness")
    assert city.submit(dossier).status == 200
    assert city.move(city.onestop, dossier, "receive").status == 200
    seen = city.citizen.get(f"/api/v1/dossiers/{dossier}").json
    assert seen["due_at"] == "2026-12-01T14:00:00Z", "12 hours before the event at 9:00 on 2 December"
    assert seen["due_rules"][0]["code"] == "workflow/silence-means-yes"


def test_the_queue_is_ordered_by_due_time_and_pages(city: City) -> None:
    wanted = {city.submitted()[0] for _ in range(3)}
    found: list[dict[str, object]] = []
    cursor = ""
    while True:
        page = city.onestop.get(f"/api/v1/queue?limit=2&cursor={cursor}").json
        assert len(page["items"]) <= 2
        found += page["items"]
        cursor = page["next"]
        if not cursor:
            break
    assert wanted <= {line["id"] for line in found}
    assert [line["due_at"] for line in found] == sorted(str(line["due_at"]) for line in found)


def test_what_waits_for_the_citizen_leaves_the_queue(city: City) -> None:
    dossier, _ = city.submitted()
    assert city.move(city.onestop, dossier, "request_supplement", fields={"purpose": "Nêu rõ"}).status == 200
    queue = city.onestop.get("/api/v1/queue?limit=100").json["items"]
    waiting = city.onestop.get("/api/v1/queue?limit=100&waiting=1").json["items"]
    assert dossier not in {line["id"] for line in queue}
    assert dossier in {line["id"] for line in waiting}


def test_my_dossiers_show_their_status(city: City) -> None:
    dossier, code = city.submitted()
    lines = {line["id"]: line for line in city.citizen.get("/api/v1/dossiers?limit=100").json["items"]}
    assert lines[dossier]["code"] == code
    assert lines[dossier]["status"]["name"]["vi"] == "Mới đăng ký"


def test_a_supplement_is_judged_by_the_notice_as_it_was_given(city: City) -> None:
    dossier = city.draft(samples.PRESS)
    given = at("2026-11-30", "09:00:00")
    city.at(given)
    assert city.fill(dossier, samples.press_answers(given, hours=25)).status == 200
    city.upload(dossier, "proof_of_lawfulness")
    assert city.submit(dossier).status == 200
    asked = {"topic": "Nêu rõ", "starts_at": "Xác nhận giờ"}
    assert city.move(city.onestop, dossier, "request_supplement", fields=asked).status == 200
    city.at(given + timedelta(hours=2))
    same = {"topic": "Rõ hơn", "starts_at": samples.press_answers(given, hours=25)["starts_at"]}
    sooner = {"topic": "Rõ hơn", "starts_at": samples.press_answers(given, hours=24)["starts_at"]}
    assert city.move(city.citizen, dossier, "supplement", answers=sooner).fields == {
        "starts_at": "procedures/notice-too-late"
    }
    assert city.move(city.citizen, dossier, "supplement", answers=same).status == 200


def test_a_supplement_answers_the_whole_request(city: City) -> None:
    dossier, _ = city.submitted()
    asked = {"purpose": "Nêu rõ hơn", "governing_body": "Bỏ nếu không có"}
    assert city.move(city.onestop, dossier, "request_supplement", fields=asked).status == 200
    empty = city.move(city.citizen, dossier, "supplement", answers={})
    assert empty.fields == {"purpose": "forms/required"}
    assert city.move(city.citizen, dossier, "supplement", answers={"purpose": "Rõ."}).status == 200
    answers = city.citizen.get(f"/api/v1/dossiers/{dossier}").json["answers"]
    assert answers["purpose"] == "Rõ."
    assert "governing_body" not in answers


def test_an_upload_that_was_never_finished_holds_nothing_up_for_long(city: City) -> None:
    dossier = city.ready()
    opened = city.citizen.post(f"/api/v1/dossiers/{dossier}/files", {"paper": "operating_plan", "name": "a.pdf"})
    assert opened.status == 201
    assert city.submit(dossier).code == "files/still-checking"
    city.at(city.app.clock() + timedelta(minutes=21))
    assert city.submit(dossier).status == 200


def test_a_repeated_grant_gives_no_new_right(city: City) -> None:
    dossier = city.ready()
    path, key = f"/api/v1/dossiers/{dossier}/files", "one-key"
    body = {"paper": "operating_plan", "name": "a.pdf"}
    file = city.citizen.post(path, body, idempotency_key=key).json["file"]
    assert city.citizen.post(path, body, idempotency_key=key).json["file"] == file
    assert city.citizen.post(f"{path}/{file}/removal", {}).status == 200
    again = city.citizen.post(path, body, idempotency_key=key)
    assert (again.status, again.code) == (409, "files/closed")


def test_a_result_fetched_late_was_not_late(city: City) -> None:
    dossier = city.approved()
    city.at(city.app.clock() + timedelta(days=60))
    assert city.citizen.get(f"/api/v1/dossiers/{dossier}").status in (200, 401)
    assert city.move(city.onestop, dossier, "return_result", way="desk").status == 200
    facts = city.citizen.get(f"/api/v1/dossiers/{dossier}").json["journal"][-1]["facts"]
    assert facts["late"] is False


def test_words_have_a_limit_wherever_they_come_in(city: City) -> None:
    dossier, _ = city.submitted()
    long = {"operating_plan": "x" * 2001}
    refused = city.move(city.onestop, dossier, "request_supplement", papers=long)
    assert refused.status == 422
    assert city.onestop.get(f"/api/v1/dossiers/{dossier}").json["status"]["code"] == 1


def test_the_moves_that_are_offered_fit_the_step(city: City) -> None:
    dossier, _ = city.submitted()
    assert city.move(city.onestop, dossier, "receive").status == 200
    assert city.move(city.onestop, dossier, "advance").status == 200
    path = f"/api/v1/dossiers/{dossier}"
    assert city.onestop.get(path).json["moves"] == []
    assert city.specialist.get(path).json["moves"] == [
        "propose_approval",
        "propose_refusal",
        "propose_supplement",
        "consult",
        "take",
        "require_payment",
    ]
