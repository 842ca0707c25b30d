"""Working time: which days and hours offices work, when something is due, and why.

Every part of the platform counts time here and nowhere else, so that the slip in a citizen's hand, the
clerk's queue and the report agree. A deadline carries the rules that made it; `explain` says each of
them in words. A dossier's clock is a `Course`: replayed, it always gives the same answer. The conventions are in
docs/deadlines.md. Calendars are dated files in `data/`; what administrators announce beside them is one item of the
table, and `city_calendar` is both together. Events in: none. Events out: calendar.announced,
calendar.hours_announced.
"""

from datetime import date, datetime
from functools import cache

from chalicelib.commons.agencies import directory
from chalicelib.commons.worktime.alerts import Alert, Silence, apology_by, due_alerts, silence, waited
from chalicelib.commons.worktime.announcements import Announced, Announcement
from chalicelib.commons.worktime.calendars import load_calendar
from chalicelib.commons.worktime.course import ClockPolicy, Course, Happening, HappeningKind
from chalicelib.commons.worktime.duedate import due
from chalicelib.commons.worktime.effects import Effect
from chalicelib.commons.worktime.hours import AnnouncedHours, HoursNotice, Place
from chalicelib.commons.worktime.live import LiveCalendar
from chalicelib.commons.worktime.model import (
    UNITS,
    Calendar,
    CalendarMissing,
    DayMark,
    Deadline,
    OfficeHours,
    Rule,
    Session,
    Unit,
)
from chalicelib.commons.worktime.overrides import Override, with_hours, with_overrides
from chalicelib.commons.worktime.replay import deadline, record
from chalicelib.commons.worktime.sentences import RULE_CODES, explain
from chalicelib.commons.worktime.service import Announcements, Listed
from chalicelib.commons.worktime.shares import (
    Progress,
    StepDue,
    StepTime,
    Visit,
    progress,
    share,
    step_times,
)
from chalicelib.commons.worktime.spans import Span, remaining, say_length, say_span, span

__all__ = [
    "RULE_CODES",
    "UNITS",
    "Alert",
    "Announced",
    "AnnouncedHours",
    "Announcement",
    "Announcements",
    "Calendar",
    "CalendarMissing",
    "ClockPolicy",
    "Course",
    "DayMark",
    "Deadline",
    "Effect",
    "Happening",
    "HappeningKind",
    "HoursNotice",
    "Listed",
    "LiveCalendar",
    "OfficeHours",
    "Override",
    "Place",
    "Progress",
    "Rule",
    "Session",
    "Silence",
    "Span",
    "StepDue",
    "StepTime",
    "Unit",
    "Visit",
    "announcements",
    "apology_by",
    "city_calendar",
    "deadline",
    "due",
    "due_alerts",
    "explain",
    "live_calendar",
    "load_calendar",
    "progress",
    "record",
    "remaining",
    "say_length",
    "say_span",
    "share",
    "silence",
    "span",
    "step_times",
    "waited",
    "with_hours",
    "with_overrides",
]


def city_calendar(
    unit: str | None,
    office: str = "standard",
    as_of: date | datetime | None = None,
    place: Place = "office",
) -> Calendar:
    """The calendar of an agency: the packaged years with all that was announced for it, or for all without a `unit`.

    `office` is the class of hours that counts while the agency's `place` (its desk, or the office behind it) has
    announced none of its own, KeyError for one that is not known. `as_of`: only what had been recorded by that moment,
    or by the end of that day, so that an old deadline is counted as it was. The same object until something new is
    announced. Unavailable only when the announcements were never read yet.
    """
    return live_calendar().calendar(unit, office, as_of, place)


@cache
def live_calendar() -> LiveCalendar:
    """The calendars of this process. Making it calls nothing."""
    return LiveCalendar()


@cache
def announcements() -> Announcements:
    """The use cases of the calendar."""
    return Announcements(live_calendar(), directory())
