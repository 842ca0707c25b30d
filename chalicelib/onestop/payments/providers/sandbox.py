"""The sandbox: stands in for the national payment platform on stages raised for demonstration.

As such a platform it gets a signed order by the payer's browser, has a page of its own, keeps its own books, sends the
browser back and tells the platform by a signed notice, server to server. Notices carry
`X-Motcua-Signature: t=<seconds since 1970>,v1=<hex>`: HMAC-SHA-256 over `<t>.<body>` under a key derived from the
stage's signing key. A notice is read while it is fresh; read again, it changes nothing.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from chalicelib.cloud.keys import signing_key
from chalicelib.cloud.settings import settings
from chalicelib.foundation.clock import iso, parse_iso
from chalicelib.foundation.errors import Conflict, Forbidden, Invalid, Missing
from chalicelib.foundation.ids import derived_id, is_id
from chalicelib.foundation.words import Words
from chalicelib.onestop.payments.balance import Stated
from chalicelib.onestop.payments.model import LASTS, Order, Said, Verdict
from chalicelib.onestop.payments.providers import store
from chalicelib.onestop.payments.providers.interface import Way

CODE = "sandbox"
PAGE = "/thanh-toan-mo-phong"
SIGNATURE = "x-motcua-signature"
FRESH = timedelta(minutes=5)
GRACE = timedelta(minutes=2)
"""An order counts as expired a little later than its page closes, so that the two never cross."""
AMOUNT_LONGEST = 15
SIGNED = r"t=([0-9]{1,12}),v1=([0-9a-f]{64})"
NOT_HERE = Words(
    "Cổng thanh toán mô phỏng chỉ dùng trên hệ thống thử nghiệm.",
    "The simulated gateway is used on stages for demonstration only.",
)


class Sandbox:
    """The provider `sandbox`."""

    code = CODE
    name = Words("Cổng thanh toán mô phỏng", "Simulated payment gateway")

    def check(self) -> Sequence[Words]:
        """See Provider: refused wherever the stage was not raised for demonstration."""
        return (NOT_HERE,) if not settings().demo else ()

    def start(self, order: Order, back: str) -> Way:
        """See Provider: its page on this site, with the order signed into the address."""
        query = _asked(order, back)
        return Way(
            path=f"{PAGE}/{order.reference}", query={**query, "ky": _mac("order", order.reference, *query.values())}
        )

    def open_order(self, reference: str, query: Mapping[str, str]) -> tuple[Order, str]:
        """The order that the platform has signed, and where the payer goes back to.

        Missing `payments/order-unknown` for any other address; Conflict `payments/provider-not-here`.
        """
        if self.check():
            raise Conflict("payments/provider-not-here", NOT_HERE.vi, NOT_HERE.en)
        named = [query.get(name, "") for name in ("so-tien", "don-vi", "luc", "ve")]
        amount, unit, begun, back = named
        genuine = hmac.compare_digest(query.get("ky", "").encode(), _mac("order", reference, *named).encode())
        if not (is_id(reference) and genuine and len(amount) <= AMOUNT_LONGEST):
            raise Missing("payments/order-unknown", "Không có đơn thanh toán này.", "There is no such order.")
        return Order(reference, int(amount), unit, parse_iso(begun)), back

    def decide(self, order: Order, said: Said, at: datetime) -> Verdict:
        """What the payer has pressed, written into the books; an order is decided once, and while it is open."""
        known = store.find(order.reference)
        if known is not None:
            return known
        if at >= order.begun_at + LASTS:
            return Verdict(order.reference, "expired", order.amount, "", at)
        number = f"SB{derived_id('sandbox', order.reference)[:10].upper()}" if said == "captured" else ""
        return store.enter(order, said, number, at)

    def write_notice(self, verdict: Verdict, at: datetime) -> tuple[bytes, dict[str, str]]:
        """A notice of a verdict: its body and its headers."""
        facts = {
            "reference": verdict.reference,
            "said": verdict.said,
            "amount": verdict.amount,
            "number": verdict.number,
            "at": iso(verdict.at),
        }
        body = json.dumps(facts).encode()
        seconds = str(int(at.timestamp()))
        signature = f"t={seconds},v1={_mac('notice', seconds, body.decode())}"
        return body, {"Content-Type": "application/json", SIGNATURE: signature}

    def read_notice(self, body: bytes, headers: Mapping[str, str], at: datetime) -> Verdict:
        """See Provider."""
        found = re.fullmatch(SIGNED, headers.get(SIGNATURE, ""))
        seconds, mac = found.groups() if found else ("", "")
        expected = _mac("notice", seconds, body.decode(errors="replace"))
        if not hmac.compare_digest(mac.encode(), expected.encode()):
            raise Forbidden("payments/signature-wrong", "Chữ ký của thông báo không đúng.", "The signature is wrong.")
        if abs(at - datetime.fromtimestamp(int(seconds), tz=UTC)) > FRESH:
            raise Forbidden("payments/notice-stale", "Thông báo đã quá cũ.", "The notice is too old.")
        return _verdict(body)

    def ask(self, order: Order, at: datetime) -> Verdict:
        """See Provider: what its books say."""
        known = store.find(order.reference)
        if known is not None:
            return known
        over = at >= order.begun_at + LASTS + GRACE
        return Verdict(order.reference, "expired" if over else "open", order.amount, "", at)

    def statement(self, unit: str, day: date) -> Sequence[Stated]:
        """See Provider."""
        return store.captured(unit, day)


SAID: Mapping[str, Said] = {"captured": "captured", "failed": "failed", "cancelled": "cancelled", "expired": "expired"}


def _verdict(body: bytes) -> Verdict:
    """A notice's body. It is signed, so that whatever is wrong with it is the provider's mistake."""
    try:
        facts: Any = json.loads(body)
        reference, said, amount = facts["reference"], SAID[facts["said"]], facts["amount"]
        number, at = facts["number"], parse_iso(facts["at"])
        plain = isinstance(reference, str) and type(amount) is int and amount > 0 and re.fullmatch(r"\w{0,40}", number)
    except (KeyError, TypeError, ValueError, Invalid):
        plain = None
    if not plain:
        raise Invalid("payments/notice-malformed", "Thông báo không đọc được.", "The notice cannot be read.")
    return Verdict(reference, said, amount, number, at)


def _asked(order: Order, back: str) -> dict[str, str]:
    return {"so-tien": str(order.amount), "don-vi": order.unit, "luc": iso(order.begun_at), "ve": back}


def _mac(purpose: str, *parts: str) -> str:
    """HMAC over the parts, each with its length, under a key for this purpose alone."""
    key = hmac.new(signing_key(), f"payments/sandbox/{purpose}".encode(), hashlib.sha256).digest()
    framed = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
    return hmac.new(key, framed, hashlib.sha256).hexdigest()
