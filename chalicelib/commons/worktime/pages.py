"""Pages of the calendar: a year at a glance for everybody, announcing for operators and agencies' administrators."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Answered, Page, Pages, Redirect, Typed, Visit, page_status
from chalicelib.commons import identity, worktime
from chalicelib.commons.agencies import directory
from chalicelib.commons.worktime.schema import KINDS, read_override
from chalicelib.commons.worktime.service import CUSTOMARY
from chalicelib.commons.worktime.sources import say_source
from chalicelib.commons.worktime.year import day_of, hours_in, known_year, marked_days, year_of
from chalicelib.foundation.clock import short_date, vietnam_day
from chalicelib.foundation.errors import Conflict, Invalid, Refusal, Stale
from chalicelib.foundation.text import collation_key

pages = Pages("worktime")
YEAR = Words("Lịch làm việc", "Working days")
ANNOUNCE = Words("Thông báo thay đổi lịch làm việc", "Announce a change of the working days")
PREVIEW = Words("Xem trước khi công bố", "Look before announcing")
BOARD = "/quan-tri/lich"
AT_DESK = Words(
    "Bộ phận Một cửa, nơi tiếp nhận và trả kết quả", "One-stop desk, where dossiers are received and returned"
)
IN_OFFICE = Words(
    "Cơ quan giải quyết; thời hạn hồ sơ tính theo giờ này", "The office; a dossier’s time is counted by these"
)

KIND_WORDS: Mapping[str, Words] = {
    "holiday": Words("Ngày nghỉ", "Day off"),
    "compensatory_off": Words("Nghỉ bù hoặc nghỉ hoán đổi", "Day off in lieu or swapped"),
    "makeup_working": Words("Làm bù, cả ngày", "Make-up working day, the whole day"),
    "ordinary": Words("Trở lại ngày bình thường", "An ordinary day again"),
    "full": Words("Làm việc", "Working day"),
    "part": Words("Làm việc một buổi", "Working day, part of the day"),
    "rest": Words("Nghỉ hằng tuần", "Weekly day off"),
}
SHORT_WORDS: Mapping[str, Words] = {
    "holiday": Words("nghỉ", "off"),
    "compensatory_off": Words("nghỉ bù", "in lieu"),
    "makeup_working": Words("làm bù", "made up"),
    "part": Words("một buổi", "part"),
    "rest": Words("–", "–"),
    "full": Words("", ""),
}
"""What stands in a day's box, a dash on weekly days off; the colour only repeats it."""
WEEKDAYS = (
    Words("Thứ Hai", "Monday"),
    Words("Thứ Ba", "Tuesday"),
    Words("Thứ Tư", "Wednesday"),
    Words("Thứ Năm", "Thursday"),
    Words("Thứ Sáu", "Friday"),
    Words("Thứ Bảy", "Saturday"),
    Words("Chủ nhật", "Sunday"),
)
WEEKDAY_HEADS = (
    *[Words("T2", "Mo"), Words("T3", "Tu"), Words("T4", "We"), Words("T5", "Th"), Words("T6", "Fr")],
    *[Words("T7", "Sa"), Words("CN", "Su")],
)


MONTHS = (
    *[Words("Tháng 1", "January"), Words("Tháng 2", "February"), Words("Tháng 3", "March")],
    *[Words("Tháng 4", "April"), Words("Tháng 5", "May"), Words("Tháng 6", "June")],
    *[Words("Tháng 7", "July"), Words("Tháng 8", "August"), Words("Tháng 9", "September")],
    *[Words("Tháng 10", "October"), Words("Tháng 11", "November"), Words("Tháng 12", "December")],
)


@pages.get("/lich-lam-viec", rule="calendar.read", title=YEAR)
def year_page(request: Request, visit: Visit) -> Page:
    """A year of the city, or of one agency: month by month, its special days with their sources, what was announced."""
    unit = request.query.get("co-quan", "")
    office = directory().unit(unit).office_hours if unit else "standard"
    calendar = worktime.city_calendar(unit or None, office, place="desk")
    today = vietnam_day(visit.call.at)
    year = known_year(request.query.get("nam", ""), today, calendar)
    said = [one for one in worktime.live_calendar().announced().items if one.override.concerns(unit or None)]
    facts = {
        "year": year,
        "years": sorted(calendar.announced),
        "announced": calendar.announced[year],
        "months": list(zip(MONTHS, year_of(calendar, year), strict=True)),
        "days": [(day, say_source(day.mark.source, visit.lang)) for day in marked_days(calendar, year) if day.mark],
        "said": [one for one in reversed(said) if one.override.day.year == year],
        "hours": _hours(calendar, unit, year),
        "unit": unit,
        "units": agency_choices(today, visit.lang),
        "today": today,
        **_words(),
    }
    return Page("commons/worktime/year.html", facts, title=_year_title(year), personal=False, wide=True)


def _hours(calendar: worktime.Calendar, unit: str, year: int) -> list[tuple[Words | None, Any]]:
    """The hours in force in the year, those of an agency's office apart where they are not those of its desk."""
    desk = hours_in(calendar, year)
    office = hours_in(worktime.city_calendar(unit, CUSTOMARY, place="office"), year) if unit else desk
    return [(None, desk)] if office == desk else [(AT_DESK, desk), (IN_OFFICE, office)]


def _year_title(year: int) -> Words:
    return Words(f"{YEAR.vi} năm {year}", f"{YEAR.en} of {year}")


