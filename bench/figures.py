"""Figures and their table. Pure: samples in, ratios and words out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

Samples = Mapping[str, Sequence[float]]
Clock = Callable[[], float]
Work = Callable[[], object]


@dataclass(frozen=True)
class Figure:
    """One line of the table. `low` and `high` hold the middle half of the rounds; no goal: for information only.

    `note` says what the value is when it is not a ratio, or why there is none (`value` None).
    """

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    goal: float | None = None
    unit: str = "x"
    note: str = ""

    @property
    def verdict(self) -> str:
        """`ok`, `over`, or `-` where there is no goal or no value."""
        if self.goal is None or self.value is None:
            return "-"
        return "ok" if round(self.value, 2) <= self.goal else "over"


def interleave(works: Mapping[str, tuple[Work, int]], rounds: int, clock: Clock) -> dict[str, list[float]]:
    """Seconds of one call, per work and round. `works`: what to do and how often in a row.

    Each round does all works, beginning one further than the round before, so that drift of the machine and the
    state a work leaves behind fall on all alike.
    """
    names = list(works)
    taken: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            work, times = works[name]
            begun = clock()
            for _ in range(times):
                work()
            taken[name].append((clock() - begun) / times)
    return taken


def ratios(samples: Sequence[float], yardstick: Sequence[float]) -> list[float]:
    """Each round's sample over the yardstick of the same round."""
    return [sample / one for sample, one in zip(samples, yardstick, strict=True)]


def ratio_figure(name: str, found: Sequence[float], goal: float | None = None, note: str = "") -> Figure:
    """The median of some rounds' ratios with the middle half of them."""
    if len(found) < 2:
        return Figure(name, median(found), goal=goal, note=note)
    low, _, high = quantiles(found, n=4, method="inclusive")
    return Figure(name, median(found), low, high, goal, note=note)


def table(figures: Iterable[Figure]) -> str:
    """The figures as aligned text."""
    rows = [("what", "value", "middle half", "goal", "", ""), *map(_row, figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = []
    for row in rows:
        name, *figures_of_row = row[:5]
        cells = [name.ljust(widths[0]), *(c.rjust(w) for c, w in zip(figures_of_row, widths[1:], strict=True)), row[5]]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _row(figure: Figure) -> tuple[str, str, str, str, str, str]:
    spread = f"{_number(figure.low)} - {_number(figure.high)}" if figure.low is not None else ""
    goal = f"<= {_number(figure.goal)}" if figure.goal is not None else "-"
    value = f"{_number(figure.value)} {figure.unit}" if figure.value is not None else "not measured"
    return figure.name, value, spread, goal, figure.verdict, figure.note


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.2f}" if value < 100 else f"{value:.0f}"
