"""Satisfaction: the applicant rates a finished dossier once; counts by agency and month are open to everybody.

Counts are kept in the rating's own transaction: exact without telling repetitions apart, which a reader of events would
need an item per rating for; two units instead of a queue, a function and four; and never hot, since an agency gets a
rating every few seconds at most. Events out: satisfaction.rated. Events in: none.
"""

from functools import cache

from chalicelib.commons.agencies import directory
from chalicelib.onestop import dossiers
from chalicelib.onestop.satisfaction.model import Counts, Rating, read_rating
from chalicelib.onestop.satisfaction.service import Index, Ratings

__all__ = ["Counts", "Index", "Rating", "Ratings", "ratings", "read_rating"]


@cache
def ratings() -> Ratings:
    """The use cases of ratings."""
    return Ratings(dossiers.finished_dossiers(), directory())
