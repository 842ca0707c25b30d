"""What S3 says about new objects: its own notification to a queue, or the same news through EventBridge."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote_plus

from chalicelib.commons.files.model import read_key


def arrivals(body: Mapping[str, Any]) -> list[str]:
    """The keys of new files that a queue message names, each once, in order.

    S3's own messages encode keys for URLs, EventBridge's do not. Test messages, removals and keys that are
    not ours are left out.
    """
    keys = _from_eventbridge(body) if "detail" in body else _from_s3(body)
    return [key for key in dict.fromkeys(keys) if read_key(key) is not None]


def _from_s3(body: Mapping[str, Any]) -> Iterable[str]:
    for record in body.get("Records", ()):
        if str(record.get("eventName", "")).removeprefix("s3:").startswith("ObjectCreated"):
            yield unquote_plus(record["s3"]["object"]["key"])


def _from_eventbridge(body: Mapping[str, Any]) -> Iterable[str]:
    if body.get("source") == "aws.s3" and body.get("detail-type") == "Object Created":
        yield str(body["detail"]["object"]["key"])
