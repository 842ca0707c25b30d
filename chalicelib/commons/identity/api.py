"""Sessions and the caller's own account, for programs. Pages have their own sign-in with the cookie."""

from chalicelib.cloud.call import Call
from chalicelib.cloud.door import Answer, Doors, Request, Words
from chalicelib.commons.identity import require, service
from chalicelib.commons.identity.model import IDLE, ROLES
from chalicelib.commons.identity.schema import (
    ME_ANSWER,
    SESSIONS_ANSWER,
    SIGN_IN_BODY,
    TOKEN_ANSWER,
    present_session,
)
from chalicelib.foundation.clock import iso

doors = Doors("identity")


@doors.post(
    "/api/v1/sessions",
    rule="sessions.open",
    title=Words("Đăng nhập", "Sign in"),
    body=SIGN_IN_BODY,
    answer=TOKEN_ANSWER,
    status=201,
    keyed=False,
)
def open_session(request: Request, call: Call) -> Answer:
    """A token for `Authorization: Bearer`. Five failures of one login close it for 15 minutes (429)."""
    token, session = service().sign_in(call.body["login"], call.body["password"], call.at)
    body = {"token": token, "expires": iso(session.ends), "idle_expires": iso(session.seen + IDLE)}
    return Answer(body, status=201)


@doors.get("/api/v1/me", rule="me.read", title=Words("Tài khoản của tôi", "My account"), answer=ME_ANSWER)
def read_me(request: Request, call: Call) -> Answer:
    """Who the caller is to the platform: account, name, roles and unit of today, and the absent officers for whom they
    stand in, whose roles are among theirs."""
    caller = call.caller
    roles = [role for role in ROLES if role in caller.roles]
    shown = {"account": caller.account, "name": caller.name, "roles": roles, "unit": caller.unit}
    return Answer({**shown, "deputy_for": [one.account for one in caller.lent]})


@doors.get(
    "/api/v1/sessions",
    rule="me.read",
    title=Words("Các phiên đăng nhập của tôi", "My sessions"),
    answer=SESSIONS_ANSWER,
)
def list_sessions(request: Request, call: Call) -> Answer:
    """The caller's open sessions, oldest first."""
    found = service().sessions_of(call.caller.account, call.at)
    return Answer({"sessions": [present_session(session, call.caller.session) for session in found]})


@doors.post(
    "/api/v1/sessions/{session}/close",
    rule="sessions.close",
    title=Words("Đăng xuất", "Sign out"),
    status=204,
    keyed=False,
)
def close_session(request: Request, call: Call) -> Answer:
    """Ends one of the caller's own sessions; `current` is the one that asks."""
    named = request.params["session"]
    session_id = call.caller.session if named == "current" else named
    session = service().own_session(call.caller.account, session_id, call.at)
    require(call.caller, "sessions.close", owner=session.account)
    service().sign_out(session.id)
    return Answer(status=204)
