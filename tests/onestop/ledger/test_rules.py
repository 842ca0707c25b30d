"""The rules of the ledger: it balances whatever happens, in whatever order it is told."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.foundation.errors import Invalid
from chalicelib.onestop.ledger import labels, rows
from chalicelib.onestop.ledger.counts import (
    COLUMNS,
    Count,
    Period,
    count,
    count_lines,
    join,
    midnight,
    month_days,
    months_between,
    over,
    slices,
    total,
)
from chalicelib.onestop.ledger.model import Happening, Line, changed_from, follow, judge
from chalicelib.onestop.ledger.schema import read_by, read_event, read_month, read_period
from tests.onestop.ledger.histories import MOMENTS, WEBSITE, envelope, happened, histories, line_of, named, vn

NOVEMBER = month_days("2026-11")
DUE = "2026-11-10 15:00"


def counted(*happenings: Happening, period: Period = NOVEMBER) -> dict[str, int]:
    """What a dossier is in November, columns with nothing left out."""
    found = count(follow(happenings), period.begins, period.ends)
    assert found.balances
    return {column: found.of(column) for column in COLUMNS if found.of(column)}


RECEIVED = happened(3, "2026-11-02 08:00", 2, DUE)
BEFORE = happened(3, "2026-10-28 08:00", 2, DUE)


@pytest.mark.parametrize(
    ("happenings", "expected"),
    [
        ([], {}),
        ([RECEIVED], {"received": 1, "pending_overdue": 1}),
        ([happened(3, "2026-11-02 08:00", 2, "2026-12-01 15:00")], {"received": 1, "pending_in_time": 1}),
        ([happened(3, "2026-11-02 08:00", 2, None)], {"received": 1, "pending_in_time": 1}),
        ([BEFORE], {"opening": 1, "pending_overdue": 1}),
        ([happened(3, "2026-12-01 00:00", 2, DUE)], {}),
        ([happened(3, "2026-11-01 00:00", 2, None)], {"received": 1, "pending_in_time": 1}),
        ([happened(3, "2026-10-31 23:59", 2, None)], {"opening": 1, "pending_in_time": 1}),
        ([RECEIVED, happened(9, "2026-11-09 16:59", 9)], {"received": 1, "early": 1}),
        ([RECEIVED, happened(9, "2026-11-10 15:00", 9)], {"received": 1, "on_time": 1}),
        ([RECEIVED, happened(9, "2026-11-10 15:01", 9)], {"received": 1, "late": 1}),
        ([RECEIVED, happened(9, "2026-12-01 00:00", 9)], {"received": 1, "pending_overdue": 1}),
        ([BEFORE, happened(9, "2026-11-12 08:00", 9, refused=True)], {"opening": 1, "refused": 1}),
        ([BEFORE, happened(9, "2026-11-12 08:00", 7)], {"opening": 1, "withdrawn": 1}),
        ([BEFORE, happened(9, "2026-11-12 08:00", 8)], {"opening": 1, "stopped": 1}),
        (
            [BEFORE, happened(7, "2026-11-03 08:00", 8), happened(9, "2026-11-12 08:00", 4, "2026-12-20 15:00")],
            {"opening": 1, "pending_in_time": 1},
        ),
        ([BEFORE, happened(9, "2026-10-30 08:00", 8)], {"opening": 1, "stopped": 1}),
        ([BEFORE, happened(9, "2026-10-30 08:00", 9)], {}),
        ([RECEIVED, happened(5, "2026-11-05 08:00", 5, None)], {"received": 1, "pending_in_time": 1}),
        ([RECEIVED, happened(5, "2026-11-05 08:00", 5)], {"received": 1, "pending_overdue": 1}),
        ([RECEIVED, happened(5, "2026-11-05 08:00", 6, None)], {"received": 1, "pending_in_time": 1}),
        (
            [RECEIVED, happened(5, "2026-11-05 08:00", 4, "2026-11-20 15:00"), happened(6, "2026-11-12 08:00", 9)],
            {"received": 1, "early": 1},
        ),
        (
            [RECEIVED, happened(5, "2026-11-05 08:00", 8, None), happened(6, "2026-11-06 08:00", 9)],
            {"received": 1, "on_time": 1},
        ),
        ([happened(3, "2026-11-02 08:00", 3)], {"not_accepted": 1}),
        ([happened(3, "2026-11-02 08:00", 7)], {"withdrawn_before": 1}),
        ([happened(2, "2026-11-01 08:00", 5), RECEIVED], {"received": 1, "pending_overdue": 1}),
        (
            [happened(1, "2026-11-01 08:00", 3), happened(2, "2026-11-01 09:00", 1), RECEIVED],
            {"not_accepted": 1, "received": 1, "pending_overdue": 1},
        ),
        (
            [RECEIVED, happened(8, "2026-11-09 08:00", 9), happened(9, "2026-11-20 08:00", 9, refused=True)],
            {"received": 1, "early": 1},
        ),
        ([happened(9, "2026-11-12 08:00", 9)], {}),
    ],
)  # fmt: skip
def test_what_a_dossier_counts_for(happenings: list[Happening], expected: dict[str, int]) -> None:
    assert counted(*happenings) == expected
    shuffled = [*reversed(happenings), *happenings]
    assert counted(*shuffled) == expected


def test_a_result_is_judged_by_the_day_in_vietnam() -> None:
    assert judge(vn("2026-11-10 00:00"), vn("2026-11-10 15:00")) == "on_time"
    assert judge(vn("2026-11-09 23:59"), vn("2026-11-10 15:00")) == "early"
    assert judge(vn("2026-11-10 15:00") + timedelta(seconds=1), vn("2026-11-10 15:00")) == "late"
    assert judge(vn("2026-11-10 15:00"), None) == "on_time"


@given(st.lists(histories(), max_size=8), st.tuples(MOMENTS, MOMENTS, MOMENTS).map(sorted))
def test_it_always_balances_and_periods_add_up(many: list[list[Happening]], moments: list) -> None:
    begins, between, ends = moments
    lines = [line_of(one, number) for number, one in enumerate(many)]
    whole = count_lines(lines, begins, ends)
    for found in (*whole.values(), total(whole.values())):
        assert found.balances
    first, second = count_lines(lines, begins, between), count_lines(lines, between, ends)
    assert (
        total(first.values()).sum(("stopped", "pending_in_time", "pending_overdue")) == total(second.values()).opening
    )
    joined = {key: one for key, one in join(first, second).items() if one != Count()}
    assert joined == whole


@given(histories(), st.randoms(use_true_random=False), st.integers(0, 5))
def test_order_and_repetition_change_nothing(history: list[Happening], luck: random.Random, more: int) -> None:
    told = [*history, *luck.choices(history, k=more)] if history else []
    luck.shuffle(told)
    line = line_of(told)
    assert line == line_of(history)
    assert rows.pack(line) == rows.pack(line_of(history))
    assert (rows.place(line), line.unit, line.procedure) == (
        rows.place(line_of(history)),
        line_of(history).unit,
        line_of(history).procedure,
    )


@given(histories())
def test_a_line_is_read_as_it_was_written(history: list[Happening]) -> None:
    line = line_of(history)
    assert rows.unpack(line.dossier, rows.pack(line)) == line


def test_a_line_is_short() -> None:
    steps = [happened(seq, f"2026-11-{seq:02} 08:00", 4) for seq in range(4, 12)]
    line = line_of([RECEIVED, *steps, happened(20, "2026-11-20 08:00", 9)])
    assert len(rows.pack(line)) <= 160


@given(histories(), st.data())
def test_every_event_that_counts_tells_from_when_it_changes_reports(
    history: list[Happening], data: st.DataObject
) -> None:
    kept = [one for one in history if data.draw(st.booleans())]
    before, after = line_of(kept), line_of(history)
    changed = changed_from(before, after)
    begins = midnight(date(2026, 1, 1))
    for ends in (*months_ends(), *([changed] if changed else [])):
        if changed is None or ends <= changed:
            assert count_lines([before], begins, ends) == count_lines([after], begins, ends)


def months_ends() -> list:
    return [month_days(month).ends for month in months_between("2026-08", "2026-12")]


@given(histories(), st.integers(0, 3))
def test_lines_lie_where_reports_look_for_them(history: list[Happening], back: int) -> None:
    """Whatever a line counts for in a period, it is open or was booked last since the period's first month."""
    line = line_of(history)
    month = ("2026-12", "2026-11", "2026-10", "2026-09")[back]
    ends = month_days("2027-01").ends
    if count_lines([line], month_days(month).begins, ends):
        assert rows.place(line) == "open" or rows.place(line) >= month


