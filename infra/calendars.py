"""Write the calendars of working days anew: chalicelib/commons/worktime/data/vn-<year>.json.

Two sources, both for development time only: the tables below, which are facts read in laws, announcements and the
computed lunar calendar of Vietnam (UTC+7), and the package `holidays` for what they leave open. Where the two
disagree the tables win: the package lacks the swap of 2 January 2026 for Saturday 10 January, and gives a day in
lieu of 24 November, which the resolution does not. Running it twice changes nothing; a test compares the committed
files with its output. A year that has been announced is a new row in `ANNOUNCED`, `TET` and `SWAPS`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

DATA = Path("chalicelib/commons/worktime/data")
YEARS = range(2024, 2032)
DAY = timedelta(days=1)
Row = dict[str, str | bool]
Names = tuple[str, str]

NEW_YEAR: Names = ("Tết Dương lịch", "New Year's Day")
LUNAR_NEW_YEAR: Names = ("Tết Nguyên đán", "Lunar New Year (Tết)")
ANCESTORS: Names = ("Giỗ Tổ Hùng Vương", "Hùng Kings' Commemoration Day")
REUNIFICATION: Names = ("Ngày Chiến thắng 30/4", "Reunification Day")
LABOUR: Names = ("Ngày Quốc tế lao động 1/5", "International Labour Day")
NATIONAL: Names = ("Quốc khánh 2/9", "National Day")
CULTURE: Names = ("Ngày Văn hóa Việt Nam 24/11", "Vietnam Culture Day")

FIXED = (((1, 1), NEW_YEAR), ((4, 30), REUNIFICATION), ((5, 1), LABOUR), ((9, 2), NATIONAL))
CULTURE_SINCE = date(2026, 7, 1)
LUNAR: Mapping[int, tuple[date, date]] = {
    2024: (date(2024, 2, 10), date(2024, 4, 18)),
    2025: (date(2025, 1, 29), date(2025, 4, 7)),
    2026: (date(2026, 2, 17), date(2026, 4, 26)),
    2027: (date(2027, 2, 6), date(2027, 4, 16)),
    2028: (date(2028, 1, 26), date(2028, 4, 4)),
    2029: (date(2029, 2, 13), date(2029, 4, 23)),
    2030: (date(2030, 2, 2), date(2030, 4, 12)),
    2031: (date(2031, 1, 23), date(2031, 4, 1)),
}
"""First day of the lunar year and 10th of its third month, in Vietnam's time."""

LABOUR_CODE = "Labour Code 45/2019/QH14, art. 112"
IN_LIEU = "Labour Code 45/2019/QH14, art. 111(3)"
BESIDE = "the day beside 2 September is fixed by the Prime Minister each year"
KNOWN = "Announcement for the year, from general knowledge; agrees with holidays 0.109; not read"
PRESS = "Announcement for the year, as reported in the press; not read"
ANNOUNCED: Mapping[int, tuple[str, str]] = {
    2024: ("G", KNOWN),
    2025: ("G", KNOWN),
    2026: ("S2", PRESS),
    2027: ("S2", PRESS),
}
"""How well the announcement of a year is known, and where from."""

TET: Mapping[int, date] = {2026: date(2026, 2, 16), 2027: date(2027, 2, 4)}
"""The first of the five days of Tết, as announced."""

BESIDE_NATIONAL: Mapping[int, date] = {2026: date(2026, 9, 1), 2027: date(2027, 9, 3)}
"""The second day of National Day, as announced."""

SWAPS: Mapping[int, tuple[tuple[date, date, Names], ...]] = {
    2024: ((date(2024, 4, 29), date(2024, 5, 4), REUNIFICATION),),
    2025: ((date(2025, 5, 2), date(2025, 4, 26), LABOUR),),
    2026: (
        (date(2026, 1, 2), date(2026, 1, 10), NEW_YEAR),
        (date(2026, 8, 31), date(2026, 8, 22), NATIONAL),
    ),
}
"""A day off, the Saturday worked for it, and the holiday it lengthens. Nobody can compute these."""

