"""JSON doors of payments: reconciliation of an agency, and refunds."""

from chalicelib.cloud.call import Call
from chalicelib.cloud.door import Answer, Doors, Request, Words
from chalicelib.foundation.clock import vietnam_day
from chalicelib.onestop.payments import payments, schema

doors = Doors("payments")


@doors.get(
    "/api/v1/payment-reconciliation",
    rule="payments.reconcile",
    title=Words("Đối soát thanh toán trực tuyến", "Reconciliation of online payments"),
    query={"day": {"type": "string", "format": "date"}},
)
def reconciliation(request: Request, call: Call) -> Answer:
    """A day of the caller's agency: what the providers say beside what the receipts say; today without a day."""
    day = schema.read_day(request.query.get("day", ""), vietnam_day(call.at))
    return Answer(schema.show_reconciliation(payments().reconciliation(call, day)))


@doors.get(
    "/api/v1/payment-refunds",
    rule="payments.reconcile",
    title=Words("Các khoản phải hoàn", "What is to be refunded"),
)
def refunds(request: Request, call: Call) -> Answer:
    """What the caller's agency is to refund, the oldest first."""
    return Answer({"items": [schema.show_booked(one) for one in payments().to_refund(call)]})


@doors.post(
    "/api/v1/payments/{payment}/refund",
    rule="payments.refund",
    title=Words("Ghi đã hoàn tiền", "Note a refund"),
    body=schema.REFUND,
)
def refund(request: Request, call: Call) -> Answer:
    """Notes that the whole sum was given back, and by which transfer."""
    return Answer(payments().refund(call, request.params["payment"], call.body["reference"]))
