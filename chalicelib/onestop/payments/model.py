"""A payment online: an attempt to pay one obligation, what the provider says of it, and what became of it. Pure.

obligation (what is owed, kept by who asks for it) -> attempt -> captured -> settled with a receipt, or to be refunded.
Amounts are whole dong. A capture happens once; what is refunded is at most what was captured.
"""

from collections.abc import Mapping, Set
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from chalicelib.foundation.errors import Conflict
from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words

LASTS = timedelta(minutes=30)
"""How long a payer has at the provider's; after that the attempt expires."""


class State(StrEnum):
    """Where an attempt stands."""

    BEGUN = "begun"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    CAPTURED = "captured"
    SETTLED = "settled"
    TO_REFUND = "to_refund"
    REFUNDED = "refunded"


STATE_WORDS: Mapping[State, Words] = {
    State.BEGUN: Words("Đang chờ kết quả thanh toán", "Waiting for the payment"),
    State.FAILED: Words("Thanh toán không thành công", "The payment failed"),
    State.CANCELLED: Words("Người nộp đã hủy thanh toán", "Cancelled by the payer"),
    State.EXPIRED: Words("Hết thời gian thanh toán", "The time to pay is over"),
    State.CAPTURED: Words("Đã thu, đang ghi vào hồ sơ", "Paid, being noted in the dossier"),
    State.SETTLED: Words("Đã nộp", "Paid"),
    State.TO_REFUND: Words("Phải hoàn tiền", "To be refunded"),
    State.REFUNDED: Words("Đã hoàn tiền", "Refunded"),
}

UNPAID = frozenset({State.BEGUN, State.FAILED, State.CANCELLED, State.EXPIRED})
"""States in which the provider holds no money."""
HELD = frozenset(State) - UNPAID


@frozen
class Move:
    """A row of the table: from which states, to which one (None: it stays), who makes it, the event it leaves."""

    froms: frozenset[State]
    to: State | None
    by: Literal["payer", "provider", "platform", "leader"]
    event: str


def _row(
    froms: Set[State], to: State | None, by: Literal["payer", "provider", "platform", "leader"], event: str
) -> Move:
    return Move(frozenset(froms), to, by, event)


MOVES: Mapping[str, Move] = {
    "begin": _row(frozenset(), State.BEGUN, "payer", "payment.begun"),
    "fail": _row({State.BEGUN}, State.FAILED, "provider", "payment.failed"),
    "cancel": _row({State.BEGUN}, State.CANCELLED, "provider", "payment.cancelled"),
    "lapse": _row({State.BEGUN}, State.EXPIRED, "provider", "payment.expired"),
    "capture": _row(UNPAID, State.CAPTURED, "provider", "payment.captured"),
    "contradict": _row(HELD, None, "provider", "payment.contradicted"),
    "settle": _row({State.CAPTURED}, State.SETTLED, "platform", "payment.settled"),
    "hold_back": _row({State.CAPTURED}, State.TO_REFUND, "platform", "payment.held_back"),
    "refund": _row({State.TO_REFUND}, State.REFUNDED, "leader", "payment.refunded"),
}
"""Money that comes after all (`capture` from failed, cancelled, expired) is money; a denial of money that was captured
changes nothing by itself: it is noted, and the agency sees it in its reconciliation."""


@frozen
class Obligation:
    """What is owed, as whoever asks for it says: the dossier with its code, its agency, who pays, how much (dong)."""

    dossier: str
    code: str
    unit: str
    owner: str
    amount: int


@frozen
class Order:
    """What a provider is told of an attempt: nothing personal. `reference` is the attempt's id."""

    reference: str
    amount: int
    unit: str
    begun_at: datetime


Said = Literal["open", "captured", "failed", "cancelled", "expired"]


@frozen
class Verdict:
    """What the provider says of an attempt. `number` is its own, for what it has captured; `at` its own moment."""

    reference: str
    said: Said
    amount: int
    number: str
    at: datetime


@frozen
class Attempt:
    """An attempt as it stands. `amount` is what was owed when it began, `captured` what the provider holds (dong).

    `number` and `captured_at` are the provider's; `receipt` is the receipt it was settled with; `reason` the code of
    the refusal for which it is to be refunded; `odd`: the provider has contradicted itself.
    """

    id: str
    version: int
    chain: str
    state: State
    obligation: Obligation
    provider: str
    begun_at: datetime
    number: str = ""
    captured: int = 0
    captured_at: datetime | None = None
    receipt: str = ""
    reason: str = ""
    odd: bool = False

    @property
    def order(self) -> Order:
        """What the provider is told."""
        return Order(self.id, self.obligation.amount, self.obligation.unit, self.begun_at)


UNPAID_MOVES: Mapping[str, str] = {"failed": "fail", "cancelled": "cancel", "expired": "lapse"}


def move_for(attempt: Attempt, verdict: Verdict) -> str:
    """The move that a verdict asks for; empty for what is known already or tells nothing.

    Of two denials the first counts: both mean that no money came.
    """
    if verdict.said == "open":
        return ""
    if verdict.said == "captured":
        if attempt.state in UNPAID:
            return "capture"
        return "" if (attempt.number, attempt.captured) == (verdict.number, verdict.amount) else "contradict"
    if attempt.state in HELD:
        return "contradict"
    return UNPAID_MOVES[verdict.said] if attempt.state is State.BEGUN else ""


def move(name: str, state: State) -> Move:
    """The move's row, or Conflict `payments/move-not-allowed` when this state does not allow it."""
    row = MOVES[name]
    if state not in row.froms:
        words = STATE_WORDS[state]
        raise Conflict(
            "payments/move-not-allowed",
            f"Lần thanh toán đang ở trạng thái “{words.vi}” nên không thể thực hiện việc này.",
            f"The payment is in the state “{words.en}”, which does not allow this.",
        )
    return row
