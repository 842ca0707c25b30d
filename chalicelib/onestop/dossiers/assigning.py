"""Assignment: the leader gives a step of a dossier to an officer, or an officer takes one that is nobody's."""

from dataclasses import replace
from datetime import date
from typing import Any

from chalicelib.cloud.call import Call
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons.agencies import directory
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import Conflict, FieldError, Invalid
from chalicelib.foundation.values import frozen
from chalicelib.onestop import workflow
from chalicelib.onestop.dossiers.holding import step_of
from chalicelib.onestop.dossiers.model import Dossier
from chalicelib.onestop.dossiers.moves import Decision, in_whose_name, move_dossier, officer_name
from chalicelib.onestop.procedures import Catalogue, Procedure, Step


@frozen
class Assigning:
    """The use cases of assignment."""

    catalogue: Catalogue

    def _procedure(self, dossier: Dossier) -> Procedure:
        return self.catalogue.version(dossier.procedure, dossier.procedure_version)

    @use_case
    def assign(self, call: Call, dossier_id: str, assignee: str) -> dict[str, Any]:
        """Gives the present step to an officer of the unit who holds its role, or, with an empty name, to nobody.

        Invalid `dossiers/not-of-the-step` for everybody else. The next hand-on clears it.
        """

        def decide(before: Dossier) -> Decision:
            step = step_of(self._procedure(before), before)
            if assignee:
                must_be_of_the_step(before, step, assignee, vietnam_day(call.at))
            return given(before, step, assignee)

        return move_dossier(call, dossier_id, "assign", decide)

    @use_case
    def take(self, call: Call, dossier_id: str) -> dict[str, Any]:
        """An officer takes a dossier of their step that nobody has. A deputy takes it for the absent officer.

        Conflict `dossiers/already-assigned`.
        """

        def decide(before: Dossier) -> Decision:
            procedure = self._procedure(before)
            step = step_of(procedure, before)
            workflow.must_hold(procedure, step.code, call.caller.roles)
            if before.assignee:
                raise already_assigned(officer_name(before.assignee, call))
            return given(before, step, in_whose_name(call, before, "take").on_behalf or call.caller.account)

        return move_dossier(call, dossier_id, "take", decide)


def given(before: Dossier, step: Step, assignee: str) -> Decision:
    """The dossier in somebody's hands, or in nobody's."""
    facts = {"assignee": assignee or None, "step": step.code, "was": before.assignee or None}
    return Decision(replace(before, assignee=assignee), facts)


def must_be_of_the_step(dossier: Dossier, step: Step, assignee: str, on: date) -> None:
    """Refuses everybody who does not hold the step's role in the competent unit today."""
    if assignee not in directory().officers(dossier.unit, step.role, on):
        vi = f"Người được giao phải đang giữ vai trò của bước “{step.name.vi}” trong cơ quan."
        en = f"Whoever it is assigned to must hold the role of the step “{step.name.en}” in the unit."
        error = FieldError("assignee", "dossiers/not-of-the-step", vi, en)
        raise Invalid("dossiers/not-of-the-step", vi, en, [error])


def already_assigned(name: str) -> Conflict:
    """The refusal for taking what somebody has."""
    return Conflict(
        "dossiers/already-assigned", f"Hồ sơ này đã giao cho {name}.", f"This dossier is assigned to {name}."
    )
