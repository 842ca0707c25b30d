"""Stories: an operation is done once, one fault happens at one AWS call, everybody does what they do then, and the
world comes to rest. What is wrong afterwards is a violation."""

from __future__ import annotations

import logging
import math
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.cloud import telemetry
from chalicelib.cloud.journal import ENTRY
from chalicelib.foundation.errors import Conflict, Forbidden, Invalid, Malformed, Missing, Stale
from tests.faults.injecting import FAULTS, AwsCall, Injector, Killed, fits
from tests.faults.invariants import violations
from tests.faults.offered import traced_use_cases
from tests.faults.operations import Operation
from tests.faults.world import SWEEPS, Promise, Saved, Subject, World, forget

KEY, AGAIN = "key-0001", "key-0002"
MOST_ALIKE = 3
TRACED = traced_use_cases()
REFUSED = (Conflict, Forbidden, Invalid, Malformed, Missing, Stale)
"""Refusals after which a client does not simply try again."""


@dataclass(frozen=True)
class Story:
    """What happened: `at` is the place of the call that was disturbed, from 0."""

    operation: str
    fault: str
    at: int
    call: str
    fired: bool
    wrong: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.operation}: {self.fault} at call {self.at + 1}, {self.call}"


@dataclass
class Scene:
    """An operation with the world it begins in, prepared once; `calls` are those of its clean run. Unless `whole`, of
    queries that look through empty partitions the first of its kind stands for all, and of writes of one kind of item
    the first MOST_ALIKE. While calls may be disturbed they go through the `seam`."""

    world: World
    operation: Operation
    subject: Subject = field(default_factory=Subject)
    saved: Saved = field(default_factory=lambda: Saved((), {}))
    calls: list[AwsCall] = field(default_factory=list)
    entries: dict[tuple[str, str], Any] = field(default_factory=dict)
    whole: bool = False
    seam: Callable[[], AbstractContextManager[Any]] = nullcontext

    def set(self) -> None:
        """Prepares the world and does the operation once without any fault."""
        self.subject = self.operation.prepare(self.world)
        self.saved = self.world.save()
        wrong = self.undisturbed()
        assert wrong == [], f"{self.operation.name} without any fault: {wrong}"

    def undisturbed(self) -> list[str]:
        """The operation without any fault, which notes its calls; what is wrong then, use cases unheard of included."""
        self.world.load(self.saved)
        clean = Injector()
        with self.seam(), clean.hooked(), listening() as heard:
            self.operation.act(self.world, self.subject, KEY)
        self.calls = clean.calls
        self.world.rest()
        silent = [f"{one} was not heard of" for one in self.operation.covers if traced_name(one) not in {"", *heard}]
        return [*silent, *self._undone(), *violations(self.world)]

    def plan(self) -> Iterator[tuple[str, int]]:
        """Each fault at each call; of calls that are alike some stand for all unless `whole`."""
        alike: Counter[AwsCall] = Counter()
        for at, call in enumerate(self.calls):
            alike[call] += 1
            if not self.whole and alike[call] > most_alike(call):
                continue
            for fault in FAULTS:
                if fits(fault, call) and (fault != "rival" or self.operation.rival is not None):
                    yield fault, at

    def tell(self, fault: str, at: int) -> Story:
        """One story."""
        world, operation = self.world, self.operation
        world.load(self.saved)
        self.entries = {}
        injector = Injector(fault, at, lambda: self._other(fault))
        with self.seam(), injector.hooked():
            wrong = self._live(injector)
        if world.rest() > SWEEPS:
            wrong.append(f"the world is not at rest after {SWEEPS} sweeps")
        wrong += [*self._undone(), *self._altered(), *violations(world)]
        return Story(operation.name, fault, at, self.calls[at].name, injector.fired, tuple(wrong))

    def _other(self, fault: str) -> None:
        if fault == "twin":
            self.operation.act(self.world, self.subject, KEY)
        elif self.operation.rival is not None:
            self.operation.rival(self.world, self.subject)
        self.entries = {key: row for key, row in self._entries().items() if "sent" in row}
        self.world.at += timedelta(seconds=1)

    def _entries(self) -> dict[tuple[str, str], Any]:
        rows = self.world.rows()
        return {(row["pk"]["S"], row["sk"]["S"]): row for row in rows if row["sk"]["S"].startswith(ENTRY)}

    def _altered(self) -> list[str]:
        """What a journal held when somebody else had done their part, sent, stays letter for letter."""
        now = self._entries()
        return [f"{pk} {sk} was altered" for (pk, sk), row in self.entries.items() if now.get((pk, sk)) != row]

    def _live(self, injector: Injector) -> list[str]:
        """What the client, the queue or the schedule does until it is done: the same again, with the same key."""
        subject, key = self.subject, KEY
        for _ in range(self.operation.tries):
            try:
                answer = self.operation.act(self.world, subject, key)
            except Killed:
                forget_quietly(injector)
            except Stale as refusal:
                if injector.fault != "rival" or key == AGAIN:
                    return [f"refused: {refusal.code}"]
                subject, key = self._looked_again(), AGAIN
            except REFUSED as refusal:
                lost = injector.fault == "rival" and self.operation.may_lose
                return [] if lost else [f"refused: {refusal.code}"]
            except Exception:  # noqa: BLE001 - whatever the fault has made of it, it is tried again
                self._wait()
            else:
                if self.operation.by == "schedule" and self._left_undone(injector):
                    self._wait()
                    continue
                unseen = injector.fault == "rival" and self.operation.must_tell and key == KEY
                told = ["went on with what its client had not seen"] if unseen else []
                return [*told, *self._repeated(subject, key, answer)]
        return [f"not done in {self.operation.tries} tries"]

    def _left_undone(self, injector: Injector) -> bool:
        """Whether the schedule has to come again."""
        with injector.idle():
            return bool(self._undone())

    def _wait(self) -> None:
        if self.operation.by == "schedule":
            self.world.at += timedelta(minutes=1)

    def _looked_again(self) -> Subject:
        """The client has seen that somebody was faster, looks at the new state, and does it again."""
        return replace(self.subject, version=self.operation.look(self.world, self.subject))

    def _repeated(self, subject: Subject, key: str, answer: Any) -> list[str]:
        """A client that sends its wish once more gets the very same answer."""
        if not isinstance(answer, dict):
            return []
        self.world.promises.append(Promise(self.operation.name, key, answer))
        try:
            again = self.operation.act(self.world, subject, key)
        except REFUSED as refusal:
            return [f"was answered, and refused when it was sent again: {refusal.code}"]
        return [] if again == answer else [f"answered with {answer}, then with {again}"]

    def _undone(self) -> list[str]:
        done = self.operation.done(self.world, self.subject)
        return [] if done else [f"{self.operation.name} is not done, or more than once"]


def most_alike(call: AwsCall) -> float:
    """How many calls that are alike are disturbed at all."""
    if call.empty and call.about:
        return 1
    return MOST_ALIKE if call.name == "dynamodb.PutItem" else math.inf


def forget_quietly(injector: Injector) -> None:
    """A new process begins in place of the one that was killed."""
    with injector.idle():
        forget()


@contextmanager
def listening() -> Iterator[set[str]]:
    """The names that use cases and workers have in traces, as they are carried out."""
    heard: set[str] = set()
    whole = telemetry.segment

    def segment(name: str) -> Any:
        heard.add(name)
        return whole(name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(telemetry, "segment", segment)
        yield heard


def traced_name(covered: str) -> str:
    """The name in traces of what an operation covers, empty for what is not traced."""
    parts = covered.split(".")
    if len(parts) == 1:
        return covered
    return f"{parts[0]}.{parts[2]}" if covered in TRACED else ""


@contextmanager
def silent() -> Iterator[None]:
    """Without the platform's log: faults fill it."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
