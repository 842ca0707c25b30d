"""S3: forms that let a browser post straight into a bucket, short-lived links out of it, reads and writes.

Forms and links are signed here without any call; a function can only sign what its own rights allow.
Times: connect 1 s, read 10 s, two retries by the SDK.
"""

import base64
import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session

from chalicelib.cloud.settings import settings
from chalicelib.foundation.errors import Unavailable

_PIECE = 256 * 1024
_LONGEST_NAME = 120
_GONE = {"404", "NoSuchKey", "NotFound"}
_THERE = {"412", "PreconditionFailed"}
_BUSY = {"SlowDown", "409", "ConditionalRequestConflict"}
"""A conflict says that another write of the key is under way, not that it came to something."""


class BlobMissing(LookupError):
    """Nothing is stored under this key."""


class BlobTooLarge(ValueError):
    """The stored object is larger than the reader takes; `size` is in bytes."""

    def __init__(self, size: int) -> None:
        super().__init__(f"{size} bytes")
        self.size = size


@dataclass(frozen=True)
class UploadForm:
    """What an HTML form needs to post one file: its action and hidden fields. The file input comes last."""

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class BlobFacts:
    """What S3 knows about an object; `size` in bytes, `metadata` as it was written."""

    size: int
    content_type: str
    metadata: Mapping[str, str] = field(default_factory=dict)


@lru_cache(maxsize=4)
def _client(region: str, endpoint_url: str) -> Any:
    """The one client of an endpoint; on the laptop the bucket's name stands in the path."""
    config = Config(
        connect_timeout=1,
        read_timeout=10,
        retries={"mode": "standard", "total_max_attempts": 3},
        signature_version="s3v4",
        s3={"addressing_style": "path" if endpoint_url else "virtual"},
    )
    return Session().create_client("s3", region_name=region, endpoint_url=endpoint_url or None, config=config)


def _s3() -> Any:
    return _client(settings().region, settings().endpoint_url)


def _signer() -> Any:
    """The client that signs for browsers, which may see S3 under another address than functions do."""
    return _client(settings().region, settings().s3_public_url or settings().endpoint_url)


@contextmanager
def _answering() -> Iterator[None]:
    """Turns silence and overload into Unavailable, absence into BlobMissing; refusals of rights pass."""
    try:
        yield
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if _code(error) in _GONE:
            raise BlobMissing from error
        if status >= 500 or _code(error) in _BUSY:
            raise _unavailable() from error
        raise
    except BotoCoreError as error:
        raise _unavailable() from error


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _unavailable() -> Unavailable:
    return Unavailable(
        "cloud/files-busy",
        "Kho tệp đang bận. Hãy thử lại sau ít phút.",
        "The file store is busy. Please try again in a few minutes.",
    )


def upload_form(
    bucket: str, key: str, *, most_bytes: int, redirect: str, seconds: int, content_type: str | None = None
) -> UploadForm:
    """A form that may post exactly one key of at most `most_bytes` bytes for `seconds`, then goes to `redirect`.

    An empty file is let in: whoever checks it says so in words, the store would only in XML.

    S3 appends bucket, key and etag to `redirect`; they come through the browser and prove nothing.
    """
    fields = {"success_action_redirect": redirect} if redirect else {}
    if content_type is not None:
        fields["Content-Type"] = content_type
    conditions: list[Any] = [{name: value} for name, value in fields.items()]
    conditions.append(["content-length-range", 0, most_bytes])
    post = _signer().generate_presigned_post(bucket, key, Fields=fields, Conditions=conditions, ExpiresIn=seconds)
    return UploadForm(post["url"], post["fields"])


def download_link(
    bucket: str,
    key: str,
    *,
    seconds: int,
    filename: str,
    content_type: str = "application/octet-stream",
    inline: bool = False,
) -> str:
    """A link that works for `seconds` and answers with this name and type, whatever the object says."""
    url: str = _signer().generate_presigned_url(
        "get_object",
        Params={
            "Bucket": bucket,
            "Key": key,
            "ResponseContentDisposition": disposition(filename, inline=inline),
            "ResponseContentType": content_type,
            "ResponseCacheControl": "private, no-store",
        },
        ExpiresIn=seconds,
    )
    return url


def disposition(filename: str, *, inline: bool = False) -> str:
    """A Content-Disposition value: the name in ASCII for old clients, and in full (RFC 6266, RFC 8187)."""
    clean = unicodedata.normalize("NFC", filename.encode("utf-8", "replace").decode())
    full = "".join(letter for letter in clean if letter.isprintable() and letter not in '/\\"')
    full = full.strip(". ")[:_LONGEST_NAME] or "tep"
    bare = unicodedata.normalize("NFD", full.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(letter for letter in bare if unicodedata.category(letter) != "Mn")
    plain = "".join(letter if letter.isascii() and letter not in "%;" else "_" for letter in plain)
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(full, safe='')}"


def read(bucket: str, key: str, most_bytes: int) -> tuple[bytes, BlobFacts]:
    """A whole object of at most `most_bytes`. BlobMissing, BlobTooLarge (before its body is read)."""
    with _answering():
        found = _s3().get_object(Bucket=bucket, Key=key)
        with closing(found["Body"]) as body:
            facts = _facts(found)
            if facts.size > most_bytes:
                raise BlobTooLarge(facts.size)
            content = bytearray()
            for piece in body.iter_chunks(_PIECE):
                content += piece
                if len(content) > most_bytes:
                    raise BlobTooLarge(len(content))
    return bytes(content), facts


def facts(bucket: str, key: str) -> BlobFacts:
    """What is known about an object without reading it. BlobMissing."""
    with _answering():
        return _facts(_s3().head_object(Bucket=bucket, Key=key))


def _facts(found: Mapping[str, Any]) -> BlobFacts:
    return BlobFacts(int(found["ContentLength"]), found.get("ContentType", ""), dict(found.get("Metadata", {})))


def exists(bucket: str, key: str) -> bool:
    """Whether something is stored under this key."""
    try:
        facts(bucket, key)
    except BlobMissing:
        return False
    return True


def write(
    bucket: str,
    key: str,
    data: bytes,
    content_type: str,
    metadata: Mapping[str, str],
    *,
    only_new: bool = False,
) -> bool:
    """Stores an object; S3 checks its SHA-256 on arrival. `metadata` is ASCII.

    False when `only_new` and something already stands under the key; nothing is written then.
    """
    checksum = base64.b64encode(hashlib.sha256(data).digest()).decode()
    condition = {"IfNoneMatch": "*"} if only_new else {}
    try:
        with _answering():
            _s3().put_object(
                Bucket=bucket,
                Key=key,
                Body=data,
                ContentType=content_type,
                Metadata=dict(metadata),
                ChecksumSHA256=checksum,
                **condition,
            )
    except ClientError as error:
        if only_new and _code(error) in _THERE:
            return False
        raise
    return True


def delete(bucket: str, key: str) -> None:
    """Removes an object; removing what is not there is fine."""
    with _answering():
        _s3().delete_object(Bucket=bucket, Key=key)
