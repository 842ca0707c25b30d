"""The table of a dossier's moves: what is legal in which status, under which action, and the event it leaves. Pure.

Sources: NĐ 61/2018/NĐ-CP art. 16-21 and the national vocabulary of statuses. The table says what a status allows; the
procedure's steps say who may do it when (`workflow`).
"""

from collections.abc import Mapping, Set

from chalicelib.foundation.errors import Conflict
from chalicelib.foundation.values import frozen
from chalicelib.onestop.dossiers.model import QUEUED, STATUS_WORDS, Status

PLATFORM_ONLY = "platform"
"""No action of the policy table: only the platform itself makes such a move."""


@frozen
class Transition:
    """A legal move: from which statuses, to which one (None: it stays as it is), under which action of the policy
    table, and its event. `named` is the move as callers name it, where two rows are one move to them."""

    froms: frozenset[Status]
    to: Status | None
    action: str
    event: str
    named: str = ""


def _row(froms: Set[Status], to: Status | None, action: str, event: str, named: str = "") -> Transition:
    return Transition(frozenset(froms), to, action, event, named)


AT_WORK = {Status.RECEIVED, Status.IN_PROCESS}
OPEN = AT_WORK | {Status.SUBMITTED, Status.SUPPLEMENT_REQUESTED, Status.PAYMENT_REQUIRED, Status.STOPPED}
UNRETURNED = OPEN | {Status.RESULT_READY}

