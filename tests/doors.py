"""The application as API Gateway calls it: raw proxy events in, the Lambda answer out, checked to be JSON.

`Visitor` keeps a token and makes keys; it says what the platform answered and asserts nothing.
"""

from __future__ import annotations

import base64
import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Reply:
    """An answer. `json` is the body parsed; `headers` lower-case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The stable code of a problem, empty for anything else."""
        kind = self.headers.get("content-type", "")
        return str(self.json["code"]) if kind == "application/problem+json" else ""

    @property
    def version(self) -> int:
        return int(self.headers["etag"].strip('"'))

    @property
    def fields(self) -> dict[str, str]:
        """The wrong fields of a problem with their codes."""
        return {one["field"]: one["code"] for one in self.json.get("errors", [])}


def event_of(
    app: Any, method: str, address: str, headers: Mapping[str, str], body: bytes | None, *, front: bool = False
) -> dict[str, Any]:
    """The REST proxy event for an address, matched to the application's own routes as API Gateway does."""
    parts = urlsplit(address)
    resource, params = _match(app, parts.path)
    query = parse_qsl(parts.query, keep_blank_values=True)
    many: dict[str, list[str]] = {}
    for name, value in query:
        many.setdefault(name, []).append(value)
    sent = {**headers, **({"x-motcua-front": "1"} if front else {})}
    return {
        "resource": resource,
        "path": parts.path,
        "httpMethod": method,
        "headers": sent or None,
        "multiValueHeaders": {name: [value] for name, value in sent.items()} or None,
        "queryStringParameters": dict(query) or None,
        "multiValueQueryStringParameters": many or None,
        "pathParameters": params or None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": resource,
            "httpMethod": method,
            "path": f"/api{parts.path}",
            "stage": "api",
            "requestId": uuid.uuid4().hex,
            "identity": {"sourceIp": headers.get("x-test-ip", "192.0.2.1")},
        },
        "body": base64.b64encode(body).decode() if body is not None else None,
        "isBase64Encoded": body is not None,
    }


def _match(app: Any, path: str) -> tuple[str, dict[str, str]]:
    """The most literal route that fits, as the gateway chooses it."""
    fitting = []
    for route in app.routes:
        pattern = re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", route)
        found = re.fullmatch(pattern, path)
        if found:
            fitting.append((route.count("{"), route, found.groupdict()))
    if not fitting:
        raise LookupError(f"the gateway knows no {path}")
    _, route, params = min(fitting, key=lambda one: one[0])
    return route, params


def ask(app: Any, event: Mapping[str, Any]) -> Reply:
    """Serves one event; the answer must survive JSON, as Lambda demands."""
    answer = json.loads(json.dumps(app(dict(event), None)))
    raw = answer.get("body") or ""
    body = base64.b64decode(raw) if answer.get("isBase64Encoded") else raw.encode()
    single = {name.lower(): value for name, value in (answer.get("headers") or {}).items()}
    several = {name.lower(): ", ".join(values) for name, values in (answer.get("multiValueHeaders") or {}).items()}
    return Reply(answer["statusCode"], {**several, **single}, body)


@dataclass
class Visitor:
    """Somebody at the JSON doors; `token` is empty for somebody who has not signed in."""

    app: Any
    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def send(
        self, method: str, address: str, body: Any = None, *, raw: bytes | None = None, **headers: str | None
    ) -> Reply:
        """One request. Header names are written with _; None leaves a header out."""
        sent: dict[str, str | None] = {"accept": "application/json", **self.headers}
        if self.token:
            sent["authorization"] = f"Bearer {self.token}"
        payload = raw
        if body is not None and raw is None:
            payload = json.dumps(body).encode()
        if payload is not None:
            sent["content-type"] = "application/json"
        if method != "GET":
            sent["idempotency-key"] = uuid.uuid4().hex
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        kept = {name: value for name, value in sent.items() if value is not None}
        return ask(self.app, event_of(self.app, method, address, kept, payload))

    def get(self, address: str, **headers: str | None) -> Reply:
        return self.send("GET", address, **headers)

    def post(self, address: str, body: Any = None, **headers: str | None) -> Reply:
        return self.send("POST", address, {} if body is None else body, **headers)

    def put(self, address: str, body: Any, **headers: str | None) -> Reply:
        return self.send("PUT", address, body, **headers)


SignIn = Callable[[str], Visitor]
