"""Prints: slips and pages of the register as PDF. A request asks, a function of its own draws, the asker fetches.

What is drawn is the slip's own template, so that paper and page say the same (`sheets`); how it is drawn stands in
`drawing` and below. Only the function `slips_print` imports reportlab, which rides in that function's layer.
"""

from functools import cache

from chalicelib.cloud.settings import settings
from chalicelib.cloud.tasks import hand_over
from chalicelib.commons.agencies import directory
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers.printing import Printing, StillChanging
from chalicelib.onestop.procedures import catalogue

__all__ = ["Printing", "StillChanging", "printing"]


@cache
def printing() -> Printing:
    """The use cases of printing."""
    return Printing(
        dossiers.files(),
        catalogue(),
        directory(),
        dossiers.daybook(),
        lambda wish: hand_over(settings().printing_queue_url, wish),
        lambda: f"{settings().site_url}/tra-cuu",
    )
