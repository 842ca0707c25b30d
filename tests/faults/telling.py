"""Tells stories of one kind in a process of its own, on a fake city that stands as long as the process."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

import pytest

from tests.faults.mutants import MUTANTS, deaths_of
from tests.faults.naive import KINDS_OF_HARM, NAIVE
from tests.faults.operations import Operation, all_operations
from tests.faults.stories import Scene, Story
from tests.faults.tally import Tally
from tests.faults.world import World


@dataclass(frozen=True)
class Task:
    """A piece of work: what is told, and about what. `long` ones are begun first."""

    work: Callable[..., Tally]
    given: tuple[object, ...]
    long: bool = False


_standing = ExitStack()
_city: Any = None


def stand() -> None:
    """A city on a fake, for the life of this process."""
    from tests.fake.city import fake_city

    global _city
    _city = _standing.enter_context(fake_city())


def carried_out(task: Task) -> Tally:
    """What a task came to, with the processor's time; a mistake in a story is told as a violation of its own."""
    begun = time.process_time()
    try:
        found = task.work(*task.given)
    except Exception:  # noqa: BLE001 - some exceptions cannot be sent from one process to another
        found = Tally(wrong=(f"{task.work.__name__} {task.given}: {traceback.format_exc()}",))
    return replace(found, seconds=time.process_time() - begun)


def named(name: str) -> Operation:
    """The operation of a name."""
    return next(one for one in all_operations() if one.name == name)


def scene_of(world: World, operation: Operation, **how: Any) -> Scene:
    """The operation with its world prepared, and done once without a fault."""
    scene = Scene(world, operation, **how)
    scene.set()
    return scene


def on_the_wire(operation: Operation, *, whole: bool = False) -> Scene:
    """The operation in this process's city; while calls may be disturbed, they go through the whole SDK."""
    from tests.fake.city import wired

    return scene_of(_city, operation, whole=whole, seam=lambda: wired(_city))


def of_stories(stories: list[Story]) -> Tally:
    """The tally of stories with one fault each."""
    fired = sum(story.fired for story in stories)
    return Tally(len(stories), len(stories), fired, found(stories))


def found(stories: list[Story]) -> tuple[str, ...]:
    """The stories that ended badly, in words."""
    return tuple(f"{story} -> {'; '.join(story.wrong)}" for story in stories if story.wrong)


def singles(name: str, whole: bool) -> Tally:
    """One operation with each fault at each of its calls."""
    scene = on_the_wire(named(name), whole=whole)
    return of_stories([scene.tell(fault, at) for fault, at in scene.plan()])


def naive() -> Tally:
    """The stories of the naive submission that are found out; wrong is every kind of harm that nobody notices."""
    scene = on_the_wire(NAIVE)
    stories = [scene.tell(fault, at) for fault, at in scene.plan()]
    told = found(stories)
    unnoticed = tuple(f"nobody notices: {kind}" for kind in KINDS_OF_HARM if kind not in " ".join(told))
    return replace(of_stories(stories), count=len(told), wrong=unnoticed)


def mutant(name: str) -> Tally:
    """Whether some story notices a mutant."""
    one = next(one for one in MUTANTS if one.name == name)
    with pytest.MonkeyPatch.context() as patch:
        scenes = (on_the_wire(named(operation)) for operation in one.operations)
        killed = any(deaths_of(one, scene, patch) for scene in scenes)
    return Tally(int(killed), wrong=() if killed else (f"no story notices that {name}",))


def doubles(name: str, most: int) -> Tally:
    """The stories of one operation with two faults, or so many of them."""
    from tests.fake.doubles import DoubleScene

    scene = DoubleScene(_city, named(name))
    scene.set()
    told = list(scene.stories(most))
    wrong = tuple(str(one) for one in told if one.wrong)
    return Tally(len(told), sum(len(one.plan) for one in told), sum(one.fired for one in told), wrong)


def meetings(name: str) -> Tally:
    """Every schedule of one pair of clients."""
    from tests.fake.interleavings import pairs, told

    met = list(told(_city, next(one for one in pairs() if one.name == name)))
    return Tally(len(met), wrong=tuple(str(one) for one in met if one.wrong))


def seeds(numbers: tuple[int, ...], steps: int) -> Tally:
    """The simulations of some seeds."""
    from tests.fake.simulation import simulate

    lived = [simulate(_city, number, steps) for number in numbers]
    faults = sum(one.faults for one in lived)
    wrong = tuple(str(one) for one in lived if one.wrong)
    return Tally(len(lived), faults, faults, wrong, traces=tuple((one.seed, one.trace) for one in lived))


def machine(number: int, examples: int, steps: int) -> Tally:
    """Examples of the state machine, drawn from one number."""
    from tests.fake.machine import drive

    return drive(_city, number, examples, steps)
