"""A town on the fake cloud to which odd requests are sent: its people, its addresses, and what an answer must be."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from unittest import mock
from urllib.parse import urlencode

from chalicelib.cloud.door import Door
from chalicelib.cloud.page import Route, Table, Typed
from chalicelib.cloud.page.csrf import Seal
from chalicelib.commons import identity
from chalicelib.commons.identity import entry
from chalicelib.commons.identity.model import Session
from chalicelib.commons.identity.service import IdentityService
from chalicelib.foundation.ids import digest
from tests import samples
from tests.doors import Reply, ask
from tests.fake.city import FakeWorld, fake_city
from tests.faults import states

PEOPLE: Mapping[str, str] = {
    "citizen": "congdan1",
    "one_stop_officer": "motcua.d07",
    "specialist": "chuyenvien.d07",
    "leader": "lanhdao.d07",
    "agency_admin": "quantri.d07",
    "operator": "vanhanh",
    "signed_in": "congdan1",
    "public": "",
}
VISIT = "v" * 43
"""The secret of everybody's anti-forgery cookie."""
NAMES: Mapping[str, tuple[str, ...]] = {
    "account": ("acc-specialist-d07",),
    "code": (samples.WEBSITE, "help"),
    "event": ("lap-trang-tin",),
    "move": ("receive", "advance", "require_payment", "take_payment", "goi", "goi-lai", "return_result"),
    "paper": ("operating_plan",),
    "procedure": (samples.WEBSITE,),
    "room": ("door",),
    "name": ("unknown",),
    "section": ("1",),
    "session": ("current",),
    "slip": ("tiep-nhan", "receipt", "kiem-soat", "control"),
    "text": ("help",),
    "unit": ("d07",),
    "when": ("2026-12-07", "2026-12"),
    "provider": ("sandbox",),
    "number": ("1",),
}
"""What really stands in the variables of addresses; the id is that of a dossier."""


class Heard(dict[str, str]):
    """A query that notes which names it is asked for."""

    def __init__(self, given: Mapping[str, str], names: set[str]) -> None:
        super().__init__(given)
        self.names = names

    def get(self, name: str, default: Any = None) -> Any:
        self.names.add(name)
        return super().get(name, default)

    def __contains__(self, name: object) -> bool:
        self.names.add(str(name))
        return super().__contains__(name)


