"""What `make` calls. Makes the virtual environments first, then goes on inside the project's own."""

from __future__ import annotations

import importlib
import os
import signal
import sys

from infra.local import claim, clean, ports, venvs
from infra.trouble import Trouble

_USAGE = "usage: python3 -m infra.local run | dev | venv | clean"


def main(words: list[str]) -> int:
    """Exit status: 0 done, 1 in trouble (said in words), 2 wrong usage, 130 interrupted."""
    if words not in (["run"], ["dev"], ["venv"], ["clean"]):
        print(_USAGE, file=sys.stderr)
        return 2
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        return _do(words[0])
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted; run the same command again, and it makes whole what is not.", file=sys.stderr)
        return 130


def _do(word: str) -> int:
    if word == "clean":
        return clean.main()
    if word == "run":
        _foresee()
    if word == "dev":
        claim.open_city()
    venvs.ensure()
    if word == "venv":
        return 0
    if not venvs.inside():
        os.execv(venvs.PYTHON, [str(venvs.PYTHON), "-m", "infra.local", word])
    return int(importlib.import_module(f"infra.local.{word}").main())


def _foresee() -> None:
    """What would stop `make run` later is said before a minute is spent on installing."""
    with claim.only_one():
        if claim.engine_left() is None:
            ports.for_run()
        else:
            ports.distinct()
