"""Pages read without a browser: plain requests, cookies, forms sent as a browser would send them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from chalicelib.commons.identity.model import IDLE
from chalicelib.foundation.clock import now
from tests.browser.city import Where
from tests.browser.documents import Document
from tests.browser.pages import LOOKS, Look
from tests.story.web import Got, fetch

LANGUAGES = ("vi", "en")
ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
"""What browsers ask for."""


def may_be_over(began: datetime) -> bool:
    """Whether a session could be over soon, had nothing been asked in it since it began."""
    return now() - began > IDLE / 2


@dataclass(frozen=True)
class Seen:
    """A page as one look saw it."""

    look: Look
    lang: str
    got: Got

    @property
    def name(self) -> str:
        return f"{self.look.name} [{self.lang}]"

    @cached_property
    def document(self) -> Document:
        return Document(self.got.body.decode())


@dataclass
class Reader:
    """Somebody without a browser; `base` is what links begin with there."""

    url: str
    base: str
    login: str = ""
    password: str = ""
    lang: str = "vi"
    jar: dict[str, str] = field(default_factory=dict)
    began: datetime = field(default_factory=now)

    def sign_in(self) -> None:
        """Opens a session, for whoever has a login."""
        if self.login:
            typed = {"login": self.login, "password": self.password}
            assert self.send(self.get("/dang-nhap"), "/dang-nhap", typed).status == 303, self.login

    def get(self, path: str) -> Got:
        """A page by its path in the site."""
        return self._ask("GET", path, None)

    def send(self, page: Got, to: str, typed: Mapping[str, str]) -> Got:
        """The page's form that posts to `to`, with this typed into it."""
        form: dict[str, Any] = {**Document(page.body.decode()).form(self.base + to), **typed}
        return self._ask("POST", to, urlencode(form, doseq=True).encode())

    def follow(self, got: Got) -> Got:
        """Where a redirect within the site leads; anything else as it is."""
        location = got.headers.get("location", "")
        return self.get(location.removeprefix(self.base)) if got.status == 303 and location.startswith("/") else got

    def _ask(self, method: str, path: str, body: bytes | None) -> Got:
        jar = {**self.jar, "lang": self.lang}
        headers = {"Accept": ACCEPT, "Cookie": "; ".join(f"{name}={value}" for name, value in jar.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        got = fetch(method, self.url + self.base + path, body, headers)
        for cookie in got.cookies:
            name, _, value = cookie.split(";")[0].partition("=")
            self.jar[name] = value
        return got


@dataclass
class Library:
    """Every page, read once at each base; `filled` puts examples into an address."""

    where: Where
    facts: Mapping[str, str]
    _readers: dict[tuple[str, str], Reader] = field(default_factory=dict)
    _seen: dict[tuple[Look, str, str], Seen] = field(default_factory=dict)

    def filled(self, text: str) -> str:
        """An address, or something to type, with the examples' names filled in."""
        return text.format_map(self.facts)

    def reader(self, who: str, base: str = "") -> Reader:
        """Somebody signed in at this base."""
        known = self._readers.get((who, base))
        if known is None or may_be_over(known.began):
            url = self.where.raw if base else self.where.root
            known = Reader(url.removesuffix(base), base, who, self.where.password)
            known.sign_in()
            self._readers[who, base] = known
        return known

    def see(self, look: Look, lang: str, base: str = "") -> Seen:
        """The page of a look."""
        key = (look, lang, base)
        if key not in self._seen:
            reader = self.reader(look.who, base)
            reader.lang = lang
            got = reader.get(self.filled(look.at))
            if look.to:
                typed = {name: self.filled(value) for name, value in look.sends.items()}
                got = reader.follow(reader.send(got, self.filled(look.to), typed))
            self._seen[key] = Seen(look, lang, got)
        return self._seen[key]

    def all(self, lang: str, base: str = "") -> list[Seen]:
        """Every page in a language."""
        return [self.see(look, lang, base) for look in LOOKS]


def nothing(found: Iterable[Any]) -> None:
    """AssertionError that lists everything found where nothing should be."""
    lines = [str(one) for one in found]
    assert not lines, "\n" + "\n".join(lines)


def ask_for(where: Where) -> Callable[..., Any]:
    """What makes one more of something in the city; see scenery.WISHES."""

    def wish(what: str, *words: Any) -> Any:
        got = fetch("POST", f"{where.wishes}/{what}", json.dumps(words).encode())
        assert got.status == 200, got.body
        return got.json

    return wish
