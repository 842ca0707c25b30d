"""JSON doors of payment online: what is owed and why, beginning to pay, an attempt, and the providers' notices."""

from typing import Any

from chalicelib.cloud.call import Call
from chalicelib.cloud.door import Answer, Doors, Request, Words
from chalicelib.cloud.page import url
from chalicelib.cloud.schemas import record, text
from chalicelib.commons.agencies import directory
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import Dossier, slips
from chalicelib.onestop.dossiers.paying import MOST_DONG
from chalicelib.onestop.payments import Way, show_attempt
from chalicelib.onestop.procedures import catalogue

doors = Doors("dossiers")
BEGIN = record({"dossier": text(20, shortest=1), "amount": {"type": "integer", "minimum": 1, "maximum": MOST_DONG}})


@doors.get(
    "/api/v1/payments",
    rule="payments.pay",
    title=Words("Phí, lệ phí của hồ sơ", "What a dossier owes"),
    query={"dossier": {"type": "string"}},
)
def owed(request: Request, call: Call) -> Answer:
    """What is owed, line by line with its source, and the attempts to pay it online."""
    dossier, journal = dossiers.reading().read(call, request.query.get("dossier", ""))
    source = slips.source_of(dossier, journal, catalogue().version, directory())
    attempts = dossiers.paying_online().attempts(call, dossier)
    return Answer({**_show_owed(dossier, slips.owing_now(source)), "attempts": [show_attempt(one) for one in attempts]})


def _show_owed(dossier: Dossier, lines: tuple[slips.SumLine, ...]) -> dict[str, Any]:
    payment = dossier.payment
    return {
        "state": payment.state or None,
        "amount": payment.amount,
        "receipt": payment.receipt or None,
        "online": dossiers.payable(dossier) and dossiers.paying_online().offered,
        "lines": [
            {
                "name": {"vi": line.name.vi, "en": line.name.en},
                "amount": line.dong,
                "source": line.source or None,
                "verified": line.verified,
            }
            for line in lines
        ],
    }


@doors.post(
    "/api/v1/payments",
    rule="payments.pay",
    title=Words("Bắt đầu thanh toán trực tuyến", "Begin to pay online"),
    body=BEGIN,
    status=201,
)
def begin_payment(request: Request, call: Call) -> Answer:
    """An attempt to pay the whole sum owed; `address` is where the payer's browser goes."""
    begun = dossiers.paying_online().begin(call, call.body["dossier"], call.body["amount"])
    return Answer({"id": begun.attempt, "address": address_of(request, begun.way)}, 201)


def address_of(request: Request, way: Way) -> str:
    """The address of a way, on this site or elsewhere."""
    return way.address or url(request.base, way.path, **way.query)


@doors.get(
    "/api/v1/payments/{payment}",
    rule="payments.pay",
    title=Words("Một lần thanh toán", "A payment"),
)
def look_at_payment(request: Request, call: Call) -> Answer:
    """An attempt as it stands; the provider is asked while it is open."""
    _, attempt = dossiers.paying_online().look(call, request.params["payment"])
    return Answer(show_attempt(attempt))


@doors.post(
    "/api/v1/payment-notices/{provider}",
    rule="payments.notify",
    title=Words("Thông báo của cổng thanh toán", "A payment provider's notice"),
    keyed=False,
)
def take_notice(request: Request, call: Call) -> Answer:
    """A signed notice in the provider's own form; however often it comes, it counts once."""
    attempt = dossiers.paying_online().notice(request.params["provider"], request.body, request.headers, call.at)
    return Answer({"id": attempt.id, "state": attempt.state.value})
