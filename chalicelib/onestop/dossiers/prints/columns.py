"""How wide the columns of a table are: much as browsers do it, between the widest word and the whole of the text."""

from collections.abc import Sequence

from chalicelib.foundation.values import frozen

FAIR = 0.75
"""How much of an equal share of the room each column may have before others get more than that."""


@frozen
class Need:
    """What a column cannot do without, and what it would take if it could; in points."""

    least: float
    most: float

    def up_to(self, limit: float) -> "Need":
        """The same need of a modest column."""
        return Need(self.least, max(self.least, min(self.most, limit)))


def share_out(needs: Sequence[Need], room: float) -> list[float]:
    """Widths that fill the room: what all need first, then what all want within their fair share, then the rest.

    Where not even the least fits, all are narrowed alike, and long words are cut.
    """
    least = sum(one.least for one in needs)
    if least >= room:
        return [one.least * room / least for one in needs]
    widths = [one.least for one in needs]
    for stage in ([one.up_to(room / len(needs) * FAIR) for one in needs], needs):
        wanted = [max(0.0, one.most - width) for one, width in zip(stage, widths, strict=True)]
        spare = room - sum(widths)
        part = min(1.0, spare / sum(wanted)) if any(wanted) else 0.0
        widths = [width + part * one for width, one in zip(widths, wanted, strict=True)]
    extra = (room - sum(widths)) / len(widths)
    return [width + extra for width in widths]
