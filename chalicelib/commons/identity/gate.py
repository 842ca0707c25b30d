"""The gate in front of every door and page: who is asking, and may somebody like them knock here at all.

A session's token comes in `Authorization: Bearer`, else in the cookie. On an encrypted connection only the
cookie `__Host-motcua` is read; on a plain one (the laptop's front) only `motcua`, since browsers and clients
drop Secure cookies there. A cookie set over plain HTTP never opens a session on an encrypted connection.
"""

from dataclasses import replace

from chalicelib.cloud.call import NOBODY, Caller
from chalicelib.cloud.door import Request
from chalicelib.cloud.page.cookies import read_cookie, set_cookie
from chalicelib.commons.identity.model import Session
from chalicelib.commons.identity.policy import PUBLIC, entry, forbidden, roles_of
from chalicelib.commons.identity.service import IdentityService
from chalicelib.foundation.clock import Clock, now
from chalicelib.foundation.errors import SignInNeeded

COOKIE = "motcua"
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_FROM_US = frozenset({"", "same-origin", "none"})


class Gate:
    """Admits callers by the policy table. `clock` says when a session is looked at; tests set it."""

    def __init__(self, service: IdentityService, clock: Clock = now) -> None:
        self._service = service
        self._clock = clock

    def admit(self, request: Request, rule: str) -> Caller:
        """The caller. `rule` is `public` or an action of the policy table; public ones turn nobody away.

        Where only what an absent officer has lent opens the door, the caller comes in on their behalf.

        SignInNeeded `identity/sign-in-needed`, Forbidden `identity/forbidden`; UnknownAction when no row
        has the rule.
        """
        knocking = frozenset({PUBLIC}) if rule == PUBLIC else entry(rule)
        session = self.session(request)
        caller = caller_of(session) if session is not None else NOBODY
        if knocking & roles_of(caller.alone):
            return caller
        for lent in caller.lent:
            if knocking & lent.roles:
                return replace(caller, on_behalf=lent.account)
        if not caller.signed_in:
            raise SignInNeeded("identity/sign-in-needed", "Hãy đăng nhập để tiếp tục.", "Please sign in to continue.")
        raise forbidden()

    def session(self, request: Request) -> Session | None:
        """The session this request belongs to, None when there is none or it has ended."""
        token = token_of(request)
        return self._service.session_of(token, self._clock()) if token else None


def token_of(request: Request) -> str:
    """The token a request carries, empty when none. `Authorization`, when named, stands alone.

    A change that another site's page has sent (Sec-Fetch-Site says so) counts as having no cookie.
    """
    named = request.headers.get("authorization", "")
    if named:
        scheme, _, token = named.partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""
    if request.method not in _READING and request.headers.get("sec-fetch-site", "") not in _FROM_US:
        return ""
    return read_cookie(COOKIE, request)


def caller_of(session: Session) -> Caller:
    """Who a session stands for."""
    return Caller(
        account=session.account,
        name=session.name,
        roles=session.roles,
        unit=session.unit,
        session=session.id,
        lent=session.lent,
    )


def session_cookie(token: str, request: Request) -> str:
    """The Set-Cookie header that keeps a session until the browser is closed: people share machines."""
    return set_cookie(COOKIE, token, request)


def no_session_cookie(request: Request) -> str:
    """The Set-Cookie header that removes it."""
    return set_cookie(COOKIE, "", request, seconds=0)
