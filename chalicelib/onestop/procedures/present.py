"""Procedures as JSON for readers of the API; the shape follows the model, laws keep their sources."""

from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from chalicelib.onestop.procedures.formmodel import Condition
from chalicelib.onestop.procedures.model import Procedure


def present_line(procedure: Procedure) -> dict[str, Any]:
    """A procedure as one line of a list."""
    return {
        "code": procedure.code,
        "version": procedure.version,
        "name": plain(procedure.name),
        "summary": plain(procedure.summary),
        "field": procedure.field,
        "level": procedure.service.level,
        "kind": procedure.kind,
    }


def present_procedure(procedure: Procedure) -> dict[str, Any]:
    """A whole procedure."""
    shown = plain(procedure)
    assert isinstance(shown, dict)
    return shown


def plain(value: Any) -> Any:
    """A value of the model as JSON: records become objects, dates ISO text, conditions their accepted answers."""
    if isinstance(value, Condition):
        return {name: list(values) for name, values in value.accepted}
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, (tuple, list)):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
