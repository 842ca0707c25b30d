"""The application behind small HTTP servers of this process, as the front and as the raw stage show it.

Each request becomes the event that API Gateway would make of it. One request at a time, as one function has it.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.doors import ask, event_of

STAGE = "/api"
"""What links begin with at the raw stage."""
STILL = "x-stand-still"
"""A request with this header is answered by a page that stays: whoever looks at it takes longer than it would wait."""


class Served:
    """A server on a free port of 127.0.0.1, in threads of its own, until `stop`."""

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        self._server = _Threads(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        """Begins to answer; connections made before wait for it."""
        self._thread.start()

    def stop(self) -> None:
        """Ends it."""
        self._server.shutdown()
        self._server.server_close()


class _Threads(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that hangs up is no news."""


class _Plain(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the application writes its own log."""

    def body(self) -> bytes | None:
        length = int(self.headers.get("Content-Length") or 0)
        return self.rfile.read(length) if length else None

    def reply(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
        self.wfile.flush()


def site(lent: Callable[[], Any], lock: threading.Lock, base: str) -> type[BaseHTTPRequestHandler]:
    """The handler of a site whose links begin with `base`; `lent` gives the application."""

    class Site(_Plain):
        def do_GET(self) -> None:
            app, path = lent(), self.path.removeprefix(base) or "/"
            if base and not self.path.startswith(f"{base}/") and self.path != base:
                self.reply(403, [("Content-Type", "application/json")], b'{"message":"Missing Authentication Token"}')
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            headers["x-forwarded-proto"] = "http"
            sent = self.body()
            with lock:
                try:
                    event = event_of(app, self.command, path, headers, sent, front=not base)
                except LookupError:
                    self.reply(403, [("Content-Type", "application/json")], b'{"message":"Forbidden"}')
                    return
                answer = app(event, None)
            self._pass_on(answer)

        do_POST = do_HEAD = do_GET

        def _pass_on(self, answer: dict[str, Any]) -> None:
            told = ask(lambda event, context: answer, {})
            several = answer.get("multiValueHeaders") or {}
            headers = [(name, value) for name, value in (answer.get("headers") or {}).items() if name not in several]
            if STILL in self.headers:
                headers = [(name, value) for name, value in headers if name != "Refresh"]
            headers += [(name, value) for name, values in several.items() for value in values]
            self.reply(told.status, headers, told.body)

    return Site


def wishes(do: Callable[[str, list[Any]], Any], lock: threading.Lock) -> type[BaseHTTPRequestHandler]:
    """The handler for tests that want something done in the city: `POST /<what>` with its words as a JSON list."""

    class Wishes(_Plain):
        def do_POST(self) -> None:
            words = json.loads(self.body() or b"[]")
            with lock:
                try:
                    status, said = 200, do(self.path.strip("/"), words)
                except Exception as error:  # noqa: BLE001 - the test that asked is told
                    status, said = 500, repr(error)
            self.reply(status, [("Content-Type", "application/json")], json.dumps(said).encode())

    return Wishes
