"""The step “pay”: what is owed and why, online now or at the desk later, and waiting for the provider's word."""

from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Answered, Download, Page, Redirect, Visit, page_status
from chalicelib.commons.agencies import directory
from chalicelib.foundation.errors import Conflict, Invalid, Refusal
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import slips
from chalicelib.onestop.dossiers.pages.board import pages, procedure_of, sentence, unit_name
from chalicelib.onestop.payments import STATE_WORDS, UNPAID, State, Way
from chalicelib.onestop.procedures import catalogue

PAY = Words("Nộp phí, lệ phí", "Pay the fee")
PAYMENT = Words("Kết quả thanh toán", "Result of the payment")
LOOKS = 20
EVERY_SECONDS = 5


@pages.get("/ho-so/{id}/nop-tien", rule="payments.pay", title=PAY)
def pay_page(request: Request, visit: Visit) -> Answered:
    """What is owed and why, and the two ways to pay it."""
    return _pay_page(request, visit)


@pages.post("/ho-so/{id}/nop-tien", rule="payments.pay", title=PAY)
def pay(request: Request, visit: Visit) -> Answered:
    """Goes to the provider with a new attempt, or stays with the desk."""
    dossier_id, chosen = request.params["id"], visit.typed.get("way")
    if chosen == "desk":
        return Redirect(f"/ho-so/{dossier_id}")
    if chosen != "online":
        vi, en = "Hãy chọn cách nộp.", "Choose how to pay."
        return _pay_page(request, visit, Invalid("dossiers/way-needed", vi, en))
    amount = visit.typed.get("amount")
    dong = int(amount) if amount.isascii() and amount.isdecimal() and len(amount) <= 12 else 0
    try:
        begun = dossiers.paying_online().begin(visit.change(), dossier_id, dong)
    except (Invalid, Conflict) as refusal:
        return _pay_page(request, visit, refusal)
    return gone(begun.way)


def gone(way: Way) -> Answered:
    """On the way to the provider."""
    return Download(way.address) if way.address else Redirect(way.path, way.query)


def _pay_page(request: Request, visit: Visit, refusal: Refusal | None = None) -> Answered:
    dossier, journal = dossiers.reading().read(visit.call, request.params["id"])
    online = dossiers.paying_online()
    attempts = online.attempts(visit.call, dossier)
    owed = dossiers.payable(dossier)
    if not owed and not attempts and refusal is None:
        return Redirect(f"/ho-so/{dossier.id}")
    pending = next((one for one in attempts if one.state is State.BEGUN), None)
    facts: dict[str, Any] = {
        "dossier": dossier,
        "procedure": procedure_of(dossier),
        "unit": unit_name(dossier.unit, visit.lang),
        "owed": owed,
        "lines": slips.owing_now(slips.source_of(dossier, journal, catalogue().version, directory())),
        "offered": online.offered,
        "pending": pending,
        "attempts": [(one, STATE_WORDS[one.state]) for one in attempts],
        "sentence": sentence(refusal, visit.lang),
        "wrong": refusal is not None,
    }
    return Page("onestop/dossiers/pay_page.html", facts, status=page_status(refusal) if refusal else 200)


@pages.get("/ho-so/{id}/nop-tien/{payment}", rule="payments.pay", title=PAYMENT)
def payment_page(request: Request, visit: Visit) -> Answered:
    """What has become of a payment; the provider is asked while it is open, at most twenty times by itself."""
    dossier, attempt = dossiers.paying_online().look(visit.call, request.params["payment"])
    if dossier.id != request.params["id"]:
        return Redirect(f"/ho-so/{dossier.id}/nop-tien/{attempt.id}")
    waits = attempt.state in (State.BEGUN, State.CAPTURED)
    looks = request.query.get("lan", "0")
    count = min(int(looks), LOOKS) if looks.isascii() and looks.isdecimal() and len(looks) <= 3 else 0
    again = waits and count < LOOKS
    facts = {
        "dossier": dossier,
        "attempt": attempt,
        "state": attempt.state.value,
        "words": STATE_WORDS[attempt.state],
        "waits": waits,
        "again": again,
        "seconds": EVERY_SECONDS,
        "unpaid": attempt.state in UNPAID - {State.BEGUN},
        "owed": dossiers.payable(dossier),
        "unit": unit_name(dossier.unit, visit.lang),
        "back_to_provider": _provider_address(visit, attempt) if attempt.state is State.BEGUN else "",
        "receipt_slip": _receipt_slip(request, visit, attempt.receipt) if attempt.receipt else "",
    }
    next_look = visit.url(visit.path, lan=count + 1)
    headers = {"Refresh": f"{EVERY_SECONDS}; url={next_look}"} if again else {}
    return Page("onestop/dossiers/payment_page.html", facts, headers=headers)


def _provider_address(visit: Visit, attempt: Any) -> str:
    way = dossiers.paying_online().way_on(attempt)
    return way.address or visit.url(way.path, **way.query)


def _receipt_slip(request: Request, visit: Visit, receipt: str) -> str:
    """The number of the slip of a receipt."""
    _, journal = dossiers.reading().read(visit.call, request.params["id"])
    entry = next((one for one in journal if one.data.get("receipt") == receipt), None)
    return f"{entry.seq:02}" if entry else ""
