"""Which calls may change places without anybody noticing: those of which neither writes what the other touches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.fake.account import Sent

READS = frozenset({"GetItem", "Query", "BatchGetItem", "GetObject", "HeadObject", "GetQueueUrl"})
Place = tuple[str, str]


@dataclass(frozen=True)
class Touched:
    """The places that a call reads or writes; a place without its second part is everything under the first."""

    places: frozenset[Place]
    writes: bool

    def meets(self, other: Touched) -> bool:
        """Whether their order matters."""
        if not self.writes and not other.writes:
            return False
        return any(_overlap(one, another) for one in self.places for another in other.places)


def commute(one: Sent, other: Sent) -> bool:
    """Whether two calls may change places."""
    return not touched(one).meets(touched(other))


def touched(sent: Sent) -> Touched:
    """What a call touches."""
    return Touched(frozenset(_places(sent.service, sent.asked)), sent.operation not in READS)


def _overlap(one: Place, other: Place) -> bool:
    if "" in (one[0], other[0]):
        return True
    return one[0] == other[0] and (one[1] == other[1] or "" in (one[1], other[1]))


def _places(service: str, asked: Mapping[str, Any]) -> Iterator[Place]:
    if service == "s3":
        yield f"s3 {asked['Bucket']}", asked["Key"]
    elif service != "dynamodb":
        yield "messages", ""
    elif "IndexName" in asked:
        yield "", ""
    elif "KeyConditionExpression" in asked:
        yield asked["ExpressionAttributeValues"][":0"]["S"], ""
    elif "RequestItems" in asked:
        for wanted in asked["RequestItems"].values():
            yield from (_place(key) for key in wanted["Keys"])
    elif "TransactItems" in asked:
        for part in asked["TransactItems"]:
            yield from (_place(one.get("Item") or one["Key"]) for one in part.values())
    else:
        yield _place(asked.get("Item") or asked["Key"])


def _place(key: Mapping[str, Mapping[str, str]]) -> Place:
    return key["pk"]["S"], key["sk"]["S"]
