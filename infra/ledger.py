"""Check the report ledger of a stage: that it balances, and that the dossiers' journals give the same again.

Without more it counts the stored lines and compares them with the closed months. `--replay` makes every line anew
from the journals and says where the stored ones differ; `--write` also writes those anew, and closes the months.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.foundation.clock import now
from chalicelib.onestop.ledger import COLUMNS, Line
from infra import stage_environment
from infra.clients import client

A_REPORT = 20_000
"""After so many items read the command says how far it is."""
SHOWN = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--stage`, `--replay`, `--write`."""
    parser.add_argument("--stage", required=True, help="the stage")
    parser.add_argument("--replay", action="store_true", help="make every line anew from the journals and compare")
    parser.add_argument("--write", action="store_true", help="also write what differs, and close the months again")


@dataclass
class Found:
    """What one reading of the table has shown: stored lines, lines as the journals give them, both by dossier."""

    stored: dict[str, Line] = field(default_factory=dict)
    replayed: dict[str, Line] = field(default_factory=dict)


def run(args: argparse.Namespace) -> int:
    """Prints the equation and every difference; exit status 1 when something does not balance or differs."""
    stage_environment.enter(args.stage)
    from chalicelib.commons.agencies import directory
    from chalicelib.onestop import ledger

    at, replay = now(), args.replay or args.write
    found = read(args.stage, journals=replay)
    truth = found.replayed if replay else found.stored
    balanced = show_equation(truth.values(), at)
    differing = differences(found) if replay else []
    if args.write:
        differing = rewrite(found, differing, at)
        close(truth.values(), at)
    months = ledger.wrong_months(truth.values(), directory(), at)
    for dossier in differing[:SHOWN]:
        print(f"{dossier}: the stored line differs from its journal")
    for month in months:
        print(f"{month}: the closed month differs from its lines")
    print(f"{len(truth)} lines, {len(differing)} differ, {len(months)} closed months differ")
    return 0 if balanced and not differing and not months else 1


def read(stage: str, *, journals: bool) -> Found:
    """Reads the whole table, a page at a time: an operator's scan."""
    from chalicelib.cloud.settings import settings

    found = Found()
    for number, row in enumerate(rows(settings().table), start=1):
        take(row, stage, found, journals=journals)
        if number % A_REPORT == 0:
            print(f"{number} items read, {len(found.stored)} lines", flush=True)
    found.replayed = {dossier: line for dossier, line in found.replayed.items() if line.happenings}
    return found


def rows(table: str) -> Iterator[dict[str, Any]]:
    """Every item of the table."""
    for page in client("dynamodb").get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        yield from page["Items"]


def take(row: Mapping[str, Any], stage: str, found: Found, *, journals: bool) -> None:
    """One item: a stored line, an entry of a dossier's journal, or nothing to the ledger."""
    from chalicelib.cloud import journal
    from chalicelib.cloud.outbox import envelope
    from chalicelib.onestop.ledger import read_event, unpack

    pk, sk = row["pk"]["S"], row["sk"]["S"]
    if pk.startswith("LD#") and row["row"]["S"]:
        found.stored[pk[3:]] = unpack(pk[3:], row["row"]["S"])
    elif journals and pk.startswith("D#") and sk.startswith(journal.ENTRY):
        event = read_event(envelope(journal.record(row), stage))
        if event is not None:
            dossier, happening = event
            found.replayed[dossier] = found.replayed.get(dossier, Line(dossier)).merged(happening)


def differences(found: Found) -> list[str]:
    """The dossiers whose stored line is not what their journal gives, missing and superfluous ones too."""
    dossiers = sorted({*found.stored, *found.replayed})
    return [one for one in dossiers if found.stored.get(one) != found.replayed.get(one)]


def rewrite(found: Found, differing: Iterable[str], at: datetime) -> list[str]:
    """Writes the differing lines as their journals give them; those that an event has overtaken meanwhile."""
    from chalicelib.onestop import ledger

    written, overtaken = 0, []
    for dossier in differing:
        try:
            written += ledger.rewrite(found.replayed.get(dossier, Line(dossier)), at)
        except ledger.Overtaken:
            overtaken.append(dossier)
    print(f"{written} lines written anew")
    return overtaken


def close(lines: Iterable[Line], at: datetime) -> None:
    """Closes every month that is over, from the first one that has anything."""
    from chalicelib.onestop import ledger

    changed = [month for month in ledger.months_of(lines, at) if ledger.closing().close_month(month, at)]
    print(f"months with a new edition: {', '.join(changed) or 'none'}")


def show_equation(lines: Iterable[Line], at: datetime) -> bool:
    """Prints the equation of each agency from the beginning until now; whether all balance."""
    from chalicelib.onestop import ledger

    beginning = datetime.min.replace(tzinfo=at.tzinfo)
    counted = {
        unit: ledger.total(ledger.count_lines(some, beginning, at).values())
        for unit, some in sorted(ledger.by_unit(lines).items())
    }
    for unit, count in (*counted.items(), ("all", ledger.total(counted.values()))):
        words = ", ".join(f"{column} {count.of(column)}" for column in COLUMNS if count.of(column))
        print(f"{unit}: {words or 'nothing'}{'' if count.balances else ' DOES NOT BALANCE'}")
    return all(count.balances for count in counted.values())
