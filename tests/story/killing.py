"""The story while the application's processes are killed again and again: `python -m tests.story.killing`.

A city of its own is started, the story is told in it, and at moments drawn from a seed (a number of a request, and how
long after it was sent) processes die: those of the functions, the front, or everything is stopped in order and started
again. Whoever got no answer sends the same request again, with the same key. In the end nothing may be lost.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from random import Random
from typing import Any

from tests.conftest import free_port
from tests.story import surviving, web
from tests.story.chapters import tell
from tests.story.city import City, NotOpened

KILLS = 20
APART = 14
"""On average so many requests lie between two moments."""
FRONT, RESTART = "front", "restart"
ORDER = ("api", "worker", "api", FRONT, "worker", "api", "worker", RESTART, *("api", "worker") * 4)
"""What happens at one moment after the other: a function's process is killed, the front's is and comes back, everything
is stopped in order and started again."""
STUBBORN = 240
"""Seconds for which somebody sends a request again that gets no answer."""
PATIENCE = 4


@dataclass
class Killer:
    """Stands between the story's client and the city. `moments`: at which request what happens, how many seconds after
    it was sent; `killed`: the functions whose processes were, in order; `answers`: what was answered to changes."""

    city: City
    moments: dict[int, tuple[str, float]]
    chance: Random
    killed: list[str] = field(default_factory=list)
    begun: float = field(default_factory=time.monotonic)
    requests: int = 0
    happened: Counter[str] = field(default_factory=Counter)
    sent_again: int = 0
    answers: list[dict[str, Any]] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        """A line with the seconds since the beginning and the number of the request."""
        print(f"{time.monotonic() - self.begun:6.1f} s  request {self.requests:4d}  {line[:150]}", flush=True)

    def send(self, request: urllib.request.Request) -> web.Got:
        """A request that is sent until it is answered; at some of them something happens meanwhile."""
        self.requests += 1
        what, after = self.moments.pop(self.requests, ("", 0.0))
        if not what:
            return self._answered(request)
        at_work = threading.Thread(target=self._strike, args=(what, after))
        at_work.start()
        got = self._answered(request)
        at_work.join()
        if self.trouble:
            raise web.Difference(self.trouble[0])
        return got

    def _answered(self, request: urllib.request.Request) -> web.Got:
        until = time.monotonic() + STUBBORN
        while True:
            try:
                got = web.once(request)
                if got.status < 500:
                    self._noted(request, got)
                    return got
                last = f"{got.status} {got.body[:300]!r}"
            except (OSError, HTTPException) as failure:
                last = repr(failure)
            if time.monotonic() > until:
                raise web.Difference(f"{request.get_method()} {request.full_url} gets no answer: {last}")
            self.sent_again += 1
            time.sleep(0.2)

    def _noted(self, request: urllib.request.Request, got: web.Got) -> None:
        if request.get_method() != "GET" and got.status < 300 and "json" in got.headers.get("content-type", ""):
            answer = got.json
            if isinstance(answer, dict) and {"id", "version"} <= answer.keys():
                self.answers.append(answer)

    def _strike(self, what: str, after: float) -> None:
        time.sleep(after)
        begun = time.monotonic()
        try:
            self._do(what)
        except (NotOpened, OSError) as failure:
            self.trouble.append(f"{what}: {failure}")
        self.happened[what] += 1
        name = self.killed[-1] if self.killed and what not in (FRONT, RESTART) else ""
        self.say(f"{what} {name}: {after * 1000:.0f} ms after the request was sent, {time.monotonic() - begun:.1f} s")

    def _do(self, what: str) -> None:
        if what not in (FRONT, RESTART):
            self.killed.append(self.city.kill_function(self.chance, api=what == "api"))
            return
        if what == FRONT:
            self.city.kill_front()
        elif self.city.stop() != 0:
            self.trouble.append(f"the city did not stop in order: {self.city.last_words()}")
        self.city.start()
        surviving.come_soon(self.city)


def moments_of(seed: int, kills: int) -> dict[int, tuple[str, float]]:
    """At which requests what happens, and how long after they were sent."""
    chance = Random(f"kills {seed}")
    found, number = {}, 9
    for place in range(kills):
        number += chance.randrange(1, 2 * APART)
        found[number] = (ORDER[place % len(ORDER)], chance.uniform(0, 0.2))
    return found


def survive(seed: int, kills: int, home: Path, *, patient: bool = True) -> tuple[Killer, list[str]]:
    """Tells the story, again until all have happened, with its kills; who has killed, and what was wrong then. The
    chapters that wait for the schedule are for the `patient`."""
    from chalicelib.commons.identity import demo_password

    city = City(home, free_port(), free_port())
    killer = Killer(city, moments_of(seed, kills), Random(f"processes {seed}"))
    try:
        city.start()
        surviving.come_soon(city)
        killer.say("the city is open")
        web.manner.send, web.manner.patience = killer.send, PATIENCE
        while killer.moments:
            tell(city.url, demo_password(), killer.say, patient=patient)
        killer.say("the story is over")
        return killer, surviving.losses(city, killer.answers)
    except web.Difference as difference:
        return killer, [str(difference)]
    finally:
        web.manner.send, web.manner.patience = web.once, 1
        city.close()


def main() -> int:
    """One line for each step, one for what came of it."""
    words = argparse.ArgumentParser(prog="python -m tests.story.killing", description=__doc__)
    words.add_argument("--seed", type=int, default=1, help="decides the moments")
    words.add_argument("--kills", type=int, default=KILLS, help="how many moments")
    words.add_argument("--impatient", action="store_true", help="without the chapters that wait for the schedule")
    asked = words.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="motcua-kills-") as folder:
        killer, wrong = survive(asked.seed, asked.kills, Path(folder) / "local", patient=not asked.impatient)
    for one in wrong:
        print(f"LOST: {one}", file=sys.stderr)
    happened = ", ".join(f"{count} x {what}" for what, count in sorted(killer.happened.items()))
    print(f"kills: {sum(killer.happened.values())} of {asked.kills} ({happened}); seed {asked.seed}")
    print(f"requests: {killer.requests}, sent again: {killer.sent_again}; changes answered: {len(killer.answers)}")
    print(f"losses: {len(wrong)}")
    return int(bool(wrong) or bool(killer.moments))


if __name__ == "__main__":
    sys.exit(main())
