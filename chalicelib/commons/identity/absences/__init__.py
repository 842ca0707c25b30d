"""Absence and delegation: while an officer is away, a colleague of the same unit has their roles there.

Events out: absence.recorded, absence.ended. What somebody has as a deputy is read when they sign in and every time
their session is noted again (five minutes), and kept with the session.
"""

from chalicelib.commons.identity.absences.model import Absence, lent_to
from chalicelib.commons.identity.absences.service import Absences
from chalicelib.commons.identity.absences.store import deputised, pack, unpack

__all__ = ["Absence", "Absences", "deputised", "lent_to", "pack", "unpack"]
