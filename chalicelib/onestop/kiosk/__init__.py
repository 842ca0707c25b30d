"""The kiosk in front of a one-stop desk: look-up with big keys, and numbers for those who wait.

Events in: none. Events out: `ticket.taken`, `ticket.called`, `ticket.served`, `ticket.missed`, `kiosk.enrolled`,
`kiosk.ended`.
"""

from functools import cache

from chalicelib.commons.agencies import directory
from chalicelib.onestop.kiosk.service import Desk, Devices

__all__ = ["Desk", "Devices", "desk", "devices"]


@cache
def desk() -> Desk:
    """The use cases of numbers."""
    return Desk(directory())


@cache
def devices() -> Devices:
    """The use cases of the machines."""
    return Devices()
