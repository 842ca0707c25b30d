"""Pages of a list: how many rows, and the sealed place where the next page starts.

A cursor is signed, not secret: it carries no more than the keys of a row its holder has just seen. It opens
only for the scope it was sealed for (who reads, and which list with which filters), and nowhere else.
"""

import base64
import binascii
import hashlib
import hmac
import json
from typing import Any

from chalicelib.foundation.errors import Invalid, Malformed

_SEAL = 16
_LONGEST = 2048


def seal_cursor(key: bytes, scope: str, position: dict[str, Any]) -> str:
    """The text that stands for this position; JSON values only."""
    body = json.dumps(position, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    return base64.urlsafe_b64encode(_seal(key, scope, body) + body).rstrip(b"=").decode()


def open_cursor(key: bytes, scope: str, text: str) -> dict[str, Any]:
    """The position again. Malformed `paging/cursor-invalid` when changed, cut or of another scope."""
    content = _decoded(text)
    seal, body = content[:_SEAL], content[_SEAL:]
    if not body or not hmac.compare_digest(seal, _seal(key, scope, body)):
        raise _refused()
    position: dict[str, Any] = json.loads(body)
    return position


def _seal(key: bytes, scope: str, body: bytes) -> bytes:
    name = scope.encode()
    framed = b"motcua-cursor-1" + len(name).to_bytes(4, "big") + name + body
    return hmac.new(key, framed, hashlib.sha256).digest()[:_SEAL]


def _decoded(text: str) -> bytes:
    """The bytes, if the text is their one and only spelling."""
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise _refused() from None
    if len(text) > _LONGEST or base64.urlsafe_b64encode(content).rstrip(b"=").decode() != text:
        raise _refused()
    return content


def _refused() -> Malformed:
    return Malformed(
        "paging/cursor-invalid",
        vi="Vị trí trang không hợp lệ hoặc thuộc danh sách khác. Hãy mở lại danh sách từ đầu.",
        en="This page mark is not valid or belongs to another list. Open the list again from its beginning.",
    )


def page_size(text: str | None, default: int = 25, top: int = 100) -> int:
    """How many rows were asked for: `default` when not said. Invalid `paging/size-invalid` outside 1..top."""
    if not text:
        return default
    if text.isascii() and text.isdigit() and len(text) <= 6 and 1 <= int(text) <= top:
        return int(text)
    raise Invalid(
        "paging/size-invalid",
        vi=f"Số dòng mỗi trang phải từ 1 đến {top}.",
        en=f"The number of rows on a page is between 1 and {top}.",
    )
