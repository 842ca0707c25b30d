"""Payments as JSON."""

import re
from datetime import date
from typing import Any

from chalicelib.cloud.schemas import record, text
from chalicelib.foundation.clock import iso
from chalicelib.foundation.errors import Invalid
from chalicelib.onestop.payments.balance import Booked, Line, Reconciliation
from chalicelib.onestop.payments.model import STATE_WORDS, Attempt, State

REFUND = record({"reference": text(100, shortest=1)})
DAY = r"20[0-9]{2}-[0-9]{2}-[0-9]{2}"


def show_state(state: State) -> dict[str, Any]:
    """A state as its code and its words."""
    words = STATE_WORDS[state]
    return {"code": state.value, "name": {"vi": words.vi, "en": words.en}}


def show_attempt(attempt: Attempt) -> dict[str, Any]:
    """An attempt for its payer."""
    return {
        "id": attempt.id,
        "dossier": attempt.obligation.dossier,
        "state": show_state(attempt.state),
        "amount": attempt.obligation.amount,
        "provider": attempt.provider,
        "number": attempt.number or None,
        "receipt": attempt.receipt or None,
        "reason": attempt.reason or None,
        "begun_at": iso(attempt.begun_at),
    }


def show_booked(one: Booked) -> dict[str, Any]:
    """A capture for its agency."""
    return {
        "id": one.reference,
        "dossier": one.dossier,
        "code": one.code,
        "state": show_state(one.state),
        "amount": one.amount,
        "number": one.number,
        "receipt": one.receipt or None,
        "reason": one.reason or None,
        "contradicted": one.odd,
        "at": iso(one.at),
    }


def _show_line(line: Line) -> dict[str, Any]:
    stated = line.stated
    return {
        "reference": line.reference,
        "provider": {"amount": stated.amount, "number": stated.number, "at": iso(stated.at)} if stated else None,
        "booked": show_booked(line.booked) if line.booked else None,
        "agrees": line.agrees,
    }


def show_reconciliation(found: Reconciliation) -> dict[str, Any]:
    """A day of an agency, with its sums in dong."""
    return {
        "unit": found.unit,
        "day": found.day.isoformat(),
        "items": [_show_line(line) for line in found.lines],
        "stated": found.stated,
        "receipts": found.receipts,
        "to_refund": found.to_refund,
        "refunded": found.refunded,
        "unsettled": found.unsettled,
        "balances": found.balances,
    }


def read_day(typed: str, today: date) -> date:
    """A day as `2026-11-30`, today without one. Invalid `payments/day-malformed`."""
    if not typed:
        return today
    try:
        if re.fullmatch(DAY, typed):
            return date.fromisoformat(typed)
    except ValueError:
        pass
    raise Invalid("payments/day-malformed", "Ngày phải có dạng 2026-11-30.", "A day is written like 2026-11-30.")
