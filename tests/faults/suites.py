"""The kinds of stories that `make faults` tells, how many at each size, and what each must come to."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from multiprocessing import get_context

from tests.faults import telling
from tests.faults.mutants import MUTANTS
from tests.faults.naive import LEAST_FOUND_OUT
from tests.faults.operations import all_operations
from tests.faults.tally import Row, Tally, untrue
from tests.faults.telling import Task

LEAST_SINGLE, LEAST_DOUBLE, LEAST_MEETINGS = 430, 10_000, 2_000
SEEDS_AT_ONCE = 10
AGAIN = "the same seeds again"
LONG = ("ledger_close", "run", "alerts", "proposal publish", "outbox_sweep")
"""Operations of many calls, or long ones."""


@dataclass(frozen=True)
class Size:
    """How much is told.

    `whole`: alike calls too. `doubles`: so many stories with two faults of each operation, 0 for all. `seeds` of so
    many `steps`, every how-manieth of them told twice. The state machine's numbers with their examples and steps.
    `kills` in the story, for the `patient` with the chapters that wait for the schedule.
    """

    name: str
    whole: bool
    doubles: int
    seeds: int
    steps: int
    again_every: int
    machines: int
    examples: int
    machine_steps: int
    kills: int
    patient: bool


CI = Size("ci", False, 125, 1_000, 200, 20, 10, 50, 50, 8, False)
NIGHTLY = Size("nightly", True, 0, 20_000, 200, 100, 100, 100, 100, 20, True)
SIZES = {one.name: one for one in (CI, NIGHTLY)}


@dataclass(frozen=True)
class Suite:
    """A kind of stories: its name, its tasks, the least it must come to, and the word on that."""

    name: str
    tasks: tuple[Task, ...]
    least: int
    target: str


def suites(size: Size, first: int) -> Iterator[Suite]:
    """All kinds that are told on the fake; `first` is the first seed."""
    names = [one.name for one in all_operations()]
    numbers = tuple(range(first, first + size.seeds))
    again = numbers[:: size.again_every]
    yield _suite("one fault", telling.singles, [(one, size.whole) for one in names], LEAST_SINGLE)
    yield _suite("naive submit, found out", telling.naive, [()], LEAST_FOUND_OUT)
    yield _suite("mutants killed", telling.mutant, [(one.name,) for one in MUTANTS], len(MUTANTS), "all")
    yield _suite("two faults", telling.doubles, [(one, size.doubles) for one in names], LEAST_DOUBLE)
    yield _suite("two clients", telling.meetings, [(one,) for one in _pairs()], LEAST_MEETINGS, "complete,")
    machines = [(number, size.examples, size.machine_steps) for number in range(first, first + size.machines)]
    yield _suite("state machine", telling.machine, machines, size.machines * size.examples)
    yield _suite(f"seeds x {size.steps}", telling.seeds, _some(numbers, size.steps), size.seeds)
    yield _suite(AGAIN, telling.seeds, _some(again, size.steps), len(again), "identical,")


def _suite(
    name: str, work: Callable[..., Tally], given: Sequence[tuple[object, ...]], least: int, how: str = ""
) -> Suite:
    tasks = tuple(Task(work, one, any(word in LONG for word in one)) for one in given)
    target = f"all {least}" if how == "all" else f"{how} >= {least:,}".strip()
    return Suite(name, tasks, least, target)


def _some(numbers: tuple[int, ...], steps: int) -> list[tuple[object, ...]]:
    return [(numbers[start : start + SEEDS_AT_ONCE], steps) for start in range(0, len(numbers), SEEDS_AT_ONCE)]


def _pairs() -> list[str]:
    from tests.fake.interleavings import pairs

    return [one.name for one in pairs()]


def told(chosen: list[Suite], processes: int, say: Callable[[str], None]) -> list[Row]:
    """Tells the chosen kinds, long tasks first, with as many processes as there are processors unless said."""
    count = processes or os.cpu_count() or 1
    tasks = [(suite.name, task) for suite in chosen for task in suite.tasks]
    tasks.sort(key=lambda one: not one[1].long)
    sums = {suite.name: Tally() for suite in chosen}
    left = Counter(name for name, _ in tasks)
    with ProcessPoolExecutor(count, get_context("spawn"), telling.stand) as pool:
        futures = {pool.submit(telling.carried_out, task): name for name, task in tasks}
        for future in as_completed(futures):
            name = futures[future]
            sums[name] += future.result()
            left[name] -= 1
            if not left[name]:
                say(f"{name}: {sums[name].count:,} told")
    return [
        Row(suite.name, suite.least, suite.target, tally) for suite, tally in zip(chosen, _compared(sums), strict=True)
    ]


def _compared(sums: Mapping[str, Tally]) -> Iterator[Tally]:
    """The tallies; what was told twice must have been the same both times."""
    first = next((tally for name, tally in sums.items() if name.startswith("seeds")), Tally())
    for name, tally in sums.items():
        yield replace(tally, wrong=tally.wrong + untrue(first, tally)) if name == AGAIN else tally
