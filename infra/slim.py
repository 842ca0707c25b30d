"""Makes the package smaller and its cold start shorter: `chalice package` compiles nothing and leaves nothing out.

Lambda's folder is read-only, so a package without compiled modules is compiled at every cold start. They are put into
one file, because a start would look for, open and read some five hundred. And of some 400 services that the AWS SDK
describes, the application needs four; of these it needs no words for human readers.
"""

from __future__ import annotations

import compileall
import gzip
import json
import tempfile
import zipfile
from collections.abc import Iterator, Set
from importlib.util import cache_from_source
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Any

from chalicelib.cloud import modulefile

SERVICES = frozenset({"dynamodb", "s3", "sns", "sqs"})
TABLE_CALLS = frozenset(
    {"BatchGetItem", "DeleteItem", "GetItem", "PutItem", "Query", "TransactWriteItems", "UpdateItem"}
)
"""The calls of DynamoDB that our functions may make. The SDK writes a method for each call that it finds described.
Other services keep all of theirs: their clients are made when they are needed, not at every start."""
_SDK = "botocore/data/"
BEFORE = (
    "app.py",
    "chalicelib/__init__.py",
    "chalicelib/cloud/__init__.py",
    "chalicelib/cloud/modulefile.py",
)
"""What is imported before the one file is in use; compiled beside its source, as Python does it."""
_HEADER = 16
"""Bytes of a compiled module before its code."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16


def slim(package: Path) -> None:
    """Rewrite the zip: the SDK's data shortened, every module compiled, in the one file of `modulefile`.

    The result depends on the contents only, so that the same sources make the same package.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with zipfile.ZipFile(package) as archive:
            archive.extractall(folder, [one for one in archive.namelist() if needed(one)])
        shorten(folder / _SDK)
        _compile(folder, "/var/task")
        _gather(folder)
        _write(folder, package)


def write_compiled(folder: Path, package: Path, place: str) -> None:
    """Zip a folder that Lambda unpacks at `place`, every module compiled beside its source."""
    _compile(folder, place)
    _write(folder, package)


def _compile(folder: Path, place: str) -> None:
    compileall.compile_dir(
        folder,
        quiet=2,
        stripdir=str(folder),
        prependdir=place,
        maxlevels=50,
        invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
    )


def _gather(folder: Path) -> None:
    """Move the compiled modules of a folder into one file in it."""
    found = {}
    for source in sorted(folder.rglob("*.py")):
        path, cached = source.relative_to(folder).as_posix(), Path(cache_from_source(str(source)))
        name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        if path not in BEFORE and cached.is_file() and _comes_from(source, name):
            found[name] = (path, cached.read_bytes()[_HEADER:])
            cached.unlink()
    for cache in [one for one in folder.rglob("__pycache__") if not any(one.iterdir())]:
        cache.rmdir()
    (folder / modulefile.NAME).write_bytes(modulefile.written(found))


def _comes_from(source: Path, name: str) -> bool:
    """Whether Python would import a module of this name from its source, and not from a library in C beside it."""
    in_c = any(source.parent.glob(f"{source.stem}.*.so"))
    return not in_c and all(part.isidentifier() for part in name.split("."))


def needed(name: str) -> bool:
    """Whether the application can need the file. A library's own tests, which govuk-frontend-jinja brings, are not."""
    if name.startswith("tests/"):
        return False
    if not name.startswith(_SDK):
        return ".dist-info/" not in name or name.endswith(("METADATA", "entry_points.txt"))
    service, below, _ = name.removeprefix(_SDK).partition("/")
    return not below or service in SERVICES


def shorten(data: Path) -> None:
    """Leave out of the SDK's data what no call needs: texts, other services' endpoints, DynamoDB's other calls.

    The SDK reads all of it before the first call of a process. All partitions and regions stay.
    """
    for path in data.glob("endpoints.json"):
        endpoints = json.loads(path.read_bytes())
        for partition in endpoints["partitions"]:
            partition["services"] = {name: one for name, one in partition["services"].items() if name in SERVICES}
        path.write_text(_compact(endpoints), encoding="utf-8")
    for path in data.rglob("service-2.json.gz"):
        service = _untold(json.loads(gzip.decompress(path.read_bytes())))
        if service["metadata"]["serviceId"] == "DynamoDB":
            service = _with_calls(service, TABLE_CALLS)
        path.write_bytes(gzip.compress(_compact(service).encode(), mtime=0))


def _untold(part: Any) -> Any:
    """The same description with empty texts, which the SDK asks for. A field named so has no text but a shape."""
    if isinstance(part, dict):
        return {
            name: "" if name == "documentation" and isinstance(one, str) else _untold(one) for name, one in part.items()
        }
    return [_untold(one) for one in part] if isinstance(part, list) else part


def _with_calls(service: dict[str, Any], calls: Set[str]) -> dict[str, Any]:
    """The description of some calls, and of the shapes that they need."""
    operations = {name: one for name, one in service["operations"].items() if name in calls}
    needed_shapes: set[str] = set()
    found = set(_shapes_in(operations))
    while found:
        needed_shapes |= found
        found = {one for name in found for one in _shapes_in(service["shapes"][name])} - needed_shapes
    shapes = {name: one for name, one in service["shapes"].items() if name in needed_shapes}
    return {**service, "operations": operations, "shapes": shapes}


def _shapes_in(part: Any) -> Iterator[str]:
    """The names of shapes that a part of a description speaks of."""
    if isinstance(part, dict) and isinstance(part.get("shape"), str):
        yield part["shape"]
    below = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for one in below:
        yield from _shapes_in(one)


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _write(folder: Path, package: Path) -> None:
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _EPOCH)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _READABLE
                archive.writestr(entry, path.read_bytes())
