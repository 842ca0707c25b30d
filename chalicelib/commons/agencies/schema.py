"""Units and posts: from the data's JSON to the model, and a unit to JSON for answers."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.commons.agencies.codes import LEAF_FIRST, ROOT_FIRST
from chalicelib.commons.agencies.model import BankAccount, Post, Succession, Unit, UnitIdentifier


def read_units(raw: Mapping[str, Any]) -> tuple[Unit, ...]:
    """`{"units": [{id, kind, level, parent, name: {vi, en}, valid_from, …}]}` to units."""
    return tuple(_read_unit(unit) for unit in raw["units"])


def read_posts(raw: Mapping[str, Any]) -> tuple[Post, ...]:
    """`{"posts": [{account, unit, role, valid_from, valid_to}]}` to posts."""
    return tuple(
        Post(
            account=post["account"],
            unit=post["unit"],
            role=post["role"],
            valid_from=_day(post.get("valid_from")),
            valid_to=_day(post.get("valid_to")),
        )
        for post in raw["posts"]
    )


def present_unit(unit: Unit, on: date) -> dict[str, Any]:
    """A unit for a JSON answer, with the codes it has on a day."""
    return {
        "id": unit.id,
        "kind": unit.kind,
        "level": unit.level,
        "parent": unit.parent,
        "name": {"vi": unit.name_vi, "en": unit.name_en},
        "codes": {LEAF_FIRST: unit.code(LEAF_FIRST, on), ROOT_FIRST: unit.code(ROOT_FIRST, on)},
        "valid_from": unit.valid_from.isoformat() if unit.valid_from else None,
        "valid_to": unit.valid_to.isoformat() if unit.valid_to else None,
    }


def _read_unit(raw: Mapping[str, Any]) -> Unit:
    return Unit(
        id=raw["id"],
        kind=raw["kind"],
        level=raw["level"],
        parent=raw["parent"],
        name_vi=raw["name"]["vi"],
        name_en=raw["name"]["en"],
        valid_from=_day(raw.get("valid_from")),
        valid_to=_day(raw.get("valid_to")),
        successions=tuple(
            Succession(move["unit"], tuple(move.get("fields", ()))) for move in raw.get("successions", ())
        ),
        office_hours=raw["office_hours"],
        identifiers=tuple(_read_identifier(identifier) for identifier in raw["identifiers"]),
        source=raw.get("source", ""),
        verified=raw["verified"],
        account=_read_account(raw["account"]) if "account" in raw else None,
    )


def _read_account(raw: Mapping[str, Any]) -> BankAccount:
    return BankAccount(
        holder=raw["holder"],
        number=raw["number"],
        bank_vi=raw["bank"]["vi"],
        bank_en=raw["bank"]["en"],
        source=raw.get("source", ""),
        verified=raw["verified"],
    )


def _read_identifier(raw: Mapping[str, Any]) -> UnitIdentifier:
    return UnitIdentifier(
        scheme=raw["scheme"],
        code=raw["code"],
        valid_from=_day(raw.get("valid_from")),
        valid_to=_day(raw.get("valid_to")),
        source=raw.get("source", ""),
        verified=raw["verified"],
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
