"""What was announced and recorded makes the calendar; what cannot be announced is refused with the field to mend."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.commons.worktime import Announced, LiveCalendar, Override, due, load_calendar
from chalicelib.commons.worktime.effects import Effect, View, added, must_be_sound
from chalicelib.commons.worktime.schema import read_override
from chalicelib.commons.worktime.sources import say_source
from chalicelib.foundation.clock import VIETNAM
from chalicelib.foundation.errors import Invalid, Unavailable

STORM = Override(
    date(2026, 11, 5), "holiday", "Nghỉ tránh bão", "Closed for the storm", "Công điện 99/CĐ-UBND", date(2026, 11, 2)
)
CALLED_OFF = replace(STORM, kind="ordinary", vi="Bỏ", en="Called off")
SATURDAY = replace(STORM, day=date(2026, 11, 28), kind="makeup_working")
ALL = (View(None, "standard"), View(None, "saturday_morning"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


NOW = at("2026-11-02 10:00")


def announced(*overrides: Override, moment: datetime = NOW) -> Announced:
    whole = Announced(1)
    for place, override in enumerate(overrides):
        whole = added(whole, override, moment + timedelta(hours=place), "office")
    return whole


def works(whole: Announced, day: date, unit: str | None = None, office: str = "standard") -> bool:
    return whole.calendar(unit, office).is_working(day)


def effects(whole: Announced, override: Override, views: Sequence[View] = ALL) -> list[Effect]:
    return must_be_sound(whole, override, NOW, views)


def test_the_later_document_wins_and_of_one_date_what_was_recorded_later() -> None:
    assert not works(announced(STORM), STORM.day)
    assert works(announced(STORM, CALLED_OFF), STORM.day)
    assert not works(announced(STORM, CALLED_OFF, replace(STORM, vi="Nghỉ bão")), STORM.day)
    older = replace(CALLED_OFF, announced_on=date(2026, 11, 1))
    assert not works(announced(STORM, older), STORM.day)


def test_one_agency_s_announcement_leaves_the_others_alone() -> None:
    own = replace(STORM, units=("d07",))
    assert not works(announced(own), STORM.day, "d07")
    assert works(announced(own), STORM.day, "d06")
    assert works(announced(own), STORM.day)
    open_there = replace(CALLED_OFF, units=("d07",))
    assert works(announced(STORM, open_there), STORM.day, "d07")
    assert not works(announced(STORM, open_there), STORM.day)


def test_as_of_a_moment_or_a_day_only_what_was_recorded_counts() -> None:
    whole = announced(STORM, replace(CALLED_OFF, announced_on=date(2026, 11, 1)))
    assert whole.known(None) == whole.known(date(2026, 11, 2)) == 2
    assert whole.known(NOW) == 1
    assert whole.known(NOW - timedelta(seconds=1)) == whole.known(date(2026, 11, 1)) == 0
    assert whole.calendar(None, "standard", 0) is load_calendar("standard")


@given(st.lists(st.sampled_from([STORM, CALLED_OFF, SATURDAY, replace(STORM, units=("d07",))]), max_size=5))
def test_what_is_announced_later_never_changes_an_old_answer(later: list[Override]) -> None:
    before = announced(STORM)
    whole = before
    for override in later:
        whole = added(whole, override, NOW + timedelta(minutes=1), "office")
    for unit in (None, "d06", "d07"):
        old, replayed = before.calendar(unit, "standard"), whole.calendar(unit, "standard", whole.known(NOW))
        given_then = due(NOW, 20, "working_day", calendar=old)
        assert due(NOW, 20, "working_day", calendar=replayed) == given_then


def test_time_never_runs_back_in_the_order_of_recording() -> None:
    whole = added(announced(STORM), CALLED_OFF, NOW - timedelta(hours=1), "office")
    assert [one.recorded_at for one in whole.items] == [NOW, NOW]
    assert [one.number for one in whole.items] == [1, 2]


def test_what_was_accepted_stands_though_it_says_nothing_new() -> None:
    """A make-up Saturday is a whole day for offices that work on Saturday mornings anyway."""
    whole = announced(SATURDAY, replace(STORM, day=date(2026, 9, 2), kind="compensatory_off"))
    for office in ("standard", "saturday_morning"):
        assert whole.calendar(None, office).worked(SATURDAY.day) == timedelta(hours=8)
    assert not works(whole, date(2026, 9, 2))


def test_an_effect_is_told_for_those_it_changes_something_for() -> None:
    assert [one.view for one in effects(announced(), STORM)] == list(ALL)
    off = replace(STORM, day=date(2026, 11, 7), kind="compensatory_off")
    found = effects(announced(), off)
    assert [one.view.office for one in found] == ["saturday_morning"]
    assert (found[0].before.is_working(off.day), found[0].after.is_working(off.day)) == (True, False)
    own = View("d07", "standard")
    assert effects(announced(STORM), replace(CALLED_OFF, units=("d07",)), [own])[0].after.is_working(STORM.day)


LATE = date(2026, 10, 30)
REFUSED = [
    ([], replace(STORM, announced_on=date(2026, 11, 3)), "worktime/override-not-issued", "announced_on"),
    ([], replace(STORM, day=LATE), "worktime/override-past", "day"),
    ([], replace(STORM, day=date(2040, 1, 2)), "worktime/override-year-unknown", "day"),
    ([], replace(STORM, for_day=date(2026, 11, 7)), "worktime/override-for-day", "for_day"),
    ([], replace(SATURDAY, for_day=SATURDAY.day), "worktime/override-for-day", "for_day"),
    ([STORM], replace(STORM, vi="Nghỉ bão"), "worktime/override-contradicts", "day"),
    ([STORM], replace(STORM, units=("d07",)), "worktime/override-contradicts", "day"),
    ([STORM, CALLED_OFF], CALLED_OFF, "worktime/override-contradicts", "day"),
    ([], CALLED_OFF, "worktime/override-changes-nothing", "day"),
    ([], replace(SATURDAY, day=date(2026, 11, 27)), "worktime/override-changes-nothing", "day"),
    ([], replace(STORM, day=date(2026, 11, 8), kind="compensatory_off"), "worktime/override-changes-nothing", "day"),
    ([STORM], replace(CALLED_OFF, announced_on=LATE), "worktime/override-changes-nothing", "day"),
]


@pytest.mark.parametrize(("there", "override", "code", "field"), REFUSED)
def test_what_cannot_be_announced_is_refused(there: list[Override], override: Override, code: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        effects(announced(*there), override)
    assert (refused.value.code, [one.field for one in refused.value.fields]) == (code, [field])
    assert refused.value.vi != refused.value.en


def test_a_day_gone_by_can_be_entered_late_when_the_document_came_in_time() -> None:
    assert effects(announced(), replace(STORM, day=LATE, announced_on=LATE))


SENT = {
    "day": "5/11/2026",
    "kind": "holiday",
    "vi": "Nghỉ  tránh bão ",
    "en": "Closed",
    "legal_basis": "Công điện 99",
    "announced_on": "2026-11-02",
}


def test_days_are_read_as_people_write_them() -> None:
    for typed in ("5/11/2026", "05.11.2026", "5 - 11 - 2026", "2026-11-05"):
        override = read_override({**SENT, "day": typed})
        assert (override.day, override.vi, override.units) == (date(2026, 11, 5), "Nghỉ tránh bão", None)


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"day": "31/11/2026"}, {"day": "worktime/day-malformed"}),
        ({"day": "mai", "for_day": "1/2"}, {"day": "worktime/day-malformed", "for_day": "worktime/day-malformed"}),
        ({"vi": " ", "legal_basis": ""}, {"vi": "worktime/field-missing", "legal_basis": "worktime/field-missing"}),
        ({"en": "x" * 121, "kind": "party"}, {"en": "worktime/field-too-long", "kind": "worktime/field-missing"}),
        ({"units": []}, {"units": "worktime/field-missing"}),
        ({"announced_on": "99999/1/1"}, {"announced_on": "worktime/day-malformed"}),
    ],
)
def test_every_wrong_field_is_told_at_once(sent: dict[str, object], wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        read_override({**SENT, **sent})
    assert refused.value.code == "worktime/override-incomplete"
    assert {one.field: one.code for one in refused.value.fields} == wrong


class Shelf:
    """A store with a clock; counts how often it is read, and can be down."""

    def __init__(self) -> None:
        self.present = Announced()
        self.asked = 0
        self.down = False
        self.time = 1000.0

    def read(self) -> Announced:
        self.asked += 1
        if self.down:
            raise Unavailable("cloud/table-busy", "-", "-.")
        return self.present


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def live(shelf: Shelf) -> LiveCalendar:
    return LiveCalendar(shelf.read, lambda: shelf.time)


def test_making_it_reads_nothing_and_it_reads_once_a_minute(live: LiveCalendar, shelf: Shelf) -> None:
    assert shelf.asked == 0
    for _ in range(50):
        live.calendar("d07", "saturday_morning")
        shelf.time += 1
    assert shelf.asked == 1
    shelf.present = announced(STORM)
    assert live.calendar(None, "standard").is_working(STORM.day)
    shelf.time += 60
    assert not live.calendar(None, "standard").is_working(STORM.day)
    assert shelf.asked == 2


def test_who_announces_sees_it_at_once(live: LiveCalendar, shelf: Shelf) -> None:
    live.calendar(None, "standard")
    shelf.present = announced(STORM)
    live.forget()
    assert not live.calendar(None, "standard").is_working(STORM.day)


def test_a_calendar_is_made_once(live: LiveCalendar, shelf: Shelf) -> None:
    shelf.present = announced(replace(STORM, units=("d07",)))
    one = live.calendar("d07", "standard")
    shelf.time += 61
    shelf.present = announced(replace(STORM, units=("d07",)))
    assert live.calendar("d07", "standard") is one
    assert live.calendar("d06", "standard") is live.calendar(None, "standard") is load_calendar("standard")
    assert live.calendar("d07", "standard", date(2026, 11, 1)) is load_calendar("standard")
    with pytest.raises(KeyError):
        live.calendar(None, "night_shift")


def test_what_is_kept_does_not_grow_without_end(live: LiveCalendar, shelf: Shelf) -> None:
    units = tuple(f"x{number}" for number in range(600))
    shelf.present = announced(replace(STORM, units=units))
    assert not any(live.calendar(unit, "standard").is_working(STORM.day) for unit in units)
    assert not live.calendar("x0", "standard").is_working(STORM.day)


def test_what_was_read_last_stands_while_the_store_is_down(live: LiveCalendar, shelf: Shelf) -> None:
    shelf.down = True
    with pytest.raises(Unavailable):
        live.calendar(None, "standard")
    shelf.down, shelf.present = False, announced(STORM)
    live.calendar(None, "standard")
    shelf.down, shelf.time = True, shelf.time + 61
    for _ in range(4):
        assert not live.calendar(None, "standard").is_working(STORM.day)
        shelf.time += 1
    assert shelf.asked == 3, "a store that is down is asked again after five seconds, not at every use"
    shelf.down, shelf.present, shelf.time = False, announced(STORM, CALLED_OFF), shelf.time + 5
    shelf.present = replace(shelf.present, version=2)
    assert live.calendar(None, "standard").is_working(STORM.day)


def test_where_no_stage_is_set_the_packaged_calendar_is_the_city_s(monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.cloud.settings import SettingMissing
    from chalicelib.commons.worktime import store

    def none(**_: object) -> None:
        raise SettingMissing("no stage")

    monkeypatch.setattr(store, "read", none)
    assert LiveCalendar().calendar("d07", "standard") is load_calendar("standard")


def test_every_packaged_source_is_told_in_vietnamese() -> None:
    told = {mark.source: say_source(mark.source, "vi") for mark in load_calendar().marks.values()}
    english = re.compile(
        r"\b(the|of|on|not|day|days|year|and|as|art|from|by|in|computed|announcement)\b", re.IGNORECASE
    )
    assert [vi for vi in told.values() if english.search(vi)] == []
    assert all(say_source(source, "en") == source != vi for source, vi in told.items())
    assert say_source(STORM.legal_basis, "vi") == STORM.legal_basis
