"""Paying online from the obligation to the receipt, and everything that may come between."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.foundation.clock import now
from chalicelib.foundation.ids import new_id
from tests.onestop.conftest import City
from tests.onestop.payments import payer
from tests.onestop.payments.payer import FEE, Post


def test_the_fee_is_owed_from_submission_with_its_source(city: City) -> None:
    owed = city.citizen.get(f"/api/v1/payments?dossier={payer.owing(city)}").json
    assert (owed["state"], owed["amount"], owed["online"], owed["attempts"]) == ("due", FEE, True, [])
    assert sum(line["amount"] for line in owed["lines"]) == FEE
    assert all(line["source"] for line in owed["lines"])


def test_pay_on_the_provider_s_page(city: City, post: Post) -> None:
    dossier = payer.owing(city)
    payment, address = payer.begun(city, dossier)
    answer = payer.press(city, address, "pay")
    assert answer.location == f"/api/ho-so/{dossier}/nop-tien/{payment}", "the browser carries no result"
    assert [one.status for one in post.answers] == [200]
    shown = city.citizen.get(f"/api/v1/payments/{payment}").json
    assert shown["state"]["code"] == "settled"
    assert shown["receipt"].endswith(f"/{now().year}")
    assert payer.seen(city, dossier)["payment"]["state"] == "paid"


@pytest.mark.parametrize(("pressed", "state"), [("fail", "failed"), ("cancel", "cancelled")])
def test_fail_and_cancel_leave_it_owed(city: City, post: Post, pressed: str, state: str) -> None:
    dossier = payer.owing(city)
    payment, address = payer.begun(city, dossier)
    payer.press(city, address, pressed)
    assert payer.state_of(payment) == state
    assert payer.seen(city, dossier)["payment"]["state"] == "due"
    again, address = payer.begun(city, dossier)
    payer.press(city, address, "pay")
    assert payer.state_of(again) == "settled"


def test_a_lost_notice_is_asked_for_when_the_payer_comes_back(city: City, post: Post) -> None:
    dossier = payer.owing(city)
    payment, address = payer.begun(city, dossier)
    payer.press(city, address, "pay", silent="yes")
    assert (post.carried, payer.state_of(payment)) == ([], "begun")
    assert city.citizen.get(f"/api/v1/payments/{payment}").json["state"]["code"] == "settled"


def test_a_lost_notice_is_asked_for_by_the_schedule(city: City, post: Post) -> None:
    post.lost = True
    dossier = payer.owing(city)
    payment, address = payer.begun(city, dossier)
    payer.press(city, address, "pay")
    assert payer.state_of(payment) == "begun"
    payer.ask(city)
    assert payer.state_of(payment) == "settled"
    assert payer.seen(city, dossier)["payment"]["state"] == "paid"


def test_a_payment_that_nobody_made_expires(city: City) -> None:
    payment, _ = payer.begun(city, payer.owing(city))
    payer.ask(city, 3)
    assert payer.state_of(payment) == "begun", "the payer has half an hour"
    payer.ask(city, 33)
    assert payer.state_of(payment) == "expired"


def test_an_expired_order_cannot_be_paid_any_more(city: City, post: Post) -> None:
    payment, address = payer.begun(city, payer.owing(city))
    city.at(now() + timedelta(minutes=31))
    payer.press(city, address, "pay")
    assert payer.state_of(payment) == "expired"


def test_what_was_captured_and_not_settled_is_settled_by_the_schedule(
    city: City, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.cloud.table import unavailable
    from chalicelib.onestop.dossiers.paying import Paying

    dossier = payer.owing(city)
    payment, _ = payer.begun(city, dossier)

    def busy(*_: Any) -> str:
        raise unavailable()

    with monkeypatch.context() as patch:
        patch.setattr(Paying, "settle", busy)
        assert payer.notice(city, payment, "captured").status == 503, "the provider tells again"
    assert payer.state_of(payment) == "captured"
    payer.ask(city)
    assert payer.state_of(payment) == "settled"


def test_a_dossier_that_waited_goes_on(city: City, post: Post) -> None:
    dossier = payer.demanded(city)
    assert payer.seen(city, dossier)["status"]["code"] == 6
    owed = city.citizen.get(f"/api/v1/payments?dossier={dossier}").json
    assert [(line["name"]["vi"], line["amount"]) for line in owed["lines"]] == [("Phí thẩm định bổ sung", 150_000)]
    _, address = payer.begun(city, dossier, 150_000)
    payer.press(city, address, "pay")
    shown = payer.seen(city, dossier)
    assert (shown["status"]["code"], shown["payment"]) == (4, {"state": "paid", "amount": 200_000})
    assert shown["due_at"]
    settled = next(one for one in shown["journal"] if one["type"] == "dossier.payment_settled")
    assert settled["facts"]["due"] == shown["due_at"]


@pytest.mark.parametrize("meanwhile", ["cash", "withdrawn", "taken back", "more", "twice"])
def test_money_that_settles_nothing_any_more_is_to_be_refunded(city: City, post: Post, meanwhile: str) -> None:
    waits = meanwhile == "taken back"
    dossier = payer.demanded(city) if waits else payer.owing(city)
    amount = 150_000 if waits else FEE
    payment, address = payer.begun(city, dossier, amount)
    if meanwhile == "cash":
        done = city.move(city.onestop, dossier, "take_payment", amount=FEE, means="cash")
    elif meanwhile == "withdrawn":
        done = city.move(city.citizen, dossier, "withdraw", reason="Đổi ý")
    elif meanwhile == "taken back":
        done = city.move(city.specialist, dossier, "cancel_payment", reason="Gõ nhầm số tiền")
    elif meanwhile == "more":
        for who, move, facts in (
            (city.onestop, "receive", {}),
            (city.onestop, "advance", {}),
            (city.specialist, "require_payment", {"amount": 1000, "reason": "Phí"}),
        ):
            done = city.move(who, dossier, move, **facts)
    else:
        done = payer.notice(city, payer.begun(city, dossier)[0], "captured")
    assert done.status == 200, done.body
    before = payer.seen(city, dossier)
    payer.press(city, address, "pay")
    assert payer.state_of(payment) == "to_refund"
    assert payer.seen(city, dossier) == before, "the dossier is left alone"
    listed = city.onestop.get("/api/v1/payment-refunds").json["items"]
    mine = next(one for one in listed if one["id"] == payment)
    assert (mine["amount"], mine["dossier"]) == (amount, dossier)
    assert mine["reason"] in ("dossiers/nothing-owed", "dossiers/move-not-allowed", "dossiers/amount-differs")


def test_a_refund_is_noted_once_by_the_leader(city: City, post: Post) -> None:
    dossier = payer.owing(city)
    payment, address = payer.begun(city, dossier)
    assert city.move(city.citizen, dossier, "withdraw", reason="Đổi ý").status == 200
    payer.press(city, address, "pay")
    path, key = f"/api/v1/payments/{payment}/refund", uuid.uuid4().hex
    assert city.onestop.post(path, {"reference": "UNC-1"}).code == "identity/forbidden"
    assert city.visitor("lanhdao.d06").post(path, {"reference": "UNC-1"}).code == "payments/missing"
    assert city.leader.post(path, {"reference": " "}).code == "payments/reference-needed"
    first = city.leader.post(path, {"reference": "UNC-1"}, idempotency_key=key)
    assert (first.status, first.json["state"]) == (200, "refunded")
    assert city.leader.post(path, {"reference": "UNC-1"}, idempotency_key=key).json == first.json
    assert city.leader.post(path, {"reference": "UNC-2"}).code == "payments/move-not-allowed"
    assert all(one["id"] != payment for one in city.leader.get("/api/v1/payment-refunds").json["items"])


def test_one_key_begins_one_payment(city: City) -> None:
    dossier, key = payer.owing(city), uuid.uuid4().hex
    first = payer.begin(city, dossier, idempotency_key=key)
    assert payer.begin(city, dossier, idempotency_key=key).json == first.json
    assert payer.begin(city, dossier, FEE + 1, idempotency_key=key).status == 422
    assert len(city.citizen.get(f"/api/v1/payments?dossier={dossier}").json["attempts"]) == 1


def test_what_cannot_begin(city: City) -> None:
    dossier = payer.owing(city)
    assert payer.begin(city, dossier, FEE - 1).code == "dossiers/amount-differs"
    assert payer.begin(city, new_id(now())).code == "dossiers/missing"
    assert payer.begin(city, "x").code == "dossiers/missing"
    free, _ = city.submitted()
    assert payer.begin(city, free).code == "dossiers/nothing-owed"
    assert payer.begin(city, payer.draft(city)).code == "dossiers/nothing-owed"
    body = {"dossier": dossier, "amount": FEE}
    assert city.visitor("congdan2").post("/api/v1/payments", body).code == "dossiers/missing"
    assert city.onestop.post("/api/v1/payments", body).status == 403
    assert city.visitor().post("/api/v1/payments", body).status == 401


def test_another_citizen_learns_nothing_of_a_payment(city: City) -> None:
    payment, _ = payer.begun(city, payer.owing(city))
    other = city.visitor("congdan2").get(f"/api/v1/payments/{payment}")
    assert other.status == 404
    assert city.visitor("congdan2").get(f"/api/v1/payments/{new_id(now())}").status == 404


def test_production_has_no_simulation(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from chalicelib.cloud.settings import settings
    from chalicelib.onestop.payments.providers import sandbox

    dossier = payer.owing(city)
    _, address = payer.begun(city, dossier)
    real = replace(settings(), demo=False)
    monkeypatch.setattr(sandbox, "settings", lambda: real)
    assert not city.citizen.get(f"/api/v1/payments?dossier={dossier}").json["online"]
    assert payer.begin(city, dossier).code == "dossiers/no-online-payment"
    from tests.cloud.page.browser import Browser

    shown = Browser(city.app, base="/api").get(address.removeprefix("/api").partition("?")[0])
    assert shown.status == 409


def test_a_paid_fee_stays_paid_at_reception_and_its_slips_say_so(city: City, post: Post) -> None:
    dossier = payer.owing(city)
    _, address = payer.begun(city, dossier)
    payer.press(city, address, "pay")
    slips = f"/api/v1/dossiers/{dossier}/slips"
    receipt = city.citizen.get(f"{slips}/cash_receipt").json
    assert receipt["body"]["means"]["vi"] == "Trực tuyến"
    assert sum(line["dong"] for line in receipt["body"]["lines"]) == FEE
    assert city.move(city.onestop, dossier, "receive").status == 200
    assert payer.seen(city, dossier)["payment"] == {"state": "paid", "amount": FEE}
    fee = city.citizen.get(f"{slips}/receipt").json["body"]["fee"]
    assert (fee["state"], fee["amount"]) == ("paid", FEE)
    assert fee["receipt"] == receipt["body"]["receipt"]


def test_both_sides_of_a_day_balance_with_the_journals(city: City, post: Post) -> None:
    """What the provider states is what the journals have receipts for, and what is to be refunded."""
    from chalicelib.cloud import journal

    paid, refused, failed = (payer.owing(city) for _ in range(3))
    for dossier, pressed in ((paid, "pay"), (failed, "fail")):
        payer.press(city, payer.begun(city, dossier)[1], pressed)
    _, address = payer.begun(city, refused)
    assert city.move(city.onestop, refused, "take_payment", amount=FEE, means="cash").status == 200
    payer.press(city, address, "pay")
    day = city.leader.get("/api/v1/payment-reconciliation").json
    lines = {line["booked"]["dossier"]: line for line in day["items"] if line["booked"]}
    assert failed not in lines
    assert lines[paid]["agrees"]
    assert lines[refused]["agrees"]
    taken = [one for one in journal.records(f"D#{paid}") if one.type == "dossier.payment_taken"]
    assert [one.data["receipt"] for one in taken] == [lines[paid]["booked"]["receipt"]]
    assert [one.data["amount"] for one in taken] == [lines[paid]["provider"]["amount"]]
    ours = day["receipts"] + day["to_refund"] + day["refunded"] + day["unsettled"]
    assert day["stated"] == sum(line["provider"]["amount"] for line in day["items"] if line["provider"])
    settled = [line for line in day["items"] if line["booked"] and line["booked"]["state"]["code"] == "settled"]
    assert day["receipts"] == sum(line["booked"]["amount"] for line in settled)
    if all(line["agrees"] for line in day["items"]):
        assert day["stated"] == ours
        assert day["balances"]


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2999-01-01", "payments/day-malformed"),
        ("hom-nay", "payments/day-malformed"),
        ("2026-13-01", "payments/day-malformed"),
    ],
)
def test_days_that_are_none(city: City, day: str, code: str) -> None:
    assert city.leader.get(f"/api/v1/payment-reconciliation?day={day}").code == code


def test_a_day_to_come(city: City) -> None:
    day = (now() + timedelta(days=2)).date().isoformat()
    assert city.leader.get(f"/api/v1/payment-reconciliation?day={day}").code == "payments/day-not-begun"


def test_reconciliation_is_the_agency_s_own(city: City, post: Post) -> None:
    payer.press(city, payer.begun(city, payer.owing(city))[1], "pay")
    assert city.leader.get("/api/v1/payment-reconciliation").json["items"]
    neighbour = city.visitor("lanhdao.d06").get("/api/v1/payment-reconciliation").json
    assert (neighbour["unit"], neighbour["items"]) == ("d06", [])
    assert city.citizen.get("/api/v1/payment-reconciliation").status == 403
    assert city.specialist.get("/api/v1/payment-reconciliation").status == 403
