"""To a stranger a dossier that is somebody else's is the same as one that does not exist: at every page, JSON door,
file and PDF that names a dossier or a payment, in the address, the query or the body.

Each is tried with a real id and with one of nobody's; status, code and where one is sent on to must not tell them
apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.cloud.door import Door
from chalicelib.cloud.page import Route
from chalicelib.foundation.ids import derived_id, new_id
from tests.doors import Reply
from tests.faults import by_payers, states
from tests.odd.town import NAMES, Town, doors, routes, sign_in_all, town, variables

STRANGERS = ("", "congdan2", "motcua.d06", "chuyenvien.d06", "lanhdao.d06", "vanhanh")
STATES = ("draft", "received", "returned", "at_desk")
OF_A_DOSSIER = re.compile(r"/ho-so/\{id\}|/cho-ky/\{id\}|/hoi-y-kien/\{id\}|/dossiers/\{id\}|/consultations/\{id\}")
OPERATORS = frozenset({"audit.read"})
"""What operators may do to any dossier."""
SAID = {"level": "satisfied", "way": "online", "amount": "50000", "reason": "x", "said": "pay", "file": "00000000"}
MOVES = ("receive", "advance", "refuse", "take", "withdraw", "take_payment", "return_result", "nop", "tiep-nhan")
BODIES = {
    "/api/v1/payments": {"amount": 50_000},
    "/api/v1/ratings": {"level": "satisfied"},
    "/api/v1/prints/slips": {"slip": "receipt"},
}


@pytest.fixture(scope="module")
def strange_town() -> Iterator[Town]:
    with town() as made:
        yield made


def told(reply: Reply, dossier: str, file: str) -> tuple[int, str, str]:
    """What an answer tells: its status, its code, where it leads; ids of the request left out."""
    codes = re.findall(r'/problems/([a-z_-]+/[a-z_-]+)"', reply.body.decode("utf-8", "replace"))
    onward = reply.headers.get("location", "").replace(dossier, "ID").replace(file, "FILE")
    return reply.status, codes[0] if codes else "", onward


def addresses() -> list[Route | Door]:
    """Every page and door that names a dossier in its address."""
    return [one for one in (*routes(), *doors()) if OF_A_DOSSIER.search(one.path)]


def ask(made: Town, one: Route | Door, who: str, dossier: str, file: str, move: str) -> Reply:
    named = {name: {"id": dossier, "file": file, "move": move}.get(name, NAMES.get(name, ("x",))[0])
             for name in variables(one.path)}  # fmt: skip
    if isinstance(one, Route):
        form = {**SAID, "key": new_id(made.world.at)} if one.method == "POST" else None
        return made.at_page(one, who, named, {}, form)
    return made.at_door(one, who, named, {}, body_of(one, move))


def body_of(door: Door, move: str) -> Any:
    """A body that fits the doors of dossiers."""
    if door.body is None:
        return None
    tail = door.path.rsplit("/", 1)[-1]
    return {
        "answers": {"answers": {}},
        "party": {"party": {"acting": "self"}},
        "files": {"paper": "operating_plan", "name": "a.pdf"},
        "moves": {"move": move},
        "renewal": {"version": 2},
        "answer": {"opinion": "agree", "words": "x"},
    }.get(tail, {})


@pytest.mark.parametrize("state", STATES)
def test_a_dossier_of_somebody_else_is_one_that_is_not_there(strange_town: Town, state: str) -> None:
    made = strange_town
    subject = getattr(states, state)(made.world)
    sign_in_all(made, STRANGERS)
    saved = made.world.save()
    nobodys = derived_id("nobody", state)
    file = next(iter(_files(made, subject.id)), "00000000")
    wrong, asked = [], 0
    for one in addresses():
        for who in STRANGERS:
            if who == "vanhanh" and one.rule in OPERATORS:
                continue
            for move in MOVES if "{move}" in one.path or one.path.endswith("/moves") else ("",):
                answers = []
                for dossier in (subject.id, nobodys):
                    answers.append(told(ask(made, one, who, dossier, file, move or "x"), dossier, file))
                    asked += 1
                    if one.method != "GET":
                        made.world.load(saved)
                if answers[0] != answers[1] or answers[0][0] < 300:
                    wrong.append(f"{one.method} {one.path} {move} as {who or 'nobody'}: {answers}")
    assert asked > 100
    assert not wrong, "\n".join(wrong)


def _files(made: Town, dossier: str) -> list[str]:
    rows = made.world.account.database.rows[f"D#{dossier}"]
    return [sk[2:] for sk in rows if sk.startswith("C#")]


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize("who", STRANGERS)
def test_a_dossier_named_in_query_or_body(strange_town: Town, path: str, who: str) -> None:
    made = strange_town
    subject = states.fee_owed(made.world)
    sign_in_all(made, STRANGERS)
    saved = made.world.save()
    for door in (one for one in doors() if one.path == path):
        answers = []
        for dossier in (subject.id, derived_id("nobody")):
            query = {"dossier": dossier, "slip": "receipt"}
            body = {"dossier": dossier, **BODIES[path]} if door.body else None
            answers.append(told(made.at_door(door, who, {}, query, body), dossier, "-"))
            made.world.load(saved)
        assert answers[0] == answers[1], door.method
        assert answers[0][0] in (401, 403, 404)


@pytest.mark.parametrize("who", STRANGERS)
def test_a_payment_of_somebody_else_is_one_that_is_not_there(strange_town: Town, who: str) -> None:
    made = strange_town
    subject = by_payers.to_refund(made.world)
    sign_in_all(made, STRANGERS)
    saved = made.world.save()
    real, dossier = subject.facts["payment"], subject.id
    for one in (one for one in (*routes(), *doors()) if "{payment}" in one.path and one.rule != "payments.simulate"):
        answers = []
        for payment in (real, derived_id("nobody")):
            named = {"id": dossier, "payment": payment}
            if isinstance(one, Route):
                form = {"key": new_id(made.world.at), "reference": "x"} if one.method == "POST" else None
                reply = made.at_page(one, who, {name: named[name] for name in variables(one.path)}, {}, form)
            else:
                reply = made.at_door(one, who, {"payment": payment}, {}, {"reference": "x"} if one.body else None)
            answers.append(told(reply, payment, "-"))
            made.world.load(saved)
        assert answers[0] == answers[1], one.path
        assert answers[0][0] in (303, 401, 403, 404)
