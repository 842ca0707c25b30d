"""Chapters of money and satisfaction: the fee paid on the simulated page of a provider, and the rating at the end."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from chalicelib.foundation.clock import vietnam_day
from tests import papers, samples
from tests.story.cast import Case, Cast, begin, submit
from tests.story.web import Say, must, wait_for
from tests.story.window import Window, shows

PAGE = "/thanh-toan-mo-phong"


def paid_online_and_rated(cast: Cast, say: Say) -> None:
    """The fee of a permit is paid online, nothing of the redirect is believed, both sides balance; then the rating."""
    case = begin(cast, samples.BOOKS, samples.books_answers(), say)
    case.upload(cast.citizen, "list", "danh-muc.pdf", papers.pdf(["Danh muc"]))
    submit(case)
    owed = cast.citizen.get(f"/api/v1/payments?dossier={case.id}").must(200).json
    must("the fee is owed from submission, with its source", owed["amount"] == 50_000 and owed["lines"][0]["source"])
    cast.other_citizen.get(f"/api/v1/payments?dossier={case.id}").must(404, "dossiers/missing")
    _cancelled(case, owed["amount"])
    payment = _paid(case, owed["amount"])
    say(f"the fee was paid online: {owed['amount']} dong, receipt {payment['receipt']}, after one try was cancelled")
    _reconciled(case, payment)
    say("what the provider says and what the receipts say agree for this payment")
    _finish(case)
    _rated(case)
    say("the result was returned and rated once; nobody could rate it again, and the agency reads no name")


def _begun(case: Case, amount: int) -> tuple[str, str]:
    made = case.cast.citizen.post("/api/v1/payments", {"dossier": case.id, "amount": amount}).must(201).json
    return made["id"], made["address"]


def _press(case: Case, address: str, button: str) -> None:
    """A button of the simulated provider's page, in a browser of its own."""
    base, _, rest = address.partition(PAGE)
    window = Window(case.cast.citizen.url, base)
    page = window.open(PAGE + rest).must(200)
    shows(page, "Trang thanh toán mô phỏng")
    window.submit(page, PAGE + rest.partition("?")[0], said=button).must(303)


def _known(case: Case, payment: str, *states: str) -> dict[str, Any]:
    """The payment, once the platform knows what has become of it."""

    def found() -> dict[str, Any] | None:
        shown: dict[str, Any] = case.cast.citizen.get(f"/api/v1/payments/{payment}").must(200).json
        return shown if shown["state"]["code"] in states else None

    known: dict[str, Any] = wait_for(f"the payment to be {' or '.join(states)}", found)
    return known


def _cancelled(case: Case, amount: int) -> None:
    payment, address = _begun(case, amount)
    _press(case, address, "cancel")
    _known(case, payment, "cancelled")
    must("nothing was paid", case.seen_by(case.cast.citizen)["payment"]["state"] == "due")


def _paid(case: Case, amount: int) -> dict[str, Any]:
    payment, address = _begun(case, amount)
    waiting = case.cast.citizen.get(f"/api/v1/payments/{payment}?state=captured").must(200).json
    must("what an address says counts for nothing", waiting["state"]["code"] == "begun")
    _press(case, address, "pay")
    known = _known(case, payment, "settled")
    must("the dossier is paid", case.seen_by(case.cast.citizen)["payment"]["state"] == "paid")
    case.cast.citizen.post("/api/v1/payments", {"dossier": case.id, "amount": amount}).must(
        409, "dossiers/nothing-owed"
    )
    forged = {"reference": payment, "said": "captured", "amount": amount, "number": "X", "at": "2026-01-01T00:00:00Z"}
    case.cast.anybody.post("/api/v1/payment-notices/sandbox", forged).must(403, "payments/signature-wrong")
    return known


def _reconciled(case: Case, payment: dict[str, Any]) -> None:
    day = vietnam_day(datetime.now(tz=UTC))
    found = case.cast.leader.get(f"/api/v1/payment-reconciliation?day={day}").must(200).json
    line = next((one for one in found["items"] if one["reference"] == payment["id"]), None)
    must("the payment is in the day's reconciliation", line is not None and line["agrees"])
    case.cast.citizen.get("/api/v1/payment-reconciliation").must(403, "identity/forbidden")


def _finish(case: Case) -> None:
    cast = case.cast
    case.move(cast.onestop, "receive").must(200)
    case.move(cast.onestop, "advance").must(200)
    early = cast.citizen.post("/api/v1/ratings", {"dossier": case.id, "level": "satisfied"})
    early.must(409, "dossiers/not-finished")
    case.move(cast.specialist, "propose_approval").must(200)
    result = case.upload(cast.leader, "result", "giay-phep.pdf", papers.pdf(["GIAY PHEP"]))
    case.move(cast.leader, "attach_result", file=result["id"]).must(200)
    case.move(cast.onestop, "return_result", way="online").must(200)


def _rated(case: Case) -> None:
    cast, words = case.cast, f"Cán bộ hướng dẫn rõ ({case.id[:6]})."
    said = {"dossier": case.id, "level": "very_satisfied", "criteria": {"clarity": "satisfied"}, "remark": words}
    cast.other_citizen.post("/api/v1/ratings", said).must(404, "dossiers/missing")
    cast.onestop.post("/api/v1/ratings", said).must(403, "identity/forbidden")
    cast.citizen.post("/api/v1/ratings", said).must(201)
    cast.citizen.post("/api/v1/ratings", {**said, "level": "unsatisfied"}).must(409, "satisfaction/rated-already")
    read = cast.leader.get("/api/v1/remarks?limit=100").must(200)
    must("the agency reads the remark, and not whose it is", words in str(read.json) and case.id not in str(read.json))
    month = f"{vietnam_day(datetime.now(tz=UTC)):%Y-%m}"
    open_data = cast.anybody.get(f"/api/v1/open-data/satisfaction?month={month}").must(200).json
    must("the agency is in the open index", any(one["code"] == "d07" for one in open_data["agencies"]))
