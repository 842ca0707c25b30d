"""The stage's keys in its own encrypted table: made once, never overwritten, written by no function.

`signing` makes cursors and anonymous forms unforgeable; `front` is what the front proves itself with.
"""

from __future__ import annotations

import base64
import secrets

from botocore.exceptions import ClientError

from infra.clients import client
from infra.trouble import Trouble


def ensure(table: str, name: str = "signing") -> bool:
    """Put 32 random bytes (base64url) at pk `K#<name>`, sk `K` unless there are some. True when it made them."""
    value = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    try:
        client("dynamodb").put_item(
            TableName=table,
            Item={"pk": {"S": f"K#{name}"}, "sk": {"S": "K"}, "value": {"S": value}},
            ConditionExpression="attribute_not_exists(pk)",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return False
        raise
    return True


def read(table: str, name: str) -> str:
    """A key that `ensure` has made, as base64url text."""
    place = {"pk": {"S": f"K#{name}"}, "sk": {"S": "K"}}
    found = client("dynamodb").get_item(TableName=table, Key=place, ConsistentRead=True)
    if "Item" not in found:
        raise Trouble(f"there is no {name} key in {table}; run `python -m infra up` for this stage first")
    return str(found["Item"]["value"]["S"])
