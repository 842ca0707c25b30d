"""The two virtual environments: .venv (the project) and .venv-cloud (the engine, which pins another botocore).

Standard library only: this runs before anything is installed. A stamp file, written last, says what was installed;
an environment without a right stamp is half-finished or old, and is made anew.
"""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from infra.trouble import Trouble

PROJECT = Path(__file__).resolve().parent.parent.parent
PYTHON = PROJECT / ".venv" / "bin" / "python"
CLOUD_PYTHON = PROJECT / ".venv-cloud" / "bin" / "python"


@dataclass(frozen=True)
class Venv:
    folder: Path
    requirements: tuple[str, ...]  # the last one is installed; it names the others

    @property
    def stamp(self) -> Path:
        return self.folder / ".motcua-stamp"

    def digest(self) -> str:
        """What a finished environment's stamp says: this interpreter and these requirements."""
        parts = [sys.version.encode(), str(self.folder).encode()]
        parts += [(PROJECT / name).read_bytes() for name in self.requirements]
        return hashlib.sha256(b"\0".join(parts)).hexdigest()

    def ready(self) -> bool:
        return self.stamp.exists() and self.stamp.read_text(encoding="ascii") == self.digest()


_VENVS = (
    Venv(PROJECT / ".venv", ("requirements.txt", "requirements-dev.txt")),
    Venv(PROJECT / ".venv-cloud", ("requirements-cloud.txt",)),
)


def inside() -> bool:
    """Whether this process already runs in the project's environment."""
    return _runs_this(_VENVS[0])


def ensure() -> None:
    """Make what is missing or old; returns at once when nothing is."""
    if all(venv.ready() for venv in _VENVS):
        return
    with _alone():
        missing = [venv for venv in _VENVS if not venv.ready()]
        if not missing:
            return
        names = " and ".join(venv.folder.name for venv in missing)
        started = time.monotonic()
        print(f"Installing the libraries into {names}: a minute or two, this once.", flush=True)
        running = [(venv, _create(venv)) for venv in missing]
        for venv, process in running:
            _finish(venv, process)
        print(f"Installed in {time.monotonic() - started:.0f} s.", flush=True)


def _create(venv: Venv) -> subprocess.Popen[str]:
    """Make the environment and begin to install; both environments install at the same time."""
    if not _runs_this(venv):
        _make_empty(venv)
    pip = [str(venv.folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    return subprocess.Popen(
        [*pip, "-r", str(PROJECT / venv.requirements[-1])],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _runs_this(venv: Venv) -> bool:
    """Whether this very process runs in the environment (somebody activated it): then it is only added to."""
    return Path(sys.prefix).resolve() == venv.folder.resolve()


def _make_empty(venv: Venv) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(venv.folder)], capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        raise Trouble(
            f"Python could not make {venv.folder.name}:\n{made.stdout}{made.stderr}\n"
            "On Debian and Ubuntu it needs the package python3-venv: sudo apt-get install python3-venv"
        )


def _finish(venv: Venv, process: subprocess.Popen[str]) -> None:
    said, _ = process.communicate()
    if process.returncode != 0:
        raise Trouble(
            f"pip could not install {venv.requirements[-1]}:\n{said[-2000:]}\n"
            "Is the Python package index (PyPI) reachable? Run the same command again when it is."
        )
    venv.stamp.write_text(venv.digest(), encoding="ascii")


@contextmanager
def _alone() -> Iterator[None]:
    """One installer at a time, when two commands are started together."""
    folder = PROJECT / ".local"
    folder.mkdir(exist_ok=True)
    with (folder / "venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
