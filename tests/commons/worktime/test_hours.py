"""An agency's own office hours: announced through the real routes, and what is counted by them from then on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from chalicelib.commons import audit, worktime
from chalicelib.commons.worktime import store
from chalicelib.foundation.clock import VIETNAM, iso, now
from chalicelib.onestop import workflow
from tests.cloud.page.browser import Answer, Browser
from tests.commons.worktime.test_calendar_pages import at_work, hidden
from tests.doors import Reply, Visitor
from tests.onestop.conftest import City
from tests.onestop.test_pages import sound
from tests.problems import refused

NOW = datetime(2026, 11, 2, 10, 0, tzinfo=VIETNAM)
PATH = "/api/v1/calendar/hours"
PAGE = "/quan-tri/gio-lam-viec"
SUMMER: list[dict[str, Any]] = [{"weekdays": [1, 2, 3, 4, 5], "sessions": ["07:00-11:00", "13:30-16:30"]}]
HOURS: dict[str, Any] = {
    "from": "2026-11-09",
    "week": SUMMER,
    "places": ["desk", "office"],
    "legal_basis": "Quyết định 12/QĐ-SVHTT",
    "announced_on": "2026-11-02",
    "units": ["d07"],
}
TYPED = {
    "from": "9/11/2026",
    "week": "own",
    "places": ["desk", "office"],
    "weekdays": "7h-11h; 13:30 – 16.30",
    "saturday": "8:00-11:00",
    "sunday": "",
    "legal_basis": "Quyết định 12/QĐ-SVHTT",
    "announced_on": "02/11/2026",
}


@pytest.fixture
def admin(city: City) -> Visitor:
    return _on_the_day(city, "quantri.d07")


@pytest.fixture
def operator(city: City) -> Visitor:
    return _on_the_day(city, "vanhanh")


def _on_the_day(city: City, login: str) -> Visitor:
    visitor = city.visitor(login)
    city.at(NOW)
    return visitor


def announce(who: Visitor, version: int = 0, **changed: Any) -> Reply:
    body = {name: value for name, value in {**HOURS, **changed}.items() if value is not None}
    return who.post(PATH, body, if_match=f'"{version}"')


def worked(day: str, unit: str | None = "d07", place: worktime.Place = "office", as_of: Any = None) -> list[str]:
    sessions = worktime.city_calendar(unit, "standard", as_of, place).sessions(date.fromisoformat(day))
    return [f"{one.opens:%H:%M}-{one.closes:%H:%M}" for one in sessions]


CUSTOMARY = ["07:30-11:30", "13:00-17:00"]


def test_hours_hold_from_their_first_day_for_that_agency_alone(city: City, admin: Visitor) -> None:
    made = announce(admin)
    assert (made.status, made.json) == (201, {"number": 1, "version": 1})
    assert worked("2026-11-06") == CUSTOMARY
    assert worked("2026-11-09") == worked("2026-11-09", place="desk") == SUMMER[0]["sessions"]
    assert worked("2026-11-09", "d06") == worked("2026-11-09", None) == CUSTOMARY
    assert worked("2026-11-14") == []


def test_desk_and_office_have_hours_of_their_own(city: City, admin: Visitor) -> None:
    week = [*SUMMER, {"weekdays": [6], "sessions": ["08:00-11:00"]}]
    assert announce(admin, week=week, places=["desk"]).status == 201
    assert worked("2026-11-14", place="desk") == ["08:00-11:00"]
    assert (worked("2026-11-14"), worked("2026-11-09")) == ([], CUSTOMARY)


def test_a_make_up_day_is_a_full_day_of_the_new_hours(city: City, admin: Visitor, operator: Visitor) -> None:
    assert announce(admin).status == 201
    day = {"day": "2026-11-28", "kind": "makeup_working", "vi": "Làm bù", "en": "Made up", "legal_basis": "Công văn 1"}
    sent = operator.post("/api/v1/calendar/announcements", {**day, "announced_on": "2026-11-02"}, if_match='"1"')
    assert sent.status == 201
    assert worked("2026-11-28") == SUMMER[0]["sessions"]


def test_the_later_document_counts_and_customary_hours_come_back(city: City, admin: Visitor) -> None:
    announce(admin)
    assert announce(admin, 1, **{"from": "2026-11-16", "week": []}).status == 201
    assert worked("2026-11-13") == SUMMER[0]["sessions"]
    assert worked("2026-11-16") == CUSTOMARY
    listed = admin.get("/api/v1/calendar/announcements").json["hours"]
    assert [(one["number"], one["week"], one["from"]) for one in listed] == [
        (2, [], "2026-11-16"),
        (1, SUMMER, "2026-11-09"),
    ]


def test_an_earlier_document_entered_later_changes_nothing_that_a_later_one_says(city: City, admin: Visitor) -> None:
    announce(admin)
    week = [{"weekdays": [1, 2, 3, 4, 5], "sessions": ["08:00-16:00"]}]
    assert announce(admin, 1, week=week, announced_on="2026-11-01", **{"from": "2026-11-05"}).status == 201
    assert worked("2026-11-06") == ["08:00-16:00"]
    assert worked("2026-11-09") == SUMMER[0]["sessions"]


def test_an_old_deadline_is_counted_by_the_hours_of_then(city: City, admin: Visitor) -> None:
    then = worktime.due(NOW, 10, "working_day", calendar=workflow.calendar_of("d07", NOW))
    announce(admin)
    later = worktime.due(NOW, 10, "working_day", calendar=workflow.calendar_of("d07"))
    assert (iso(then.due_at), iso(later.due_at)) == ("2026-11-16T10:00:00Z", "2026-11-16T09:30:00Z")
    assert then.calendar_version != later.calendar_version
    assert worked("2026-11-09", as_of=date(2026, 11, 1)) == CUSTOMARY


def test_a_dossier_is_due_by_its_agency_s_hours(city: City) -> None:
    """The whole way: hours announced by the agency, then an application, its promise of reception and its due date."""
    citizen, admin = city.citizen, city.visitor("quantri.d07")
    day = now().astimezone(VIETNAM).date()
    body = {**HOURS, "from": day.isoformat(), "announced_on": day.isoformat()}
    assert admin.post(PATH, body, if_match='"0"').status == 201
    dossier, _ = city.submitted()
    assert city.move(city.onestop, dossier, "receive").status == 200
    due = citizen.get(f"/api/v1/dossiers/{dossier}").json["due_at"]
    assert due.endswith("T09:30:00Z")


def test_everybody_reads_the_hours_with_the_year(city: City, admin: Visitor) -> None:
    announce(admin, places=["desk"])
    nobody = Visitor(city.app)
    own = nobody.get("/api/v1/calendar?year=2026&unit=d07").json
    assert next(one for one in own["days"] if one["day"] == "2026-11-09")["hours"] == SUMMER[0]["sessions"]
    assert own["hours"][0]["legal_basis"] == HOURS["legal_basis"]
    assert nobody.get("/api/v1/calendar?year=2026").json["hours"] == []
    page = Browser(city.app).get("/lich-lam-viec", **{"nam": "2026", "co-quan": "d07"})
    sound(page.text)
    for shown in ("07:00–11:00, 13:30–16:30 (từ ngày 09/11/2026)", "(đến ngày 08/11/2026)", "07:30–11:30"):
        assert shown in page.text


@pytest.mark.parametrize("login", ["congdan1", "motcua.d07", "lanhdao.d07"])
def test_nobody_else_announces_hours(city: City, login: str) -> None:
    refused(announce(_on_the_day(city, login)), 403, "identity/forbidden")
    refused(announce(Visitor(city.app)), 401, "identity/sign-in-needed")


@pytest.mark.parametrize("units", [["d06"], ["d06", "d07"], None])
def test_an_administrator_speaks_for_the_own_agency_only(city: City, admin: Visitor, units: Any) -> None:
    refused(announce(admin, units=units), 403, "identity/forbidden")


def test_an_operator_may_speak_for_all(city: City, operator: Visitor) -> None:
    assert announce(operator, units=None).status == 201
    assert worked("2026-11-09", "d06") == worked("2026-11-09", None, "desk") == SUMMER[0]["sessions"]


def week(*sessions: str, weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)) -> list[dict[str, Any]]:
    return [{"weekdays": list(weekdays), "sessions": list(sessions)}]


BAD = [
    ({"week": week("11:00-07:00")}, "worktime/hours-invalid", {"week": "worktime/hours-invalid"}),
    ({"week": week("07:00-12:00", "11:00-16:00")}, "worktime/hours-invalid", {"week": "worktime/hours-invalid"}),
    ({"week": week("07:00-11:00") * 2}, "worktime/hours-invalid", {"week": "worktime/hours-invalid"}),
    ({"week": week("25:00-26:00")}, "worktime/hours-incomplete", {"week": "worktime/hours-malformed"}),
    ({"week": week("all day")}, "worktime/hours-incomplete", {"week": "worktime/hours-malformed"}),
    (
        {"week": week(*CUSTOMARY), "places": ["office"]},
        "worktime/hours-change-nothing",
        {"week": "worktime/hours-change-nothing"},
    ),
    ({"from": "2026-10-30"}, "worktime/hours-past", {"from": "worktime/hours-past"}),
    ({"from": "2033-01-04"}, "worktime/override-year-unknown", {"from": "worktime/override-year-unknown"}),
    ({"from": "31/11/2026"}, "worktime/hours-incomplete", {"from": "worktime/day-malformed"}),
    ({"announced_on": "2026-11-03"}, "worktime/override-not-issued", {"announced_on": "worktime/override-not-issued"}),
    ({"units": ["d19"]}, "agencies/unknown-unit", {"units": "agencies/unknown-unit"}),
    ({"places": []}, "door/body-invalid", {"places": "schema/minItems"}),
    ({"week": week("07:00-11:00", weekdays=())}, "door/body-invalid", {"week.0.weekdays": "schema/minItems"}),
    ({"week": week("07:00-11:00", weekdays=(8,))}, "door/body-invalid", {"week.0.weekdays.0": "schema/maximum"}),
]


@pytest.mark.parametrize(("sent", "code", "fields"), BAD)
def test_bad_hours_are_refused_with_their_field(
    city: City, operator: Visitor, sent: dict[str, Any], code: str, fields: dict[str, str]
) -> None:
    reply = refused(announce(operator, **{**HOURS, **sent}), 422, code)
    assert reply.fields == fields
    assert store.read(consistent=True).version == 0


def test_days_and_hours_share_one_version_and_one_journal(city: City, admin: Visitor) -> None:
    announce(admin)
    refused(announce(admin, 0), 412, "call/version-stale")
    examined = audit.examine(store.PK)
    assert examined is not None
    assert (examined.entries, examined.faults) == (1, ())
    kept = store.read(consistent=True).hours[0]
    assert (kept.recorded_by, kept.notice.announced_on) == ("d07", date(2026, 11, 2))


def preview(browser: Browser, **typed: Any) -> Answer:
    return browser.submit(browser.get(PAGE), f"{PAGE}/xem-truoc", **{**TYPED, **typed})


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_an_administrator_looks_first_and_then_announces(city: City, lang: str) -> None:
    browser = at_work(city, "quantri.d07")
    sound(browser.get(PAGE, lang=lang).text)
    page = preview(browser)
    assert page.status == 200
    sound(page.text)
    assert "07:00–11:00, 13:30–16:30" in page.text
    assert ("Thứ Bảy: 08:00–11:00" if lang == "vi" else "Saturday: 08:00–11:00") in page.text
    done = browser.post(f"{PAGE}/cong-bo", hidden(page, f"{PAGE}/cong-bo"))
    assert done.status == 303
    board = browser.get(PAGE, so="1", lang=lang)
    assert ("thông báo số 1" if lang == "vi" else "notice no. 1") in board.text
    assert worked("2026-11-14") == ["08:00-11:00"]


def test_what_was_typed_stays_where_something_is_wrong(city: City) -> None:
    browser = at_work(city, "quantri.d07")
    page = preview(browser, weekdays="cả ngày", places=[], legal_basis="")
    assert page.status == 422
    sound(page.text)
    for shown in ('value="cả ngày"', "#f-weekdays", "#f-places", "#f-legal_basis", 'value="8:00-11:00"'):
        assert shown in page.text
    again = preview(browser, weekdays="17:00-07:00")
    assert again.status == 422
    assert "#f-weekdays" in again.text


def test_customary_hours_need_no_boxes(city: City) -> None:
    browser = at_work(city, "quantri.d07")
    page = preview(browser)
    browser.post(f"{PAGE}/cong-bo", hidden(page, f"{PAGE}/cong-bo"))
    back = preview(browser, week="customary", weekdays="", saturday="", **{"from": "16/11/2026"})
    assert back.status == 200, back.text
    browser.post(f"{PAGE}/cong-bo", hidden(back, f"{PAGE}/cong-bo"))
    assert worked("2026-11-16") == CUSTOMARY
    assert "Trở lại giờ thông thường" in browser.get(PAGE).text
