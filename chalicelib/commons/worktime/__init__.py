"""Working time: which days and hours offices work, when something is due, and why.

Every part of the platform counts time here and nowhere else, so that the slip in a citizen's hand, the
clerk's queue and the report agree. A deadline carries the rules that made it; `explain` says each of
them in words. The room keeps nothing in the table and has no events: calendars are dated files in `data/`.
"""

from chalicelib.commons.worktime.calendars import load_calendar
from chalicelib.commons.worktime.deadline import due
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
from chalicelib.commons.worktime.sentences import explain

__all__ = [
    "UNITS",
    "Calendar",
    "CalendarMissing",
    "DayMark",
    "Deadline",
    "OfficeHours",
    "Rule",
    "Session",
    "Unit",
    "due",
    "explain",
    "load_calendar",
]
