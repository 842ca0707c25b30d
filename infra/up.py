"""Create or update a stage's lasting resources, and write what `chalice deploy` needs to know of them."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from chalicelib.foundation.ids import digest
from infra import deploy_state, layers, stacks, stage_config, stage_keys
from infra.clients import laptop
from infra.trouble import Trouble

_TEMPLATE = Path(__file__).resolve().parent / "state.yaml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stage", required=True, help="the stage's name: local, test, prod, ...")
    parser.add_argument("--project-dir", type=Path, default=Path(), help="the checkout to write into")
    parser.add_argument("--site-url", help="where people find the site (kept from the last time when not given)")
    parser.add_argument(
        "--demo",
        choices=("yes", "no"),
        help="yes: invented people and a simulated payment gateway may be there (kept from the last time; first no)",
    )
    parser.add_argument("--alarm-email", help="who is told of alarms (kept from the last time when not given)")


def run(args: argparse.Namespace) -> int:
    started = time.monotonic()

    def say(line: str) -> None:
        print(f"{time.monotonic() - started:6.1f} s  {line}", flush=True)

    raise_stage(args.stage, args.project_dir, say, site_url=args.site_url, alarm_email=args.alarm_email, demo=args.demo)
    say(f"stage {args.stage} is up; next: chalice deploy --stage {args.stage}")
    return 0


def raise_stage(
    stage: str,
    project: Path,
    say: stacks.Say,
    *,
    site_url: str | None = None,
    alarm_email: str | None = None,
    demo: str | None = None,
) -> dict[str, str]:
    """The whole command; returns the state stack's outputs. Safe to repeat. The laptop's stages are demonstrations."""
    site_url = site_url or _known_site_url(stage)
    outputs = stacks.put(
        state_stack(stage),
        {"TemplateBody": _TEMPLATE.read_text(encoding="utf-8")},
        _parameters(stage, site_url, alarm_email, demo or ("yes" if laptop() else None)),
        say,
        lasting=True,
    )
    for name in ("signing", "front"):
        if stage_keys.ensure(outputs["TableName"], name):
            say(f"{name} key: made")
    front_digest = digest(stage_keys.read(outputs["TableName"], "front"))
    s3_public_url = os.environ["AWS_ENDPOINT_URL"] if laptop() else ""
    variables = stage_config.environment(stage, outputs, site_url, s3_public_url, front_digest)
    architecture = stage_config.host_architecture() if laptop() else "arm64"
    layered = layers.publish(stage, say)
    stage_config.write(project, stage, outputs, variables, architecture, layered)
    say("config.json and the functions' policies: written")
    say(deploy_state.bring_back(project, stage, outputs["StateBucketName"]))
    return outputs


def state_stack(stage: str) -> str:
    """The name of the stage's lasting stack."""
    return f"motcua-{stage}-state"


def _parameters(stage: str, site_url: str, alarm_email: str | None, demo: str | None) -> dict[str, str]:
    parameters = {"Stage": stage, "SiteUrl": site_url}
    parameters["AuditLockMode"] = "COMPLIANCE" if stage == "prod" else "GOVERNANCE"
    said = {"AlarmEmail": alarm_email, "Demo": demo}
    return {**parameters, **{name: value for name, value in said.items() if value is not None}}


def _known_site_url(stage: str) -> str:
    stack = stacks.describe(state_stack(stage)) or {}
    for parameter in stack.get("Parameters", []):
        if parameter["ParameterKey"] == "SiteUrl":
            return str(parameter["ParameterValue"])
    raise Trouble("say where people will find the site the first time: --site-url https://motcua.example")
