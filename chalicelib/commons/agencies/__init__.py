"""Agencies: the units of the city in a tree with their codes in both orders, successions, officers' posts.

The seeds in `data` describe a demo city. Codes below level 1 are invented for it and marked unverified.
Events in: none. Events out: none yet; a reorganisation will be one.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.commons.agencies.codes import LEAF_FIRST, ROOT_FIRST, code_path, leaf_first, root_first
from chalicelib.commons.agencies.model import (
    PLACE_KINDS,
    ROLES,
    BankAccount,
    CompetenceRule,
    Post,
    Role,
    Succession,
    Unit,
    UnitIdentifier,
)
from chalicelib.commons.agencies.schema import present_unit, read_posts, read_units
from chalicelib.commons.agencies.tree import Directory

__all__ = [
    "LEAF_FIRST",
    "PLACE_KINDS",
    "ROLES",
    "ROOT_FIRST",
    "BankAccount",
    "CompetenceRule",
    "Directory",
    "Post",
    "Role",
    "Succession",
    "Unit",
    "UnitIdentifier",
    "code_path",
    "demo_citizens",
    "directory",
    "leaf_first",
    "present_unit",
    "root_first",
]

_DATA = Path(__file__).parent / "data"


@cache
def directory() -> Directory:
    """The city's directory, loaded once."""
    return Directory(read_units(_seed("demo-city")), read_posts(_seed("demo-posts")))


@cache
def demo_citizens() -> tuple[str, ...]:
    """Account ids of the demo's citizens; who they are is kept by identity."""
    return tuple(_seed("demo-posts")["citizens"])


def _seed(name: str) -> dict[str, Any]:
    seed: dict[str, Any] = json.loads((_DATA / f"{name}.json").read_text(encoding="utf-8"))
    return seed
