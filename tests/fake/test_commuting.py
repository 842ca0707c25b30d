"""Schedules that are left out end like one that is told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fake import interleavings
from tests.fake.account import Sent
from tests.fake.city import FakeWorld, fake_city
from tests.fake.commuting import commute
from tests.fake.interleavings import pairs, told

KEY = {"pk": {"S": "A#1"}, "sk": {"S": "A"}}
OTHER = {"pk": {"S": "A#2"}, "sk": {"S": "A"}}


def sent(operation: str, service: str = "dynamodb", **asked: Any) -> Sent:
    return Sent(1, service, operation, asked, dict)


def query(pk: str, **more: str) -> Sent:
    return sent("Query", KeyConditionExpression="#0 = :0", ExpressionAttributeValues={":0": {"S": pk}}, **more)


WRITE = sent("TransactWriteItems", TransactItems=[{"Put": {"Item": KEY}}, {"Delete": {"Key": OTHER}}])


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [
        (sent("GetItem", Key=KEY), sent("GetItem", Key=KEY), True),
        (sent("GetItem", Key=KEY), sent("PutItem", Item=KEY), False),
        (sent("PutItem", Item=OTHER), sent("PutItem", Item=KEY), True),
        (query("A#1"), sent("PutItem", Item=KEY), False),
        (query("A#1"), sent("PutItem", Item=OTHER), True),
        (query("due", IndexName="due"), sent("PutItem", Item=OTHER), False),
        (query("due", IndexName="due"), query("A#1"), True),
        (WRITE, sent("GetItem", Key=OTHER), False),
        (WRITE, sent("GetItem", Key={**KEY, "sk": {"S": "B"}}), True),
        (sent("Publish", "sns"), sent("Publish", "sns"), False),
        (sent("Publish", "sns"), WRITE, True),
        (sent("PutObject", "s3", Bucket="b", Key="k"), sent("GetObject", "s3", Bucket="b", Key="k"), False),
    ],
)
def test_only_calls_that_do_not_meet_may_change_places(one: Sent, other: Sent, may: bool) -> None:
    assert commute(one, other) == may
    assert commute(other, one) == may


def ends(world: FakeWorld, name: str) -> tuple[int, set[str]]:
    """How many schedules a pair has, and how the world can be afterwards."""
    pair = next(one for one in pairs() if one.name == name)
    found = [str(sorted(map(str, world.rows()))) for met in told(world, pair) if not met.wrong]
    return len(found), set(found)


@pytest.mark.parametrize("name", ["assign several twice, by two wishes", "a file arrives and the form is saved"])
def test_what_is_left_out_ends_like_what_is_told(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with fake_city() as world:
        all_of_them, ways = ends(world, name)
        monkeypatch.setattr(interleavings, "MANY", 0)
        fewer, same = ends(world, name)
    assert fewer < all_of_them
    assert len(same) == len(ways)
