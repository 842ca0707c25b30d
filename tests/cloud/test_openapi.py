"""The OpenAPI document: whole, of the shape that 3.1 asks for, and true to the doors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import fastjsonschema
import pytest

from tests.doors import Visitor

METHODS = {"get", "put", "post", "delete", "patch"}


@pytest.fixture(scope="module")
def composed() -> Any:
    import app

    return app


@pytest.fixture(scope="module")
def document(composed: Any) -> dict[str, Any]:
    reply = Visitor(composed.app).get("/api/v1/openapi.json")
    assert reply.status == 200
    found: dict[str, Any] = reply.json
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def schemas(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for parameter in operation["parameters"]:
        yield parameter["schema"]
    holders = [*operation["responses"].values(), *([operation["requestBody"]] if "requestBody" in operation else [])]
    for holder in holders:
        for content in holder.get("content", {}).values():
            yield content["schema"]


def test_its_frame(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    assert set(document) <= {"openapi", "info", "servers", "paths", "components", "security", "tags"}
    assert {"title", "version"} <= set(document["info"])
    assert all(server["url"] for server in document["servers"])


def test_every_door_is_in_it_and_nothing_else(composed: Any, document: dict[str, Any]) -> None:
    doors = {(door.path, door.method.lower()) for room in composed.DOORS for door in room.doors}
    doors |= {("/healthz", "get"), ("/api/v1/openapi.json", "get")}
    assert {(path, method) for path, method, _ in operations(document)} == doors
    for path, method in doors:
        assert method.upper() in composed.app.routes[path]


def test_operations_have_names_of_their_own(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+_[a-z_]+", name) for name in names)


def test_operations_are_whole(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        assert path.startswith("/")
        assert method in METHODS
        assert operation["summary"]
        assert operation["x-summary-vi"] != operation["summary"]
        assert all(re.fullmatch(r"[1-5][0-9]{2}|default", status) for status in operation["responses"])
        assert all(response["description"] for response in operation["responses"].values())
        assert "application/problem+json" in operation["responses"]["default"]["content"]
        if method == "get":
            assert "requestBody" not in operation


def test_parameters_fit_their_paths(document: dict[str, Any]) -> None:
    for path, _, operation in operations(document):
        parameters = operation["parameters"]
        assert all(one["in"] in ("path", "query", "header") for one in parameters)
        assert len({(one["in"], one["name"]) for one in parameters}) == len(parameters)
        named = [one["name"] for one in parameters if one["in"] == "path"]
        assert named == re.findall(r"{(\w+)}", path)
        assert all(one["required"] is True for one in parameters if one["in"] == "path")


UNKEYED = (
    *("/api/v1/sessions", "/api/v1/sessions/{session}/close", "/api/v1/lookups", "/api/v1/queue/searches"),
    "/api/v1/payment-notices/{provider}",
    *("/api/v1/prints/slips", "/api/v1/prints/registers"),
)


def test_changes_say_that_they_want_a_key(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        headers = {one["name"] for one in operation["parameters"] if one["in"] == "header"}
        if method != "get" and path not in UNKEYED:
            assert "Idempotency-Key" in headers, path
        if path.endswith(("/answers", "/submission", "/moves")):
            assert "If-Match" in headers, path


def test_references_lead_somewhere(document: dict[str, Any]) -> None:
    def references(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            if "$ref" in part:
                yield part["$ref"]
            for one in part.values():
                yield from references(one)
        elif isinstance(part, list):
            for one in part:
                yield from references(one)

    found = set(references(document))
    assert found
    for reference in found:
        target: Any = document
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]
        assert target


def test_security_is_what_the_policy_says(document: dict[str, Any]) -> None:
    schemes = set(document["components"]["securitySchemes"])
    open_doors = set()
    for path, _, operation in operations(document):
        assert all(set(one) <= schemes for one in operation["security"])
        if not operation["security"]:
            open_doors.add(path)
    assert {"/healthz", "/api/v1/openapi.json", "/api/v1/lookups"} <= open_doors
    assert not {path for path in open_doors if path.startswith("/api/v1/dossiers") or "audit" in path}


def test_schemas_are_schemas(document: dict[str, Any]) -> None:
    for path, _, operation in operations(document):
        for schema in schemas(operation):
            if "$ref" not in schema:
                try:
                    fastjsonschema.compile(schema)
                except fastjsonschema.JsonSchemaDefinitionException as error:
                    raise AssertionError(path) from error


def test_bodies_are_closed(document: dict[str, Any]) -> None:
    for path, _, operation in operations(document):
        if "requestBody" in operation:
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            assert schema["type"] == "object"
            assert schema["additionalProperties"] is False, path
            assert set(schema.get("required", [])) <= set(schema["properties"])


def test_a_problem_has_the_shape_it_promises(composed: Any, document: dict[str, Any]) -> None:
    check = fastjsonschema.compile(document["components"]["schemas"]["Problem"])
    check(Visitor(composed.app).send("POST", "/healthz", {}).json)


def test_paths_are_relative_to_where_it_was_asked(composed: Any) -> None:
    direct = Visitor(composed.app).get("/api/v1/openapi.json")
    assert direct.json["servers"] == [{"url": "/api"}]
    fronted = Visitor(composed.app, headers={"x-motcua-front": "1"}).get("/api/v1/openapi.json")
    assert fronted.json["servers"] == [{"url": "/"}]
