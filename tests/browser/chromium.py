"""A real browser: found, started, and watched. It reaches this machine and nothing else."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "skipped: no Chromium here; install it (Debian: apt-get install chromium) or name one in MOTCUA_CHROMIUM, "
    "and the pages are looked at in it too"
)
ARGUMENTS = (
    *["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run"],
    *["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions"],
    *["--no-default-browser-check", "--disable-default-apps", "--disable-domain-reliability"],
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
"""For machines without a display and inside containers; no talk with the maker's servers."""


def find() -> str | None:
    """The browser's program: MOTCUA_CHROMIUM, else the first of NAMES on the path; None when there is none."""
    named = os.environ.get("MOTCUA_CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


@dataclass
class Watch:
    """What went wrong in a browser's pages; `expected` are statuses that a test provokes,
    `forgiven` is the failure of requests that it provokes."""

    troubles: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)
    forgiven: str = ""

    def over(self, context: Any) -> None:
        """Listens to every page of a context."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.troubles.append(f"script: {error.error}"))
        context.on("requestfailed", self._failed)
        context.on("request", self._asked)

    def _console(self, message: Any) -> None:
        if message.type not in ("error", "warning"):
            return
        if any(f"the server responded with a status of {status}" in message.text for status in self.expected):
            return
        self.troubles.append(f"console: {message.text}")

    def _failed(self, request: Any) -> None:
        left = "net::ERR_ABORTED"  # the page was left while it still loaded something
        if request.failure not in (left, self.forgiven):
            self.troubles.append(f"request: {request.url} {request.failure}")

    def _asked(self, request: Any) -> None:
        """Other hosts are not found (ARGUMENTS); no page may even ask for them. Routes would switch the cache off."""
        if not local(request.url):
            self.troubles.append(f"stranger: {request.url}")


def local(url: str) -> bool:
    """Whether an address is of this machine, or of nowhere."""
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob", "about", "chrome-error") or parts.hostname == "127.0.0.1"


@contextmanager
def launched(path: str) -> Iterator[Any]:
    """The browser of this program, started for as long as the block lasts."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()
