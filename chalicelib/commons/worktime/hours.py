"""Office hours that agencies announce for themselves, beside the customary ones of the packaged classes. Pure.

An agency has two sets: its one-stop `desk` receives and returns by the one, the `office` behind it works by the other,
and a dossier's time is counted by the office's. A notice holds from its first day until a later document says
otherwise.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Literal, get_args

from chalicelib.commons.worktime.model import Calendar, OfficeHours
from chalicelib.foundation.clock import short_date, vietnam_day
from chalicelib.foundation.errors import FieldError, Invalid
from chalicelib.foundation.values import frozen

Place = Literal["desk", "office"]
PLACES: tuple[Place, ...] = get_args(Place)


@frozen
class HoursNotice:
    """The hours of some agencies (None: of all) from a day on; without `rows` the customary ones again.

    Each row begins on that day and is open-ended; the first is the full day. `legal_basis` is the document and
    `announced_on` its date: of two the later document wins from its first day on.
    """

    valid_from: date
    rows: tuple[OfficeHours, ...]
    places: tuple[Place, ...]
    legal_basis: str
    announced_on: date
    units: tuple[str, ...] | None = None

    def concerns(self, unit: str | None, place: Place) -> bool:
        """Whether it is for this agency's desk or office; without an agency, whether it is for all."""
        return place in self.places and (self.units is None or unit in self.units)


@frozen
class AnnouncedHours:
    """A notice as recorded. `number` counts from 1; `recorded_by` is the agency of who entered it."""

    number: int
    notice: HoursNotice
    recorded_at: datetime
    recorded_by: str

    @property
    def recorded_on(self) -> date:
        """The day it was entered, Vietnam's."""
        return vietnam_day(self.recorded_at)


def with_notices(calendar: Calendar, notices: Sequence[HoursNotice]) -> Calendar:
    """The calendar with hours that were accepted before, an earlier document before a later one."""
    hours = calendar.hours
    for notice in notices:
        rows = notice.rows or tuple(_from_day(calendar.hours, notice.valid_from))
        hours = (*_until(hours, notice.valid_from - timedelta(days=1)), *rows)
    return replace(calendar, hours=hours)


def _until(rows: Sequence[OfficeHours], last: date) -> Iterator[OfficeHours]:
    """The rows as far as they are in force up to a day."""
    for row in rows:
        if row.valid_from <= last:
            yield replace(row, valid_to=min(row.valid_to or last, last))


def _from_day(rows: Sequence[OfficeHours], first: date) -> Iterator[OfficeHours]:
    """The rows as far as they are in force from a day on."""
    for row in rows:
        if row.valid_to is None or row.valid_to >= first:
            yield replace(row, valid_from=max(row.valid_from, first))


def must_be_possible(rows: Sequence[OfficeHours]) -> None:
    """Invalid `worktime/hours-invalid` when sessions are missing, out of order or overlap, when a row is for no day, or
    when a weekday has two rows in force on one day."""
    for row in rows:
        ends = [moment for session in row.sessions for moment in (session.opens, session.closes)]
        if not ends or any(first >= second for first, second in pairwise(ends)):
            raise _hours_invalid()
        if not row.weekdays or not row.weekdays <= set(range(1, 8)):
            raise _hours_invalid()
    for place, row in enumerate(rows):
        if any(row.weekdays & other.weekdays and _meet(row, other) for other in rows[:place]):
            raise _hours_invalid()


def _meet(one: OfficeHours, other: OfficeHours) -> bool:
    """Whether both are in force on some day."""
    return one.valid_from <= (other.valid_to or date.max) and other.valid_from <= (one.valid_to or date.max)


def must_be_in_time(notice: HoursNotice, today: date, years: Sequence[int]) -> None:
    """Refuses a document of the future, a first day that was over when it was issued, and a year without a calendar.

    Invalid `worktime/override-not-issued`, `worktime/hours-past`, `worktime/override-year-unknown`.
    """
    wrong: FieldError | None = None
    if notice.announced_on > today:
        vi = f"Văn bản chưa ban hành: ngày ban hành sau hôm nay ({short_date(today)})."
        en = f"The document is not issued yet: its date is after today ({short_date(today)})."
        wrong = FieldError("announced_on", "worktime/override-not-issued", vi, en)
    elif notice.valid_from.year not in years:
        vi = f"Chỉ có lịch làm việc các năm {min(years)} đến {max(years)}."
        en = f"There are calendars for the years {min(years)} to {max(years)} only."
        wrong = FieldError("from", "worktime/override-year-unknown", vi, en)
    elif notice.valid_from < min(today, notice.announced_on):
        vi = "Ngày bắt đầu đã qua khi văn bản được ban hành; giờ làm việc của ngày đã qua không thay đổi nữa."
        en = "The first day was over when the document was issued; the hours of days gone by do not change."
        wrong = FieldError("from", "worktime/hours-past", vi, en)
    if wrong is not None:
        raise Invalid(wrong.code, wrong.vi, wrong.en, [wrong])


def same_from(one: Calendar, other: Calendar, first: date) -> bool:
    """Whether two calendars have the same hours from a day on."""
    return list(_from_day(one.hours, first)) == list(_from_day(other.hours, first))


def hours_change_nothing() -> Invalid:
    """The refusal for hours that are in force already."""
    vi, en = "Giờ làm việc này vốn đang áp dụng.", "These hours are in force already."
    return Invalid(
        "worktime/hours-change-nothing", vi, en, [FieldError("week", "worktime/hours-change-nothing", vi, en)]
    )


def _hours_invalid() -> Invalid:
    vi = "Giờ làm việc phải theo thứ tự, không chồng nhau; mỗi thứ trong tuần chỉ có một giờ làm việc."
    en = "Office hours are in order and do not overlap; a weekday has one set of them at a time."
    return Invalid("worktime/hours-invalid", vi, en, [FieldError("week", "worktime/hours-invalid", vi, en)])
