"""A small HTTP server that passes requests on to the engine, body for body and header for header."""

from __future__ import annotations

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

Headers = list[tuple[str, str]]

_HOP_BY_HOP = {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}
_REWRITTEN = {"host", "content-length", "expect"}


class Server:
    """Serves on 127.0.0.1:`port` in a thread of its own until `stop`; `port` 0 takes a free one."""

    def __init__(self, port: int, handler: type[Passing]) -> None:
        self._server = _Threads(("127.0.0.1", port), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Threads(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that hangs up is no news."""


class Passing(BaseHTTPRequestHandler):
    """One connection of a client, with one kept connection to the engine behind it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 65

    engine_port: ClassVar[int]
    prefix: ClassVar[str] = ""  # put before the path
    added: ClassVar[dict[str, str]] = {}  # headers set on every request, whatever the client sent
    max_body: ClassVar[int]  # bytes
    away: ClassVar[bytes] = b"the engine does not answer"

    def setup(self) -> None:
        super().setup()
        self._upstream: http.client.HTTPConnection | None = None

    def finish(self) -> None:
        if self._upstream:
            self._upstream.close()
        super().finish()

    def handle_request(self) -> None:
        body = self._body()
        if body is not None:
            self.pass_on(body)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = handle_request

    def pass_on(self, body: bytes) -> None:
        """Send the request to the engine and its answer back; 502 when the engine is away."""
        try:
            self.answer(*self.fetch(body))
        except (OSError, http.client.HTTPException):
            self.answer(502, [("Content-Type", "text/html; charset=utf-8"), ("Retry-After", "3")], self.away)

    def fetch(self, body: bytes) -> tuple[int, Headers, bytes]:
        """The engine's answer to the request: status, headers, content."""
        answer = self._ask(body)
        content = answer.read()
        kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in _HOP_BY_HOP]
        return answer.status, kept, content

    def answer(self, status: int, headers: Headers, content: bytes) -> None:
        """Answer the client; the length is set here."""
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() != "content-length":
                self.send_header(name, value)
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(content)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the application writes its own log."""

    def _body(self) -> bytes | None:
        """The request's body; None when it was refused, and answered."""
        length = self.headers.get("Content-Length") or "0"
        if self.headers.get("Transfer-Encoding"):
            self._refuse(411)
        elif not length.isdecimal():
            self._refuse(400)
        elif int(length) > self.max_body:
            self._refuse(413)
        else:
            return self.rfile.read(int(length))
        return None

    def _refuse(self, status: int) -> None:
        self.close_connection = True
        self.answer(status, [("Content-Type", "text/plain")], http.client.responses[status].encode())

    def _ask(self, body: bytes) -> http.client.HTTPResponse:
        """The engine's answer. A kept connection that the engine has closed meanwhile is opened once more: no byte
        of an answer came, so that the engine had not begun with the request."""
        if self._upstream:
            try:
                return self._ask_once(self._upstream, body)
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                self._upstream.close()
        self._upstream = http.client.HTTPConnection("127.0.0.1", self.engine_port, timeout=60)
        return self._ask_once(self._upstream, body)

    def _ask_once(self, upstream: http.client.HTTPConnection, body: bytes) -> http.client.HTTPResponse:
        upstream.putrequest(self.command, self.prefix + self.path, skip_host=True, skip_accept_encoding=True)
        upstream.putheader("Host", f"127.0.0.1:{self.engine_port}")
        for name, value in self.headers.items():
            if name.lower() not in _HOP_BY_HOP | _REWRITTEN | self.added.keys():
                upstream.putheader(name, value.encode("latin-1"))
        if "Accept" not in self.headers:
            upstream.putheader("Accept", "*/*")  # the engine gives a body in base64 to whoever says nothing
        for name, value in self.added.items():
            upstream.putheader(name, value)
        if body or self.command in {"POST", "PUT", "PATCH"}:
            upstream.putheader("Content-Length", str(len(body)))
        upstream.endheaders(body)
        return upstream.getresponse()
