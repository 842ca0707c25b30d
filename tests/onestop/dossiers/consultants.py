"""Agencies that are consulted: d07 asks, d06 is asked, and a third one has nothing to do with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.commons.agencies import Post, directory
from chalicelib.foundation.clock import now
from chalicelib.onestop.procedures import Catalogue, Procedure, Provenance, TimeLimit, Wait
from tests.doors import Reply, Visitor
from tests.onestop.conftest import City

QUESTION = "Trụ sở nêu trong hồ sơ có phù hợp quy hoạch không?"
LAW = "Luật Minh Họa điều 7: quá 2 ngày làm việc không trả lời"


def at(day: str, time: str) -> datetime:
    """An instant of Vietnam's clock."""
    return datetime.fromisoformat(f"{day}T{time}+07:00").astimezone(UTC)


@dataclass
class Consulting:
    """A dossier with the specialist of d07, and those who are asked about it."""

    city: City
    dossier: str
    code: str

    @property
    def path(self) -> str:
        return f"/api/v1/consultations/{self.dossier}"

    @property
    def asked(self) -> Visitor:
        """A specialist of the agency that is asked."""
        return self.city.visitor("chuyenvien.d06")

    def ask(self, **facts: Any) -> Reply:
        """The specialist asks d06, unless told otherwise."""
        said = {"units": ["d06"], "question": QUESTION, **facts}
        return self.city.move(self.city.specialist, self.dossier, "consult", **said)

    def answer(self, opinion: str = "agree", words: str = "", who: Visitor | None = None, **headers: str) -> Reply:
        body = {"opinion": opinion, "words": words}
        return (who or self.asked).post(f"{self.path}/answer", body, **headers)

    def seen(self, who: Visitor | None = None) -> Any:
        """The dossier as its own specialist sees it, unless told otherwise."""
        return (who or self.city.specialist).get(f"/api/v1/dossiers/{self.dossier}").json

    @property
    def last(self) -> Any:
        """The last entry of its journal."""
        return self.seen()["journal"][-1]

    def queue(self, who: Visitor | None = None) -> list[Any]:
        """The lines of this dossier among what an agency is asked."""
        lines = (who or self.asked).get("/api/v1/consultations?limit=100").json["items"]
        return [line for line in lines if line["id"] == self.dossier]


def begin(city: City) -> Consulting:
    """A dossier that the specialist holds."""
    dossier, code = city.submitted()
    for who, move in ((city.onestop, "receive"), (city.onestop, "advance")):
        assert city.move(who, dossier, move).status == 200
    return Consulting(city, dossier, code)


def limit(monkeypatch: pytest.MonkeyPatch, silence: str) -> None:
    """Lets every procedure give consulted bodies two working days, after which silence means this."""
    version = Catalogue.version
    wait = Wait("consulted", TimeLimit(2, "working_day", Provenance(LAW, True)), silence)  # type: ignore[arg-type]

    def limited(self: Catalogue, code: str, number: int) -> Procedure:
        return replace(version(self, code, number), waits=(wait,))

    monkeypatch.setattr(Catalogue, "version", limited)


def third_party(city: City, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """A specialist of an agency that nobody asks."""
    clerk = Post("acc-clerk-d07", "d12", "specialist", None, None)
    monkeypatch.setitem(directory()._held, clerk.account, [clerk])
    told, city.app.clock = city.app.clock, now
    from chalicelib.commons.identity import demo_password

    body = {"login": "vanthu.d07", "password": demo_password()}
    token = Visitor(city.app).post("/api/v1/sessions", body).json["token"]
    city.app.clock = told
    return Visitor(city.app, token)
