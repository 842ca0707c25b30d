"""Intake: an officer receives or refuses; the applicant withdraws; a wrong refusal is taken back."""

from dataclasses import replace
from typing import Any

from chalicelib.cloud.call import Call
from chalicelib.cloud.telemetry import use_case
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import Conflict, FieldError, Invalid
from chalicelib.foundation.values import frozen
from chalicelib.onestop import workflow
from chalicelib.onestop.dossiers.draftrules import missing_papers, owed
from chalicelib.onestop.dossiers.model import Dossier
from chalicelib.onestop.dossiers.moves import Decision, move_dossier, must_be_short
from chalicelib.onestop.dossiers.timing import clock_of, due_fact, must_have_waited, must_still_decide, timed
from chalicelib.onestop.procedures import Catalogue, Procedure, check_answers


@frozen
class Intake:
    """The use cases between submission and reception."""

    catalogue: Catalogue

    @use_case
    def receive(self, call: Call, dossier_id: str) -> dict[str, Any]:
        """Reception starts the clock; it fixes the version of the law, the due date and what is owed."""

        def decide(before: Dossier) -> Decision:
            procedure = self.catalogue.resolve(before.procedure, vietnam_day(call.at))
            workflow.must_offer(procedure, "receive")
            must_fit_the_law(procedure, before)
            return received(before, procedure, call)

        return move_dossier(call, dossier_id, "receive", decide)

    @use_case
    def refuse(self, call: Call, dossier_id: str, reason: str, remedy: str) -> dict[str, Any]:
        """Refusal of intake; the reason and what the applicant can do are told."""

        def decide(before: Dossier) -> Decision:
            procedure = self.catalogue.version(before.procedure, before.procedure_version)
            workflow.must_offer(procedure, "refuse")
            must_be_unreceived(before)
            must_have_waited(before, call.at)
            must_still_decide(before, procedure, call.at)
            must_be_short({"reason": reason, "remedy": remedy})
            after = replace(before, asked=None, waits_until=None)
            return Decision(after, note={"reason": reason, "remedy": remedy})

        return move_dossier(call, dossier_id, "refuse", decide)

    @use_case
    def reopen(self, call: Call, dossier_id: str, reason: str) -> dict[str, Any]:
        """Takes back a refusal of intake that was the authority's own error (NĐ 61/2018 art. 21); the promise of a
        time of reception is made anew."""

        def decide(before: Dossier) -> Decision:
            procedure = self.catalogue.resolve(before.procedure, vietnam_day(call.at))
            must_be_short({"reason": reason})
            receive_by = workflow.receive_by(procedure, before.unit, call.at)
            return Decision(replace(before, receive_by=receive_by), note={"reason": reason})

        return move_dossier(call, dossier_id, "reopen", decide)

    @use_case
    def withdraw(self, call: Call, dossier_id: str, reason: str) -> dict[str, Any]:
        """The applicant takes the dossier back; at a desk on a signed request, which the reason names.

        Invalid `dossiers/words-needed` without one.
        """

        def decide(before: Dossier) -> Decision:
            must_be_short({"reason": reason})
            if before.at_desk and not reason.strip():
                raise request_needed()
            after = replace(before.unproposed(), asked=None, waits_until=None)
            return Decision(after, note={"reason": reason} if reason else None)

        return move_dossier(call, dossier_id, "withdraw", decide)


def request_needed() -> Invalid:
    """The refusal to withdraw for an applicant without naming the request that they signed."""
    vi = "Hãy ghi lý do theo đơn xin rút hồ sơ mà người nộp đã ký."
    en = "Give the reason, as in the request that the applicant has signed."
    return Invalid("dossiers/words-needed", vi, en, [FieldError("reason", "schema/required", vi, en)])


def must_be_unreceived(dossier: Dossier) -> None:
    """Refuses to refuse the intake of what was received: that is refused after examination."""
    if dossier.received_at is not None:
        raise Conflict(
            "dossiers/received-already",
            "Hồ sơ đã được tiếp nhận; chỉ có thể từ chối giải quyết.",
            "The dossier has been received; it can only be refused after examination.",
        )


def received(before: Dossier, procedure: Procedure, call: Call) -> Decision:
    """The dossier with its clock begun, in the first step, and what it owes."""
    begun = replace(
        before,
        procedure_version=procedure.version,
        received_at=call.at,
        received_by=call.caller.unit or before.unit,
        step=workflow.first_step(procedure).code,
        payment=owed(before, procedure, call.at),
    )
    after = timed(begun, clock_of(begun, procedure))
    facts = {**due_fact(after), "law": procedure.version, "step": after.step}
    if after.payment.amount:
        facts["fee"] = after.payment.amount
    if before.payment.state == "paid":
        facts["paid"] = before.payment.receipt
    return Decision(after, facts)


def must_fit_the_law(procedure: Procedure, dossier: Dossier) -> dict[str, Any]:
    """The answers as the law in force reads them; Conflict when it has changed and wants something else.

    The law of the day of reception counts, and what it lacks has to be asked for first.
    """
    answers, wrong = check_answers(procedure.form, dossier.answers)
    if procedure.version != dossier.procedure_version:
        lacking = [*wrong, *missing_papers(procedure, dossier, answers)]
        if lacking:
            raise Conflict(
                "dossiers/law-changed",
                "Quy định đã thay đổi từ khi nộp; hãy yêu cầu bổ sung các mục còn thiếu trước khi tiếp nhận.",
                "The rules have changed since submission; ask for what is missing before receiving.",
                lacking,
            )
    return answers
