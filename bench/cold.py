"""Starts of processes: CPU time (user and system) from nothing to the first answer, and the memory that then stays."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bench import package, surroundings
from bench.canned import CODE, ITEM, TABLE
from bench.events import event
from bench.figures import Figure, interleave, ratio_figure, ratios

YARDSTICK = f"""
from botocore.session import get_session
client = get_session().create_client("dynamodb")
assert client.get_item(TableName="{TABLE}", Key={ITEM})["Item"]
"""
FIRST_ITEM = f"""
import app
from chalicelib.cloud import table
assert table.get("{ITEM["pk"]["S"]}", "{ITEM["sk"]["S"]}")
"""
FIRST_ANSWER = """
import json, sys
asked = json.load(open(sys.argv[1], encoding="utf-8"))
import app
assert app.app(asked, None)["statusCode"] == 200
"""
"""A request served; its event comes from a file, as Lambda's runtime would hand it over."""
RESIDENT = f"""{FIRST_ANSWER}
assert app.app(asked, None)["statusCode"] == 200
print(open("/proc/self/status").read().partition("VmRSS:")[2].split()[0], file=sys.stderr)
"""
"""The same once more, warm; then the resident memory in KB, as Linux tells it."""
MEMORY_GOAL_MB = 64


class Start(NamedTuple):
    """A program to start: its code, what its environment has more, its line in the table, its goal."""

    code: str
    line: str
    goal: float | None = None
    more: Mapping[str, str] = {}
    folder: Path = surroundings.PROJECT


def starts(unpacked: Path) -> list[Start]:
    """The programs, the yardstick first. The application runs out of its unpacked package, which nothing is written to,
    as on Lambda."""
    shipped = {"PYTHONPATH": str(unpacked), "LAMBDA_TASK_ROOT": str(unpacked), "PYTHONDONTWRITEBYTECODE": "1"}
    traced = {**shipped, **surroundings.TRACED}
    return [
        Start(YARDSTICK, "cold start of botocore, first GetItem (the yardstick)"),
        Start(FIRST_ITEM, "cold start of the API function, first GetItem", 1.3, shipped, unpacked),
        Start(FIRST_ANSWER, "... first look-up instead", 1.3, shipped, unpacked),
        Start(FIRST_ANSWER, "... first look-up, traced but not sampled", None, traced, unpacked),
        Start(FIRST_ITEM, "... first GetItem, out of the checkout, with the whole SDK"),
        Start(
            f"import chalicelib{YARDSTICK}", "cold start of botocore, as our package has it", None, shipped, unpacked
        ),
    ]


def measure(environment: Mapping[str, str], rounds: int) -> list[Figure]:
    """The figures of all starts over the yardstick, and the memory; the first start of each is not counted."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        asked = event_file(folder)
        unpacked = package.unpack(package.make(folder), folder / "package")
        programs = starts(unpacked)
        works = {one.line: (partial(_run, one, environment, asked), 1) for one in programs}
        interleave(works, 1, _cpu_of_children)
        samples = interleave(works, rounds, _cpu_of_children)
        yardstick = samples[programs[0].line]
        found = [ratio_figure(one.line, ratios(samples[one.line], yardstick), one.goal) for one in programs]
        return [*found, _memory(environment, asked, programs[1])]


def event_file(folder: Path) -> Path:
    """Writes the event of a public look-up into a folder."""
    asked = folder / "event.json"
    body = {"code": CODE, "digits": "0001"}
    asked.write_text(json.dumps(event("POST", "/api/v1/lookups", body=body)), encoding="utf-8")
    return asked


def _run(start: Start, environment: Mapping[str, str], asked: Path) -> str:
    """Runs a program to its end; what it writes to standard error."""
    done = subprocess.run(
        [sys.executable, "-c", start.code, str(asked)],
        cwd=start.folder,
        env={**environment, **start.more},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{start.line}:\n{done.stderr}")
    return done.stderr


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory(environment: Mapping[str, str], asked: Path, api: Start) -> Figure:
    line = "memory of the API process after a warm request"
    if not Path("/proc/self/status").exists():
        return Figure(line, None, goal=MEMORY_GOAL_MB, note="needs Linux")
    kilobytes = int(_run(api._replace(code=RESIDENT, line=line), environment, asked))
    return Figure(line, kilobytes * 1024 / 1_000_000, goal=MEMORY_GOAL_MB, unit="MB")
