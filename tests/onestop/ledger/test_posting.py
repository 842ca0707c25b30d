"""Posting, reading and closing on the table: duplicates, disorder, races, late news, and the same from zero."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.foundation.errors import Conflict, Invalid, Missing, Unavailable
from chalicelib.onestop.ledger.counts import Count, Period, count_lines, month_days, total
from chalicelib.onestop.ledger.model import Happening, Line
from tests.onestop.ledger.conftest import empty
from tests.onestop.ledger.histories import CONSTRUCTION, WEBSITE, happened, histories, line_of, named, vn

NOVEMBER, OCTOBER = month_days("2026-11"), month_days("2026-10")
ON_ENGINE = settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
DONE = [happened(3, "2026-10-05 08:00", 2, "2026-10-20 15:00"), happened(9, "2026-10-19 08:00", 9)]
OPEN = [happened(3, "2026-10-06 08:00", 2, "2026-11-20 15:00")]
LATE = [happened(3, "2026-10-07 08:00", 2, "2026-11-03 15:00"), happened(9, "2026-11-10 08:00", 9)]
IN_DECEMBER = vn("2026-12-10 08:00")


def stored(dossier: str) -> Line:
    from chalicelib.onestop.ledger.store import read_line

    return read_line(dossier)[0]


def version(dossier: str) -> int:
    from chalicelib.onestop.ledger.store import read_line

    return read_line(dossier)[1]


@ON_ENGINE
@given(st.lists(histories(), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_disorder_and_duplicates_end_as_the_journals_say(
    deliver: Any, ledger: Any, many: list[list[Happening]], luck: random.Random
) -> None:
    empty()
    deliver.at = vn("2027-01-05 08:00")
    told = [(named(number), one) for number, history in enumerate(many) for one in history] * 2
    luck.shuffle(told)
    for dossier, one in told:
        deliver(dossier, [one])
    from chalicelib.onestop.ledger.rows import pack
    from tests.onestop.ledger.histories import envelope

    lines = []
    for number, history in enumerate(many):
        events = [ledger.read_event(envelope(named(number), one)) for one in history]
        lines.append(line_of([event[1] for event in events if event], number))
        assert pack(stored(named(number))) == pack(lines[-1])
    period = Period(date(2026, 9, 1), date(2026, 12, 31))
    for unit in ("d06", "d07"):
        truth = count_lines([one for one in lines if one.unit == unit], period.begins, period.ends)
        for _ in range(2):  # counted from lines, then read as frozen
            found = ledger.reports().of_agency(unit, period, deliver.at)
            assert {key: one for key, one in found.items() if one != Count()} == truth
    assert ledger.wrong_months(lines, ledger.reports().directory, deliver.at) == []


def test_a_repetition_writes_nothing(deliver: Any) -> None:
    deliver(named(1), DONE)
    before = version(named(1))
    deliver(named(1), [*DONE, *reversed(DONE)])
    assert version(named(1)) == before == 2


def test_the_loser_of_a_race_posts_again(deliver: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.onestop.ledger import store

    write, raced = store.write_line, []

    def write_after_another(line: Line, before: int, late: set[str], at: Any) -> None:
        if not raced:
            raced.append(True)
            deliver(named(1), DONE[1:])
        write(line, before, late, at)

    monkeypatch.setattr(store, "write_line", write_after_another)
    deliver(named(1), DONE[:1])
    assert stored(named(1)) == Line(named(1), tuple(DONE))


@pytest.mark.parametrize("when", ["2026-10-19 09:00", "2026-12-10 08:00"])
def test_whoever_always_loses_is_told_to_come_again(deliver: Any, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    from chalicelib.onestop.ledger import posting, store

    deliver.at = vn(when)
    deliver(named(1), DONE[:1])
    line = stored(named(1))
    monkeypatch.setattr(posting.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(store, "read_line", lambda dossier: (line, 7))
    with pytest.raises(Unavailable):
        deliver(named(1), DONE[1:])


def test_a_busy_table_is_no_loss(deliver: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from pynamodb.exceptions import PutError

    from chalicelib.onestop.ledger.store import LineItem

    def busy(self: Any, condition: Any = None) -> None:
        raise PutError("busy")

    deliver.at = vn("2026-10-06 09:00")
    monkeypatch.setattr(LineItem, "save", busy)
    with pytest.raises(Unavailable):
        deliver(named(1), OPEN)


def test_lines_move_by_themselves(deliver: Any) -> None:
    from chalicelib.onestop.ledger.store import lines

    deliver(named(1), DONE[:1])
    assert [one.dossier for one in lines("d07", [])] == [named(1)]
    deliver(named(1), DONE[1:])
    assert lines("d07", []) == []
    assert [one.dossier for one in lines("d07", ["2026-09", "2026-10"])] == [named(1)]
    assert lines("d06", ["2026-10"]) == []


def test_what_counts_nowhere_yet_lies_nowhere(deliver: Any) -> None:
    from chalicelib.onestop.ledger.store import lines

    deliver(named(1), [happened(2, "2026-10-05 08:00", 5)])
    assert stored(named(1)).happenings
    assert lines("d07", ["2026-10"]) == []


def test_many_lines_come_in_pages(deliver: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.onestop.ledger import store

    monkeypatch.setattr(store, "A_PAGE", 2)
    for number in range(5):
        deliver(named(number), OPEN)
    assert len(store.lines("d07", [])) == 5


def only(counts: dict[str, Count]) -> dict[str, int]:
    found = total(counts.values())
    assert found.balances
    return {name: value for name, value in vars(found).items() if value}


def test_a_report_over_closed_months_and_days(deliver: Any, ledger: Any) -> None:
    for number, history in enumerate((DONE, OPEN, LATE)):
        deliver(named(number), history)
    of = ledger.reports().of_agency
    assert only(of("d07", OCTOBER, IN_DECEMBER)) == {"received": 3, "early": 1, "pending_in_time": 2}
    assert only(of("d07", NOVEMBER, IN_DECEMBER)) == {"opening": 2, "late": 1, "pending_overdue": 1}
    both = Period(OCTOBER.first, date(2026, 12, 31))
    for _ in range(2):
        expected = {"received": 3, "early": 1, "late": 1, "pending_overdue": 1}
        assert only(of("d07", both, IN_DECEMBER)) == expected
    parts = Period(date(2026, 10, 7), date(2026, 11, 9))
    assert only(of("d07", parts, IN_DECEMBER)) == {
        "opening": 2,
        "received": 1,
        "early": 1,
        "pending_in_time": 1,
        "pending_overdue": 1,
    }
    assert only(of("d06", both, IN_DECEMBER)) == {}


def test_a_closed_month_is_read_and_not_counted_again(
    deliver: Any, ledger: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.onestop.ledger import store

    deliver(named(1), DONE)
    deliver.at = IN_DECEMBER
    first = ledger.reports().of_agency("d07", OCTOBER, IN_DECEMBER)
    monkeypatch.setattr(store, "lines", lambda unit, months: pytest.fail("the month is closed"))
    assert ledger.reports().of_agency("d07", OCTOBER, IN_DECEMBER) == first


def test_late_news_opens_closed_months_again(deliver: Any, ledger: Any) -> None:
    deliver.at = vn("2026-10-20 08:00")
    deliver(named(1), DONE[:1])
    of = ledger.reports().of_agency
    assert only(of("d07", OCTOBER, IN_DECEMBER)) == {"received": 1, "pending_overdue": 1}
    deliver.at = IN_DECEMBER
    deliver(named(1), DONE[1:])
    assert only(of("d07", OCTOBER, IN_DECEMBER)) == {"received": 1, "early": 1}
    assert only(of("d07", NOVEMBER, IN_DECEMBER)) == {}


def test_nothing_is_frozen_right_after_late_news(deliver: Any, ledger: Any) -> None:
    from chalicelib.onestop.ledger import store

    deliver.at = IN_DECEMBER
    deliver(named(1), DONE)
    soon, later = vn("2026-12-10 08:09"), vn("2026-12-10 08:10")
    assert only(ledger.reports().of_agency("d07", OCTOBER, soon)) == {"received": 1, "early": 1}
    assert store.closed("d07", soon).months == {}
    ledger.reports().of_agency("d07", OCTOBER, later)
    assert list(store.closed("d07", later).months) == ["2026-10"]


def test_news_in_time_opens_nothing(deliver: Any, ledger: Any) -> None:
    from chalicelib.onestop.ledger import store

    deliver.at = vn("2026-10-20 08:00")
    deliver(named(1), DONE)
    assert store.closed("d07", IN_DECEMBER).mark == 0


def test_months_are_closed_for_the_city(deliver: Any, ledger: Any) -> None:
    deliver.at = vn("2026-11-10 09:00")
    deliver(named(1), DONE)
    deliver(named(2), [happened(3, "2026-10-06 08:00", 2, None, unit="w01", procedure=CONSTRUCTION)])
    deliver(named(3), LATE)
    closing, reports = ledger.closing(), ledger.reports()
    night = vn("2026-12-01 01:40")
    with pytest.raises(Conflict, match="ledger/month-not-closed"):
        reports.of_city(NOVEMBER, "unit", night)
    assert closing.close(night) == ["2026-11"]
    assert closing.close_month("2026-10", night) is True
    assert closing.close(night) == [], "nothing new"
    assert only(reports.of_city(OCTOBER, "unit", night)) == only(reports.of_city(OCTOBER, "procedure", night))
    both = Period(OCTOBER.first, NOVEMBER.last)
    found = reports.of_city(both, "procedure", night)
    assert only(found) == {"received": 3, "early": 1, "late": 1, "pending_in_time": 1}
    assert set(found) == {WEBSITE, CONSTRUCTION}
    by_field = {row.key: row.count.received for row in reports.report("", both, "field", night).rows}
    assert by_field == {"publishing": 2, "construction": 1}
    assert ledger.wrong_months([stored(named(one)) for one in (1, 2, 3)], reports.directory, night) == []


def test_late_news_makes_a_new_edition_the_next_night(deliver: Any, ledger: Any) -> None:
    closing, night = ledger.closing(), vn("2026-12-02 01:40")
    deliver.at = vn("2026-11-10 09:00")
    deliver(named(1), DONE)
    deliver(named(3), LATE[:1])
    closing.close_month("2026-10", night)
    assert closing.close(night) == ["2026-11"]
    deliver.at = vn("2026-12-02 08:00")
    deliver(named(3), LATE[1:])
    lines = [stored(named(1)), stored(named(3))]
    assert ledger.wrong_months(lines, ledger.reports().directory, deliver.at) == ["city 2026-11"]
    assert closing.close(vn("2026-12-03 01:40")) == ["2026-11"]
    city = ledger.reports().city_months(["2026-11"])[0]
    assert (city.version, total(city.units.values()).late) == (2, 1)
    assert ledger.wrong_months(lines, ledger.reports().directory, vn("2026-12-03 01:40")) == []


def test_a_wrong_closed_month_is_found(deliver: Any, ledger: Any) -> None:
    from chalicelib.onestop.ledger import store

    deliver.at = vn("2026-10-20 08:00")
    deliver(named(1), DONE)
    store.freeze("d07", "2026-10", 0, {WEBSITE: Count(received=9, early=9)}, IN_DECEMBER)
    found = ledger.wrong_months([stored(named(1))], ledger.reports().directory, IN_DECEMBER)
    assert found == ["d07 2026-10"]


def test_parts_of_months_only_so_far_back(ledger: Any) -> None:
    of = ledger.reports().of_agency
    at = vn("2026-12-10 08:00")
    for first, last in (("2025-12-02", "2026-01-31"), ("2025-12-01", "2025-12-30")):
        of("d07", Period(date.fromisoformat(first), date.fromisoformat(last)), at)
    with pytest.raises(Invalid, match="ledger/whole-months-only"):
        of("d07", Period(date(2025, 11, 2), date(2026, 1, 31)), at)
    of("d07", Period(date(2022, 1, 1), date(2026, 1, 31)), at)


@pytest.mark.parametrize(
    ("first", "last"), [("2026-11-02", "2026-11-30"), ("2026-11-01", "2026-12-10"), ("2026-11-01", "2026-12-31")]
)
def test_the_city_is_reported_by_closed_months(ledger: Any, first: str, last: str) -> None:
    period = Period(date.fromisoformat(first), date.fromisoformat(last))
    with pytest.raises(Invalid, match="ledger/whole-months-only"):
        ledger.reports().of_city(period, "unit", IN_DECEMBER)


def test_an_unknown_agency(ledger: Any) -> None:
    with pytest.raises(Missing, match="agencies/unknown-unit"):
        ledger.reports().report("nowhere", NOVEMBER, "procedure", IN_DECEMBER)


def test_names_of_what_nobody_knows(ledger: Any) -> None:
    name = ledger.reports().name_of
    assert (name("procedure", "0.1").vi, name("field", "x").vi, name("unit", "x").vi) == ("0.1", "x", "x")
    assert (name("procedure", "").vi, name("field", "").vi) == ("Chưa rõ", "Chưa rõ")
    assert name("field", "civil_status").vi == "Hộ tịch"
    assert name("unit", "d07").vi
