"""What other programs report, read: the tests that count calls, cachegrind, the package."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from bench import costs, instructions, package
from chalicelib.cloud import modulefile
from infra import slim

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


def test_the_package_holds_what_ships_and_nothing_else(tmp_path: Path) -> None:
    made = package.make(tmp_path)
    unpacked = package.unpack(made, tmp_path / "package")
    tops = {path.name for path in unpacked.iterdir()}
    assert {"app.py", "chalicelib", "templates", "chalice", "botocore", "pynamodb"} <= tops
    assert not tops & {"bench", "tests", "infra", "docs", "boto3", "pytest", "bin"}
    assert (unpacked / "botocore" / "data" / "endpoints.json").stat().st_size < 100_000
    assert len(list(unpacked.glob("__pycache__/app.*.pyc"))) == 1


LOADED = """
import json, sys
import app
from chalicelib.cloud import table
print(json.dumps([[one.__file__, one.__cached__] for one in list(sys.modules.values())
                  if (getattr(one, "__file__", "") or "").startswith(sys.argv[1]) and one.__file__.endswith(".py")]))
"""


def test_every_module_of_the_package_starts_compiled(tmp_path: Path) -> None:
    unpacked = package.unpack(package.make(tmp_path), tmp_path / "package")
    words = [sys.executable, "-c", LOADED, str(unpacked)]
    environment = {"PYTHONPATH": str(unpacked), "PYTHONDONTWRITEBYTECODE": "1", "MOTCUA_STAGE": "t"}
    done = subprocess.run(words, cwd=unpacked, env=environment, capture_output=True, text=True, check=True)
    loaded = {str(Path(place).relative_to(unpacked)): cached for place, cached in json.loads(done.stdout)}
    assert {"app.py", "chalicelib/cloud/table.py", "botocore/client.py", "pynamodb/models.py"} <= loaded.keys()
    together = {name for name, cached in loaded.items() if cached == str(unpacked / modulefile.NAME)}
    beside = {name for name, cached in loaded.items() if Path(cached).is_file()} - together
    assert beside == set(slim.BEFORE)
    assert together | beside == loaded.keys()


def test_pinned_packages_are_read_from_the_requirements() -> None:
    assert package.pinned("# run time\nbotocore==1.44.5\n\nJinja2==3.1.6\n-r other.txt\n") == ["botocore", "Jinja2"]
