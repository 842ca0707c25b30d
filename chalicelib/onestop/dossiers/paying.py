"""Payment, kept apart from the business: what is owed, a demand on the way, money taken at the desk or online.

Amounts are integers of dong. Receipts are numbered 1, 2, 3 … per agency and year, without gaps.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.cloud import journal
from chalicelib.cloud.call import Call
from chalicelib.cloud.table import Change
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons.worktime import Happening
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import Conflict, FieldError, Invalid
from chalicelib.foundation.values import frozen
from chalicelib.onestop import workflow
from chalicelib.onestop.dossiers import items, store
from chalicelib.onestop.dossiers.model import Dossier, Payment, Status
from chalicelib.onestop.dossiers.moves import (
    PLATFORM,
    Decision,
    arrive,
    in_whose_name,
    move_dossier,
    must_be_short,
    platform_call,
    transition_for,
    write,
)
from chalicelib.onestop.dossiers.numbering import Numbering, give_number
from chalicelib.onestop.dossiers.timing import after_happening, due_fact, must_still_decide
from chalicelib.onestop.dossiers.transitions import transition
from chalicelib.onestop.payments import Attempt
from chalicelib.onestop.procedures import Catalogue, Procedure

MEANS = ("cash", "transfer")
"""What a desk takes."""
ONLINE = "online"
MOST_DONG = 100_000_000_000


@frozen
class Paying:
    """The use cases of payment. `pause` sleeps between tries for a receipt's number (seconds)."""

    catalogue: Catalogue
    pause: Callable[[float], None] = time.sleep

    def _procedure(self, dossier: Dossier) -> Procedure:
        return self.catalogue.version(dossier.procedure, dossier.procedure_version)

    @use_case
    def require(self, call: Call, dossier_id: str, amount: int, reason: str) -> dict[str, Any]:
        """Asks the applicant to meet a financial obligation before processing goes on; time stands still meanwhile."""

        def decide(before: Dossier) -> Decision:
            procedure = self._procedure(before)
            workflow.must_hold(procedure, before.step, call.caller.roles)
            must_be_short({"reason": reason})
            must_still_decide(before, procedure, call.at)
            if not 0 < amount <= MOST_DONG:
                raise Invalid("dossiers/amount", "Số tiền phải là số đồng dương.", "The amount is a number of dong.")
            owing = replace(before, payment=demanded(before.payment, amount))
            after = after_happening(owing, procedure, Happening("stopped", call.at, reason_code="payment"))
            facts = {**due_fact(after), "amount": amount, "step": before.step}
            return Decision(after, facts, {"reason": reason})

        return move_dossier(call, dossier_id, "require_payment", decide)

    @use_case
    def cancel(self, call: Call, dossier_id: str, reason: str) -> dict[str, Any]:
        """Takes back a demand that was the authority's own mistake; what was owed and paid before it stands again, and
        what is left of the time goes on."""

        def decide(before: Dossier) -> Decision:
            procedure = self._procedure(before)
            workflow.must_hold(procedure, before.step, call.caller.roles)
            must_be_short({"reason": reason})
            freed = replace(before, payment=undemanded(before.payment))
            after = after_happening(freed, procedure, Happening("resumed", call.at, reason_code="payment"))
            facts = {**due_fact(after), "amount": before.payment.demanded}
            return Decision(after, facts, {"reason": reason})

        return move_dossier(call, dossier_id, "cancel_payment", decide)

    @use_case
    def take(self, call: Call, dossier_id: str, amount: int, means: str, given: int = 0) -> dict[str, Any]:
        """Notes that the whole sum owed was paid, in cash at the desk or by transfer, under a receipt's next number.

        `given`: the cash that was handed over, where the change is to stand on the receipt; 0: nobody noted it.
        A dossier that waited for it goes on. Conflict `dossiers/nothing-owed`, Invalid `dossiers/amount-differs`.
        """

        def attempt() -> dict[str, Any]:
            before = store.read(dossier_id)
            waited = before.status is Status.PAYMENT_REQUIRED
            move = "settle_payment" if waited else "take_payment"
            row = transition_for(call.caller, before, move)
            call.must_match(before.version, before.mark)
            must_be_owed(before, amount, means)
            after = arrive(before, row.to, call.at)
            facts: dict[str, Any] = {"amount": amount, "means": means}
            if given and means == "cash":
                must_be_enough(given, amount)
                facts["given"] = given
            if waited:
                after = self._going_on(before, after, call.at)
                facts |= due_fact(after)
            acting = replace(call, caller=in_whose_name(call, before, move))
            return self._number_and_write(acting, before, after, facts, row.event)

        return journal.once(items.pk_of(dossier_id), call, attempt)

    def settle(self, captured: Attempt, at: datetime) -> str:
        """Settles what a dossier owes with what was captured online, once for each attempt; the receipt's number.

        The platform acts, on the payer's behalf. Where the money has nothing to settle any more: Conflict
        `dossiers/move-not-allowed`, `dossiers/nothing-owed`, Invalid `dossiers/amount-differs`. Stale in a race.
        """
        owner = captured.obligation.owner
        call = replace(
            platform_call(at, "dossiers.settle_online", captured.id), caller=replace(PLATFORM, on_behalf=owner)
        )
        dossier_id = captured.obligation.dossier

        def attempt() -> dict[str, Any]:
            before = store.read(dossier_id)
            waited = before.status is Status.PAYMENT_REQUIRED
            row = transition("settle_online" if waited else "pay_online", before.status)
            must_be_owed(before, captured.captured, "online", (ONLINE,))
            facts = {"amount": captured.captured, "means": ONLINE, "payment": captured.id}
            after = arrive(before, row.to, at)
            if waited:
                after = self._going_on(before, after, at)
                facts |= due_fact(after)
            return self._number_and_write(call, before, after, facts, row.event)

        return str(journal.once(items.pk_of(dossier_id), call, attempt)["receipt"])

    def _going_on(self, before: Dossier, after: Dossier, at: datetime) -> Dossier:
        """The dossier with its time running again."""
        return after_happening(after, self._procedure(before), Happening("resumed", at, reason_code="payment"))

    def _number_and_write(
        self, call: Call, before: Dossier, after: Dossier, facts: dict[str, Any], event: str
    ) -> dict[str, Any]:
        day = vietnam_day(call.at)
        series = Numbering(f"receipts.{call.caller.unit or before.unit}", day.replace(month=1, day=1))

        def numbered(number: int, part: Callable[[Change], None]) -> dict[str, Any]:
            receipt = f"{number:06}/{day.year}"
            paid = replace(after, payment=Payment("paid", after.payment.paid + facts["amount"], receipt))
            told = {"receipt": receipt}
            return write(call, before, Decision(paid, {**facts, **told}, told=told, parts=part), event)

        return give_number(series, call, self.pause, numbered)


