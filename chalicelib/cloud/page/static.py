"""Style sheets, scripts, fonts and pictures, under names that hold a digest of their content.

A name never changes its content, so browsers keep it for a year. The files are built by
`python -m infra.static` and committed; in production CloudFront keeps what these addresses
answer.
"""

import gzip
import json
from functools import cache
from pathlib import Path

from chalice.app import Response

from chalicelib.cloud.door import SAFE_HEADERS, Request
from chalicelib.foundation.errors import Missing

FOLDER = Path(__file__).parent / "static"
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
SQUEEZED = frozenset({".css", ".mjs", ".svg", ".txt"})


@cache
def manifest() -> dict[str, str]:
    """Plain name to hashed name."""
    names: dict[str, str] = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    return names


def static_path(name: str) -> str:
    """The path of a static file by its plain name; KeyError when it was never built."""
    return f"/static/{manifest()[name]}"


def takes_gzip(request: Request) -> bool:
    """Whether the caller accepts gzip."""
    for part in request.headers.get("accept-encoding", "").split(","):
        name, _, weight = part.strip().partition(";")
        if name.strip() == "gzip":
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


@cache
def _content(name: str, squeezed: bool) -> bytes:
    raw = (FOLDER / name).read_bytes()
    return gzip.compress(raw, 9, mtime=0) if squeezed else raw


def serve_static(request: Request) -> Response:
    """One static file by its hashed name; Missing for any other name."""
    name = request.path.rsplit("/", 1)[-1]
    if name not in manifest().values():
        raise Missing("page/static-unknown", "Không có tệp này.", "There is no such file.")
    ending = Path(name).suffix
    squeezed = ending in SQUEEZED and takes_gzip(request)
    headers: dict[str, str | list[str]] = {
        **SAFE_HEADERS,
        "Content-Type": KINDS[ending],
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Cache-Control": "public, max-age=31536000, immutable",
        "Vary": "Accept-Encoding",
    }
    if squeezed:
        headers["Content-Encoding"] = "gzip"
    return Response(_content(name, squeezed), status_code=200, headers=headers)
