"""The moves a caller is offered on a dossier: what policy, status and steps allow, and what makes sense. Pure."""

from datetime import datetime

from chalicelib.cloud.call import Call
from chalicelib.commons import identity
from chalicelib.onestop import workflow
from chalicelib.onestop.dossiers.holding import decides_alone, in_hand, step_of
from chalicelib.onestop.dossiers.model import Dossier, Status
from chalicelib.onestop.dossiers.timing import returnable_until
from chalicelib.onestop.dossiers.transitions import MOVES, PLATFORM_ONLY
from chalicelib.onestop.procedures import Procedure


def offered(call: Call, dossier: Dossier, procedure: Procedure) -> list[str]:
    """The moves the caller may make on this dossier now, as callers name them."""
    caller = call.caller
    found = [
        row.named or name
        for name, row in MOVES.items()
        if dossier.status in row.froms
        and row.action != PLATFORM_ONLY
        and identity.may(caller, row.action, owner=dossier.owner, unit=dossier.unit)
        and (never_completed(dossier, name) or workflow.open_in_step(procedure, dossier.step, name, caller.roles))
        and in_hand(caller, dossier, name)
        and sensible(dossier, procedure, name, call)
    ]
    return list(dict.fromkeys(found))


def never_completed(dossier: Dossier, move: str) -> bool:
    """Whether a leader closes what its applicant was to complete: no step of the procedure, but its end."""
    return move == "reject" and dossier.status is Status.SUPPLEMENT_REQUESTED


def sensible(dossier: Dossier, procedure: Procedure, move: str, call: Call) -> bool:
    """Whether a move makes sense beyond its status: nobody is shown what would be refused in any case."""
    caller = call.caller
    if move in ("attach_result", "reject") and decides_alone(caller, dossier):
        return False
    if move == "request_supplement":
        at_desk = not dossier.step or procedure.step(dossier.step).role in caller.roles
        return at_desk and may_be_asked(dossier, procedure, call.at)
    if move in ("refuse", "reject") and dossier.status is Status.SUPPLEMENT_REQUESTED:
        return (move == "reject") == (dossier.received_at is not None)
    if move in ("require_payment", "cancel_payment"):
        return procedure.step(dossier.step).role in caller.roles
    if move == "propose_supplement":
        return may_be_asked(dossier, procedure, call.at)
    if move in ("take_payment", "settle_payment"):
        return dossier.payment.state == "due"
    if move == "answer_consultation":
        return False
    if move == "take":
        return not dossier.assignee and step_of(procedure, dossier).role in caller.roles
    if move == "confirm_delivery":
        return dossier.delivery.state == "posted"
    if move == "extend":
        return not any(one.kind == "extended" for one in dossier.happenings)
    return True


def may_be_asked(dossier: Dossier, procedure: Procedure, at: datetime) -> bool:
    """Whether the applicant may still be asked to supplement: once, and after reception in the time for it."""
    in_time = dossier.received_at is None or at <= returnable_until(dossier, procedure)
    return in_time and not dossier.supplemented
