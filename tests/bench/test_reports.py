"""What other programs report, read: the tests that count calls, cachegrind, the package."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

from bench import costs, instructions, package

REPORT = """<testsuites><testsuite>
<testcase name="test_a"><properties><property name="cost" value="look-up  calls 1"/></properties></testcase>
{more}</testsuite></testsuites>"""
OVER = """<testcase name="test_b"><properties><property name="cost" value="submit  calls 9"/></properties>
<failure message="assert 9 &lt;= 3"/></testcase>"""
BROKEN = """<testcase name="test_c"><error message="no engine"/></testcase>"""


def test_costs_within_their_limits() -> None:
    assert costs.read(REPORT.format(more="")) == ("look-up  calls 1  ok", True)


def test_costs_over_a_limit_and_tests_that_broke() -> None:
    lines, held = costs.read(REPORT.format(more=OVER + BROKEN))
    assert lines.splitlines() == [
        "look-up  calls 1  ok",
        "submit  calls 9  over",
        "test_c: failed before it had counted (no engine)",
    ]
    assert not held


def test_a_report_without_a_count_holds_nothing() -> None:
    assert costs.read("<testsuites/>") == ("", False)


def test_instructions_are_read_from_cachegrinds_last_line() -> None:
    assert instructions.read_count("==7== \n==7== I refs:        956,543,223\n") == 956_543_223
    assert instructions.read_count("==7== I   refs:      12\n") == 12
    assert instructions.read_count("valgrind: no such program") is None


def test_no_package_yet(tmp_path: Path) -> None:
    figure = package.measure(tmp_path / "none.zip")
    assert figure.value is None
    assert figure.verdict == "-"
    assert package.unpack(tmp_path / "out", tmp_path / "none.zip") is None


def test_the_package_is_measured_unpacked_and_its_age_told(tmp_path: Path) -> None:
    last = tmp_path / "deployment.zip"
    with zipfile.ZipFile(last, "w") as archive:
        archive.writestr("app.py", "x" * 1_000_000)
    figure = package.measure(last)
    assert figure.value is not None
    assert round(figure.value, 2) == 1.0
    assert figure.note == ""
    assert (package.unpack(tmp_path / "out", last) or tmp_path).joinpath("app.py").stat().st_size == 1_000_000
    os.utime(last, (0, 0))
    assert package.measure(last).note == "built before the last change"
