"""In whose hands a dossier is: its assignee's, or their deputy's; without one, of all who hold its step."""

from chalicelib.cloud.call import Caller
from chalicelib.onestop import workflow
from chalicelib.onestop.dossiers.model import Dossier
from chalicelib.onestop.procedures import Procedure, Step

STEP_MOVES = frozenset(
    {
        *("receive", "request_supplement", "refuse"),
        *("consult", "advance", "propose_approval", "propose_refusal", "propose_supplement", "send_back"),
        *("attach_result", "reject", "require_payment", "cancel_payment", "return_result"),
    }
)
"""The moves that are the work of the present step, and so of the officer it is assigned to."""
BY_ROLE = STEP_MOVES | {"take"}
"""The moves for which somebody must hold the present step's role."""


def step_of(procedure: Procedure, dossier: Dossier) -> Step:
    """The step a dossier is in; before reception it is the first one."""
    return procedure.step(dossier.step) if dossier.step else workflow.first_step(procedure)


def in_hand(caller: Caller, dossier: Dossier, move: str) -> bool:
    """Whether nobody else has this dossier in hand, as far as this move goes."""
    if not dossier.assignee or move not in STEP_MOVES:
        return True
    return caller.account == dossier.assignee or caller.stands_in_for(dossier.assignee)


def decides_alone(caller: Caller, dossier: Dossier) -> bool:
    """Whether the caller would decide what they proposed themselves, sent back since or not."""
    return bool(dossier.proposed_by) and caller.account == dossier.proposed_by
