"""CloudFormation stacks: create or update one, watch it, read its outputs."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from infra.clients import client
from infra.trouble import Trouble

Say = Callable[[str], None]

_DONE = {"CREATE_COMPLETE", "UPDATE_COMPLETE"}
_CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
_PATIENCE_S = 1800


def describe(name: str) -> dict[str, Any] | None:
    """The stack as CloudFormation describes it, or None where there is none."""
    try:
        stacks = client("cloudformation").describe_stacks(StackName=name)["Stacks"]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    live = [stack for stack in stacks if stack["StackStatus"] != "DELETE_COMPLETE"]
    return live[0] if live else None


def outputs(name: str) -> dict[str, str]:
    """The stack's outputs. Refuses when the stack is not there."""
    stack = describe(name)
    if stack is None:
        raise Trouble(f"there is no stack {name}; run `python -m infra up` for this stage first")
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def put(
    name: str, template: Mapping[str, str], parameters: Mapping[str, str], say: Say, *, lasting: bool = False
) -> dict[str, str]:
    """Create the stack or bring it up to date, and return its outputs.

    `template` is {"TemplateBody": text} or {"TemplateURL": url}; a parameter that is not given keeps its value.
    A `lasting` stack is protected from deletion. Refuses with CloudFormation's own reason when it fails.
    """
    api = client("cloudformation")
    before = describe(name)
    request: dict[str, Any] = {"StackName": name, **template, "Capabilities": _CAPABILITIES}
    given: list[dict[str, Any]] = [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()]
    if before is not None:
        _refuse_stuck(before)
        kept = [old["ParameterKey"] for old in before.get("Parameters", []) if old["ParameterKey"] not in parameters]
        given += [{"ParameterKey": key, "UsePreviousValue": True} for key in kept]
    say(f"stack {name}: {'creating' if before is None else 'updating'}")
    try:
        if before is None:
            api.create_stack(**request, Parameters=given, EnableTerminationProtection=lasting)
        else:
            api.update_stack(**request, Parameters=given)
    except ClientError as error:
        if "No updates are to be performed" not in str(error):
            raise Trouble(f"stack {name}: {str(error)[-1000:]}") from error
        return outputs(name)
    return _watch(name, say)


def _refuse_stuck(stack: Mapping[str, Any]) -> None:
    if stack["StackStatus"] in {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"}:
        raise Trouble(
            f"stack {stack['StackName']} is {stack['StackStatus']}: its first creation failed. "
            "Delete it (what it retained stays) and run the command again"
        )


def _watch(name: str, say: Say) -> dict[str, str]:
    """Wait until CloudFormation has finished, saying each new state."""
    pause, said, until = 0.1, "", time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        stack = describe(name) or {}
        status = stack.get("StackStatus", "")
        if status != said:
            say(f"stack {name}: {status}")
            said = status
        if status in _DONE:
            return outputs(name)
        if status.endswith(("_FAILED", "ROLLBACK_COMPLETE")):
            raise Trouble(f"stack {name} is {status}: {_reasons(name)}")
        time.sleep(pause)
        pause = min(pause * 1.5, 5)
    raise Trouble(f"stack {name} is still {said} after {_PATIENCE_S // 60} minutes; look at it in CloudFormation")


def _reasons(name: str) -> str:
    """Why resources failed, latest attempt first."""
    events = client("cloudformation").describe_stack_events(StackName=name)["StackEvents"]
    failed = [event for event in events if event["ResourceStatus"].endswith("_FAILED")]
    return "; ".join(f"{e['LogicalResourceId']}: {e.get('ResourceStatusReason', '?')}" for e in failed[:5])
