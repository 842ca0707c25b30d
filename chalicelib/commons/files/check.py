"""The check of a file: what it really is, whether it can be read and is safe to open. Pure; never raises.

Names and declared types are not asked: anybody can write anything there.
"""

import hashlib

from chalicelib.commons.files.images import check_jpeg, check_png
from chalicelib.commons.files.model import LIMIT, Fault, Kind, Verdict

_KINDS = ((b"%PDF-", Kind.PDF), (b"\xff\xd8\xff", Kind.JPEG), (b"\x89PNG\r\n\x1a\n", Kind.PNG))

_LOOKS: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
    (b"ID3", "video"),
    (b"OggS", "video"),
    (b"\x1aE\xdf\xa3", "video"),
)
_PARTS = (
    (b"word/", "word"),
    (b"xl/", "excel"),
    (b"ppt/", "slides"),
    (b"mimetypeapplication/vnd.oasis", "opendocument"),
)
_TAIL = 22 + 65_535


def inspect(data: bytes) -> Verdict:
    """The verdict on a file's bytes."""
    sha256 = hashlib.sha256(data).hexdigest()
    kind: Kind | None = None
    try:
        _check_size(len(data))
        kind = _kind(data)
        _check_nothing_hidden(data, kind)
        pages = _check_content(data, kind)
    except Fault as fault:
        return Verdict("refused", kind, len(data), sha256, reason=fault.reason)
    return Verdict("kept", kind, len(data), sha256, pages)


def too_large(size: int) -> Verdict:
    """The verdict on a file that is not even read, because it has more bytes than the limit."""
    return Verdict("refused", None, size, "", reason=Fault("too-large", size=str(size)).reason)


def _check_size(size: int) -> None:
    if size == 0:
        raise Fault("empty")
    if size > LIMIT:
        raise Fault("too-large", size=str(size))


def _kind(data: bytes) -> Kind:
    for magic, kind in _KINDS:
        if data.startswith(magic):
            return kind
    looks = look_of(data)
    if looks in ("unknown", "text") and b"%PDF-" in data[:1024]:
        raise Fault("pdf-damaged")
    raise Fault("kind", looks=looks)


def look_of(data: bytes) -> str:
    """What a file of a kind we do not take looks like: a code of `reasons.LOOKS`."""
    if data.startswith(b"PK\x03\x04"):
        near = data[:4096] + data[-_TAIL:]
        return next((looks for part, looks in _PARTS if part in near), "zip")
    if data[4:8] == b"ftyp":
        return _look_of_media(data)
    if data.startswith(b"RIFF"):
        return "picture" if data[8:12] == b"WEBP" else "video"
    for magic, looks in _LOOKS:
        if data.startswith(magic):
            return looks
    return _look_of_text(data[:1024])


def _look_of_media(data: bytes) -> str:
    """ISO base media files: photos of phones, newer picture formats, films."""
    brand = data[8:12]
    if brand in (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"):
        return "heic"
    return "picture" if brand in (b"avif", b"avis") else "video"


def _look_of_text(start: bytes) -> str:
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<"):
        return "markup"
    plain = text and not any(byte < 9 or 13 < byte < 32 for byte in text)
    return "text" if plain else "unknown"


def _check_nothing_hidden(data: bytes, kind: Kind) -> None:
    """Refuses files that are something else as well: an archive at the end, a web page inside a picture.

    Phones append much of their own to pictures, so what follows a picture's end is no fault in itself.
    """
    if _ends_in_archive(data):
        raise Fault("hidden-content", looks="zip")
    if kind is not Kind.PDF:
        lower = data.lower()
        if b"<script" in lower or b"<html" in lower:
            raise Fault("hidden-content", looks="markup")


def _ends_in_archive(data: bytes) -> bool:
    """Whether a ZIP reader would open this: its directory is found from the end (APPNOTE 4.3.16)."""
    tail_at = max(0, len(data) - _TAIL)
    end = data.rfind(b"PK\x05\x06", tail_at)
    while end >= 0:
        directory = end - int.from_bytes(data[end + 12 : end + 16], "little")
        if len(data) - end >= 22 and 0 <= directory < end and data[directory : directory + 4] == b"PK\x01\x02":
            return True
        end = data.rfind(b"PK\x05\x06", tail_at, end)
    return False


def _check_content(data: bytes, kind: Kind) -> int:
    """The number of pages; Fault when the content is not fit to be kept."""
    if kind is Kind.JPEG:
        return check_jpeg(data)
    if kind is Kind.PNG:
        return check_png(data)
    from chalicelib.commons.files.pdf import check_pdf

    return check_pdf(data)
