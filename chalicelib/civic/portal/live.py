"""What stands around pages as the table has it: read when first used, then looked at again every 60 seconds.

Making it calls nothing. What was read last stands while the table does not answer; before anything was read `empty`
stands, because no page may fail for it.
"""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

from chalicelib.cloud import log
from chalicelib.cloud.settings import SettingMissing
from chalicelib.cloud.table import unavailable

T = TypeVar("T")
EVERY = 60.0
AGAIN = 10.0


class Live(Generic[T]):
    """One thing that is kept for a minute. `seconds` is a clock that never goes back."""

    def __init__(self, read: Callable[[], T], empty: T, seconds: Callable[[], float] = time.monotonic) -> None:
        self._read = read
        self._present = empty
        self._seen = False
        self._seconds = seconds
        self._look_at = float("-inf")

    def forget(self) -> None:
        """Looks again at the next use: this very process has changed it."""
        self._look_at = float("-inf")

    def now(self) -> T:
        """As last seen. Never refuses."""
        at = self._seconds()
        if at >= self._look_at:
            self._look_at = at + AGAIN
            self._present = self._look(at)
        return self._present

    def known(self) -> T:
        """As last seen, for a page that is about it. Unavailable while it was never seen."""
        found = self.now()
        if not self._seen:
            raise unavailable()
        return found

    def _look(self, at: float) -> T:
        try:
            found = self._read()
        except SettingMissing:
            self._seen = True  # tools and pure tests: there is no table to ask
            return self._present
        except Exception:  # noqa: BLE001 - whatever is wrong there, pages go on without it
            log.error("portal.not_read", exc_info=True)
            return self._present
        self._seen, self._look_at = True, at + EVERY
        return found
