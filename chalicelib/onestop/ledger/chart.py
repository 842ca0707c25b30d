"""The bar of a report: all dossiers to handle, by what became of them."""

from collections.abc import Mapping

from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words
from chalicelib.onestop.ledger.counts import ENDING, FINISHED, Count
from chalicelib.onestop.ledger.labels import COLUMN_WORDS

WIDTH = 1000
COLOURS: Mapping[str, str] = {
    "early": "#0b6b45",
    "on_time": "#57a27f",
    "late": "#b3261e",
    "refused": "#7a5200",
    "withdrawn": "#c9a24b",
    "stopped": "#5b6875",
    "pending_in_time": "#12407a",
    "pending_overdue": "#e07a6f",
}
"""The words and numbers always stand beside; colours only help."""


@frozen
class Segment:
    """A part of the bar: where it begins and how wide it is, of WIDTH; `percent` rounded."""

    column: str
    words: Words
    colour: str
    count: int
    x: float
    width: float
    percent: int


def segments(count: Count) -> list[Segment]:
    """The parts in the order of the equation, empty ones left out; none when there is nothing to handle."""
    whole, x = count.sum((*FINISHED, *ENDING)), 0.0
    found = []
    for column in (*FINISHED, *ENDING):
        number = count.of(column)
        if number:
            width = WIDTH * number / whole
            share = round(100 * number / whole)
            segment = Segment(
                column, COLUMN_WORDS[column], COLOURS[column], number, round(x, 2), round(width, 2), share
            )
            found.append(segment)
            x += width
    return found
