"""Pages of payments: the reconciliation of an agency, and the simulated provider's own page."""

from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Answered, Page, Pages, Redirect, Visit, own_path, page_status
from chalicelib.commons.agencies import directory
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import Conflict, Invalid, Refusal
from chalicelib.onestop.payments import STATE_WORDS, payments, sandbox, schema
from chalicelib.onestop.payments.model import Said
from chalicelib.onestop.payments.providers import courier
from chalicelib.onestop.payments.providers.sandbox import CODE, PAGE

pages = Pages("payments")
RECONCILIATION = Words("Đối soát thanh toán trực tuyến", "Reconciliation of online payments")
SIMULATION = Words("Trang thanh toán mô phỏng", "Simulated payment page")
NOTICES = f"/api/v1/payment-notices/{CODE}"
PRESSED: dict[str, Said] = {"pay": "captured", "fail": "failed", "cancel": "cancelled"}
ORDER = ("so-tien", "don-vi", "luc", "ve", "ky")


@pages.get("/can-bo/doi-soat", rule="payments.reconcile", title=RECONCILIATION)
def reconciliation_page(request: Request, visit: Visit) -> Page:
    """A day of the agency, and what is to be refunded from all days."""
    return _reconciliation(request, visit)


@pages.post("/can-bo/doi-soat/{payment}/hoan", rule="payments.refund", title=RECONCILIATION)
def refund(request: Request, visit: Visit) -> Answered:
    """Notes a refund."""
    try:
        payments().refund(visit.change(), request.params["payment"], visit.typed.get("reference"))
    except (Invalid, Conflict) as refusal:
        return _reconciliation(request, visit, refusal)
    return Redirect("/can-bo/doi-soat", {"ngay": visit.typed.get("day")[:10]})


def _reconciliation(request: Request, visit: Visit, refusal: Refusal | None = None) -> Page:
    today = vietnam_day(visit.call.at)
    typed = request.query.get("ngay", "") or visit.typed.get("day")
    try:
        found = payments().reconciliation(visit.call, schema.read_day(typed, today))
    except Invalid as wrong:
        refusal = refusal or wrong
        found = payments().reconciliation(visit.call, today)
    facts: dict[str, Any] = {
        "found": found,
        "today": today.isoformat(),
        "lines": [(line, STATE_WORDS[line.booked.state] if line.booked else None) for line in found.lines],
        "refunds": payments().to_refund(visit.call),
        "may_refund": "leader" in visit.caller.roles,
        "unit": directory().unit(found.unit).name(visit.lang),
        "tried": request.params.get("payment", ""),
        "sentence": _said(refusal, visit.lang),
        "wrong": refusal is not None,
    }
    status = page_status(refusal) if refusal else 200
    return Page("onestop/payments/reconciliation.html", facts, status=status, wide=True)


def _said(refusal: Refusal | None, lang: str) -> str:
    if refusal is None:
        return ""
    return refusal.en if lang == "en" else refusal.vi


@pages.get(PAGE + "/{payment}", rule="payments.simulate", title=SIMULATION)
def simulated(request: Request, visit: Visit) -> Page:
    """Stands in for the national payment platform: pay, fail, or cancel."""
    order, _ = sandbox().open_order(request.params["payment"], request.query)
    facts = {
        "order": order,
        "unit": directory().unit(order.unit).name(visit.lang),
        "sent": {name: request.query.get(name, "") for name in ORDER},
    }
    return Page("onestop/payments/sandbox.html", facts)


@pages.post(PAGE + "/{payment}", rule="payments.simulate", title=SIMULATION)
def decide(request: Request, visit: Visit) -> Answered:
    """Writes the books, sends the notice server to server, and the browser back. The browser carries no result."""
    box, sent = sandbox(), {name: visit.typed.get(name) for name in ORDER}
    order, back = box.open_order(request.params["payment"], sent)
    said = PRESSED.get(visit.typed.get("said"))
    if said is None:
        raise Invalid("payments/choice-unknown", "Hãy chọn một trong các nút.", "Press one of the buttons.")
    verdict = box.decide(order, said, visit.call.at)
    if "silent" not in visit.typed:
        courier.deliver(NOTICES, *box.write_notice(verdict, visit.call.at))
    return Redirect(own_path(back))
