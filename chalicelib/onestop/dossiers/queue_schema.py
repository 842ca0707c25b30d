"""Queues and alerts as JSON: the filters that can be asked for, a page with its lines and counts, one alert."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from chalicelib.cloud.schemas import listed, record, text
from chalicelib.commons.worktime import Span
from chalicelib.foundation.clock import iso
from chalicelib.onestop.dossiers.model import overdue
from chalicelib.onestop.dossiers.queues import SEARCH_LONGEST, Count
from chalicelib.onestop.dossiers.rows import QueueLine
from chalicelib.onestop.dossiers.schema import show_status
from chalicelib.onestop.dossiers.timers import Alert

FILTERS = ("list", "days", "status", "step", "procedure", "holder")
SEARCH = record(
    {
        "search": text(SEARCH_LONGEST, shortest=1),
        **{name: text(SEARCH_LONGEST) for name in FILTERS},
        "cursor": text(2048),
        "limit": text(3),
    },
    optional=(*FILTERS, "cursor", "limit"),
)

COUNTED = record({"number": {"type": "integer"}, "more": {"type": "boolean"}})
QUEUE = record(
    {
        "items": listed({"type": "object"}, most=100),
        "next": {"type": ["string", "null"]},
        "looked_at": {"type": "integer"},
        "counts": record({"late": COUNTED, "soon": COUNTED}, optional=("late", "soon")),
    }
)


def show_line(line: QueueLine, at: datetime, officers: Mapping[str, str], left: Span | None) -> dict[str, Any]:
    """One line of the queue. `officers`: accounts by the code that lines name them with; `left`: the working time left
    until `due_at`, or over since. What waits without an end tells since when instead."""
    return {
        "id": line.id,
        "code": line.code,
        "status": show_status(line.status),
        "procedure": line.procedure,
        "step": line.step or None,
        "applicant": line.applicant,
        "assignee": officers.get(line.assignee),
        "due_at": None if line.endless else iso(line.due_at),
        "waits_since": iso(line.due_at) if line.endless else None,
        "overdue": overdue(line.status, line.due_at, at),
        "time_left": show_span(left) if left is not None else None,
    }


def show_span(left: Span) -> dict[str, Any]:
    """Time left or over; `working`: its days are office days."""
    names = ("late", "days", "hours", "minutes", "working")
    return {name: getattr(left, name) for name in names}


def show_counts(counts: Mapping[str, Count]) -> dict[str, Any]:
    """How many are late or due soon, as far as the page tells; `more`: at least so many."""
    return {name: asdict(count) for name, count in counts.items()}


ALERT_WORDS: Mapping[str, tuple[str, str]] = {
    "reception_late": ("Chậm tiếp nhận", "Reception is late"),
    "soon": ("Sắp đến hạn", "About to be late"),
    "late": ("Đã quá hạn", "Late"),
    "step_late": ("Bước xử lý đã quá hạn", "A step is late"),
    "supplement_overdue": ("Quá hạn bổ sung", "The supplement is overdue"),
    "consultation_missed": ("Quá hạn trả lời ý kiến", "An opinion is overdue"),
}


def show_alert(alert: Alert) -> dict[str, Any]:
    """One alert of an agency."""
    vi, en = ALERT_WORDS[alert.kind]
    return {
        "dossier": alert.dossier,
        "code": alert.code,
        "kind": alert.kind,
        "name": {"vi": vi, "en": en},
        "step": alert.step or None,
        "told": alert.told,
        "at": iso(alert.at),
    }
