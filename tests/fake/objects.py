"""S3 in memory: objects by bucket and key, put whole and read whole, with the one condition that we use."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from botocore.response import StreamingBody

from tests.fake.ticking import Refused

Request = Mapping[str, Any]


class Stored(NamedTuple):
    """An object as it lies there: its bytes, its content type, what was noted beside it."""

    content: bytes
    kind: str
    metadata: Mapping[str, str]


@dataclass
class Objects:
    """All objects; `arrived` is told bucket and key of each that is put."""

    stored: dict[tuple[str, str], Stored] = field(default_factory=dict)
    arrived: Callable[[str, str], None] = lambda bucket, key: None

    def put(self, bucket: str, key: str, one: Stored) -> None:
        """Stores an object, as a browser's form does too."""
        self.stored[(bucket, key)] = one
        self.arrived(bucket, key)

    def put_object(self, asked: Request) -> dict[str, Any]:
        place, body = (asked["Bucket"], asked["Key"]), bytes(asked["Body"])
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        if asked.get("ChecksumSHA256", digest) != digest:
            raise Refused("BadDigest", "The SHA256 you specified did not match the calculated checksum.")
        if asked.get("IfNoneMatch") == "*" and place in self.stored:
            message = "At least one of the pre-conditions you specified did not hold"
            raise Refused("PreconditionFailed", message, 412, Condition="If-None-Match")
        self.put(*place, Stored(body, asked.get("ContentType", ""), dict(asked.get("Metadata", {}))))
        return {}

    def get_object(self, asked: Request) -> dict[str, Any]:
        one = self._found(asked, "NoSuchKey", "The specified key does not exist.")
        body = StreamingBody(io.BytesIO(one.content), len(one.content))
        return {**_facts(one), "Body": body}

    def head_object(self, asked: Request) -> dict[str, Any]:
        return _facts(self._found(asked, "404", "Not Found"))

    def delete_object(self, asked: Request) -> dict[str, Any]:
        self.stored.pop((asked["Bucket"], asked["Key"]), None)
        return {}

    def _found(self, asked: Request, code: str, message: str) -> Stored:
        one = self.stored.get((asked["Bucket"], asked["Key"]))
        if one is None:
            raise Refused(code, message, 404)
        return one


def _facts(one: Stored) -> dict[str, Any]:
    return {"ContentLength": len(one.content), "ContentType": one.kind, "Metadata": dict(one.metadata)}
