"""What ships: the checkout's sources and its libraries in one zip, slimmed by the same code as every package.

The libraries are those of this environment instead of pip's fresh ones, so that no network is needed; requirements.txt
pins both. Of Chalice the zip gets the two files that Chalice's own packager puts there.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from importlib.metadata import files
from pathlib import Path

from bench.figures import Figure
from bench.surroundings import PROJECT
from infra import slim

SOURCES = ("app.py", "chalicelib", "templates")
CHALICE = ("chalice/__init__.py", "chalice/app.py")
GOAL_MB = 25


def make(folder: Path) -> Path:
    """The zip of the checkout as it stands now."""
    made = folder / "deployment.zip"
    with zipfile.ZipFile(made, "w") as archive:
        for name, path in (*_sources(), *_libraries()):
            archive.write(path, name)
    slim.slim(made)
    return made


def unpack(made: Path, folder: Path) -> Path:
    """The zip's files in a folder, as Lambda lays them out."""
    with zipfile.ZipFile(made) as archive:
        archive.extractall(folder)
    return folder


def measure() -> Figure:
    """The size of the zip in MB (millions of bytes)."""
    with tempfile.TemporaryDirectory() as name:
        size = make(Path(name)).stat().st_size
    return Figure("zip of every function", size / 1_000_000, goal=GOAL_MB, unit="MB")


def _sources() -> Iterator[tuple[str, Path]]:
    for name in SOURCES:
        found = [PROJECT / name] if (PROJECT / name).is_file() else (PROJECT / name).rglob("*")
        yield from ((str(path.relative_to(PROJECT)), path) for path in found if path.is_file() and _ships(path))


def _libraries() -> Iterator[tuple[str, Path]]:
    """Every file of the pinned packages, scripts and compiled modules excepted."""
    for name in pinned((PROJECT / "requirements.txt").read_text(encoding="utf-8")):
        found = {str(file): Path(str(file.locate())) for file in files(name) or [] if not str(file).startswith("..")}
        yield from ((name, path) for name, path in found.items() if _ships(path))
    chalice = {str(file): Path(str(file.locate())) for file in files("chalice") or []}
    yield from ((name, chalice[name]) for name in CHALICE)


def pinned(requirements: str) -> list[str]:
    """The names of a requirements file's packages."""
    return [line.partition("==")[0].strip() for line in requirements.splitlines() if "==" in line]


def _ships(path: Path) -> bool:
    return "__pycache__" not in path.parts
