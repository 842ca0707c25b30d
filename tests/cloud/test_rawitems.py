"""Items come from the table's client as DynamoDB sent them; everything else as the SDK reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.parsers import JSONParser
from botocore.session import Session
from pynamodb.attributes import BinaryAttribute, BinarySetAttribute

import app as composed
from chalicelib.cloud.items import Item
from chalicelib.cloud.rawitems import leave_items_raw

ITEM = {
    "pk": {"S": "D#1"},
    "version": {"N": "12"},
    "done": {"BOOL": False},
    "none": {"NULL": True},
    "files": {"M": {"a": {"L": [{"S": "x"}, {"N": "1"}]}}},
}


def parsers() -> Any:
    session = Session()
    leave_items_raw(session)
    return session.get_component("response_parser_factory")


@pytest.fixture(scope="module")
def operations() -> Any:
    loader = Session().get_component("data_loader")
    from botocore.model import ServiceModel

    return ServiceModel(loader.load_service_model("dynamodb", "service-2"))


def parsed(factory: Any, operations: Any, operation: str, body: dict[str, Any], status: int = 200) -> Any:
    answer = {"status_code": status, "headers": {}, "body": json.dumps(body).encode()}
    return factory.create_parser("json").parse(answer, operations.operation_model(operation).output_shape)


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("GetItem", {"Item": ITEM}),
        ("GetItem", {}),
        ("Query", {"Items": [ITEM, {}], "Count": 2, "ScannedCount": 2, "LastEvaluatedKey": {"pk": {"S": "D#1"}}}),
        ("BatchGetItem", {"Responses": {"t": [ITEM]}, "UnprocessedKeys": {"t": {"Keys": [{"pk": {"S": "D#2"}}]}}}),
        ("UpdateItem", {"Attributes": ITEM}),
    ],
)
def test_answers_are_what_the_sdk_reads(operations: Any, operation: str, body: dict[str, Any]) -> None:
    from botocore.parsers import ResponseParserFactory

    ours = parsed(parsers(), operations, operation, body)
    assert ours == parsed(ResponseParserFactory(), operations, operation, body)
    assert {name: value for name, value in ours.items() if name != "ResponseMetadata"} == body


def test_reasons_of_a_cancelled_transaction_keep_their_items(operations: Any) -> None:
    body = {
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "CancellationReasons": [{"Code": "None"}, {"Code": "ConditionalCheckFailed", "Item": ITEM}],
    }
    shape = operations.shape_for("TransactionCanceledException")
    parser = parsers().create_parser("json")
    error = parser.parse({"status_code": 400, "headers": {}, "body": json.dumps(body).encode()}, shape)
    assert error["CancellationReasons"][1]["Item"] == ITEM


def test_other_protocols_are_the_sdks_own() -> None:
    made = parsers().create_parser("rest-xml")
    assert not isinstance(made, JSONParser)


def subclasses(kind: Any) -> Iterator[Any]:
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


def test_no_item_has_a_binary_attribute() -> None:
    """Binary values would come as Base64 text, for the SDK no longer decodes them."""
    assert composed.app
    items = [one for one in subclasses(Item) if one.__module__.startswith("chalicelib.")]
    kinds = {type(attribute) for one in items for attribute in one.get_attributes().values()}
    assert len(items) > 5
    assert not kinds & {BinaryAttribute, BinarySetAttribute}
