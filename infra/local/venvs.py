"""The two virtual environments: .venv (the project) and .venv-cloud (the engine, which pins another botocore).

Standard library only: this runs before anything is installed. A stamp file, written last, says what was installed;
an environment without a right stamp is half-finished or old, and is made anew.
"""

from __future__ import annotations

import fcntl
import hashlib
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from infra.local import children, pip
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
    must_be_our_own(_VENVS)
    if all(venv.ready() for venv in _VENVS):
        return
    with _alone():
        missing = [venv for venv in _VENVS if not venv.ready()]
        if not missing:
            return
        names = " and ".join(venv.folder.name for venv in missing)
        started = time.monotonic()
        print(f"Installing the libraries into {names} with pip: usually less than a minute, this once.", flush=True)
        _make_empty([venv for venv in missing if not _runs_this(venv)])
        _install(missing)
        print(f"Installed in {time.monotonic() - started:.0f} s.", flush=True)


def must_be_our_own(venvs: Sequence[Venv]) -> None:
    """Trouble for an environment that is a link: making it anew would empty the one that it leads to."""
    for venv in venvs:
        if venv.folder.is_symlink():
            raise Trouble(
                f"{venv.folder.name} is a link to {venv.folder.readlink()}, which is not this checkout's own.\n"
                f"Installing here would empty it. Remove the link (rm {venv.folder.name}) and run the command again:\n"
                "it makes an environment of this checkout's own."
            )


def _make_empty(missing: list[Venv]) -> None:
    made = children.run([[sys.executable, "-m", "venv", "--clear", str(venv.folder)] for venv in missing])
    for venv, ended in zip(missing, made, strict=True):
        if ended.status:
            raise Trouble(
                f"Python could not make {venv.folder.name}:\n{ended.said}\n"
                "On Debian and Ubuntu it needs the package python3-venv: sudo apt-get install python3-venv"
            )


def _install(missing: list[Venv]) -> None:
    """Both environments at the same time; what is whole is stamped, though the other may have failed."""
    installed = children.run([_pip_install(venv) for venv in missing])
    for venv, ended in zip(missing, installed, strict=True):
        if ended.status == 0:
            venv.stamp.write_text(venv.digest(), encoding="ascii")
    for venv, ended in zip(missing, installed, strict=True):
        if ended.status:
            raise pip.trouble(venv.requirements[-1], ended.said)


def _pip_install(venv: Venv) -> list[str]:
    python = str(venv.folder / "bin" / "python")
    return [python, "-m", "pip", "install", *pip.OPTIONS, "-r", str(PROJECT / venv.requirements[-1])]


def _runs_this(venv: Venv) -> bool:
    """Whether this very process runs in the environment (somebody activated it): then it is only added to."""
    return Path(sys.prefix).resolve() == venv.folder.resolve()


@contextmanager
def _alone() -> Iterator[None]:
    """One installer at a time, when two commands are started together."""
    folder = PROJECT / ".local"
    folder.mkdir(exist_ok=True)
    with (folder / "venv.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another command is installing this checkout's libraries: waiting until it is done.", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
