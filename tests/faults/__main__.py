"""`python -m tests.faults`: every kind of story, and one table; exits with 1 when a target is missed.

What was wrong can be told again: every story is repeatable by its name, every seed by its number.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.faults.mutants import SECOND_DEFENCES
from tests.faults.suites import CI, LEAST_SINGLE, SIZES, Size, Suite, suites, told
from tests.faults.tally import Row, Tally, table, worst

ON_ENGINE, KILLS = "one fault, on the engine", "kills in the story"
LEAST_ON_ENGINE = 50


def main() -> int:
    """Tells what is asked for."""
    asked = _asked()
    size = SIZES[asked.size]
    if asked.seeds:
        size = replace(size, seeds=asked.seeds, again_every=1)
    first = asked.first if asked.first is not None else first_of_today(size.seeds if size is not CI else 0)
    chosen = [one for one in suites(size, first) if _wanted(one.name, asked)]
    begun = time.monotonic()
    rows = told(chosen, asked.processes, lambda line: _say(begun, line))
    for name, row in ((ON_ENGINE, on_engine), (KILLS, kills_in_the_story)):
        if _wanted(name, asked):
            rows.append(row(size, first))
            _say(begun, f"{name}: {rows[-1].tally.count:,} told")
    wall = time.monotonic() - begun
    print(f"\nfaults, size {size.name}, first seed {first}\n")
    for line in [*table(rows), "", *_beside(chosen), "", *worst(rows), _verdict(rows, wall)]:
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


def on_engine(size: Size, first: int) -> Row:
    """The stories on the laptop's engine."""
    from tests.faults import on_engine

    tally, least = on_engine.told(size.whole), LEAST_SINGLE if size.whole else LEAST_ON_ENGINE
    return Row(ON_ENGINE, least, f">= {least}", tally)


def kills_in_the_story(size: Size, first: int) -> Row:
    """The story in a city of its own whose processes are killed."""
    from tests.story.killing import survive

    before = _seconds_of_children()
    with tempfile.TemporaryDirectory(prefix="motcua-kills-") as folder:
        killer, wrong = survive(first + 1, size.kills, Path(folder) / "local", patient=size.patient)
    count = sum(killer.happened.values())
    tally = Tally(count, size.kills, count, tuple(wrong), _seconds_of_children() - before)
    return Row(KILLS, size.kills, f"all {size.kills}", tally)


def _seconds_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def first_of_today(each: int) -> int:
    """The first seed of a run that tells so many each day: never one of another day's."""
    return int(time.time() // 86_400) * each


def _say(begun: float, line: str) -> None:
    print(f"{time.monotonic() - begun:6.1f} s  {line}", flush=True)


def _beside(chosen: Sequence[Suite]) -> list[str]:
    """The conditions that are no mutants, with their reasons."""
    if not any("mutants" in one.name for one in chosen):
        return []
    return [f"not a mutant: the condition of {part} ({reason})" for part, reason in SECOND_DEFENCES.items()]


def _verdict(rows: Sequence[Row], wall: float) -> str:
    missed = [f"{row.name}: {row.missed}" for row in rows if row.missed]
    verdict = "; ".join(missed) or "every target met"
    return f"{verdict}. {wall:.0f} s, {_seconds_of_children() + time.process_time():.0f} s of processor time"


if __name__ == "__main__":
    sys.exit(main())
