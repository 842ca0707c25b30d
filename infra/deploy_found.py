"""Chalice's deploy record rebuilt from what runs in the account, for when nobody remembered it.

`chalice deploy` finds functions, roles, rules and logs by name. What it knows only by id is the API, which the API
function's own policy names, and the event sources, which Lambda lists by function.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from botocore.exceptions import ClientError

from infra.clients import client, region


def find(stage: str, functions: Iterable[str]) -> dict[str, Any] | None:
    """The record of the stage, in Chalice's form; None when no `chalice deploy` has made an API there."""
    api_id = _api_id(f"motcua-{stage}")
    if api_id is None:
        return None
    url = f"https://{api_id}.execute-api.{region()}.amazonaws.com/api/"
    resources = [{"name": "rest_api", "resource_type": "rest_api", "rest_api_id": api_id, "rest_api_url": url}]
    for function in functions:
        resources += _event_sources(function, f"motcua-{stage}-{function}")
    return {"resources": resources, "schema_version": "2.0", "backend": "api"}


def _api_id(function: str) -> str | None:
    """The API that may invoke the function and still exists."""
    try:
        policy = json.loads(client("lambda").get_policy(FunctionName=function)["Policy"])
    except ClientError as error:
        if error.response["Error"]["Code"] == "ResourceNotFoundException":
            return None
        raise
    named = re.findall(r":execute-api:[^:]+:[^:]+:([^/\"*]+)", json.dumps(policy))
    return next((api_id for api_id in reversed(named) if _exists(api_id)), None)


def _exists(api_id: str) -> bool:
    try:
        client("apigateway").get_rest_api(restApiId=api_id)
    except ClientError as error:
        if error.response["Error"]["Code"] == "NotFoundException":
            return False
        raise
    return True


def _event_sources(function: str, full_name: str) -> Iterator[dict[str, str]]:
    mappings = client("lambda").list_event_source_mappings(FunctionName=full_name)["EventSourceMappings"]
    for mapping in mappings:
        source = mapping["EventSourceArn"]
        known = {"event_uuid": mapping["UUID"], "lambda_arn": mapping["FunctionArn"]}
        if ":sqs:" in source:
            queue = {"queue_arn": source, "queue": source.rpartition(":")[2]}
            yield {"name": f"{function}-sqs-event-source", "resource_type": "sqs_event", **queue, **known}
        elif ":dynamodb:" in source:
            stream = {"stream_arn": source}
            yield {"name": f"{function}-dynamodb-event-source", "resource_type": "dynamodb_event", **stream, **known}
