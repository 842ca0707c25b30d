"""People at browsers: signed in, in a language, with or without scripts, on a screen of some size."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from chalicelib.foundation.clock import now
from tests.browser.chromium import Watch
from tests.browser.city import Where
from tests.browser.reading import may_be_over, nothing
from tests.browser.serving import STILL


class Screen(NamedTuple):
    """A window in CSS pixels; `scale`: device pixels to each."""

    width: int
    height: int
    scale: float = 1


SMALL, PHONE, WIDE = Screen(320, 640), Screen(390, 844), Screen(1280, 900)
ZOOMED = Screen(640, 512, 2)
"""A window of 1280 by 1024 at 200 %."""
SCREENS = {"320": SMALL, "390": PHONE, "1280": WIDE, "200%": ZOOMED}


@dataclass
class People:
    """`watch` hears what all their browsers complain of."""

    browser: Any
    where: Where
    sessions: dict[str, Any]
    watch: Watch = field(default_factory=Watch)
    _contexts: list[Any] = field(default_factory=list)

    def open(
        self,
        login: str = "",
        *,
        lang: str = "vi",
        script: bool = True,
        screen: Screen = WIDE,
        raw: bool = False,
        still: bool = False,
    ) -> Any:
        """A fresh tab of somebody who has signed in before, if they have a login.

        `still`: pages that would look again by themselves stay as they are.
        """
        state = self._signed_in(login, raw) if login else None
        context = self._context(script, screen, raw, state)
        url = self.where.raw if raw else self.where.root
        context.add_cookies([{"name": "lang", "value": lang, "url": url}])
        if still:
            context.set_extra_http_headers({STILL: "1"})
        return context.new_page()

    def _context(self, script: bool, screen: Screen, raw: bool, state: Any) -> Any:
        context = self.browser.new_context(
            base_url=(self.where.raw if raw else self.where.root) + "/",
            viewport={"width": screen.width, "height": screen.height},
            device_scale_factor=screen.scale,
            java_script_enabled=script,
            locale="vi-VN",
            storage_state=state,
            reduced_motion="reduce",
        )
        context.set_default_timeout(60_000)
        self.watch.over(context)
        self._contexts.append(context)
        return context

    def _signed_in(self, login: str, raw: bool) -> Any:
        """The cookies of somebody's session, which is opened through the page, and again before it could be over."""
        key = f"{login}{' raw' if raw else ''}"
        cookies, began = self.sessions.get(key, (None, now()))
        if cookies is None or may_be_over(began):
            page = self._context(False, WIDE, raw, None).new_page()
            sign_in(page, login, self.where.password)
            cookies = page.context.storage_state()
            self.sessions[key] = (cookies, now())
        return cookies

    def leave(self) -> None:
        """Closes everything; AssertionError when a browser complained of something that nobody expected."""
        for context in self._contexts:
            context.close()
        nothing(self.watch.troubles)


def sign_in(page: Any, login: str, password: str) -> None:
    """Through the page."""
    page.goto("./dang-nhap")
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(password)
    page.locator("main form button.button").first.click()
    page.wait_for_url(lambda url: "/dang-nhap" not in url)
