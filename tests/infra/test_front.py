"""The laptop's front passes requests on as they are, and says so when the engine is away."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from infra.local.front import MAX_BODY, open_front


class Echo(BaseHTTPRequestHandler):
    """Answers with what it was asked, two cookies, and the body it was sent."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(200)
        self.send_header("X-Path", self.path)
        for name in ("x-motcua-front", "cookie", "accept-encoding", "accept"):
            self.send_header(f"X-Got-{name}", self.headers.get(name, "-"))
        self.send_header("Set-Cookie", "a=1; Path=/")
        self.send_header("Set-Cookie", "b=2; Path=/; HttpOnly")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def echo() -> Iterator[int]:
    """The port of a server that stands in for the engine."""
    with HTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.fixture
def client(echo: int) -> Iterator[http.client.HTTPConnection]:
    front = open_front(0, echo, "abc", "the key")
    connection = http.client.HTTPConnection("127.0.0.1", int(front.url.rpartition(":")[2]), timeout=60)
    try:
        yield connection
    finally:
        connection.close()
        front.stop()


def test_path_query_cookies_and_mark(client: http.client.HTTPConnection) -> None:
    client.request("GET", "/h%C3%A0/x?a=1&b=%20c", headers={"Cookie": "s=1", "X-Motcua-Front": "forged"})
    answer = client.getresponse()
    answer.read()
    assert answer.headers["X-Path"] == "/restapis/abc/api/_user_request_/h%C3%A0/x?a=1&b=%20c"
    assert answer.headers["X-Got-x-motcua-front"] == "the key"
    assert answer.headers["X-Got-cookie"] == "s=1"
    assert answer.headers["X-Got-accept-encoding"] == "identity"
    assert answer.headers.get_all("Set-Cookie") == ["a=1; Path=/", "b=2; Path=/; HttpOnly"]


@pytest.mark.parametrize(("sent", "got"), [({}, "*/*"), ({"Accept": "text/html"}, "text/html")])
def test_who_accepts_nothing_by_name_accepts_everything(
    client: http.client.HTTPConnection, sent: dict[str, str], got: str
) -> None:
    client.request("GET", "/", headers=sent)
    answer = client.getresponse()
    answer.read()
    assert answer.headers["X-Got-accept"] == got


def test_binary_body_both_ways_on_one_connection(client: http.client.HTTPConnection) -> None:
    body = bytes(range(256)) * 1000
    for _ in range(3):
        client.request("POST", "/up", body=body)
        assert client.getresponse().read() == body


def test_too_large_a_body_is_refused_unread(client: http.client.HTTPConnection) -> None:
    client.putrequest("POST", "/up")
    client.putheader("Content-Length", str(MAX_BODY + 1))
    client.endheaders()
    assert client.getresponse().status == 413


def test_engine_away_is_said_in_two_languages() -> None:
    with HTTPServer(("127.0.0.1", 0), Echo) as gone:
        port = gone.server_address[1]
    front = open_front(0, port, "abc")
    connection = http.client.HTTPConnection("127.0.0.1", int(front.url.rpartition(":")[2]), timeout=60)
    try:
        connection.request("GET", "/")
        answer = connection.getresponse()
        page = answer.read().decode()
    finally:
        connection.close()
        front.stop()
    assert answer.status == 502
    assert "Hệ thống chưa trả lời" in page
    assert "does not answer" in page
