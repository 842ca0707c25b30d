"""A browser without a window: sends raw API Gateway events to the Application and keeps cookies."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from chalicelib.cloud.door import Application


@dataclass
class Answer:
    """What API Gateway would get, decoded."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")

    def form(self, action: str) -> dict[str, str]:
        """The hidden fields of the form that posts to `action`."""
        whole = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', self.text, re.DOTALL)
        assert whole is not None, f"no form posts to {action}"
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', whole[1])
        return {name: unescape(value) for name, value in hidden}


@dataclass
class Browser:
    """Keeps cookies, as one browser does."""

    app: Application
    base: str = ""
    jar: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, *, headers: Mapping[str, str] | None = None, **query: str) -> Answer:
        return self.send("GET", path, query=query, headers=headers or {})

    def post(self, path: str, form: Mapping[str, Any], *, headers: Mapping[str, str] | None = None) -> Answer:
        sent = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return self.send("POST", path, headers=sent, body=urlencode(form, doseq=True).encode())

    def follow(self, answer: Answer) -> Answer:
        """Goes where a redirect leads."""
        assert answer.status == 303, answer.text
        parts = urlsplit(answer.location.removeprefix(self.base) or "/")
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        return self.get(parts.path, **query)

    def submit(self, page: Answer, action: str, **typed: Any) -> Answer:
        """Fills in the form of a page that posts to `action`, and sends it."""
        return self.post(action, {**page.form(self.base + action), **typed})

    def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Answer:
        sent = {"Host": "motcua.example", "Cookie": "; ".join(f"{k}={v}" for k, v in self.jar.items())}
        if not self.base:
            sent["X-Motcua-Front"] = "1"
        sent.update(headers or {})
        raw = self.app(event(method, path, query or {}, sent, body, self.base), None)
        json.dumps(raw)
        answer = read(raw)
        for cookie in answer.cookies:
            name, _, value = cookie.split(";")[0].partition("=")
            self.jar[name] = value
        return answer


def event(
    method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes, base: str
) -> dict[str, Any]:
    """A REST proxy event as API Gateway makes it."""
    parts = [part for part in path.split("/") if part]
    resource = "/" + "/".join(f"{{p{n + 1}}}" for n in range(len(parts)))
    params: dict[str, str] | None = {f"p{n + 1}": part for n, part in enumerate(parts)} or None
    if parts[:1] == ["static"]:
        resource, params = "/static/{name}", {"name": parts[-1]}
    return {
        "resource": resource,
        "path": path,
        "httpMethod": method,
        "headers": dict(headers),
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": dict(query) or None,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} or None,
        "pathParameters": params,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": resource,
            "httpMethod": method,
            "path": base + path,
            "stage": "api",
            "requestId": "request-1",
            "identity": {"sourceIp": "192.0.2.1"},
        },
        "body": base64.b64encode(body).decode() if body else None,
        "isBase64Encoded": bool(body),
    }


def read(raw: Mapping[str, Any]) -> Answer:
    """The answer with its body as bytes."""
    body = base64.b64decode(raw["body"]) if raw.get("isBase64Encoded") else raw["body"].encode()
    cookies = list(raw["multiValueHeaders"].get("Set-Cookie", []))
    return Answer(raw["statusCode"], dict(raw["headers"]), cookies, body)