def demanded(before: Payment, amount: int) -> Payment:
    """What is owed once so much more is demanded on the way."""
    owed = before.amount if before.state == "due" else 0
    paid = before.amount if before.state == "paid" else before.paid
    return Payment("due", owed + amount, before.receipt, paid, amount)


def undemanded(payment: Payment) -> Payment:
    """What is owed, or was paid, without the last demand."""
    owed = payment.amount - payment.demanded
    if owed:
        return Payment("due", owed, payment.receipt, payment.paid)
    return Payment("paid", payment.paid, payment.receipt) if payment.paid else Payment("free")


def must_be_enough(given: int, amount: int) -> None:
    """Refuses cash that is less than the sum to be taken."""
    if not amount <= given <= MOST_DONG:
        vi, en = "Số tiền khách đưa ít hơn số phải nộp.", "The cash handed over is less than the sum owed."
        raise Invalid("dossiers/given-too-little", vi, en, [FieldError("given", "dossiers/given-too-little", vi, en)])


def must_be_owed(dossier: Dossier, amount: int, means: str, known: Sequence[str] = MEANS) -> None:
    """Refuses money that is not owed, another sum than the whole, and means nobody knows."""
    if dossier.payment.state != "due":
        raise Conflict("dossiers/nothing-owed", "Hồ sơ không còn khoản nào phải nộp.", "Nothing is owed.")
    if amount != dossier.payment.amount:
        raise Invalid(
            "dossiers/amount-differs",
            "Số tiền thu phải đúng bằng số tiền phải nộp.",
            "The sum taken must be the whole sum owed.",
        )
    if means not in known:
        raise Invalid("dossiers/unknown-means", "Hãy chọn tiền mặt hoặc chuyển khoản.", "Choose cash or transfer.")
