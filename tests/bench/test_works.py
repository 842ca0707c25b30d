"""Every piece of work that is measured can be done: the stub has an answer for all that the platform asks by now."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping

import pytest

from bench.surroundings import PROJECT, stub
from bench.warm import MEASURED

ONCE = "import sys; from bench import works; getattr(works, sys.argv[1])()()"


@pytest.fixture(scope="module")
def environment() -> Iterator[Mapping[str, str]]:
    with stub() as found:
        yield found


@pytest.mark.parametrize("name", MEASURED)
def test_a_work_is_done(environment: Mapping[str, str], name: str) -> None:
    words = [sys.executable, "-c", ONCE, name]
    done = subprocess.run(words, cwd=PROJECT, env=dict(environment), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-1000:]
