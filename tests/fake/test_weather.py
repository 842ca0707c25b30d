"""What AWS may do without breaking a promise, the fake does: else no simulated city would ever meet it."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tests.fake.account import Account
from tests.fake.queues import url_of
from tests.fake.ticking import Refused
from tests.fake.weather import Weather

ITEM = {"pk": {"S": "A#1"}, "sk": {"S": "A"}, "dk": {"S": "due"}, "ds": {"S": "1"}, "n": {"N": "1"}}
KEY = {"pk": ITEM["pk"], "sk": ITEM["sk"]}


def account(**weather: Any) -> Account:
    """An account with one item, long known, that has just been changed."""
    made = Account()
    made.queues.make("events", reads=True)
    made.answer("dynamodb", "PutItem", {"TableName": "t", "Item": ITEM})
    made.clock.sleep(60)
    made.under(Weather(Random(1), **weather))
    made.answer("dynamodb", "PutItem", {"TableName": "t", "Item": {**ITEM, "n": {"N": "2"}, "ds": {"S": "2"}}})
    return made


def read(made: Account, *, consistent: bool = False) -> str:
    asked = {"TableName": "t", "Key": KEY, "ConsistentRead": consistent}
    return str(made.answer("dynamodb", "GetItem", asked)["Item"]["n"]["N"])


def places_in_the_index(made: Account) -> set[str]:
    named = {"ExpressionAttributeNames": {"#0": "dk"}, "ExpressionAttributeValues": {":0": {"S": "due"}}}
    asked = {"TableName": "t", "IndexName": "due", "KeyConditionExpression": "#0 = :0", **named}
    found = made.answer("dynamodb", "Query", asked)["Items"]
    return {str(one["ds"]["S"]) for one in found}


def test_calm_weather_has_no_old_answers() -> None:
    made = account()
    assert {read(made) for _ in range(50)} == {"2"}
    assert places_in_the_index(made) == {"2"}


def test_a_read_may_be_old_for_a_while_a_consistent_one_never() -> None:
    made = account(stale=0.5, lag=2.0)
    assert {read(made) for _ in range(50)} == {"1", "2"}
    assert {read(made, consistent=True) for _ in range(50)} == {"2"}
    made.clock.sleep(3)
    assert {read(made) for _ in range(50)} == {"2"}


def test_an_index_may_lag_for_a_while() -> None:
    made = account(stale=0.5, lag=2.0)
    seen = [places_in_the_index(made) for _ in range(50)]
    assert {"1"} in seen
    assert {"2"} in seen
    assert all(len(one) == 1 for one in seen), "an item stands in an index once"
    made.clock.sleep(3)
    assert {frozenset(places_in_the_index(made)) for _ in range(50)} == {frozenset({"2"})}


@pytest.mark.parametrize(
    ("weather", "code"), [("conflict", "TransactionConflictException"), ("throttle", "ProvisionedThroughputExceeded")]
)
def test_a_write_may_be_refused_for_now_and_changes_nothing(weather: str, code: str) -> None:
    made = account()
    made.under(Weather(Random(1), **{weather: 1.0}))
    with pytest.raises(Refused, match=code):
        made.answer("dynamodb", "PutItem", {"TableName": "t", "Item": {**ITEM, "n": {"N": "3"}}})
    made.weather.calm()
    assert read(made) == "2"


def test_a_transaction_sent_again_is_carried_out_once_and_another_under_its_token_never() -> None:
    made = account()
    named = {"ExpressionAttributeNames": {"#0": "n"}, "ExpressionAttributeValues": {":0": {"N": "1"}}}
    add = {"TableName": "t", "Key": KEY, "UpdateExpression": "ADD #0 :0", **named}
    asked = {"TransactItems": [{"Update": add}], "ClientRequestToken": "once"}
    made.answer("dynamodb", "TransactWriteItems", asked)
    made.answer("dynamodb", "TransactWriteItems", asked)
    assert read(made) == "3"
    with pytest.raises(Refused, match="IdempotentParameterMismatch"):
        made.answer("dynamodb", "TransactWriteItems", {**asked, "TransactItems": [{"Delete": {"Key": KEY}}]})
    made.clock.sleep(601)
    made.answer("dynamodb", "TransactWriteItems", asked)
    assert read(made) == "4"


def test_messages_may_come_twice_and_in_any_order() -> None:
    made = account(twice=0.5, shuffle=True)
    for number in range(10):
        made.answer("sns", "Publish", {"TopicArn": "topic", "Message": str(number)})
    asked = {"QueueUrl": url_of("events"), "MaxNumberOfMessages": 10}
    bodies: list[str] = []
    while found := made.answer("sqs", "ReceiveMessage", asked).get("Messages"):
        bodies += [one["Body"] for one in found]
    assert set(bodies) == {str(number) for number in range(10)}
    assert len(bodies) > 10
    assert bodies != sorted(bodies)
