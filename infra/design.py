"""Builds the style sheets and the script from `static/design` (Sass, GOV.UK Frontend, esbuild); needs Node.

`python -m infra.design` installs what static/design/package-lock.json pins, builds `static/*.css` and
`static/*.mjs`, notes in `static/design/built.json` which sources they were made from, and hands them on to
infra/static.py. The results are committed: neither installing nor running needs Node, and a test without Node
notices sources that were not built.
"""

import hashlib
import json
import subprocess
from collections.abc import Iterable
from pathlib import Path

from infra import static

SOURCES = static.SOURCES / static.DESIGN
NOTE = SOURCES / "built.json"
MADE = ("site.css", "kiosk.css", "site.mjs", "kiosk.mjs")
_KINDS = frozenset({".scss", ".js", ".json"})


def sources() -> list[Path]:
    """What the design is made from, in order."""
    return sorted(path for path in SOURCES.iterdir() if path.suffix in _KINDS and path != NOTE)


def digest(paths: Iterable[Path]) -> str:
    """One digest of several files, by name and content."""
    whole = hashlib.sha256()
    for path in paths:
        whole.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def facts() -> dict[str, str]:
    """What the note says when it is true: the digest of the sources and of what was made of them."""
    return {"sources": digest(sources()), "made": digest(static.SOURCES / name for name in MADE)}


def main() -> None:
    """Builds, notes, and builds the hashed files."""
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=SOURCES, check=True)
    subprocess.run(["npm", "run", "build"], cwd=SOURCES, check=True)
    NOTE.write_text(json.dumps(facts(), indent=1) + "\n", encoding="utf-8")
    static.main()


if __name__ == "__main__":
    main()
