"""The fake at the end of the wire: requests that botocore has built and signed are answered with bytes that it reads.

So the SDK's own serializers, retries and parsers, and the faults that hang on its events (`tests/faults/injecting.py`),
are what they are on a real network. Slower than `account.installed`, which answers before all of that.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from botocore.awsrequest import AWSResponse

from tests.fake.account import Account
from tests.fake.ticking import Refused
from tests.faults.injecting import Raw, clients, reply

Asked = Mapping[str, Any]


@dataclass
class Wire:
    """Answers every client of the platform from one account. `asked` is the request that is being built and sent."""

    account: Account
    asked: dict[str, Any] = field(default_factory=dict)

    def noted(self, params: Mapping[str, Any], context: dict[str, Any], **_: Any) -> None:
        """What is asked, before the SDK makes a request of it."""
        context["asked of the fake"] = dict(params)

    def called(self, context: Mapping[str, Any], **_: Any) -> None:
        """Whatever came in between, this call is the one that is sent now."""
        self.asked = context["asked of the fake"]

    def send(self, request: Any, event_name: str, **_: Any) -> AWSResponse:
        """The answer to a request."""
        _, service, operation = event_name.split(".")
        try:
            answer = self.account.answer(service, operation, self.asked)
        except Refused as refused:
            return _refusal(service, operation, refused, request)
        if service == "s3":
            return _object(answer, request)
        body = _published(answer) if service == "sns" else json.dumps(answer)
        return AWSResponse(request.url, 200, {}, Raw(body.encode()))

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Every client of the platform, behind whatever else hangs on its events."""
        handlers = {"before-parameter-build.*.*": self.noted, "before-call.*.*": self.called}
        handlers["before-send.*.*"] = self.send
        ours = clients()
        for client in ours:
            for event, handler in handlers.items():
                client.meta.events.register_last(event, handler)
        try:
            yield
        finally:
            for client in ours:
                for event, handler in handlers.items():
                    client.meta.events.unregister(event, handler)


def _refusal(service: str, operation: str, refused: Refused, request: Any) -> AWSResponse:
    if operation == "HeadObject":
        return AWSResponse(request.url, refused.status, {}, Raw(b""))
    return reply(service, refused.status, refused.code, request, refused.more)


def _object(answer: Asked, request: Any) -> AWSResponse:
    """S3 tells facts in headers and gives the content as it is."""
    headers = {f"x-amz-meta-{name}": text for name, text in answer.get("Metadata", {}).items()}
    if "ContentLength" in answer:
        headers |= {"Content-Length": str(answer["ContentLength"]), "Content-Type": answer["ContentType"]}
    content = answer["Body"].read() if "Body" in answer else b""
    return AWSResponse(request.url, 200, headers, Raw(content))


def _published(answer: Asked) -> str:
    inner = f"<PublishResult><MessageId>{escape(answer['MessageId'])}</MessageId></PublishResult>"
    return f"<PublishResponse>{inner}<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishResponse>"
