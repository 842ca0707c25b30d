"""Load the demo city into a stage raised with --demo yes: its accounts and the shipped procedures. Safe to repeat."""

from __future__ import annotations

import argparse

from infra import stage_environment
from infra.clients import laptop
from infra.trouble import Trouble


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--stage`."""
    parser.add_argument("--stage", required=True, help="the stage")
    parser.add_argument(
        "--password", default="", help="a password instead of the demo's known one; needed off the laptop"
    )


def run(args: argparse.Namespace) -> int:
    """Creates what is missing and says whom it has."""
    if not laptop() and not args.password:
        raise Trouble("strangers can reach this stage and know the demo's password: give another with --password")
    stage_environment.enter(args.stage)
    from chalicelib.commons import agencies, identity
    from chalicelib.foundation.clock import now
    from chalicelib.foundation.errors import Refusal
    from chalicelib.onestop import procedures

    try:
        accounts = identity.seed_demo(now(), args.password)
        procedures.seed()
    except Refusal as refusal:
        raise Trouble(refusal.en) from refusal
    print(f"{len(agencies.directory().units())} agencies, {len(accounts)} demo accounts")
    for account in accounts:
        print(f"  {account.login:<14} {account.name}")
    return 0
