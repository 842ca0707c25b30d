"""Builds the static files that pages serve: hashed names, so that browsers may keep them for a year.

`python -m infra.static` reads `static/` (not `static/design`, which is what style sheets and scripts are made from:
infra/design.py), writes `chalicelib/cloud/page/static/` with its `manifest.json`. Older
files stay until `--tidy`: pages that are still open may ask for them.
"""

import hashlib
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "static"
BUILT = ROOT / "chalicelib" / "cloud" / "page" / "static"
DESIGN = "design"

_ADDRESS = re.compile(rb'url\("?([^")]+)"?\)')
_SPACE = re.compile(rb"\s*\n\s*")


def build(sources: Path = SOURCES) -> dict[str, bytes]:
    """The built files by name, `manifest.json` among them. Style sheets name other files by their built names."""
    plain = sorted(path for path in sources.rglob("*") if path.is_file() and DESIGN not in path.parts)
    contents: dict[str, bytes] = {}
    manifest: dict[str, str] = {}
    for path in sorted(plain, key=lambda one: one.suffix == ".css"):
        content = path.read_bytes()
        if path.suffix == ".css":
            content = _style(content, manifest)
        name = f"{path.stem}.{hashlib.sha256(content).hexdigest()[:12]}{path.suffix}"
        manifest[path.name] = name
        contents[name] = content
    contents["manifest.json"] = (json.dumps(manifest, indent=1, sort_keys=True) + "\n").encode()
    return contents


def _style(content: bytes, manifest: dict[str, str]) -> bytes:
    named = _ADDRESS.sub(lambda found: f'url("{manifest[found[1].decode().split("/")[-1]]}")'.encode(), content)
    return _SPACE.sub(b"\n", named).strip() + b"\n"


def main() -> None:
    """Writes what has changed and says so."""
    BUILT.mkdir(parents=True, exist_ok=True)
    contents = build()
    if "--tidy" in sys.argv:
        for path in BUILT.iterdir():
            if path.name not in contents:
                path.unlink()
                print(f"- {path.name}")
    for name, content in contents.items():
        path = BUILT / name
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)
            print(f"+ {name}")


if __name__ == "__main__":
    main()
