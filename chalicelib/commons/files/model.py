"""Files: which kinds are taken, how large, what a check can find, and under which keys they lie. Pure."""

import re
from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Literal

from chalicelib.foundation.values import frozen

LIMIT = 10 * 1024 * 1024
"""The stated limit in bytes; a larger file is refused in words."""
CEILING = 25 * 1024 * 1024
"""What the upload form lets through at all, in bytes; beyond it S3 answers, not we."""
PAGES = 500
"""The most pages a PDF may have."""
PIXELS = 100_000_000
"""The most pixels an image may have; an A3 page at 600 dpi has 70 million."""


class Kind(StrEnum):
    """The kinds of file that are taken."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"

    @property
    def content_type(self) -> str:
        """The media type under which such a file is stored and served."""
        return {Kind.PDF: "application/pdf", Kind.JPEG: "image/jpeg", Kind.PNG: "image/png"}[self]

    @property
    def ending(self) -> str:
        """How the name of such a file ends."""
        return {Kind.PDF: ".pdf", Kind.JPEG: ".jpg", Kind.PNG: ".png"}[self]


@frozen
class Verdict:
    """What the check found. `size` in bytes, `sha256` in hex (empty when the file was too large to be read).

    `pages` is 1 for images. `reason` is empty when kept, else `{"code": "files/...", ...}`; `say_reason` puts
    it in words.
    """

    state: Literal["kept", "refused"]
    kind: Kind | None
    size: int
    sha256: str
    pages: int = 0
    reason: Mapping[str, str] = field(default_factory=dict)

    @property
    def kept(self) -> bool:
        """Whether the file passed."""
        return self.state == "kept"


LOST = Verdict("refused", None, 0, "", reason={"code": "files/lost"})
"""The verdict on a file that was announced and is nowhere any more."""


class Fault(Exception):
    """A check's finding that refuses the file; `reason` as in Verdict."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.reason: Mapping[str, str] = {"code": f"files/{code}", **facts}


@frozen
class Arrival:
    """A file that came in for a dossier and was checked."""

    owner: str
    file_id: str
    verdict: Verdict


_KEY = r"dossiers/([0-9A-Za-z_-]{1,64})/([0-9A-Za-z_-]{1,64})"
_PRINT = r"prints/[0-9A-Za-z_-]{1,64}/[0-9A-Za-z_-]{1,64}\.pdf"


def key_of(owner: str, file_id: str) -> str:
    """The key of a file, the same in quarantine and where it is kept. ValueError for ids of another shape."""
    key = f"dossiers/{owner}/{file_id}"
    if re.fullmatch(_KEY, key) is None:
        raise ValueError("an owner's or file's id has another shape")
    return key


def read_key(key: str) -> tuple[str, str] | None:
    """(owner, file id) of a key, None when it is not one of ours."""
    found = re.fullmatch(_KEY, key)
    return (found[1], found[2]) if found else None


def print_key(owner: str, name: str) -> str:
    """The key of a paper that the platform itself has drawn for a dossier or an agency; no file has such a key.

    ValueError for ids of another shape.
    """
    key = f"prints/{owner}/{name}.pdf"
    if re.fullmatch(_PRINT, key) is None:
        raise ValueError("an owner's or print's name has another shape")
    return key


def download_name(filename: str, kind: Kind) -> str:
    """The name a downloaded file gets: as its sender called it, with the ending of what it really is."""
    stem = re.sub(r"(\.[0-9A-Za-z]{1,5})+$", "", re.split(r"[/\\]", filename)[-1]).strip(" .")
    return (stem or "tep") + kind.ending
