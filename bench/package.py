"""The package that was last built (`make run` and the slow tests build one), its size and its contents."""

from __future__ import annotations

import zipfile
from pathlib import Path

from bench.figures import Figure
from bench.surroundings import PROJECT

LAST = PROJECT / ".local" / "build" / "package" / "deployment.zip"
SOURCES = ("app.py", "requirements.txt", "chalicelib", "templates", "infra")
GOAL_MB = 25
LEFT_OUT = ("__pycache__",)


def measure(last: Path = LAST) -> Figure:
    """The size of the zip in MB (millions of bytes)."""
    line = "zip of every function"
    if not last.exists():
        return Figure(line, None, goal=GOAL_MB, unit="MB", note="no package yet: `make run` builds one")
    note = "built before the last change" if last.stat().st_mtime < changed(PROJECT) else ""
    return Figure(line, last.stat().st_size / 1_000_000, goal=GOAL_MB, unit="MB", note=note)


def changed(project: Path) -> float:
    """When the newest of the sources was changed (Unix seconds)."""
    files = [file for name in SOURCES for file in (project / name, *(project / name).rglob("*"))]
    return max(file.stat().st_mtime for file in files if file.is_file() and file.parent.name not in LEFT_OUT)


def unpack(folder: Path, last: Path = LAST) -> Path | None:
    """The package's files in a folder, as Lambda lays them out; None when there is no package."""
    if not last.exists():
        return None
    with zipfile.ZipFile(last) as archive:
        archive.extractall(folder)
    return folder
