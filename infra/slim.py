"""Makes the package smaller and its cold start shorter: `chalice package` compiles nothing and leaves nothing out.

Lambda's folder is read-only, so a package without compiled modules is compiled at every cold start. And of some 400
services that the AWS SDK describes, the application needs three.
"""

from __future__ import annotations

import compileall
import tempfile
import zipfile
from pathlib import Path
from py_compile import PycInvalidationMode

SERVICES = frozenset({"dynamodb", "s3", "sns", "sqs"})
_SDK = "botocore/data/"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16


def slim(package: Path) -> None:
    """Rewrite the zip: unneeded service descriptions left out, every module compiled beside its source.

    The result depends on the contents only, so that the same sources make the same package.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with zipfile.ZipFile(package) as archive:
            archive.extractall(folder, [one for one in archive.namelist() if needed(one)])
        compileall.compile_dir(
            folder,
            quiet=2,
            stripdir=name,
            prependdir="/var/task",
            maxlevels=50,
            invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
        )
        _write(folder, package)


def needed(name: str) -> bool:
    """Whether the application can need the file."""
    if not name.startswith(_SDK):
        return ".dist-info/" not in name or name.endswith(("METADATA", "entry_points.txt"))
    service, below, _ = name.removeprefix(_SDK).partition("/")
    return not below or service in SERVICES


def _write(folder: Path, package: Path) -> None:
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _EPOCH)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _READABLE
                archive.writestr(entry, path.read_bytes())
