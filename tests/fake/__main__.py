"""`python -m tests.fake`: stories on the fake cloud by the thousand, and a line for each kind.

Exits with 1 when anything was wrong; what was wrong can be told again, since every story and every seed is repeatable.
"""

from __future__ import annotations

import argparse
import sys

from tests.fake.telling import SHOWN, Tally, double_tasks, meeting_tasks, seed_tasks, told_in


def main() -> int:
    """Tells what is asked for."""
    words = argparse.ArgumentParser(prog="python -m tests.fake", description=__doc__)
    words.add_argument("--seeds", type=int, default=0, help="simulate so many seeds (1000 in CI, 100000 at night)")
    words.add_argument("--steps", type=int, default=200, help="steps of each seed")
    words.add_argument("--first", type=int, default=0, help="the first seed")
    words.add_argument("--doubles", type=int, default=0, metavar="N", help="every N-th story with two faults; 1: all")
    words.add_argument("--interleavings", action="store_true", help="every schedule of every pair of clients")
    words.add_argument("--processes", type=int, default=0, help="as many as there are processors unless said")
    asked = words.parse_args()
    tallies: list[Tally] = []
    if asked.doubles:
        tallies.append(tell("double faults", list(double_tasks(asked.doubles)), asked.processes))
    if asked.interleavings:
        tallies.append(tell("interleavings", list(meeting_tasks()), asked.processes))
    if asked.seeds:
        tasks = list(seed_tasks(asked.first, asked.seeds, asked.steps))
        tallies.append(tell(f"seeds x {asked.steps}", tasks, asked.processes))
    return int(any(one.wrong for one in tallies))


def tell(what: str, tasks: list[object], processes: int) -> Tally:
    """Tells one kind of stories and prints its line, and the first of what was wrong."""
    tally, line = told_in(what, tasks, processes)  # type: ignore[arg-type]
    print(line, flush=True)
    for one in tally.wrong[:SHOWN]:
        print(f"  {one}")
    return tally


if __name__ == "__main__":
    sys.exit(main())
