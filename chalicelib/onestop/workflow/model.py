"""The way of a dossier through its procedure's steps, and the dates that follow from it. Pure; stores nothing."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from chalicelib.commons.worktime import Calendar, Deadline, Rule, due, explain
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import Conflict, Forbidden
from chalicelib.onestop.procedures import Procedure, Step, forbid_before

SILENCE = "workflow/silence-means-yes"


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


def open_in_step(procedure: Procedure, step: str, move: str, roles: Collection[str]) -> bool:
    """Whether somebody with these roles may make this move in the present step."""
    if move not in ("advance", "attach_result"):
        return offers(procedure, move)
    present = procedure.step(step)
    return present.role in roles and may_conclude(procedure, step) == (move == "attach_result")


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


def receive_by(procedure: Procedure, submitted_at: datetime, calendar: Calendar) -> datetime:
    """The time by which a dossier handed in now will be received: the city's promise for this procedure."""
    within = procedure.reception_within
    return due(submitted_at, within.amount, within.unit, calendar=calendar, cutoff_rule=False).due_at


def deadline(procedure: Procedure, answers: Mapping[str, Any], received_at: datetime, calendar: Calendar) -> Deadline:
    """When the result is due, with the rules that say so.

    A notification whose silence means yes is due when the authority may forbid for the last time; anything else
    after its processing time.
    """
    last_word = forbid_before(procedure, answers)
    if procedure.notice is not None and last_word is not None:
        rule = Rule(SILENCE, {"hours": str(procedure.notice.forbid_hours)})
        return Deadline(last_word, vietnam_day(received_at), (rule,))
    time = procedure.processing
    return due(received_at, time.amount, time.unit, calendar=calendar)


def say_rule(rule: Rule, lang: str) -> str:
    """A rule of a deadline in words, those of this room and those of working time."""
    if rule.code != SILENCE:
        return explain(rule, lang)
    hours = rule.facts["hours"]
    if lang == "en":
        return f"The authority may forbid the event until {hours} hours before it; after that, silence means yes."
    return f"Cơ quan chỉ được cấm chậm nhất {hours} giờ trước sự kiện; sau đó, không trả lời nghĩa là đồng ý."
