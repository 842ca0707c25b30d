"""The gate: where the token comes from, and who is turned away how."""

from __future__ import annotations

from datetime import datetime

import pytest

from chalicelib.cloud.call import NOBODY
from chalicelib.cloud.door import Request
from chalicelib.commons.identity.gate import Gate, no_session_cookie, session_cookie, token_of
from chalicelib.commons.identity.model import Session
from chalicelib.commons.identity.policy import UnknownAction
from chalicelib.commons.identity.service import IdentityService
from chalicelib.foundation.errors import Forbidden, SignInNeeded
from tests.commons.identity.conftest import NOW, PASSWORD, Posts, new_account

TOKEN = "t" * 43


class OneSession(IdentityService):
    """Knows one token, and no table."""

    def __init__(self, *roles: str) -> None:
        super().__init__({}, Posts())
        self.known = Session("digest", "acc-1", "Người Thử", "officer", "local", 1, NOW, NOW, "d07", frozenset(roles))

    def session_of(self, token: str, at: datetime) -> Session | None:
        return self.known if (token, at) == (TOKEN, NOW) else None


def gate(*roles: str) -> Gate:
    return Gate(OneSession(*roles), clock=lambda: NOW)


def request(method: str = "GET", **headers: str) -> Request:
    return Request(method, "/", headers={name.replace("_", "-"): value for name, value in headers.items()})


def bearer(token: str = TOKEN) -> Request:
    return request(authorization=f"Bearer {token}")


def test_the_token_opens_as_bearer_and_as_cookie() -> None:
    for asked in (
        bearer(),
        request(cookie=f"__Host-motcua={TOKEN}"),
        request(authorization=f"bearer  {TOKEN} "),
    ):
        caller = gate("leader").admit(asked, "queue.read")
        assert (caller.account, caller.unit, caller.roles) == ("acc-1", "d07", {"leader"})
        assert caller.session == "digest"


def test_on_an_encrypted_connection_only_the_host_cookie_counts() -> None:
    assert token_of(request(cookie=f"motcua={TOKEN}")) == ""
    assert token_of(request(cookie=f"motcua=planted; __Host-motcua={TOKEN}")) == TOKEN


def test_on_a_plain_connection_only_the_plain_cookie_counts() -> None:
    assert token_of(request(cookie=f"motcua={TOKEN}", x_forwarded_proto="http")) == TOKEN
    assert token_of(request(cookie=f"__Host-motcua={TOKEN}", x_forwarded_proto="http")) == ""


@pytest.mark.parametrize("named", ["Bearer x", "Basic dDp0", "Bearer", "Bearer ", TOKEN])
def test_a_named_authorization_does_not_fall_back_to_the_cookie(named: str) -> None:
    asked = request(authorization=named, cookie=f"__Host-motcua={TOKEN}")
    with pytest.raises(SignInNeeded):
        gate("leader").admit(asked, "me.read")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("site", ["cross-site", "same-site", "something"])
def test_a_change_sent_by_another_sites_page_has_no_cookie(method: str, site: str) -> None:
    asked = request(method, cookie=f"__Host-motcua={TOKEN}", sec_fetch_site=site)
    with pytest.raises(SignInNeeded):
        gate("leader").admit(asked, "dossiers.process")
    assert gate("leader").admit(asked, "public") == NOBODY


def test_a_change_of_our_own_page_and_a_link_from_elsewhere_keep_the_cookie() -> None:
    cookie = f"__Host-motcua={TOKEN}"
    for asked in (
        request("POST", cookie=cookie, sec_fetch_site="same-origin"),
        request("POST", cookie=cookie, sec_fetch_site="none"),
        request("POST", cookie=cookie),
        request("GET", cookie=cookie, sec_fetch_site="cross-site"),
    ):
        assert gate("leader").admit(asked, "dossiers.process").signed_in


def test_public_rules_turn_nobody_away_and_know_who_is_there() -> None:
    for rule in ("public", "procedures.read"):
        assert gate().admit(request(), rule) == NOBODY
        assert gate().admit(bearer("x" * 43), rule) == NOBODY
        assert gate().admit(bearer(), rule).account == "acc-1"


def test_all_else_needs_a_sign_in_and_then_a_role() -> None:
    for asked in (request(), bearer("x" * 43), request(cookie="=;;broken")):
        with pytest.raises(SignInNeeded) as unknown:
            gate("leader").admit(asked, "queue.read")
        assert unknown.value.code == "identity/sign-in-needed"
    with pytest.raises(Forbidden) as known:
        gate("citizen").admit(bearer(), "queue.read")
    assert known.value.code == "identity/forbidden"
    assert gate().admit(bearer(), "me.read").signed_in


def test_a_rule_that_the_table_does_not_know_admits_nobody() -> None:
    for asked in (request(), bearer()):
        with pytest.raises(UnknownAction):
            gate("operator").admit(asked, "queue.reed")


def test_cookies_are_made_for_the_connection() -> None:
    plain = request(x_forwarded_proto="http")
    assert session_cookie(TOKEN, request()) == f"__Host-motcua={TOKEN}; Path=/; HttpOnly; SameSite=Lax; Secure"
    assert session_cookie(TOKEN, plain) == f"motcua={TOKEN}; Path=/; HttpOnly; SameSite=Lax"
    assert "Max-Age=0" in no_session_cookie(request())


def test_a_cookie_that_was_made_is_a_cookie_that_is_read() -> None:
    for proto in ("http", "https"):
        made = session_cookie(TOKEN, request(x_forwarded_proto=proto)).split(";")[0]
        assert token_of(request(cookie=made, x_forwarded_proto=proto)) == TOKEN


def test_the_real_service_opens_the_gate_until_sign_out(service: IdentityService) -> None:
    token, session = service.sign_in(new_account(service).login, PASSWORD, NOW)
    real = Gate(service, clock=lambda: NOW)
    assert real.admit(bearer(token), "drafts.create").account == session.account
    with pytest.raises(Forbidden):
        real.admit(bearer(token), "queue.read")
    service.sign_out(session.id)
    with pytest.raises(SignInNeeded):
        real.admit(bearer(token), "drafts.create")
