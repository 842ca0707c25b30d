"""Two clients at once on the same things, in every order in which their AWS calls can come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations_with_replacement
from math import comb
from typing import Any

from tests.fake.account import Sent
from tests.fake.city import FakeWorld
from tests.fake.commuting import commute
from tests.fake.disturbing import Disturber
from tests.fake.turns import Choose, Client, Turns, every_schedule
from tests.faults import by_readers, states
from tests.faults.invariants import violations
from tests.faults.operations import Operation, Prepare, all_operations
from tests.faults.stories import REFUSED
from tests.faults.world import SWEEPS, Promise, Saved, Subject, World

MANY = 500
Act = Callable[[World, Subject], Any]


@dataclass(frozen=True)
class Pair:
    """Two clients; `alike` when they have the same wish, so that both must get the same answer; `piecewise` when both
    do several things, so that each may be refused a part."""

    name: str
    prepare: Prepare
    first: Act
    second: Act
    alike: bool = False
    piecewise: bool = False


@dataclass(frozen=True)
class Met:
    """One schedule of a pair, whose turn it was each time, and what was wrong afterwards."""

    pair: str
    schedule: tuple[int, ...]
    wrong: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.pair}: {''.join('AB'[one] for one in self.schedule)}: {'; '.join(self.wrong)}"


def told(world: FakeWorld, pair: Pair) -> Iterator[Met]:
    """Every schedule of a pair, each from the same beginning. Of the schedules of a long pair, those that differ only
    in the order of calls on different things are told once."""
    subject = pair.prepare(world)
    saved = world.save()
    together = commute if _schedules(world, pair, subject, saved) > MANY else _never
    wrong: list[str] = []

    def tell(choose: Choose) -> None:
        world.load(saved)
        works = [lambda act=act: act(world, subject) for act in (pair.first, pair.second)]
        clients = Turns(world.account, together).take(works, choose)
        wrong[:] = [*_told_clients(world, pair, clients)]
        if world.rest() > SWEEPS:
            wrong.append(f"the world is not at rest after {SWEEPS} sweeps")
        wrong.extend([*world.broken, *violations(world)])

    for schedule in every_schedule(tell):
        yield Met(pair.name, tuple(schedule), tuple(wrong))


def _never(one: Sent, other: Sent) -> bool:
    return False


def _schedules(world: FakeWorld, pair: Pair, subject: Subject, saved: Saved) -> int:
    """How many orders there are of the calls that the two make when they are alone."""
    lengths = []
    for act in (pair.first, pair.second):
        world.load(saved)
        alone = Disturber(world.account)
        with alone.hooked(), suppress(*REFUSED):
            act(world, subject)
        lengths.append(len(alone.calls))
    return comb(sum(lengths), lengths[0])


def _told_clients(world: FakeWorld, pair: Pair, clients: list[Client]) -> Iterator[str]:
    """What the two got: answers are promises; a refusal is honourable, but not for both, and nothing else is."""
    for client in clients:
        if client.failure is None and isinstance(client.answer, dict):
            world.promises.append(Promise(pair.name, "", client.answer))
        if client.failure is not None and not isinstance(client.failure, REFUSED):
            yield f"somebody met {client.failure!r}"
    if all(client.failure is not None for client in clients) and not pair.piecewise:
        yield "both were refused"
    if pair.alike and (clients[0].answer != clients[1].answer or any(one.failure for one in clients)):
        yield f"one wish was answered with {clients[0].answer} and with {clients[1].answer}"


def named(name: str) -> Operation:
    """The operation of a name."""
    return next(one for one in all_operations() if one.name == name)


def _as(operation: Operation, key: str) -> Act:
    return lambda world, subject: operation.act(world, subject, key)


def pairs() -> Iterator[Pair]:
    """Operations that begin in the same state meet each other, themselves with one wish, and their rivals."""
    meeting: dict[Any, list[Operation]] = defaultdict(list)
    for operation in all_operations():
        if operation.by == "client" and operation.name not in ANSWERLESS:
            meeting[operation.prepare].append(operation)
    for prepare, operations in meeting.items():
        for one, other in combinations_with_replacement(operations, 2):
            alike = one is other
            name = f"{one.name} twice" if alike else f"{one.name} and {other.name}"
            parts = one.piecewise and other.piecewise
            yield Pair(name, prepare, _as(one, "key-1"), _as(other, "key-1" if alike else "key-2"), alike, parts)
            if alike:
                two = f"{name}, by two wishes"
                yield Pair(two, prepare, _as(one, "key-1"), _as(one, "key-2"), piecewise=parts)
    for operation in all_operations():
        if operation.rival is not None and operation.by == "client" and operation.name not in ANSWERLESS:
            yield Pair(f"{operation.name} and a rival", operation.prepare, _as(operation, "key-1"), operation.rival)
    yield from PARTS


ANSWERLESS = frozenset(
    {"sign in", "use a session", "sign out", "sign out everywhere", "create account", "link"}
    | {"proposal propose", "proposal publish"}
)
"""Operations that leave no entry of their own, or two long checks; they meet nobody here."""


def _fire(world: World, subject: Subject) -> None:
    from chalicelib.onestop import dossiers

    dossiers.schedule().fire(subject.id, world.at)


def _expire(world: World, subject: Subject) -> None:
    from chalicelib.onestop import dossiers

    dossiers.tidy().expire(subject.id, world.at)


def _set_timer(world: World, subject: Subject) -> None:
    from chalicelib.onestop import dossiers

    dossiers.schedule().set_timer(subject.id)


def _relay(world: World, subject: Subject) -> None:
    from chalicelib.cloud import outbox

    outbox.relay(subject.facts["record"]["dynamodb"]["NewImage"])


def _sweep(world: World, subject: Subject) -> None:
    from chalicelib.cloud import outbox

    last = subject.facts["record"]["dynamodb"]["NewImage"]
    assert outbox._sweep_one(last["pk"]["S"], last["sk"]["S"])


def _later(before: Prepare, name: str, days: int) -> Prepare:
    """A state so many days later."""

    def state(world: World) -> Subject:
        def build(world: World) -> Subject:
            subject = before(world)
            world.at += timedelta(days=days)
            return subject

        return world.state(name, build)

    return state


def _moving(move: str, who: Any, **facts: Any) -> Act:
    """Somebody's move on the version that was seen."""

    def act(world: World, subject: Subject) -> Any:
        from chalicelib.onestop.dossiers.performing import perform

        call = world.call(who, f"meeting-{move}", move, subject.version, facts)
        return perform(call, subject.id, move, facts)

    return act


