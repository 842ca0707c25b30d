"""Whether this checkout's city runs, and on which ports: a lock while it runs, a note once it is open.

Standard library only: this is asked before anything is installed.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from infra.local import venvs
from infra.trouble import Trouble

HOME = Path(os.environ.get("MOTCUA_LOCAL_HOME") or venvs.PROJECT / ".local")
"""Where the laptop's city of this checkout keeps its data, unless said otherwise."""
_STOP_S = 30


@dataclass(frozen=True)
class City:
    """The ports of an open city."""

    engine_port: int
    front_port: int


@contextlib.contextmanager
def only_one(home: Path = HOME) -> Iterator[None]:
    """One city per checkout at a time."""
    home.mkdir(exist_ok=True)
    with (home / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Trouble(
                "The city of this checkout is running in another terminal.\nStop it there first, with Ctrl-C."
            ) from error
        yield


@contextlib.contextmanager
def announced(city: City, home: Path = HOME) -> Iterator[None]:
    """While the city is open, other commands of this checkout find it."""
    note = home / "run.json"
    note.write_text(json.dumps(asdict(city)), encoding="ascii")
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


def open_city(home: Path = HOME) -> City:
    """The city of this checkout that runs now. A city of another checkout is not taken for it."""
    if not _locked(home):
        raise Trouble("The city of this checkout is not running: start it with `make run` in another terminal.")
    try:
        return City(**json.loads((home / "run.json").read_text(encoding="ascii")))
    except FileNotFoundError as error:
        raise Trouble("The city is still starting, or stopping: wait until `make run` says that it is open.") from error


def _locked(home: Path) -> bool:
    try:
        with only_one(home):
            return False
    except Trouble:
        return True


def engine_left(home: Path = HOME) -> int | None:
    """The process id of an engine of this checkout that outlived its terminal."""
    note = home / "engine.pid"
    written = note.read_text(encoding="ascii") if note.exists() else ""
    return int(written) if written.isdecimal() and _is_engine(int(written)) else None


def stop_left_engine(say: Callable[[str], object], home: Path = HOME) -> None:
    """Stop it in order, so that its data are saved. Call it as the `only_one`."""
    pid = engine_left(home)
    if pid is None:
        return
    say("an engine of an earlier run is still there: asking it to save and stop")
    os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + _STOP_S
    while _is_engine(pid) and time.monotonic() < until:
        time.sleep(0.1)


def _is_engine(pid: int) -> bool:
    """Whether the process is an engine started from this checkout (a pid may have been given to another since)."""
    seen = subprocess.run(["ps", "-p", str(pid), "-o", "args="], capture_output=True, text=True, check=False)
    return str(venvs.CLOUD_PYTHON) in seen.stdout and "ministack" in seen.stdout
