"""Tells stories by the thousand on all processors, and adds up what came of them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_context

SEEDS_AT_ONCE = 10
SHOWN = 5


@dataclass(frozen=True)
class Tally:
    """How many stories were told, how many faults were meant and how many happened, and what was wrong."""

    stories: int = 0
    meant: int = 0
    fired: int = 0
    wrong: tuple[str, ...] = ()

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.stories + other.stories,
            self.meant + other.meant,
            self.fired + other.fired,
            self.wrong + other.wrong,
        )

    def line(self, what: str, seconds: float) -> str:
        """The tally in one line."""
        share = f" ({100 * self.fired / self.meant:.0f} %)" if self.meant else ""
        told = f"{self.stories:>7,} stories, {self.fired:>7,} faults fired{share}, {len(self.wrong)} violations"
        return f"{what:<15} {told}, {seconds:.0f} s"


Task = tuple[Callable[..., Tally], tuple[object, ...]]
_standing = ExitStack()


def tell_all(tasks: Sequence[Task], processes: int = 0) -> Tally:
    """Carries out all tasks, each in whichever process is free; `processes`: as many as there are processors."""
    count = processes or os.cpu_count() or 1
    with ProcessPoolExecutor(count, get_context("spawn"), _stand) as pool:
        found = [pool.submit(work, *given) for work, given in tasks]
        return sum((one.result() for one in found), Tally())


def _stand() -> None:
    """A city on a fake, for the life of this process."""
    from tests.fake.city import fake_city

    global _world
    _world = _standing.enter_context(fake_city())


_world = None


def double_tasks(every: int) -> Iterator[Task]:
    """A task for each operation."""
    from tests.faults.operations import all_operations

    for operation in all_operations():
        yield told_doubles, (operation.name, every)


def told_doubles(name: str, every: int) -> Tally:
    """The stories of one operation with two faults."""
    from tests.fake.doubles import DoubleScene
    from tests.faults.operations import all_operations

    scene = DoubleScene(_world, next(one for one in all_operations() if one.name == name))
    scene.set()
    found = list(scene.stories(every))
    wrong = tuple(str(one) for one in found if one.wrong)
    return Tally(len(found), sum(len(one.plan) for one in found), sum(one.fired for one in found), wrong)


def meeting_tasks() -> Iterator[Task]:
    """A task for each pair of clients."""
    from tests.fake.interleavings import pairs

    for pair in pairs():
        yield told_meetings, (pair.name,)


def told_meetings(name: str) -> Tally:
    """Every schedule of one pair."""
    from tests.fake.interleavings import pairs, told

    assert _world is not None
    found = list(told(_world, next(one for one in pairs() if one.name == name)))
    return Tally(len(found), wrong=tuple(str(one) for one in found if one.wrong))


def seed_tasks(first: int, seeds: int, steps: int) -> Iterator[Task]:
    """A task for some seeds at a time."""
    for start in range(first, first + seeds, SEEDS_AT_ONCE):
        yield told_seeds, (start, min(start + SEEDS_AT_ONCE, first + seeds), steps)


def told_seeds(first: int, beyond: int, steps: int) -> Tally:
    """The simulations of some seeds."""
    from tests.fake.simulation import simulate

    assert _world is not None
    found = [simulate(_world, seed, steps) for seed in range(first, beyond)]
    fired = sum(one.faults for one in found)
    return Tally(len(found), fired, fired, tuple(str(one) for one in found if one.wrong))


def told_in(what: str, tasks: Sequence[Task], processes: int = 0) -> tuple[Tally, str]:
    """The tally of some tasks, and its line."""
    begun = time.monotonic()
    tally = tell_all(tasks, processes)
    return tally, tally.line(what, time.monotonic() - begun)
