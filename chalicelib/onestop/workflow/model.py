"""The way of a dossier through its procedure's steps: what each step's declared actions allow. Pure; stores nothing."""

from collections.abc import Collection

from chalicelib.foundation.errors import Conflict, FieldError, Forbidden, Invalid
from chalicelib.onestop.procedures import Procedure, Step


def first_step(procedure: Procedure) -> Step:
    """The step in which a dossier is received."""
    return procedure.steps[0]


def next_step(procedure: Procedure, step: str) -> Step:
    """The step after this one.

    Conflict after the last, and where the step ends with a result: it is attaching the result that leads on from there.
    """
    if may_conclude(procedure, step):
        raise Conflict(
            "workflow/result-needed",
            "Bước này kết thúc bằng việc đính kèm kết quả.",
            "This step ends with attaching the result.",
        )
    following = procedure.after(step)
    if following is None:
        raise Conflict(
            "workflow/last-step",
            "Hồ sơ đã ở bước cuối cùng của quy trình.",
            "The dossier is already in the last step of its procedure.",
        )
    return following


INTAKE_ACTIONS = {"receive": "receive", "request_supplement": "request_supplement", "refuse": "refuse_intake"}
STEP_ACTIONS = {
    "propose_approval": "propose_approval",
    "propose_refusal": "propose_refusal",
    "propose_supplement": "propose_supplement",
    "consult": "consult",
    "attach_result": "approve",
    "reject": "refuse",
    "send_back": "send_back",
}
"""The moves that a step's declared actions open, for those who hold the step."""


def must_offer(procedure: Procedure, move: str) -> None:
    """Refuses a move at intake that the procedure's first step does not have."""
    if not offers(procedure, move):
        raise Conflict(
            "workflow/not-offered",
            "Quy trình của thủ tục này không có việc đó ở bước tiếp nhận.",
            "This procedure's steps do not have that at intake.",
        )


def offers(procedure: Procedure, move: str) -> bool:
    """Whether the procedure's first step has this move; moves that are not of intake are not judged here."""
    action = INTAKE_ACTIONS.get(move)
    return action is None or action in first_step(procedure).actions


def in_step(procedure: Procedure, step: str, move: str) -> bool:
    """Whether the present step has this move. Handing on is for steps that neither decide nor propose to decide."""
    actions = procedure.step(step).actions
    if move == "advance":
        return not {"approve", "propose_approval", "return_result"} & set(actions)
    action = STEP_ACTIONS.get(move)
    return action is None or action in actions


def must_be_in_step(procedure: Procedure, step: str, move: str, roles: Collection[str]) -> None:
    """Refuses a move to officers whose role does not carry the present step, and one that the step does not have."""
    must_hold(procedure, step, roles)
    if not in_step(procedure, step, move):
        present = procedure.step(step)
        raise Conflict(
            "workflow/not-in-this-step",
            f"Bước “{present.name.vi}” không có việc này.",
            f"The step “{present.name.en}” does not have that.",
        )


def open_in_step(procedure: Procedure, step: str, move: str, roles: Collection[str]) -> bool:
    """Whether somebody with these roles may make this move in the present step."""
    if not step or (move != "advance" and move not in STEP_ACTIONS):
        return offers(procedure, move)
    return procedure.step(step).role in roles and in_step(procedure, step, move)


def step_before(procedure: Procedure, step: str, to: str = "") -> Step:
    """The step a dossier is sent back to: the one named, else the one before. Conflict when that is no earlier one."""
    earlier = procedure.steps[: procedure.steps.index(procedure.step(step))]
    found = [one for one in earlier if not to or one.code == to]
    if not found:
        raise Conflict(
            "workflow/no-step-before",
            "Không có bước nào trước bước này để chuyển lại.",
            "There is no such earlier step to send it back to.",
        )
    return found[-1]


def must_hold(procedure: Procedure, step: str, roles: Collection[str]) -> None:
    """Refuses officers whose role does not carry the present step."""
    present = procedure.step(step)
    if present.role not in roles:
        raise Forbidden(
            "workflow/not-your-step",
            f"Bước “{present.name.vi}” thuộc trách nhiệm của vai trò khác.",
            f"The step “{present.name.en}” is for another role.",
        )


def may_conclude(procedure: Procedure, step: str) -> bool:
    """Whether the result is made in this step: the one that approves."""
    return "approve" in procedure.step(step).actions


def step_after_result(procedure: Procedure, step: str) -> Step:
    """The step in which an attached result is returned; Conflict in a step that makes no result."""
    if not may_conclude(procedure, step):
        present = procedure.step(step)
        raise Conflict(
            "workflow/no-result-here",
            f"Chưa thể đính kèm kết quả ở bước “{present.name.vi}”.",
            f"A result cannot be attached in the step “{present.name.en}”.",
        )
    return procedure.after(step) or procedure.step(step)


def must_be_confirmed(procedure: Procedure, step: str, confirmed: Collection[str]) -> None:
    """Refuses to end a step before all that it requires to be looked at is confirmed.

    Invalid `workflow/checks-needed` with `checks.<code>` for each one lacking, `workflow/unknown-check` for what the
    step does not have.
    """
    present = procedure.step(step)
    strange = sorted(set(confirmed) - {check.code for check in present.checks})
    if strange:
        vi, en = "Bước này không có mục kiểm tra đó.", "This step has no such check."
        errors = [FieldError(f"checks.{code}", "workflow/unknown-check", vi, en) for code in strange]
        raise Invalid("workflow/unknown-check", vi, en, errors)
    lacking = [check for check in present.checks if check.required and check.code not in confirmed]
    if lacking:
        raise Invalid(
            "workflow/checks-needed",
            f"Bước “{present.name.vi}” còn mục chưa kiểm tra.",
            f"In the step “{present.name.en}” not everything has been looked at.",
            [
                FieldError(f"checks.{one.code}", "workflow/checks-needed", f"{one.name.vi}.", f"{one.name.en}.")
                for one in lacking
            ],
        )
