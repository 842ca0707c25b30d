"""How people, queues and schedules act in the state machine: again and again, whatever happens to a call."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from typing import Any, ClassVar

from botocore.exceptions import BotoCoreError, ClientError
from hypothesis.stateful import RuleBasedStateMachine
from pynamodb.exceptions import PynamoDBException

from chalicelib.cloud.call import Call, Caller
from chalicelib.cloud.worker import BatchFailed
from chalicelib.foundation.errors import Refusal, Unavailable
from chalicelib.onestop.dossiers.performing import perform
from tests.fake.city import FakeWorld
from tests.fake.disturbing import Disturber
from tests.fake.model import MOVES, PAPERS, Known, Move, State
from tests.faults import states
from tests.faults.injecting import Killed
from tests.faults.world import Promise, Saved, forget

PASSING = (Unavailable, BotoCoreError, ClientError, PynamoDBException)
TRIES = 4
NO_FAULT = (0, "")
Fault = tuple[int, str]
"""At which call of a step something happens, and what; nothing for the empty word."""
Act = Callable[[], Any]


class Trying(RuleBasedStateMachine):
    """`known` is the model, `served` every wish that was answered; `begun` is how every example begins."""

    world: ClassVar[FakeWorld]
    begun: ClassVar[tuple[Saved, list[Known]]]
    examples: ClassVar[int] = 0
    fired: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).examples += 1
        saved, known = self.begun
        self.world.load(saved)
        self.known = deepcopy(known)
        self.served: list[tuple[Call, Act, Any]] = []
        self.wishes = 0

    def one(self, which: int) -> Known:
        return self.known[which % len(self.known)]

    def call(self, who: Caller, route: str, seen: int | None = None, said: Any = None) -> Call:
        self.wishes += 1
        return self.world.call(who, f"wish-{self.wishes:04d}", route, seen, said)

    def made(self, one: Known, name: str, seen: int) -> tuple[Call, Act]:
        move: Move = MOVES[name]
        call = self.call(move.who, name, seen, move.facts)
        return call, lambda: perform(call, one.id, name, move.facts)

    def move(self, one: Known, name: str, fault: Fault) -> None:
        call, act = self.made(one, name, one.version)
        if self.must(one.may(name), call, act, fault):
            one.made(name)

    def must(self, succeed: bool, call: Call, act: Act, fault: Fault) -> Any:
        """The answer where the model says so, None where it says that this must be refused."""
        if succeed:
            return self.answered(call, act, fault)
        try:
            answer = self.tried(act, fault)
        except Refusal:
            return None
        raise AssertionError(f"was answered with {answer}, and must be refused")

    def answered(self, call: Call, act: Act, fault: Fault) -> Any:
        answer = self.tried(act, fault)
        self.promised(call, act, answer)
        return answer

    def promised(self, call: Call, act: Act, answer: Any) -> None:
        self.served.append((call, act, answer))
        self.world.promises.append(Promise("machine", call.wish().key, answer))

    def tried(self, act: Act, fault: Fault) -> Any:
        """What a client does: the same again until there is an answer or a refusal."""
        for _ in range(TRIES):
            try:
                return self.disturbed(act, fault)
            except Killed:
                forget()
            except PASSING:
                self.world.pass_time(timedelta(seconds=2))
            fault = NO_FAULT
        raise AssertionError(f"no answer in {TRIES} tries")

    def worked(self, act: Act, fault: Fault) -> None:
        """What a queue or a schedule does: whatever became of it, it comes again."""
        try:
            self.disturbed(act, fault)
        except Killed:
            forget()
        except (BatchFailed, *PASSING):
            self.world.pass_time(timedelta(seconds=2))

    def disturbed(self, act: Act, fault: Fault) -> Any:
        at, kind = fault
        disturber = Disturber(self.world.account, {at: kind} if kind else {})
        try:
            with disturber.hooked():
                return act()
        finally:
            type(self).fired += len(disturber.fired)


PATHS: tuple[tuple[State, tuple[str, ...]], ...] = (
    ("submitted", ()),
    ("submitted", ()),
    ("examined", ("receive", "advance")),
    ("decided", ("receive", "advance", "propose_approval")),
)
"""How far the dossiers have come with which every example begins, beside a complete draft."""


def beginning(world: FakeWorld) -> tuple[Saved, list[Known]]:
    """A world with some dossiers, and the model of it."""
    world.load(Saved((), {}))
    world.account.begin()
    states.empty(world)
    known = [Known(states.complete(world, "machine-draft").id)]
    for number, (state, path) in enumerate(PATHS):
        subject = states.complete(world, f"machine-{number}")
        states.submit(world, subject, f"machine-submit-{number}")
        for name in path:
            states.moved(world, subject, MOVES[name].who, name, f"machine-{number}-{name}", **MOVES[name].facts)
        known.append(Known(subject.id, state))
    world.rest()
    for one in known:
        head = world.row(f"D#{one.id}", "A") or {}
        one.version, one.mark = int(head["version"]["N"]), int(head["mark"]["N"])
        one.code, one.filled, one.files = head.get("code", {}).get("S", ""), True, dict.fromkeys(PAPERS, "kept")
    return world.save(), known
