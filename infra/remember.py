"""Store the record of a `chalice deploy` with the stage, so that any other checkout updates the same API."""

from __future__ import annotations

import argparse
from pathlib import Path

from infra import deploy_state, stacks, up


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stage", required=True, help="the stage that was deployed")
    parser.add_argument("--project-dir", type=Path, default=Path(), help="the checkout it was deployed from")


def run(args: argparse.Namespace) -> int:
    bucket = stacks.outputs(up.state_stack(args.stage))["StateBucketName"]
    print(deploy_state.remember(args.project_dir, args.stage, bucket))
    return 0
