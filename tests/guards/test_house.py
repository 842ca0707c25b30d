"""The house's rules that import-linter cannot say: who may touch which library, sizes, the environment, scans."""

from __future__ import annotations

import ast
import fnmatch
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
SOURCES = sorted((PROJECT / "chalicelib").rglob("*.py"))
NEEDED_BY_EVERY_REQUEST = ("chalicelib/cloud/log.py", "chalicelib/foundation/clock.py")

MAY_IMPORT = {
    "chalice": [
        "app.py",
        "chalicelib/cloud/door/*",
        "chalicelib/cloud/page/*",
        "chalicelib/cloud/workers.py",
        "*/workers.py",
    ],
    "pynamodb": [
        *["chalicelib/cloud/*", "*/store.py", "*/items.py", "*/numbering.py", "*/timers.py", "*/consultation_items.py"],
        "*/printed.py",
    ],
    "botocore": ["chalicelib/cloud/*"],
    "boto3": ["*/providers/*"],
    "jinja2": ["chalicelib/cloud/page/*"],
    "aws_xray_sdk": ["chalicelib/cloud/telemetry.py"],
    "fastjsonschema": ["chalicelib/cloud/schemas.py", "chalicelib/onestop/procedures/checks.py"],
    "pypdf": ["chalicelib/commons/files/pdf.py"],
    "reportlab": ["chalicelib/onestop/dossiers/prints/*"],
    "segno": ["chalicelib/onestop/dossiers/slips/qr.py"],
    "markdown_it": ["chalicelib/civic/portal/markup.py"],
    "xlsxwriter": ["chalicelib/onestop/ledger/sheets.py"],
}
MOST_LINES = 300
MOST_FUNCTION_LINES = 45


def name_of(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def imports(path: Path) -> Iterator[str]:
    """The top-level packages a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def strangers(path: Path) -> list[str]:
    """Libraries a file imports although its room may not."""
    return [
        library
        for library in imports(path)
        if library in MAY_IMPORT and not any(fnmatch.fnmatch(name_of(path), allowed) for allowed in MAY_IMPORT[library])
    ]


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_libraries_stay_in_their_rooms(path: Path) -> None:
    assert strangers(path) == []


def test_the_guard_bites(tmp_path: Path) -> None:
    intruder = PROJECT / "chalicelib" / "foundation" / "text.py"
    assert "json" in set(imports(PROJECT / "chalicelib" / "cloud" / "journal.py"))
    assert "chalice" in set(imports(PROJECT / "chalicelib" / "cloud" / "workers.py"))
    assert not any(fnmatch.fnmatch(name_of(intruder), allowed) for allowed in MAY_IMPORT["pynamodb"])


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES, "is there more than one idea in it?"
    long = [
        f"{node.name} ({node.end_lineno - node.lineno + 1} lines)"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > MOST_FUNCTION_LINES
    ]
    assert long == []


def test_most_files_and_functions_are_much_smaller() -> None:
    lengths = [len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES]
    assert sum(length <= 250 for length in lengths) / len(lengths) > 0.95
    functions = [
        (node.end_lineno or 0) - node.lineno + 1
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]
    assert sum(length <= 25 for length in functions) / len(functions) > 0.95


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_the_environment_is_read_in_settings_only(path: Path) -> None:
    if name_of(path) in ("chalicelib/cloud/settings.py", "chalicelib/cloud/telemetry.py"):
        return
    text = path.read_text(encoding="utf-8")
    assert "os.environ" not in text
    assert "getenv" not in text


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_nothing_scans(path: Path) -> None:
    called = {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not called & {"scan", "rate_limited_scan"}
    assert '"Scan"' not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_frozen_classes_are_defined_the_cheap_way(path: Path) -> None:
    if name_of(path) != "chalicelib/foundation/values.py":
        costly = "@dataclass(frozen=True)\n" in path.read_text(encoding="utf-8")
        assert not costly, "write `@frozen` of chalicelib.foundation.values: each class counts in a cold start"


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_patterns_are_compiled_when_they_are_first_used(path: Path) -> None:
    if name_of(path) not in NEEDED_BY_EVERY_REQUEST:
        costly = "re.compile(" in path.read_text(encoding="utf-8")
        assert not costly, "keep the pattern as text for `re.fullmatch`, which compiles it once, at its first use"


@pytest.mark.parametrize("wing", ["commons", "onestop", "civic"])
def test_wings_are_empty(wing: str) -> None:
    assert (PROJECT / "chalicelib" / wing / "__init__.py").read_text(encoding="utf-8") == ""


def test_every_room_says_what_it_is_for() -> None:
    rooms = [
        path
        for wing in ("commons", "onestop", "civic")
        for path in (PROJECT / "chalicelib" / wing).glob("*/__init__.py")
    ]
    silent = [name_of(path) for path in rooms if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert silent == []


def run(code: str) -> str:
    """What some Python prints in a process of its own, with no stage in its environment."""
    found = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": ""},
        timeout=60,
    )
    return found.stdout


def test_the_application_starts_lean_and_without_a_stage() -> None:
    heavy = [
        "boto3",
        "pydantic",
        "reportlab",
        "pyhanko",
        "babel",
        "pypdf",
        "segno",
        "aws_xray_sdk",
        "fastjsonschema",
        "cryptography",
        "xlsxwriter",
        "markdown_it",
        "difflib",
        "jinja2",
        "markupsafe",
        "asyncio",
        "multiprocessing",
        "wrapt",
    ]
    code = f"import sys, app; print([name for name in {heavy!r} if name in sys.modules])"
    assert run(code).strip() == "[]"


@pytest.mark.parametrize(
    "module",
    [
        "chalicelib.cloud.workers",
        "chalicelib.commons.audit.workers",
        "chalicelib.onestop.dossiers.workers",
        "chalicelib.onestop.ledger.workers",
    ],
)
def test_workers_are_imported_without_the_application(module: str) -> None:
    code = f"import sys, {module}; print([name for name in ('app', 'jinja2') if name in sys.modules])"
    assert "app" not in run(code)
