"""Consultations through the real doors: asked, answered, silent, late; who sees what of them."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests import papers
from tests.doors import Reply
from tests.onestop.conftest import City
from tests.onestop.dossiers.consultants import LAW, QUESTION, Consulting, at, begin, limit, third_party
from tests.onestop.dossiers.test_schedule import fire, told
from tests.problems import refused, unchanged
from tests.story.web import fetch

MONDAY = at("2026-11-30", "09:00:00")
DUE = at("2026-12-02", "17:00:00")
SECOND = timedelta(seconds=1)
LAPSED = "dossier.consultation_lapsed"


@pytest.fixture
def consulting(city: City) -> Consulting:
    return begin(city)


@pytest.fixture
def silent(city: City, consulting: Consulting, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Asks on Monday with two working days to answer, after which silence means what is given."""

    def ask(silence: str) -> Consulting:
        limit(monkeypatch, silence)
        for login in ("chuyenvien.d06", "chuyenvien.d07", "lanhdao.d07"):
            city.visitor(login)
        city.at(MONDAY)
        assert consulting.ask().status == 200
        return consulting

    return ask


def lapsed(consulting: Consulting, moment: datetime = DUE + SECOND) -> int:
    """Lets the schedule look at the dossier at a moment; how many of its consultations have lapsed by then."""
    told(consulting.dossier)
    consulting.city.at(moment)
    fire(moment)
    return sum(entry["type"] == LAPSED for entry in consulting.seen()["journal"])


def alerts(consulting: Consulting) -> list[Any]:
    """The alerts of the asking agency about consultations of this dossier."""
    found = consulting.city.leader.get("/api/v1/alerts?limit=100").json["items"]
    return [one for one in found if one["dossier"] == consulting.dossier and one["kind"] == "consultation_missed"]


def last_of(consulting: Consulting, kind: str) -> Any:
    """The last entry of a kind in the journal."""
    return next(entry for entry in reversed(consulting.seen()["journal"]) if entry["type"] == kind)


def test_asked_and_answered(consulting: Consulting) -> None:
    assert consulting.ask(days=5).status == 200
    shown = consulting.seen()["consultations"]
    assert [(one["body"], one["opinion"]["code"], one["question"]) for one in shown] == [("d06", None, QUESTION)]
    (line,) = consulting.queue()
    assert (line["code"], line["asking"], line["overdue"]) == (consulting.code, "d07", False)
    assert line["due_at"] == shown[0]["due_at"]
    assert consulting.answer("disagree", "Không phù hợp quy hoạch.").json == {
        "id": consulting.dossier,
        "code": consulting.code,
    }
    (one,) = consulting.seen()["consultations"]
    assert one["opinion"]["code"] == "disagree"
    assert (one["reply"]["words"], one["reply"]["late"]) == ("Không phù hợp quy hoạch.", False)
    assert consulting.queue() == []
    entry = consulting.last
    assert (entry["type"], entry["unit"]) == ("dossier.consultation_answered", "d06")
    assert (entry["facts"]["body"], entry["facts"]["opinion"]) == ("d06", "disagree")
    assert entry["note"] == {"words": "Không phù hợp quy hoạch."}


def test_several_are_asked_at_once_and_each_answers_for_itself(consulting: Consulting) -> None:
    assert consulting.ask(units=["d12", "d06", "d06", "d15"], days=3).status == 200
    assert [one["body"] for one in consulting.seen()["consultations"]] == ["d12", "d06", "d15"]
    assert set(consulting.last["facts"]["until"]) == {"d12", "d06", "d15"}
    assert consulting.answer().status == 200
    opinions = {one["body"]: one["opinion"]["code"] for one in consulting.seen()["consultations"]}
    assert opinions == {"d12": None, "d06": "agree", "d15": None}


def test_an_agency_is_asked_again_once_it_has_answered(consulting: Consulting) -> None:
    assert consulting.ask(days=2).status == 200
    again = consulting.ask(days=2, question="Còn nữa?")
    assert (again.status, again.code) == (409, "consultations/already-asked")
    assert consulting.answer().status == 200
    assert consulting.ask(days=2, question="Còn chiều cao?").status == 200
    assert consulting.asked.get(consulting.path).json["question"] == "Còn chiều cao?"
    assert consulting.answer("other", "Không quá 20 m.").status == 200
    assert [one["opinion"]["code"] for one in consulting.seen()["consultations"]] == ["agree", "other"]


