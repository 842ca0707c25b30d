"""What `make` calls. Makes the virtual environments first, then goes on inside the project's own."""

from __future__ import annotations

import importlib
import os
import sys

from infra.local import venvs
from infra.trouble import Trouble

_USAGE = "usage: python3 -m infra.local run | dev | venv"


def main(words: list[str]) -> int:
    """Exit status: 0 done, 1 in trouble (said in words), 2 wrong usage."""
    if words not in (["run"], ["dev"], ["venv"]):
        print(_USAGE, file=sys.stderr)
        return 2
    try:
        venvs.ensure()
        if words == ["venv"]:
            return 0
        if not venvs.inside():
            os.execv(venvs.PYTHON, [str(venvs.PYTHON), "-m", "infra.local", *words])
        return int(importlib.import_module(f"infra.local.{words[0]}").main())
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
