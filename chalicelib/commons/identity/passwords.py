"""Passwords as they are stored: scrypt (RFC 7914), its cost beside the salt so that it can be raised later.

`scrypt$14$8$1$<salt>$<hash>`: log2 of n, r, p, then 16 and 32 bytes in base64url. It takes 16 MB and some
50 ms of one processor.
"""

import base64
import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Callable

LONGEST = 200
_LOG_N, _R, _P = 14, 8, 1
_MEMORY = 64 * 1024 * 1024


def hash_password(password: str, entropy: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """What is stored instead of the password."""
    return _spelled(entropy(16), _LOG_N, _R, _P, password)


def matches(password: str, stored: str | None) -> bool:
    """Whether the password fits what is stored. None (an unknown login) takes as long and never fits."""
    kind, log_n, r, p, salt, _ = (stored or _NOBODYS).split("$")
    if kind != "scrypt":
        raise ValueError("the stored password has an unknown form")
    computed = _spelled(_decoded(salt), int(log_n), int(r), int(p), password)
    return hmac.compare_digest(computed.encode(), (stored or _NOBODYS).encode())


def _spelled(salt: bytes, log_n: int, r: int, p: int, password: str) -> str:
    """Passwords are compared in Unicode NFKC: keyboards spell Vietnamese letters in more than one way."""
    content = unicodedata.normalize("NFKC", password[:LONGEST]).encode()
    key = hashlib.scrypt(content, salt=salt, n=1 << log_n, r=r, p=p, maxmem=_MEMORY, dklen=32)
    return f"scrypt${log_n}${r}${p}${_encoded(salt)}${_encoded(key)}"


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


_NOBODYS = f"scrypt${_LOG_N}${_R}${_P}${_encoded(bytes(16))}${_encoded(bytes(32))}"
