"""What a use case knows about the request it serves: who asks, under which key, when, in which language."""

from collections.abc import Callable
from dataclasses import field, replace
from datetime import datetime
from typing import Any

from chalicelib.foundation.errors import Malformed, Stale, Unavailable, VersionNeeded
from chalicelib.foundation.values import frozen

LANGUAGES = ("vi", "en")
LEAST_SECONDS = 8.0
"""What one more try may take at worst: two calls of the table's client with their retry."""


@frozen
class Lent:
    """What an absent officer's deputy has from them: the roles that the deputy does not hold anyway."""

    account: str
    roles: frozenset[str] = frozenset()


@frozen
class Caller:
    """Who asks. `unit` is the agency an officer's post belongs to; citizens have none.

    `account` is empty for somebody who has not signed in. `session` names the session for sign-out and for
    the anti-forgery token of pages; it is a digest, never the secret of the cookie.

    `roles` are all that the caller has today, those `lent` by absent officers among them. `on_behalf` is the absent
    officer by whose right this call is made, empty while the caller's own posts allow it; journal entries name both.
    """

    account: str = ""
    name: str = ""
    roles: frozenset[str] = frozenset()
    unit: str = ""
    session: str = ""
    lent: tuple[Lent, ...] = ()
    on_behalf: str = ""

    @property
    def signed_in(self) -> bool:
        """Whether somebody is signed in."""
        return bool(self.account)

    @property
    def alone(self) -> "Caller":
        """The caller with nothing that others have lent."""
        if not self.lent:
            return self
        borrowed = {role for one in self.lent for role in one.roles}
        return replace(self, roles=self.roles - borrowed, lent=(), on_behalf="")

    def stands_in_for(self, account: str) -> bool:
        """Whether the caller is the deputy of an officer who is absent now."""
        return any(one.account == account for one in self.lent)


NOBODY = Caller()


@frozen
class Intent:
    """One wish of one caller, however often it is sent.

    `principal` + `route` + `key` name the wish; `fingerprint` is a digest of what was sent, so that the same key
    with other content is noticed.
    """

    principal: str
    route: str
    key: str
    fingerprint: str


@frozen
class Call:
    """One call of a use case.

    `expected` is the version the caller has seen (If-Match), None when not given; `body` is what was sent, already
    checked against the door's schema; `remaining()` is the time left in seconds.
    """

    caller: Caller
    at: datetime
    lang: str = "vi"
    intent: Intent | None = None
    expected: int | None = None
    remaining: Callable[[], float] = field(default=lambda: 20.0)
    body: Any = None

    def wish(self) -> Intent:
        """The intent of a change; a change without a key is refused before anything is read."""
        if self.intent is None:
            raise key_missing()
        return self.intent

    def must_have_time(self) -> None:
        """Refuses to begin another try when the caller would not wait for its end."""
        if self.remaining() < LEAST_SECONDS:
            raise Unavailable(
                "call/out-of-time",
                "Hệ thống đang bận. Thông tin của bạn chưa bị mất; hãy thử lại sau ít phút.",
                "The system is busy. Nothing you entered is lost; please try again in a few minutes.",
            )

    def must_match(self, version: int, since: int | None = None) -> None:
        """Refuses a change that is based on another version than the stored one.

        `since` is the version of the last change that a person made: what the platform itself has added after it,
        such as the check of an uploaded file, does not make a caller's view stale.
        """
        if self.expected is None:
            raise VersionNeeded(
                "call/version-missing",
                "Thiếu phiên bản mà thay đổi này dựa vào (tiêu đề If-Match).",
                "The If-Match header with the version this change is based on is missing.",
            )
        oldest = version if since is None else since
        if not oldest <= self.expected <= version:
            raise stale()


def stale() -> Stale:
    """The refusal for a change that lost against another one."""
    return Stale(
        "call/version-stale",
        "Hồ sơ vừa được người khác thay đổi. Hãy xem lại nội dung mới rồi thực hiện lại.",
        "Somebody has just changed this. Look at the new state, then try again.",
    )


def key_missing() -> Malformed:
    """The refusal for a change that nobody could recognise when it is sent again."""
    return Malformed(
        "call/key-missing",
        "Thiếu khóa chống gửi trùng (tiêu đề Idempotency-Key).",
        "The Idempotency-Key header is missing.",
    )
