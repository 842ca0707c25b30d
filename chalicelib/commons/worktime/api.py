"""JSON doors of the calendar: a year for everybody, announcements for those who make them."""

from chalicelib.cloud.call import Call
from chalicelib.cloud.door import Answer, Doors, Request, Words
from chalicelib.commons import worktime
from chalicelib.commons.agencies import directory
from chalicelib.commons.worktime.hoursschema import HOURS, present_hours, read_hours
from chalicelib.commons.worktime.schema import BODY, present_announcement, present_days, read_override
from chalicelib.commons.worktime.year import known_year
from chalicelib.foundation.clock import vietnam_day

doors = Doors("worktime")


@doors.get(
    "/api/v1/calendar",
    rule="calendar.read",
    title=Words("Lịch làm việc của một năm", "The working days of a year"),
    query={"year": {"type": "string"}, "unit": {"type": "string"}},
)
def year(request: Request, call: Call) -> Answer:
    """Every day of a year (this one when none is named) with its hours and its mark, for all agencies or for the desk
    of one; `hours` are the notices of office hours that concern it."""
    unit = request.query.get("unit", "")
    office = directory().unit(unit).office_hours if unit else "standard"
    calendar = worktime.city_calendar(unit or None, office, place="desk")
    wanted = known_year(request.query.get("year", ""), vietnam_day(call.at), calendar)
    announced = worktime.live_calendar().announced()
    said = [one for one in announced.items if one.override.concerns(unit or None)]
    body = {
        "year": wanted,
        "announced": calendar.announced[wanted],
        "unit": unit or None,
        "office_hours": office,
        "years": [{"year": one, "announced": known} for one, known in sorted(calendar.announced.items())],
        "days": list(present_days(calendar, wanted)),
        "announcements": [present_announcement(one) for one in said if one.override.day.year == wanted],
        "hours": [present_hours(one) for one in announced.hours if unit in (one.notice.units or (unit,))],
    }
    return Answer(body)


@doors.get(
    "/api/v1/calendar/announcements",
    rule="calendar.announce",
    title=Words("Các thông báo lịch", "Announcements"),
)
def listed(request: Request, call: Call) -> Answer:
    """The announcements, the newest first: all of them for an operator, else those that concern the own agency."""
    found = worktime.announcements().listed(call)
    shown = [present_announcement(one) for one in found.items]
    return Answer({"items": shown, "hours": [present_hours(one) for one in found.hours]}, version=found.version)


@doors.post(
    "/api/v1/calendar/announcements",
    rule="calendar.announce",
    title=Words("Thông báo thay đổi lịch", "Announce a change of the calendar"),
    body=BODY,
    status=201,
    versioned=True,
)
def announce(request: Request, call: Call) -> Answer:
    """What a day is from now on; kind `ordinary` calls off what was announced. Without `units`: for all agencies."""
    made = worktime.announcements().announce(call, read_override(call.body))
    return Answer(made, 201, made["version"])


@doors.post(
    "/api/v1/calendar/hours",
    rule="calendar.announce",
    title=Words("Thông báo giờ làm việc", "Announce office hours"),
    body=HOURS,
    status=201,
    versioned=True,
)
def announce_hours(request: Request, call: Call) -> Answer:
    """The hours of agencies' desks or offices from a day on; an empty `week` goes back to the customary hours."""
    made = worktime.announcements().announce_hours(call, read_hours(call.body))
    return Answer(made, 201, made["version"])
