"""Working time: which days and hours offices work, when something is due, and why.

Every part of the platform counts time here and nowhere else, so that the slip in a citizen's hand, the
clerk's queue and the report agree. A deadline carries the rules that made it; `explain` says each of
them in words. A dossier's clock is a `Course`: replayed, it always gives the same answer. The conventions are in
docs/deadlines.md. The room keeps nothing in the table and has no events: calendars are dated files in `data/`.
"""

from chalicelib.commons.worktime.alerts import Alert, Silence, apology_by, due_alerts, silence, waited
from chalicelib.commons.worktime.calendars import load_calendar
from chalicelib.commons.worktime.course import ClockPolicy, Course, Happening, HappeningKind
from chalicelib.commons.worktime.duedate import due
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
from chalicelib.commons.worktime.shares import (
    Progress,
    StepDue,
    StepTime,
    Visit,
    progress,
    share,
    step_times,
)
from chalicelib.commons.worktime.spans import Span, remaining, say_span, span

__all__ = [
    "RULE_CODES",
    "UNITS",
    "Alert",
    "Calendar",
    "CalendarMissing",
    "ClockPolicy",
    "Course",
    "DayMark",
    "Deadline",
    "Happening",
    "HappeningKind",
    "OfficeHours",
    "Override",
    "Progress",
    "Rule",
    "Session",
    "Silence",
    "Span",
    "StepDue",
    "StepTime",
    "Unit",
    "Visit",
    "apology_by",
    "deadline",
    "due",
    "due_alerts",
    "explain",
    "load_calendar",
    "progress",
    "record",
    "remaining",
    "say_span",
    "share",
    "silence",
    "span",
    "step_times",
    "waited",
    "with_hours",
    "with_overrides",
]
