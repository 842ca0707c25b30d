"""A laptop's city of its own, in a folder of its own, whose processes may be killed and started again."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from infra.local import engine
from infra.local.city import STAGE
from infra.local.venvs import PROJECT

API = "APIHandler"
RUNS = re.compile(rf"ministack-lambda-motcua-{STAGE}-([A-Za-z]+)-")
"""The folder of a function's code, which its process names."""
PATIENCE = 180
"""Seconds in which a city must have opened or closed."""


class NotOpened(RuntimeError):
    """The city did not open, or did not close; the end of what it said."""


@dataclass
class City:
    """What `make run` is: the front in the command's own process, the engine as its child, functions as the engine's.

    Only processes that were started here, or by them, are ever touched.
    """

    home: Path
    engine_port: int
    front_port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The site."""
        return f"http://127.0.0.1:{self.front_port}"

    @property
    def engine_url(self) -> str:
        """The engine."""
        return f"http://127.0.0.1:{self.engine_port}"

    def environment(self) -> dict[str, str]:
        """What a command needs to speak of this city, the engine's address included."""
        ports = {"MOTCUA_ENGINE_PORT": str(self.engine_port), "MOTCUA_FRONT_PORT": str(self.front_port)}
        ours = {"MOTCUA_LOCAL_HOME": str(self.home), "PYTHONUTF8": "1", **ports}
        return {**os.environ, **ours, **engine.client_environment(self.engine_url)}

    def start(self) -> None:
        """`make run`, until the city is open."""
        log = (self.home.parent / "run.log").open("ab")
        words = [sys.executable, "-m", "infra.local", "run"]
        environment = {name: text for name, text in self.environment().items() if not name.startswith("AWS_")}
        self.process = subprocess.Popen(
            words, cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        log.close()
        until = time.monotonic() + PATIENCE
        while not self._open():
            if self.process.poll() is not None or time.monotonic() > until:
                raise NotOpened(self.last_words())
            time.sleep(0.1)

    def _open(self) -> bool:
        try:
            note: Mapping[str, Any] = json.loads((self.home / "run.json").read_text(encoding="ascii"))
        except (FileNotFoundError, json.JSONDecodeError):
            return False
        return note["front_port"] == self.front_port

    def stop(self) -> int:
        """As Ctrl-C does: the engine saves and goes. The exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def kill_front(self) -> None:
        """The command dies with the front in it, and cannot do anything more; the engine outlives it."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        (self.home / "run.json").unlink(missing_ok=True)

    def kill_function(self, chance: Random, *, api: bool) -> str:
        """A process that runs the application's code dies in the middle of whatever it does: the API's, or some
        worker's. Its name, empty when there is none just now."""
        there = [(pid, name) for pid, name in self.functions() if (name == API) == api]
        if not there:
            return ""
        pid, name = chance.choice(there)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        return name

    def functions(self) -> list[tuple[int, str]]:
        """The engine's children and the functions that they run."""
        owner = self.engine_pid()
        words = ["ps", "-A", "-o", "pid=,ppid=,args="]
        told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
        found = [(RUNS.search(line), *line.split()[:2]) for line in told.splitlines()]
        return sorted((int(pid), name[1]) for name, pid, parent in found if name and owner and int(parent) == owner)

    def engine_pid(self) -> int:
        """The engine's process, 0 when there is none."""
        note = self.home / "engine.pid"
        written = note.read_text(encoding="ascii") if note.exists() else ""
        return int(written) if written.isdecimal() else 0

    def close(self) -> None:
        """Nothing of it stays behind, however it stands."""
        if self.process is not None and self.process.poll() is None:
            self.stop()
        if self.engine_pid():
            self.start()
            self.stop()

    def last_words(self) -> str:
        """The end of what the command has said."""
        log = self.home.parent / "run.log"
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-25:])
