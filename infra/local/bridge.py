"""A bridge in front of the engine for the one call it lacks: ImportRestApi, on which `chalice deploy` stands.

The imported swagger becomes the single calls that the engine knows (CreateResource, PutMethod, PutIntegration);
everything else passes through. Also sets the API's binary types, which the engine does not read from the swagger.

    python -m infra.local.bridge --engine-port 4566 --port 4567
    AWS_ENDPOINT_URL=http://127.0.0.1:4567 chalice deploy --stage local
"""

from __future__ import annotations

import argparse
import http.client
import json
import re
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from infra.local.passing import Headers, Passing, Server
from infra.trouble import Trouble

_METHODS = {"get", "put", "post", "delete", "patch", "head", "options", "x-amazon-apigateway-any-method"}
_SETTLED_S = 5
_CHANGING = re.compile(rb'"(State|LastUpdateStatus)": ?"(Pending|InProgress)"')
_BINARY = "x-amazon-apigateway-binary-media-types"
# The engine reads the service from the signature's scope and checks no signature.
_SCOPE = (
    "AWS4-HMAC-SHA256 Credential=test/20260101/ap-southeast-1/apigateway/aws4_request, SignedHeaders=host, Signature=0"
)


def open_bridge(port: int, engine_port: int) -> Server:
    """Serve on 127.0.0.1:`port` (0: a free port) until `stop`."""

    class Bridge(_Bridge):
        pass

    Bridge.engine_port = engine_port
    return Server(port, Bridge)


class _Bridge(Passing):
    max_body = 200 * 1024 * 1024  # a function's zip travels in the body

    def pass_on(self, body: bytes) -> None:
        url = urlsplit(self.path)
        mode = parse_qs(url.query).get("mode", [""])[0]
        overwritten = re.fullmatch(r"/restapis/([^/]+)", url.path)
        if (self.command, url.path, mode) == ("POST", "/restapis", "import"):
            self._import(None, body, 201)
        elif self.command == "PUT" and overwritten and mode == "overwrite":
            self._import(overwritten[1], body, 200)
        else:
            super().pass_on(body)

    def fetch(self, body: bytes) -> tuple[int, Headers, bytes]:
        """A function's state is told once it has settled, half a second after a change: Chalice would ask again only
        after five seconds, twice for each function."""
        until = time.monotonic() + _SETTLED_S
        while True:
            status, headers, content = super().fetch(body)
            changing = self.command == "GET" and "/functions/" in self.path and _CHANGING.search(content)
            if not changing or time.monotonic() > until:
                return status, headers, content
            time.sleep(0.05)

    def _import(self, api_id: str | None, body: bytes, status: int) -> None:
        try:
            api = import_api(self.engine_port, json.loads(body), api_id)
        except Trouble as trouble:
            status, api = 400, {"__type": "BadRequestException", "message": str(trouble)}
        self.answer(status, [("Content-Type", "application/json")], json.dumps(api).encode())


def import_api(engine_port: int, swagger: Mapping[str, Any], api_id: str | None) -> dict[str, Any]:
    """Make the swagger's API, or make the API `api_id` like the swagger. Returns the API as the engine describes it."""
    if swagger.get("securityDefinitions"):
        raise Trouble("the bridge knows no authorizers: the application keeps its own gate")
    engine = _Gateway(engine_port)
    if api_id is None:
        described = {"name": swagger["info"]["title"], "binaryMediaTypes": swagger.get(_BINARY, [])}
        api_id = engine.call("POST", "/restapis", {**described, "endpointConfiguration": {"types": ["REGIONAL"]}})["id"]
    root = _emptied(engine, api_id)
    known = {"/": root}
    for path in sorted(swagger["paths"]):
        resource = _resource(engine, api_id, path, known)
        for method, operation in swagger["paths"][path].items():
            if method in _METHODS:
                _put_method(engine, f"/restapis/{api_id}/resources/{resource}", method, operation)
    return engine.call("GET", f"/restapis/{api_id}")


class _Gateway:
    """API Gateway's calls on the engine, as JSON."""

    def __init__(self, port: int) -> None:
        self._port = port

    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            headers = {"Authorization": _SCOPE, "Content-Type": "application/json"}
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if answer.status >= 300:
            raise Trouble(f"{method} {path}: {answer.status} {content[:500]!r}")
        return dict(json.loads(content)) if content else {}


def _emptied(engine: _Gateway, api_id: str) -> str:
    """Delete all resources below the root and the root's methods; returns the root's id."""
    resources = engine.call("GET", f"/restapis/{api_id}/resources?limit=500")
    found = resources.get("item") or resources.get("items") or []
    root = next(one for one in found if one["path"] == "/")
    for one in found:
        if one.get("parentId") == root["id"]:
            engine.call("DELETE", f"/restapis/{api_id}/resources/{one['id']}")
    for method in root.get("resourceMethods", {}):
        engine.call("DELETE", f"/restapis/{api_id}/resources/{root['id']}/methods/{method}")
    return str(root["id"])


def _resource(engine: _Gateway, api_id: str, path: str, known: dict[str, str]) -> str:
    """The id of the path's resource; made with all its parents when it is new."""
    if path not in known:
        parent, _, part = path.rpartition("/")
        parent_id = _resource(engine, api_id, parent or "/", known)
        made = engine.call("POST", f"/restapis/{api_id}/resources/{parent_id}", {"pathPart": part})
        known[path] = str(made["id"])
    return known[path]


def _put_method(engine: _Gateway, resource: str, method: str, operation: Mapping[str, Any]) -> None:
    name = "ANY" if method.startswith("x-") else method.upper()
    integration = operation["x-amazon-apigateway-integration"]
    path = f"{resource}/methods/{name}"
    engine.call("PUT", path, {"authorizationType": "NONE", "apiKeyRequired": False})
    kept = {"type": integration["type"].upper(), "requestTemplates": integration.get("requestTemplates", {})}
    if "uri" in integration:
        kept |= {"uri": integration["uri"], "httpMethod": integration.get("httpMethod", "POST")}
    engine.call("PUT", f"{path}/integration", kept)
    for status in operation.get("responses", {}):
        engine.call("PUT", f"{path}/responses/{status}", {})
    if kept["type"] == "MOCK":
        for answer in integration.get("responses", {}).values():
            parameters = {"responseParameters": answer.get("responseParameters", {})}
            engine.call("PUT", f"{path}/integration/responses/{answer['statusCode']}", parameters)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine-port", type=int, default=4566)
    parser.add_argument("--port", type=int, default=4567)
    args = parser.parse_args()
    bridge = open_bridge(args.port, args.engine_port)
    print(f"the bridge is at {bridge.url}; stop it with Ctrl-C")
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        bridge.stop()


if __name__ == "__main__":
    main()
