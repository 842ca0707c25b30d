"""JSON doors: each states its address, who may enter, what it reads and what it answers."""

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol

from chalicelib.cloud import schemas
from chalicelib.cloud.call import Call, Caller
from chalicelib.cloud.door.request import Request
from chalicelib.foundation.errors import (
    FieldError,
    Invalid,
    Malformed,
    NotAcceptable,
    TooLarge,
    WrongMediaType,
)
from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words

PUBLIC = "public"
BODY_LIMIT = 256 * 1024
DEEPEST = 32
LONGEST_VERSION = 20


class Gate(Protocol):
    """Who may enter. Identity's gate is hung on the doors by app.py."""

    def admit(self, request: Request, rule: str) -> Caller:
        """The caller, or SignInNeeded / Forbidden when the rule does not let them in."""


class Pause(Protocol):
    """Whether changes are paused. A room above is hung on the doors by app.py."""

    def __call__(self, caller: Caller, rule: str, at: datetime) -> None:
        """Passes, or raises Paused while this caller may change nothing by this rule."""


@frozen
class Answer:
    """What a door gives back. `version` becomes the ETag; `headers` are added as they are.

    `content` is a file instead of JSON; its Content-Type stands in `headers`, and among the door's `media`.
    `variant` tells apart two states of one version in the ETag, such as `late`: time alone has changed the answer.
    """

    body: Any = None
    status: int = 200
    version: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    variant: str = ""


View = Callable[[Request, Call], Answer]


@frozen
class Door:
    """One JSON route. `keyed`: a change, wants Idempotency-Key; `versioned`: wants If-Match; `media`: the types of the
    files it gives instead of JSON."""

    method: str
    path: str
    rule: str
    title: Words
    view: View
    body: Mapping[str, Any] | None = None
    query: Mapping[str, Any] = field(default_factory=dict)
    answer: Mapping[str, Any] | None = None
    status: int = 200
    keyed: bool = False
    versioned: bool = False
    media: tuple[str, ...] = ()

    @cached_property
    def check(self) -> Callable[[Any], list[FieldError]]:
        """Checks a body against the door's schema; compiled at first use."""
        return schemas.checker(self.body or {})


class Doors:
    """A room's list of JSON doors, filled by decorators; the bare view is given back for direct calls."""

    def __init__(self, room: str) -> None:
        self.room = room
        self.doors: list[Door] = []

    def get(self, path: str, **facts: Any) -> Callable[[View], View]:
        """A reading door."""
        return self._door("GET", path, facts)

    def post(self, path: str, **facts: Any) -> Callable[[View], View]:
        """A changing door; wants an Idempotency-Key unless told otherwise."""
        return self._door("POST", path, {"keyed": True, **facts})

    def put(self, path: str, **facts: Any) -> Callable[[View], View]:
        """A door that replaces a whole thing."""
        return self._door("PUT", path, {"keyed": True, **facts})

    def _door(self, method: str, path: str, facts: Mapping[str, Any]) -> Callable[[View], View]:
        def hang(view: View) -> View:
            self.doors.append(Door(method=method, path=path, view=view, **facts))
            return view

        return hang


def read_body(request: Request, door: Door) -> Any:
    """The JSON body, checked against the door's schema; every wrong field at once."""
    if len(request.body) > BODY_LIMIT:
        raise TooLarge(
            "door/body-too-large",
            f"Nội dung gửi lên vượt quá {BODY_LIMIT // 1024} KB.",
            f"The body is larger than {BODY_LIMIT // 1024} KB.",
        )
    if door.body is None:
        return None
    if request.media_type not in ("application/json", "application/merge-patch+json"):
        raise WrongMediaType(
            "door/content-type",
            "Nội dung phải là application/json.",
            "The content type must be application/json.",
        )
    try:
        body = json.loads(request.body.decode("utf-8") or "null")
        must_be_plain(body)
    except (ValueError, RecursionError) as error:
        raise Malformed(
            "door/json-malformed", "Nội dung không phải JSON hợp lệ.", "The body is not valid JSON."
        ) from error
    wrong = door.check(body)
    if wrong:
        raise Invalid(
            "door/body-invalid",
            "Nội dung gửi lên có chỗ chưa đúng.",
            "Something in the body is not right.",
            wrong,
        )
    return body


def must_be_plain(body: Any) -> None:
    """Raises ValueError for what Python reads as JSON and no other place can keep: halves of letters (lone
    surrogates), numbers that are none, and values nested deeper than any form."""
    level = [body]
    for _ in range(DEEPEST):
        for one in level:
            if isinstance(one, float) and not math.isfinite(one):
                raise ValueError("a number that is none")
            for text in (one,) if isinstance(one, str) else one if isinstance(one, dict) else ():
                text.encode()
        level = [part for one in level if isinstance(one, dict | list) for part in _parts(one)]
        if not level:
            return
    raise ValueError("nested too deep")


def _parts(whole: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return whole.values() if isinstance(whole, dict) else whole


def must_accept_json(request: Request, media: Sequence[str] = ()) -> None:
    """Refuses callers that take neither JSON nor one of these types; a missing Accept header takes everything."""
    accepted = [part.split(";")[0].strip().lower() for part in request.headers.get("accept", "*/*").split(",")]
    fine = {"*/*", "application/*", "application/json", "application/problem+json", ""}
    if not (fine | {one.split(";")[0] for one in media}).intersection(accepted):
        raise NotAcceptable("door/not-acceptable", "Địa chỉ này chỉ trả JSON.", "This address answers in JSON only.")


def default(value: Any) -> Any:
    """How values that JSON does not know are written."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, (set, frozenset, tuple)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def etag(version: int, variant: str = "") -> str:
    """A version as an ETag: `"7"`, or `"7-late"` for a variant of it."""
    return f'"{version}-{variant}"' if variant else f'"{version}"'


def version_of(header: str) -> int:
    """The version named by an If-Match header; a weak mark is read like a strong one, a variant like its version."""
    text = header.strip().removeprefix("W/").strip('"').partition("-")[0]
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_VERSION):
        raise Malformed(
            "door/if-match-malformed",
            'Tiêu đề If-Match phải có dạng "7".',
            'The If-Match header must look like "7".',
        )
    return int(text)


def all_doors(rooms: Sequence[Doors]) -> list[Door]:
    """The doors of all rooms in order."""
    return [door for room in rooms for door in room.doors]
