"""Commands that run side by side while something is prepared; none of them outlives the call. Standard library only."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO

_PATIENCE_S = 5


@dataclass(frozen=True)
class Ended:
    """Exit status and what the command said; the status is None when it was cut short because another had failed."""

    status: int | None
    said: str


def run(commands: Sequence[Sequence[str]], env: Mapping[str, str] | None = None) -> list[Ended]:
    """Run all until they have ended or one has failed. A terminal sees a dot for every second.

    Each command has a process group of its own, which is ended with its children however this call ends.
    """
    started: list[tuple[subprocess.Popen[bytes], IO[bytes]]] = []
    with contextlib.ExitStack() as stack:
        for words in commands:
            said = stack.enter_context(tempfile.TemporaryFile())
            process = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=env, start_new_session=True
            )
            stack.callback(_end, process)
            started.append((process, said))
        _wait([process for process, _ in started])
        return [Ended(process.poll(), _read(said)) for process, said in started]


def _wait(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    began, dots = time.monotonic(), 0
    while None in (ends := [process.poll() for process in processes]) and not any(ends):
        time.sleep(0.05)
        if sys.stdout.isatty() and time.monotonic() - began > dots + 1:
            dots += 1
            print(".", end="", flush=True)
    if dots:
        print(flush=True)


def _end(process: subprocess.Popen[bytes]) -> None:
    """An interrupt lets pip remove its temporary folders; what does not go by itself is killed."""
    for number in (signal.SIGINT, signal.SIGKILL):
        if process.poll() is not None and number == signal.SIGINT:
            continue
        with contextlib.suppress(ProcessLookupError, PermissionError):  # nobody is left in the group
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_PATIENCE_S)


def _read(said: IO[bytes]) -> str:
    said.seek(0)
    return said.read().decode(errors="replace")
