"""Package the application and deploy it as the stack motcua-<stage> (the way with alarms; needs `infra up` first)."""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path
from typing import Any

from infra import package, stacks, up
from infra.clients import client, laptop, region

# The engine does not read the imported API's list of binary types, and would send pages as base64 text.
_LAPTOP_API = {"BinaryMediaTypes": ["*/*"]}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stage", required=True, help="the stage to deploy to")
    parser.add_argument("--project-dir", type=Path, default=Path(), help="the checkout to deploy")


def run(args: argparse.Namespace) -> int:
    started = time.monotonic()

    def say(line: str) -> None:
        print(f"{time.monotonic() - started:6.1f} s  {line}", flush=True)

    bucket = stacks.outputs(up.state_stack(args.stage))["StateBucketName"]
    made = package.make(args.project_dir, args.stage, args.project_dir / "packaged")
    say(f"packaged: {made.zip.stat().st_size / 1e6:.1f} MB")
    outputs = ship(made, args.stage, bucket, say)
    say(f"the API is at {outputs['EndpointURL']}")
    return 0


def ship(made: package.Package, stage: str, bucket: str, say: stacks.Say) -> dict[str, str]:
    """Upload the zip, create or update the stack, and return the stack's outputs."""
    s3 = client("s3")
    key = f"packages/{made.digest()}.zip"
    with made.zip.open("rb") as body:
        s3.put_object(Bucket=bucket, Key=key, Body=body)
    template = package.placed(made, bucket, key)
    return stacks.put(app_stack(stage), _handed_over(template, stage, bucket), {}, say)


def app_stack(stage: str) -> str:
    """The name of the stage's application stack."""
    return f"motcua-{stage}"


def _handed_over(template: dict[str, Any], stage: str, bucket: str) -> dict[str, str]:
    """The template as a CloudFormation call takes it: by URL, because it outgrows what a call may carry."""
    if laptop():
        template["Resources"]["RestAPI"]["Properties"].update(_LAPTOP_API)
    key = f"packages/{stage}.template.json"
    client("s3").put_object(Bucket=bucket, Key=key, Body=json.dumps(template).encode())
    if laptop():
        return {"TemplateURL": f"{os.environ['AWS_ENDPOINT_URL']}/{bucket}/{key}"}
    return {"TemplateURL": f"https://{bucket}.s3.{region()}.amazonaws.com/{key}"}
