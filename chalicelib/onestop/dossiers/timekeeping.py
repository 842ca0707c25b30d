"""The clock of a dossier as officers move it: extension with an apology, stop and resumption."""

from typing import Any

from chalicelib.cloud.call import Call
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons.worktime import Happening
from chalicelib.foundation.clock import iso
from chalicelib.foundation.errors import Invalid
from chalicelib.foundation.values import frozen
from chalicelib.onestop.dossiers.model import Dossier
from chalicelib.onestop.dossiers.moves import Decision, move_dossier, must_be_short
from chalicelib.onestop.dossiers.timing import after_happening, due_fact, must_still_decide
from chalicelib.onestop.procedures import Catalogue, Procedure

LONGEST_EXTENSION = 400


@frozen
class Timekeeping:
    """The use cases of the clock."""

    catalogue: Catalogue

    def _procedure(self, dossier: Dossier) -> Procedure:
        return self.catalogue.version(dossier.procedure, dossier.procedure_version)

    @use_case
    def extend(self, call: Call, dossier_id: str, amount: int, reason: str) -> dict[str, Any]:
        """Extends the time once, by `amount` of the procedure's own unit, with an apology and the new date.

        At least one day before the due date (NĐ 61/2018 art. 19(9)): Conflict `worktime/extension-too-late` later,
        `worktime/extension-once` for a second one.
        """

        def decide(before: Dossier) -> Decision:
            must_be_short({"reason": reason})
            if not 0 < amount <= LONGEST_EXTENSION:
                raise Invalid(
                    "dossiers/extension-amount",
                    f"Thời gian gia hạn là số nguyên từ 1 đến {LONGEST_EXTENSION}.",
                    f"An extension is a whole number from 1 to {LONGEST_EXTENSION}.",
                )
            happening = Happening("extended", call.at, amount, reason_code="apology")
            after = after_happening(before, self._procedure(before), happening)
            was = iso(before.due_at) if before.due_at is not None else None
            return Decision(after, {**due_fact(after), "was_due": was, "amount": amount}, {"reason": reason})

        return move_dossier(call, dossier_id, "extend", decide)

    @use_case
    def stop(self, call: Call, dossier_id: str, reason: str, legal_basis: str) -> dict[str, Any]:
        """Stops processing by notice (form 05 of TT 03/2025/TT-VPCP); time stands still until it goes on."""

        def decide(before: Dossier) -> Decision:
            must_be_short({"reason": reason, "legal_basis": legal_basis})
            must_still_decide(before, self._procedure(before), call.at)
            happening = Happening("stopped", call.at, reason_code="notice")
            after = after_happening(before, self._procedure(before), happening)
            return Decision(after, {**due_fact(after), "step": before.step}, words(reason, legal_basis))

        return move_dossier(call, dossier_id, "stop", decide)

    @use_case
    def resume(self, call: Call, dossier_id: str, reason: str) -> dict[str, Any]:
        """Goes on with what was stopped, in the same step; what is left of the time goes on from here."""

        def decide(before: Dossier) -> Decision:
            must_be_short({"reason": reason})
            after = after_happening(
                before, self._procedure(before), Happening("resumed", call.at, reason_code="notice")
            )
            return Decision(after, due_fact(after), words(reason))

        return move_dossier(call, dossier_id, "resume", decide)


def words(reason: str, legal_basis: str = "") -> dict[str, str] | None:
    """What an officer wrote, without what was left empty."""
    said = {"reason": reason, "legal_basis": legal_basis}
    return {name: text for name, text in said.items() if text} or None