def test_months() -> None:
    assert month_days("2028-02") == Period(date(2028, 2, 1), date(2028, 2, 29))
    assert months_between("2026-11", "2027-02") == ["2026-11", "2026-12", "2027-01", "2027-02"]
    assert months_between("2026-11", "2026-10") == []
    assert over(vn("2026-12-01 00:59"))[-1] == "2026-10"
    assert over(vn("2026-12-01 01:00"))[-1] == "2026-11"
    assert len(over(vn("2026-03-31 12:00"))) == 13
    assert over(vn("2026-03-31 12:00"))[0] == "2025-02"


def test_a_period_is_cut_into_months() -> None:
    found = slices(Period(date(2026, 9, 15), date(2027, 3, 31)), vn("2026-12-05 08:00"))
    assert [(one.month, one.whole) for one in found] == [
        ("2026-09", False), ("2026-10", True), ("2026-11", True), ("2026-12", False),
    ]  # fmt: skip
    assert found[0].period == Period(date(2026, 9, 15), date(2026, 9, 30))


def test_every_column_has_its_words() -> None:
    assert set(labels.COLUMN_WORDS) == set(COLUMNS)
    assert [column for _, columns in labels.GROUPS for column in columns] == list(COLUMNS)


def test_an_event_is_read_by_what_was_agreed() -> None:
    one = happened(7, "2026-11-10 15:00", 9, refused=True)
    assert read_event(envelope(named(1), one)) == (named(1), one)
    told = happened(7, "2026-11-10 15:00", 5, None)
    assert read_event(envelope(named(1), told)) == (named(1), told)
    assert read_event(envelope(named(1), RECEIVED)) == (named(1), RECEIVED)


