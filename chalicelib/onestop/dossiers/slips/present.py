"""A slip as JSON."""

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

from chalicelib.foundation.clock import iso
from chalicelib.onestop.dossiers.slips.dayregister import DayRegister, Overview
from chalicelib.onestop.dossiers.slips.kinds import Listed, Slip
from chalicelib.onestop.dossiers.slips.register import Register


def present_slip(slip: Slip | Listed | Register | DayRegister | Overview) -> dict[str, Any]:
    """Every fact of a slip under its own name: instants in ISO 8601 (UTC), words as `{vi, en}`, nothing as null."""
    shown: dict[str, Any] = _plain(slip)
    return shown


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        return iso(value)
    return value.isoformat() if isinstance(value, date) else value
