"""The partitions of a timer, and the order in which passes go through them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.cloud.timers import timer_key, timer_keys, timer_keys_in_turn

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def test_what_is_put_somewhere_is_looked_for_there() -> None:
    assert {timer_key("any", f"D#{number}") for number in range(500)} == set(timer_keys("any"))


@pytest.mark.parametrize("step", [timedelta(minutes=1), timedelta(hours=1)], ids=["every minute", "every hour"])
def test_every_partition_comes_first_at_some_pass(step: timedelta) -> None:
    keys = timer_keys("any")
    passes = [timer_keys_in_turn("any", NOON + number * step) for number in range(len(keys))]
    assert {one[0] for one in passes} == set(keys)
    assert all(sorted(one) == sorted(keys) for one in passes)