PATTERN: Mapping[int, str] = {
    2028: "the five days taken as in 2025 (Tết on a Wednesday)",
    2029: "the five days taken as in 2026 (Tết on a Tuesday)",
    2030: "the five days taken as in 2024 and 2027 (Tết on a Saturday)",
    2031: "no announced year has Tết on a Thursday; the five days taken as in holidays 0.109",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--check` writes nothing."""
    parser.add_argument("--check", action="store_true", help="only say which files would change; 1 when any would")


def run(args: argparse.Namespace) -> int:
    """Writes the files that differ from what the sources say."""
    differ = 0
    for name, text in files().items():
        path = DATA / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            differ += 1
            print(f"{path} {'differs' if args.check else 'written'}")
            if not args.check:
                path.write_text(text, encoding="utf-8")
    print(f"{len(YEARS)} years, {differ} changed")
    return 1 if args.check and differ else 0


def files() -> dict[str, str]:
    """Every file by name, as it should be."""
    return {f"vn-{year}.json": _text(year) for year in YEARS}


def _text(year: int) -> str:
    holidays = sorted(_holidays(year), key=_day)
    lists = {
        "holidays": holidays,
        "compensatory_off": sorted([*_in_lieu(year, holidays), *_swapped(year)], key=_day),
        "makeup_working": [*_worked(year)],
    }
    parts = [f'  "year": {year},\n  "announced": {json.dumps(year in ANNOUNCED)}']
    for name, rows in lists.items():
        lines = ",\n".join(f"    {json.dumps(row, ensure_ascii=False)}" for row in rows)
        parts.append(f'  "{name}": [\n{lines}\n  ]' if rows else f'  "{name}": []')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _holidays(year: int) -> Iterator[Row]:
    for (month, day), names in FIXED:
        yield _row(date(year, month, day), names, "S", LABOUR_CODE)
    first, ancestors = LUNAR[year]
    computed = f"Computed from the lunar calendar in Vietnam's time: first day {first}; {PATTERN.get(year)}"
    tag, source = ANNOUNCED.get(year, ("C", computed))
    for offset in range(5):
        yield _row(_first_of_tet(year) + offset * DAY, LUNAR_NEW_YEAR, tag, source)
    agrees = "; agrees with the published date" if year <= 2026 else ""
    lunar = f"{LABOUR_CODE}: 10th of the third lunar month. Computed from the lunar calendar in Vietnam's time{agrees}"
    yield _row(ancestors, ANCESTORS, "C", lunar)
    longest = f"Computed: {BESIDE}; taken so that the rest is longest"
    tag, source = ANNOUNCED.get(year, ("C", longest))
    yield _row(_beside_national(year), NATIONAL, tag, source)
    if date(year, 11, 24) >= CULTURE_SINCE:
        resolution = f"Resolution 28/2026/QH16, in force from {CULTURE_SINCE}, as reported in the press; not read"
        yield _row(date(year, 11, 24), CULTURE, "S2", resolution)


def _in_lieu(year: int, holidays: list[Row]) -> Iterator[Row]:
    """Weekly rest that falls on a holiday is made up for on the next working day; 24 November is not."""
    taken = {row["date"] for row in holidays} | {off.isoformat() for off, _worked, _names in SWAPS.get(year, ())}
    for row in holidays:
        day = date.fromisoformat(str(row["date"]))
        if day.weekday() < 5 or row["vi"] == CULTURE[0]:
            continue
        off = day + DAY
        while off.weekday() >= 5 or off.isoformat() in taken:
            off += DAY
        taken.add(off.isoformat())
        tag, source = _source_in_lieu(year, str(row["vi"]))
        names = (f"nghỉ bù {row['vi']}", f"day off in lieu of {row['en']}")
        yield _row(off, names, tag, source, reason="weekly_rest", **{"for": day.isoformat()})


def _source_in_lieu(year: int, holiday: str) -> tuple[str, str]:
    announced = year in ANNOUNCED and not (year == 2027 and holiday == LABOUR[0])
    return (ANNOUNCED[year][0], f"{IN_LIEU}. {ANNOUNCED[year][1]}") if announced else ("C", f"{IN_LIEU}: computed")


def _swapped(year: int) -> Iterator[Row]:
    for off, worked, (vi, en) in SWAPS.get(year, ()):
        names = (f"nghỉ hoán đổi dịp {vi}", f"day off swapped for {en}")
        yield _row(off, names, *ANNOUNCED[year], reason="swap", **{"for": worked.isoformat()})


def _worked(year: int) -> Iterator[Row]:
    for off, worked, (vi, en) in SWAPS.get(year, ()):
        names = (f"làm bù cho ngày nghỉ hoán đổi dịp {vi}", f"worked in exchange for the day off around {en}")
        yield _row(worked, names, *ANNOUNCED[year], **{"for": off.isoformat()})


def _row(day: date, names: Names, tag: str, source: str, **more: str) -> Row:
    known: Row = {"tag": tag, "verified": tag == "S", "source": source}
    return {"date": day.isoformat(), "vi": names[0], "en": names[1], **more, **known}


def _day(row: Row) -> str:
    return str(row["date"])


def _first_of_tet(year: int) -> date:
    """As announced, else the first day of Tết that the package knows."""
    return TET.get(year) or min(day for day, name in _package(year).items() if "Lunar New Year" in name)


def _beside_national(year: int) -> date:
    if year in BESIDE_NATIONAL:
        return BESIDE_NATIONAL[year]
    days = [day for day, name in _package(year).items() if name == "National Day"]
    return next(day for day in days if day != date(year, 9, 2))


def _package(year: int) -> dict[date, str]:
    import holidays

    return dict(holidays.country_holidays("VN", years=year, language="en_US"))
