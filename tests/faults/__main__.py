"""`python -m tests.faults`: every kind of story, and one table; exits with 1 when a target is missed.

What was wrong can be told again: every story is repeatable by its name, every seed by its number.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

from tests.faults.beside import BESIDE, on_engine_row
from tests.faults.mutants import SECOND_DEFENCES
from tests.faults.suites import CI, SIZES, Suite, suites, told
from tests.faults.tally import Row, table, worst


def main() -> int:
    """Tells what is asked for: on the fake with every processor, on the laptop's engine beside it."""
    asked = _asked()
    size = SIZES[asked.size]
    if asked.seeds:
        size = replace(size, seeds=asked.seeds, again_every=1)
    first = asked.first if asked.first is not None else first_of_today(size.seeds if size is not CI else 0)
    chosen = [one for one in suites(size, first) if _wanted(one.name, asked)]
    begun = time.monotonic()
    with ProcessPoolExecutor(1, get_context("spawn")) as beside:
        later = [beside.submit(on_engine_row, name, size, first) for name in BESIDE if _wanted(name, asked)]
        rows = told(chosen, asked.processes, lambda line: _say(begun, line)) if chosen else []
        rows += [one.result() for one in later]
    wall = time.monotonic() - begun
    print(f"\nfaults, size {size.name}, first seed {first}\n")
    for line in [*table(rows), "", *_no_mutants(chosen), "", *worst(rows), _verdict(rows, wall)]:
        print(line)
    return int(any(row.missed for row in rows))


def _asked() -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    words.add_argument("--size", choices=sorted(SIZES), default=CI.name, help="how much is told")
    words.add_argument(
        "--only", nargs="+", default=[], metavar="WORD", help="kinds with one of these words in their name"
    )
    words.add_argument("--first", type=int, help="the first seed; 0 in CI, others every night")
    words.add_argument("--seeds", type=int, default=0, help="so many seeds, each told twice")
    words.add_argument("--processes", type=int, default=0, help="as many as there are processors unless said")
    return words.parse_args()


def _wanted(name: str, asked: argparse.Namespace) -> bool:
    return not asked.only or any(word in name for word in asked.only)


def first_of_today(each: int) -> int:
    """The first seed of a run that tells so many each day: never one of another day's."""
    return int(time.time() // 86_400) * each


def _say(begun: float, line: str) -> None:
    print(f"{time.monotonic() - begun:6.1f} s  {line}", flush=True)


def _no_mutants(chosen: Sequence[Suite]) -> list[str]:
    """The conditions that are no mutants, with their reasons."""
    if not any("mutants" in one.name for one in chosen):
        return []
    return [f"not a mutant: the condition of {part} ({reason})" for part, reason in SECOND_DEFENCES.items()]


def _processor_time() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _verdict(rows: Sequence[Row], wall: float) -> str:
    missed = [f"{row.name}: {row.missed}" for row in rows if row.missed]
    verdict = "; ".join(missed) or "every target met"
    return f"{verdict}. {wall:.0f} s, {_processor_time():.0f} s of processor time"


if __name__ == "__main__":
    sys.exit(main())
