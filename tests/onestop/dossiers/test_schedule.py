"""What the platform does by itself: timers set from events, alerts upward, decisions by silence, each once."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.cloud import journal, outbox
from chalicelib.foundation.clock import iso, now
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import store, timers
from chalicelib.onestop.dossiers.alarms import alarms
from chalicelib.onestop.dossiers.workers import NotFired, dossiers_alarms, follow
from chalicelib.onestop.procedures import catalogue
from tests import samples
from tests.onestop.conftest import City
from tests.onestop.dossiers.test_drafts import HOURLY
from tests.onestop.test_pages_story import sign_in
from tests.problems import rows

MONDAY = datetime(2026, 12, 7, 2, 0, tzinfo=UTC)
"""09:00 in Vietnam."""


def told(dossier: str) -> None:
    """All events of a dossier so far reach the reader of clocks, in any order, some twice."""
    entries = journal.records(f"D#{dossier}")
    for entry in [*reversed(entries), entries[0]]:
        follow(json.loads(json.dumps(outbox.envelope(entry, "test"))), "m1")


def timer(dossier: str) -> dict[str, Any]:
    return next(row for row in rows(dossier) if row["sk"]["S"] == timers.TIMER)


def fire(at: datetime) -> None:
    assert dossiers.schedule().run(at).failed == 0


def kinds(city: City, dossier: str) -> list[str]:
    journal_ = city.leader.get(f"/api/v1/dossiers/{dossier}").json["journal"]
    return [entry["type"] for entry in journal_]


def press(city: City, at: datetime, hours: int = 48) -> str:
    """A notice of a press conference, handed in at a moment for an event so many hours later."""
    city.at(at)
    dossier = city.draft(samples.PRESS)
    assert city.fill(dossier, samples.press_answers(at, hours=hours)).status == 200
    city.upload(dossier, "proof_of_lawfulness")
    assert city.submit(dossier).status == 200
    return dossier


@pytest.mark.parametrize(("waiting", "failed"), [(timedelta(minutes=11), 1), (timedelta(minutes=9), 0)])
def test_a_pass_without_time_says_what_it_left_too_long(
    monkeypatch: pytest.MonkeyPatch, waiting: timedelta, failed: int
) -> None:
    room, done = sys.modules["chalicelib.onestop.dossiers.tidy"], []
    monkeypatch.setattr(room, "LASTS", 0)
    monkeypatch.setattr(room, "_due_rows", lambda *asked: iter([{"ds": {"S": iso(MONDAY - waiting)}}]))
    assert room.each_due("any", MONDAY, done.append, timedelta(minutes=10)) == (0, failed)
    assert done == []


def test_an_event_sets_the_timer_to_the_next_instant(city: City) -> None:
    city.at(MONDAY)
    dossier, _ = city.submitted()
    told(dossier)
    reception = timer(dossier)
    assert reception["row"]["S"] == "reception_late"
    assert city.move(city.onestop, dossier, "receive").status == 200
    told(dossier)
    step = timer(dossier)
    assert (step["row"]["S"], step["ds"]["S"] > reception["ds"]["S"][:10]) == ("step_late", True)
    assert city.move(city.citizen, dossier, "withdraw").status == 200
    told(dossier)
    assert "ds" not in timer(dossier)


def test_drafts_have_no_timer(city: City) -> None:
    dossier = city.draft()
    told(dossier)
    assert [row for row in rows(dossier) if row["sk"]["S"] == timers.TIMER] == []


def test_older_knowledge_does_not_put_a_timer_back(city: City) -> None:
    city.at(MONDAY)
    dossier, _ = city.submitted()
    before = store.read(dossier)
    planned = alarms(before, catalogue().version(before.procedure, before.procedure_version))
    assert city.move(city.onestop, dossier, "receive").status == 200
    told(dossier)
    timers.set_timer(before, planned, set())
    assert timer(dossier)["row"]["S"] == "step_late"


def test_a_late_step_and_a_late_dossier_are_told_upward_once(city: City) -> None:
    city.at(MONDAY)
    dossier, code = city.submitted()
    assert city.move(city.onestop, dossier, "receive").status == 200
    told(dossier)
    after = MONDAY + timedelta(days=40)
    fire(after)
    fire(after + timedelta(minutes=5))
    told(dossier)
    fire(after + timedelta(minutes=10))
    entries = [entry for entry in journal.records(f"D#{dossier}") if entry.type == "dossier.alerted"]
    assert sorted(entry.data["kind"] for entry in entries) == ["late", "soon", "step_late"]
    assert {entry.data["told"] for entry in entries if entry.data["kind"] != "soon"} == {"leader"}
    shown = city.leader.get("/api/v1/alerts?limit=100").json["items"]
    mine = [one for one in shown if one["dossier"] == dossier]
    assert next(one["kind"] for one in mine) == "late"
    assert {one["code"] for one in mine} == {code}
    assert all(one["told"] == "leader" for one in city.leader.get("/api/v1/alerts?limit=100&mine=1").json["items"])
    other = city.visitor("lanhdao.d06").get("/api/v1/alerts?limit=100").json["items"]
    assert dossier not in {one["dossier"] for one in other}


def test_silence_of_the_authority_means_yes(city: City) -> None:
    dossier = press(city, MONDAY)
    city.at(MONDAY + timedelta(hours=1))
    assert city.move(city.onestop, dossier, "receive").status == 200
    seen = city.citizen.get(f"/api/v1/dossiers/{dossier}").json
    assert seen["due_rules"][-1]["code"] == "silence/yes"
    told(dossier)
    due = datetime.fromisoformat(seen["due_at"])
    fire(due)
    assert city.citizen.get(f"/api/v1/dossiers/{dossier}").json["status"]["code"] == 2
    city.at(due + timedelta(minutes=3))
    fire(due + timedelta(minutes=3))
    fire(due + timedelta(minutes=8))
    seen = city.citizen.get(f"/api/v1/dossiers/{dossier}").json
    assert (seen["status"]["code"], seen["outcome"]) == (9, "granted_by_silence")
    entry = seen["journal"][-1]
    assert entry["type"] == "dossier.granted_by_silence"
    assert "đồng ý" in entry["note"]["reason"]
    assert entry["facts"]["legal_basis"]


def test_a_notice_that_nobody_touched_is_received_and_granted_by_silence(city: City) -> None:
    dossier = press(city, MONDAY)
    told(dossier)
    fire(MONDAY + timedelta(hours=37))
    seen = city.citizen.get(f"/api/v1/dossiers/{dossier}").json
    assert (seen["status"]["code"], seen["outcome"]) == (9, "granted_by_silence")
    assert [one["status"]["code"] for one in seen["timeline"]] == [1, 2, 9]


def test_an_answer_in_time_leaves_nothing_to_silence(city: City) -> None:
    dossier = press(city, MONDAY)
    told(dossier)
    city.at(MONDAY + timedelta(hours=1))
    assert city.move(city.onestop, dossier, "refuse", reason="Trái thẩm quyền", remedy="Gửi nơi khác").status == 200
    fire(MONDAY + timedelta(hours=40))
    assert city.citizen.get(f"/api/v1/dossiers/{dossier}").json["status"]["code"] == 3


def test_one_that_fails_is_told_and_stops_no_other(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = press(city, MONDAY), press(city, MONDAY + timedelta(minutes=1))
    told(one)
    told(other)
    whole = dossiers.Schedule.fire

    def failing(self: dossiers.Schedule, dossier_id: str, at: datetime) -> None:
        if dossier_id == one:
            raise RuntimeError("not now")
        whole(self, dossier_id, at)

    monkeypatch.setattr(dossiers.Schedule, "fire", failing)
    monkeypatch.setattr("chalicelib.onestop.dossiers.workers.now", lambda: MONDAY + timedelta(hours=40))
    with pytest.raises(NotFired):
        dossiers_alarms(HOURLY, None)
    city.at(MONDAY + timedelta(hours=40))
    assert city.citizen.get(f"/api/v1/dossiers/{other}").json["status"]["code"] == 9
    assert city.citizen.get(f"/api/v1/dossiers/{one}").json["status"]["code"] == 1
    monkeypatch.undo()
    fire(MONDAY + timedelta(hours=40))
    assert city.citizen.get(f"/api/v1/dossiers/{one}").json["status"]["code"] == 9


def test_the_page_of_alerts(city: City) -> None:
    city.at(MONDAY)
    dossier, code = city.submitted()
    assert city.move(city.onestop, dossier, "receive").status == 200
    told(dossier)
    fire(MONDAY + timedelta(days=40))
    city.at(now())
    leader = sign_in(city, "lanhdao.d07")
    page = leader.get("/can-bo/canh-bao").text
    assert code in page
    assert "Đã quá hạn" in page
    assert f"/can-bo/ho-so/{dossier}" in page
    clerk = leader.get("/can-bo/canh-bao", **{"cua-toi": "1"}).text
    assert "Sắp đến hạn" not in clerk
