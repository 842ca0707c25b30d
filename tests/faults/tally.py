"""What a kind of stories came to, and the table of all kinds beside their targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SHOWN = 5


@dataclass(frozen=True)
class Tally:
    """`count` of what the target speaks of; of `meant` faults so many `fired`; what was `wrong`, in words; seconds of a
    processor; `traces` of what can be told again, by its number."""

    count: int = 0
    meant: int = 0
    fired: int = 0
    wrong: tuple[str, ...] = ()
    seconds: float = 0.0
    traces: tuple[tuple[int, str], ...] = ()

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.count + other.count,
            self.meant + other.meant,
            self.fired + other.fired,
            self.wrong + other.wrong,
            self.seconds + other.seconds,
            self.traces + other.traces,
        )


@dataclass(frozen=True)
class Row:
    """A kind of stories: its name, the least count it must come to, a word on that, and what it came to."""

    name: str
    least: int
    target: str
    tally: Tally

    @property
    def missed(self) -> str:
        """Why this kind is not good enough, empty when it is."""
        if self.tally.wrong:
            return f"{len(self.tally.wrong)} violations"
        if self.tally.fired < self.tally.meant:
            return f"{self.tally.meant - self.tally.fired} faults did not happen"
        return f"{self.tally.count} are too few" if self.tally.count < self.least else ""

    def cells(self) -> tuple[str, ...]:
        """The row as the table shows it."""
        one = self.tally
        share = f"{100 * one.fired // one.meant} %" if one.meant else "-"
        verdict = self.missed or "good"
        return (
            self.name, f"{one.count:,}", self.target, f"{one.fired:,}", share, str(len(one.wrong)),
            f"{one.seconds:.0f} s", verdict,
        )  # fmt: skip


HEAD = ("suite", "count", "target", "faults", "fired", "violations", "CPU", "")


def table(rows: Sequence[Row]) -> list[str]:
    """The table, names to the left and figures to the right."""
    cells = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(HEAD))]
    return [
        "  ".join(
            text.ljust(width) if place in (0, len(HEAD) - 1) else text.rjust(width)
            for place, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    ]


def worst(rows: Sequence[Row]) -> list[str]:
    """The first of what went wrong in each kind."""
    return [f"{row.name}: {one}" for row in rows for one in row.tally.wrong[:SHOWN]]


def untrue(first: Tally, again: Tally) -> tuple[str, ...]:
    """What was not the same when it was told again."""
    before = dict(first.traces)
    return tuple(f"{number} became another story" for number, trace in again.traces if before.get(number) != trace)
