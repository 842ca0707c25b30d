"""Re-check the audit journal of a stage: every chain, its head, and what was witnessed of it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from infra import stage_environment
from infra.clients import client


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--stage`, `--aggregate`."""
    parser.add_argument("--stage", required=True, help="the stage")
    parser.add_argument("--aggregate", default="", help="only this one, for example D#01jd…")


def run(args: argparse.Namespace) -> int:
    """Prints every fault; exit status 1 when there is one."""
    stage_environment.enter(args.stage)
    from chalicelib.cloud.settings import settings
    from chalicelib.commons import audit

    names = [args.aggregate] if args.aggregate else sorted(set(aggregates(settings().table)))
    entries = 0
    faults: list[audit.Fault] = []
    for name in names:
        found = audit.examine(name)
        if found is not None:
            entries += found.entries
            faults.extend(found.faults)
    for fault in faults:
        print(f"{fault.aggregate} entry {fault.seq}: {fault.kind} ({fault.detail})")
    print(f"{len(names)} journals, {entries} entries, {len(faults)} faults")
    return 1 if faults else 0


def aggregates(table: str) -> Iterator[str]:
    """Every aggregate that has a journal, a head or a witness. The one scan there is, an operator's."""
    pages = client("dynamodb").get_paginator("scan")
    for page in pages.paginate(TableName=table, ProjectionExpression="pk, sk, chain", ConsistentRead=True):
        for row in page["Items"]:
            pk, sk = row["pk"]["S"], row["sk"]["S"]
            if sk.startswith("J#") or "chain" in row:
                yield pk
            elif pk.startswith("T#"):
                yield pk[2:]
