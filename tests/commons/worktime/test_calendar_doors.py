"""The calendar through the real routes: who may announce what, what repeating does, and what the city counts by."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.cloud import journal, table
from chalicelib.cloud.table import Change
from chalicelib.commons import audit, worktime
from chalicelib.commons.worktime import store
from chalicelib.foundation.clock import VIETNAM
from chalicelib.foundation.errors import Unavailable
from tests.doors import Reply, Visitor
from tests.onestop.conftest import City
from tests.problems import refused

PATH = "/api/v1/calendar"
LIST = f"{PATH}/announcements"
NOW = datetime(2026, 11, 2, 10, 0, tzinfo=VIETNAM)
STORM_DAY = date(2026, 11, 5)
STORM: dict[str, Any] = {
    "day": "2026-11-05",
    "kind": "holiday",
    "vi": "Nghỉ tránh bão",
    "en": "Closed for the storm",
    "legal_basis": "Công điện 99/CĐ-UBND",
    "announced_on": "2026-11-02",
}
OWN = {**STORM, "units": ["d07"]}
CALLED_OFF = {**STORM, "kind": "ordinary", "vi": "Bỏ nghỉ bão", "en": "Called off"}


@pytest.fixture
def operator(city: City) -> Visitor:
    return _on_the_day(city, "vanhanh")


@pytest.fixture
def admin(city: City) -> Visitor:
    return _on_the_day(city, "quantri.d07")


def _on_the_day(city: City, login: str) -> Visitor:
    """Somebody signed in by the real clock, on the day of the tests."""
    visitor = city.visitor(login)
    city.at(NOW)
    return visitor


def announce(who: Visitor, body: dict[str, Any], version: int = 0, **headers: str) -> Reply:
    return who.post(LIST, body, **{"if_match": f'"{version}"', **headers})


def works(unit: str | None = None, as_of: date | datetime | None = None) -> bool:
    return worktime.city_calendar(unit, "standard", as_of).is_working(STORM_DAY)


def test_an_operator_announces_for_all_agencies(city: City, operator: Visitor) -> None:
    assert works()
    made = announce(operator, STORM)
    assert (made.status, made.json, made.version) == (201, {"number": 1, "version": 1}, 1)
    assert not works()
    assert not works("d07")
    seen = operator.get(LIST)
    assert seen.version == 1
    assert seen.json["items"] == [
        {
            "number": 1,
            "day": "2026-11-05",
            "kind": "holiday",
            "name": {"vi": "Nghỉ tránh bão", "en": "Closed for the storm"},
            "legal_basis": "Công điện 99/CĐ-UBND",
            "announced_on": "2026-11-02",
            "units": None,
            "for_day": None,
            "recorded_on": "2026-11-02",
        }
    ]


def test_an_agency_s_administrator_announces_for_that_agency_alone(city: City, admin: Visitor) -> None:
    assert announce(admin, OWN).status == 201
    assert (works("d07"), works("d06"), works()) == (False, True, True)
    for units in (["d06"], ["d06", "d07"], None):
        body = {**OWN, "day": "2026-11-06", "units": units} if units else {**STORM, "day": "2026-11-06"}
        refused(announce(admin, body, 1), 403, "identity/forbidden")
    assert store.read(consistent=True).version == 1


def test_an_administrator_sees_what_concerns_the_own_agency(city: City, operator: Visitor, admin: Visitor) -> None:
    for place, units in enumerate((["d06"], ["d07"], ["d06", "d07"])):
        body = {**STORM, "day": f"2026-11-0{place + 4}", "units": units}
        assert announce(operator, body, place).status == 201
    assert [one["number"] for one in operator.get(LIST).json["items"]] == [3, 2, 1]
    assert [one["number"] for one in admin.get(LIST).json["items"]] == [3, 2]


@pytest.mark.parametrize("login", ["congdan1", "motcua.d07", "chuyenvien.d07", "lanhdao.d07", "vanthu.d07"])
def test_nobody_else_announces(city: City, login: str) -> None:
    visitor = _on_the_day(city, login)
    refused(announce(visitor, OWN), 403, "identity/forbidden")
    refused(visitor.get(LIST), 403, "identity/forbidden")


def test_nobody_at_all_announces(city: City) -> None:
    refused(announce(Visitor(city.app), STORM), 401, "identity/sign-in-needed")
    refused(Visitor(city.app).get(LIST), 401, "identity/sign-in-needed")


def test_calling_off_is_an_ordinary_day_and_keeps_both(city: City, operator: Visitor) -> None:
    announce(operator, STORM)
    assert announce(operator, CALLED_OFF, 1).status == 201
    assert works()
    assert [one["kind"] for one in operator.get(LIST).json["items"]] == ["ordinary", "holiday"]


def test_sent_twice_it_is_announced_once(city: City, operator: Visitor) -> None:
    replies = [announce(operator, STORM, idempotency_key="storm") for _ in range(2)]
    assert replies[0].json == replies[1].json
    assert len(store.read(consistent=True).items) == 1
    refused(announce(operator, CALLED_OFF, 1, idempotency_key="storm"), 422, "call/key-reused")


def test_it_is_based_on_the_version_that_was_seen(city: City, operator: Visitor, admin: Visitor) -> None:
    announce(operator, STORM)
    refused(announce(operator, CALLED_OFF, 0), 412, "call/version-stale")
    refused(operator.post(LIST, CALLED_OFF), 428, "call/version-missing")
    refused(announce(operator, CALLED_OFF, 2), 412, "call/version-stale")


def test_of_two_at_the_same_time_one_is_told_to_look_again(
    city: City, operator: Visitor, admin: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, done = store.write, []

    def overtaken(*parts: Any) -> None:
        if not done:
            done.append(True)
            assert announce(admin, OWN).status == 201
        write(*parts)

    monkeypatch.setattr(store, "write", overtaken)
    refused(announce(operator, {**STORM, "day": "2026-11-06"}), 412, "call/version-stale")
    assert [one.override.units for one in store.read(consistent=True).items] == [("d07",)]


BAD = [
    ({"day": "2026-02-30"}, "worktime/override-incomplete", {"day": "worktime/day-malformed"}),
    ({"vi": "  "}, "worktime/override-incomplete", {"vi": "worktime/field-missing"}),
    ({"units": []}, "worktime/override-incomplete", {"units": "worktime/field-missing"}),
    ({"units": ["d07", "nowhere"]}, "agencies/unknown-unit", {"units": "agencies/unknown-unit"}),
    ({"units": ["d19"]}, "agencies/unknown-unit", {"units": "agencies/unknown-unit"}),
    ({"day": "2026-10-30"}, "worktime/override-past", {"day": "worktime/override-past"}),
    ({"announced_on": "2026-11-03"}, "worktime/override-not-issued", {"announced_on": "worktime/override-not-issued"}),
    ({"day": "2033-01-04"}, "worktime/override-year-unknown", {"day": "worktime/override-year-unknown"}),
    ({"kind": "ordinary"}, "worktime/override-changes-nothing", {"day": "worktime/override-changes-nothing"}),
    ({"kind": "party"}, "door/body-invalid", {"kind": "schema/enum"}),
    ({"day": 5, "why": "x"}, "door/body-invalid", {"day": "schema/type", "why": "schema/additionalProperties"}),
]


@pytest.mark.parametrize(("sent", "code", "fields"), BAD)
def test_bad_input_is_refused_and_leaves_no_trace(
    city: City, operator: Visitor, sent: dict[str, Any], code: str, fields: dict[str, str]
) -> None:
    reply = refused(announce(operator, {**STORM, **sent}), 422, code)
    assert reply.fields == fields
    assert table.collection(store.PK) == []


def test_nothing_is_half_announced(city: City, operator: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(self: Change) -> None:
        raise Unavailable("cloud/table-busy", "Bận.", "Busy.")

    with monkeypatch.context() as patch:
        patch.setattr(Change, "commit", down)
        refused(announce(operator, STORM, idempotency_key="again"), 503, "cloud/table-busy")
    assert table.collection(store.PK) == []
    assert announce(operator, STORM, idempotency_key="again").status == 201


def test_the_list_has_an_end_and_says_so(city: City, operator: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST_BYTES", 300)
    assert announce(operator, STORM).status == 201
    refused(announce(operator, {**STORM, "day": "2026-11-06"}, 1), 409, "worktime/announcements-full")


def test_the_journal_holds_the_facts_and_the_words_apart(city: City, operator: Visitor) -> None:
    announce(operator, STORM)
    announce(operator, {**CALLED_OFF, "units": ["d07"]}, 1)
    first, second = journal.records(store.PK)
    assert (first.type, first.seq, first.unit) == ("calendar.announced", 1, "office")
    facts = {name: value for name, value in second.data.items() if name != "note"}
    assert facts == {
        "number": 2,
        "day": "2026-11-05",
        "kind": "ordinary",
        "units": ["d07"],
        "announced_on": "2026-11-02",
    }
    assert (first.data["units"], first.note) == ("all", {name: STORM[name] for name in ("vi", "en", "legal_basis")})
    examined = audit.examine(store.PK)
    assert examined is not None
    assert (examined.entries, examined.faults) == (2, ())


def test_an_old_deadline_is_counted_as_it_was(city: City, operator: Visitor) -> None:
    received = NOW - timedelta(hours=1)
    then = worktime.due(received, 5, "working_day", calendar=worktime.city_calendar("d06"))
    announce(operator, STORM)
    later = worktime.due(received, 5, "working_day", calendar=worktime.city_calendar("d06"))
    assert later.due_at == then.due_at + timedelta(days=1)
    assert later.calendar_version != then.calendar_version
    for as_of in (received, date(2026, 11, 1)):
        again = worktime.due(received, 5, "working_day", calendar=worktime.city_calendar("d06", as_of=as_of))
        assert again == then
    assert not works(as_of=date(2026, 11, 2))


def test_the_year_is_told_to_everybody(city: City, operator: Visitor) -> None:
    announce(operator, OWN)
    nobody = Visitor(city.app)
    city_wide, own = (nobody.get(f"{PATH}?year=2026{unit}").json for unit in ("", "&unit=d07"))
    assert (city_wide["year"], city_wide["announced"], len(city_wide["days"])) == (2026, True, 365)
    assert {"year": 2030, "announced": False} in city_wide["years"]
    told = {one["day"]: one for one in city_wide["days"]}
    assert told["2026-11-05"] == {"day": "2026-11-05", "hours": ["07:30-11:30", "13:00-17:00"], "mark": None}
    assert told["2026-08-22"]["mark"]["kind"] == "makeup_working"
    assert told["2026-08-22"]["mark"]["for_day"] == "2026-08-31"
    assert told["2026-09-02"]["mark"]["verified"] is True
    told = {one["day"]: one for one in own["days"]}
    assert (told["2026-11-05"]["hours"], told["2026-11-05"]["mark"]["source"]) == ([], STORM["legal_basis"])
    assert told["2026-11-07"]["hours"] == ["07:30-11:30"]
    assert (own["office_hours"], city_wide["announcements"]) == ("saturday_morning", [])
    assert [one["number"] for one in own["announcements"]] == [1]
    assert nobody.get(PATH).json["year"] == 2026
    assert nobody.get(f"{PATH}?year=2027&unit=d07").json["announcements"] == []


@pytest.mark.parametrize("year", ["2023", "2032", "20x6", "-202", "٢٠٢٦"])
def test_a_year_that_is_not_known_is_missing(city: City, year: str) -> None:
    refused(Visitor(city.app).get(f"{PATH}?year={year}"), 404, "worktime/no-such-year")


def test_an_agency_that_is_not_known_is_missing(city: City) -> None:
    refused(Visitor(city.app).get(f"{PATH}?unit=nowhere"), 404, "agencies/unknown-unit")
