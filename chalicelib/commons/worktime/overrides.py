"""Changes to a calendar by administrators: days announced, days called off, office hours of their own.

Overrides are dated data with a legal basis, kept for ever: `as_of` gives back the calendar as it was known on a day,
so a deadline given before an announcement can still be counted as it was then.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from chalicelib.commons.worktime.hours import must_be_possible
from chalicelib.commons.worktime.model import Calendar, DayMark, OfficeHours
from chalicelib.foundation.errors import Invalid
from chalicelib.foundation.values import frozen

OverrideKind = Literal["holiday", "compensatory_off", "makeup_working", "ordinary"]


@frozen
class Override:
    """What a day is from now on: `ordinary` undoes whatever made it special.

    `units`: identifiers of the agencies it is for, None for all. `for_day`: the other half of a swap.
    """

    day: date
    kind: OverrideKind
    vi: str
    en: str
    legal_basis: str
    announced_on: date
    units: tuple[str, ...] | None = None
    for_day: date | None = None

    def concerns(self, unit: str | None) -> bool:
        """Whether it is for this agency; without one, whether it is for all."""
        return self.units is None or unit in self.units

    def meets(self, other: "Override") -> bool:
        """Whether both are for some agency."""
        return self.units is None or other.units is None or bool(set(self.units) & set(other.units))


def with_overrides(
    calendar: Calendar, overrides: Sequence[Override], *, unit: str | None = None, as_of: date | None = None
) -> Calendar:
    """The calendar of an agency with what had been announced by a day; a later announcement of a day wins.

    Without `unit` only what is for all agencies applies. Invalid `worktime/override-incomplete`,
    `worktime/override-contradicts` (a day cannot be both) and `worktime/override-changes-nothing`; CalendarMissing
    for a day of an unknown year.
    """
    for override in overrides:
        _check_complete(override)
    _check_agree(overrides)
    changed = calendar
    for override in sorted(overrides, key=lambda one: (one.announced_on, one.day)):
        known = as_of is None or override.announced_on <= as_of
        if known and override.concerns(unit):
            changed = _with_one(changed, override)
    return changed


def marked(calendar: Calendar, overrides: Sequence[Override]) -> Calendar:
    """The calendar with overrides that were accepted before, in the order given.

    What was accepted stands: it is not asked again whether it changes something, because the packaged year may have
    taken it in since, and what is new for offices closed on Saturdays may be none for the others.
    """
    marks = dict(calendar.marks)
    for override in overrides:
        marks.pop(override.day, None)
        if override.kind != "ordinary":
            words = (override.vi, override.en, override.for_day)
            marks[override.day] = DayMark(override.kind, *words, False, override.legal_basis)
    return replace(calendar, marks=marks)


def with_hours(calendar: Calendar, hours: Sequence[OfficeHours]) -> Calendar:
    """The calendar with other office hours. Invalid `worktime/hours-invalid`, see `hours.must_be_possible`."""
    must_be_possible(hours)
    return replace(calendar, hours=tuple(hours))


def _with_one(calendar: Calendar, override: Override) -> Calendar:
    before = calendar.sessions(override.day)
    changed = marked(calendar, [override])
    if override.kind in ("makeup_working", "compensatory_off") and changed.sessions(override.day) == before:
        raise changes_nothing(override.day, calendar)
    return changed


def changes_nothing(day: date, calendar: Calendar) -> Invalid:
    """The refusal for an override that leaves the day as it is."""
    works = calendar.is_working(day)
    return Invalid(
        "worktime/override-changes-nothing",
        vi=f"Ngày {day:%d/%m/%Y} vốn đã {'làm việc' if works else 'nghỉ'}.",
        en=f"{day} is a {'working day' if works else 'day off'} already.",
    )


def _check_complete(override: Override) -> None:
    said = (override.vi, override.en, override.legal_basis)
    if not all(text.strip() for text in said) or override.units == ():
        raise Invalid(
            "worktime/override-incomplete",
            vi="Thay đổi lịch cần tên tiếng Việt, tên tiếng Anh, căn cứ pháp lý và cơ quan áp dụng.",
            en="A change of the calendar needs a name in both languages, a legal basis and whom it is for.",
        )


def _check_agree(overrides: Sequence[Override]) -> None:
    for place, override in enumerate(overrides):
        for other in overrides[:place]:
            same = override.day == other.day and override.announced_on == other.announced_on
            if same and override.meets(other):
                raise Invalid(
                    "worktime/override-contradicts",
                    vi=f"Ngày {override.day:%d/%m/%Y} được thông báo hai lần trong cùng một ngày.",
                    en=f"{override.day} is announced twice on the same day.",
                )
