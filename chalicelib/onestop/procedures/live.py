"""The catalogue that follows what is published: read once when first used, then looked at again every 60 seconds.

Making it calls nothing. What was read last stands while the store does not answer.
"""

import time
from collections.abc import Callable
from datetime import date

from chalicelib.foundation.errors import Missing
from chalicelib.foundation.values import frozen
from chalicelib.onestop.procedures.model import Procedure
from chalicelib.onestop.procedures.versions import Catalogue

EVERY = 60.0
AGAIN = 5.0


@frozen
class Published:
    """The procedures of one publication; `mark` names it."""

    mark: str
    procedures: tuple[Procedure, ...]


Latest = Callable[[str], Published | None]
"""Asks for the present publication; None while it is still the one of this mark, never for the empty mark."""


class LiveCatalogue(Catalogue):
    """A Catalogue whose content is the latest publication. `seconds` is a clock that never goes back.

    A version that is not known is looked for once more, at most every 5 seconds: it may just have been published.
    """

    def __init__(self, latest: Latest, seconds: Callable[[], float] = time.monotonic) -> None:
        self._latest = latest
        self._seconds = seconds
        self._mark = ""
        self._present: Catalogue | None = None
        self._looked = 0.0

    def forget(self) -> None:
        """Looks again at the next use: this very process has published."""
        self._looked = float("-inf")

    def _now(self, longest: float = EVERY) -> Catalogue:
        at = self._seconds()
        if self._present is not None and at - self._looked < longest:
            return self._present
        self._looked = at
        found = self._latest(self._mark)
        if found is not None:
            self._mark, self._present = found.mark, Catalogue(found.procedures)
        assert self._present is not None, "there is always a publication for who has none yet"
        return self._present

    def codes(self) -> tuple[str, ...]:
        """See Catalogue."""
        return self._now().codes()

    def versions(self, code: str) -> tuple[Procedure, ...]:
        """See Catalogue."""
        try:
            return self._now().versions(code)
        except Missing:
            return self._now(AGAIN).versions(code)

    def list(self, on: date) -> tuple[Procedure, ...]:
        """See Catalogue."""
        return self._now().list(on)

    def resolve(self, code: str, on: date) -> Procedure:
        """See Catalogue."""
        try:
            return self._now().resolve(code, on)
        except Missing:
            return self._now(AGAIN).resolve(code, on)

    def version(self, code: str, version: int) -> Procedure:
        """See Catalogue."""
        try:
            return self._now().version(code, version)
        except Missing:
            return self._now(AGAIN).version(code, version)

    def search(self, words: str, lang: str, on: date | None = None) -> tuple[Procedure, ...]:
        """See Catalogue."""
        return self._now().search(words, lang, on)