MOVES: Mapping[str, Transition] = {
    "submit": _row({Status.DRAFT}, Status.SUBMITTED, "drafts.submit", "dossier.submitted"),
    "discard": _row({Status.DRAFT}, Status.EXPIRED, "drafts.discard", "dossier.discarded"),
    "expire": _row({Status.DRAFT}, Status.EXPIRED, PLATFORM_ONLY, "dossier.expired"),
    "receive": _row({Status.SUBMITTED}, Status.RECEIVED, "dossiers.receive", "dossier.received"),
    "request_supplement": _row(
        {Status.SUBMITTED, *AT_WORK},
        Status.SUPPLEMENT_REQUESTED,
        "dossiers.request_supplement",
        "dossier.supplement_requested",
    ),
    "supplement": _row({Status.SUPPLEMENT_REQUESTED}, Status.SUBMITTED, "dossiers.supplement", "dossier.supplemented"),
    "complete": _row(
        {Status.SUPPLEMENT_REQUESTED}, Status.IN_PROCESS, "dossiers.supplement", "dossier.supplemented", "supplement"
    ),
    "refuse": _row(
        {Status.SUBMITTED, Status.SUPPLEMENT_REQUESTED}, Status.REJECTED_AT_INTAKE, "dossiers.refuse", "dossier.refused"
    ),
    "reopen": _row({Status.REJECTED_AT_INTAKE}, Status.SUBMITTED, "dossiers.correct", "dossier.reopened"),
    "choose_delivery": _row({Status.DRAFT, *UNRETURNED}, None, "dossiers.choose_delivery", "dossier.delivery_chosen"),
    "withdraw": _row(OPEN, Status.WITHDRAWN, "dossiers.withdraw", "dossier.withdrawn"),
    "advance": _row(AT_WORK, Status.IN_PROCESS, "dossiers.process", "dossier.advanced"),
    "propose_approval": _row(AT_WORK, Status.IN_PROCESS, "dossiers.process", "dossier.proposed"),
    "propose_refusal": _row(AT_WORK, Status.IN_PROCESS, "dossiers.process", "dossier.proposed"),
    "propose_supplement": _row(AT_WORK, Status.IN_PROCESS, "dossiers.process", "dossier.proposed"),
    "send_back": _row(AT_WORK, Status.IN_PROCESS, "dossiers.process", "dossier.sent_back"),
    "consult": _row(AT_WORK, None, "dossiers.process", "dossier.consulted"),
    "answer_consultation": _row(OPEN, None, "consultations.answer", "dossier.consultation_answered"),
    "extend": _row(AT_WORK, None, "dossiers.extend", "dossier.extended"),
    "assign": _row(UNRETURNED, None, "dossiers.assign", "dossier.assigned"),
    "take": _row(QUEUED, None, "dossiers.take", "dossier.assigned"),
    "stop": _row(AT_WORK, Status.STOPPED, "dossiers.stop", "dossier.stopped"),
    "resume": _row({Status.STOPPED}, Status.IN_PROCESS, "dossiers.stop", "dossier.resumed"),
    "require_payment": _row(AT_WORK, Status.PAYMENT_REQUIRED, "dossiers.process", "dossier.payment_required"),
    "cancel_payment": _row(
        {Status.PAYMENT_REQUIRED}, Status.IN_PROCESS, "dossiers.process", "dossier.payment_cancelled"
    ),
    "take_payment": _row(UNRETURNED, None, "dossiers.take_payment", "dossier.payment_taken"),
    "settle_payment": _row(
        {Status.PAYMENT_REQUIRED},
        Status.IN_PROCESS,
        "dossiers.take_payment",
        "dossier.payment_settled",
        "take_payment",
    ),
    "pay_online": _row(UNRETURNED - {Status.PAYMENT_REQUIRED}, None, PLATFORM_ONLY, "dossier.payment_taken"),
    "settle_online": _row({Status.PAYMENT_REQUIRED}, Status.IN_PROCESS, PLATFORM_ONLY, "dossier.payment_settled"),
    "attach_result": _row(
        {Status.IN_PROCESS}, Status.RESULT_READY, "dossiers.attach_result", "dossier.result_attached"
    ),
    "reject": _row(AT_WORK | {Status.SUPPLEMENT_REQUESTED}, Status.RESULT_READY, "dossiers.reject", "dossier.rejected"),
    "correct_result": _row(
        {Status.RESULT_READY, Status.RESULT_RETURNED}, Status.RESULT_READY, "dossiers.correct", "dossier.corrected"
    ),
    "return_result": _row(
        {Status.RESULT_READY}, Status.RESULT_RETURNED, "dossiers.return_result", "dossier.result_returned"
    ),
    "confirm_delivery": _row({Status.RESULT_RETURNED}, None, "dossiers.return_result", "dossier.delivered"),
    "deem_received": _row({Status.SUBMITTED}, Status.RECEIVED, PLATFORM_ONLY, "dossier.received"),
    "grant_by_silence": _row(AT_WORK, Status.RESULT_READY, PLATFORM_ONLY, "dossier.granted_by_silence"),
    "refuse_by_silence": _row(
        {Status.SUPPLEMENT_REQUESTED, *AT_WORK}, Status.RESULT_READY, PLATFORM_ONLY, "dossier.refused_by_silence"
    ),
    "lapse": _row({Status.SUPPLEMENT_REQUESTED}, Status.REJECTED_AT_INTAKE, PLATFORM_ONLY, "dossier.refused"),
    "take_along": _row(OPEN - {Status.SUBMITTED}, None, PLATFORM_ONLY, "dossier.law_changed"),
    "lapse_consultation": _row(OPEN, None, PLATFORM_ONLY, "dossier.consultation_lapsed"),
    "alert": _row(OPEN, None, PLATFORM_ONLY, "dossier.alerted"),
}


def transition(move: str, status: Status) -> Transition:
    """The move's row, or Conflict when this status does not allow it."""
    row = MOVES[move]
    if status not in row.froms:
        vi, en = STATUS_WORDS[status]
        raise Conflict(
            "dossiers/move-not-allowed",
            f"Hồ sơ đang ở trạng thái “{vi}” nên không thể thực hiện việc này.",
            f"The dossier is in the state “{en}”, which does not allow this.",
        )
    return row


DOORS_OF_THEIR_OWN = frozenset({"submit", "discard", "answer_consultation"})
"""Moves that are not made through the door of moves."""


def named_moves() -> tuple[str, ...]:
    """The moves as callers name them at the door of moves."""
    return tuple(
        name
        for name, row in MOVES.items()
        if row.action != PLATFORM_ONLY and not row.named and name not in DOORS_OF_THEIR_OWN
    )
