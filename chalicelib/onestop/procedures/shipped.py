"""The definitions that come with the platform: seeds of the table, and the catalogue before any publication."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.onestop.procedures.model import Procedure
from chalicelib.onestop.procedures.schema import read_procedure

FOLDER = Path(__file__).parent / "data" / "definitions"


def shipped_texts() -> dict[str, str]:
    """Their JSON texts by file name."""
    return {seed.name: seed.read_text(encoding="utf-8") for seed in sorted(FOLDER.glob("*.json"))}


def shipped_raw() -> list[dict[str, Any]]:
    """Them as JSON."""
    return [json.loads(text) for text in shipped_texts().values()]


@cache
def shipped() -> tuple[Procedure, ...]:
    """Them as procedures, read once."""
    return tuple(read_procedure(raw) for raw in shipped_raw())


def shipped_text(code: str, version: int) -> str | None:
    """The text of one of them, None when no such version is shipped."""
    for text in shipped_texts().values():
        raw = json.loads(text)
        if (raw["code"]["value"], raw["version"]) == (code, version):
            return text
    return None
