"""Against forged forms: a POST must come from a page of ours that was shown to the same person.

Two locks. The browser's own word where a request comes from (Sec-Fetch-Site, else Origin), and a token that
only a page of ours can hold: HMAC under a secret of this browser's cookie over the session and the target's
path. A nonce makes each token different, so compressed pages give nothing away (BREACH).
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

from chalicelib.cloud.door import Request
from chalicelib.cloud.page.cookies import read_cookie, set_cookie
from chalicelib.foundation.errors import Forbidden
from chalicelib.foundation.ids import is_256_bits, secret_token

COOKIE = "visit"


class Seal:
    """The anti-forgery tokens of one visit. `issued`: the page holds one, so the cookie must be set."""

    def __init__(self, request: Request, session: str) -> None:
        held = read_cookie(COOKIE, request)
        self._known = is_256_bits(held)
        self._secret = held if self._known else secret_token()
        self._session = session
        self._request = request
        self.issued = False

    def token(self, action: str) -> str:
        """The token for a form that posts to this path (as routes are written, without the base)."""
        self.issued = True
        nonce = secrets.token_urlsafe(9)
        return f"{nonce}.{self._mac(nonce, action)}"

    def opens(self, token: str, action: str) -> bool:
        """Whether the token was made for this browser, session and path."""
        nonce, _, mac = token.partition(".")
        return self._known and hmac.compare_digest(mac.encode(), self._mac(nonce, action).encode())

    def cookies(self) -> tuple[str, ...]:
        """The Set-Cookie header that a page with a first token needs."""
        return (set_cookie(COOKIE, self._secret, self._request),) if self.issued and not self._known else ()

    def _mac(self, nonce: str, action: str) -> str:
        framed = "\n".join((nonce, self._session, action)).encode()
        return hmac.new(self._secret.encode(), framed, hashlib.sha256).hexdigest()


def must_be_ours(request: Request, site_url: Callable[[], str]) -> None:
    """Forbidden `page/cross-site` when the browser says that the form stood on another site."""
    said = request.headers.get("sec-fetch-site", "")
    if said == "same-origin":
        return
    origin = request.headers.get("origin", "")
    if said in ("cross-site", "same-site") or (origin and not _ours(origin, request, site_url)):
        raise Forbidden(
            "page/cross-site",
            "Yêu cầu này được gửi từ một trang khác nên không được thực hiện.",
            "This was sent from another site and was not carried out.",
        )


def _ours(origin: str, request: Request, site_url: Callable[[], str]) -> bool:
    try:
        host = urlsplit(origin).netloc
    except ValueError:  # such as `http://[`: no origin of any browser
        return False
    hosts = {request.headers.get("host", ""), request.headers.get("x-forwarded-host", "")}
    return bool(host) and (host in hosts or origin == site_url())


def forged() -> Forbidden:
    """The refusal for a form whose token does not open."""
    return Forbidden(
        "page/form-expired",
        "Biểu mẫu này đã hết hiệu lực vì để quá lâu hoặc vì bạn vừa đăng nhập lại. Chưa có gì được gửi đi.",
        "This form is no longer valid: it was open too long, or you signed in again. Nothing has been sent.",
    )
