"""Processing: from step to step, proposal and decision, the result, its return and its correction."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from chalicelib.cloud.call import Call, Caller
from chalicelib.cloud.telemetry import use_case
from chalicelib.foundation.errors import Conflict, Forbidden, Invalid
from chalicelib.foundation.values import frozen
from chalicelib.onestop import workflow
from chalicelib.onestop.dossiers.holding import decides_alone
from chalicelib.onestop.dossiers.model import (
    Asked,
    Dossier,
    Outcome,
    Proposal,
    Status,
)
from chalicelib.onestop.dossiers.moves import Decision, move_dossier, must_be_short
from chalicelib.onestop.dossiers.results import delivered, must_be_paid, ready, result_file
from chalicelib.onestop.dossiers.supplements import must_be_in_time, must_name_parts, must_not_be_asked_twice
from chalicelib.onestop.dossiers.timing import due_fact, must_have_waited, must_still_decide
from chalicelib.onestop.procedures import Catalogue, Procedure

CORRECTED: Mapping[str, Outcome] = {"granted": "granted", "refused": "refused"}
PROPOSALS: Mapping[str, Proposal] = {"propose_approval": "approval", "propose_refusal": "refusal"}


@frozen
class Processing:
    """The use cases after reception."""

    catalogue: Catalogue

    def _procedure(self, dossier: Dossier) -> Procedure:
        return self.catalogue.version(dossier.procedure, dossier.procedure_version)

    def _held(self, call: Call, dossier: Dossier, move: str) -> Procedure:
        """The procedure, once the caller may make this move in the present step."""
        procedure = self._procedure(dossier)
        workflow.must_be_in_step(procedure, dossier.step, move, call.caller.roles)
        return procedure

    @use_case
    def advance(self, call: Call, dossier_id: str, remark: str, checks: Collection[str] = ()) -> dict[str, Any]:
        """Hands the dossier on to the next step of its procedure. `checks`: what was confirmed, here and in what else
        ends a step; Invalid `workflow/checks-needed`. A supplement that was only proposed is so no more."""

        def decide(before: Dossier) -> Decision:
            procedure = self._held(call, before, "advance")
            must_be_short({"remark": remark})
            step = workflow.next_step(procedure, before.step).code
            kept = before.unproposed() if before.proposal == "supplement" else before
            return passed_on(kept, step, remark, **confirmed(procedure, before, checks))

        return move_dossier(call, dossier_id, "advance", decide)

    @use_case
    def propose(
        self, call: Call, dossier_id: str, move: str, remark: str, checks: Collection[str] = ()
    ) -> dict[str, Any]:
        """Proposes approval or refusal to the step that decides: `propose_approval`, `propose_refusal`. Approval needs
        the step's `checks`; a refusal may be proposed because one of them fails."""

        def decide(before: Dossier) -> Decision:
            procedure = self._held(call, before, move)
            must_be_short({"remark": remark})
            step, proposal = workflow.next_step(procedure, before.step).code, PROPOSALS[move]
            looked_at = confirmed(procedure, before, checks) if move == "propose_approval" else {}
            proposed = replace(before, proposal=proposal, proposed_by=call.caller.account)
            return passed_on(proposed, step, remark, proposal=proposal, **looked_at)

        return move_dossier(call, dossier_id, move, decide)

    @use_case
    def propose_supplement(self, call: Call, dossier_id: str, asked: Asked, remark: str) -> dict[str, Any]:
        """Proposes to the desk, which alone may ask the applicant, what is missing; it asks, or hands it back.

        Conflict `dossiers/return-too-late` once the desk could not ask any more.
        """

        def decide(before: Dossier) -> Decision:
            procedure = self._held(call, before, "propose_supplement")
            must_not_be_asked_twice(before)
            must_be_in_time(before, procedure, call.at)
            must_name_parts(procedure, before, asked)
            must_be_short({"remark": remark, **asked.papers, **asked.fields})
            step = workflow.first_step(procedure).code
            note = {"papers": dict(asked.papers), "fields": dict(asked.fields)}
            proposed = replace(before, proposal="supplement", proposed_by=call.caller.account)
            return passed_on(proposed, step, remark, note, proposal="supplement")

        return move_dossier(call, dossier_id, "propose_supplement", decide)

    @use_case
    def send_back(self, call: Call, dossier_id: str, remark: str, step: str = "") -> dict[str, Any]:
        """Sends the dossier back to an earlier step, the one before unless named, and says why. Nothing is proposed any
        more; whose proposal it was stays known until somebody proposes anew: they do not decide it."""

        def decide(before: Dossier) -> Decision:
            procedure = self._held(call, before, "send_back")
            must_be_short({"remark": remark})
            earlier = workflow.step_before(procedure, before.step, step).code
            return passed_on(replace(before, proposal=""), earlier, remark)

        return move_dossier(call, dossier_id, "send_back", decide)

    @use_case
    def attach_result(self, call: Call, dossier_id: str, file_id: str, checks: Collection[str] = ()) -> dict[str, Any]:
        """Signs off: names the checked file that is the result; the dossier is ready to be returned.

        Conflict `dossiers/silence-has-decided` once the silence of the authority has refused it.
        """

        def decide(before: Dossier) -> Decision:
            procedure = self._held(call, before, "attach_result")
            must_be_another(call.caller, before)
            must_still_decide(before, procedure, call.at, grants=True)
            step = workflow.step_after_result(procedure, before.step).code
            file = result_file(before, file_id)
            facts = {"file": file_id, "sha256": file.sha256, "step": step, "left": before.step, "outcome": "granted"}
            done = replace(before.unproposed(), assignee="", delivery=ready(before))
            after = replace(done, result=file_id, step=step, outcome="granted")
            return Decision(after, {**facts, **confirmed(procedure, before, checks), **due_fact(before)})

        return move_dossier(call, dossier_id, "attach_result", decide)

    @use_case
    def reject(self, call: Call, dossier_id: str, reason: str, remedy: str) -> dict[str, Any]:
        """Refuses after examination, in writing and with reasons, within the time (NĐ 61/2018 art. 19(8))."""

        def decide(before: Dossier) -> Decision:
            procedure = self._refusable(call, before)
            must_be_short({"reason": reason, "remedy": remedy})
            step = procedure.steps[-1].code
            done = replace(before.unproposed(), assignee="", delivery=ready(before))
            after = replace(done, asked=None, waits_until=None, result="", step=step, outcome="refused")
            facts = {"step": step, "left": before.step, "outcome": "refused", **due_fact(before)}
            return Decision(after, facts, {"reason": reason, "remedy": remedy})

        return move_dossier(call, dossier_id, "reject", decide)

    def _refusable(self, call: Call, dossier: Dossier) -> Procedure:
        """The procedure of a dossier that may be refused: in the deciding step, or never completed in its time."""
        if dossier.status is not Status.SUPPLEMENT_REQUESTED:
            procedure = self._held(call, dossier, "reject")
            must_be_another(call.caller, dossier)
            must_still_decide(dossier, procedure, call.at)
            return procedure
        if dossier.received_at is None:
            raise Conflict("dossiers/not-received", "Hồ sơ chưa được tiếp nhận.", "The dossier was never received.")
        must_have_waited(dossier, call.at)
        return self._procedure(dossier)

    @use_case
    def return_result(
        self, call: Call, dossier_id: str, way: str = "", reference: str = "", checks: Collection[str] = ()
    ) -> dict[str, Any]:
        """Returns the result: online, at the desk or by post, as the applicant chose unless another way is named.

        `reference` is the post's number. Conflict `dossiers/fee-unpaid` while something is owed.
        """

        def decide(before: Dossier) -> Decision:
            must_be_paid(before)
            must_be_short({"reference": reference})
            delivery = delivered(before, way or before.delivery.way, reference)
            looked_at = confirmed(self._procedure(before), before, checks)
            facts = {"way": delivery.way, "late": before.ready_late, **looked_at}
            return Decision(replace(before, delivery=delivery), facts)

        return move_dossier(call, dossier_id, "return_result", decide)

    @use_case
    def confirm_delivery(self, call: Call, dossier_id: str) -> dict[str, Any]:
        """Notes that the post has delivered the result."""

        def decide(before: Dossier) -> Decision:
            if before.delivery.state != "posted":
                raise Conflict(
                    "dossiers/nothing-on-the-way",
                    "Kết quả không ở trên đường gửi bưu chính.",
                    "No result is on its way by post.",
                )
            after = replace(before, delivery=replace(before.delivery, state="delivered"))
            return Decision(after, {"way": before.delivery.way})

        return move_dossier(call, dossier_id, "confirm_delivery", decide)

    @use_case
    def correct_result(
        self, call: Call, dossier_id: str, file_id: str, reason: str, outcome: str = ""
    ) -> dict[str, Any]:
        """Replaces a result by a correct one, at the authority's own cost and with an apology (NĐ 61/2018 art. 21).

        The wrong one stays with the dossier; the new one is returned like any other. `outcome`: `granted` or `refused`
        where the error was in the decision itself; empty: it stays what it was.
        """

        def decide(before: Dossier) -> Decision:
            must_be_short({"reason": reason})
            file = result_file(before, file_id)
            if file_id == before.result:
                raise Invalid(
                    "dossiers/same-result",
                    "Tệp này chính là kết quả cần đính chính; hãy tải lên kết quả đúng.",
                    "This file is the result to be corrected; upload the correct one.",
                )
            stayed: Outcome = "refused" if before.refused else "granted"
            corrected = CORRECTED.get(outcome, stayed)
            after = replace(before, result=file_id, outcome=corrected, delivery=ready(before))
            facts = {"file": file_id, "sha256": file.sha256, "replaces": before.result, "outcome": corrected}
            return Decision(after, facts, {"reason": reason})

        return move_dossier(call, dossier_id, "correct_result", decide)


def confirmed(procedure: Procedure, dossier: Dossier, checks: Collection[str]) -> dict[str, Any]:
    """The fact that the present step's checks were confirmed; nothing where it has none."""
    workflow.must_be_confirmed(procedure, dossier.step, checks)
    return {"checks": sorted(set(checks))} if checks else {}


def passed_on(dossier: Dossier, step: str, remark: str, words: dict[str, Any] | None = None, **facts: Any) -> Decision:
    """The dossier in another step, with nobody named for it yet."""
    note = {**({"remark": remark} if remark else {}), **(words or {})}
    moved = {"step": step, "left": dossier.step, **facts}
    return Decision(replace(dossier, step=step, assignee=""), moved, note or None)


def must_be_another(caller: Caller, dossier: Dossier) -> None:
    """Four eyes: whoever proposes a decision does not make it, by whatever right they hold both roles."""
    if not decides_alone(caller, dossier):
        return
    raise Forbidden(
        "dossiers/four-eyes",
        "Bạn đã đề xuất nên không được tự quyết định. Hãy để lãnh đạo khác, hoặc chuyển lại để người khác đề xuất.",
        "You proposed this and cannot decide it. Another leader can, or send it back for somebody else to propose.",
    )
