"""Small values of a dossier as short text, so that its head stays within 1 KB: clock, payment, delivery, request."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, cast

from chalicelib.cloud.journal import canonical
from chalicelib.commons.worktime import Happening, HappeningKind
from chalicelib.onestop.dossiers import rows
from chalicelib.onestop.dossiers.model import (
    Asked,
    Delivery,
    DeliveryState,
    DeliveryWay,
    Payment,
    PaymentState,
    Proposal,
)

EPOCH = 1_577_836_800
"""Seconds from 1970 to 2020; the moments of a clock count from there, in base 36."""
LETTERS: dict[HappeningKind, str] = {
    "paused": "p",
    "resumed": "r",
    "restarted": "a",
    "extended": "e",
    "stopped": "s",
}
KINDS = {letter: kind for kind, letter in LETTERS.items()}
REASONS = {"supplement": "s", "payment": "p", "apology": "a", "notice": "n", "": ""}
REASON_CODES = {letter: code for code, letter in REASONS.items()}


def pack_clock(happenings: Iterable[Happening]) -> str | None:
    """What happened to a clock, exact to the second: `p3lhqvs.s,r3lmn0g.s,e3m0001.a3`; None for nothing."""
    return ",".join(_packed(one) for one in happenings) or None


def _packed(one: Happening) -> str:
    seconds = rows.base36(int(one.at.timestamp()) - EPOCH)
    return f"{LETTERS[one.kind]}{seconds}.{REASONS[one.reason_code]}{one.amount or ''}"


def unpack_clock(text: str | None) -> tuple[Happening, ...]:
    """What `pack_clock` wrote."""
    return tuple(_happening(part) for part in text.split(",")) if text else ()


def _happening(part: str) -> Happening:
    seconds, _, rest = part[1:].partition(".")
    reason = rest.rstrip("0123456789")
    at = datetime.fromtimestamp(int(seconds, 36) + EPOCH, tz=UTC)
    return Happening(KINDS[part[0]], at, int(rest[len(reason) :] or 0), REASON_CODES[reason])


def pack_payment(payment: Payment) -> str | None:
    """`due|75000||0|75000`: state, sum, receipt, paid before, demanded; None when nothing is known yet."""
    if not payment.state:
        return None
    more = f"|{payment.paid}|{payment.demanded}" if payment.paid or payment.demanded else ""
    return f"{payment.state}|{payment.amount}|{payment.receipt}{more}"


def unpack_payment(text: str | None) -> Payment:
    """What `pack_payment` wrote."""
    if not text:
        return Payment()
    state, amount, receipt, *more = text.split("|")
    paid, demanded = (int(one) for one in more) if more else (0, 0)
    return Payment(cast(PaymentState, state), int(amount), receipt, paid, demanded)


def pack_proposal(proposal: Proposal, proposed_by: str) -> str | None:
    """`approval|acc-…`: what is proposed, and by whom; `|acc-…` once it was sent back; None for nothing."""
    return f"{proposal}|{proposed_by}" if proposal or proposed_by else None


def unpack_proposal(text: str | None) -> dict[str, Any]:
    """What `pack_proposal` wrote, as the fields of a dossier."""
    proposal, _, proposed_by = (text or "").partition("|")
    return {"proposal": proposal, "proposed_by": proposed_by}


def pack_delivery(delivery: Delivery) -> str | None:
    """`post|posted|VN123`; None for the usual way with nothing done yet."""
    if delivery == Delivery():
        return None
    return f"{delivery.way}|{delivery.state}|{delivery.reference}"


def unpack_delivery(text: str | None) -> Delivery:
    """What `pack_delivery` wrote."""
    if not text:
        return Delivery()
    way, state, reference = text.split("|", 2)
    return Delivery(cast(DeliveryWay, way), cast(DeliveryState, state), reference)


def pack_asked(asked: Asked | None) -> str | None:
    """A request for a supplement as JSON."""
    if asked is None:
        return None
    return canonical({"papers": dict(asked.papers), "fields": dict(asked.fields), "files": list(asked.files)})


def unpack_asked(text: str | None) -> Asked | None:
    """What `pack_asked` wrote."""
    if not text:
        return None
    stored = json.loads(text)
    return Asked(stored["papers"], stored["fields"], tuple(stored["files"]))
