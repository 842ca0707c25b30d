"""Signing in and out on pages, with the session in a cookie."""

from chalicelib.cloud.call import Caller
from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Answered, Page, Pages, Redirect, Visit, own_path, page_status
from chalicelib.commons.identity import entry, no_session_cookie, service, session_cookie
from chalicelib.commons.identity.model import Session
from chalicelib.foundation.errors import Refusal, SignInNeeded, TooMany

pages = Pages("identity")
SIGN_IN = Words("Đăng nhập", "Sign in")


@pages.get("/dang-nhap", rule="sessions.open", title=SIGN_IN)
def sign_in_page(request: Request, visit: Visit) -> Answered:
    """The sign-in form; somebody already signed in goes on at once."""
    onward = own_path(request.query.get("next", "/"))
    if visit.caller.signed_in:
        return Redirect(_landing(onward, visit.caller))
    return _form(onward)


@pages.post("/dang-nhap", rule="sessions.open", title=SIGN_IN)
def sign_in(request: Request, visit: Visit) -> Answered:
    """Opens a session and goes on to where the person wanted to be."""
    onward = own_path(visit.typed.get("next", "/"))
    login, password = visit.typed.get("login"), _password(visit)
    try:
        token, session = service().sign_in(login, password, visit.call.at)
    except (SignInNeeded, TooMany) as refusal:
        return _form(onward, login, refusal)
    return Redirect(_landing(onward, session), cookies=(session_cookie(token, request),))


@pages.post("/dang-xuat", rule="me.read", title=Words("Đăng xuất", "Sign out"))
def sign_out(request: Request, visit: Visit) -> Redirect:
    """Ends this session everywhere."""
    service().sign_out(visit.caller.session)
    return Redirect("/", cookies=(no_session_cookie(request),))


def _form(onward: str, login: str = "", refusal: Refusal | None = None) -> Page:
    status = page_status(refusal) if refusal else 200
    facts = {"onward": onward, "login": login, "refusal": refusal, "wrong": refusal is not None}
    headers = {"Retry-After": str(refusal.retry_after)} if isinstance(refusal, TooMany) else {}
    return Page("commons/identity/sign_in.html", facts, status=status, headers=headers)


def _landing(onward: str, who: Session | Caller) -> str:
    """Where somebody wanted to go; else where their work is."""
    if onward != "/":
        return onward
    if who.roles & entry("queue.read"):
        return "/can-bo"
    if who.roles & entry("portal.manage"):
        return "/quan-tri"
    return "/" if who.unit else "/ho-so"


def _password(visit: Visit) -> str:
    """The password as typed: spaces at its ends count."""
    sent = visit.typed.values.get("password", ("",))
    return sent[-1]