def test_the_date_is_in_the_consulted_agency_s_working_days(city: City, consulting: Consulting) -> None:
    city.at(at("2026-11-23", "16:00:00"))
    assert consulting.ask(days=1).status == 200
    (one,) = consulting.seen()["consultations"]
    assert one["due_at"] == "2026-11-25T10:00:00Z", "24 November is a holiday; no 15:00 rule for questions"
    assert one["due_rules"][-1]["code"] == "silence/nothing"
    assert "61/2018" in one["due_rules"][-1]["vi"]


def test_the_consulted_agency_sees_what_was_chosen_and_nothing_else(consulting: Consulting) -> None:
    chosen, hidden = [file["id"] for file in consulting.seen()["files"]][:2]
    assert consulting.ask(files=[chosen], days=3).status == 200
    reply = consulting.asked.get(consulting.path)
    shown = reply.json
    assert set(shown) == {
        *("id", "code", "asking", "procedure", "body", "asked_at", "due_at", "due_rules", "question", "form"),
        *("opinion", "missed", "reply", "open", "files", "answers"),
    }
    assert [one["id"] for one in shown["files"]] == [chosen]
    assert shown["answers"] is None
    for private in ("Minh Họa", "Thử Nghiệm", "0300000001", hidden, "acc-"):
        assert private not in reply.body.decode()
    assert fetch("GET", consulting.asked.get(f"{consulting.path}/files/{chosen}").json["url"]).status == 200
    refused(consulting.asked.get(f"{consulting.path}/files/{hidden}"), 404, "files/missing")
    refused(consulting.asked.get(f"/api/v1/dossiers/{consulting.dossier}"), 404, "dossiers/missing")
    refused(consulting.asked.get(f"/api/v1/dossiers/{consulting.dossier}/files/{chosen}"), 404, "dossiers/missing")


def test_the_form_is_shown_only_when_the_officer_says_so(consulting: Consulting) -> None:
    assert consulting.ask(days=3, form=True).status == 200
    assert consulting.asked.get(consulting.path).json["answers"]["purpose"].startswith("Tổng hợp")


def test_with_the_answer_given_nothing_of_the_dossier_is_shown_any_more(consulting: Consulting) -> None:
    file = consulting.seen()["files"][0]["id"]
    assert consulting.ask(days=3, files=[file], form=True).status == 200
    assert consulting.answer().status == 200
    shown = consulting.asked.get(consulting.path).json
    assert (shown["open"], shown["files"], shown["answers"]) == (False, [], None)
    assert (shown["question"], shown["reply"]["opinion"]["code"]) == (QUESTION, "agree")
    refused(consulting.asked.get(f"{consulting.path}/files/{file}"), 404, "files/missing")


def test_looks_are_put_on_record(consulting: Consulting) -> None:
    file = consulting.seen()["files"][0]["id"]
    assert consulting.ask(days=3, files=[file]).status == 200
    consulting.asked.get(consulting.path)
    consulting.asked.get(f"{consulting.path}/files/{file}")
    views = consulting.city.citizen.get(f"/api/v1/dossiers/{consulting.dossier}/views").json["items"]
    assert [one["unit"] for one in views].count("d06") == 2


def test_a_result_is_not_among_the_files_to_choose(consulting: Consulting) -> None:
    result = consulting.city.upload(consulting.dossier, "result", papers.pdf(["X"]), consulting.city.specialist)
    with unchanged(consulting.dossier):
        refused(consulting.ask(files=[result], days=3), 422, "consultations/unknown-file")


def knock(consulting: Consulting, who: Any) -> list[Reply]:
    file = consulting.seen()["files"][0]["id"]
    doors = [who.get(consulting.path), who.get(f"{consulting.path}/files/{file}")]
    return [*doors, consulting.answer("agree", "", who)]


def test_a_third_agency_learns_nothing(consulting: Consulting, monkeypatch: pytest.MonkeyPatch) -> None:
    third = third_party(consulting.city, monkeypatch)
    file = consulting.seen()["files"][0]["id"]
    assert consulting.ask(days=3, files=[file]).status == 200
    with unchanged(consulting.dossier):
        for reply in knock(consulting, third):
            refused(reply, 404, "consultations/missing")
            assert QUESTION not in reply.body.decode()
        nowhere = third.get("/api/v1/consultations/" + "z" * 20)
        refused(nowhere, 404, "consultations/missing")
    assert consulting.queue(third) == []


