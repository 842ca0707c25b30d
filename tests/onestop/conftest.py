"""A city in this process: the application on a fresh stage, demo people, and the workers within reach."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

import pytest

from chalicelib.foundation.clock import now
from tests import papers, samples
from tests.doors import Reply, Visitor
from tests.story.web import post_form


@dataclass
class City:
    """The application and its people; `at` sets the time of day of all requests."""

    app: Any
    tokens: dict[str, str] = field(default_factory=dict)

    def at(self, moment: datetime) -> None:
        self.app.clock = lambda: moment

    def at_this_moment(self) -> None:
        """The time of day again, which goes on: sessions that are opened later begin then."""
        self.app.clock = now

    def visitor(self, login: str = "") -> Visitor:
        """Somebody of the demo city, signed in at the real time of day; nobody without a login."""
        if login and login not in self.tokens:
            from chalicelib.commons.identity import demo_password

            body = {"login": login, "password": demo_password()}
            told, self.app.clock = self.app.clock, now
            self.tokens[login] = Visitor(self.app).post("/api/v1/sessions", body).json["token"]
            self.app.clock = told
        return Visitor(self.app, self.tokens.get(login, ""))

    @property
    def citizen(self) -> Visitor:
        return self.visitor("congdan1")

    @property
    def last_digits(self) -> str:
        """The last four digits of the citizen's id, as the citizen knows them."""
        from chalicelib.commons.identity import demo_accounts

        return next(one.citizen_id[-4:] for one in demo_accounts() if one.login == "congdan1")

    @property
    def onestop(self) -> Visitor:
        return self.visitor("motcua.d07")

    @property
    def specialist(self) -> Visitor:
        return self.visitor("chuyenvien.d07")

    @property
    def leader(self) -> Visitor:
        return self.visitor("lanhdao.d07")

    def draft(self, procedure: str = samples.WEBSITE) -> str:
        """An empty draft of the citizen; its id."""
        return str(self.citizen.post("/api/v1/dossiers", {"procedure": procedure}).json["id"])

    def fill(self, dossier: str, answers: dict[str, Any] | None = None) -> Reply:
        """Saves the whole form on the version that is there."""
        path = f"/api/v1/dossiers/{dossier}"
        version = self.citizen.get(path).headers["etag"]
        body = {"answers": samples.website_answers() if answers is None else answers}
        return self.citizen.put(f"{path}/answers", body, if_match=version)

    def upload(self, dossier: str, paper: str, content: bytes | None = None, who: Visitor | None = None) -> str:
        """Uploads a file through the real form and lets the worker take it in; its id."""
        path = f"/api/v1/dossiers/{dossier}/files"
        granted = (who or self.citizen).post(path, {"paper": paper, "name": f"{paper}.pdf"})
        assert granted.status == 201, granted.body
        form = granted.json
        posted = post_form(form["url"], form["fields"], f"{paper}.pdf", content or papers.pdf([paper]))
        assert posted.status in (200, 201, 204, 303), posted.body
        self.arrive(dossier, form["file"])
        return str(form["file"])

    def arrive(self, dossier: str, file: str) -> None:
        """What the store tells the arrivals queue about a file, handled."""
        from chalicelib.onestop.dossiers.workers import take_in

        key = quote(f"dossiers/{dossier}/{file}", safe="")
        record = {"eventSource": "aws:s3", "eventName": "ObjectCreated:Post", "s3": {"object": {"key": key}}}
        take_in({"Records": [record]}, "m1")

    def ready(self) -> str:
        """A complete draft, not yet submitted."""
        dossier = self.draft()
        assert self.fill(dossier).status == 200
        for paper in samples.WEBSITE_PAPERS:
            self.upload(dossier, paper)
        return dossier

    def submit(self, dossier: str, **headers: str) -> Reply:
        """Hands a draft in on the version that is there."""
        path = f"/api/v1/dossiers/{dossier}"
        version = self.citizen.get(path).headers["etag"]
        return self.citizen.post(f"{path}/submission", {}, **{"if_match": version, **headers})

    def submitted(self) -> tuple[str, str]:
        """(id, code) of a dossier just handed in."""
        dossier = self.ready()
        reply = self.submit(dossier)
        assert reply.status == 200, reply.body
        return dossier, str(reply.json["code"])

    def move(self, who: Visitor, dossier: str, name: str, **facts: Any) -> Reply:
        """A move on the version that is there."""
        path = f"/api/v1/dossiers/{dossier}"
        seen = who.get(path)
        version = seen.headers.get("etag", '"1"')
        return who.post(f"{path}/moves", {"move": name, **facts}, if_match=version)

    def approved(self) -> str:
        """A dossier with the leader, its result uploaded and attached."""
        dossier, _ = self.submitted()
        for who, move in ((self.onestop, "receive"), (self.onestop, "advance"), (self.specialist, "propose_approval")):
            assert self.move(who, dossier, move).status == 200
        result = self.upload(dossier, "result", papers.pdf(["GIAY PHEP"]), self.leader)
        assert self.move(self.leader, dossier, "attach_result", file=result).status == 200
        return dossier


