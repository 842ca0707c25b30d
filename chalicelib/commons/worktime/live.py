"""The city's calendars with what has been announced: read when first used, then looked at again every 60 seconds.

Making it calls nothing. What was read last stands while the store does not answer; before anything was read that is
a refusal, because a deadline counted without the announcements could be wrong.
"""

import time
from collections.abc import Callable
from datetime import date, datetime

from chalicelib.cloud import log
from chalicelib.cloud.settings import SettingMissing
from chalicelib.commons.worktime import store
from chalicelib.commons.worktime.announcements import Announced
from chalicelib.commons.worktime.hours import Place
from chalicelib.commons.worktime.model import Calendar
from chalicelib.foundation.errors import Unavailable

EVERY = 60.0
AGAIN = 5.0
MOST_KEPT = 256


def latest() -> Announced:
    """What the table has; nothing where no stage is set (tools, pure tests)."""
    try:
        return store.read()
    except SettingMissing:
        return Announced()


class LiveCalendar:
    """Calendars by agency and office hours. `seconds` is a clock that never goes back."""

    def __init__(self, read: Callable[[], Announced] = latest, seconds: Callable[[], float] = time.monotonic) -> None:
        self._read = read
        self._seconds = seconds
        self._present: Announced | None = None
        self._look_at = float("-inf")
        self._made: dict[tuple[str, str | None, Place, int, int], Calendar] = {}

    def forget(self) -> None:
        """Looks again at the next use: this very process has announced something."""
        self._look_at = float("-inf")

    def announced(self) -> Announced:
        """The announcements as last seen. Unavailable only before they were ever read."""
        at = self._seconds()
        if self._present is None or at >= self._look_at:
            self._look(at)
        assert self._present is not None, "it was read, or the reading was refused"
        return self._present

    def _look(self, at: float) -> None:
        try:
            found = self._read()
        except Unavailable as failure:
            log.error("calendar.not_read", failure=failure.code)
            if self._present is None:
                raise
            self._look_at = at + AGAIN
            return
        self._look_at = at + EVERY
        if self._present is None or (found.version, found.chain) != (self._present.version, self._present.chain):
            self._present = found
            self._made.clear()

    def calendar(
        self, unit: str | None, office: str, as_of: date | datetime | None = None, place: Place = "office"
    ) -> Calendar:
        """The calendar of an agency's desk or office; the same object as long as nothing new is said. KeyError for
        unknown hours."""
        announced = self.announced()
        named = unit if unit in announced.units else None
        key = (office, named, place, announced.known(as_of), announced.known_hours(as_of))
        found = self._made.get(key)
        if found is None:
            found = announced.calendar(named, office, key[3], place, key[4])
            if len(self._made) >= MOST_KEPT:
                self._made.clear()
            self._made[key] = found
        return found
