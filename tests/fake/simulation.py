"""A city simulated from a seed: people, queues, schedules, time, bad weather, lost replies, killed processes.

Every step is drawn from the seed, so that the same seed tells the same story, call by call; `Simulated.trace` is a
digest of all of it. At the end the weather is calm, everybody tries again what has no answer yet, and all must be well.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, ReadTimeoutError
from pynamodb.exceptions import PynamoDBException

from chalicelib.cloud import journal, outbox
from chalicelib.cloud.worker import BatchFailed
from chalicelib.cloud.workers import outbox_relay, outbox_sweep
from chalicelib.foundation.errors import Refusal, Unavailable
from chalicelib.onestop.dossiers.workers import (
    NotFired,
    NotTidied,
    dossiers_alarms,
    dossiers_tidy,
    files_arrive,
)
from chalicelib.onestop.ledger.workers import ledger_close
from tests.fake.account import Sent
from tests.fake.city import FakeWorld
from tests.fake.people import People, Wish, town
from tests.fake.turns import Turns
from tests.fake.weather import Weather, rough
from tests.faults.by_schedules import SCHEDULED
from tests.faults.injecting import Killed
from tests.faults.invariants import violations
from tests.faults.world import QUEUES, SWEEPS, Promise, forget, reader_of

MOST_PENDING = 4
PASSING = (Unavailable, BotoCoreError, ClientError, PynamoDBException)
"""After these a client tries again."""
RUNG = (BatchFailed, NotFired, NotTidied, outbox.LeftBehind)
"""With these a worker rings an alarm, and is called again."""


@dataclass(frozen=True)
class Simulated:
    """What a seed came to."""

    seed: int
    steps: int
    calls: int
    faults: int
    trace: str
    wrong: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"seed {self.seed}, {self.steps} steps: {'; '.join(self.wrong)}"


@dataclass
class Simulation:
    """One seed in a world that begins as a town at work."""

    world: FakeWorld
    seed: int
    wrong: list[str] = field(default_factory=list)
    pending: list[Wish] = field(default_factory=list)
    faults: int = 0

    def __post_init__(self) -> None:
        town(self.world)
        self.world.account.begin(self.seed)
        self.world.broken.clear()
        self.chance = Random(f"steps {self.seed}")
        self.people = People(self.world, Random(f"people {self.seed}"))
        self.digest = hashlib.sha256()

    def run(self, steps: int) -> Simulated:
        """So many steps in bad weather, then rest."""
        account = self.world.account
        account.under(rough(self.seed))
        for number in range(steps):
            self._note(number, self._step())
        account.under(Weather())
        self._settle()
        self.wrong += [*self.world.broken, *violations(self.world)]
        self._note(sorted(map(str, self.world.rows())))
        return Simulated(self.seed, steps, account.calls, self.faults, self.digest.hexdigest(), tuple(self.wrong))

    def _note(self, *facts: Any) -> None:
        self.digest.update(repr((*facts, self.world.account.calls, self.world.at)).encode())

    def _step(self) -> str:
        """Somebody does something, or some time passes."""
        self.world.pass_time(timedelta(seconds=self.chance.randrange(1, 20)))
        choices: list[tuple[int, Callable[[], str]]] = [
            (40, self._wish), (6, self._two), (12, self._again), (12, self._stream), (6, self._sweep),
            (18, self._queue), (8, self._arrivals), (4, self._alarms), (1, self._hourly), (4, self._time),
        ]  # fmt: skip
        weights, steps = zip(*((weight, step) for weight, step in choices), strict=True)
        return self.chance.choices(steps, weights)[0]()

    # people

    def _wish(self) -> str:
        if len(self.pending) >= MOST_PENDING:
            return self._again()
        wish = self.people.wish()
        self._try(wish, self._disturbed(wish.act))
        return wish.label

    def _again(self) -> str:
        """Somebody whose wish has no answer yet sends it again."""
        if not self.pending:
            return self._time()
        wish = self.pending.pop(self.chance.randrange(len(self.pending)))
        self._try(wish, self._disturbed(wish.act))
        return f"{wish.label} again"

    def _two(self) -> str:
        """Two wishes at once, call by call in some order."""
        wishes = [self.people.wish(), self.people.wish()]
        if len(self.pending) >= MOST_PENDING:
            return self._again()
        clients = Turns(self.world.account).take([wish.act for wish in wishes], self.chance.choice)
        for wish, client in zip(wishes, clients, strict=True):
            self._try(wish, client.give)
        return " and ".join(wish.label for wish in wishes)

    def _try(self, wish: Wish, act: Callable[[], Any]) -> None:
        wish.tries += 1
        try:
            answer = act()
        except (Killed, *PASSING):
            self.pending.append(wish)
        except Refusal as refusal:
            self._note(refusal.code)
            self._refused(wish, refusal)
        else:
            self._note(answer)
            self._answered(wish, answer)

    def _answered(self, wish: Wish, answer: Any) -> None:
        if isinstance(answer, dict):
            self.world.promises.append(Promise(wish.label, wish.call.wish().key, answer))
            if self.chance.random() < 0.1:
                self.pending.append(wish)

    def _refused(self, wish: Wish, refusal: Refusal) -> None:
        """Whoever is refused must not have been served before."""
        entry = self.world.row(wish.pk, journal.entry_key(wish.call.wish())) if wish.pk else None
        if entry is not None and wish.label != "upload":
            self.wrong.append(f"{wish.label} was carried out, and then refused: {refusal.code}")

    # disturbance

    def _disturbed(self, act: Callable[[], Any]) -> Callable[[], Any]:
        """The same, sometimes with a process that is killed or a reply that is lost at one of its calls."""
        if self.chance.random() > 0.25:
            return act
        at, kind = self.chance.randrange(6), self.chance.choice(("killed", "killed before", "lost", "sent again"))
        account = self.world.account

        def between(sent: Sent, seen: list[int] = []) -> dict[str, Any]:  # noqa: B006 - one list per disturbance
            seen.append(sent.number)
            return self._fault(kind, sent) if len(seen) - 1 == at else sent.apply()

        def disturbed() -> Any:
            account.between = between
            try:
                return act()
            finally:
                account.between = Sent.apply_now

        return disturbed

    def _fault(self, kind: str, sent: Sent) -> dict[str, Any]:
        self.faults += 1
        if kind == "killed before":
            self._end()
        answer = sent.apply()
        if kind == "killed":
            self._end()
        if kind == "lost":
            raise ReadTimeoutError(endpoint_url="https://fake")
        return sent.apply() if kind == "sent again" else answer

    def _end(self) -> None:
        """The process is at its end, with all that it remembers; another one begins."""
        account = self.world.account
        weather, account.between = account.weather, Sent.apply_now
        account.under(Weather())
        forget()
        account.under(weather)
        raise Killed

    def _work(self, act: Callable[[], Any]) -> bool:
        """A worker at work; whether it came to its end."""
        try:
            self._disturbed(act)()
        except (Killed, *PASSING, *RUNG):
            return False
        return True

    # workers

    def _stream(self) -> str:
        """What was written comes to the relay, some of it never."""
        stream = self.world.account.database.stream
        rows = [one.after for one in stream if one.before is None and one.after is not None]
        stream.clear()
        kept = [row for row in rows if self.chance.random() > 0.1]
        records = [
            {"eventID": str(number), "eventName": "INSERT", "dynamodb": {"NewImage": dict(row)}}
            for number, row in enumerate(kept)
        ]
        self._work(lambda: outbox_relay(Batch(records), None))
        return "stream"

    def _sweep(self) -> str:
        self._work(lambda: outbox_sweep(SCHEDULED, None))
        return "sweep"

    def _queue(self) -> str:
        queue = self.chance.choice(QUEUES)
        self._hand_over(queue, reader_of(queue))
        return queue

    def _hand_over(self, queue: str, reader: Callable[[Any, Any], Any]) -> None:
        records = self.world.account.queues.batch(queue, self.chance.randrange(1, 11))
        if not records:
            return
        if queue in QUEUES:
            self.world.delivered[queue] += [json.loads(one["body"]) for one in records]
        if self._work(lambda: reader(Batch(records), None)):
            self.world.account.queues.done(queue, records)

    def _arrivals(self) -> str:
        self._hand_over("arrivals", files_arrive)
        return "arrivals"

    def _alarms(self) -> str:
        self._work(lambda: dossiers_alarms(SCHEDULED, None))
        return "alarms"

    def _hourly(self) -> str:
        self._work(lambda: dossiers_tidy(SCHEDULED, None))
        self._work(lambda: ledger_close(SCHEDULED, None))
        return "hourly"

    def _time(self) -> str:
        minutes = self.chance.choice((1, 5, 60, 60 * 5, 60 * 24))
        self.world.pass_time(timedelta(minutes=minutes))
        return f"{minutes} minutes"

    # the end

    def _settle(self) -> None:
        """Nobody is disturbed any more: every wish gets its answer, every message its reader."""
        account = self.world.account
        for _ in range(3):
            wishes, self.pending = self.pending, []
            for wish in wishes:
                self._try(wish, wish.act)
        self.wrong += [f"{wish.label} gets no answer" for wish in self.pending if wish.tries > 50]
        self.world.pass_time(timedelta(hours=1))
        account.queues.redrive()
        while account.queues.queues["arrivals"]:
            left = len(account.queues.queues["arrivals"])
            self._calmly("arrivals", files_arrive)
            if len(account.queues.queues["arrivals"]) >= left:
                self.wrong.append("a file that has arrived is never taken in")
                break
        if self.world.rest() > SWEEPS:
            self.wrong.append(f"the world is not at rest after {SWEEPS} sweeps")
        account.queues.redrive()
        self.world.rest()
        if any(account.queues.dead.values()):
            self.wrong.append("a message is never taken, however often")

    def _calmly(self, queue: str, reader: Callable[[Any, Any], Any]) -> None:
        records = self.world.account.queues.batch(queue, 10)
        reader(Batch(records), None)
        self.world.account.queues.done(queue, records)


def Batch(records: list[dict[str, Any]]) -> dict[str, Any]:
    """An event of Lambda."""
    return {"Records": records}


def simulate(world: FakeWorld, seed: int, steps: int) -> Simulated:
    """The story of one seed."""
    return Simulation(world, seed).run(steps)
