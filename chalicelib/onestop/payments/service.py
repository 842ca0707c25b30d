"""The use cases of an attempt: begin it, take what the provider says, settle it or hold it for a refund, refund it.

Each change is one transaction with its journal entry. What a provider says is taken however late, often or
contradictory it comes; the attempt's own table of moves decides what it changes.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from chalicelib.cloud import journal
from chalicelib.cloud.call import Call, Caller, Intent
from chalicelib.cloud.journal import Event
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons import identity
from chalicelib.foundation.clock import iso, parse_iso, vietnam_day
from chalicelib.foundation.errors import FieldError, Invalid, Stale, Unavailable
from chalicelib.foundation.ids import derived_id
from chalicelib.foundation.values import frozen
from chalicelib.onestop.payments import store
from chalicelib.onestop.payments.balance import Booked, Reconciliation, reconcile
from chalicelib.onestop.payments.model import MOVES, Attempt, Obligation, Order, State, Verdict, move, move_for
from chalicelib.onestop.payments.providers import Providers

TRIES = 5
REFERENCE_LONGEST = 100


@frozen
class Payments:
    """`providers` are those that this stage has."""

    providers: Providers

    def begin(self, call: Call, owed: Obligation, provider: str) -> Order:
        """An attempt to pay what is owed; the same key gives the same one. The caller has the right to pay."""
        self.providers.get(provider)
        wish = call.wish()
        attempt_id = derived_id("payment", wish.principal, wish.route, wish.key)
        row = MOVES["begin"]

        def attempt() -> dict[str, Any]:
            made = Attempt(attempt_id, 0, "", State.BEGUN, owed, provider, call.at)
            item = store.item_of(made, call.at)
            facts = {"unit": owed.unit, "dossier": owed.dossier, "amount": owed.amount, "provider": provider}
            answer = {"id": attempt_id, "version": 1, "begun_at": iso(call.at)}
            change, entry = journal.open_change(
                item, call, Event(row.event, {**facts, "to": State.BEGUN.value}), answer
            )
            journal.found(change, entry, item)
            change.commit()
            return answer

        stored = journal.once(store.pk_of(attempt_id), call, attempt)
        return Order(attempt_id, owed.amount, owed.unit, parse_iso(stored["begun_at"]))

    def take(self, provider: str, verdict: Verdict, at: datetime) -> Attempt:
        """The attempt after what its provider has said. Missing `payments/missing` for a reference of nobody's, or of
        another provider's."""
        for _ in range(TRIES):
            before = store.read(verdict.reference)
            if before.provider != provider:
                raise store.missing()
            name = move_for(before, verdict)
            if not name:
                return before
            after = _after(before, name, verdict)
            key = f"{before.id}.{verdict.said}.{verdict.number}.{verdict.amount}"
            try:
                return self._write(_platform_call(before, at, name, key), before, after, name, _said(verdict))
            except Stale:
                continue
        raise _busy()

    def settled(self, attempt: Attempt, receipt: str, at: datetime) -> Attempt:
        """Notes the receipt under which a capture was settled. Repeating it changes nothing."""
        after = replace(attempt, state=State.SETTLED, receipt=receipt)
        call = _platform_call(attempt, at, "settle", attempt.id)
        return self._write(call, attempt, after, "settle", {"receipt_number": receipt})

    def held_back(self, attempt: Attempt, reason: str, at: datetime) -> Attempt:
        """Notes that a capture could not be settled, and why (the code of the refusal): it is to be refunded."""
        after = replace(attempt, state=State.TO_REFUND, reason=reason)
        call = _platform_call(attempt, at, "hold_back", attempt.id)
        return self._write(call, attempt, after, "hold_back", {"reason": reason})

    @use_case
    def refund(self, call: Call, attempt_id: str, reference: str) -> dict[str, Any]:
        """Notes that the whole sum captured was given back; `reference` names the transfer.

        Invalid `payments/reference-needed`; Conflict `payments/move-not-allowed` for what is not to be refunded.
        """

        def attempt() -> dict[str, Any]:
            before = store.read(attempt_id)
            unit = before.obligation.unit
            identity.require(call.caller, "payments.refund", unit=unit, code="payments/missing")
            must_name_transfer(reference)
            after = replace(before, state=State.REFUNDED)
            event = Event(MOVES["refund"].event, {"amount": before.captured}, {"reference": reference})
            return self._change(call, before, after, "refund", event)[0]

        return journal.once(store.pk_of(attempt_id), call, attempt)

    def _write(self, call: Call, before: Attempt, after: Attempt, name: str, facts: Mapping[str, Any]) -> Attempt:
        """The attempt after a move of the platform's; read again only where the move had been made before."""
        written: list[str] = []

        def attempt() -> dict[str, Any]:
            answer, chain = self._change(call, before, after, name, Event(MOVES[name].event, facts))
            written.append(chain)
            return answer

        journal.once(store.pk_of(before.id), call, attempt)
        return replace(after, version=before.version + 1, chain=written[0]) if written else store.read(before.id)

    def _change(
        self, call: Call, before: Attempt, after: Attempt, name: str, event: Event
    ) -> tuple[dict[str, Any], str]:
        """One transaction: the attempt and its journal entry. The answer, and the entry's hash."""
        move(name, before.state)
        owed = before.obligation
        facts = {"unit": owed.unit, "dossier": owed.dossier, "from": before.state.value, "to": after.state.value}
        old, actions = store.changes(before, after, call.at)
        answer = {"id": before.id, "version": before.version + 1, "state": after.state.value}
        whole = Event(event.type, {**facts, **event.data}, event.note)
        change, entry = journal.open_change(old, call, whole, answer)
        journal.amend(change, entry, old, actions)
        change.commit()
        return answer, str(entry.hash)

    @use_case
    def read(self, attempt_id: str) -> Attempt:
        """An attempt as it stands."""
        return store.read(attempt_id)

    @use_case
    def of_dossier(self, dossier_id: str) -> list[Attempt]:
        """The attempts to pay for a dossier, the newest first."""
        return store.of_dossier(dossier_id)

    @use_case
    def reconciliation(self, call: Call, day: date) -> Reconciliation:
        """A day of the caller's agency: what the providers say beside what our receipts say."""
        unit = call.caller.unit
        identity.require(call.caller, "payments.reconcile", unit=unit)
        if day > vietnam_day(call.at):
            raise Invalid("payments/day-not-begun", "Ngày này chưa đến.", "That day has not come.")
        stated = [one for provider in self.providers.all() for one in provider.statement(unit, day)]
        return reconcile(unit, day, stated, store.captures(unit, day))

    @use_case
    def to_refund(self, call: Call) -> list[Booked]:
        """What the caller's agency is to refund, the oldest first."""
        identity.require(call.caller, "payments.reconcile", unit=call.caller.unit)
        return store.refunds(call.caller.unit)


