"""The JSON doors of versions and proposals, called as the gateway calls them."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.cloud.call import NOBODY, Caller
from chalicelib.cloud.door import Application, Request
from chalicelib.onestop import procedures
from chalicelib.onestop.procedures.api import doors, proposal_doors
from tests.doors import Visitor
from tests.onestop.procedures.test_proposals import ADMIN, OPERATOR, definition, require

CODES = itertools.count(950_000)
PATH = "/api/v1/procedure-proposals"


class Gate:
    """Knows the people of the tests by name; the rule is left to the service."""

    def admit(self, request: Request, rule: str) -> Caller:
        named = {"Bearer admin": ADMIN, "Bearer operator": OPERATOR}
        return replace(named.get(request.headers.get("authorization", ""), NOBODY), session=rule)


@pytest.fixture(scope="module")
def site() -> Application:
    app = Application("test-procedures")
    app.hang_doors([doors, proposal_doors], Gate())
    return app


@pytest.fixture
def admin(site: Application, stage: Any, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    room = replace(procedures.proposals(), require=require)
    monkeypatch.setattr(procedures, "proposals", lambda: room)
    return Visitor(site, "admin")


@pytest.fixture
def operator(site: Application) -> Visitor:
    return Visitor(site, "operator")


def test_versions_are_told_with_what_they_changed(site: Application) -> None:
    items = Visitor(site).get("/api/v1/procedures/9.000009/versions").json["items"]
    assert [one["version"] for one in items] == [2, 1]
    assert "Sửa Thời hạn giải quyết (processing.amount): 15 → 7" in [row["words"] for row in items[0]["changed"]]
    assert items[1]["changed"] == []
    assert Visitor(site).get("/api/v1/procedures/7.000000/versions").code == "procedures/unknown"


def test_a_proposal_goes_through_the_doors(admin: Visitor, operator: Visitor) -> None:
    code = f"7.{next(CODES)}"
    made = admin.post(PATH, {"definition": "{}"})
    assert made.status == 201
    where = f"{PATH}/{made.json['id']}"
    seen = admin.get(where)
    assert seen.json["preview"] is None
    assert seen.json["faults"][0]["line"] == 1
    refused = admin.post(f"{where}/submission", if_match=seen.headers["etag"])
    assert refused.code == "procedures/faulty"
    saved = admin.put(f"{where}/definition", {"definition": definition(code)}, if_match=seen.headers["etag"])
    proposed = admin.post(f"{where}/submission", if_match=saved.headers["etag"])
    assert proposed.json["state"] == "review"
    waiting = operator.get(f"{PATH}?state=review").json["items"]
    assert made.json["id"] in [one["id"] for one in waiting]
    approved = operator.post(f"{where}/review", {"decision": "approve"}, if_match=proposed.headers["etag"])
    assert approved.json["state"] == "approved"
    assert operator.post(f"{where}/publication", if_match='"1"').code == "call/version-stale"
    published = operator.post(f"{where}/publication", if_match=approved.headers["etag"])
    assert published.json["state"] == "published"
    assert operator.get(f"/api/v1/procedures/{code}").json["version"] == 1
    assert made.json["id"] in [one["id"] for one in admin.get(PATH).json["items"]]


def test_what_is_not_right_is_refused_in_words(admin: Visitor, operator: Visitor) -> None:
    assert operator.get(f"{PATH}?state=dreaming").code == "procedures/unknown-state"
    assert admin.get(f"{PATH}/nothing").code == "procedures/missing"
    assert admin.post(PATH, {"definition": ""}).status == 422
    assert operator.post(f"{PATH}/nothing/review", {"decision": "eat"}, if_match='"1"').status == 422
    long = json.dumps({"definition": "ă" * 110_000}, ensure_ascii=False).encode()
    assert admin.send("POST", PATH, raw=long).code == "procedures/too-long"


def test_a_publication_decides_about_running_dossiers_through_the_door(admin: Visitor, operator: Visitor) -> None:
    code = f"7.{next(CODES)}"
    made = admin.post(PATH, {"definition": definition(code)})
    where = f"{PATH}/{made.json['id']}"
    proposed = admin.post(f"{where}/submission", if_match=made.headers["etag"])
    approved = operator.post(f"{where}/review", {"decision": "approve"}, if_match=proposed.headers["etag"])
    seen = approved.headers["etag"]
    for body, code_of in (
        ({"running": "burn"}, "schema/enum"),
        ({"running": "take_along"}, "procedures/basis-missing"),
        ({"in_force_from": "2027-02-30"}, "procedures/no-such-day"),
    ):
        refused = operator.post(f"{where}/publication", body, if_match=seen)
        assert refused.status == 422
        assert list(refused.fields.values()) == [code_of]
    body = {"running": "take_along", "basis": "NĐ 1/2026/NĐ-CP điều 9", "in_force_from": "2026-01-05"}
    assert operator.post(f"{where}/publication", body, if_match=seen).json["state"] == "published"
    last = operator.get(where).json["journal"][-1]
    assert {name: last[name] for name in body} == body
    assert operator.get(f"/api/v1/procedures/{code}").json["in_force_from"] == "2026-01-05"


def test_lists_go_on_where_the_page_ended(admin: Visitor, operator: Visitor) -> None:
    made = {admin.post(PATH, {"definition": "{}"}).json["id"] for _ in range(3)}
    seen: list[str] = []
    cursor = ""
    while not made <= set(seen):
        page = admin.get(f"{PATH}?limit=2&cursor={cursor}").json
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"] or ""
        assert cursor or made <= set(seen)
    assert len(seen) == len(set(seen))
    foreign = admin.get(f"{PATH}?limit=1").json["next"]
    assert operator.get(f"{PATH}?state=draft&cursor={foreign}").code == "paging/cursor-invalid"
