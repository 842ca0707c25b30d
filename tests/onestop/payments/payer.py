"""Somebody who owes a fee and pays it online, step by step, for the tests of payments."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chalicelib.foundation.clock import now
from tests import samples
from tests.cloud.page.browser import Answer, Browser
from tests.doors import Reply
from tests.onestop.conftest import City

FEE = 50_000
NOTICES = "/api/v1/payment-notices/sandbox"


@dataclass
class Post:
    """What the sandbox's courier has carried. `lost`: nothing arrives."""

    city: City
    lost: bool = False
    carried: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)
    answers: list[Reply] = field(default_factory=list)

    def __call__(self, path: str, body: bytes, headers: dict[str, str]) -> None:
        assert path == NOTICES
        self.carried.append((body, dict(headers)))
        if not self.lost:
            self.answers.append(tell(self.city, body, headers))


def tell(city: City, body: bytes, headers: dict[str, str]) -> Reply:
    """A notice at the door, by nobody."""
    sent = {name.lower().replace("-", "_"): value for name, value in headers.items()}
    return city.visitor().send("POST", NOTICES, raw=body, **sent)


def notice(
    city: City, attempt: str, said: Any, amount: int = FEE, number: str = "", at: datetime | None = None
) -> Reply:
    """A genuine notice of the sandbox, whatever its page would have said."""
    from chalicelib.onestop.payments import Verdict, sandbox

    moment = now() if at is None else at
    number = number or ("SB1" if said == "captured" else "")
    return tell(city, *sandbox().write_notice(Verdict(attempt, said, amount, number, moment), now()))


def draft(city: City) -> str:
    """A complete draft of a citizen that will owe the fee."""
    dossier = city.draft(samples.BOOKS)
    assert city.fill(dossier, samples.books_answers()).status == 200
    city.upload(dossier, "list")
    return dossier


def owing(city: City) -> str:
    """A dossier handed in that owes its fee."""
    dossier = draft(city)
    assert city.submit(dossier).status == 200
    return dossier


def demanded(city: City, amount: int = 150_000) -> str:
    """A dossier that waits for money demanded on the way, its fee paid in cash."""
    dossier = owing(city)
    assert city.move(city.onestop, dossier, "receive").status == 200
    assert city.move(city.onestop, dossier, "take_payment", amount=FEE, means="cash").status == 200
    assert city.move(city.onestop, dossier, "advance").status == 200
    asked = city.move(city.specialist, dossier, "require_payment", amount=amount, reason="Phí thẩm định bổ sung")
    assert asked.status == 200, asked.body
    return dossier


def begin(city: City, dossier: str, amount: int = FEE, **headers: str) -> Reply:
    """Begins to pay."""
    return city.citizen.post("/api/v1/payments", {"dossier": dossier, "amount": amount}, **headers)


def begun(city: City, dossier: str, amount: int = FEE) -> tuple[str, str]:
    """(attempt, address) of a payment that has begun."""
    reply = begin(city, dossier, amount)
    assert reply.status == 201, reply.body
    return reply.json["id"], reply.json["address"]


def press(city: City, address: str, said: str, **typed: str) -> Answer:
    """A button of the sandbox's page, in a browser that nobody has signed in with."""
    from urllib.parse import parse_qsl, urlsplit

    browser, parts = Browser(city.app, base="/api"), urlsplit(address.removeprefix("/api"))
    page = browser.get(parts.path, **dict(parse_qsl(parts.query)))
    assert page.status == 200, page.text
    return browser.submit(page, parts.path, said=said, **typed)


def seen(city: City, dossier: str) -> dict[str, Any]:
    """The dossier as its applicant sees it."""
    found: dict[str, Any] = city.citizen.get(f"/api/v1/dossiers/{dossier}").json
    return found


def state_of(attempt: str) -> str:
    """An attempt's state in the table."""
    from chalicelib.onestop.payments import payments

    return payments().read(attempt).state.value


def ask(city: City, minutes: int = 3) -> Any:
    """The schedule, some minutes later."""
    from chalicelib.onestop import dossiers

    return dossiers.paying_online().run(now() + timedelta(minutes=minutes))