@pytest.mark.parametrize(
    ("login", "status", "code"),
    [
        ("", 401, "identity/sign-in-needed"),
        ("congdan1", 403, "identity/forbidden"),
        ("congdan2", 403, "identity/forbidden"),
        ("motcua.d06", 403, "identity/forbidden"),
        ("motcua.d07", 403, "identity/forbidden"),
        ("vanhanh", 403, "identity/forbidden"),
        ("chuyenvien.d07", 404, "consultations/missing"),
        ("lanhdao.d07", 404, "consultations/missing"),
    ],
)
def test_nobody_else_answers(consulting: Consulting, login: str, status: int, code: str) -> None:
    assert consulting.ask(days=3).status == 200
    who = consulting.city.visitor(login)
    with unchanged(consulting.dossier):
        for reply in knock(consulting, who):
            refused(reply, status, code)


def test_whoever_is_not_asked_has_no_consultation(consulting: Consulting) -> None:
    with unchanged(consulting.dossier):
        for reply in knock(consulting, consulting.asked):
            refused(reply, 404, "consultations/missing")
    for bad in ("x", "z" * 20, "..%2F"):
        refused(consulting.asked.get(f"/api/v1/consultations/{bad}"), 404, "consultations/missing")
        body = {"opinion": "agree"}
        refused(consulting.asked.post(f"/api/v1/consultations/{bad}/answer", body), 404, "consultations/missing")


def test_the_leader_of_the_agency_answers_as_well(consulting: Consulting) -> None:
    assert consulting.ask(days=3).status == 200
    assert consulting.answer(who=consulting.city.visitor("lanhdao.d06")).status == 200


def test_the_applicant_sees_that_an_opinion_was_asked_and_until_when(consulting: Consulting) -> None:
    assert consulting.ask(days=3).status == 200
    assert consulting.answer("disagree", "Lời chỉ dành cho cán bộ.").status == 200
    seen = consulting.city.citizen.get(f"/api/v1/dossiers/{consulting.dossier}")
    (one,) = seen.json["consultations"]
    assert set(one) == {"asked_at", "due_at"}
    asked, answered = seen.json["journal"][-2:]
    assert asked["facts"]["until"]
    assert (asked["note"], answered["note"]) == (None, None)
    for hidden in (QUESTION, "Lời chỉ dành", "disagree"):
        assert hidden not in seen.body.decode()


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        ({"units": []}, {"units": "schema/minItems"}),
        ({"units": [f"w{n:02}" for n in range(1, 12)]}, {"units": "schema/maxItems"}),
        ({"units": "d06"}, {"units": "schema/type"}),
        ({"question": ""}, {"question": "schema/minLength"}),
        ({"question": "x" * 2001}, {"question": "schema/maxLength"}),
        ({"days": 0}, {"days": "schema/minimum"}),
        ({"days": 31}, {"days": "schema/maximum"}),
        ({"days": 1.5}, {"days": "schema/type"}),
        ({"form": "yes"}, {"form": "schema/type"}),
        ({"units": ["d07"], "days": 3}, {"units": "consultations/own-unit"}),
        ({"units": ["d99"], "days": 3}, {"units": "consultations/unknown-unit"}),
        ({"units": ["d19"], "days": 3}, {"units": "consultations/unknown-unit"}),
        ({"files": ["nofile"], "days": 3}, {"files": "consultations/unknown-file"}),
        ({}, {"days": "consultations/days-needed"}),
    ],
)
def test_questions_that_cannot_be_asked(consulting: Consulting, facts: dict[str, Any], wrong: dict[str, str]) -> None:
    with unchanged(consulting.dossier):
        reply = consulting.ask(**facts)
        assert (reply.status, reply.fields) == (422, wrong)


def test_a_question_lacks_nothing(consulting: Consulting) -> None:
    lacking = consulting.city.move(consulting.city.specialist, consulting.dossier, "consult")
    assert lacking.fields == {"units": "schema/required", "question": "schema/required"}


