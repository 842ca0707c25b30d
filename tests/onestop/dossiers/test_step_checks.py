"""What a process says of its steps: the division, the checks to be confirmed, the forms; from definition to slip."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.foundation.words import Words
from chalicelib.onestop import workflow
from chalicelib.onestop.procedures import Procedure, catalogue
from chalicelib.onestop.procedures.checks import find_faults
from chalicelib.onestop.procedures.stepmodel import Check, Provenance, StepForm
from tests import papers
from tests.cloud.page.browser import Browser
from tests.onestop.conftest import City
from tests.onestop.procedures.test_definitions import load
from tests.onestop.test_pages import sound
from tests.onestop.test_pages_story import sign_in
from tests.problems import refused

CHECKS = (
    Check("qualified", Words("Đủ điều kiện", "Qualified")),
    Check("looked_up", Words("Đã tra cứu", "Looked up"), required=False),
)
FORM = StepForm("BM.07", Words("Phiếu thẩm định", "Sheet of examination"), Provenance("", False))


def described(procedure: Procedure, *places: int) -> Procedure:
    """The procedure with division, checks and forms at some of its steps."""
    steps = [
        replace(step, unit=Words("Phòng Báo chí", "Press Division"), checks=CHECKS, forms=(FORM,))
        if place in places
        else step
        for place, step in enumerate(procedure.steps)
    ]
    return replace(procedure, steps=tuple(steps))


@pytest.fixture
def process(city: City, monkeypatch: pytest.MonkeyPatch) -> City:
    """A city in which the steps of examination, decision and return have checks."""
    kind = type(catalogue())
    version = kind.version
    monkeypatch.setattr(kind, "version", lambda self, code, number: described(version(self, code, number), 1, 2, 3))
    return city


@pytest.fixture
def examined(process: City) -> str:
    """A dossier with the specialists."""
    dossier, _ = process.submitted()
    for move in ("receive", "advance"):
        assert process.move(process.onestop, dossier, move).status == 200
    return dossier


def entry_of(city: City, dossier: str) -> dict[str, Any]:
    found: dict[str, Any] = city.leader.get(f"/api/v1/dossiers/{dossier}").json["journal"][-1]
    return found


def test_a_step_ends_when_its_checks_are_confirmed(process: City, examined: str) -> None:
    city = process
    lacking = refused(city.move(city.specialist, examined, "propose_approval"), 422, "workflow/checks-needed")
    assert lacking.fields == {"checks.qualified": "workflow/checks-needed"}
    strange = city.move(city.specialist, examined, "propose_approval", checks=["qualified", "made_up"])
    assert refused(strange, 422, "workflow/unknown-check").fields == {"checks.made_up": "workflow/unknown-check"}
    assert city.move(city.specialist, examined, "propose_approval", checks=["qualified"]).status == 200
    assert entry_of(city, examined)["facts"]["checks"] == ["qualified"]
    result = city.upload(examined, "result", papers.pdf(["GIAY PHEP"]), city.leader)
    refused(city.move(city.leader, examined, "attach_result", file=result), 422, "workflow/checks-needed")
    both = ["looked_up", "qualified"]
    assert city.move(city.leader, examined, "attach_result", file=result, checks=both).status == 200
    assert entry_of(city, examined)["facts"]["checks"] == both
    refused(city.move(city.onestop, examined, "return_result"), 422, "workflow/checks-needed")
    assert city.move(city.onestop, examined, "return_result", checks=["qualified"]).status == 200
    slip = city.onestop.get(f"/api/v1/dossiers/{examined}/slips/control").json
    told = [[one["vi"] for one in row["checks"]] for row in slip["body"]["rows"]]
    assert told == [[], [], ["Đủ điều kiện"], ["Đủ điều kiện", "Đã tra cứu"], ["Đủ điều kiện"]]


def test_what_fails_a_check_can_be_refused_and_sent_back(process: City, examined: str) -> None:
    city = process
    assert city.move(city.specialist, examined, "propose_refusal", remark="Không đủ điều kiện").status == 200
    assert city.move(city.leader, examined, "send_back", remark="Xem lại").status == 200
    assert "checks" not in entry_of(city, examined)["facts"]


def test_pages_have_a_box_for_each_check(process: City, examined: str) -> None:
    browser = sign_in(process, "chuyenvien.d07")
    address = f"/can-bo/ho-so/{examined}"
    page = browser.get(address)
    sound(page.text)
    for shown in ("Đủ điều kiện", "Phòng Báo chí", "BM.07 – Phiếu thẩm định"):
        assert shown in page.text
    wrong = browser.submit(page, f"{address}/propose_approval", remark="Đủ", checks=["looked_up"])
    assert wrong.status == 422
    sound(wrong.text)
    assert 'value="looked_up" checked' in wrong.text
    assert "#f-propose_approval-checks.qualified" in wrong.text
    assert browser.submit(page, f"{address}/propose_approval", checks=["qualified"]).status == 303
    slip = sign_in(process, "motcua.d07").get(f"/ho-so/{examined}/phieu/kiem-soat")
    sound(slip.text)
    assert "Đã kiểm tra: Đủ điều kiện" in slip.text


def test_the_owner_is_told_the_division(process: City, examined: str) -> None:
    assert "(Phòng Báo chí)" in sign_in(process, "congdan1").get(f"/ho-so/{examined}").text


def test_a_desk_confirms_what_it_hands_over(process: City) -> None:
    from tests.onestop.dossiers import desk

    city = process
    dossier = desk.handed_in(city, city.onestop)
    for who, name in ((city.onestop, "receive"), (city.onestop, "advance")):
        assert city.move(who, dossier, name).status == 200
    assert city.move(city.specialist, dossier, "propose_approval", checks=["qualified"]).status == 200
    result = city.upload(dossier, "result", papers.pdf(["GIAY PHEP"]), city.leader)
    assert city.move(city.leader, dossier, "attach_result", file=result, checks=["qualified"]).status == 200
    amount = city.onestop.get(f"/api/v1/dossiers/{dossier}").json["payment"]["amount"]
    assert city.move(city.onestop, dossier, "take_payment", amount=amount, means="cash").status == 200
    browser = sign_in(city, "motcua.d07")
    page = browser.get(f"/quay/ho-so/{dossier}")
    sound(page.text)
    action = f"/quay/ho-so/{dossier}/return_result"
    assert browser.submit(page, action).status == 422
    assert browser.submit(page, action, checks=["qualified"]).status == 303


def test_a_shipped_process_says_it_and_readers_see_it(city: City) -> None:
    """The practice certificate: division, checks and form of its examination, by the API and on the page."""
    examine = city.visitor().get("/api/v1/procedures/9.000012").json["steps"][1]
    assert examine["unit"] == {"vi": "Phòng Nghiệp vụ Dược", "en": "Pharmacy Division"}
    assert [(one["code"], one["required"]) for one in examine["checks"]] == [
        ("qualification", True),
        ("practice", True),
        ("revoked", False),
    ]
    assert [one["number"] for one in examine["forms"]] == ["BM.02"]
    page = Browser(city.app).get("/thu-tuc/9.000012", lang="en")
    sound(page.text)
    assert "(Pharmacy Division)" in page.text
    assert "BM.02 – Sheet of examination" in page.text


BAD = [
    ({"checks": [{"code": "a", "name": {"vi": "A", "en": "A"}}] * 2}, "data.steps[1].checks: a is used twice"),
    ({"forms": [{"number": "1", "name": {"vi": "A", "en": "A"}, "verified": False}] * 2}, "data.steps[1].forms: 1 is"),
    ({"forms": [{"number": "1", "name": {"vi": "A", "en": "A"}, "verified": True}]}, "data.steps[1].forms[0]"),
    ({"checks": [{"code": "A b", "name": {"vi": "A", "en": "A"}}]}, "data.steps[1].checks[0].code"),
    ({"unit": "Phòng"}, "data.steps[1].unit"),
    ({"check": []}, "data.steps[1].check: there is no such property"),
]


@pytest.mark.parametrize(("added", "fault"), BAD)
def test_wrong_steps_are_found_with_their_place(added: dict[str, Any], fault: str) -> None:
    definition = load("pharmacy-certificate.1")
    definition["steps"][1] = {**definition["steps"][1], **added}
    assert any(one.startswith(fault) for one in find_faults(definition)), find_faults(definition)


def test_nothing_is_asked_where_a_step_has_no_checks() -> None:
    procedure = described(catalogue().versions("9.000001")[-1], 1)
    workflow.must_be_confirmed(procedure, procedure.steps[0].code, ())
    assert [step.checks for step in procedure.steps] == [(), CHECKS, (), ()]