@pages.get(BOARD, rule="calendar.announce", title=ANNOUNCE)
def board(request: Request, visit: Visit) -> Page:
    """What has been announced, and the form to announce more; `bo` names one that is to be called off."""
    return _board(visit, _calling_off(visit, request.query.get("bo", "")), done=request.query.get("so", ""))


@pages.post(f"{BOARD}/xem-truoc", rule="calendar.announce", title=PREVIEW)
def preview(request: Request, visit: Visit) -> Answered:
    """What the announcement would change, to confirm or to go back from; the form again where something is wrong."""
    if visit.typed.get("step") == "edit":
        return _board(visit, visit.typed)
    try:
        override = read_override(_sent(visit))
        version, effects = worktime.announcements().preview(visit.call, override)
    except (Invalid, Conflict) as refusal:
        return _board(visit, visit.typed, refusal)
    facts = {
        "override": override,
        "version": version,
        "rows": [_effect_row(one) for one in effects],
        "units": [directory().unit(unit).name(visit.lang) for unit in override.units or ()],
        "typed": [(name, value) for name, value in visit.typed.kept() if name != "step"],
        **_words(),
    }
    return Page("commons/worktime/preview.html", facts)


@pages.post(f"{BOARD}/cong-bo", rule="calendar.announce", title=ANNOUNCE)
def announce(request: Request, visit: Visit) -> Answered:
    """Announces what was confirmed; when that cannot be, the form again with the reason and all that was typed."""
    try:
        made = worktime.announcements().announce(visit.change(), read_override(_sent(visit)))
    except (Invalid, Conflict, Stale) as refusal:
        return _board(visit, visit.typed, refusal)
    return Redirect(BOARD, {"so": str(made["number"])})


def _sent(visit: Visit) -> dict[str, Any]:
    """What was typed, with the agencies: those chosen by an operator, the own one of anybody else."""
    names = ("day", "kind", "vi", "en", "legal_basis", "announced_on", "for_day")
    typed: dict[str, Any] = {name: visit.typed.get(name) for name in names}
    if not _for_any(visit):
        return {**typed, "units": [visit.caller.unit]}
    return {**typed, "units": None if visit.typed.get("scope") == "all" else list(visit.typed.all("units"))}


def _for_any(visit: Visit) -> bool:
    return identity.may(visit.caller, "calendar.announce")


def _calling_off(visit: Visit, number: str) -> Typed:
    """The form filled in to call off an announcement; empty when none of that number can be seen."""
    for one in worktime.announcements().listed(visit.call).items if number else ():
        if str(one.number) == number:
            override = one.override
            filled = {
                "day": (short_date(override.day),),
                "kind": ("ordinary",),
                "vi": (f"Bỏ: {override.vi}",),
                "en": (f"Called off: {override.en}",),
                "scope": ("all" if override.units is None else "some",),
                "units": override.units or (),
            }
            return Typed(filled)
    return Typed()


def _board(visit: Visit, filled: Typed, refusal: Refusal | None = None, done: str = "") -> Page:
    found = worktime.announcements().listed(visit.call)
    today = vietnam_day(visit.call.at)
    facts = {
        "items": found.items,
        "version": found.version,
        "filled": filled,
        "kinds": [(kind, KIND_WORDS[kind].say(visit.lang)) for kind in KINDS],
        "for_any": _for_any(visit),
        "units": agency_choices(today, visit.lang),
        "names": {unit.id: unit.name(visit.lang) for unit in directory().units()},
        "own": visit.caller.unit,
        "errors": _errors(refusal, visit.lang),
        "sentence": _say(refusal, visit.lang) if refusal else "",
        "wrong": refusal is not None,
        "done": done if done.isdecimal() and any(str(one.number) == done for one in found.items) else "",
        **_words(),
    }
    return Page(
        "commons/worktime/board.html", facts, page_status(refusal) if refusal else 200, title=ANNOUNCE, wide=True
    )


def _errors(refusal: Refusal | None, lang: str) -> list[tuple[str, str]]:
    return [(one.field, _say(one, lang)) for one in refusal.fields] if refusal else []


def _say(words: Any, lang: str) -> str:
    return str(words.en if lang == "en" else words.vi)


def _effect_row(effect: worktime.Effect) -> dict[str, Any]:
    """Whose day it is, and what it was and will be."""
    view = effect.view
    if view.unit is not None:
        whose = Words(*(directory().unit(view.unit).name(one) for one in ("vi", "en")))
    elif view.office == "saturday_morning":
        whose = Words("Cơ quan làm việc cả sáng thứ Bảy", "Agencies that also work on Saturday mornings")
    else:
        whose = Words("Cơ quan làm việc từ thứ Hai đến thứ Sáu", "Agencies that work from Monday to Friday")
    return {"whose": whose, "before": day_of(effect.before, effect.day), "after": day_of(effect.after, effect.day)}


def agency_choices(today: date, lang: str) -> Sequence[tuple[str, str]]:
    """The agencies of today by name."""
    found = [(unit.id, unit.name(lang)) for unit in directory().units() if unit.exists(today)]
    return sorted(found, key=lambda one: collation_key(one[1]))


def _words() -> dict[str, Any]:
    return {"kind_words": KIND_WORDS, "short_words": SHORT_WORDS, "weekdays": WEEKDAYS, "heads": WEEKDAY_HEADS}