def test_no_date_of_one_s_own_where_the_procedure_sets_it(
    consulting: Consulting, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, "yes")
    assert consulting.ask(days=9).fields == {"days": "consultations/days-fixed"}


def test_no_more_than_twenty_on_one_dossier(consulting: Consulting) -> None:
    for first in (1, 11):
        units = [f"w{n:02}" for n in range(first, first + 10)]
        assert consulting.ask(units=units, days=3).status == 200
    full = consulting.ask(units=["d06"], days=3)
    assert (full.status, full.code) == (409, "consultations/too-many")


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"opinion": "schema/required"}),
        ({"opinion": "perhaps"}, {"opinion": "schema/enum"}),
        ({"opinion": "agreed_by_silence"}, {"opinion": "schema/enum"}),
        ({"opinion": "agree", "words": "x" * 2001}, {"words": "schema/maxLength"}),
        ({"opinion": "agree", "body": "d12"}, {"body": "schema/additionalProperties"}),
        ({"opinion": "disagree"}, {"words": "consultations/words-needed"}),
        ({"opinion": "other", "words": "  \n "}, {"words": "consultations/words-needed"}),
    ],
)
def test_answers_that_are_none(consulting: Consulting, body: dict[str, Any], wrong: dict[str, str]) -> None:
    assert consulting.ask(days=3).status == 200
    with unchanged(consulting.dossier):
        reply = consulting.asked.post(f"{consulting.path}/answer", body)
        assert (reply.status, reply.fields) == (422, wrong)


def test_only_who_holds_a_step_with_consultation_asks(city: City) -> None:
    dossier, _ = city.submitted()
    assert city.move(city.onestop, dossier, "receive").status == 200
    said = {"units": ["d06"], "question": QUESTION, "days": 3}
    at_desk = city.move(city.onestop, dossier, "consult", **said)
    assert (at_desk.status, at_desk.code) == (409, "workflow/not-in-this-step")
    assert city.move(city.onestop, dossier, "advance").status == 200
    by_leader = city.move(city.leader, dossier, "consult", **said)
    assert (by_leader.status, by_leader.code) == (403, "workflow/not-your-step")
    assert city.move(city.specialist, dossier, "consult", **said).status == 200


def test_pressed_twice_is_asked_and_answered_once(consulting: Consulting) -> None:
    city, path = consulting.city, f"/api/v1/dossiers/{consulting.dossier}"
    version = city.specialist.get(path).headers["etag"]
    body = {"move": "consult", "units": ["d06"], "question": QUESTION, "days": 3}
    sent = [city.specialist.post(f"{path}/moves", body, if_match=version, idempotency_key="one") for _ in range(2)]
    assert [one.status for one in sent] == [200, 200]
    assert sent[0].json == sent[1].json
    assert len(consulting.seen()["consultations"]) == 1
    answers = [consulting.answer(idempotency_key="two") for _ in range(2)]
    assert [one.status for one in answers] == [200, 200]
    assert answers[0].json == answers[1].json
    assert consulting.seen()["version"] == sent[0].json["version"] + 1
    second = consulting.answer("disagree", "Đổi ý.")
    assert (second.status, second.code) == (409, "consultations/answered")
    other = consulting.answer("disagree", "Khác.", idempotency_key="two")
    assert (other.status, other.code) == (422, "call/key-reused")


def test_asking_and_handing_on_at_the_same_time(consulting: Consulting) -> None:
    """Two officers on the same version: the first wins, the second is told, nothing is half done."""
    city, path = consulting.city, f"/api/v1/dossiers/{consulting.dossier}"
    version = city.specialist.get(path).headers["etag"]
    ask = {"move": "consult", "units": ["d06"], "question": QUESTION, "days": 3}
    go = {"move": "propose_approval"}
    assert city.specialist.post(f"{path}/moves", go, if_match=version).status == 200
    with unchanged(consulting.dossier):
        late = city.specialist.post(f"{path}/moves", ask, if_match=version)
        assert (late.status, late.code) in {(412, "call/version-stale"), (403, "workflow/not-your-step")}
    assert consulting.queue() == []


