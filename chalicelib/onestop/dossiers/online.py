"""Paying online: begin an attempt for what a dossier owes, take what the provider says, settle what was captured.

Four steps, each its own transaction, each safe to repeat: begun, captured, settled in the dossier under a receipt's
number, noted as settled (or to be refunded, where there is nothing to settle any more). Whatever breaks off in between
is found by the schedule, which asks the provider for what stays open and settles what was captured.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from chalicelib.cloud import log
from chalicelib.cloud.call import Call
from chalicelib.cloud.telemetry import use_case
from chalicelib.foundation.errors import Conflict, Invalid, Missing, Stale, Unavailable
from chalicelib.foundation.values import frozen
from chalicelib.onestop.dossiers import store
from chalicelib.onestop.dossiers.model import Dossier, Status
from chalicelib.onestop.dossiers.moves import must_let
from chalicelib.onestop.dossiers.paying import ONLINE, Paying, must_be_owed
from chalicelib.onestop.dossiers.tidy import Tidied, each_due
from chalicelib.onestop.dossiers.transitions import UNRETURNED
from chalicelib.onestop.payments import TIMER, Attempt, Obligation, Order, Payments, State, Way, missing, postpone

PATIENCE = timedelta(minutes=30)
TRIES = 4


@frozen
class Begun:
    """A payment that has begun: where the payer goes now."""

    attempt: str
    way: Way


@frozen
class PayingOnline:
    """The use cases of payment online."""

    paying: Paying
    payments: Payments

    @property
    def offered(self) -> bool:
        """Whether this stage has a provider."""
        return bool(self.payments.providers.usual())

    @use_case
    def begin(self, call: Call, dossier_id: str, amount: int) -> Begun:
        """Begins to pay the whole sum owed, which the payer has seen; the same key begins it once.

        Conflict `dossiers/nothing-owed`, `dossiers/no-online-payment`; Invalid `dossiers/amount-differs`.
        """
        dossier = store.read(dossier_id)
        must_let(call.caller, "payments.pay", dossier)
        provider = self.payments.providers.usual()
        if not provider:
            raise not_offered()
        if dossier.status not in UNRETURNED:
            raise Conflict("dossiers/nothing-owed", "Hồ sơ không còn khoản nào phải nộp.", "Nothing is owed.")
        must_be_owed(dossier, amount, ONLINE, (ONLINE,))
        owed = Obligation(dossier_id, dossier.code, dossier.unit, dossier.owner, amount)
        order = self.payments.begin(call, owed, provider)
        return Begun(order.reference, self._way(provider, order, dossier_id))

    def way_on(self, attempt: Attempt) -> Way:
        """Where the payer of an attempt that is still open goes on."""
        return self._way(attempt.provider, attempt.order, attempt.obligation.dossier)

    def _way(self, provider: str, order: Order, dossier_id: str) -> Way:
        back = f"/ho-so/{dossier_id}/nop-tien/{order.reference}"
        return self.payments.providers.get(provider).start(order, back)

    @use_case
    def attempts(self, call: Call, dossier: Dossier) -> list[Attempt]:
        """The attempts to pay for a dossier, the newest first, for who pays."""
        must_let(call.caller, "payments.pay", dossier)
        return self.payments.of_dossier(dossier.id)

    @use_case
    def look(self, call: Call, attempt_id: str) -> tuple[Dossier, Attempt]:
        """An attempt and its dossier for the payer, after asking the provider where it is still open: nothing that a
        browser brings along counts. Missing `payments/missing` to all others, as if it did not exist."""
        attempt = self.payments.read(attempt_id)
        dossier = store.read(attempt.obligation.dossier)
        try:
            must_let(call.caller, "payments.pay", dossier)
        except Missing:
            raise missing() from None
        if attempt.state not in (State.BEGUN, State.CAPTURED):
            return dossier, attempt
        attempt = self._bring_on(attempt, call.at)
        return store.read(dossier.id), attempt

    def _bring_on(self, attempt: Attempt, at: datetime) -> Attempt:
        """The attempt as far as it gets now; it stays where it is while the provider or the table is busy."""
        try:
            self.ask(attempt.id, at)
        except (Unavailable, Stale) as busy:
            log.info("payments.not-brought-on", attempt=attempt.id, code=busy.code)
        return self.payments.read(attempt.id)

    @use_case
    def notice(self, provider: str, body: bytes, headers: Mapping[str, str], at: datetime) -> Attempt:
        """Takes a provider's signed notice and settles what it captured. Repetitions change nothing.

        Raises what `Provider.read_notice` raises; Missing for an unknown provider or reference; Unavailable to be told
        again.
        """
        verdict = self.payments.providers.get(provider).read_notice(body, headers, at)
        return self._settled(self.payments.take(provider, verdict, at), at)

    @use_case
    def run(self, at: datetime) -> Tidied:
        """Asks providers for what is still open, settles what was captured; one that fails stops no other."""
        return each_due(TIMER, at, lambda row: self.ask(row["pk"]["S"][3:], at), PATIENCE)

    def ask(self, attempt_id: str, at: datetime) -> None:
        """Asks for one attempt, and settles it where money was captured."""
        attempt = self.payments.read(attempt_id)
        if attempt.state is State.BEGUN:
            verdict = self.payments.providers.get(attempt.provider).ask(attempt.order, at)
            if verdict.said == "open":
                return postpone(attempt, at)
            attempt = self.payments.take(attempt.provider, verdict, at)
        self._settled(attempt, at)
        return None

    def _settled(self, attempt: Attempt, at: datetime) -> Attempt:
        """A capture settled in its dossier; or to be refunded where that is refused for good."""
        if attempt.state is not State.CAPTURED:
            return attempt
        try:
            receipt = self._settle(attempt, at)
        except (Conflict, Invalid, Missing) as refusal:
            return self.payments.held_back(attempt, refusal.code, at)
        return self.payments.settled(attempt, receipt, at)

    def _settle(self, attempt: Attempt, at: datetime) -> str:
        """Tries again when the dossier is being changed at the same moment."""
        for left in range(TRIES - 1, -1, -1):
            try:
                return self.paying.settle(attempt, at)
            except Stale:
                if not left:
                    raise
        raise AssertionError("the last try returns or raises")


def payable(dossier: Dossier) -> bool:
    """Whether something is owed that can be paid now."""
    return dossier.payment.state == "due" and dossier.status in UNRETURNED and dossier.status is not Status.DRAFT


def not_offered() -> Conflict:
    """The refusal where the stage has no provider."""
    return Conflict(
        "dossiers/no-online-payment",
        "Hiện chưa thanh toán trực tuyến được; hãy nộp tại Bộ phận Một cửa.",
        "Payment online is not available now; please pay at the one-stop desk.",
    )
