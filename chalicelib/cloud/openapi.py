"""The OpenAPI 3.1 document, generated from the doors themselves."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chalicelib.cloud.door import Answer, Door, Doors, Request, Words, all_doors

OpenToAll = Callable[[str], bool]
TITLE = "motcua"
VERSION = "1"

PROBLEM: Mapping[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "messages"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "stable"},
        "detail": {"type": "string"},
        "messages": {"type": "object", "properties": {"vi": {"type": "string"}, "en": {"type": "string"}}},
        "retry": {"type": "boolean", "description": "sending the same again, with the same key, can help"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "messages": {"type": "object"},
                },
            },
        },
    },
}


def document(doors: Sequence[Door], server: str, open_to_all: OpenToAll) -> dict[str, Any]:
    """The whole document; `server` is the address that paths are relative to."""
    paths: dict[str, dict[str, Any]] = {}
    for door in doors:
        paths.setdefault(door.path, {})[door.method.lower()] = _operation(door, open_to_all)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": TITLE,
            "version": VERSION,
            "description": "Dịch vụ hành chính công / public services",
        },
        "servers": [{"url": server or "/"}],
        "paths": paths,
        "components": {
            "securitySchemes": {"session": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Problem": PROBLEM},
            "headers": {"ETag": {"schema": {"type": "string"}, "description": "the version"}},
        },
    }


def _operation(door: Door, open_to_all: OpenToAll) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": door.view.__module__.split(".")[-2] + "_" + door.view.__name__,
        "summary": door.title.en,
        "x-summary-vi": door.title.vi,
        "x-rule": door.rule,
        "parameters": _parameters(door),
        "responses": {
            str(door.status): {"description": door.title.en, **_content(door)},
            "default": {
                "description": "a problem (RFC 9457)",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        },
        "security": [] if open_to_all(door.rule) else [{"session": []}],
    }
    if door.body is not None:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": dict(door.body)}},
        }
    return operation


def _content(door: Door) -> dict[str, Any]:
    """What a door answers: JSON, or files of its media types, which no schema describes."""
    if door.media:
        return {"content": {media.split(";")[0]: {"schema": {}} for media in door.media}}
    return {"content": {"application/json": {"schema": dict(door.answer or {"type": "object"})}}}


def _parameters(door: Door) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", door.path)
    found = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
    found += [{"name": name, "in": "query", "schema": dict(schema)} for name, schema in door.query.items()]
    wanted = (("Idempotency-Key", door.keyed), ("If-Match", door.versioned))
    found += [
        {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}
        for name, needed in wanted
        if needed
    ]
    return found


def platform_doors(rooms: Sequence[Doors], open_to_all: OpenToAll) -> Doors:
    """The platform's own doors: health, and the document of all doors, these two included.

    `open_to_all` says of a rule whether it lets everybody in.
    """
    doors = Doors("platform")

    @doors.get("/healthz", rule="platform.health", title=Words("Tình trạng hệ thống", "Health"))
    def healthz(request: Request, call: Any) -> Answer:
        return Answer({"status": "ok"})

    @doors.get("/api/v1/openapi.json", rule="platform.health", title=Words("Mô tả API", "This document"))
    def openapi(request: Request, call: Any) -> Answer:
        return Answer(document(all_doors([*rooms, doors]), request.base, open_to_all))

    return doors