@pytest.mark.parametrize("to", [0, 1, 10, 11, None, "9", 99])
def test_events_that_cannot_count_are_left_alone(to: object) -> None:
    body = envelope(named(1), RECEIVED)
    body["data"]["to"] = to
    assert read_event(body) is None


def test_an_event_that_changes_no_status_is_left_alone_unless_it_tells_a_due_date() -> None:
    body = envelope(named(1), happened(7, "2026-11-10 15:00", 4))
    body["data"]["from"] = 4
    assert read_event(body) is None
    body["data"]["due"] = "2026-11-30T10:00:00Z"
    assert read_event(body) is not None


@pytest.mark.parametrize("subject", ["PP#" + "0" * 20, "D#short", "account"])
def test_events_of_other_things_are_left_alone(subject: str) -> None:
    assert read_event({**envelope(named(1), RECEIVED), "subject": subject}) is None


def test_silence_is_an_answer() -> None:
    for outcome, refused in (("granted_by_silence", False), ("refused_by_silence", True)):
        body = envelope(named(1), happened(7, "2026-11-10 15:00", 9))
        body["data"]["outcome"] = outcome
        found = read_event(body)
        assert found is not None
        assert found[1].refused is refused


@pytest.mark.parametrize(
    "fault", [{"unit": None}, {"unit": "a,b"}, {"procedure": "a;b"}, {"seq": 0}, {"seq": "x"}, {"due": "tomorrow"}]
)
def test_an_event_that_is_not_as_agreed_is_no_silent_loss(fault: dict[str, object]) -> None:
    body = envelope(named(1), RECEIVED)
    body["data"] |= fault
    if fault == {"unit": None}:
        del body["data"]["unit"]
    with pytest.raises((KeyError, ValueError, TypeError, Invalid)):
        read_event(body)


def test_an_event_without_procedure_still_counts() -> None:
    body = envelope(named(1), RECEIVED)
    del body["data"]["procedure"]
    found = read_event(body)
    assert found is not None
    assert found[1] == replace(RECEIVED, procedure="")
    later = happened(8, "2026-11-05 08:00", 4)
    assert Line("x").merged(found[1]).merged(later).procedure == WEBSITE


USUAL = Period(date(2026, 11, 1), date(2026, 11, 22))
AT = vn("2026-11-22 16:00")


@pytest.mark.parametrize(
    ("first", "last", "field", "code"),
    [
        ("2026-11-31", "", "from", "day-malformed"),
        ("", "30/11/2026", "to", "day-malformed"),
        ("2026-W45-1", "", "from", "day-malformed"),
        ("2026-11-02", "2026-11-01", "from", "period-backwards"),
        ("2026-11-23", "2026-11-30", "from", "period-not-begun"),
        ("2019-12-31", "", "from", "period-too-early"),
        ("2020-01-01", "", "to", "period-too-long"),
        ("2026-11-01", "9999-12-31", "to", "period-too-long"),
    ],
)
def test_bad_periods_are_refused(first: str, last: str, field: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_period(first, last, USUAL, AT)
    assert refusal.value.code == "ledger/period"
    assert [(one.field, one.code) for one in refusal.value.fields] == [(field, f"ledger/{code}")]


def test_good_periods() -> None:
    assert read_period("", "", USUAL, AT) == USUAL
    assert read_period("2026-11-22", "2026-12-31", USUAL, AT) == Period(date(2026, 11, 22), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("year", "month"), [("", ""), ("2019", "1"), ("2026", "13"), ("2026", "0"), ("26", ""), ("٢٠٢٦", "")]
)
def test_bad_months_are_refused(year: str, month: str) -> None:
    with pytest.raises(Invalid, match="ledger/month-malformed"):
        read_month(year, month)


def test_words_for_dividing() -> None:
    assert [read_by(word) for word in ("", "field", "unit")] == ["procedure", "field", "unit"]
    with pytest.raises(Invalid, match="ledger/by-unknown"):
        read_by("person")


def test_what_silence_grants_is_on_time() -> None:
    due, noted = "2026-11-10T10:00:00Z", "2026-11-10T10:01:00Z"
    data = {"from": 2, "to": 9, "unit": "d07", "procedure": "9.000002", "seq": 7, "due": due}
    body = {"subject": f"D#{'a' * 20}", "time": noted}
    silent = read_event({**body, "data": {**data, "outcome": "granted_by_silence"}})
    late = read_event({**body, "data": {**data, "outcome": "granted"}})
    assert silent is not None
    assert late is not None
    assert (silent[1].due_told, silent[1].due) == (True, None)
    assert late[1].due is not None
