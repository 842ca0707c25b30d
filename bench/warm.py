"""The works in one warm process, interleaved: `python -m bench.warm <rounds>` prints their samples as JSON,
`python -m bench.warm <work> <times>` only does one work so often.

A process of its own, with the environment of a function; the log lines of the requests go to standard output, so the
samples go to standard error.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import NamedTuple

from bench.figures import Figure, Samples, Work, interleave, ratio_figure, ratios
from bench.surroundings import PROJECT

YARDSTICK = "get_item"
WARMING = 10
FINER = 5
"""A round of cold starts takes seconds, one of warm works milliseconds: so many more of these are made."""


class Measured(NamedTuple):
    """A work: its line in the table, how often a round does it, its goal."""

    line: str
    times: int
    goal: float | None = None


MEASURED = {
    YARDSTICK: Measured("one raw botocore GetItem (the yardstick)", 10),
    "look_up": Measured("warm public look-up", 10, 1.3),
    "queue": Measured("queue page of 25, JSON", 5, 3),
    "queue_page": Measured("queue page of 25, HTML", 3),
    "home_page": Measured("home page", 3),
    "procedure_page": Measured("page of a procedure", 3),
    "form_page": Measured("page of a form", 2),
    "dossier_page": Measured("page of a dossier, for its officer", 2),
    "due_over_tet": Measured("due(): 10 working days over Tet", 50),
    "search": Measured("search over 1,500 procedures", 7, 5),
    "hundred_rows": Measured("rendering a page of 100 rows", 3),
}


def measure(environment: Mapping[str, str], rounds: int) -> list[Figure]:
    """The figures of all works over the yardstick."""
    words = [sys.executable, "-m", "bench.warm", str(rounds * FINER)]
    done = subprocess.run(
        words, cwd=PROJECT, env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode())
    return figures(json.loads(done.stderr))


def figures(samples: Samples) -> list[Figure]:
    """One figure per work."""
    yardstick = samples[YARDSTICK]
    return [ratio_figure(one.line, ratios(samples[name], yardstick), one.goal) for name, one in MEASURED.items()]


def main(rounds: int) -> None:
    """Makes the works ready, warms them, and takes the samples (CPU time of this process, user and system)."""
    ready = {name: (_warmed(name), one.times) for name, one in MEASURED.items()}
    json.dump(interleave(ready, rounds, time.process_time), sys.stderr)


def repeat(name: str, times: int) -> None:
    """Makes one work ready, warms it, and does it so often: for counting instructions."""
    work = _warmed(name)
    for _ in range(times):
        work()


def _warmed(name: str) -> Work:
    from bench import works

    work: Work = getattr(works, name)()
    for _ in range(WARMING):
        work()
    return work


if __name__ == "__main__":
    if len(sys.argv) == 2:
        main(int(sys.argv[1]))
    else:
        repeat(sys.argv[1], int(sys.argv[2]))