@pytest.fixture(scope="session")
def platform(stage: Any) -> Iterator[Any]:
    """The application, imported once on the session's stage, with its demo people. One citizen begins the drafts of
    all tests, so how many one may keep is tried where a test says so."""
    import app as composed
    from chalicelib.commons import identity
    from chalicelib.onestop.dossiers import draftrules

    identity.seed_demo(now())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(draftrules, "MOST_DRAFTS", 1000)
        yield composed.app


LISTS = {"work": ("wk", "ws", "W#"), "mine": ("mk", "ms", "M#")}
"""The indexes that queues and people's own lists are read from: partition, order, and what partitions begin with."""


@pytest.fixture(scope="module")
def lists_emptied(platform: Any) -> None:
    """What earlier modules left behind stands in no queue and on nobody's list: some of it is of days to come, and
    would stand before everything that is begun today."""
    empty_lists()


def empty_lists() -> None:
    """Takes every dossier out of all queues and lists. The dossiers themselves stay."""
    from chalicelib.cloud.settings import settings
    from infra.clients import client

    dynamodb, table = client("dynamodb"), settings().table
    for index, (partition, order, begins) in LISTS.items():
        lines = dynamodb.get_paginator("scan").paginate(
            TableName=table,
            IndexName=index,
            FilterExpression=f"begins_with({partition}, :begins)",
            ExpressionAttributeValues={":begins": {"S": begins}},
        )
        for line in [one for page in lines for one in page["Items"]]:
            key = {"pk": line["pk"], "sk": line["sk"]}
            dynamodb.update_item(TableName=table, Key=key, UpdateExpression=f"REMOVE {partition}, {order}")


@pytest.fixture
def city(platform: Any, lists_emptied: None) -> Iterator[City]:
    """The city at its real time of day, and without memory of earlier tries.

    Sessions begin at the real time whatever day a test has: the gate looks at them by it, and one of a day gone by
    would be over.
    """
    from chalicelib.commons.identity.service import IdentityService
    from chalicelib.onestop import dossiers

    platform.clock = now
    enter = IdentityService.enter
    reading = dossiers.reading()
    reading.by_source.tries.clear()
    reading.by_code.tries.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(IdentityService, "enter", lambda self, claims, at: enter(self, claims, now()))
        yield City(platform, young_sessions(platform))
    platform.clock = now


def young_sessions(platform: Any) -> dict[str, str]:
    """The open sessions of earlier tests by login, none when the oldest may soon have to be noted as in use again: that
    is a write of the gate's, which would stand in the bill of whatever a test measures."""
    from chalicelib.commons.identity.model import TOUCH_AFTER

    began: datetime | None = getattr(platform, "test_tokens_began", None)
    if began is None or now() - began > TOUCH_AFTER / 3:
        platform.test_tokens, platform.test_tokens_began = {}, now()
    tokens: dict[str, str] = platform.test_tokens
    return tokens


def pretty(reply: Reply) -> str:
    """An answer for a failed assertion's message."""
    return json.dumps(reply.json, ensure_ascii=False, indent=1)
