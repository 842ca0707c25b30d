"""Ratios, spreads, verdicts and the table, from made-up samples."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.figures import Figure, interleave, ratio_figure, ratios, table

SECONDS = st.floats(0.001, 1000)


def test_every_round_does_every_work_beginning_one_further() -> None:
    done: list[str] = []
    works = {name: (lambda name=name: done.append(name), times) for name, times in (("a", 1), ("b", 2), ("c", 1))}
    ticks = count()
    taken = interleave(works, 3, lambda: float(next(ticks)))
    assert "".join(done) == "abbc" + "bbca" + "cabb"
    assert taken == {"a": [1, 1, 1], "b": [0.5, 0.5, 0.5], "c": [1, 1, 1]}


def test_a_ratio_is_taken_within_its_round() -> None:
    assert ratios([2, 40, 6], [1, 10, 2]) == [2, 4, 3]
    with pytest.raises(ValueError, match="shorter"):
        ratios([1, 2], [1])


@given(st.lists(SECONDS, min_size=2, max_size=20), st.floats(0.01, 100))
def test_a_slower_machine_changes_no_ratio(samples: list[float], slower: float) -> None:
    yardstick = [1.0] * len(samples)
    at_first = ratio_figure("x", ratios(samples, yardstick))
    later = ratio_figure("x", ratios([one * slower for one in samples], [slower] * len(samples)))
    assert later.value == pytest.approx(at_first.value)
    assert at_first.low is not None
    assert at_first.high is not None
    assert at_first.value is not None
    assert at_first.low <= at_first.value <= at_first.high


def test_one_round_has_no_spread() -> None:
    assert ratio_figure("x", [2.0]) == Figure("x", 2.0)


@pytest.mark.parametrize(
    ("value", "goal", "verdict"),
    [(1.3, 1.3, "ok"), (1.304, 1.3, "ok"), (1.31, 1.3, "over"), (1.0, None, "-"), (None, 1.3, "-")],
)
def test_the_verdict_is_on_what_is_shown(value: float | None, goal: float | None, verdict: str) -> None:
    assert Figure("x", value, goal=goal).verdict == verdict


def test_the_table_is_aligned_and_says_what_was_not_measured() -> None:
    figures = [
        Figure("warm look-up", 1.2, 1.15, 1.25, 1.3),
        Figure("zip", 5.987, goal=25, unit="MB", note="built before the last change"),
        Figure("memory", None, goal=64, note="needs Linux"),
    ]
    assert table(figures).splitlines() == [
        "what                 value  middle half      goal",
        "warm look-up        1.20 x  1.15 - 1.25   <= 1.30  ok",
        "zip                5.99 MB               <= 25.00  ok  built before the last change",
        "memory        not measured               <= 64.00   -  needs Linux",
    ]
