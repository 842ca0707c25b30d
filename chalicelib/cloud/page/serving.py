"""Hangs the pages on the application and serves them: find, admit, check the form, render."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalice.app import Response

from chalicelib.cloud import log, telemetry
from chalicelib.cloud.call import NOBODY, Call, Caller
from chalicelib.cloud.door import PUBLIC, Application, Gate, Request
from chalicelib.cloud.door.application import BUDGET_SECONDS
from chalicelib.cloud.door.problem import Broken
from chalicelib.cloud.page.answer import Answered, Attachment, Download, Page
from chalicelib.cloud.page.around import Around, Nothing
from chalicelib.cloud.page.csrf import Seal, forged, must_be_ours
from chalicelib.cloud.page.language import chosen
from chalicelib.cloud.page.render import hand_out, page_headers, respond
from chalicelib.cloud.page.routing import DEEPEST, Pages, Route, Table
from chalicelib.cloud.page.static import serve_static
from chalicelib.cloud.page.trouble import trouble
from chalicelib.cloud.page.typed import Typed, read_form
from chalicelib.cloud.page.url import segments, url
from chalicelib.cloud.page.visit import Visit
from chalicelib.cloud.settings import settings
from chalicelib.foundation.errors import Missing, Refusal, SignInNeeded

SIGN_IN = "/dang-nhap"


def hang_pages(app: Application, rooms: Sequence[Pages], gate: Gate, around: Around | None = None) -> None:
    """Registers the pages of all rooms: the home page, addresses of one to six parts, the static files.

    `around` says what stands around them all, and when changes are paused.
    """
    site = Site(Table(rooms), gate, around=around)
    for path in addresses():
        app.hang(path, ["GET", "POST"], site.serve)
    app.hang("/static/{name}", ["GET"], lambda request, at: serve_static(request))


def addresses() -> list[str]:
    """`/`, `/{p1}` … `/{p1}/…/{p6}`: what the gateway knows of pages."""
    return ["/", *("".join(f"/{{p{n}}}" for n in range(1, depth + 1)) for depth in range(1, DEEPEST + 1))]


class Site:
    """All pages behind one gate. `site_url` is the public address, for checking where forms come from; `around` says
    what stands around every page."""

    def __init__(
        self, table: Table, gate: Gate, site_url: Callable[[], str] | None = None, around: Around | None = None
    ) -> None:
        self.table = table
        self.gate = gate
        self.site_url = site_url or (lambda: settings().site_url)
        self.around = around or Nothing()

    def serve(self, request: Request, at: datetime) -> Response:
        """The answer to one request, whatever happens. Unknown API addresses get a problem document."""
        parts = segments(request.path)
        if parts and parts[0] == "api":
            raise Missing("door/unknown", "Không có địa chỉ này.", "There is no such address.")
        serving = _Serving(self, request, at)
        try:
            return serving.answer(parts)
        except Refusal as refusal:
            return serving.refuse(refusal)
        except Exception:  # noqa: BLE001
            log.error("page.broken", request_id=request.request_id, exc_info=True)
            return serving.refuse(Broken(request.request_id or "-"))


class _Serving:
    """One request on its way. What is known so far is kept, so that a page of trouble can use it."""

    def __init__(self, site: Site, request: Request, at: datetime) -> None:
        self._site = site
        self._request = request
        self._at = at
        self._route = ""
        self._path = request.path
        self._typed = Typed()
        self._caller: Caller | None = None
        self._ours = False

    def answer(self, parts: tuple[str, ...] | None) -> Response:
        """Serves the page, or raises what trouble shows."""
        route, found = self._site.table.find(self._request.method, parts)
        self._route, self._path = route.path, "/" + "/".join(parts or ())
        self._request = replace(self._request, params=found)
        if route.method == "POST":
            must_be_ours(self._request, self._site.site_url)
            self._ours = True
            self._typed = read_form(self._request)
        self._caller = self._site.gate.admit(self._request, route.rule)
        telemetry.annotate(rule=route.rule)
        visit = self._visit()
        if route.method == "POST":
            if not visit.seal.opens(self._typed.get("csrf"), self._path):
                raise forged()
            self._site.around.must_be_open(visit.caller, route.rule, self._at)
        return self._present(route.view(self._request, visit), visit, route)

    def _present(self, answer: Answered, visit: Visit, route: Route) -> Response:
        if isinstance(answer, Page):
            return respond(answer, visit, (answer.title or route.title).say(visit.lang), self._site.around)
        if isinstance(answer, Download):
            return _go(answer.address, ())
        if isinstance(answer, Attachment):
            return hand_out(answer)
        return _go(visit.url(answer.path, **answer.query), (*answer.cookies, *chosen(self._request)))

    def _something_to_send(self) -> bool:
        """Whether the form wished for something or had anything typed in."""
        return bool(self._typed.get("key")) or any(True for _ in self._typed.kept())

    def refuse(self, refusal: Refusal) -> Response:
        """The page of trouble; somebody who only wanted to look is sent to sign in."""
        if isinstance(refusal, SignInNeeded) and self._request.method == "GET":
            return _go(url(self._request.base, SIGN_IN, next=self._path), chosen(self._request))
        if self._caller is None:
            self._caller = self._whoever()
        visit = self._visit()
        page = trouble(refusal, visit, resend=self._ours and self._something_to_send())
        return respond(page, visit, page.title.say(visit.lang) if page.title else "", self._site.around)

    def _whoever(self) -> Caller:
        """Who looks at a page of trouble; nobody when even that cannot be found out."""
        try:
            return self._site.gate.admit(self._request, PUBLIC)
        except Refusal:
            return NOBODY

    def _visit(self) -> Visit:
        started = time.monotonic()
        caller = self._caller or NOBODY
        call = Call(
            caller=caller,
            at=self._at,
            lang=self._request.lang,
            remaining=lambda: BUDGET_SECONDS - (time.monotonic() - started),
        )
        return Visit(call, self._request, self._route, self._path, self._typed, Seal(self._request, caller.session))


def _go(address: str, cookies: Sequence[str]) -> Response:
    headers: dict[str, Any] = {**page_headers((), personal=True), "Location": address}
    if cookies:
        headers["Set-Cookie"] = list(cookies)
    return Response(b"", status_code=303, headers=headers)
