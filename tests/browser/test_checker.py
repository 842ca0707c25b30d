"""The Nu HTML checker on every page, in one run; said aloud where it is not installed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.browser.reading import LANGUAGES, Library, nothing
from tests.conftest import PROJECT

JAR = PROJECT / ".local" / "checker" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
MISSING = "skipped: the Nu HTML checker is not here; `make checker` fetches it (needs npm, and Java to run it)"

NOT_OURS = {
    "The “group” role is unnecessary for element “fieldset”.": "GOV.UK Frontend writes it for older screen readers",
    'This document appears to be written in Vietnamese but the “html” start tag has “lang="en"”.': "what people typed",
}
"""Warnings that we leave, and why."""


def jar() -> Path:
    """MOTCUA_VNU, or what `make checker` fetched."""
    found = Path(os.environ.get("MOTCUA_VNU", JAR))
    if not found.is_file() or shutil.which("java") is None:
        pytest.skip(MISSING)
    return found


def test_the_checker_finds_nothing(library: Library, tmp_path: Path) -> None:
    program, names = jar(), {}
    for lang in LANGUAGES:
        for number, seen in enumerate(library.all(lang)):
            file = tmp_path / f"{lang}-{number}.html"
            file.write_bytes(seen.got.body)
            names[file.name] = seen.name
    words = ["java", "-Xshare:auto", "-jar", str(program), "--format", "json", "--exit-zero-always", str(tmp_path)]
    done = subprocess.run(words, capture_output=True, check=True, cwd=tmp_path)
    messages = json.loads(done.stderr)["messages"]
    found: dict[str, list[str]] = {}
    for one in messages:
        wanted = one["type"] != "info" or one.get("subType") == "warning"
        if wanted and not one["message"].startswith(tuple(NOT_OURS)):
            page = names[one["url"].rpartition("/")[2]]
            found.setdefault(f"{one['message']} … {one.get('extract', '')!r}", []).append(page)
    nothing(f"{said}\n  on {len(pages)} pages: {pages[:3]}" for said, pages in found.items())
