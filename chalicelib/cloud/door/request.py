"""A request as the doors see it, read from API Gateway's event; nothing of Chalice or AWS beyond this file."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import field
from hmac import compare_digest
from http.cookies import CookieError, SimpleCookie
from typing import Any

from chalicelib.cloud.call import LANGUAGES
from chalicelib.cloud.settings import front_digest
from chalicelib.foundation.errors import Malformed
from chalicelib.foundation.ids import digest
from chalicelib.foundation.values import frozen

FRONT = "x-motcua-front"
"""What the front sends its key in. A Request carries it, without the key, only when it really came that way."""
UNKEYED = "1"
"""What a front without a key sends. It counts only where the stage has none either (tests, development)."""


@frozen
class Request:
    """Header names are lower-case; `query` holds the last value of each name, `queries` all of them.

    `base` is what links must start with: empty behind the front, `/api` at the raw stage URL.
    """

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    queries: Mapping[str, list[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    source_ip: str = ""
    request_id: str = ""
    base: str = ""

    @property
    def media_type(self) -> str:
        """The body's media type without parameters, lower-case; empty when none is named."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies sent; a cookie header that cannot be read counts as none."""
        jar: SimpleCookie = SimpleCookie()
        try:
            jar.load(self.headers.get("cookie", ""))
        except CookieError:
            return {}
        return {name: morsel.value for name, morsel in jar.items()}

    @property
    def lang(self) -> str:
        """The caller's language: the query's `lang`, else the cookie, else Accept-Language, else Vietnamese."""
        named = (self.query.get("lang", ""), self.cookies.get("lang", ""))
        for name in named:
            if name in LANGUAGES:
                return name
        return _accepted_language(self.headers.get("accept-language", ""))

    @property
    def secure(self) -> bool:
        """Whether the caller's own connection is encrypted, as the front reports it."""
        return self.headers.get("x-forwarded-proto", "https").split(",")[0].strip() == "https"


def _accepted_language(header: str) -> str:
    ranked: list[tuple[float, int, str]] = []
    for order, part in enumerate(header.split(",")):
        name, _, weight = part.partition(";q=")
        code = name.strip().lower()[:2]
        try:
            worth = float(weight) if weight else 1.0
        except ValueError:
            worth = 0.0
        if code in LANGUAGES and worth > 0:
            ranked.append((-worth, order, code))
    return min(ranked)[2] if ranked else "vi"


def read_request(event: Mapping[str, Any]) -> Request:
    """The request of an API Gateway REST proxy event (payload format 1.0)."""
    context = event.get("requestContext") or {}
    headers = _trusted({str(name).lower(): str(value) for name, value in (event.get("headers") or {}).items()})
    queries = {name: list(values) for name, values in (event.get("multiValueQueryStringParameters") or {}).items()}
    if not queries:
        queries = {name: [value] for name, value in (event.get("queryStringParameters") or {}).items()}
    path = str(event.get("path") or context.get("path") or "/")
    return Request(
        method=str(context.get("httpMethod") or event.get("httpMethod") or "GET"),
        path=path,
        params=dict(event.get("pathParameters") or {}),
        query={name: values[-1] for name, values in queries.items() if values},
        queries=queries,
        headers=headers,
        body=_body(event),
        source_ip=_source(context, headers),
        request_id=str(context.get("requestId") or ""),
        base=_base(context, headers, path),
    )


def _trusted(headers: dict[str, str]) -> dict[str, str]:
    """The headers without the front's key, and without its mark when somebody else has set it."""
    sent = headers.pop(FRONT, "")
    genuine = compare_digest(digest(sent.encode(errors="replace")), front_digest() or digest(UNKEYED))
    return {**headers, FRONT: UNKEYED} if sent and genuine else headers


def _source(context: Mapping[str, Any], headers: Mapping[str, str]) -> str:
    """The caller's address: the one before the front's own in X-Forwarded-For, else as the gateway saw it.

    Whoever goes round the front cannot name an address: only what the front has sent is believed.
    """
    hops = [hop.strip() for hop in headers.get("x-forwarded-for", "").split(",")]
    named = hops[-2] if FRONT in headers and len(hops) > 1 else ""
    return named or str((context.get("identity") or {}).get("sourceIp") or "")


def _body(event: Mapping[str, Any]) -> bytes:
    body = event.get("body")
    if body is None:
        return b""
    if isinstance(body, bytes):
        return body
    if not event.get("isBase64Encoded"):
        return str(body).encode()
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error as error:
        raise Malformed(
            "door/body-unreadable", "Không đọc được nội dung gửi lên.", "The body cannot be read."
        ) from error


def _base(context: Mapping[str, Any], headers: Mapping[str, str], path: str) -> str:
    if FRONT in headers:
        return ""
    full = str(context.get("path") or "")
    stage = str(context.get("stage") or "")
    return f"/{stage}" if (stage and full == f"/{stage}{path}".rstrip("/")) or full == f"/{stage}{path}" else ""
