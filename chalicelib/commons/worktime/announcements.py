"""What administrators have announced, in the order it was recorded, and the calendar it makes. Pure.

Two times belong to an announcement: `announced_on`, the date of the document, says which of two about one day wins;
`recorded_at`, when it was entered, says who could know of it. A deadline given before it was entered never feels it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from chalicelib.commons.worktime.calendars import load_calendar
from chalicelib.commons.worktime.hours import AnnouncedHours, HoursNotice, Place, with_notices
from chalicelib.commons.worktime.model import Calendar
from chalicelib.commons.worktime.overrides import Override, marked
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.values import frozen


@frozen
class Announcement:
    """An override as recorded. `number` counts from 1; `recorded_by` is the agency of who entered it."""

    number: int
    override: Override
    recorded_at: datetime
    recorded_by: str

    @property
    def recorded_on(self) -> date:
        """The day it was entered, Vietnam's."""
        return vietnam_day(self.recorded_at)


@dataclass(frozen=True, eq=False)
class Announced:
    """All announcements of days (`items`) and of office hours; `version` and `chain` are those of their head, 0 and
    empty before the first."""

    version: int = 0
    chain: str = ""
    items: tuple[Announcement, ...] = ()
    hours: tuple[AnnouncedHours, ...] = ()

    @cached_property
    def units(self) -> frozenset[str]:
        """The agencies that some announcement names."""
        named = [one.override.units or () for one in self.items] + [one.notice.units or () for one in self.hours]
        return frozenset(unit for units in named for unit in units)

    def known(self, as_of: date | datetime | None) -> int:
        """How many days had been recorded by a moment, or by the end of a day; all of them for None."""
        return _recorded_by(self.items, as_of)

    def known_hours(self, as_of: date | datetime | None) -> int:
        """How many notices of hours had been recorded by then."""
        return _recorded_by(self.hours, as_of)

    def effective(self, unit: str | None, count: int) -> list[Override]:
        """What the first `count` say for an agency, a later announcement after an earlier one.

        Of two documents of one date about one day the one recorded later stands: that is how a mistake is mended.
        """
        latest = {
            (one.override.announced_on, one.override.day): one.override
            for one in self.items[:count]
            if one.override.concerns(unit)
        }
        return [latest[key] for key in sorted(latest)]

    def hours_of(self, unit: str | None, place: Place, count: int) -> list[HoursNotice]:
        """What the first `count` notices say for an agency's desk or office, an earlier document before a later one."""
        said = [one for one in self.hours[:count] if one.notice.concerns(unit, place)]
        return [one.notice for one in sorted(said, key=lambda one: (one.notice.announced_on, one.number))]

    def calendar(
        self,
        unit: str | None,
        office: str,
        count: int | None = None,
        place: Place = "office",
        hours: int | None = None,
    ) -> Calendar:
        """The packaged calendar of a class of agencies with the first `count` announcements of days and the first
        `hours` of the hours of its desk or office, all for None."""
        found = self.effective(unit, len(self.items) if count is None else count)
        notices = self.hours_of(unit, place, len(self.hours) if hours is None else hours)
        made = marked(load_calendar(office), found) if found else load_calendar(office)
        return with_notices(made, notices) if notices else made

    def before(self, override: Override) -> Announcement | None:
        """The last one recorded of the same document date about the same day for some of the same agencies."""
        same = [
            one
            for one in self.items
            if (one.override.day, one.override.announced_on) == (override.day, override.announced_on)
            and one.override.meets(override)
        ]
        return same[-1] if same else None


def _recorded_by(items: Sequence[Announcement | AnnouncedHours], as_of: date | datetime | None) -> int:
    if as_of is None:
        return len(items)
    if isinstance(as_of, datetime):
        return sum(one.recorded_at <= as_of for one in items)
    return sum(one.recorded_on <= as_of for one in items)
