"""Instructions instead of time: valgrind counts them, near enough the same in every run (user space only)."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bench import cold, package, warm
from bench.figures import Figure
from bench.surroundings import PROJECT

VALGRIND = ("valgrind", "--tool=cachegrind", "--cache-sim=no", "--branch-sim=no", "--cachegrind-out-file=/dev/null")
REFS = re.compile(r"I\s+refs:\s+([\d,]+)")
CALLS = 40
LINE = "instructions, "


def measure(environment: Mapping[str, str]) -> list[Figure]:
    """Cold starts, and single warm works, as ratios of instructions to those of the yardstick."""
    if shutil.which("valgrind") is None:
        return [Figure(f"{LINE}all", None, note="valgrind is not there")]
    return [*_cold(environment), *_warm(environment)]


def _cold(environment: Mapping[str, str]) -> list[Figure]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        asked = str(cold.event_file(folder))
        programs = cold.starts(package.unpack(package.make(folder), folder / "package"))
        counts = [_count(["-c", one.code, asked], {**environment, **one.more}, one.folder) for one in programs]
    found = zip(programs, counts, strict=True)
    return [Figure(f"{LINE}{one.line}", count / counts[0], goal=one.goal) for one, count in found]


def _warm(environment: Mapping[str, str]) -> list[Figure]:
    """One call is the difference between a process that makes some calls and one that makes none of them."""
    calls = {name: _calls(name, environment) for name in warm.MEASURED}
    yardstick = calls[warm.YARDSTICK]
    return [Figure(f"{LINE}{one.line}", calls[name] / yardstick, goal=one.goal) for name, one in warm.MEASURED.items()]


def _calls(name: str, environment: Mapping[str, str]) -> float:
    none, some = (_count(["-m", "bench.warm", name, str(times)], environment) for times in (0, CALLS))
    return (some - none) / CALLS


def _count(words: list[str], environment: Mapping[str, str], folder: Path = PROJECT) -> int:
    """The instructions of one Python process."""
    done = subprocess.run(
        [*VALGRIND, sys.executable, *words],
        cwd=folder,
        env=dict(environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    refs = read_count(done.stderr)
    if done.returncode != 0 or refs is None:
        raise RuntimeError(done.stderr)
    return refs


def read_count(report: str) -> int | None:
    """The instruction count of cachegrind's closing lines."""
    found = REFS.search(report)
    return int(found[1].replace(",", "")) if found else None