@dataclass
class Town:
    """`broken` is what the platform's last guard has caught; `asked` the names that it was asked for last."""

    world: FakeWorld
    app: Any
    tokens: dict[str, str] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)

    def send(
        self,
        method: str,
        path: str,
        resource: str,
        who: str = "",
        *,
        params: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Reply:
        """One request as the gateway hands it over; path and query are decoded already."""
        sent = {"accept": "*/*", "host": "motcua.example", "x-motcua-front": "1", **(headers or {})}
        if who:
            sent["authorization"] = f"Bearer {self.tokens[who]}"
        self.asked.clear()
        return ask(
            self.app,
            {
                "resource": resource,
                "path": path,
                "httpMethod": method,
                "headers": sent,
                "multiValueHeaders": {name: [value] for name, value in sent.items()},
                "queryStringParameters": dict(query or {}) or None,
                "multiValueQueryStringParameters": {name: [value] for name, value in (query or {}).items()} or None,
                "pathParameters": dict(params or {}) or None,
                "stageVariables": None,
                "requestContext": {
                    "resourcePath": resource,
                    "httpMethod": method,
                    "path": f"/api{path}",
                    "stage": "api",
                    "requestId": "odd",
                    "identity": {"sourceIp": "192.0.2.1"},
                },
                "body": base64.b64encode(body).decode() if body is not None else None,
                "isBase64Encoded": body is not None,
            },
        )

    def at_door(
        self, door: Door, who: str, named: Mapping[str, str], query: Mapping[str, str], body: Any, version: str = "1"
    ) -> Reply:
        """A request at a JSON door; `body` is JSON, or bytes as they are."""
        raw = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json", "idempotency-key": f"odd-{len(raw or b'')}"}
        if door.versioned:
            headers["if-match"] = f'"{version}"'
        path = filled(door.path, named)
        return self.send(door.method, path, door.path, who, params=named, query=query, headers=headers, body=raw)

    def at_page(
        self,
        route: Route,
        who: str,
        named: Mapping[str, str],
        query: Mapping[str, str],
        form: Mapping[str, str] | None = None,
        version: str = "1",
    ) -> Reply:
        """A request to a page; a form is sent with a good token and the version unless it names others."""
        path = filled(route.path, named)
        parts = [filled(part, named) for part in route.parts]
        resource = "/" + "/".join(f"{{p{n + 1}}}" for n in range(len(parts)))
        params = {f"p{n + 1}": part for n, part in enumerate(parts)}
        if route.method == "GET":
            return self.send("GET", path, resource, who, params=params, query=query)
        session = digest(self.tokens[who]) if who else ""
        token = sealed(session, path)
        fields = {"csrf": token, "version": version, **(form or {})}
        headers = {"content-type": "application/x-www-form-urlencoded", "cookie": f"__Host-visit={VISIT}"}
        body = urlencode(fields).encode()
        return self.send("POST", path, resource, who, params=params, query=query, headers=headers, body=body)


def sealed(session: str, path: str) -> str:
    """The anti-forgery token of a form, as the page with the form holds it."""
    from chalicelib.cloud.door import Request

    return Seal(Request("POST", path, headers={"cookie": f"__Host-visit={VISIT}"}), session).token(path)


def filled(pattern: str, named: Mapping[str, str]) -> str:
    """The address with its variables filled in."""
    for name, value in named.items():
        pattern = pattern.replace(f"{{{name}}}", value)
    return pattern


def variables(pattern: str) -> list[str]:
    """The names of an address's variables."""
    return [part[1:-1] for part in pattern.split("/") if part.startswith("{")]


def people_for(rule: str) -> list[str]:
    """Somebody for each role that may knock."""
    if rule == "public":
        return [""]
    return sorted({PEOPLE[role] for role in entry(rule) if role in PEOPLE})


@contextmanager
def town() -> Iterator[Town]:
    """A town on a fake cloud, whose requests are all made at the world's time."""
    import app as composed

    with fake_city() as world:
        made = Town(world, composed.app)
        real = composed.app.clock

        def at() -> datetime:
            return world.at

        composed.app.clock = at
        try:
            with _listening(made), mock.patch.object(IdentityService, "session_of", _looked_at(at)):
                states.empty(world)
                yield made
        finally:
            composed.app.clock = real


def _looked_at(at: Callable[[], datetime]) -> Callable[..., Session | None]:
    """Looks at sessions at the world's time, and in the world's memory of them: the gate was made before the world,
    with a memory and a clock of its own, and in every world the first session has the same token."""
    real = IdentityService.session_of

    def session_of(self: IdentityService, token: str, now: datetime) -> Session | None:
        return real(identity.service(), token, at())

    return session_of


@contextmanager
def _listening(made: Town) -> Iterator[None]:
    """Notes what breaks, and which names pages and doors ask a query or a form for."""
    import traceback

    from chalicelib.cloud.door import application

    read = application.read_request

    def reading(event: Mapping[str, Any]) -> Any:
        request = read(event)
        return replace(request, query=Heard(request.query, made.asked))

    def noting(event: str, **facts: Any) -> None:
        made.broken.append(f"{event}\n{traceback.format_exc()}")

    get, many, under, holds = Typed.get, Typed.all, Typed.under, Typed.__contains__

    def heard_get(self: Typed, name: str, default: str = "") -> str:
        made.asked.add(name)
        return get(self, name, default)

    def heard_all(self: Typed, name: str) -> tuple[str, ...]:
        made.asked.add(name)
        return many(self, name)

    def heard_under(self: Typed, prefix: str) -> dict[str, str]:
        made.asked.add(f"{prefix}x")
        return under(self, prefix)

    def heard_holds(self: Typed, name: str) -> bool:
        made.asked.add(name)
        return holds(self, name)

    with (
        mock.patch.object(application, "read_request", reading),
        mock.patch.object(Typed, "get", heard_get),
        mock.patch.object(Typed, "all", heard_all),
        mock.patch.object(Typed, "under", heard_under),
        mock.patch.object(Typed, "__contains__", heard_holds),
        mock.patch("chalicelib.cloud.log.error", noting),
    ):
        yield


def sign_in_all(made: Town, people: Collection[str] = PEOPLE.values()) -> None:
    """Everybody's session, in the world as it stands."""
    from chalicelib.commons.identity import demo_password, service

    for login in sorted({*people} - {""}):
        made.tokens[login] = service().sign_in(login, demo_password(), made.world.at)[0]


def routes() -> list[Route]:
    """All pages."""
    import app

    return Table(app.PAGES).routes


def doors() -> list[Door]:
    """All JSON doors."""
    import app

    return [door for room in app.DOORS for door in room.doors]
