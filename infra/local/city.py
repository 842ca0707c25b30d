"""The laptop's city: engine, lasting stack, application, demo data and front, from the templates of production."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

from infra import ship, up
from infra.local import build, engine, venvs
from infra.local.front import open_front
from infra.local.passing import Server
from infra.trouble import Trouble

STAGE = "local"
HOME = venvs.PROJECT / ".local"


class Progress:
    """Lines with the seconds since the start."""

    def __init__(self) -> None:
        self._started = time.monotonic()

    def __call__(self, line: str) -> None:
        print(f"{time.monotonic() - self._started:6.1f} s  {line}", flush=True)


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """One city per checkout at a time."""
    HOME.mkdir(exist_ok=True)
    with (HOME / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Trouble("The city of this checkout is already running in another terminal.") from error
        yield


@contextlib.contextmanager
def running_engine(port: int, say: Progress) -> Iterator[engine.Engine]:
    """The engine with the city's data; stopped in order, so that the data are there at the next start."""
    say("starting the cloud engine")
    running = engine.start(venvs.CLOUD_PYTHON, port, HOME / "state", HOME / "engine.log")
    (HOME / "engine.pid").write_text(str(running.process.pid), encoding="ascii")
    os.environ.update(engine.client_environment(running.url))
    say(f"the engine answers at {running.url}")
    try:
        yield running
    finally:
        say("saving the city's data")
        running.stop()
        (HOME / "engine.pid").unlink(missing_ok=True)
        say("stopped")


def raise_city(site_url: str, say: Progress) -> dict[str, str]:
    """Bring the lasting stack and the application up to what the checkout says; the app stack's outputs."""
    project = HOME / "build" / "project"
    build.copy_sources(venvs.PROJECT, project)
    outputs = up.raise_stage(STAGE, project, say, site_url=site_url)
    made, new = build.package_if_changed(project, STAGE, HOME / "build", say)
    say(f"the application is {'packaged' if new else 'as it was'}: {made.zip.stat().st_size / 1e6:.1f} MB")
    return ship.ship(made, STAGE, outputs["StateBucketName"], say)


def seed(say: Progress) -> str:
    """Put the demo city in; repeating it changes nothing. Returns what the seed says (the demo accounts)."""
    if not (venvs.PROJECT / "infra" / "seed.py").exists():
        return ""
    say("seeding the demo city")
    done = subprocess.run(
        [sys.executable, "-m", "infra", "seed", "--stage", STAGE],
        cwd=venvs.PROJECT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Trouble(f"the demo city could not be seeded:\n{done.stdout}")
    return done.stdout


@contextlib.contextmanager
def front_door(port: int, engine_port: int, api_id: str) -> Iterator[Server]:
    """The front, while the city is open."""
    front = open_front(port, engine_port, api_id)
    try:
        yield front
    finally:
        front.stop()


def stop_orphan(say: Progress) -> None:
    """Stop, in order, an engine of this checkout whose terminal was killed, so that its data are saved."""
    note = HOME / "engine.pid"
    if not note.exists() or not note.read_text(encoding="ascii").isdecimal():
        return
    pid = int(note.read_text(encoding="ascii"))
    if not _is_engine(pid):
        return
    say("an engine of an earlier run is still there: asking it to save and stop")
    os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + 30
    while _is_engine(pid) and time.monotonic() < until:
        time.sleep(0.1)


def _is_engine(pid: int) -> bool:
    """Whether the process is an engine started from this checkout (a pid may have been given to another since)."""
    seen = subprocess.run(["ps", "-p", str(pid), "-o", "args="], capture_output=True, text=True, check=False)
    return str(venvs.CLOUD_PYTHON) in seen.stdout and "ministack" in seen.stdout
