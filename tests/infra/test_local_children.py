"""Commands side by side: what they said is kept, and none outlives the call."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from infra.local import children, command, pip
from infra.local.venvs import PROJECT


def python(code: str, *words: str) -> list[str]:
    return [sys.executable, "-c", code, *words]


def gone(pid: int) -> bool:
    """Whether the process ends within ten seconds."""
    for _ in range(200):
        seen = subprocess.run(["ps", "-p", str(pid), "-o", "stat="], capture_output=True, text=True, check=False)
        if not seen.stdout.strip() or seen.stdout.startswith("Z"):
            return True
        time.sleep(0.05)
    return False


def test_every_command_ends_and_its_words_are_kept() -> None:
    found = children.run([python("print('một')"), python("import sys; print('cửa', file=sys.stderr)")])
    assert found == [children.Ended(0, "một\n"), children.Ended(0, "cửa\n")]


def test_when_one_fails_the_others_are_cut_short() -> None:
    failed, cut = children.run([python("raise SystemExit(3)"), python("import time; time.sleep(60)")])
    assert failed.status == 3
    assert cut.status is None


def test_the_children_of_a_command_end_with_it(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    parent = (
        "import pathlib, subprocess, sys, time\n"
        "child = subprocess.Popen(['sleep', '60'])\n"
        "pathlib.Path(sys.argv[1]).write_text(str(child.pid))\n"
        "time.sleep(60)\n"
    )
    failing = (
        "import pathlib, sys, time\n"
        "while not pathlib.Path(sys.argv[1]).exists() or not pathlib.Path(sys.argv[1]).read_text(): time.sleep(0.01)\n"
        "sys.exit(1)\n"
    )
    children.run([python(parent, str(note)), python(failing, str(note))])
    assert gone(int(note.read_text(encoding="ascii")))


def test_what_pip_said_is_told_once_and_briefly() -> None:
    said = "WARNING: Retrying\n" * 40 + "ERROR: No matching distribution found for chalice==1.34.0\n"
    told = str(pip.trouble("requirements.txt", said))
    assert told.count("Retrying") == 1
    assert "No matching distribution" in told
    assert "requirements.txt" in told
    assert "reachable" in told


@pytest.mark.parametrize("words", [[], ["walk"], ["run", "fast"]])
def test_other_words_are_answered_with_the_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(words) == 2
    assert "usage" in capsys.readouterr().err


def test_an_old_python_can_read_the_check_of_its_age() -> None:
    source = (PROJECT / "infra" / "local" / "__main__.py").read_text(encoding="ascii")
    before = source.partition("if sys.version_info")[0]
    assert "__future__" not in source
    assert [line for line in before.splitlines() if line.startswith(("import ", "from "))] == ["import sys"]
    code = source.replace("sys.version_info", "(3, 10)")
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=PROJECT, env={**os.environ}
    )
    assert ran.returncode == 1
    assert ran.stderr.startswith("motcua needs Python 3.11 or newer; this is Python 3.10.\n")
