"""Notices of the provider at the door: signed, fresh, late, repeated, contradictory."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.foundation.clock import now
from chalicelib.foundation.ids import new_id
from tests.onestop.conftest import City
from tests.onestop.payments import payer


@pytest.fixture
def attempt(city: City) -> tuple[str, str]:
    """(dossier, attempt) of a payment that has begun."""
    dossier = payer.owing(city)
    return dossier, payer.begun(city, dossier)[0]


def signed(attempt: str, said: Any = "captured", age: int = 0) -> tuple[bytes, dict[str, str]]:
    """A genuine notice that was signed so many seconds ago."""
    from chalicelib.onestop.payments import Verdict, sandbox

    at = now()
    verdict = Verdict(attempt, said, payer.FEE, "SB1" if said == "captured" else "", at)
    return sandbox().write_notice(verdict, at - timedelta(seconds=age))


def test_a_notice_settles_the_dossier_under_a_receipt(city: City, attempt: tuple[str, str]) -> None:
    dossier, payment = attempt
    reply = payer.notice(city, payment, "captured")
    assert (reply.status, reply.json["state"]) == (200, "settled"), reply.body
    shown = payer.seen(city, dossier)
    assert shown["payment"] == {"state": "paid", "amount": payer.FEE}
    entry = next(one for one in shown["journal"] if one["type"] == "dossier.payment_taken")
    assert entry["actor"] == "platform"
    assert entry["facts"]["on_behalf"] == "acc-citizen-1"
    assert (entry["facts"]["means"], entry["facts"]["payment"]) == ("online", payment)
    assert shown["status"]["code"] == 1, "payment is apart from the business"


@pytest.mark.parametrize("spoilt", ["none", "empty", "other", "body", "time", "bare"])
def test_what_the_provider_has_not_signed_is_refused(city: City, attempt: tuple[str, str], spoilt: str) -> None:
    dossier, payment = attempt
    body, headers = signed(payment)
    name = "x-motcua-signature"
    stamp, mac = headers[name].split(",")
    if spoilt == "none":
        del headers[name]
    elif spoilt == "empty":
        headers[name] = ""
    elif spoilt == "other":
        headers[name] = f"{stamp},v1={'0' * 64}"
    elif spoilt == "bare":
        headers[name] = mac
    elif spoilt == "time":
        headers[name] = f"t={int(stamp[2:]) + 1},{mac}"
    else:
        body = json.dumps({**json.loads(body), "amount": 1}).encode()
    reply = payer.tell(city, body, headers)
    assert (reply.status, reply.code) == (403, "payments/signature-wrong")
    assert payer.state_of(payment) == "begun"
    assert payer.seen(city, dossier)["payment"]["state"] == "due"


def test_an_order_s_signature_signs_no_notice(city: City, attempt: tuple[str, str]) -> None:
    """What the payer's browser carries cannot be turned into a notice."""
    from chalicelib.onestop.payments.providers.sandbox import _mac

    body, headers = signed(attempt[1])
    seconds = headers["x-motcua-signature"].split(",")[0][2:]
    forged = {**headers, "x-motcua-signature": f"t={seconds},v1={_mac('order', seconds, body.decode())}"}
    assert payer.tell(city, body, forged).code == "payments/signature-wrong"


@pytest.mark.parametrize("age", [301, 86_400, -301])
def test_a_notice_that_is_not_fresh_is_refused(city: City, attempt: tuple[str, str], age: int) -> None:
    assert payer.tell(city, *signed(attempt[1], age=age)).code == "payments/notice-stale"
    assert payer.state_of(attempt[1]) == "begun"


def test_a_notice_read_again_changes_nothing(city: City, attempt: tuple[str, str]) -> None:
    dossier, payment = attempt
    told = signed(payment)
    first = payer.tell(city, *told)
    version = payer.seen(city, dossier)["version"]
    for _ in range(3):
        again = payer.tell(city, *told)
        assert (again.status, again.json) == (200, first.json)
    assert payer.seen(city, dossier)["version"] == version


def test_a_late_notice_of_money_after_a_failure_still_counts(city: City, attempt: tuple[str, str]) -> None:
    dossier, payment = attempt
    assert payer.notice(city, payment, "failed").json["state"] == "failed"
    assert payer.seen(city, dossier)["payment"]["state"] == "due"
    assert payer.notice(city, payment, "cancelled").json["state"] == "failed", "the first denial stands"
    assert payer.notice(city, payment, "captured").json["state"] == "settled"
    assert payer.seen(city, dossier)["payment"]["state"] == "paid"


def test_a_contradiction_is_noted_once_and_takes_nothing_back(city: City, attempt: tuple[str, str]) -> None:
    from chalicelib.cloud import journal
    from chalicelib.onestop.payments import payments

    dossier, payment = attempt
    payer.notice(city, payment, "captured")
    for _ in range(2):
        assert payer.notice(city, payment, "cancelled").json["state"] == "settled"
    assert payer.seen(city, dossier)["payment"]["state"] == "paid"
    assert payments().read(payment).odd
    kinds = [entry.type for entry in journal.records(f"PA#{payment}")]
    assert kinds == ["payment.begun", "payment.captured", "payment.settled", "payment.contradicted"]
    day = city.leader.get("/api/v1/payment-reconciliation").json
    line = next(one for one in day["items"] if one["reference"] == payment)
    assert line["booked"]["contradicted"]
    assert not line["agrees"]


def test_another_sum_than_the_one_begun_is_to_be_refunded(city: City, attempt: tuple[str, str]) -> None:
    dossier, payment = attempt
    assert payer.notice(city, payment, "captured", amount=payer.FEE - 1).json["state"] == "to_refund"
    assert payer.seen(city, dossier)["payment"]["state"] == "due"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [("sandbox", 404, "payments/missing"), ("khong-co", 404, "payments/provider-unknown")],
)
def test_a_notice_of_nobody_s_payment(city: City, path: str, status: int, code: str) -> None:
    body, headers = signed(new_id(now()))
    sent = {name.lower().replace("-", "_"): value for name, value in headers.items()}
    reply = city.visitor().send("POST", f"/api/v1/payment-notices/{path}", raw=body, **sent)
    assert (reply.status, reply.code) == (status, code)


@pytest.mark.parametrize(
    "facts",
    [
        {},
        "[]",
        "null",
        "not json",
        {"said": "paid"},
        {"amount": "50000"},
        {"amount": 0},
        {"amount": True},
        {"number": 7},
        {"number": "a|b"},
        {"at": "yesterday"},
        {"reference": 1},
    ],
)
def test_a_signed_notice_that_makes_no_sense(city: City, attempt: tuple[str, str], facts: Any) -> None:
    from chalicelib.onestop.payments.providers.sandbox import _mac

    body, headers = signed(attempt[1])
    odd = (
        facts.encode()
        if isinstance(facts, str)
        else json.dumps({**json.loads(body), **facts} if facts else {}).encode()
    )
    seconds = headers["x-motcua-signature"].split(",")[0][2:]
    headers["x-motcua-signature"] = f"t={seconds},v1={_mac('notice', seconds, odd.decode())}"
    reply = payer.tell(city, odd, headers)
    assert (reply.status, reply.code) == (422, "payments/notice-malformed"), reply.body
    assert payer.state_of(attempt[1]) == "begun"
