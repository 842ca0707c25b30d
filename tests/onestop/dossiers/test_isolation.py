"""Who may come to which dossier by which door: everybody else learns not even that it exists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib.onestop.dossiers.transitions import named_moves
from tests.doors import Reply, Visitor
from tests.onestop.conftest import City
from tests.problems import no_writes, refused, rows, unchanged

TOLD = {
    **{"reason": "x", "remark": "x", "file": "x", "way": "desk", "amount": 1, "means": "cash"},
    **{"units": ["d12"], "question": "x", "days": 1},
}
DOORS: Mapping[str, tuple[str, str, dict[str, Any] | None]] = {
    "read": ("GET", "", None),
    "views": ("GET", "/views", None),
    "link": ("GET", "/files/{file}", None),
    "save": ("PUT", "/answers", {"answers": {"years": "9"}}),
    "party": ("PUT", "/party", {"party": {"acting": "self"}}),
    "renew": ("POST", "/renewal", {"version": 2}),
    "grant": ("POST", "/files", {"paper": "operating_plan", "name": "a.pdf"}),
    "grant result": ("POST", "/files", {"paper": "result", "name": "a.pdf"}),
    "remove": ("POST", "/files/{file}/removal", {}),
    "submit": ("POST", "/submission", {}),
    **{f"move {name}": ("POST", "/moves", {"move": name, **TOLD}) for name in named_moves()},
}

NOBODY = ""
CITIZEN = "congdan2"
OTHERS = ("motcua.d06", "chuyenvien.d06", "lanhdao.d06")
OWN = ("motcua.d07", "chuyenvien.d07", "lanhdao.d07")
WITHOUT = ("vanthu.d07", "quantri.d07", "vanhanh")
ONLY_KEEPERS = ("save", "submit", "party", "renew")
AT_DESK = ("motcua.d06", "motcua.d07")
ONLY_OWNERS_AND_ADMINS = ("views",)


def expected(door: str, login: str) -> int:
    """What a stranger to the dossier gets: 401 nobody, 403 who may not knock at this door at all, 404 the others."""
    if login == NOBODY:
        return 401
    if login in WITHOUT:
        return 404 if login == "quantri.d07" and door in ONLY_OWNERS_AND_ADMINS else 403
    if login != CITIZEN and door in ONLY_OWNERS_AND_ADMINS:
        return 403
    keeps_nothing = login != CITIZEN and login not in AT_DESK and door in ONLY_KEEPERS
    return 403 if keeps_nothing else 404


CODES = {401: "identity/sign-in-needed", 403: "identity/forbidden", 404: "dossiers/missing"}


def knock(city: City, who: Visitor, dossier: str, door: str, file: str) -> Reply:
    method, path, body = DOORS[door]
    version = city.citizen.get(f"/api/v1/dossiers/{dossier}").headers.get("etag", '"1"')
    return who.send(method, f"/api/v1/dossiers/{dossier}{path.format(file=file)}", body, if_match=version)


def without_instance(reply: Reply) -> dict[str, Any]:
    return {name: value for name, value in reply.json.items() if name != "instance"}


@pytest.fixture
def submitted(city: City) -> tuple[str, str]:
    """A dossier of congdan1 with d07, and one of its files."""
    dossier, _ = city.submitted()
    return dossier, str(city.citizen.get(f"/api/v1/dossiers/{dossier}").json["files"][0]["id"])


@pytest.mark.parametrize("login", [NOBODY, CITIZEN, *OTHERS, *WITHOUT])
def test_strangers_to_a_dossier(city: City, submitted: tuple[str, str], login: str) -> None:
    dossier, file = submitted
    who = city.visitor(login)
    with unchanged(dossier):
        for door in DOORS:
            if door in ONLY_OWNERS_AND_ADMINS and login == "quantri.d07":
                continue
            status = expected(door, login)
            reply = refused(knock(city, who, dossier, door, file), status, CODES[status])
            unknown = knock(city, who, "z" * 20, door, file)
            assert without_instance(reply) == without_instance(unknown), f"{door} tells that the dossier exists"
            for private in ("Minh Họa", "Thử Nghiệm", "0300000001", "operating_plan", dossier):
                assert private not in reply.body.decode(), door


@pytest.mark.parametrize("login", [NOBODY, CITIZEN, *OTHERS, *OWN, *WITHOUT])
def test_nobody_but_its_owner_knows_of_a_draft(city: City, login: str) -> None:
    dossier = city.draft()
    file = city.upload(dossier, "operating_plan")
    who = city.visitor(login)
    with unchanged(dossier):
        for door in DOORS:
            status = expected(door, login)
            reply = refused(knock(city, who, dossier, door, file), status, CODES[status])
            unknown = knock(city, who, "z" * 20, door, file)
            assert without_instance(reply) == without_instance(unknown), f"{door} tells that the draft exists"


@pytest.mark.parametrize("login", OWN)
def test_officers_of_the_agency(city: City, submitted: tuple[str, str], login: str) -> None:
    dossier, file = submitted
    who = city.visitor(login)
    for door in ("read", "link"):
        assert knock(city, who, dossier, door, file).status == 200
    refused(knock(city, who, dossier, "views", file), 403, "identity/forbidden")
    with unchanged(dossier):
        for door in ("save", "submit", "party", "renew", "move supplement", "move withdraw", "grant"):
            refused(knock(city, who, dossier, door, file), 403, "identity/forbidden")


@pytest.mark.parametrize(
    ("login", "mine"),
    [
        ("congdan1", ["choose_delivery", "withdraw"]),
        ("motcua.d07", ["receive", "request_supplement", "refuse", "take"]),
        ("chuyenvien.d07", []),
        ("lanhdao.d07", ["refuse", "assign"]),
    ],
)
def test_the_moves_that_are_offered_are_those_that_are_allowed(
    city: City, submitted: tuple[str, str], login: str, mine: list[str]
) -> None:
    dossier, file = submitted
    who = city.visitor(login)
    assert who.get(f"/api/v1/dossiers/{dossier}").json["moves"] == mine
    with unchanged(dossier):
        for name in named_moves():
            if name not in mine:
                reply = knock(city, who, dossier, f"move {name}", file)
                allowed = reply.status == 409 and reply.code in ("dossiers/move-not-allowed", "dossiers/nothing-owed")
                assert allowed or reply.status == 403, name
                assert allowed or reply.code in ("identity/forbidden", "workflow/not-your-step"), name


def test_queues_are_apart(city: City, submitted: tuple[str, str]) -> None:
    dossier, _ = submitted
    for login in OTHERS:
        for waiting in ("", "&waiting=1"):
            page = city.visitor(login).get(f"/api/v1/queue?limit=100{waiting}").json
            assert dossier not in {line["id"] for line in page["items"]}
    for login in (*WITHOUT, CITIZEN):
        refused(city.visitor(login).get("/api/v1/queue"), 403, "identity/forbidden")
    refused(city.visitor().get("/api/v1/queue"), 401, "identity/sign-in-needed")


def test_lists_are_apart(city: City, submitted: tuple[str, str]) -> None:
    dossier, _ = submitted
    theirs = city.visitor(CITIZEN).get("/api/v1/dossiers?limit=100").json["items"]
    assert dossier not in {line["id"] for line in theirs}
    for login in (*OWN, *OTHERS, *WITHOUT):
        refused(city.visitor(login).get("/api/v1/dossiers"), 403, "identity/forbidden")


def test_drafts_stand_in_no_queue(city: City) -> None:
    dossier = city.ready()
    for login in (*OWN, *OTHERS):
        page = city.visitor(login).get("/api/v1/queue?limit=100").json
        assert dossier not in {line["id"] for line in page["items"]}


@pytest.mark.parametrize(
    ("login", "status"),
    [
        ("quantri.d07", 200),
        ("vanhanh", 200),
        ("congdan1", 403),
        (CITIZEN, 403),
        ("motcua.d07", 403),
        ("lanhdao.d06", 403),
        (NOBODY, 401),
    ],
)
def test_who_may_check_a_journal(city: City, submitted: tuple[str, str], login: str, status: int) -> None:
    dossier, _ = submitted
    reply = city.visitor(login).get(f"/api/v1/audit/{dossier}")
    assert reply.status == status
    if status == 200:
        assert reply.json["verified"] is True
        assert reply.json["entries"] == len([row for row in rows(dossier) if row["sk"]["S"].startswith("J#")])


def test_an_administrator_checks_no_other_agency(city: City, submitted: tuple[str, str]) -> None:
    from chalicelib.commons.audit import api

    dossier, _ = submitted
    admin = city.visitor("quantri.d07")
    unknown = refused(admin.get(f"/api/v1/audit/{'z' * 20}"), 404, "audit/missing")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api.identity, "may", lambda caller, action, **thing: False)
        foreign = refused(admin.get(f"/api/v1/audit/{dossier}"), 404, "audit/missing")
    assert without_instance(foreign) == without_instance(unknown)


def test_officers_looks_are_on_record_and_the_owner_s_are_not(city: City, submitted: tuple[str, str]) -> None:
    dossier, file = submitted
    path = f"/api/v1/dossiers/{dossier}"
    assert city.citizen.get(f"{path}/views").json["items"] == []
    assert city.onestop.get(path).status == 200
    assert city.specialist.get(f"{path}/files/{file}").status == 200
    refused(city.visitor("motcua.d06").get(path), 404, "dossiers/missing")
    seen = city.citizen.get(f"{path}/views").json["items"]
    assert [(one["actor"], one["unit"]) for one in seen] == [("acc-onestop-d07", "d07"), ("acc-specialist-d07", "d07")]


def test_what_cannot_be_put_on_record_is_not_shown(city: City, submitted: tuple[str, str]) -> None:
    dossier, file = submitted
    with no_writes():
        for path in ("", f"/files/{file}"):
            refused(city.onestop.get(f"/api/v1/dossiers/{dossier}{path}"), 503, "cloud/table-busy")
        assert city.citizen.get(f"/api/v1/dossiers/{dossier}").status == 200, "the owner's own looks are not counted"


def test_a_closed_session_is_nobody(city: City, submitted: tuple[str, str]) -> None:
    from chalicelib.commons.identity import demo_password

    body = {"login": "congdan1", "password": demo_password()}
    token = city.visitor().post("/api/v1/sessions", body).json["token"]
    visitor = Visitor(city.app, token)
    assert visitor.get(f"/api/v1/dossiers/{submitted[0]}").status == 200
    assert visitor.post("/api/v1/sessions/current/close").status == 204
    refused(visitor.get(f"/api/v1/dossiers/{submitted[0]}"), 401, "identity/sign-in-needed")


def test_the_agency_s_administrator_sees_who_has_looked(city: City, submitted: tuple[str, str]) -> None:
    dossier, _ = submitted
    city.onestop.get(f"/api/v1/dossiers/{dossier}")
    for who in (city.citizen, city.visitor("quantri.d07")):
        seen = who.get(f"/api/v1/dossiers/{dossier}/views").json["items"]
        assert [view["actor"] for view in seen] == ["acc-onestop-d07"]


def test_officers_do_not_see_what_happened_to_the_draft(city: City, submitted: tuple[str, str]) -> None:
    dossier, _ = submitted
    path = f"/api/v1/dossiers/{dossier}"
    assert city.onestop.get(path).json["journal"][0]["type"] == "dossier.submitted"
    assert city.citizen.get(path).json["journal"][0]["type"] == "dossier.drafted"


def test_a_draft_s_journal_is_not_for_the_agency_s_administrator(city: City) -> None:
    draft = city.draft()
    admin = city.visitor("quantri.d07")
    refused(admin.get(f"/api/v1/audit/{draft}"), 404, "audit/missing")
    dossier, _ = city.submitted()
    assert admin.get(f"/api/v1/audit/{dossier}").json["verified"] is True
