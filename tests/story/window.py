"""A browser without a window, over HTTP: keeps cookies, follows redirects, fills in the forms that a page shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlencode

from tests.story.web import Difference, Got, fetch


@dataclass
class Window:
    """`url` is where the platform answers; `base` is what its links start with: empty at a site's root, `/api` at the
    raw stage."""

    url: str
    base: str = ""
    jar: dict[str, str] = field(default_factory=dict)

    def open(self, path: str) -> Got:
        """A page by its address in the site."""
        return self._send("GET", path, None, {})

    def follow(self, answer: Got) -> Got:
        """Where a redirect leads."""
        if answer.status != 303:
            raise Difference(f"expected a redirect, got {answer.status}: {words(answer)[:500]}")
        return self.open(answer.headers["location"].removeprefix(self.base))

    def submit(self, page: Got, action: str, **typed: Any) -> Got:
        """Fills in the page's form that posts to `action` and sends it."""
        form = {**self.hidden(page, action), **typed}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._send("POST", action, urlencode(form, doseq=True).encode(), headers)

    def hidden(self, page: Got, action: str) -> dict[str, str]:
        """The hidden fields of that form."""
        pattern = rf'<form[^>]*action="{re.escape(self.base + action)}(?:#[\w-]+)?"[^>]*>(.*?)</form>'
        whole = re.search(pattern, page.body.decode(), re.DOTALL)
        if whole is None:
            raise Difference(f"the page has no form for {action}: {words(page)[:500]}")
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', whole[1])
        return {name: unescape(value) for name, value in found}

    def store_form(self, page: Got) -> tuple[str, dict[str, str]]:
        """The form that posts a file straight to the store: its address and fields."""
        text = page.body.decode()
        target = re.search(r'<form method="post" action="(http[^"]+)"', text)
        if target is None:
            raise Difference(f"the page has no form for the store: {words(page)[:500]}")
        fields = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', text[target.start() :])
        return unescape(target[1]), {name: unescape(value) for name, value in fields if name != "csrf"}

    def _send(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Got:
        cookies = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        got = fetch(method, self.url + path, body, {"Accept": "text/html", "Cookie": cookies, **headers})
        for cookie in got.cookies:
            name, _, value = cookie.split(";")[0].partition("=")
            self.jar[name] = value
        return got


def words(page: Got) -> str:
    """A page's text without its marks."""
    text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", page.body.decode(errors="replace"), flags=re.DOTALL)
    return " ".join(unescape(text).split())


def shows(page: Got, text: str) -> None:
    """Stops the story when a page does not say something."""
    if text not in words(page):
        raise Difference(f"the page does not say “{text}”: {words(page)[:800]}")
