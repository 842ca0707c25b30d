"""A desk's day as a table: who comes next, what may follow what, and numbers without gaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.foundation.errors import Conflict, Invalid, Missing
from chalicelib.onestop.kiosk import keys
from chalicelib.onestop.kiosk.model import (
    MOST_A_DAY,
    PURPOSES,
    DeskDay,
    Ticket,
    call_again,
    call_next,
    conclude,
    must_be_a_purpose,
    must_be_a_window,
    wait_minutes,
)

NOON = datetime(2026, 12, 7, 5, tzinfo=UTC)


def day(*tickets: Ticket) -> DeskDay:
    return DeskDay("d07", date(2026, 12, 7), len(tickets), tickets)


def ticket(number: int, purpose: str = "apply", state: str = "waiting", called: int | None = None) -> Ticket:
    at = NOON + timedelta(minutes=called) if called is not None else None
    return Ticket(number, must_be_a_purpose(purpose), NOON, state, at, "1" if at else "", 1 if at else 0)  # type: ignore[arg-type]


def test_help_goes_first_then_numbers() -> None:
    today = day(ticket(1, state="served", called=0), ticket(2), ticket(3, "help"), ticket(4))
    assert [one.number for one in today.waiting] == [3, 2, 4]
    assert [today.before(number) for number in (1, 2, 3, 4)] == [0, 1, 0, 2]
    called = call_next(today, "5", NOON)
    assert (called.number, called.state, called.window, called.calls) == (3, "called", "5", 1)


def test_nobody_waits() -> None:
    with pytest.raises(Conflict) as refused:
        call_next(day(ticket(1, state="called", called=0)), "1", NOON)
    assert refused.value.code == "kiosk/nobody-waits"


@pytest.mark.parametrize("state", ["waiting", "served", "absent"])
def test_only_who_was_called_is_served_missed_or_called_again(state: str) -> None:
    one = ticket(1, state=state)
    for act in (lambda: conclude(one, "served"), lambda: conclude(one, "absent"), lambda: call_again(one, "1", NOON)):
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.code == "kiosk/not-called"


def test_a_second_call_counts_and_names_the_new_window() -> None:
    again = call_again(ticket(1, state="called", called=0), "7", NOON + timedelta(minutes=3))
    assert (again.calls, again.window, again.called_at) == (2, "7", NOON + timedelta(minutes=3))


@pytest.mark.parametrize("window", ["", "x" * 13, "1\n2"])
def test_a_window_has_a_short_name(window: str) -> None:
    with pytest.raises(Invalid) as refused:
        must_be_a_window(window)
    assert refused.value.code == "kiosk/window"


def test_a_purpose_is_one_of_those_offered() -> None:
    assert [must_be_a_purpose(one) for one in PURPOSES] == list(PURPOSES)
    with pytest.raises(Invalid) as refused:
        must_be_a_purpose("complain")
    assert refused.value.code == "kiosk/purpose"


def test_numbers_end_with_the_last_one_and_begin_at_one() -> None:
    assert day().next_number() == 1
    with pytest.raises(Conflict) as refused:
        day(ticket(MOST_A_DAY)).next_number()
    assert refused.value.code == "kiosk/day-full"
    with pytest.raises(Missing):
        day(ticket(1)).ticket(2)


def test_the_wait_is_the_mean_of_the_last_calls() -> None:
    assert wait_minutes(day(ticket(1, state="served", called=0), ticket(2)), 2, NOON) is None
    called = [ticket(number, state="served", called=4 * (number - 1)) for number in (1, 2, 3)]
    today = day(*called, ticket(4), ticket(5))
    at = NOON + timedelta(minutes=8)
    assert [wait_minutes(today, number, at) for number in (4, 5)] == [4, 8]
    assert wait_minutes(today, 4, at + timedelta(minutes=3)) == 1


@given(st.lists(st.sampled_from(["take", "help", "call", "again", "served", "absent"]), max_size=60))
def test_whatever_happens_numbers_have_no_gaps_and_everybody_is_somewhere(steps: list[str]) -> None:
    today, at = day(), NOON
    for step in steps:
        at += timedelta(seconds=30)
        try:
            if step in ("take", "help"):
                new = Ticket(today.next_number(), "help" if step == "help" else "ask", at)
            elif step == "call":
                new = call_next(today, "1", at)
            elif step == "again":
                new = call_again(today.ticket(1), "2", at)
            else:
                new = conclude(today.ticket(len(today.tickets) // 2 + 1), step)  # type: ignore[arg-type]
        except (Conflict, Missing):
            continue
        others = tuple(one for one in today.tickets if one.number != new.number)
        today = replace(today, tickets=tuple(sorted((*others, new), key=lambda one: one.number)))
    assert [one.number for one in today.tickets] == list(range(1, len(today.tickets) + 1))
    done = [one for one in today.tickets if one.state in ("served", "absent")]
    assert len(today.waiting) + len(today.called) + len(done) == len(today.tickets)


@pytest.mark.parametrize(
    ("text", "key", "after"),
    [("", "0", "0"), ("0", ".", "0."), ("12", "xoa", "1"), ("", "xoa", ""), ("12", "lai", ""), ("1", "é", "1")],
)
def test_keys_write_wipe_and_know_only_themselves(text: str, key: str, after: str) -> None:
    assert keys.pressed(text, key) == after


def test_no_key_writes_beyond_the_longest() -> None:
    assert keys.pressed("1" * keys.LONGEST, "2") == "1" * keys.LONGEST
    assert keys.pressed("1234", "5", 4) == "1234"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (" 000.00.07.H29-261122-0001 ", "000.00.07.H29-261122-0001"),
        ("https://motcua.example/tra-cuu?ma=000.00.07.H29-261122-0001", "000.00.07.H29-261122-0001"),
        ("https://motcua.example/tra-cuu", ""),
        ("x" * 300, "x" * keys.LONGEST),
        ("https://[", ""),
        ("https://motcua.example/tra-cuu?" + "a=1&" * 60_000 + "ma=1", ""),
    ],
)
def test_a_scanner_types_the_code_or_the_address_of_a_slip(typed: str, code: str) -> None:
    assert keys.scanned(typed) == code