def test_handing_on_after_somebody_has_asked(consulting: Consulting) -> None:
    city, path = consulting.city, f"/api/v1/dossiers/{consulting.dossier}"
    version = city.specialist.get(path).headers["etag"]
    assert consulting.ask(days=3).status == 200
    with unchanged(consulting.dossier):
        stale = city.specialist.post(f"{path}/moves", {"move": "propose_approval"}, if_match=version)
        assert (stale.status, stale.code) == (412, "call/version-stale")
    assert city.move(city.specialist, consulting.dossier, "propose_approval").status == 200, (
        "open questions hold nobody"
    )


def test_the_loser_of_the_very_same_moment_writes_nothing(
    consulting: Consulting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have read the same version; the other's transaction comes in between reading and writing."""
    room = sys.modules["chalicelib.onestop.dossiers.consulting"]

    city, path = consulting.city, f"/api/v1/dossiers/{consulting.dossier}"
    version = city.specialist.get(path).headers["etag"]
    check = room.must_be_askable

    def meanwhile(*facts: Any) -> None:
        monkeypatch.setattr(room, "must_be_askable", check)
        go = {"move": "propose_approval"}
        assert city.specialist.post(f"{path}/moves", go, if_match=version).status == 200
        check(*facts)

    monkeypatch.setattr(room, "must_be_askable", meanwhile)
    ask = {"move": "consult", "units": ["d06"], "question": QUESTION, "days": 3}
    lost = city.specialist.post(f"{path}/moves", ask, if_match=version)
    assert (lost.status, lost.code) == (412, "call/version-stale")
    assert consulting.seen()["consultations"] == []
    assert consulting.queue() == []


def test_an_answer_does_not_mind_what_others_do_meanwhile(
    consulting: Consulting, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = sys.modules["chalicelib.onestop.dossiers.consulting"]

    assert consulting.ask(days=3).status == 200
    check = room.silence_of

    def meanwhile(procedure: Any) -> str:
        monkeypatch.setattr(room, "silence_of", check)
        assert consulting.city.move(consulting.city.specialist, consulting.dossier, "propose_approval").status == 200
        return check(procedure)

    monkeypatch.setattr(room, "silence_of", meanwhile)
    assert consulting.answer("agree").status == 200
    assert consulting.seen()["consultations"][0]["opinion"]["code"] == "agree"


@pytest.mark.parametrize(("silence", "opinion"), [("yes", "agreed_by_silence"), ("no", "disagreed_by_silence")])
def test_silence_that_decides(silent: Any, silence: str, opinion: str) -> None:
    consulting = silent(silence)
    (one,) = consulting.seen()["consultations"]
    assert one["due_at"] == "2026-12-02T10:00:00Z"
    assert one["due_rules"][-1]["code"] == f"silence/{silence}"
    assert LAW in one["due_rules"][-1]["vi"]
    assert lapsed(consulting, DUE) == 0, "the last second is still in time"
    assert lapsed(consulting) == 1
    (one,) = consulting.seen()["consultations"]
    assert (one["opinion"]["code"], one["missed"], one["reply"]) == (opinion, True, None)
    entry = last_of(consulting, LAPSED)
    facts = entry["facts"]
    assert entry["actor"] == "platform"
    assert (facts["body"], facts["opinion"], facts["legal_basis"]) == ("d06", opinion, LAW)
    assert alerts(consulting) == []
    assert consulting.queue() == []
    assert lapsed(consulting, DUE + timedelta(hours=1)) == 1, "once"


@pytest.mark.parametrize(("silence", "opinion"), [("yes", "agreed_by_silence"), ("no", "disagreed_by_silence")])
@pytest.mark.parametrize("first", [True, False], ids=["after the schedule", "before the schedule"])
def test_an_answer_after_silence_has_decided_is_kept_as_late(
    silent: Any, silence: str, opinion: str, first: bool
) -> None:
    consulting = silent(silence)
    if first:
        assert lapsed(consulting) == 1
    consulting.city.at(DUE + SECOND)
    assert consulting.answer("other", "Xin lỗi vì chậm.").status == 200
    (one,) = consulting.seen()["consultations"]
    assert one["opinion"]["code"] == opinion
    assert (one["reply"]["opinion"]["code"], one["reply"]["late"]) == ("other", True)
    facts = last_of(consulting, "dossier.consultation_answered")["facts"]
    assert (facts["opinion"], facts["answered"], facts["late"]) == (opinion, "other", True)
    assert lapsed(consulting, DUE + timedelta(hours=1)) == (1 if first else 0), "the answer has said so already"


def test_an_answer_in_the_last_second_counts(silent: Any) -> None:
    consulting = silent("yes")
    consulting.city.at(DUE)
    assert consulting.answer("disagree", "Không phù hợp.").status == 200
    (one,) = consulting.seen()["consultations"]
    assert (one["opinion"]["code"], one["reply"]["late"], one["missed"]) == ("disagree", False, False)


def test_silence_that_means_nothing_is_reported_and_stays_open(silent: Any) -> None:
    consulting = silent("nothing")
    assert lapsed(consulting) == 1
    (one,) = consulting.seen()["consultations"]
    assert (one["opinion"]["code"], one["missed"]) == (None, True)
    facts = last_of(consulting, LAPSED)["facts"]
    assert (facts["told"], facts["unit"], facts["opinion"]) == ("leader", "d07", "")
    (line,) = consulting.queue()
    assert (line["overdue"], line["due_at"]) == (True, "2026-12-02T10:00:00Z")
    assert lapsed(consulting, DUE + timedelta(hours=1)) == 1, "once"
    assert [(one["told"], one["code"]) for one in alerts(consulting)] == [("leader", consulting.code)]
    assert consulting.answer("agree").status == 200
    (one,) = consulting.seen()["consultations"]
    assert (one["opinion"]["code"], one["missed"], one["reply"]["late"]) == ("agree", True, True)
    assert consulting.queue() == []


def test_a_dossier_concluded_without_the_opinion_closes_it(silent: Any) -> None:
    consulting = silent("yes")
    city = consulting.city
    assert city.move(city.citizen, consulting.dossier, "withdraw").status == 200
    shown = consulting.asked.get(consulting.path).json
    assert (shown["open"], shown["files"]) == (False, [])
    closed = consulting.answer("agree")
    assert (closed.status, closed.code) == (409, "consultations/closed")
    assert consulting.queue() == []
    (one,) = consulting.seen()["consultations"]
    assert one["opinion"]["code"] == "not_needed"
    assert lapsed(consulting) == 0


def test_each_agency_falls_silent_at_its_own_time(silent: Any) -> None:
    consulting = silent("yes")
    later = DUE - timedelta(hours=1)
    consulting.city.at(later)
    assert consulting.ask(units=["d12", "d15"]).status == 200
    assert lapsed(consulting) == 1
    assert lapsed(consulting, DUE + timedelta(days=2) + SECOND) == 3
    opinions = {one["body"]: one["opinion"]["code"] for one in consulting.seen()["consultations"]}
    assert set(opinions.values()) == {"agreed_by_silence"}


def test_a_missed_one_may_lapse_again_when_asked_again(silent: Any) -> None:
    consulting = silent("nothing")
    assert lapsed(consulting) == 1
    assert consulting.answer("other", "Cần thêm bản vẽ.").status == 200
    assert consulting.ask(question="Bản vẽ mới?").status == 200
    assert lapsed(consulting, DUE + timedelta(days=5)) == 1, "asked after closing: Thursday, then two working days"
    assert lapsed(consulting, DUE + timedelta(days=5) + SECOND) == 2


def test_the_list_pages(consulting: Consulting) -> None:
    others = [begin(consulting.city) for _ in range(2)]
    for one in (consulting, *others):
        assert one.ask(days=3).status == 200
    found: list[str] = []
    cursor = ""
    while True:
        page = consulting.asked.get(f"/api/v1/consultations?limit=1&cursor={cursor}").json
        found += [line["id"] for line in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert {one.dossier for one in (consulting, *others)} <= set(found)
    stolen = consulting.asked.get("/api/v1/consultations?limit=1").json["next"]
    refused(consulting.city.specialist.get(f"/api/v1/consultations?cursor={stolen}"), 400, "paging/cursor-invalid")


def test_the_journal_verifies_with_consultations_in_it(silent: Any) -> None:
    consulting = silent("nothing")
    assert lapsed(consulting) == 1
    assert consulting.answer("other", "Ý kiến.").status == 200
    from chalicelib.commons.audit import check_chain
    from chalicelib.onestop.dossiers import items, store

    dossier, entries = store.read_with_journal(consulting.dossier)
    assert check_chain(items.pk_of(dossier.id), entries, dossier.version, dossier.chain) == []
