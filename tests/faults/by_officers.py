"""What officers do with a dossier: every move from reception to the result's return, and other agencies' opinions."""

from __future__ import annotations

from typing import Any

from chalicelib.cloud.call import Caller
from chalicelib.onestop import dossiers
from tests.faults import states
from tests.faults.by_people import move, once
from tests.faults.operations import Operation, Prepare
from tests.faults.world import (
    ASKED,
    CITIZEN,
    LEADER,
    ONESTOP,
    SPECIALIST,
    Subject,
    World,
)


def chosen_meanwhile(world: World, subject: Subject) -> Any:
    """The applicant chooses another way of the result at the same moment."""
    return states.moved(world, subject, CITIZEN, "choose_delivery", "rival", way="desk")


def _answer(world: World, subject: Subject, key: str) -> Any:
    call = world.call(ASKED, key, "answer", said="agree")
    return dossiers.consulting().answer(call, subject.id, "agree", "Phù hợp.")


def _processing(
    name: str,
    before: Prepare,
    who: Caller,
    event: str,
    *,
    verb: str = "",
    rival: Any = None,
    must_tell: bool = False,
    **facts: Any,
) -> Operation:
    covers = f"dossiers.Processing.{verb or name}"
    return move(name, before, who, event, covers, facts, rival=rival, must_tell=must_tell)


OPERATIONS = (
    move(
        "receive",
        states.submitted,
        ONESTOP,
        "dossier.received",
        "dossiers.Intake.receive",
        rival=chosen_meanwhile,
        must_tell=True,
    ),
    move(
        "request_supplement",
        states.submitted,
        ONESTOP,
        "dossier.supplement_requested",
        "dossiers.Supplements.request_supplement",
        {"message": "", **states.ASKED_FOR},
    ),
    move(
        "refuse",
        states.submitted,
        ONESTOP,
        "dossier.refused",
        "dossiers.Intake.refuse",
        {"reason": "Trái thẩm quyền", "remedy": "Nộp tại Bộ"},
    ),
    move(
        "reopen",
        states.refused,
        LEADER,
        "dossier.reopened",
        "dossiers.Intake.reopen",
        {"reason": "Từ chối nhầm"},
    ),
    _processing("advance", states.received, ONESTOP, "dossier.advanced", rival=chosen_meanwhile, must_tell=True),
    _processing("propose_approval", states.examined, SPECIALIST, "dossier.proposed", verb="propose", remark="Cấp"),
    _processing("propose_refusal", states.examined, SPECIALIST, "dossier.proposed", verb="propose", remark="Không"),
    _processing("propose_supplement", states.examined, SPECIALIST, "dossier.proposed", **states.ASKED_FOR),
    _processing("send_back", states.proposed, LEADER, "dossier.sent_back", remark="Thẩm định lại"),
    move(
        "consult",
        states.examined,
        SPECIALIST,
        "dossier.consulted",
        "dossiers.Consulting.consult",
        states.QUESTION,
    ),
    Operation(
        "answer_consultation",
        ("dossiers.Consulting.answer",),
        states.consulted,
        _answer,
        once("dossier.consultation_answered"),
        moves=("answer_consultation",),
        rival=chosen_meanwhile,
    ),
    move(
        "extend",
        states.proposed,
        LEADER,
        "dossier.extended",
        "dossiers.Timekeeping.extend",
        {"amount": 3, "reason": "Cần xác minh thêm"},
    ),
    move(
        "stop",
        states.proposed,
        LEADER,
        "dossier.stopped",
        "dossiers.Timekeeping.stop",
        {"reason": "Chờ kết luận", "legal_basis": "Điều 5"},
    ),
    move("resume", states.stopped, LEADER, "dossier.resumed", "dossiers.Timekeeping.resume", {"reason": "Đã có"}),
    move(
        "require_payment",
        states.examined,
        SPECIALIST,
        "dossier.payment_required",
        "dossiers.Paying.require",
        states.PAYMENT,
    ),
    move(
        "cancel_payment",
        states.owing,
        SPECIALIST,
        "dossier.payment_cancelled",
        "dossiers.Paying.cancel",
        {"reason": "Gõ nhầm"},
    ),
    move(
        "take_payment",
        states.owing,
        ONESTOP,
        "dossier.payment_settled",
        "dossiers.Paying.take",
        {"amount": 150_000, "means": "cash"},
        told="settle_payment",
    ),
    move(
        "attach_result",
        states.with_result,
        LEADER,
        "dossier.result_attached",
        "dossiers.Processing.attach_result",
        file=True,
    ),
    move(
        "take_payment",
        states.fee_owed,
        ONESTOP,
        "dossier.payment_taken",
        "dossiers.Paying.take",
        {"amount": 50_000, "means": "cash"},
    ),
    _processing("reject", states.proposed, LEADER, "dossier.rejected", reason="Không đủ điều kiện", remedy="Nộp lại"),
    move(
        "correct_result",
        states.with_better,
        LEADER,
        "dossier.corrected",
        "dossiers.Processing.correct_result",
        {"reason": "Sai tên"},
        file=True,
    ),
    _processing("return_result", states.decided, ONESTOP, "dossier.result_returned", way="online"),
    _processing("confirm_delivery", states.returned, ONESTOP, "dossier.delivered"),
)
