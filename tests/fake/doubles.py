"""Two faults in one story: every pair of calls of an operation, every pair of kinds; then rest, and all invariants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fake.account import Sent
from tests.fake.city import FakeWorld
from tests.fake.disturbing import KINDS, Disturber, fits
from tests.faults.invariants import violations
from tests.faults.stories import Scene
from tests.faults.world import SWEEPS, Subject

A_LONG_RUN = 8
"""A run of more calls than this is disturbed at as many of them only: its first, its last, and others between them."""


@dataclass(frozen=True)
class Told:
    """A story with its faults, by number of the call; `fired` of them happened."""

    operation: str
    plan: Mapping[int, str]
    fired: int
    wrong: tuple[str, ...] = ()

    def __str__(self) -> str:
        faults = ", ".join(f"{kind} at call {number + 1}" for number, kind in self.plan.items())
        return f"{self.operation}: {faults}: {'; '.join(self.wrong)}"


@dataclass
class DoubleScene(Scene):
    """An operation on the fake, to be disturbed twice."""

    world: FakeWorld
    length: int = 0
    disturber: Disturber = field(init=False)

    def set(self) -> None:
        """Prepares the world and counts the calls of a run without faults."""
        self.subject = self.operation.prepare(self.world)
        self.saved = self.world.save()
        told, disturber = self.told({})
        assert not told.wrong, f"{self.operation.name} without any fault: {told.wrong}"
        self.length = len(disturber.calls)

    def told(self, plan: Mapping[int, str]) -> tuple[Told, Disturber]:
        """One story, and who has disturbed it."""
        world = self.world
        world.load(self.saved)
        self.disturber = disturber = Disturber(world.account, plan)
        with disturber.hooked():
            wrong = self._live(disturber)
        if world.rest() > SWEEPS:
            wrong.append(f"the world is not at rest after {SWEEPS} sweeps")
        wrong += [*self._undone(), *world.broken, *violations(world)]
        return Told(self.operation.name, plan, len(disturber.fired), tuple(wrong)), disturber

    def _repeated(self, subject: Subject, key: str, answer: Any) -> list[str]:
        """See Scene; by then nothing is disturbed any more."""
        with self.disturber.idle():
            return super()._repeated(subject, key, answer)

    def stories(self, most: int = 0) -> Iterator[Told]:
        """Stories with two faults: all of them, or so many at most, evenly spread; and each first fault alone that is
        not borne."""
        plans: list[Mapping[int, str]] = []
        for first in places(self.length):
            for kind in KINDS:
                once, disturber = self.told({first: kind})
                if not fits(kind, disturber.calls[first]):
                    continue
                if once.wrong:
                    yield once
                plans += self._second({first: kind}, first + 1, disturber.calls[first + 1 :])
        for plan in evenly(plans, most or len(plans)):
            yield self.told(plan)[0]

    def _second(self, plan: Mapping[int, str], start: int, later: list[Sent]) -> Iterator[Mapping[int, str]]:
        """The plan with each second fault. The story with the first fault alone says at which calls, those of the
        repetition among them, there may be one."""
        for place in places(len(later)):
            for other in (one for one in KINDS if fits(one, later[place])):
                yield {**plan, start + place: other}


def evenly(plans: list[Mapping[int, str]], most: int) -> list[Mapping[int, str]]:
    """At most so many of them, spread over all."""
    if len(plans) <= most:
        return plans
    return [plans[number * len(plans) // most] for number in range(most)]


def places(length: int) -> list[int]:
    """The calls to disturb of a run of so many."""
    if length <= A_LONG_RUN:
        return list(range(length))
    return sorted({round(number * (length - 1) / (A_LONG_RUN - 1)) for number in range(A_LONG_RUN)})
