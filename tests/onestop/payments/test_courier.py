"""How the sandbox's notices travel: a real POST on this machine, and what becomes of those that do not arrive."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from chalicelib.onestop.payments.providers import courier


class Site(HTTPServer):
    """A site that remembers what was posted to it."""

    told: list[tuple[str, bytes, str]]
    status: int = 200


class Door(BaseHTTPRequestHandler):
    server: Site

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append((self.path, body, self.headers["X-Motcua-Signature"]))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        return None


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site(("127.0.0.1", 0), Door)
    server.told = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def at(monkeypatch: pytest.MonkeyPatch, stage: Any, port: int) -> None:
    from chalicelib.cloud.settings import settings

    there = replace(settings(), site_url=f"http://127.0.0.1:{port}")
    monkeypatch.setattr(courier, "settings", lambda: there)


@pytest.mark.parametrize("status", [200, 403, 503])
def test_a_notice_is_posted_to_the_site(site: Site, stage: Any, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    at(monkeypatch, stage, site.server_port)
    site.status = status
    courier.deliver("/api/v1/payment-notices/sandbox", b"{}", {"X-Motcua-Signature": "t=1,v1=0"})
    assert site.told == [("/api/v1/payment-notices/sandbox", b"{}", "t=1,v1=0")]


def test_a_notice_to_nobody_is_lost_and_breaks_nothing(stage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    at(monkeypatch, stage, port)
    told: list[str] = []
    monkeypatch.setattr(courier.log, "info", lambda event, **facts: told.append(event))
    courier.deliver("/api/v1/payment-notices/sandbox", b"{}", {})
    assert told == ["sandbox.notice_lost"]
