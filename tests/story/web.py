"""A small HTTP client for the story: plain requests, JSON, and forms posted to the store as a browser does."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Say = Callable[[str], None]


class Difference(AssertionError):
    """The platform did something else than the story says."""


def must(what: str, true: bool) -> None:
    """Stops the story where the platform differs."""
    if not true:
        raise Difference(what)


@dataclass(frozen=True)
class Got:
    """An answer: status, lower-case headers, body, and the cookies it sets."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    cookies: tuple[str, ...] = ()

    @property
    def json(self) -> Any:
        """The body parsed."""
        return json.loads(self.body or b"null")

    def must(self, status: int, code: str = "") -> Got:
        """This answer, if it has the status (and problem code) the story says."""
        there = self.json.get("code", "") if code else ""
        if self.status != status or there != code:
            raise Difference(f"expected {status} {code}, got {self.status}: {self.body[:600].decode(errors='replace')}")
        return self


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_Stay, urllib.request.ProxyHandler({}))


def fetch(method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Got:
    """One request; redirects and refusals are answers like others."""
    return manner.send(urllib.request.Request(url, data=body, method=method, headers=dict(headers or {})))


def once(request: urllib.request.Request) -> Got:
    """Sends a request once."""
    try:
        with _OPENER.open(request, timeout=90) as answer:
            return _got(answer)
    except urllib.error.HTTPError as error:
        with error:
            return _got(error)


@dataclass
class Manner:
    """How the story's client behaves: how it sends a request, and how many times as long as usual it waits."""

    send: Callable[[urllib.request.Request], Got] = once
    patience: float = 1


manner = Manner()


def _got(answer: Any) -> Got:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Got(answer.status, headers, answer.read(), tuple(answer.headers.get_all("Set-Cookie") or ()))


def post_form(url: str, fields: Mapping[str, str], name: str, content: bytes) -> Got:
    """Posts a file as a browser does: multipart, the file last."""
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in fields.items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    body = "".join(parts).encode() + head.encode() + b"Content-Type: application/octet-stream\r\n\r\n"
    body += content + f"\r\n--{boundary}--\r\n".encode()
    return fetch("POST", url, body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})


@dataclass
class Person:
    """Somebody at the JSON doors of a running platform."""

    url: str
    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def sign_in(url: str, login: str, password: str) -> Person:
        """Somebody who has signed in."""
        opened = Person(url).post("/api/v1/sessions", {"login": login, "password": password}).must(201)
        return Person(url, opened.json["token"])

    def get(self, path: str) -> Got:
        """Reads."""
        return fetch("GET", self.url + path, None, self._headers())

    def post(self, path: str, body: Any, *, version: int | None = None, key: str = "") -> Got:
        """Makes a change; the key is a new one unless given."""
        return self._change("POST", path, body, version, key)

    def put(self, path: str, body: Any, *, version: int | None = None, key: str = "") -> Got:
        """Replaces something."""
        return self._change("PUT", path, body, version, key)

    def _change(self, method: str, path: str, body: Any, version: int | None, key: str) -> Got:
        headers = {**self._headers(), "Content-Type": "application/json", "Idempotency-Key": key or uuid.uuid4().hex}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return fetch(method, self.url + path, json.dumps(body).encode(), headers)

    def _headers(self) -> dict[str, str]:
        bearer = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return {"Accept": "application/json", **bearer, **self.headers}


def wait_for(what: str, done: Callable[[], Any], seconds: float = 60) -> Any:
    """Asks again and again until the answer is not None; Difference when the time is over."""
    end = time.monotonic() + seconds * manner.patience
    while time.monotonic() < end:
        found = done()
        if found is not None:
            return found
        time.sleep(0.2)
    raise Difference(f"waited {seconds:.0f} s for {what}")
