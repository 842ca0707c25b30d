"""Accounts: `account create --stage … --login … --name …` (the password is asked for, or read from stdin), `account
close --stage … --login …` when somebody leaves, `account reopen` when they come back."""

from __future__ import annotations

import argparse
import getpass
import re
import sys
from datetime import datetime
from typing import TYPE_CHECKING

from infra import stage_environment
from infra.trouble import Trouble

if TYPE_CHECKING:
    from chalicelib.cloud.call import Call

SHORTEST_PASSWORD = 12


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True, metavar="what")
    for name, told in (("close", "nobody signs in to it any more"), ("reopen", "its person may sign in again")):
        other = what.add_parser(name, help=told)
        other.add_argument("--stage", required=True, help="the stage")
        other.add_argument("--login", required=True, help="what the person types to sign in")
    create = what.add_parser("create", help="a new one")
    create.add_argument("--stage", required=True, help="the stage")
    create.add_argument("--login", required=True, help="what the person types to sign in")
    create.add_argument("--name", required=True, help="the person's name")
    create.add_argument("--id", default="", help="the account's id (by default made from the login)")
    create.add_argument("--citizen-id", default="", help="twelve digits")
    create.add_argument("--email", default="", help="an address")
    create.add_argument("--phone", default="", help="a number")
    create.add_argument("--officer", action="store_true", help="an officer; posts are read from the packaged directory")
    create.add_argument("--unit", default="", help="the unit of a post that this officer must hold today")
    create.add_argument("--role", default="", help="the role of that post")


def run(args: argparse.Namespace) -> int:
    stage_environment.enter(args.stage)
    return _create(args) if args.what == "create" else _set_active(args)


def _set_active(args: argparse.Namespace) -> int:
    from chalicelib.commons import identity
    from chalicelib.foundation.clock import now
    from chalicelib.foundation.errors import Refusal

    service, at = identity.service(), now()
    try:
        account = service.account_of(args.login)
        call = _call(f"{args.what} {account.id} {at.isoformat()}", account.login, at)
        if args.what == "close":
            service.close_account(account.id, call)
        else:
            service.reopen_account(account.id, call)
    except Refusal as refusal:
        raise Trouble(refusal.en) from refusal
    print(f"{account.login}: account {account.id} {'closed' if args.what == 'close' else 'open again'}")
    return 0


def _create(args: argparse.Namespace) -> int:
    from chalicelib.commons import identity
    from chalicelib.foundation.clock import now
    from chalicelib.foundation.errors import Refusal

    if args.officer != bool(args.unit and args.role):
        raise Trouble("an officer is named with a post, and nobody else: --officer --unit … --role …")
    at = now()
    try:
        account = identity.read_account(_raw(args))
        if args.officer:
            _must_hold(account.id, args.unit, args.role, at)
        stored = identity.service().create_account(account, _password(), _call(account.id, account.login, at))
    except Refusal as refusal:
        raise Trouble("; ".join([refusal.en, *(f"{one.field}: {one.en}" for one in refusal.fields)])) from refusal
    print(f"{stored.login}: {stored.kind}, account {stored.id}")
    return 0


def _raw(args: argparse.Namespace) -> dict[str, str]:
    named = args.id or "acc-" + re.sub(r"[^a-z0-9]+", "-", args.login.lower()).strip("-")
    given = {name: getattr(args, name) for name in ("login", "name", "citizen_id", "email", "phone")}
    return {**given, "id": named, "kind": "officer" if args.officer else "citizen"}


def _must_hold(account: str, unit: str, role: str, at: datetime) -> None:
    """An officer without a post could do nothing, and posts are packaged data: no command makes one."""
    from chalicelib.commons import agencies
    from chalicelib.foundation.clock import vietnam_day

    posts = agencies.directory().posts_of(account, vietnam_day(at))
    if not any((post.unit, post.role) == (unit, role) for post in posts):
        raise Trouble(
            f"account {account} holds no post as {role} in {unit} today; posts are packaged data: write it into "
            "chalicelib/commons/agencies/data/demo-posts.json and deploy first"
        )


def _password() -> str:
    """Asked for twice at a terminal, else the first line of stdin."""
    if sys.stdin.isatty():
        password = getpass.getpass("Password: ")
        if getpass.getpass("Once more: ") != password:
            raise Trouble("the two are not the same")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if len(password) < SHORTEST_PASSWORD:
        raise Trouble(f"a password has at least {SHORTEST_PASSWORD} characters")
    return password


def _call(account: str, login: str, at: datetime) -> Call:
    from chalicelib.cloud.call import Call, Caller, Intent
    from chalicelib.foundation.ids import digest

    intent = Intent("operator", "account create", account, digest(f"{account} {login}"))
    return Call(Caller(account="operator"), at, intent=intent)
