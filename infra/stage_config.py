"""What a stage's outputs mean for Chalice: the stage's part of `.chalice/config.json` and one policy per function."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

from infra.trouble import Trouble

TEMPLATES = Path(__file__).resolve().parent.parent / ".chalice"


def environment(
    stage: str, outputs: Mapping[str, str], site_url: str, s3_public_url: str = "", front_digest: str = ""
) -> dict[str, str]:
    """The variables chalicelib/cloud/settings.py reads. Of the front's key only the digest, which is no secret."""
    values = {
        "MOTCUA_STAGE": stage,
        "MOTCUA_DEMO": outputs["Demo"],
        "MOTCUA_TABLE": outputs["TableName"],
        "MOTCUA_STREAM_ARN": outputs["StreamArn"],
        "MOTCUA_QUARANTINE_BUCKET": outputs["QuarantineBucketName"],
        "MOTCUA_KEEP_BUCKET": outputs["KeepBucketName"],
        "MOTCUA_EVENTS_TOPIC_ARN": outputs["EventsTopicArn"],
        "MOTCUA_EVENTS_QUEUE": outputs["EventsQueueName"],
        "MOTCUA_CLOCKS_QUEUE": outputs["ClocksQueueName"],
        "MOTCUA_LEDGER_QUEUE": outputs["LedgerQueueName"],
        "MOTCUA_PRINTING_QUEUE": outputs["PrintingQueueName"],
        "MOTCUA_PRINTING_QUEUE_URL": outputs["PrintingQueueUrl"],
        "MOTCUA_ARRIVALS_QUEUE": outputs["ArrivalsQueueName"],
        "MOTCUA_SITE_URL": site_url,
    }
    optional = {"MOTCUA_S3_PUBLIC_URL": s3_public_url, "MOTCUA_FRONT_DIGEST": front_digest}
    return {**values, **{name: value for name, value in optional.items() if value}}


def host_architecture() -> str:
    """The Lambda architecture whose wheels load on this machine."""
    return "arm64" if platform.machine().lower() in {"arm64", "aarch64"} else "x86_64"


def write(
    project: Path,
    stage: str,
    outputs: Mapping[str, str],
    variables: Mapping[str, str],
    architecture: str,
    layers: Mapping[str, str],
) -> None:
    """Write `stages.<stage>` into the project's config.json, and `policy-<function>-<stage>.json` beside it.

    `layers`: the ARN of the layer of each function that has one.
    """
    path = project / ".chalice" / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    functions = sorted(config["lambda_functions"])
    config.setdefault("stages", {})[stage] = _stage_part(stage, functions, variables, architecture, layers)
    path.write_text(json.dumps(config, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for function in functions:
        (path.parent / _policy_name(function, stage)).write_text(policy(function, stage, outputs), encoding="utf-8")


def policy(function: str, stage: str, outputs: Mapping[str, str]) -> str:
    """The function's rights in this stage, as JSON, from the committed `.chalice/policy-<function>.json`."""
    source = TEMPLATES / f"policy-{function}.json"
    if not source.exists():
        raise Trouble(f"function {function} has no {source.name}: write down what it may do")
    _, partition, _, region, account, _ = outputs["TableArn"].split(":", 5)
    known = {**outputs, "Stage": stage, "Partition": partition, "Region": region, "Account": account}
    try:
        return Template(source.read_text(encoding="utf-8")).substitute(known)
    except KeyError as missing:
        raise Trouble(f"{source.name} speaks of {missing}, which infra/state.yaml does not put out") from missing


def _policy_name(function: str, stage: str) -> str:
    return f"policy-{function}-{stage}.json"


def _stage_part(
    stage: str, functions: list[str], variables: Mapping[str, str], architecture: str, layers: Mapping[str, str]
) -> dict[str, Any]:
    own = {name: {"layers": [layer]} for name, layer in layers.items()}
    return {
        "api_gateway_stage": "api",
        "lambda_architecture": architecture,
        "environment_variables": dict(variables),
        "lambda_functions": {
            name: {"iam_policy_file": _policy_name(name, stage), **own.get(name, {})} for name in functions
        },
    }
