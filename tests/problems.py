"""What every refusal must look like, and that a refusal leaves no trace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.doors import Reply

SAFE = {
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}


def refused(reply: Reply, status: int, code: str) -> Reply:
    """This answer, if it is the problem document of that status and code, whole and in both languages."""
    assert (reply.status, reply.code) == (status, code), reply.body
    problem = reply.json
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["content-language"] in ("vi", "en")
    assert {name: reply.headers.get(name) for name in SAFE} == SAFE
    assert (problem["status"], problem["type"]) == (status, f"/problems/{code}")
    assert problem["title"]
    assert problem["retry"] is (status in (429, 503))
    assert ("retry-after" in reply.headers) is problem["retry"]
    assert problem["instance"].startswith("urn:motcua:request:")
    assert problem["detail"] == problem["messages"][reply.headers["content-language"]]
    for one in (problem, *problem.get("errors", [])):
        assert one["code"]
        assert set(one["messages"]) == {"vi", "en"}
        assert all(one["messages"].values())
        assert one["messages"]["vi"] != one["messages"]["en"]
    return reply


def rows(dossier: str) -> list[dict[str, Any]]:
    """Everything stored of a dossier, its journal included, as the table gives it."""
    from chalicelib.cloud import table

    return table.collection(f"D#{dossier}")


@contextmanager
def unchanged(dossier: str) -> Iterator[None]:
    """Nothing of the dossier may be different afterwards: neither its state, nor its version, nor its journal."""
    before = rows(dossier)
    assert before, "there is something to keep"
    yield
    assert rows(dossier) == before


@contextmanager
def no_writes() -> Iterator[None]:
    """The table takes no single writes meanwhile."""
    from botocore.exceptions import EndpointConnectionError

    from chalicelib.cloud.items import connection

    def gone(**_: Any) -> None:
        raise EndpointConnectionError(endpoint_url="the table")

    events = connection().connection.client.meta.events
    events.register("before-send.dynamodb.PutItem", gone)
    try:
        yield
    finally:
        events.unregister("before-send.dynamodb.PutItem", gone)
