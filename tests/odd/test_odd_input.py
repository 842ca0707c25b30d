"""Whatever is sent to any address of the platform, the answer is one of ours: never a 5xx, never what went wrong
inside, never a header or a place to go on to that the sender has written, and nothing private that a cache may keep.

Every page and every JSON door is tried with everybody who may knock at it. Addresses, queries, forms and bodies hold
one odd thing at a time; which names a page reads, it says itself. `MOTCUA_ODD_SHARE=1` tries all instead of some.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from chalicelib.cloud.door import Door
from chalicelib.cloud.page import Route
from chalicelib.foundation.ids import new_id
from tests.doors import Reply
from tests.faults import states
from tests.odd.town import NAMES, Town, doors, people_for, routes, sign_in_all, town, variables
from tests.odd.values import ODD, body_for

SHARE = float(os.environ.get("MOTCUA_ODD_SHARE", "0.02"))
BODIES = round(100 * SHARE)
STATES = ("received", "lapsed", "returned", "fee_owed")
OURS = frozenset({"csrf", "key", "version", "lang"})
CAPTURING = {"path": "x", "self": "x", "base": "x", "query": "x", "name": "x"}
"""Names that mean something to a function of ours."""
FOR_EVERYBODY = frozenset(
    {"ledger.open_data", "satisfaction.open_data", "procedures.read", "agencies.read", "calendar.read", "public"}
)
"""Rules of doors whose answers are the same for all, so that caches may keep them."""


@dataclass
class Trial:
    """Sends odd requests and keeps what was wrong with the answers."""

    town: Town
    state: str
    chance: Random = field(init=False)
    wrong: list[str] = field(default_factory=list)
    sent: int = 0
    taken: int = 0
    """How many requests were answered with a page, a document, or a place to go on to."""
    refused: Counter[str] = field(default_factory=Counter)
    """Who was answered with which other status, how often."""

    def __post_init__(self) -> None:
        self.chance = Random(self.state)
        self.subject = getattr(states, self.state)(self.town.world)
        sign_in_all(self.town)
        self.saved = self.town.world.save()
        self.key = new_id(self.town.world.at)
        self.version = str(self.subject.version)

    def named(self, pattern: str) -> dict[str, str]:
        """Real values for the variables of an address."""
        known = {**NAMES, "file": (self.subject.facts.get("file", "00000000"),)}
        return {one: self.chance.choice(known.get(one, (self.subject.id,))) for one in variables(pattern)}

    def here(self, address: Route | Door, who: str) -> bool:
        """Whether this is the state in which somebody is tried at an address: one of them, or all."""
        drawn = Random(f"{address.method} {address.path} {who}").choice(STATES)
        return drawn == self.state or SHARE == 1

    def pages(self) -> None:
        """Every page for everybody who may knock."""
        for route in routes():
            for who in people_for(route.rule):
                if self.here(route, who):
                    self.page(route, who)

    def page(self, route: Route, who: str) -> None:
        named = self.named(route.path)
        self.at_page(route, who, named, {}, {})
        names = sorted(self.town.asked - OURS)
        if who == "" or self.some():
            self.at_page(route, who, named, CAPTURING, {})
        for name, odd in self.odd(variables(route.path)):
            self.at_page(route, who, {**named, name: odd}, {}, {})
        if route.method == "GET":
            for name, odd in self.odd(names):
                self.at_page(route, who, named, {name: odd}, {})
            return
        for name, odd in self.odd([*names, *OURS]):
            self.at_page(route, who, named, {}, {name: odd})
        _, odd = self.any_odd()
        self.at_page(route, who, named, {}, dict.fromkeys(names, odd))

    def doors(self) -> None:
        """Every JSON door for everybody who may knock."""
        for door in doors():
            for who in people_for(door.rule):
                if self.here(door, who):
                    self.door(door, who)

    def door(self, door: Door, who: str) -> None:
        named = self.named(door.path)
        self.at_door(door, who, named, {}, {})
        for name, odd in self.odd(variables(door.path)):
            self.at_door(door, who, {**named, name: odd}, {}, {})
        for name, odd in self.odd(sorted(set(door.query) | self.town.asked)):
            self.at_door(door, who, named, {name: odd}, None)
        for _ in range(BODIES if door.body else 0):
            self.at_door(door, who, named, {}, body_for(door.body or {}, self.chance))
        self.at_door(door, who, named, {}, self.any_odd()[1].encode())

    def odd(self, names: list[str]) -> Iterator[tuple[str, str]]:
        """One odd text at least for each name."""
        for name in names:
            first, _ = self.any_odd()
            yield from ((name, odd) for kind, odd in ODD.items() if kind == first or self.some())

    def any_odd(self) -> tuple[str, str]:
        return self.chance.choice(list(ODD.items()))

    def some(self) -> bool:
        return self.chance.random() < SHARE

    def at_page(
        self, route: Route, who: str, named: Mapping[str, str], query: Mapping[str, str], form: Mapping[str, str]
    ) -> None:
        if any(not part.strip("/") for part in named.values()):
            return
        fields = {"key": self.key, **form}
        send = self.town.at_page
        self.judge(route, who, (named, query, form), lambda: send(route, who, named, query, fields, self.version))

    def at_door(self, door: Door, who: str, named: Mapping[str, str], query: Mapping[str, str], body: Any) -> None:
        if any(not part.strip("/") for part in named.values()):
            return
        send = self.town.at_door
        self.judge(door, who, (named, query, body), lambda: send(door, who, named, query, body, self.version))

    def judge(self, address: Route | Door, who: str, what: Any, send: Any) -> None:
        """Sends, and notes everything that is wrong with the answer; whatever was changed is undone."""
        self.sent += 1
        before = len(self.town.broken)
        reply = send()
        self.taken += reply.status < 400
        self.refused[f"{who or 'nobody'}: {reply.status}"] += reply.status >= 400
        told = faults(reply, who, address)
        if told or len(self.town.broken) > before:
            inside = "".join(self.town.broken[before:])[-1500:]
            place = f"{address.method} {address.path} as {who or 'nobody'}"
            self.wrong.append(f"{place} in {self.state}: {told} {str(what)[:300]}\n{inside}")
        if address.method != "GET":
            self.town.world.load(self.saved)


def faults(reply: Reply, who: str, address: Route | Door) -> list[str]:
    """What an answer of ours may not be."""
    headers = reply.headers
    told = [f"status {reply.status}"] if reply.status >= 500 else []
    told += ["a header from outside"] if "x-odd" in headers or any("\n" in one for one in headers.values()) else []
    told += ["a script from outside"] if b"<script>alert" in reply.body and "html" in headers["content-type"] else []
    told += ["what went wrong inside"] if b"Traceback" in reply.body else []
    elsewhere = headers.get("location", "").startswith(("//", "/\\", "http://evil", "https://evil"))
    told += ["another site"] if elsewhere else []
    private = bool(who) and not (isinstance(address, Door) and address.rule in FOR_EVERYBODY)
    told += ["kept by caches"] if private and headers.get("cache-control") != "no-store" else []
    return told


@pytest.fixture(scope="module")
def odd_town() -> Iterator[Town]:
    with town() as made:
        yield made


@pytest.mark.parametrize("state", STATES)
def test_pages_take_whatever_comes(odd_town: Town, state: str) -> None:
    trial = Trial(odd_town, state)
    trial.pages()
    assert trial.sent > len(routes()) / len(STATES)
    assert trial.taken > trial.sent / 10, f"else nothing behind the first checks was tried: {trial.refused}"
    assert not trial.wrong, "\n\n".join(trial.wrong[:20])


@pytest.mark.parametrize("state", STATES)
def test_doors_take_whatever_comes(odd_town: Town, state: str) -> None:
    trial = Trial(odd_town, state)
    trial.doors()
    assert trial.sent > len(doors()) / len(STATES)
    assert trial.taken > trial.sent / 20, f"else nothing behind the first checks was tried: {trial.refused}"
    assert not trial.wrong, "\n\n".join(trial.wrong[:20])


HEADERS: Mapping[str, tuple[str, ...]] = {
    "origin": ("http://[", "null", "https://", "x" * 9_000),
    "referer": ("http://[",),
    "cookie": ("a", "=;=;=", "__Host-visit=\x01; __Host-visit=", "lang=xx", 'motcua="\\777"', ";" * 4_000),
    "authorization": ("Bearer", "Bearer " + "\u1ec7" * 43, "Basic =", "Bearer " + "a" * 9_000),
    "accept-language": (";q=", "en;q=nan, vi;q=1e999", "," * 4_000, "\u1ec7;q=\u00b2"),
    "accept": ("", ";", "text/html;q=x"),
    "accept-encoding": (";;;", "gzip;q=" + "0" * 5_000),
    "content-type": ("", ";", "multipart/form-data", "multipart/form-data; boundary=", "application/json; charset=x"),
    "if-match": ("", '"', "W/", '"7-', "*", "9" * 5_000, "\u00b2"),
    "if-none-match": ('"', "*"),
    "idempotency-key": ("", '"', "\0", "x" * 300, "\u1ec7" * 100),
    "x-forwarded-for": ("", ",", ",,,,", "x" * 5_000, "::1, ["),
    "x-forwarded-proto": ("", "javascript", ","),
    "x-forwarded-host": ("[", "evil.example"),
    "host": ("", "[", "evil.example"),
    "x-motcua-front": ("", "0", "\u1ec7"),
    "x-motcua-signature": ("", "t=,v1=", "t=" + "9" * 12 + ",v1=" + "0" * 64),
    "sec-fetch-site": ("", "none", "odd"),
}
BODIES_OF_FORMS = (
    b"\xff\xfe", b"%", b"%ff=%ff", b"a=%00", b"csrf=a&csrf=b&login=a&login=b", b"&" * 5_000, b"a=1&" * 3_000,
    b"=", b"[]", b"a" * 300_000, b"--x\r\n\r\n--x--", "ệ=ệ".encode(), b"csrf=%F0%9F%87%BB",
)  # fmt: skip
SOME = (
    ("GET", "/", "/"), ("GET", "/thu-tuc", "/{p1}"), ("POST", "/dang-nhap", "/{p1}"), ("POST", "/tra-cuu", "/{p1}"),
    ("GET", "/api/v1/me", "/api/v1/me"), ("POST", "/api/v1/sessions", "/api/v1/sessions"),
    ("POST", "/api/v1/lookups", "/api/v1/lookups"), ("POST", "/api/v1/dossiers", "/api/v1/dossiers"),
    ("POST", "/api/v1/payment-notices/sandbox", "/api/v1/payment-notices/{provider}"),
    ("POST", "/ki-ot/d07/ho-so", "/{p1}/{p2}/{p3}"), ("GET", "/api/v1/nowhere", "/{p1}/{p2}/{p3}"),
)  # fmt: skip


def params_of(resource: str, path: str) -> dict[str, str]:
    """The variables of an address as the gateway names them."""
    pairs = zip(resource.split("/"), path.split("/"), strict=True)
    return {pattern[1:-1]: part for pattern, part in pairs if pattern.startswith("{")}


@pytest.mark.parametrize("name", HEADERS)
def test_headers_take_whatever_comes(odd_town: Town, name: str) -> None:
    for value in HEADERS[name]:
        for method, path, resource in SOME:
            body = b"{}" if method == "POST" else None
            before = len(odd_town.broken)
            reply = odd_town.send(
                method, path, resource, params=params_of(resource, path), headers={name: value}, body=body
            )
            assert reply.status < 500, (method, path, value[:50], odd_town.broken[before:])
            assert len(odd_town.broken) == before, odd_town.broken[before:]
            assert "evil.example" not in reply.headers.get("location", "")


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize("body", BODIES_OF_FORMS, ids=lambda body: repr(body[:12]))
def test_forms_take_whatever_comes(odd_town: Town, body: bytes, kind: str) -> None:
    for path, resource in (("/dang-nhap", "/{p1}"), ("/ki-ot/d07/ho-so", "/{p1}/{p2}/{p3}")):
        headers = {"content-type": kind}
        reply = odd_town.send("POST", path, resource, params=params_of(resource, path), headers=headers, body=body)
        assert 400 <= reply.status < 500
        assert not odd_town.broken
