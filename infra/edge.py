"""Create or update a stage's CloudFront, with the firewall and the front key, in us-east-1."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from infra import stacks, stage_keys, up
from infra.clients import laptop, region
from infra.trouble import Trouble

REGION = "us-east-1"
"""Where AWS wants CloudFront's certificates and firewalls."""
_TEMPLATE = Path(__file__).resolve().parent / "edge.yaml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stage", required=True, help="the stage")
    kept = "(kept from the last time when not given)"
    parser.add_argument("--api-id", help=f"the REST API's id, as the deployment named it {kept}")
    parser.add_argument("--site-name", help=f"the site's host name {kept}")
    parser.add_argument("--certificate-arn", help=f"the certificate of the site's name, in us-east-1 {kept}")
    parser.add_argument("--web-acl-arn", help=f"a firewall of your own instead of the template's {kept}")


def run(args: argparse.Namespace) -> int:
    if laptop():
        raise Trouble("the laptop has a front of its own: `make run`")
    started = time.monotonic()

    def say(line: str) -> None:
        print(f"{time.monotonic() - started:6.1f} s  {line}", flush=True)

    table = stacks.outputs(up.state_stack(args.stage))["TableName"]
    given = parameters(args, stage_keys.read(table, "front"))
    os.environ["AWS_REGION"] = REGION
    outputs = stacks.put(
        f"motcua-{args.stage}-edge", {"TemplateBody": _TEMPLATE.read_text(encoding="utf-8")}, given, say
    )
    say(f"the site's DNS record points to {outputs['SiteHost']}")
    return 0


def parameters(args: argparse.Namespace, key: str) -> dict[str, str]:
    """The template's parameters that are known; those that are not given keep their values."""
    told = {
        "ApiId": args.api_id,
        "SiteName": args.site_name,
        "CertificateArn": args.certificate_arn,
        "WebAclArn": args.web_acl_arn,
    }
    known = {"Stage": args.stage, "ApiRegion": region(), "FrontKey": key}
    return {**known, **{name: value for name, value in told.items() if value is not None}}