def _answering(world: World, subject: Subject) -> Any:
    return named("answer_consultation").act(world, subject, "meeting-answer")


def _saving(world: World, subject: Subject) -> Any:
    return named("save").act(world, subject, "meeting-save")


def _taking_in(world: World, subject: Subject) -> None:
    ARRIVED.act(world, subject, "")


ARRIVED = named("files_arrive")
LATE = _later(states.received, "forty days later", 40)
UNANSWERED = _later(states.consulted, "nine days later", 9)
SILENT = _later(states.notice, "two days later", 2)
EXPIRED = _later(states.draft, "thirty days later", 31)
WITHDRAW = _moving("withdraw", states.CITIZEN)
PARTS = (
    Pair("the relay and the sweeper", by_readers.unsent, _relay, _sweep),
    Pair("the relay twice", by_readers.unsent, _relay, _relay),
    Pair("the sweeper twice", by_readers.unsent, _sweep, _sweep),
    Pair("a timer set twice", states.received, _set_timer, _set_timer),
    Pair("a timer set and a withdrawal", states.received, _set_timer, WITHDRAW),
    Pair("alarms twice", UNANSWERED, _fire, _fire),
    Pair("alarms and an opinion", UNANSWERED, _fire, _answering),
    Pair("alarms and a withdrawal", LATE, _fire, WITHDRAW),
    Pair("alarms and an advance", LATE, _fire, _moving("advance", states.ONESTOP)),
    Pair("silence and reception", SILENT, _fire, _moving("receive", states.ONESTOP)),
    Pair("silence and a refusal", SILENT, _fire, _moving("refuse", states.ONESTOP, reason="Trái", remedy="Nộp lại")),
    Pair("silence and a timer set", SILENT, _fire, _set_timer),
    Pair("a draft expires twice", EXPIRED, _expire, _expire),
    Pair("a draft expires and is saved", EXPIRED, _expire, _saving),
    Pair("a file arrives twice", ARRIVED.prepare, _taking_in, _taking_in),
    Pair("a file arrives and the form is saved", ARRIVED.prepare, _taking_in, _saving),
)
