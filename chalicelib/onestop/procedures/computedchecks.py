"""What must hold of a definition's computed fields: operands that exist and fit, and no value from itself."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.onestop.procedures.fields import COMPUTED, GROUP

NUMBERS = frozenset({"integer", "money", COMPUTED})
DAYS = frozenset({"date", "moment"})
_ANSWERED = ("required", "prefill", "max_length", "minimum", "maximum")

Raw = Mapping[str, Any]
Placed = Sequence[tuple[str, Raw]]


def computed_faults(fields: Placed) -> Iterator[str]:
    """Faults of the computed fields among a form's fields, each with its place, and of those in its groups."""
    yield from _level_faults(fields)
    for place, field in fields:
        if field["type"] == GROUP:
            inner = [(f"{place}.fields[{number}]", one) for number, one in enumerate(field.get("fields", ()))]
            yield from _level_faults(inner)


def _level_faults(fields: Placed) -> Iterator[str]:
    """Operands are found on their own level: a row of a group computes with its own columns only."""
    known = {field["code"]: field for _, field in fields}
    for place, field in fields:
        if (field["type"] == COMPUTED) != ("compute" in field):
            yield f"{place}.compute: for a computed field, and only for it"
        elif field["type"] == COMPUTED:
            yield from _not_answered(place, field)
            yield from _operand_faults(place, field["compute"], known)
        if "shown_as" in field and field["type"] != COMPUTED:
            yield f"{place}.shown_as: for a computed field, and only for it"
    yield from _circles(fields, known)


def _not_answered(place: str, field: Raw) -> Iterator[str]:
    for name in _ANSWERED:
        if name in field:
            yield f"{place}.{name}: nobody answers a computed field"


def _operand_faults(place: str, compute: Raw, known: Mapping[str, Raw]) -> Iterator[str]:
    ((operation, operands),) = compute.items()
    where = f"{place}.compute.{operation}"
    if operation == "count":
        yield from _unfit(where, operands, known, frozenset({GROUP}), "a group")
    elif operation == "sum_of":
        group, _, column = operands.partition(".")
        columns = {one["code"]: one for one in known.get(group, {}).get("fields", ())}
        wrong = list(_unfit(where, group, known, frozenset({GROUP}), "a group"))
        yield from wrong or _unfit(where, column, columns, NUMBERS, "a number")
    else:
        kinds, what = (DAYS, "a day") if operation == "years_between" else (NUMBERS, "a number")
        for number, operand in enumerate(operands):
            if isinstance(operand, str):
                yield from _unfit(f"{where}[{number}]", operand, known, kinds, what)
        if not any(isinstance(operand, str) for operand in operands):
            yield f"{where}: there is no field to compute with"


def _unfit(place: str, code: str, known: Mapping[str, Raw], kinds: frozenset[str], what: str) -> Iterator[str]:
    if code not in known:
        yield f"{place}: there is no field {code} to compute with"
    elif known[code]["type"] not in kinds:
        yield f"{place}: {code} is not {what}"


def _circles(fields: Placed, known: Mapping[str, Raw]) -> Iterator[str]:
    for place, field in fields:
        way = _way_back(field["code"], known)
        if way:
            yield f"{place}.compute: computed from itself: {' → '.join(way)}"


def _way_back(start: str, known: Mapping[str, Raw]) -> tuple[str, ...]:
    """The way from a computed field over its operands back to itself; empty when there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen = set()
    while ways:
        way = ways.pop()
        for operand in _operands(known.get(way[-1], {})):
            if operand == start:
                return (*way, start)
            if operand not in seen:
                seen.add(operand)
                ways.append((*way, operand))
    return ()


def _operands(field: Raw) -> list[str]:
    """The fields of the same level that a computed field takes its value from."""
    named: list[Any] = []
    for operation, operands in field.get("compute", {}).items():
        named += [] if operation in ("count", "sum_of") else operands
    return [one for one in named if isinstance(one, str)]
