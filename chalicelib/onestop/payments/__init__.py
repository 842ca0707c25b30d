"""Payments online: attempts to pay what is owed, what providers say of them, receipts, reconciliation by day.

Knows of an obligation only what whoever asks for it says; settling it is that room's own transaction.
Events out: payment.begun, .failed, .cancelled, .expired, .captured, .contradicted, .settled, .held_back, .refunded,
each with `unit` and `dossier`. Events in: none; notices of providers come by the doors of dossiers.
"""

from functools import cache

from chalicelib.onestop.payments.balance import Booked, Line, Reconciliation, Stated, reconcile
from chalicelib.onestop.payments.model import (
    HELD,
    MOVES,
    STATE_WORDS,
    UNPAID,
    Attempt,
    Obligation,
    Order,
    State,
    Verdict,
    move_for,
)
from chalicelib.onestop.payments.providers import Provider, Providers, Sandbox, Way
from chalicelib.onestop.payments.schema import show_attempt
from chalicelib.onestop.payments.service import Payments
from chalicelib.onestop.payments.store import TIMER, missing, postpone

__all__ = [
    "HELD",
    "MOVES",
    "STATE_WORDS",
    "TIMER",
    "UNPAID",
    "Attempt",
    "Booked",
    "Line",
    "Obligation",
    "Order",
    "Payments",
    "Provider",
    "Providers",
    "Reconciliation",
    "Sandbox",
    "State",
    "Stated",
    "Verdict",
    "Way",
    "missing",
    "move_for",
    "payments",
    "postpone",
    "providers",
    "reconcile",
    "sandbox",
    "show_attempt",
]


@cache
def sandbox() -> Sandbox:
    """The simulated provider."""
    return Sandbox()


@cache
def providers() -> Providers:
    """Every provider that is written; a stage uses those whose self-check is clean."""
    return Providers([sandbox()])


@cache
def payments() -> Payments:
    """The use cases of attempts."""
    return Payments(providers())
