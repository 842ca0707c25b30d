"""Events and queries read, reports presented as JSON."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, get_args

from chalicelib.foundation.clock import iso, parse_iso, vietnam_day
from chalicelib.foundation.errors import FieldError, Invalid
from chalicelib.foundation.ids import is_id
from chalicelib.onestop.ledger.counts import COLUMNS, Count, Period, month_days, over
from chalicelib.onestop.ledger.model import COUNTED, Happening
from chalicelib.onestop.ledger.reports import By, Report

DOSSIER = "D#"
BY_LAW = "granted_by_silence"
"""A result that the law itself gives at the due date: it is on time, though it is noted a moment later."""
REFUSALS = frozenset({"refused", "refused_by_silence"})
EARLIEST = date(2020, 1, 1)
LONGEST_YEARS = 5
SEPARATORS = frozenset(",;")
DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


def read_event(body: Mapping[str, Any]) -> tuple[str, Happening] | None:
    """(dossier, happening) of a CloudEvent; None for what cannot change the ledger.

    KeyError, TypeError or ValueError when an event that counts is not as agreed.
    """
    subject, data = str(body["subject"]), body["data"]
    dossier, to = subject.removeprefix(DOSSIER), data.get("to")
    if not (subject.startswith(DOSSIER) and is_id(dossier)) or to not in COUNTED:
        return None
    if data.get("from") == to and "due" not in data:
        return None
    unit, procedure = str(data["unit"]), str(data.get("procedure") or "")
    if SEPARATORS & {*unit, *procedure} or int(data["seq"]) < 1:
        raise ValueError("no agency or procedure is called so")
    by_law = data.get("outcome") == BY_LAW
    due = None if by_law else data.get("due")
    return dossier, Happening(
        seq=int(data["seq"]),
        at=parse_iso(body["time"]),
        to=int(to),
        unit=unit,
        procedure=procedure,
        due_told=by_law or "due" in data,
        due=parse_iso(due) if due is not None else None,
        refused=data.get("outcome") in REFUSALS,
    )


def usual_period(unit: str, at: datetime) -> Period:
    """What one sees without naming days: of an agency this month until today, of the city the last month closed."""
    today = vietnam_day(at)
    if unit:
        return Period(today.replace(day=1), today)
    return month_days(over(at)[-1])


def read_period(first: str, last: str, usual: Period, at: datetime) -> Period:
    """A period from two days as `2026-11-01`; a day that is not named is the usual one.

    Invalid `ledger/period`, its fields say what is wrong: `ledger/day-malformed`, `ledger/period-backwards`,
    `ledger/period-not-begun`, `ledger/period-too-early`, `ledger/period-too-long`.
    """
    today = vietnam_day(at)
    wrong: list[FieldError] = []
    begins, ends = _day("from", first, usual.first, wrong), _day("to", last, usual.last, wrong)
    if not wrong and begins > ends:
        wrong.append(_error("from", "period-backwards", "Ngày đầu kỳ phải trước ngày cuối kỳ.", BACKWARDS))
    elif not wrong and begins > today:
        wrong.append(_error("from", "period-not-begun", "Kỳ báo cáo chưa bắt đầu.", "The period has not begun."))
    elif not wrong and begins < EARLIEST:
        early = (f"Sổ bắt đầu từ năm {EARLIEST.year}.", f"The ledger begins in {EARLIEST.year}.")
        wrong.append(_error("from", "period-too-early", *early))
    elif not wrong and ends.year - begins.year > LONGEST_YEARS:
        long = (f"Kỳ báo cáo dài tối đa {LONGEST_YEARS} năm.", f"A period is {LONGEST_YEARS} years long at most.")
        wrong.append(_error("to", "period-too-long", *long))
    if wrong:
        raise Invalid("ledger/period", "Kỳ báo cáo chưa đúng.", "The period is not right.", wrong)
    return Period(begins, ends)


BACKWARDS = "The first day must be before the last."


def _day(name: str, text: str, default: date, wrong: list[FieldError]) -> date:
    try:
        if text and not re.fullmatch(DAY, text):
            raise ValueError
        return date.fromisoformat(text) if text else default
    except ValueError:
        vi, en = "Ngày phải có dạng 2026-11-30.", "A day is written like 2026-11-30."
        wrong.append(_error(name, "day-malformed", vi, en))
        return default


def _error(field: str, code: str, vi: str, en: str) -> FieldError:
    return FieldError(field, f"ledger/{code}", vi, en)


def read_by(text: str) -> By:
    """How a report is divided; without a word by procedure. Invalid `ledger/by-unknown`."""
    for known in get_args(By):
        if (text or "procedure") == known:
            return known  # type: ignore[no-any-return]
    raise Invalid(
        "ledger/by-unknown",
        "Chỉ chia báo cáo theo thủ tục (procedure), lĩnh vực (field) hoặc cơ quan (unit).",
        "A report is divided by procedure, by field or by unit.",
    )


def read_month(year: str, month: str) -> tuple[int, int]:
    """(year, month) of open data; month 0 when none is named. Invalid `ledger/month-malformed`."""
    if len(year) == 4 and year.isascii() and year.isdecimal() and int(year) >= EARLIEST.year:
        if not month:
            return int(year), 0
        if len(month) <= 2 and month.isascii() and month.isdecimal() and 1 <= int(month) <= 12:
            return int(year), int(month)
    raise Invalid(
        "ledger/month-malformed",
        "Hãy ghi year=2026 và, nếu chỉ cần một tháng, month=11.",
        "Write year=2026 and, for one month only, month=11.",
    )


def present_count(count: Count) -> dict[str, int]:
    """The columns by name."""
    return {column: count.of(column) for column in COLUMNS}


def present_report(report: Report) -> dict[str, Any]:
    """A report for its readers."""
    rows = [
        {"key": row.key, "name": {"vi": row.name.vi, "en": row.name.en}, **present_count(row.count)}
        for row in report.rows
    ]
    return {
        "unit": report.unit or None,
        "from": report.period.first.isoformat(),
        "to": report.period.last.isoformat(),
        "until": iso(report.until),
        "by": report.by,
        "items": rows,
        "total": present_count(report.total),
        "balanced": report.total.balances and all(row.count.balances for row in report.rows),
    }
