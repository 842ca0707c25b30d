"""The table of a payment's moves, what verdicts change, and the balance of a day. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.foundation.errors import Conflict
from chalicelib.onestop.payments import (
    HELD,
    MOVES,
    UNPAID,
    Attempt,
    Booked,
    Obligation,
    State,
    Stated,
    Verdict,
    move_for,
    reconcile,
)
from chalicelib.onestop.payments.model import move
from chalicelib.onestop.payments.store import attempt_of, booked_of, booked_row, item_of

AT = datetime(2026, 12, 7, 2, 0, tzinfo=UTC)
OWED = Obligation("d" * 20, "000.00.07.H29-261207-0001", "d07", "acc-citizen-1", 50_000)
BEGUN = Attempt("p" * 20, 1, "c", State.BEGUN, OWED, "sandbox", AT)
PAID = replace(BEGUN, state=State.CAPTURED, number="SB1", captured=50_000, captured_at=AT)
SAID: tuple[Any, ...] = ("open", "captured", "failed", "cancelled", "expired")


def verdict(said: Any, number: str = "SB1", amount: int = 50_000) -> Verdict:
    return Verdict(BEGUN.id, said, amount, number if said == "captured" else "", AT)


@pytest.mark.parametrize(("name", "state"), list(product(MOVES, State)))
def test_a_move_is_legal_in_its_states_only(name: str, state: State) -> None:
    if state in MOVES[name].froms:
        assert move(name, state) is MOVES[name]
    else:
        with pytest.raises(Conflict) as refusal:
            move(name, state)
        assert refusal.value.code == "payments/move-not-allowed"


@pytest.mark.parametrize(("state", "said"), list(product(State, SAID)))
def test_what_a_provider_says_asks_only_for_what_the_table_allows(state: State, said: Any) -> None:
    attempt = replace(PAID if state in HELD else BEGUN, state=state)
    name = move_for(attempt, verdict(said))
    assert not name or state in MOVES[name].froms
    if said == "captured":
        assert name == ("capture" if state in UNPAID else "")
    if said == "open":
        assert name == ""


@pytest.mark.parametrize("state", sorted(HELD))
def test_a_denial_of_money_that_was_captured_is_a_contradiction(state: State) -> None:
    attempt = replace(PAID, state=state)
    for said in ("failed", "cancelled", "expired"):
        assert move_for(attempt, verdict(said)) == "contradict"
    assert move_for(attempt, verdict("captured", number="SB2")) == "contradict"
    assert move_for(attempt, verdict("captured", amount=1)) == "contradict"
    assert MOVES["contradict"].to is None


def test_money_is_never_forgotten() -> None:
    """No move leads from where the provider holds money to where it holds none."""
    for row in MOVES.values():
        assert not (row.froms & HELD and row.to in UNPAID)


def test_an_attempt_and_its_line_are_read_back_as_written() -> None:
    whole = replace(
        PAID, state=State.TO_REFUND, reason="dossiers/nothing-owed", receipt="000001/2026", odd=True, version=3
    )
    for attempt in (BEGUN, PAID, whole):
        stored = item_of(attempt, AT).to_dynamodb_dict() if hasattr(item_of(attempt, AT), "to_dynamodb_dict") else None
        raw = stored or item_of(attempt, AT).serialize()
        assert attempt_of(raw) == attempt
    line = booked_of(whole.id, booked_row(whole), "2026-12-07T02:00:00Z")
    facts = (
        line.dossier,
        line.code,
        line.state,
        line.amount,
        line.number,
        line.receipt,
        line.reason,
        line.odd,
        line.at,
    )
    told = (OWED.dossier, OWED.code, whole.state, 50_000, "SB1", "000001/2026", "dossiers/nothing-owed", True, AT)
    assert facts == told
    assert len(booked_row(whole).encode()) <= 160


ENDINGS = st.sampled_from([State.SETTLED, State.TO_REFUND, State.REFUNDED, State.CAPTURED])
CAPTURES = st.lists(st.tuples(st.integers(1, 10**9), ENDINGS, st.booleans(), st.booleans()), max_size=12)


@given(CAPTURES)
def test_a_day_balances_exactly_when_both_sides_have_everything(drawn: list[tuple[int, State, bool, bool]]) -> None:
    stated, booked = [], []
    for number, (amount, state, theirs, ours) in enumerate(drawn):
        at, key = AT + timedelta(minutes=number), f"p{number}"
        if theirs:
            stated.append(Stated(key, amount, f"SB{number}", at))
        if ours:
            booked.append(Booked(key, "d", "c", state, amount, f"SB{number}", "", "", False, at))
    found = reconcile("d07", date(2026, 12, 7), stated, booked)
    whole = all(theirs == ours for _, _, theirs, ours in drawn)
    assert found.balances is whole
    if whole:
        assert found.stated == found.receipts + found.to_refund + found.refunded + found.unsettled
    assert len(found.lines) == sum(1 for _, _, theirs, ours in drawn if theirs or ours)


@pytest.mark.parametrize("wrong", [{"amount": 49_999}, {"number": "SB9"}, {"odd": True}])
def test_a_difference_in_one_payment_is_found(wrong: dict[str, Any]) -> None:
    booked = Booked("p1", "d", "c", State.SETTLED, 50_000, "SB1", "000001/2026", "", False, AT)
    stated = [Stated("p1", 50_000, "SB1", AT)]
    assert reconcile("d07", AT.date(), stated, [booked]).balances
    found = reconcile("d07", AT.date(), stated, [replace(booked, **wrong)])
    assert not found.balances
    assert [line.reference for line in found.differences] == ["p1"]
