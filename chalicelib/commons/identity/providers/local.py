"""Sign-in with login and password kept by motcua: for demo stages, and for cities without a provider."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode

from chalicelib.cloud import log
from chalicelib.commons.identity import store
from chalicelib.commons.identity.model import Claims
from chalicelib.commons.identity.passwords import hash_password, matches
from chalicelib.foundation.errors import SignInNeeded, TooMany
from chalicelib.foundation.text import fold

MOST_TRIES = 5
WINDOW = timedelta(minutes=15)
_LONGEST = 100


class LocalProvider:
    """The provider `local`. `page` is the address of the page that asks for login and password."""

    name = "local"

    def __init__(self, page: str = "/dang-nhap") -> None:
        self._page = page

    def begin(self, return_to: str, state: str) -> str:
        """The sign-in page, which sends `login` and `password` back."""
        return f"{self._page}?{urlencode({'return_to': return_to, 'state': state})}"

    def complete(self, params: Mapping[str, str], at: datetime) -> Claims:
        """The account of this login and password; an unknown login costs the same work as a known one.

        SignInNeeded `identity/wrong-password`; TooMany `identity/too-many-tries` after MOST_TRIES failures
        of one login, none more than WINDOW after the one before, whatever the next password is.
        """
        login = fold(params.get("login", "")[:_LONGEST])
        password = params.get("password", "")
        if not login or not password or not _is_text(login + password):
            raise wrong_password()
        closed_until = store.count_try(login, at, MOST_TRIES, WINDOW)
        if closed_until is not None:
            log.info("sign_in.limited", provider=self.name)
            raise _too_many(closed_until - at)
        known = store.login(login)
        if not matches(password, known[1] if known else None) or known is None:
            log.info("sign_in.failed", provider=self.name, account=known[0] if known else "")
            raise wrong_password()
        store.forget_tries(login)
        return Claims(subject=known[0], provider=self.name)

    def self_check(self) -> list[str]:
        """Whether this Python's OpenSSL knows scrypt."""
        try:
            hash_password("self-check")
        except (AttributeError, ValueError) as error:
            return [f"scrypt does not work here: {error}"]
        return []


def _is_text(typed: str) -> bool:
    """Whether it can be written in UTF-8; JSON can smuggle in halves of characters."""
    return not any("\ud800" <= letter <= "\udfff" for letter in typed)


def wrong_password() -> SignInNeeded:
    """The one refusal of all failed tries: it does not tell whether the login exists."""
    return SignInNeeded(
        "identity/wrong-password",
        "Tên đăng nhập hoặc mật khẩu chưa đúng.",
        "The login or the password is not right.",
    )


def _too_many(wait: timedelta) -> TooMany:
    seconds = max(1, int(wait.total_seconds()))
    minutes = -(-seconds // 60)
    return TooMany(
        "identity/too-many-tries",
        f"Đăng nhập sai quá nhiều lần. Hãy thử lại sau {minutes} phút.",
        f"Too many failed sign-ins. Try again in {minutes} minutes.",
        retry_after=seconds,
    )
