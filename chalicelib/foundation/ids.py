"""Identifiers that the platform gives out, and digests.

Identifiers are 20 characters of Crockford's base 32 in lower case (no i, l, o, u): 100 bits. `new_id` sorts
by time; `derived_id` is the same for the same parts, so that creating twice creates once.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from chalicelib.foundation.errors import Invalid
from chalicelib.foundation.values import frozen

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 20
_RANDOM_BITS = 55
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _base32(number: int) -> str:
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(5 * (_LENGTH - 1), -1, -5))


def new_id(now: datetime, entropy: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """45 bits of milliseconds since 1970 (enough until the year 3084), then 55 bits of `entropy(7)`."""
    milliseconds = (now - _EPOCH) // timedelta(milliseconds=1)
    if not 0 <= milliseconds < 1 << 45:
        raise ValueError("the moment is outside the years an identifier can hold")
    random = int.from_bytes(entropy(7), "big") & ((1 << _RANDOM_BITS) - 1)
    return _base32(milliseconds << _RANDOM_BITS | random)


def derived_id(*parts: str) -> str:
    """The identifier that belongs to these parts, in this order: the first 100 bits of their SHA-256."""
    framed = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
    return _base32(int.from_bytes(hashlib.sha256(framed).digest()[:13], "big") >> 4)


def is_id(text: str) -> bool:
    """Whether the text has the shape of an identifier."""
    return len(text) == _LENGTH and all(letter in _ALPHABET for letter in text)


def secret_token() -> str:
    """256 random bits for sessions, links and webhooks: 43 characters of base64url."""
    return _base64url(secrets.token_bytes(32))


def digest(content: str | bytes) -> str:
    """SHA-256 of the bytes, or of the text in UTF-8: 43 characters of base64url without padding."""
    return _base64url(hashlib.sha256(content.encode() if isinstance(content, str) else content).digest())


def is_256_bits(text: str) -> bool:
    """Whether the text has the shape of a secret token or a digest."""
    return re.fullmatch(r"[A-Za-z0-9_-]{43}", text) is not None


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


_SEPARATORS = r"[\s./_\u2010-\u2015\u2212-]+"
_TYPED = r"(?P<agency>[0-9A-Z.]+)\.(?P<year>[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})\.(?P<number>[0-9]{1,9})"
_ROOT = r"[A-Z][0-9]{2}"
_LEAF_WIDTHS = (3, 2, 2)
_LONGEST_AGENCY = 35
_LONGEST_TYPED = 120


@frozen
class DossierCode:
    """`agency-YYMMDD-number`: who received the dossier, when, and which one of that day it was.

    Source: Circular 01/2018/TT-VPCP art. 19. `agency` is canonical: leaf first and full
    (`000.00.07.H29`, QCVN 102:2016) or root first (`H29.02.02`, Decision 20/2020/QD-TTg). `day` is Vietnam's.
    `number` starts at 1 each day; past 9999 it grows wider and never wraps.
    """

    agency: str
    day: date
    number: int

    def __post_init__(self) -> None:
        if _canonical_agency(self.agency.split(".")) != self.agency:
            raise _malformed()
        if self.number < 1 or not 2000 <= self.day.year <= 2099:
            raise _malformed()

    def format(self) -> str:
        """The canonical text: `000.00.07.H29-261122-0001`."""
        return f"{self.agency}-{self.day:%y%m%d}-{self.number:04}"

    def __str__(self) -> str:
        return self.format()


def parse_dossier_code(text: str) -> DossierCode:
    """Read a code as people type it: any case, any dashes, spaces for dots, leading zero groups left out.

    A single level-1 group (`H29-...`) is read as `000.00.00.H29`. Invalid `dossier-code/malformed`.
    """
    if len(text) > _LONGEST_TYPED:
        raise _malformed()
    parts = re.fullmatch(_TYPED, re.sub(_SEPARATORS, ".", text.strip().upper()))
    agency = _canonical_agency(parts["agency"].split(".")) if parts else None
    if parts is None or agency is None:
        raise _malformed()
    try:
        day = date(2000 + int(parts["year"]), int(parts["month"]), int(parts["day"]))
    except ValueError:
        raise _malformed() from None
    return DossierCode(agency, day, int(parts["number"]))


def _canonical_agency(groups: list[str]) -> str | None:
    """The agency code in canonical form, or None when the groups are neither of the two known orders."""
    leaf_first = all(re.fullmatch(r"[0-9]{1,3}", group) for group in groups[:-1])
    if leaf_first and len(groups) <= 4 and re.fullmatch(_ROOT, groups[-1]):
        numbers = [0] * (4 - len(groups)) + [int(group) for group in groups[:-1]]
        padded = [f"{number:0{width}}" for number, width in zip(numbers, _LEAF_WIDTHS, strict=True)]
        fits = all(len(group) == width for group, width in zip(padded, _LEAF_WIDTHS, strict=True))
        return ".".join([*padded, groups[-1]]) if fits else None
    written = ".".join(groups)
    root_first = re.fullmatch(_ROOT, groups[0]) and all(re.fullmatch(r"[0-9A-Z]+", group) for group in groups)
    return written if root_first and len(groups) > 1 and len(written) <= _LONGEST_AGENCY else None


def _malformed() -> Invalid:
    return Invalid(
        "dossier-code/malformed",
        vi="Mã hồ sơ không đúng. Mã có dạng 000.00.07.H29-261122-0001, in trên giấy tiếp nhận.",
        en="This is not a dossier code. It looks like 000.00.07.H29-261122-0001, as printed on the receipt.",
    )
