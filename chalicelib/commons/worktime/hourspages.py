"""Pages of office hours: what is in force, and announcing other hours for operators and agencies' administrators."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Answered, Page, Pages, Redirect, Typed, Visit, page_status
from chalicelib.commons import identity, worktime
from chalicelib.commons.agencies import directory
from chalicelib.commons.worktime.effects import Effect
from chalicelib.commons.worktime.hours import Place
from chalicelib.commons.worktime.hoursschema import DAYS, read_typed_hours
from chalicelib.commons.worktime.model import Calendar, OfficeHours
from chalicelib.commons.worktime.pages import WEEKDAYS, agency_choices
from chalicelib.commons.worktime.service import ANNOUNCE
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import Conflict, Invalid, Refusal, Stale

pages = Pages("worktime")
HOURS = "/quan-tri/gio-lam-viec"
TITLE = Words("Giờ làm việc của cơ quan", "Office hours")
PREVIEW = Words("Xem trước giờ làm việc", "Look at the hours before announcing")
PLACE_WORDS: Mapping[Place, Words] = {
    "desk": Words("Bộ phận Một cửa: tiếp nhận, trả kết quả", "One-stop desk: receiving and returning"),
    "office": Words("Cơ quan: giải quyết hồ sơ", "Office: processing"),
}
WEEK_WORDS: Mapping[str, Words] = {
    "own": Words("Giờ ghi dưới đây", "The hours below"),
    "customary": Words("Trở lại giờ thông thường", "The customary hours again"),
}
BOX_WORDS: Mapping[str, Words] = {
    "weekdays": Words("Thứ Hai đến thứ Sáu", "Monday to Friday"),
    "saturday": Words("Thứ Bảy", "Saturday"),
    "sunday": Words("Chủ nhật", "Sunday"),
}


@pages.get(HOURS, rule="calendar.announce", title=TITLE)
def board(request: Request, visit: Visit) -> Page:
    """What has been announced, and the form to announce more."""
    return _board(visit, Typed(), done=request.query.get("so", ""))


@pages.post(f"{HOURS}/xem-truoc", rule="calendar.announce", title=PREVIEW)
def preview(request: Request, visit: Visit) -> Answered:
    """Whose hours would change, and how; the form again where something is wrong, or to go on writing."""
    if visit.typed.get("step") == "edit":
        return _board(visit, visit.typed)
    try:
        notice = read_typed_hours(_sent(visit))
        version, effects = worktime.announcements().preview_hours(visit.call, notice)
    except (Invalid, Conflict) as refusal:
        return _board(visit, visit.typed, refusal)
    facts = {
        "notice": notice,
        "version": version,
        "rows": [_effect_row(one, visit.lang) for one in effects],
        "typed": [(name, value) for name, value in visit.typed.kept() if name != "step"],
    }
    return Page("commons/worktime/hours_preview.html", facts)


@pages.post(f"{HOURS}/cong-bo", rule="calendar.announce", title=TITLE)
def announce(request: Request, visit: Visit) -> Answered:
    """Announces what was confirmed; when that cannot be, the form again with the reason and all that was typed."""
    try:
        made = worktime.announcements().announce_hours(visit.change(), read_typed_hours(_sent(visit)))
    except (Invalid, Conflict, Stale) as refusal:
        return _board(visit, visit.typed, refusal)
    return Redirect(HOURS, {"so": str(made["number"])})


def _sent(visit: Visit) -> dict[str, Any]:
    """What was typed, with the agencies: those chosen by an operator, the own one of anybody else."""
    typed: dict[str, Any] = {name: visit.typed.get(name) for name in ("from", "week", "legal_basis", "announced_on")}
    typed |= {box: visit.typed.get(box) for box in DAYS} | {"places": visit.typed.all("places")}
    if not identity.may(visit.caller, ANNOUNCE):
        return {**typed, "units": [visit.caller.unit]}
    return {**typed, "units": None if visit.typed.get("scope") == "all" else list(visit.typed.all("units"))}


def _board(visit: Visit, filled: Typed, refusal: Refusal | None = None, done: str = "") -> Page:
    found, names = worktime.announcements().listed(visit.call), directory().units()
    facts = {
        "items": [(one, week_lines(one.notice.rows, visit.lang)) for one in found.hours],
        "filled": filled,
        "for_any": identity.may(visit.caller, ANNOUNCE),
        "units": agency_choices(vietnam_day(visit.call.at), visit.lang),
        "names": {unit.id: unit.name(visit.lang) for unit in names},
        "own": visit.caller.unit,
        "places": _choices(PLACE_WORDS, visit.lang),
        "place_words": PLACE_WORDS,
        "weeks": _choices(WEEK_WORDS, visit.lang),
        "boxes": _choices(BOX_WORDS, visit.lang),
        "errors": _errors(refusal, visit.lang),
        "sentence": _say(refusal, visit.lang) if refusal else "",
        "done": done if any(str(one.number) == done for one in found.hours) else "",
    }
    return Page("commons/worktime/hours.html", facts, page_status(refusal) if refusal else 200, title=TITLE, wide=True)


def _choices(words: Mapping[Any, Words], lang: str) -> list[tuple[str, str]]:
    return [(str(name), said.say(lang)) for name, said in words.items()]


def _errors(refusal: Refusal | None, lang: str) -> list[tuple[str, str]]:
    """Pairs of field and sentence; what is wrong with the week as a whole is told at its first box."""
    if refusal is None:
        return []
    return [("weekdays" if one.field == "week" else one.field, _say(one, lang)) for one in refusal.fields]


def _say(words: Any, lang: str) -> str:
    return str(words.en if lang == "en" else words.vi)


def _effect_row(effect: Effect, lang: str) -> dict[str, Any]:
    """Whose hours they are, and what they were and will be on the first day of the notice."""
    view = effect.view
    whose = directory().unit(view.unit).name(lang) if view.unit is not None else ""
    shown = {"before": effect.before, "after": effect.after}
    return {
        "whose": whose,
        "place": PLACE_WORDS[view.place],
        "saturday": view.office == "saturday_morning",
        **{name: week_lines(_in_force(one, effect.day), lang) for name, one in shown.items()},
    }


def _in_force(calendar: Calendar, day: date) -> list[OfficeHours]:
    return [row for row in calendar.hours if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)]


def week_lines(rows: Sequence[OfficeHours], lang: str) -> list[str]:
    """`Thứ Hai, …, Thứ Sáu: 07:30–11:30, 13:00–17:00`: a line for each set of weekdays."""
    return [f"{_days_in_words(row, lang)}: {_hours_in_words(row)}" for row in rows]


def _days_in_words(row: OfficeHours, lang: str) -> str:
    return ", ".join(WEEKDAYS[number - 1].say(lang) for number in sorted(row.weekdays))


def _hours_in_words(row: OfficeHours) -> str:
    return ", ".join(f"{one.opens:%H:%M}–{one.closes:%H:%M}" for one in row.sessions)