def _said(verdict: Verdict) -> dict[str, Any]:
    return {"said": verdict.said, "amount": verdict.amount, "number": verdict.number}


def _after(before: Attempt, name: str, verdict: Verdict) -> Attempt:
    state = MOVES[name].to or before.state
    if name == "contradict":
        return replace(before, odd=True)
    if name != "capture":
        return replace(before, state=state)
    return replace(before, state=state, number=verdict.number, captured=verdict.amount, captured_at=verdict.at)


def _platform_call(attempt: Attempt, at: datetime, name: str, key: str) -> Call:
    """The platform, on the payer's behalf."""
    caller = Caller(
        account="platform", name="motcua", roles=frozenset({"platform"}), on_behalf=attempt.obligation.owner
    )
    return Call(caller, at, intent=Intent("platform", f"payments.{name}", key, key))


def must_name_transfer(reference: str) -> None:
    """Refuses a refund that names no transfer, or something that is no name of one."""
    if 0 < len(reference.strip()) <= REFERENCE_LONGEST:
        return
    vi = f"Hãy ghi số chứng từ hoàn tiền, dài tối đa {REFERENCE_LONGEST} ký tự."
    en = f"Name the transfer that refunds it, in at most {REFERENCE_LONGEST} characters."
    raise Invalid("payments/reference-needed", vi, en, [FieldError("reference", "schema/required", vi, en)])


def _busy() -> Unavailable:
    return Unavailable(
        "payments/busy",
        "Lần thanh toán này đang được cập nhật; hãy thử lại.",
        "This payment is being changed; try again.",
    )
