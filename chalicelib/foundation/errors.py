"""The one tree of refusals.

Every refusal has a stable `code` (`room/what-went-wrong`), a sentence in Vietnamese and in English, and
belongs to a family. The family decides the HTTP status and whether trying again can help; nothing else does.
"""

from collections.abc import Sequence
from typing import ClassVar

from chalicelib.foundation.values import frozen


@frozen
class FieldError:
    """One wrong field. `field` is a path such as `papers.charter` or `contents.2.title`."""

    field: str
    code: str
    vi: str
    en: str


class Refusal(Exception):
    """A request the platform understands and will not carry out."""

    status: ClassVar[int] = 400
    try_again: ClassVar[bool] = False

    def __init__(self, code: str, vi: str, en: str, fields: Sequence[FieldError] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.vi = vi
        self.en = en
        self.fields = tuple(fields)


class Invalid(Refusal):
    """What was sent is wrong; `fields` lists every wrong field at once."""

    status = 422


class Malformed(Refusal):
    """The request cannot be read at all: not JSON, a header missing, a cursor that was changed."""

    status = 400


class SignInNeeded(Refusal):
    """Nobody is signed in, and the rule of this address wants somebody."""

    status = 401


class Forbidden(Refusal):
    """Somebody is signed in and may not do this."""

    status = 403


class Missing(Refusal):
    """It does not exist, or the caller may not know that it does."""

    status = 404


class WrongMethod(Refusal):
    """The address exists; this method does not."""

    status = 405


class NotAcceptable(Refusal):
    """The caller accepts only media types this address cannot give."""

    status = 406


class Conflict(Refusal):
    """The state of the thing does not allow this."""

    status = 409


class Stale(Refusal):
    """The thing has changed since the caller read it."""

    status = 412


class TooLarge(Refusal):
    """The body is larger than this address takes."""

    status = 413


class WrongMediaType(Refusal):
    """The body has a content type that this address does not read."""

    status = 415


class VersionNeeded(Refusal):
    """A change without the version it was based on."""

    status = 428


class TooMany(Refusal):
    """Too many requests; trying again later helps. `retry_after` is in seconds."""

    status = 429
    try_again = True

    def __init__(self, code: str, vi: str, en: str, retry_after: int = 60) -> None:
        super().__init__(code, vi, en)
        self.retry_after = retry_after


class Unavailable(Refusal):
    """A part of the platform does not answer in time; trying again with the same key is safe."""

    status = 503
    try_again = True


class Paused(Unavailable):
    """Changes are paused until a known time; reading goes on. `retry_after` is in seconds."""

    def __init__(self, code: str, vi: str, en: str, retry_after: int = 60 * 60) -> None:
        super().__init__(code, vi, en)
        self.retry_after = retry_after
