"""Reports as files for spreadsheets. What a cell says is never taken for a formula, whoever named the procedure."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from chalicelib.foundation.clock import short_date, short_moment
from chalicelib.onestop.ledger.counts import COLUMNS, Count
from chalicelib.onestop.ledger.labels import TITLE, TOTAL, heading
from chalicelib.onestop.ledger.reports import Report

FORMULAS = frozenset("=+-@\t\r\n")
BOM = "\ufeff"
"""Without it Excel takes UTF-8 for something else, and Vietnamese for noise."""
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_ROW = 3
NAME_WIDTH, COLUMN_WIDTH = 48, 13


def plain(text: str) -> str:
    """A text that no spreadsheet reads as a formula (OWASP: CSV injection)."""
    return f"'{text}" if FORMULAS.intersection((text[:1], text.lstrip()[:1])) else text


def named(report: Report, lang: str) -> Iterator[list[Any]]:
    """The rows of the table with its total at the end."""
    for row in report.rows:
        yield [plain(row.key), plain(row.name.say(lang)), *numbers(row.count)]
    yield ["", TOTAL.say(lang), *numbers(report.total)]


def numbers(count: Count) -> list[int]:
    """The columns in order."""
    return [count.of(column) for column in COLUMNS]


def as_csv(report: Report, lang: str) -> bytes:
    """One table with a heading and a total: UTF-8 with its mark, commas, lines as RFC 4180 ends them."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heading(report, lang))
    writer.writerows(named(report, lang))
    return (BOM + out.getvalue()).encode()


def as_xlsx(report: Report, lang: str, agency: str) -> bytes:
    """A workbook of one sheet that prints on A4, lying, one page wide."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(out, safe) as book:
        book.set_properties({"title": TITLE.say(lang), "created": report.until.replace(tzinfo=None)})
        _fill(book, book.add_worksheet("Bao cao"), report, lang, agency)
    return out.getvalue()


def _fill(book: Any, sheet: Any, report: Report, lang: str, agency: str) -> None:
    bold = book.add_format({"bold": True})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
    cell, number = book.add_format({"text_wrap": True, "border": 1}), book.add_format({"num_format": "0", "border": 1})
    sheet.write_string(0, 0, f"{TITLE.say(lang)} – {agency}", bold)
    sheet.write_string(1, 0, period_words(report))
    for place, name in enumerate(heading(report, lang)):
        sheet.write_string(FIRST_ROW, place, name, head)
    for place, row in enumerate(named(report, lang), start=FIRST_ROW + 1):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(place, column, value, number)
            else:
                sheet.write_string(place, column, value, cell)
    sheet.set_column(0, 0, COLUMN_WIDTH)
    sheet.set_column(1, 1, NAME_WIDTH)
    sheet.set_column(2, 1 + len(COLUMNS), COLUMN_WIDTH)
    sheet.freeze_panes(FIRST_ROW + 1, 2)
    sheet.repeat_rows(FIRST_ROW)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def period_words(report: Report) -> str:
    """`01/11/2026 – 30/11/2026 (22/11/2026 16:00)`: the days, and until when was counted."""
    days = f"{short_date(report.period.first)} – {short_date(report.period.last)}"
    return f"{days} ({short_moment(report.until)})"


def file_name(report: Report, ending: str) -> str:
    """A name for the file, in letters that every machine knows."""
    whose = report.unit or "city"
    return f"ledger_{whose}_{report.period.first}_{report.period.last}_{report.by}.{ending}"
