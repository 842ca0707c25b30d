"""The Chalice application: one wrapper around every route, so that whatever happens the answer is well-formed.

Chalice answers some things itself (unknown method, missing Accept, its own 415); here they become problems too.
Bodies are always bytes, because the API's binary types are `*/*`.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalice.app import Chalice, Response

from chalicelib.cloud import log, telemetry
from chalicelib.cloud.call import Call, Caller, Intent, key_missing
from chalicelib.cloud.door import problem as problems
from chalicelib.cloud.door.request import Request, read_request
from chalicelib.cloud.door.routes import (
    Answer,
    Door,
    Doors,
    Gate,
    Pause,
    all_doors,
    default,
    etag,
    must_accept_json,
    read_body,
    version_of,
)
from chalicelib.foundation import clock
from chalicelib.foundation.errors import Invalid, Malformed, Refusal, WrongMethod
from chalicelib.foundation.ids import digest

SAFE_HEADERS: Mapping[str, str] = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
API_HEADERS: Mapping[str, str] = {
    **SAFE_HEADERS,
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
BUDGET_SECONDS = 24.0
KEY_LONGEST = 200


class Application(Chalice):
    """The app that `app.py` composes. `clock` is read once per request, so tests can set the time of day."""

    def __init__(self, name: str) -> None:
        super().__init__(app_name=name, configure_logs=False)
        self.api.binary_types[:] = ["*/*"]
        self.clock: clock.Clock = clock.now
        log.configure()
        telemetry.start()

    def __call__(self, event: Any, context: Any) -> Any:
        """Serves one API Gateway event."""
        headers = dict(event.get("headers") or {})
        if not any(name.lower() == "accept" for name in headers):
            event = {**event, "headers": {**headers, "Accept": "*/*"}}
            many = event.get("multiValueHeaders")
            if many is not None:
                event["multiValueHeaders"] = {**many, "Accept": ["*/*"]}
        refused = self._wrong_method(event)
        if refused is not None:
            return refused.to_dict(self.api.binary_types)
        return super().__call__(event, context)

    def _wrong_method(self, event: Mapping[str, Any]) -> Response | None:
        context = event.get("requestContext") or {}
        known = self.routes.get(str(context.get("resourcePath")))
        if known is None or context.get("httpMethod") in known:
            return None
        request = read_request({**event, "body": None})
        refusal = WrongMethod(
            "door/method", "Địa chỉ này không nhận phương thức đó.", "This address does not take that method."
        )
        response = _refused(refusal, request)
        response.headers["Allow"] = ", ".join(sorted(known))
        return response

    def hang(self, path: str, methods: Sequence[str], serve: Callable[[Request, datetime], Response]) -> None:
        """Registers one address; `serve` gets the request and the instant it is served at.

        HEAD is answered as GET is, without the body.
        """

        def view(**_: str) -> Response:
            assert self.current_request is not None
            event = _event_of(self.current_request)
            try:
                request = read_request(event)
            except Malformed as refusal:
                return _refused(refusal, read_request({**event, "body": None}))
            asked = replace(request, method="GET") if request.method == "HEAD" else request
            with telemetry.segment(f"{request.method} {path}"):
                response = _safely(asked, lambda: serve(asked, self.clock()))
            if asked is not request:
                response.body = b""
            return response

        view.__name__ = f"{'_'.join(methods)}_{path}".lower()
        known = [*methods, "HEAD"] if "GET" in methods else list(methods)
        self.route(path, methods=known, content_types=["*/*"], name=view.__name__)(view)

    def hang_doors(self, rooms: Sequence[Doors], gate: Gate, pause: Pause | None = None) -> None:
        """Registers the JSON doors of all rooms, with identity's gate in front of each, and `pause` before changes."""
        for door in all_doors(rooms):
            self.hang(door.path, [door.method], _json_server(door, gate, pause))


def _event_of(current: Any) -> Mapping[str, Any]:
    event: Mapping[str, Any] = current.to_original_event()
    return event


def _safely(request: Request, serve: Callable[[], Response]) -> Response:
    started = time.perf_counter()
    try:
        response = serve()
    except Refusal as refusal:
        response = _refused(refusal, request)
    except Exception:  # noqa: BLE001 - the last guard: whatever breaks, the caller gets a problem document
        log.error("request.broken", request_id=request.request_id, exc_info=True)
        response = _refused(problems.Broken(request.request_id or "-"), request)
    log.info(
        "request.served",
        request_id=request.request_id,
        method=request.method,
        status=response.status_code,
        ms=round((time.perf_counter() - started) * 1000),
    )
    return response


def _refused(refusal: Refusal, request: Request) -> Response:
    document = problems.problem(refusal, request.lang, request.request_id)
    headers: dict[str, Any] = {**API_HEADERS, **problems.problem_headers(refusal, request.lang)}
    return Response(problems.as_bytes(document), status_code=refusal.status, headers=headers)


def _json_server(door: Door, gate: Gate, pause: Pause | None) -> Callable[[Request, datetime], Response]:
    def serve(request: Request, at: datetime) -> Response:
        must_accept_json(request, door.media)
        caller = gate.admit(request, door.rule)
        if pause is not None and door.method != "GET":
            pause(caller, door.rule, at)
        body = read_body(request, door)
        telemetry.annotate(rule=door.rule)
        answer = door.view(request, _call(door, request, caller, body, at))
        return _present(answer, request)

    return serve


def _present(answer: Answer, request: Request) -> Response:
    headers: dict[str, Any] = {**API_HEADERS, "Content-Type": "application/json", **answer.headers}
    if answer.version is not None:
        headers["ETag"] = etag(answer.version, answer.variant)
        if request.method == "GET" and request.headers.get("if-none-match") == headers["ETag"]:
            return Response(b"", status_code=304, headers=headers)
    if answer.content is not None:
        return Response(answer.content, status_code=answer.status, headers=headers)
    payload = b"" if answer.status == 204 else _json_bytes(answer.body)
    return Response(payload, status_code=answer.status, headers=headers)


def _json_bytes(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=default).encode()


def _call(door: Door, request: Request, caller: Caller, body: Any, at: datetime) -> Call:
    expected = version_of(request.headers["if-match"]) if "if-match" in request.headers else None
    intent = _intent(door, request, caller) if door.keyed else None
    started = time.monotonic()
    return Call(
        caller=caller,
        at=at,
        lang=request.lang,
        intent=intent,
        expected=expected,
        remaining=lambda: BUDGET_SECONDS - (time.monotonic() - started),
        body=body,
    )


def _intent(door: Door, request: Request, caller: Caller) -> Intent:
    key = request.headers.get("idempotency-key", "").strip().strip('"')
    if not key:
        raise key_missing()
    if len(key) > KEY_LONGEST or not key.isprintable():
        raise Invalid(
            "call/key-malformed",
            f"Khóa chống gửi trùng dài tối đa {KEY_LONGEST} ký tự in được.",
            f"An idempotency key has at most {KEY_LONGEST} printable characters.",
        )
    where = "/".join(request.params[name] for name in sorted(request.params))
    return Intent(
        principal=caller.account or request.source_ip,
        route=f"{door.method} {door.path} {where}",
        key=key,
        fingerprint=digest(request.body),
    )
