"""Procedures: `python -m infra procedures check [files]` tells faults by line; `seed`, `rebuild` act on a stage."""

from __future__ import annotations

import argparse
from pathlib import Path

from infra import stage_environment
from infra.trouble import Trouble

SHIPPED = Path(__file__).resolve().parent.parent / "chalicelib" / "onestop" / "procedures" / "data" / "definitions"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`check [files]`: folders stand for the .json files in them, nothing for the shipped definitions.

    `seed --stage`: the shipped versions that the stage lacks. `rebuild --stage`: the index anew from the table.
    """
    parser.add_argument("action", choices=["check", "seed", "rebuild"], help="what to do")
    parser.add_argument("files", nargs="*", type=Path, help="definitions, or folders of them")
    parser.add_argument("--stage", default="", help="the stage, for seed and rebuild")


def run(args: argparse.Namespace) -> int:
    """0 done or no faults, 1 with faults."""
    if args.action == "check":
        return _check([file for path in args.files or [SHIPPED] for file in _definitions(path)])
    if not args.stage or args.files:
        raise Trouble(f"{args.action} wants --stage and no files")
    stage_environment.enter(args.stage)
    from chalicelib.foundation.errors import Refusal
    from chalicelib.onestop import procedures

    try:
        count = procedures.seed() if args.action == "seed" else procedures.rebuild()
    except Refusal as refusal:
        raise Trouble(refusal.en) from refusal
    print(f"{count} versions {'put' if args.action == 'seed' else 'in the index'}")
    return 0


def _check(files: list[Path]) -> int:
    """Prints `file:line: place: sentence` for each fault."""
    try:
        texts = {str(file): file.read_text(encoding="utf-8") for file in files}
    except (OSError, UnicodeDecodeError) as wrong:
        raise Trouble(f"cannot read a definition: {wrong}") from wrong
    from chalicelib.commons.agencies import directory
    from chalicelib.onestop.procedures import examine_definitions

    faults = examine_definitions(texts, directory())
    print("\n".join(faults) if faults else f"{len(texts)} definitions, no faults")
    return 1 if faults else 0


def _definitions(path: Path) -> list[Path]:
    return sorted(path.glob("*.json")) if path.is_dir() else [path]
