"""The committed calendars are what `python -m infra calendars` writes, and its tables agree with the package."""

from datetime import date
from pathlib import Path

import holidays
import pytest

from chalicelib.commons import worktime
from infra import calendars

DATA = Path(worktime.__file__).parent / "data"


def test_the_committed_calendars_are_the_generated_ones() -> None:
    committed = {path.name: path.read_text(encoding="utf-8") for path in DATA.glob("vn-*.json")}
    assert committed == calendars.files()


@pytest.mark.parametrize("year", calendars.YEARS)
def test_the_lunar_days_agree_with_the_package(year: int) -> None:
    known = holidays.country_holidays("VN", years=year, language="en_US")
    new_year, ancestors = calendars.LUNAR[year]
    assert known[new_year] == "Lunar New Year"
    assert known[ancestors] == "Hung Kings' Commemoration Day"


def test_the_package_lacks_a_swap_that_the_tables_have() -> None:
    known = holidays.country_holidays("VN", years=2026)
    assert date(2026, 1, 2) not in known
    assert date(2026, 1, 10) not in known.weekend_workdays
    assert (date(2026, 1, 2), date(2026, 1, 10)) in [swap[:2] for swap in calendars.SWAPS[2026]]


def test_a_second_run_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import argparse

    monkeypatch.setattr(calendars, "DATA", tmp_path)
    assert calendars.run(argparse.Namespace(check=True)) == 1
    assert list(tmp_path.iterdir()) == []
    assert calendars.run(argparse.Namespace(check=False)) == 0
    assert "8 changed" in capsys.readouterr().out
    assert calendars.run(argparse.Namespace(check=True)) == 0
    assert "0 changed" in capsys.readouterr().out
