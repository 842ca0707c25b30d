"""Several clients at once, each in a thread, of which exactly one moves at a time: from one AWS call to the next.

Who moves is chosen, not left to the machine, so that a schedule can be told again and all schedules can be told.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.fake.account import Account, Sent

Choose = Callable[[list[int]], int]
"""Picks one of the clients that can move."""


@dataclass
class Client:
    """One client: what it does, and what came of it."""

    work: Callable[[], Any]
    go: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    answer: Any = None
    failure: BaseException | None = None
    over: bool = False
    coming: Sent | None = None
    """The call before which it stands."""

    def give(self) -> Any:
        """The answer, or the failure."""
        if self.failure is not None:
            raise self.failure
        return self.answer


@dataclass
class Turns:
    """Lets clients take turns at the seam of an account. Where calls are said to `commute`, of the two orders of two of
    them that come one after the other only one is offered."""

    account: Account
    commute: Callable[[Sent, Sent], bool] = lambda one, other: False
    back: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    clients: dict[int, Client] = field(default_factory=dict)

    def take(self, works: Sequence[Callable[[], Any]], choose: Choose) -> list[Client]:
        """Lets all work to their end. Each stops before every call; `choose` says whose call is next."""
        clients = [Client(work) for work in works]
        threads = [threading.Thread(target=self._run, args=(one,), daemon=True) for one in clients]
        before, self.account.between = self.account.between, self._between
        try:
            for client, thread in zip(clients, threads, strict=True):
                thread.start()
                self.clients[thread.ident or 0] = client
                self._move(client)
            last: tuple[int, Sent | None] = (-1, None)
            while moving := [number for number, one in enumerate(clients) if not one.over]:
                chosen = choose(self._worth_choosing(moving, clients, *last))
                last = (chosen, clients[chosen].coming)
                self._move(clients[chosen])
        finally:
            self.account.between = before
        for thread in threads:
            thread.join()
        return clients

    def _worth_choosing(self, moving: list[int], clients: list[Client], last: int, done: Sent | None) -> list[int]:
        """Not a client before the last one whose call could as well have come before the last call: that order of the
        two is another schedule, which ends alike."""

        def as_well(number: int) -> bool:
            coming = clients[number].coming
            return number < last and done is not None and coming is not None and self.commute(done, coming)

        return [number for number in moving if not as_well(number)] or moving

    def _move(self, client: Client) -> None:
        client.go.release()
        self.back.acquire()

    def _run(self, client: Client) -> None:
        client.go.acquire()
        try:
            client.answer = client.work()
        except BaseException as failure:  # noqa: BLE001 - whatever it is, it is the client's own
            client.failure = failure
        client.over = True
        self.back.release()

    def _between(self, sent: Sent) -> dict[str, Any]:
        client = self.clients[threading.get_ident()]
        client.coming = sent
        self.back.release()
        client.go.acquire()
        return sent.apply()


def every_schedule(tell: Callable[[Choose], None]) -> Iterator[list[int]]:
    """Tells a story once with every schedule there is, and yields each: depth first, by telling again."""
    prefix: list[int] | None = []
    while prefix is not None:
        steps: list[tuple[list[int], int]] = []

        def choose(moving: list[int], begun: list[int] = prefix, steps: list[Any] = steps) -> int:
            chosen = begun[len(steps)] if len(steps) < len(begun) else moving[0]
            steps.append((moving, chosen))
            return chosen

        tell(choose)
        yield [chosen for _, chosen in steps]
        prefix = _next(steps)


def _next(steps: list[tuple[list[int], int]]) -> list[int] | None:
    """The beginning of the next schedule, None after the last one."""
    for place in reversed(range(len(steps))):
        moving, chosen = steps[place]
        later = [one for one in moving if one > chosen]
        if later:
            return [*(one for _, one in steps[:place]), later[0]]
    return None
