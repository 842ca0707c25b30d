"""A small site on the real Application, with a gate that believes a cookie."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from chalicelib.cloud.call import NOBODY, Caller
from chalicelib.cloud.door import Application, Request, Words
from chalicelib.cloud.page import Answered, Page, Pages, Redirect, Visit, hang_pages
from chalicelib.foundation.errors import Forbidden, SignInNeeded, Stale, TooMany, Unavailable
from tests.cloud.page.browser import Browser

SITE = "https://motcua.example"


class DeskGate:
    """Lets everybody into public pages, and into others whoever carries the cookie `who`."""

    def admit(self, request: Request, rule: str) -> Caller:
        who = request.cookies.get("who", "")
        caller = Caller(account=who, name=who, session=f"session-of-{who}") if who else NOBODY
        if rule != "public" and not caller.signed_in:
            raise SignInNeeded("identity/sign-in-needed", "Hãy đăng nhập.", "Please sign in.")
        if rule == "boss" and who != "boss":
            raise Forbidden("identity/forbidden", "Không có quyền.", "You may not.")
        return caller


def small_site() -> Pages:
    """A form, its target, and addresses that go wrong in every way."""
    pages = Pages("test")
    title = Words("Thử", "Test")

    @pages.get("/", rule="public", title=title)
    def home(request: Request, visit: Visit) -> Page:
        return Page("page/trouble.html", _facts(visit), personal=False)

    @pages.get("/don/{id}", rule="public", title=title)
    def form(request: Request, visit: Visit) -> Page:
        return Page("commons/identity/sign_in.html", {"onward": "/", "login": request.params["id"]})

    @pages.get("/mo", rule="public", title=title)
    def open_form(request: Request, visit: Visit) -> Page:
        return Page("commons/identity/sign_in.html", {"onward": "/", "login": ""}, personal=False)

    @pages.post("/mo", rule="public", title=title)
    def open_sent(request: Request, visit: Visit) -> Redirect:
        return Redirect("/")

    @pages.get("/don/moi", rule="public", title=title)
    def new(request: Request, visit: Visit) -> Redirect:
        return Redirect("/don/1", {"a": "b c"})

    @pages.post("/dang-nhap", rule="public", title=title)
    def sent(request: Request, visit: Visit) -> Answered:
        wish = visit.change().wish()
        seen.append((wish.principal, wish.route, wish.key, str(visit.change().expected), visit.typed.get("login")))
        return Redirect("/")

    @pages.get("/rieng", rule="me", title=title)
    def own(request: Request, visit: Visit) -> Page:
        return Page("page/trouble.html", _facts(visit))

    @pages.post("/rieng", rule="me", title=title)
    def own_sent(request: Request, visit: Visit) -> Redirect:
        return Redirect("/")

    @pages.get("/sep", rule="boss", title=title)
    def boss(request: Request, visit: Visit) -> Page:
        return Page("page/trouble.html", _facts(visit))

    for name, refusal in REFUSALS.items():
        pages.get(f"/hong/{name}", rule="public", title=title)(_raiser(refusal))
    return pages


seen: list[tuple[str, ...]] = []

REFUSALS: Mapping[str, Exception] = {
    "409": Stale("call/version-stale", "Vừa thay đổi.", "Changed."),
    "429": TooMany("test/too-many", "Quá nhiều.", "Too many.", retry_after=61),
    "500": RuntimeError("secret detail"),
    "503": Unavailable("test/busy", "Đang bận.", "Busy."),
}


def _raiser(refusal: Exception) -> Callable[[Request, Visit], Page]:
    def view(request: Request, visit: Visit) -> Page:
        raise refusal

    return view


def _facts(visit: Visit) -> dict[str, Any]:
    refusal = Stale("test/shown", "<b>Chữ</b>", "<b>Words</b>")
    return {"refusal": refusal, "status": 200, "heading": Words("Đầu đề", "Heading"), "minutes": 0, "resend": False}


@pytest.fixture(scope="session")
def site() -> Application:
    app = Application("test-pages")
    hang_pages(app, [small_site()], DeskGate())
    return app


@pytest.fixture
def browser(site: Application, monkeypatch: pytest.MonkeyPatch) -> Browser:
    seen.clear()
    monkeypatch.setattr("chalicelib.cloud.page.serving.settings", _Settings)
    return Browser(site)


@pytest.fixture
def at_stage(browser: Browser) -> Browser:
    """The same browser at the raw stage URL."""
    browser.base = "/api"
    return browser


@pytest.fixture
def wishes() -> list[tuple[str, ...]]:
    """What reached the form's target: principal, route, key, expected version, the login typed."""
    return seen


class _Settings:
    site_url = SITE
