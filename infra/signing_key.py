"""The stage's signing key: what makes cursors and anonymous forms unforgeable. Made once, never overwritten."""

from __future__ import annotations

import base64
import secrets

from botocore.exceptions import ClientError

from infra.clients import client


def ensure(table: str) -> bool:
    """Put 32 random bytes (base64url) at pk `K#signing`, sk `K` unless there are some. True when it made them."""
    value = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    try:
        client("dynamodb").put_item(
            TableName=table,
            Item={"pk": {"S": "K#signing"}, "sk": {"S": "K"}, "value": {"S": value}},
            ConditionExpression="attribute_not_exists(pk)",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return False
        raise
    return True
