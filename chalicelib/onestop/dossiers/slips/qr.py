"""The QR mark of a slip: the public look-up address with the dossier code, and nothing else."""

from collections.abc import Iterable
from itertools import groupby
from urllib.parse import urlencode

from chalicelib.foundation.values import frozen

QUIET = 4
"""Empty modules around the mark, as ISO/IEC 18004 wants."""


@frozen
class Mark:
    """A QR mark: `path` draws its dark modules in a square of `size` units, the empty border included."""

    address: str
    size: int
    path: str


def mark_of(look_up: str, code: str) -> Mark:
    """The mark of the address at which a code is looked up. Error correction M: a slip is folded and copied."""
    import segno

    address = f"{look_up}?{urlencode({'ma': code})}"
    matrix = segno.make(address, error="m", micro=False).matrix
    path = "".join(_row(row, y + QUIET) for y, row in enumerate(matrix))
    return Mark(address, len(matrix) + 2 * QUIET, path)


def _row(modules: Iterable[int], y: int) -> str:
    """The dark runs of a row as rectangles of an SVG path."""
    drawn, x = "", QUIET
    for dark, run in groupby(modules, bool):
        length = len(list(run))
        drawn += f"M{x} {y}h{length}v1h-{length}z" if dark else ""
        x += length
    return drawn
