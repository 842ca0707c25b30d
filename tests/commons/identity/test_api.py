"""Identity's doors, through the whole application."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chalicelib.cloud.door import Application
from chalicelib.commons import identity
from chalicelib.commons.identity import api
from chalicelib.commons.identity.gate import Gate
from chalicelib.commons.identity.model import Account
from chalicelib.commons.identity.service import IdentityService
from tests.commons.identity.conftest import NOW, PASSWORD, new_account


class Caller:
    """A program that calls the doors."""

    def __init__(self, app: Application) -> None:
        self.app = app
        self.token = ""

    def __call__(self, method: str, resource: str, body: object = None, **params: str) -> tuple[int, Any]:
        headers = {"content-type": "application/json"}
        if self.token:
            headers["authorization"] = f"Bearer {self.token}"
        event = {
            "requestContext": {"httpMethod": method, "resourcePath": resource, "requestId": "r"},
            "path": resource.format(**params),
            "headers": headers,
            "multiValueQueryStringParameters": None,
            "pathParameters": params or None,
            "stageVariables": None,
            "body": None if body is None else json.dumps(body),
            "isBase64Encoded": False,
        }
        answer = self.app(event, None)
        return answer["statusCode"], _json(answer)

    def sign_in(self, account: Account) -> None:
        status, answer = self("POST", "/api/v1/sessions", {"login": account.login, "password": PASSWORD})
        assert status == 201
        self.token = answer["token"]


def _json(answer: dict[str, Any]) -> Any:
    import base64

    content = answer["body"]
    if answer.get("isBase64Encoded"):
        content = base64.b64decode(content).decode()
    return json.loads(content) if content else None


@pytest.fixture
def call(service: IdentityService, monkeypatch: pytest.MonkeyPatch) -> Caller:
    monkeypatch.setattr(api, "service", lambda: service)
    app = Application("test")
    app.clock = lambda: NOW
    app.hang_doors([api.doors], Gate(service, clock=lambda: NOW))
    return Caller(app)


def test_a_program_signs_in_reads_its_account_and_signs_out(call: Caller, service: IdentityService) -> None:
    account = new_account(service)
    call.sign_in(account)
    assert call("GET", "/api/v1/me") == (
        200,
        {"account": account.id, "name": account.name, "roles": ["citizen"], "unit": "", "deputy_for": []},
    )
    assert call("POST", "/api/v1/sessions/{session}/close", session="current") == (204, None)
    status, problem = call("GET", "/api/v1/me")
    assert (status, problem["code"]) == (401, "identity/sign-in-needed")


def test_the_answer_says_when_the_session_ends(call: Caller, service: IdentityService) -> None:
    account = new_account(service)
    _, answer = call("POST", "/api/v1/sessions", {"login": account.login, "password": PASSWORD})
    assert (answer["idle_expires"], answer["expires"]) == ("2026-11-23T02:30:00Z", "2026-11-23T14:00:00Z")


def test_a_wrong_password_is_401_and_too_many_are_429(call: Caller, service: IdentityService) -> None:
    body = {"login": new_account(service).login, "password": "guess"}
    answers = [call("POST", "/api/v1/sessions", body) for _ in range(6)]
    assert [status for status, _ in answers] == [401] * 5 + [429]
    assert answers[-1][1]["retry"] is True


@pytest.mark.parametrize("body", [{}, {"login": "a"}, {"login": "a", "password": ""}, {"login": "a", "password": 1}])
def test_a_body_that_is_no_sign_in_is_refused(call: Caller, body: object) -> None:
    status, problem = call("POST", "/api/v1/sessions", body)
    assert (status, problem["code"]) == (422, "door/body-invalid")


def test_own_sessions_are_listed_and_one_can_be_closed(call: Caller, service: IdentityService) -> None:
    account = new_account(service)
    call.sign_in(account)
    lost = call.token
    call.sign_in(account)
    _, listed = call("GET", "/api/v1/sessions")
    (other,) = [one["id"] for one in listed["sessions"] if not one["current"]]
    assert call("POST", "/api/v1/sessions/{session}/close", session=other)[0] == 204
    assert service.session_of(lost, NOW) is None
    assert call("GET", "/api/v1/me")[0] == 200


def test_somebody_elses_session_cannot_be_closed(call: Caller, service: IdentityService) -> None:
    token, session = service.sign_in(new_account(service).login, PASSWORD, NOW)
    call.sign_in(new_account(service))
    status, problem = call("POST", "/api/v1/sessions/{session}/close", session=session.id)
    assert (status, problem["code"]) == (404, "identity/no-session")
    assert service.session_of(token, NOW) is not None


def test_every_door_has_a_rule_of_the_table_and_a_title_in_both_languages() -> None:
    for door in api.doors.doors:
        assert door.rule in identity.actions()
        assert door.title.vi != door.title.en
