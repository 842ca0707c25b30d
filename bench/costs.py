"""AWS calls and capacity per action: the tests that count them, run once; what they told is read from their report."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from bench.surroundings import PROJECT

TESTS = "tests/onestop/dossiers/test_costs.py"
COST = "cost"


def measure() -> tuple[str, bool]:
    """The table of calls and capacity, and whether every limit was held."""
    with tempfile.TemporaryDirectory() as name:
        report = Path(name) / "report.xml"
        asked = ["-p", "no:randomly", "-o", "junit_family=xunit1", f"--junitxml={report}"]
        words = [sys.executable, "-m", "pytest", "-q", *asked, TESTS]
        done = subprocess.run(words, cwd=PROJECT, capture_output=True, text=True, check=False)
        if not report.exists():
            return f"not measured: {done.stdout}{done.stderr}".strip(), False
        return read(report.read_text(encoding="utf-8"))


def read(report: str) -> tuple[str, bool]:
    """The lines a JUnit report holds, and whether all of its tests passed."""
    root = ElementTree.fromstring(report)
    lines, held = [], True
    for case in root.iter("testcase"):
        wrong = next((one for one in case if one.tag in ("failure", "error")), None)
        failed = wrong is not None
        held = held and not failed
        told = [one.attrib["value"] for one in case.iter("property") if one.attrib["name"] == COST]
        lines += [f"{line}  {'over' if failed else 'ok'}" for line in told]
        if wrong is not None and not told:
            why = wrong.attrib.get("message", "").strip().partition("\n")[0]
            lines.append(f"{case.attrib['name']}: failed before it had counted ({why})")
    return "\n".join(lines), held and bool(lines)
