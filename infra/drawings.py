"""Redraw the documents that are pictures of the code's own tables: docs/dossier-states.md, docs/payment-states.md."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.onestop.dossiers import Status

STATES = Path("docs/dossier-states.md")
PAYMENTS = Path("docs/payment-states.md")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(args: argparse.Namespace) -> int:
    """Writes what `states` and `payment_states` draw."""
    for path, draw in DRAWN.items():
        path.write_text(draw(), encoding="utf-8")
        print(f"{path} redrawn")
    return 0


def named(status: Status | None) -> str:
    """A move's goal; a move that changes no status stays where it is."""
    return status.name if status is not None else "stays"


def states() -> str:
    """The states and moves of a dossier as Markdown with a Mermaid picture and a table."""
    from chalicelib.onestop.dossiers import MOVES, STATUS_WORDS

    arrows = [
        f"    {status.name} --> {(row.to or status).name}: {move}"
        for move, row in MOVES.items()
        for status in sorted(row.froms)
    ]
    names = [f"| {int(status)} | `{status.name}` | {vi} | {en} |" for status, (vi, en) in STATUS_WORDS.items()]
    moves = [
        f"| `{move}` | {', '.join(status.name for status in sorted(row.froms))} | {named(row.to)} | "
        f"`{row.action}` | `{row.event}` |"
        for move, row in MOVES.items()
    ]
    lines = [
        "# The states of a dossier",
        "",
        "Drawn from the table in `chalicelib/onestop/dossiers/transitions.py` by `python -m infra drawings`; "
        "a test fails when the two differ.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        "    [*] --> DRAFT",
        *arrows,
        "```",
        "",
        "| code | state | tiếng Việt | English |",
        "|---|---|---|---|",
        *names,
        "",
        "| move | from | to | rule | event |",
        "|---|---|---|---|---|",
        *moves,
        "",
        "Codes 1 to 10 are the national vocabulary of one-stop systems; 0 and 11 are never published.",
        "`platform` is no rule of the policy table: only the platform itself makes that move.",
        "",
    ]
    return "\n".join(lines)


def payment_states() -> str:
    """The states and moves of a payment online as Markdown with a Mermaid picture and a table."""
    from chalicelib.onestop.payments import MOVES, STATE_WORDS

    arrows = [
        f"    {state.name} --> {(row.to or state).name}: {name}"
        for name, row in MOVES.items()
        for state in sorted(row.froms, key=list(STATE_WORDS).index)
    ]
    names = [f"| `{state.value}` | {words.vi} | {words.en} |" for state, words in STATE_WORDS.items()]
    moves = [
        f"| `{name}` | {', '.join(one.value for one in sorted(row.froms, key=list(STATE_WORDS).index)) or '–'} | "
        f"{row.to.value if row.to else 'stays'} | {row.by} | `{row.event}` |"
        for name, row in MOVES.items()
    ]
    lines = [
        "# The states of a payment online",
        "",
        "Drawn from the table in `chalicelib/onestop/payments/model.py` by `python -m infra drawings`; "
        "a test fails when the two differ. What they mean is told in [Payments](payments.md).",
        "",
        "```mermaid",
        "stateDiagram-v2",
        "    [*] --> BEGUN",
        *arrows,
        "```",
        "",
        "| state | tiếng Việt | English |",
        "|---|---|---|",
        *names,
        "",
        "| move | from | to | by | event |",
        "|---|---|---|---|---|",
        *moves,
        "",
    ]
    return "\n".join(lines)


DRAWN: Mapping[Path, Callable[[], str]] = {STATES: states, PAYMENTS: payment_states}
