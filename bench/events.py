"""Raw events as API Gateway sends them to the function, behind the front."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def event(
    method: str, resource: str, *, body: Any = None, query: Mapping[str, str] | None = None, caller: str = "192.0.2.1"
) -> dict[str, Any]:
    """A REST proxy event (payload format 1.0). `caller`: the address the request comes from."""
    headers = {
        "Accept": "application/json",
        "Accept-Encoding": "gzip, deflate, br",
        "Accept-Language": "vi-VN,vi;q=0.9,en;q=0.8",
        "Authorization": "Bearer " + "b" * 43,
        "Content-Type": "application/json",
        "Host": "motcua.example",
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "X-Forwarded-For": f"{caller}, 192.0.2.254",
        "X-Forwarded-Port": "443",
        "X-Forwarded-Proto": "https",
        "x-motcua-front": "1",
    }
    if method == "POST":
        headers["Idempotency-Key"] = "bench-" + "0" * 20
        del headers["Authorization"]
    return {
        "resource": resource,
        "path": resource,
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": dict(query) if query else None,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} if query else None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": _context(method, resource, caller),
        "body": json.dumps(body) if body is not None else None,
        "isBase64Encoded": False,
    }


def _context(method: str, resource: str, caller: str) -> dict[str, Any]:
    return {
        "accountId": "123456789012",
        "apiId": "bench",
        "httpMethod": method,
        "identity": {"sourceIp": caller, "userAgent": "Mozilla/5.0"},
        "path": f"/api{resource}",
        "protocol": "HTTP/1.1",
        "requestId": "00000000-0000-0000-0000-000000000000",
        "requestTime": "20/Nov/2026:01:00:00 +0000",
        "requestTimeEpoch": 1795136400000,
        "resourceId": "bench",
        "resourcePath": resource,
        "stage": "api",
    }
