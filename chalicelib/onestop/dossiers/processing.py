"""Processing: from step to step, the result, its return."""

from dataclasses import dataclass, replace
from typing import Any

from chalicelib.cloud.call import Call
from chalicelib.cloud.telemetry import use_case
from chalicelib.foundation.errors import Invalid
from chalicelib.onestop import workflow
from chalicelib.onestop.dossiers.model import Dossier
from chalicelib.onestop.dossiers.moves import Decision, move_dossier, must_be_short
from chalicelib.onestop.procedures import Catalogue, Procedure

RETURN_WAYS = ("online", "desk", "post")


@dataclass(frozen=True)
class Processing:
    """The use cases after reception."""

    catalogue: Catalogue

    def _procedure(self, dossier: Dossier) -> Procedure:
        return self.catalogue.version(dossier.procedure, dossier.procedure_version)

    @use_case
    def advance(self, call: Call, dossier_id: str, remark: str) -> dict[str, Any]:
        """Hands the dossier on to the next step of its procedure."""

        def decide(before: Dossier) -> Decision:
            procedure = self._procedure(before)
            workflow.must_hold(procedure, before.step, call.caller.roles)
            must_be_short({"remark": remark})
            step = workflow.next_step(procedure, before.step).code
            note = {"remark": remark} if remark else None
            return Decision(replace(before, step=step), {"step": step, "left": before.step}, note)

        return move_dossier(call, dossier_id, "advance", decide)

    @use_case
    def attach_result(self, call: Call, dossier_id: str, file_id: str) -> dict[str, Any]:
        """Names the checked file that is the result; the dossier is ready to be returned."""

        def decide(before: Dossier) -> Decision:
            procedure = self._procedure(before)
            workflow.must_hold(procedure, before.step, call.caller.roles)
            step = workflow.step_after_result(procedure, before.step).code
            file = before.file(file_id)
            if file is None or file.paper != "result" or file.state != "kept":
                raise Invalid(
                    "dossiers/result-not-ready",
                    "Tệp kết quả chưa có hoặc chưa kiểm tra xong.",
                    "The result file is not there or has not been checked yet.",
                )
            facts = {"file": file_id, "sha256": file.sha256, "step": step, "left": before.step}
            return Decision(replace(before, result=file_id, step=step), facts)

        return move_dossier(call, dossier_id, "attach_result", decide)

    @use_case
    def return_result(self, call: Call, dossier_id: str, way: str) -> dict[str, Any]:
        """Returns the result to the applicant: online, at the desk or by post."""

        def decide(before: Dossier) -> Decision:
            if way not in RETURN_WAYS:
                raise Invalid("dossiers/unknown-way", "Hãy chọn cách trả kết quả.", "Choose how it is returned.")
            return Decision(before, {"way": way, "late": before.ready_late})

        return move_dossier(call, dossier_id, "return_result", decide)
