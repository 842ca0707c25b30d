"""Workflow: computes where a dossier goes next, who holds a step, and which dates follow. Stores nothing.

Events in: none. Events out: none.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.commons.worktime import Deadline, load_calendar
from chalicelib.onestop.procedures import Procedure
from chalicelib.onestop.workflow import model
from chalicelib.onestop.workflow.model import (
    first_step,
    may_conclude,
    must_hold,
    must_offer,
    next_step,
    open_in_step,
    say_rule,
    step_after_result,
)

__all__ = [
    "deadline",
    "first_step",
    "may_conclude",
    "must_hold",
    "must_offer",
    "next_step",
    "open_in_step",
    "receive_by",
    "say_rule",
    "step_after_result",
]


def receive_by(procedure: Procedure, submitted_at: datetime) -> datetime:
    """The time by which a dossier handed in now will be received, by the city's calendar."""
    return model.receive_by(procedure, submitted_at, load_calendar())


def deadline(procedure: Procedure, answers: Mapping[str, Any], received_at: datetime) -> Deadline:
    """When the result is due and why, by the city's calendar."""
    return model.deadline(procedure, answers, received_at, load_calendar())
