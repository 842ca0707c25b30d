"""JPEG and PNG: whole, and not so large that opening them harms. Structure only; pixels are never decoded.

Sources: ITU-T T.81 annex B (JPEG markers), PNG specification (W3C, third edition) section 5.
"""

import zlib

from chalicelib.commons.files.model import PIXELS, Fault

_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
_SCAN, _END = 0xDA, 0xD9
_SIGNATURE = 8
_AROUND_CHUNK = 12


def check_jpeg(data: bytes) -> int:
    """1, the number of pages. Fault `image-damaged`, `image-pixels`."""
    place = 2
    framed = False
    while place + 4 <= len(data):
        if data[place] != 0xFF:
            raise Fault("image-damaged")
        marker = data[place + 1]
        if marker == 0xFF or marker in _BARE:
            place += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(data[place + 2 : place + 4], "big")
        if marker == _END or length < 2:
            break
        if marker in _FRAMES and length >= 8:
            height, width = _pair(data, place + 5, 2)
            _check_pixels(width, height)
            framed = True
        if marker == _SCAN:
            if framed and data.find(b"\xff\xd9", place + 2 + length) > 0:
                return 1
            break
        place += 2 + length
    raise Fault("image-damaged")


def check_png(data: bytes) -> int:
    """1, the number of pages. Fault `image-damaged` (a chunk cut off or changed), `image-pixels`."""
    place = _SIGNATURE
    seen: list[bytes] = []
    while place + _AROUND_CHUNK <= len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        end = place + _AROUND_CHUNK + length
        body = memoryview(data)[place + 4 : end - 4]
        if end > len(data) or zlib.crc32(body) != int.from_bytes(data[end - 4 : end], "big"):
            break
        name = data[place + 4 : place + 8]
        if not seen and (name != b"IHDR" or length != 13):
            break
        if not seen:
            _check_pixels(*_pair(data, place + 8, 4))
        if name == b"IEND":
            if b"IDAT" in seen:
                return 1
            break
        if name not in seen:
            seen.append(name)
        place = end
    raise Fault("image-damaged")


def _pair(data: bytes, place: int, width: int) -> tuple[int, int]:
    first = int.from_bytes(data[place : place + width], "big")
    return first, int.from_bytes(data[place + width : place + 2 * width], "big")


def _check_pixels(width: int, height: int) -> None:
    if width == 0 or height == 0:
        raise Fault("image-damaged")
    if width * height > PIXELS:
        raise Fault("image-pixels", width=str(width), height=str(height))
