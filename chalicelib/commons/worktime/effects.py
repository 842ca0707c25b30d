"""Whether an override may be announced, and what it would change. Pure; the clock and the agencies are passed in."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from chalicelib.commons.worktime.announcements import Announced, Announcement
from chalicelib.commons.worktime.calendars import load_calendar
from chalicelib.commons.worktime.hours import (
    AnnouncedHours,
    HoursNotice,
    Place,
    hours_change_nothing,
    must_be_in_time,
    must_be_possible,
    same_from,
)
from chalicelib.commons.worktime.model import Calendar
from chalicelib.commons.worktime.overrides import Override, changes_nothing, with_overrides
from chalicelib.foundation.clock import short_date, vietnam_day
from chalicelib.foundation.errors import FieldError, Invalid
from chalicelib.foundation.values import frozen


@frozen
class View:
    """Whose calendar is looked at: an agency's desk or office, or all of a class of hours when `unit` is None."""

    unit: str | None
    office: str
    place: Place = "desk"

    def calendar(self, announced: Announced) -> Calendar:
        """Its calendar with all that was announced."""
        return announced.calendar(self.unit, self.office, place=self.place)


@frozen
class Effect:
    """A day in somebody's calendar, before and after an announcement."""

    view: View
    day: date
    before: Calendar
    after: Calendar

    @property
    def changes(self) -> bool:
        """Whether the day is worked otherwise, or for another reason, than before."""
        old, new = ((calendar.sessions(self.day), calendar.mark(self.day)) for calendar in (self.before, self.after))
        return old != new


def added(announced: Announced, override: Override, at: datetime, unit: str) -> Announced:
    """The announcements with one more, recorded now; time never runs back in their order."""
    last = announced.items[-1].recorded_at if announced.items else at
    moment = max(at.replace(microsecond=0), last)
    one = Announcement(len(announced.items) + 1, override, moment, unit)
    return replace(announced, items=(*announced.items, one))


def added_hours(announced: Announced, notice: HoursNotice, at: datetime, unit: str) -> Announced:
    """The announcements with hours more, recorded now; time never runs back in their order."""
    last = announced.hours[-1].recorded_at if announced.hours else at
    moment = max(at.replace(microsecond=0), last)
    one = AnnouncedHours(len(announced.hours) + 1, notice, moment, unit)
    return replace(announced, hours=(*announced.hours, one))


def hours_effects(announced: Announced, notice: HoursNotice, at: datetime, views: Sequence[View]) -> list[Effect]:
    """Whose hours a notice changes, or the refusal with the field to mend.

    Invalid `worktime/hours-invalid`, `worktime/hours-change-nothing`, and those of `hours.must_be_in_time`.
    """
    must_be_possible(notice.rows)
    must_be_in_time(notice, vietnam_day(at), sorted(load_calendar().announced))
    after, first = added_hours(announced, notice, at, ""), notice.valid_from
    found = [Effect(view, first, view.calendar(announced), view.calendar(after)) for view in views]
    changing = [one for one in found if not same_from(one.before, one.after, first)]
    if not changing:
        raise hours_change_nothing()
    return changing


def must_be_sound(announced: Announced, override: Override, at: datetime, views: Sequence[View]) -> list[Effect]:
    """What an announcement changes, view by view, or the refusal with the field to mend.

    Besides the refusals of `with_overrides`: Invalid `worktime/override-not-issued`, `worktime/override-past`,
    `worktime/override-year-unknown`, `worktime/override-for-day`.
    """
    wrong = list(_wrong_days(override, vietnam_day(at)))
    if wrong:
        raise Invalid(wrong[0].code, wrong[0].vi, wrong[0].en, wrong)
    try:
        return _effects(announced, override, at, views)
    except Invalid as refusal:
        field = FieldError("day", refusal.code, refusal.vi, refusal.en)
        raise Invalid(refusal.code, refusal.vi, refusal.en, [field]) from refusal


def _effects(announced: Announced, override: Override, at: datetime, views: Sequence[View]) -> list[Effect]:
    earlier = announced.before(override)
    if earlier is not None and (earlier.override.kind == "ordinary") == (override.kind == "ordinary"):
        with_overrides(load_calendar(), [earlier.override, override])
    after = added(announced, override, at, "")
    found = []
    refusal: Invalid | None = None
    for view in views:
        before = view.calendar(announced)
        try:
            with_overrides(before, [override], unit=view.unit)
        except Invalid as error:
            refusal = error
            continue
        found.append(Effect(view, override.day, before, view.calendar(after)))
    changing = [effect for effect in found if effect.changes]
    if not changing:
        raise refusal or changes_nothing(override.day, views[0].calendar(announced))
    return changing


def _wrong_days(override: Override, today: date) -> Iterator[FieldError]:
    """What is wrong with the days of an override by themselves.

    A day that is over can still be announced when the document came in time and was only entered late.
    """
    if override.announced_on > today:
        yield FieldError(
            "announced_on",
            "worktime/override-not-issued",
            f"Văn bản chưa ban hành: ngày ban hành sau hôm nay ({short_date(today)}).",
            f"The document is not issued yet: its date is after today ({short_date(today)}).",
        )
    known = sorted(load_calendar().announced)
    if override.day.year not in known:
        yield _year_unknown(known)
    elif override.day < today and override.announced_on > override.day:
        yield _day_over()
    swapped = override.kind in ("compensatory_off", "makeup_working")
    if override.for_day is not None and (not swapped or override.for_day == override.day):
        yield _no_other_day()


def _year_unknown(known: Sequence[int]) -> FieldError:
    return FieldError(
        "day",
        "worktime/override-year-unknown",
        f"Chỉ thay đổi được lịch các năm {known[0]} đến {known[-1]}.",
        f"Only the calendars of {known[0]} to {known[-1]} can be changed.",
    )


def _day_over() -> FieldError:
    return FieldError(
        "day",
        "worktime/override-past",
        "Ngày này đã qua khi văn bản được ban hành; lịch của ngày đã qua không thay đổi nữa.",
        "This day was over when the document was issued; the calendar of days gone by does not change.",
    )


def _no_other_day() -> FieldError:
    return FieldError(
        "for_day",
        "worktime/override-for-day",
        "Chỉ ngày nghỉ bù, nghỉ hoán đổi hoặc làm bù mới ghi ngày đổi, và phải là một ngày khác.",
        "Only a day off in lieu, swapped or made up for names the other day, and it is another one.",
    )
