"""The laptop's build: a copy of the checkout's sources under .local, so that the tracked tree stays as it was."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from infra import package, stacks
from infra.local import children, pip

_SOURCES = ("app.py", "requirements.txt", "chalicelib", "templates", "vendor", ".chalice")
_WHEELS = Path(__file__).resolve().parent.parent.parent / ".local" / "wheels"
_LEFT_OUT = ("__pycache__", "*.pyc", "deployments", "deployed", "policy-*-*.json")


def copy_sources(project: Path, target: Path) -> None:
    """What Chalice packages, as it stands in the checkout now; the `vendor` symlink stays a symlink."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in _SOURCES:
        source = project / name
        if source.is_dir():
            shutil.copytree(source, target / name, symlinks=True, ignore=shutil.ignore_patterns(*_LEFT_OUT))
        elif source.exists():
            shutil.copy2(source, target / name)


def digest(project: Path) -> str:
    """SHA-256 over names and contents of all that decides what a package holds and how it is deployed."""
    total = hashlib.sha256(sys.version.encode())
    for path in (*_files(project), *_machinery()):
        total.update(f"\0{path.name if path.is_absolute() else path}\0".encode())
        total.update((project / path).read_bytes())
    return total.hexdigest()


def package_if_changed(project: Path, stage: str, home: Path, say: stacks.Say) -> tuple[package.Package, bool]:
    """Package the copied project unless the last package was made of the same; True when it is a new one.

    `home` keeps the package and its stamp."""
    out, stamp, wanted = home / "package", home / "package.stamp", digest(project)
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return package.read(out), False
    stamp.unlink(missing_ok=True)
    made = package.make(project, stage, out, wheelhouse(project / "requirements.txt", say))
    stamp.write_text(wanted, encoding="ascii")
    return made, True


def wheelhouse(requirements: Path, say: stacks.Say) -> dict[str, str]:
    """The environment that makes pip take the application's wheels from this machine.

    They are fetched once for each content of requirements.txt; packaging then needs no network.
    """
    name = hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()[:16]
    folder = _WHEELS / name
    if not folder.exists():
        say("fetching the application's libraries")
        _fetch(requirements, folder)
    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder)}


def _fetch(requirements: Path, folder: Path) -> None:
    """Fill a folder of another name first, so that a broken download is never taken for a whole one."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as unfinished:
        wheels = Path(unfinished) / "wheels"
        words = [sys.executable, "-m", "pip", "download", *pip.OPTIONS, "--dest", str(wheels), "-r", str(requirements)]
        (ended,) = children.run([words])
        if ended.status:
            raise pip.trouble(requirements.name, ended.said)
        with contextlib.suppress(OSError):  # another command has just put the same wheels there
            wheels.rename(folder)


def _files(project: Path) -> Iterator[Path]:
    """Relative paths of the copied sources, in a stable order; templates are counted where they are, not twice."""
    for name in sorted(_SOURCES):
        if name == "vendor" or not (project / name).exists():
            continue
        found = [project / name] if (project / name).is_file() else (project / name).rglob("*")
        yield from sorted(path.relative_to(project) for path in found if path.is_file() and _counts(path))


def _counts(path: Path) -> bool:
    return not {"__pycache__", "deployments", "deployed"} & set(path.parts)


def _machinery() -> list[Path]:
    """Files outside the project that shape the package."""
    here = Path(package.__file__).resolve().parent
    return [here / "app.yaml", here / "package.py", here / "ship.py", here / "slim.py"]
