"""Assignment and deputies on a dossier: who may move a step that is somebody's, and whom the journal names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.foundation.clock import now, vietnam_day
from chalicelib.onestop.procedures import Catalogue, Procedure
from tests import papers
from tests.doors import Reply, Visitor
from tests.onestop.conftest import City
from tests.onestop.dossiers.test_costs import metered

ONE, TWO = "acc-specialist-d07", "acc-specialist-2-d07"


@pytest.fixture
def examined(city: City) -> str:
    """A dossier with the specialists."""
    dossier, _ = city.submitted()
    for move in ("receive", "advance"):
        assert city.move(city.onestop, dossier, move).status == 200
    return dossier


@pytest.fixture
def second(city: City) -> Visitor:
    return city.visitor("chuyenvien2.d07")


def said(reply: Reply) -> tuple[int, str]:
    return reply.status, reply.code


def test_the_leader_assigns_and_only_that_officer_moves_it(city: City, examined: str, second: Visitor) -> None:
    assert city.move(city.leader, examined, "assign", assignee=TWO).status == 200
    path = f"/api/v1/dossiers/{examined}"
    seen = city.specialist.get(path).json
    assert seen["assignee"] == TWO
    assert (seen["journal"][-1]["type"], seen["journal"][-1]["facts"]["assignee"]) == ("dossier.assigned", TWO)
    assert seen["moves"] == [], "nobody is offered what would be refused"
    reply = city.move(city.specialist, examined, "propose_approval")
    assert said(reply) == (403, "dossiers/assigned-to-another")
    assert "Mai Văn Đối Chiếu" in reply.json["detail"]
    assert "propose_approval" in second.get(path).json["moves"]
    assert city.move(second, examined, "propose_approval").status == 200
    assert city.leader.get(path).json["assignee"] is None, "handed on, it is nobody's"


def test_the_leader_assigns_anew_and_to_nobody(city: City, examined: str) -> None:
    for assignee in (TWO, ONE, ""):
        assert city.move(city.leader, examined, "assign", assignee=assignee).status == 200
    entry = city.leader.get(f"/api/v1/dossiers/{examined}").json["journal"][-1]
    assert entry["facts"]["was"] == ONE
    assert entry["facts"]["assignee"] is None
    assert city.move(city.specialist, examined, "propose_approval").status == 200


@pytest.mark.parametrize("assignee", ["acc-onestop-d07", "acc-specialist-d06", "acc-citizen-1", "acc-nobody"])
def test_only_officers_of_the_step_are_assigned(city: City, examined: str, assignee: str) -> None:
    reply = city.move(city.leader, examined, "assign", assignee=assignee)
    assert said(reply) == (422, "dossiers/not-of-the-step")
    assert reply.fields == {"assignee": "dossiers/not-of-the-step"}


def test_an_officer_takes_what_is_nobodys(city: City, examined: str, second: Visitor) -> None:
    assert city.move(city.specialist, examined, "take").status == 200
    assert city.leader.get(f"/api/v1/dossiers/{examined}").json["assignee"] == ONE
    again = city.move(second, examined, "take")
    assert said(again) == (409, "dossiers/already-assigned")
    assert "Võ Thị Thụ Lý" in again.json["detail"]
    assert said(city.move(city.onestop, examined, "take")) == (403, "workflow/not-your-step")
    assert said(city.move(city.specialist, examined, "assign", assignee=TWO)) == (403, "identity/forbidden")


def test_what_is_not_of_the_step_stays_with_the_leader(city: City, examined: str) -> None:
    assert city.move(city.leader, examined, "assign", assignee=TWO).status == 200
    assert city.move(city.leader, examined, "stop", reason="Chờ bản án").status == 200
    assert city.move(city.leader, examined, "resume").status == 200
    assert city.leader.get(f"/api/v1/dossiers/{examined}").json["assignee"] == TWO


def test_intake_can_be_assigned_too(city: City) -> None:
    dossier, _ = city.submitted()
    assert city.move(city.leader, dossier, "assign", assignee="acc-onestop-d07").status == 200
    assert said(city.move(city.leader, dossier, "refuse", reason="x")) == (403, "dossiers/assigned-to-another")
    assert city.move(city.onestop, dossier, "receive").status == 200


def test_two_who_take_at_once(city: City, examined: str, second: Visitor) -> None:
    path = f"/api/v1/dossiers/{examined}"
    seen = second.get(path).headers["etag"]
    assert city.move(city.specialist, examined, "take").status == 200
    late = second.post(f"{path}/moves", {"move": "take"}, if_match=seen)
    assert said(late) == (412, "call/version-stale")


@pytest.fixture
def absence(city: City) -> Iterator[Any]:
    """Records absences of d07, from today for so many days; all are ended afterwards."""
    made: list[dict[str, str]] = []
    today = vietnam_day(now())

    def record(who: Visitor, deputy: str, account: str = "", days: int = 2) -> dict[str, str]:
        body = {"first": today.isoformat(), "last": (today + timedelta(days=days)).isoformat(), "deputy": deputy}
        reply = who.post("/api/v1/absences", {**body, **({"account": account} if account else {})})
        assert reply.status == 201, reply.body
        made.append(reply.json)
        return made[-1]

    yield record
    for one in made:
        city.leader.post(f"/api/v1/absences/{one['account']}/{one['absence']}/end", {})


def facts(city: City, dossier: str) -> dict[str, Any]:
    entry = city.leader.get(f"/api/v1/dossiers/{dossier}").json["journal"][-1]
    return {"actor": entry["actor"], "on_behalf": entry["facts"].get("on_behalf")}


def test_the_deputy_moves_what_is_assigned_to_the_absent_officer(
    city: City, examined: str, second: Visitor, absence: Any
) -> None:
    assert city.move(city.leader, examined, "assign", assignee=ONE).status == 200
    assert said(city.move(second, examined, "propose_approval")) == (403, "dossiers/assigned-to-another")
    recorded = absence(city.specialist, TWO)
    assert second.get("/api/v1/me").json["deputy_for"] == [ONE]
    mine = second.get("/api/v1/queue?holder=mine&limit=100").json["items"]
    assert examined in {line["id"] for line in mine}
    assert city.move(second, examined, "propose_approval").status == 200
    assert facts(city, examined) == {"actor": TWO, "on_behalf": ONE}
    end = f"/api/v1/absences/{ONE}/{recorded['absence']}/end"
    assert city.specialist.post(end, {}).status == 200
    assert second.get("/api/v1/me").json["deputy_for"] == []


def test_the_leaders_deputy_decides_in_their_name_and_does_their_own_in_their_own(
    city: City, examined: str, second: Visitor, absence: Any
) -> None:
    assert said(city.move(city.specialist, examined, "extend", amount=2, reason="Cần xác minh")) == (
        403,
        "identity/forbidden",
    )
    absence(city.leader, ONE)
    assert city.move(city.specialist, examined, "extend", amount=2, reason="Cần xác minh").status == 200
    assert facts(city, examined) == {"actor": ONE, "on_behalf": "acc-leader-d07"}
    assert city.move(city.specialist, examined, "take").status == 200, "in the step of their own"
    assert facts(city, examined) == {"actor": ONE, "on_behalf": None}
    assert city.move(city.leader, examined, "assign", assignee=TWO).status == 200
    assert city.move(second, examined, "propose_refusal", remark="Không đủ").status == 200
    assert city.move(city.specialist, examined, "take").status == 200, "in the leader's step"
    assert facts(city, examined) == {"actor": ONE, "on_behalf": "acc-leader-d07"}
    assert city.leader.get(f"/api/v1/dossiers/{examined}").json["assignee"] == "acc-leader-d07"
    assert city.move(city.specialist, examined, "reject", reason="Không đủ điều kiện").status == 200
    assert facts(city, examined) == {"actor": ONE, "on_behalf": "acc-leader-d07"}
    admin = city.visitor("quantri.d07")
    assert admin.get(f"/api/v1/audit/{examined}").json["verified"] is True


def test_a_deputy_uploads_and_takes_money_in_the_absent_officers_name(city: City, absence: Any) -> None:
    dossier, _ = city.submitted()
    absence(city.onestop, ONE)
    for move in ("receive", "advance"):
        assert city.move(city.specialist, dossier, move).status == 200
        assert facts(city, dossier) == {"actor": ONE, "on_behalf": "acc-onestop-d07"}
    assert city.move(city.specialist, dossier, "require_payment", amount=1000, reason="Lệ phí").status == 200
    assert facts(city, dossier)["on_behalf"] is None
    assert city.move(city.specialist, dossier, "take_payment", amount=1000, means="cash").status == 200
    assert facts(city, dossier) == {"actor": ONE, "on_behalf": "acc-onestop-d07"}


def test_a_deputy_elsewhere_has_nothing_here(city: City, examined: str, absence: Any) -> None:
    today = vietnam_day(now()).isoformat()
    for deputy in ("acc-specialist-d06", "acc-citizen-1"):
        body = {"first": today, "last": today, "deputy": deputy}
        reply = city.leader.post("/api/v1/absences", body)
        assert reply.fields["deputy"] == "identity/deputy-not-of-unit"
    absence(city.leader, ONE)
    stranger = city.visitor("lanhdao.d06")
    assert stranger.get("/api/v1/absences").json["items"] == []
    reply = stranger.post("/api/v1/absences", {"first": today, "last": today, "deputy": ONE, "account": ONE})
    assert said(reply) == (404, "identity/no-officer")
    assert said(city.citizen.get("/api/v1/absences")) == (403, "identity/forbidden")


@pytest.mark.parametrize("move", ["assign", "take"])
def test_what_an_assignment_costs(city: City, examined: str, move: str) -> None:
    who, facts = (city.leader, {"assignee": TWO}) if move == "assign" else (city.specialist, {})
    version = who.get(f"/api/v1/dossiers/{examined}").headers["etag"]
    with metered() as bill:
        reply = who.post(f"/api/v1/dossiers/{examined}/moves", {"move": move, **facts}, if_match=version)
    assert reply.status == 200, reply.body
    assert len(bill.calls) <= 2
    assert bill.write_units <= 6
    assert bill.largest <= 1024


def test_a_deputy_does_not_decide_what_they_proposed(city: City, examined: str, second: Visitor, absence: Any) -> None:
    """Four eyes: the leader is away, the deputy is the specialist who proposed."""
    assert city.move(city.specialist, examined, "propose_approval").status == 200
    result = city.upload(examined, "result", papers.pdf(["GIAY PHEP"]), city.specialist)
    absence(city.leader, ONE)
    path = f"/api/v1/dossiers/{examined}"
    assert not {"attach_result", "reject"} & set(city.specialist.get(path).json["moves"])
    for move, told in (("attach_result", {"file": result}), ("reject", {"reason": "Không đủ điều kiện"})):
        assert said(city.move(city.specialist, examined, move, **told)) == (403, "dossiers/four-eyes")
    assert city.move(city.specialist, examined, "send_back", remark="Để người khác đề xuất").status == 200
    assert city.move(second, examined, "propose_approval").status == 200
    assert city.move(city.specialist, examined, "attach_result", file=result).status == 200
    assert facts(city, examined) == {"actor": ONE, "on_behalf": "acc-leader-d07"}


def test_a_leader_who_stood_in_for_the_specialist_does_not_decide_either(
    city: City, examined: str, absence: Any
) -> None:
    absence(city.specialist, "acc-leader-d07")
    assert city.move(city.leader, examined, "propose_refusal").status == 200
    assert said(city.move(city.leader, examined, "reject", reason="x")) == (403, "dossiers/four-eyes")


def test_sending_back_does_not_free_who_proposed(
    city: City, examined: str, absence: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A step that only looks stands between the proposal and the decision."""
    version = Catalogue.version

    def longer(self: Catalogue, code: str, number: int) -> Procedure:
        made = version(self, code, number)
        received, examining, *rest = made.steps
        looking = replace(examining, code="look", share=0, actions=("consult",))
        return replace(made, steps=(received, examining, looking, *rest))

    monkeypatch.setattr(Catalogue, "version", longer)
    assert city.move(city.specialist, examined, "propose_approval").status == 200
    assert city.move(city.specialist, examined, "advance").status == 200
    absence(city.leader, ONE)
    result = city.upload(examined, "result", papers.pdf(["GIAY PHEP"]), city.specialist)
    assert city.move(city.specialist, examined, "send_back", remark="Xem lại").status == 200
    assert city.move(city.specialist, examined, "advance").status == 200
    assert said(city.move(city.specialist, examined, "attach_result", file=result)) == (403, "dossiers/four-eyes")
    assert city.move(city.leader, examined, "attach_result", file=result).status == 200
