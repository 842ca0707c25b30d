"""The register of a year, day by day: every dossier handed in to an agency, closed ones included."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime

from chalicelib.commons.agencies import Directory
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words
from chalicelib.onestop.dossiers.daybook import Day
from chalicelib.onestop.dossiers.model import STATUS_WORDS, Delivery, Dossier, Payment, Status
from chalicelib.onestop.dossiers.slips.control import WAYS
from chalicelib.onestop.dossiers.slips.forms import Form, form_of, place_of_issue
from chalicelib.onestop.dossiers.slips.model import Issuer
from chalicelib.onestop.dossiers.slips.source import issuer_of

TOLD_LATER = Words("Đang cập nhật", "Being brought up to date")
"""A code that was given just now: the index by code follows within moments."""


@frozen
class DayLine:
    """One dossier of the day, as it stands now. `ready_at` and `returned_at` are those of its result.

    `submitted_at` is None while the index has not brought it yet.
    """

    order: int
    code: str
    applicant: str
    procedure: Words
    status: Words
    submitted_at: datetime | None = None
    received_at: datetime | None = None
    due_at: datetime | None = None
    ready_at: datetime | None = None
    returned_at: datetime | None = None
    returned: Words | None = None
    payment: Payment | None = None
    late: bool = False


@frozen
class DayRegister:
    """One page of a day: `count` dossiers in all, `totals` of this page by status and of those that were late."""

    form: Form
    issuer: Issuer
    place: Words
    drawn_at: datetime
    day: date
    count: int
    page: int
    pages: int
    lines: tuple[DayLine, ...]
    totals: tuple[tuple[Words, int], ...]
    late: int


@frozen
class Counted:
    """How many dossiers were handed in within a day or a month. `when` names it: `2026-11-23`, `2026-11`."""

    when: str
    count: int


@frozen
class Overview:
    """A month by its days, or a year by its months; those without a dossier are left out."""

    form: Form
    issuer: Issuer
    place: Words
    drawn_at: datetime
    when: str
    lines: tuple[Counted, ...]
    count: int


def write_day(
    found: Day, unit: str, at: datetime, *, directory: Directory, procedure_name: Callable[[str], Words]
) -> DayRegister:
    """One page of a day's register; numbers in its first column are those of the day."""
    lines = tuple(
        _line(number, code, dossier, unit, at, procedure_name)
        for number, (code, dossier) in enumerate(found.lines, found.first)
    )
    statuses = Counter(dossier.status for _, dossier in found.lines if dossier is not None)
    return DayRegister(
        form=form_of("register", vietnam_day(at)),
        issuer=issuer_of(directory, unit),
        place=place_of_issue(),
        drawn_at=at,
        day=found.day,
        count=found.count,
        page=found.page,
        pages=found.pages,
        lines=lines,
        totals=tuple((Words(*STATUS_WORDS[status]), statuses[status]) for status in sorted(statuses)),
        late=sum(line.late for line in lines),
    )


def _line(
    number: int, code: str, dossier: Dossier | None, unit: str, at: datetime, procedure_name: Callable[[str], Words]
) -> DayLine:
    if dossier is None:
        return DayLine(number, code, "", Words("", ""), TOLD_LATER)
    returned_at = _reached(dossier, Status.RESULT_RETURNED)
    return DayLine(
        order=number,
        code=code,
        applicant=dossier.applicant if dossier.unit == unit else "",
        procedure=procedure_name(dossier.procedure),
        status=Words(*STATUS_WORDS[dossier.status]),
        submitted_at=dossier.submitted_at,
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        ready_at=_reached(dossier, Status.RESULT_READY),
        returned_at=returned_at,
        returned=_way(dossier.delivery) if returned_at else None,
        payment=dossier.payment,
        late=dossier.overdue(at) or dossier.ready_late,
    )


def _reached(dossier: Dossier, status: Status) -> datetime | None:
    """When a dossier last came to a status, while it has not gone back behind it."""
    if dossier.status < status:
        return None
    return next((at for one, at in reversed(dossier.timeline) if one is status), None)


def _way(delivery: Delivery) -> Words:
    way = WAYS[delivery.way]
    if not delivery.reference:
        return way
    return Words(f"{way.vi} ({delivery.reference})", f"{way.en} ({delivery.reference})")


def write_overview(counts: Mapping[date, int], when: str, unit: str, at: datetime, *, directory: Directory) -> Overview:
    """The days of a month (`2026-11`), or the months of a year (`2026`), with how many dossiers each has."""
    width = len("2026-11-23") if len(when) > len("2026") else len("2026-11")
    by_name: Counter[str] = Counter()
    for day, count in counts.items():
        by_name[day.isoformat()[:width]] += count
    return Overview(
        form=form_of("register", vietnam_day(at)),
        issuer=issuer_of(directory, unit),
        place=place_of_issue(),
        drawn_at=at,
        when=when,
        lines=tuple(Counted(name, count) for name, count in sorted(by_name.items()) if count),
        count=by_name.total(),
    )
