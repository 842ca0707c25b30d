"""Computed fields: values that follow from other answers, so nobody types them. Pure, and never taken from outside.

An expression has one operation, no nesting; a computed field may use another. Whole numbers only. There is no
"today" among the operands: what is read again in a year must give the same value.

`sum`            of numbers; what was not answered counts as nothing, none answered gives no value
`product`        of numbers; one of them missing gives no value
`difference`     the first number less the others; one of them missing gives no value
`count`          the items of a group
`sum_of`         one column of a group, `storeys.area`
`years_between`  the full years from one day to another, none when the second comes first
"""

import math
from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from chalicelib.foundation.clock import parse_iso, vietnam_day
from chalicelib.onestop.procedures.fields import COMPUTED, FIELD_TYPES
from chalicelib.onestop.procedures.formmodel import Computation, Field

LARGEST = 10**15
"""A result from here on is no value: no amount of a form is as large."""

Answers = Mapping[str, Any]


def with_computed(fields: Sequence[Field], answers: Answers, outer: Answers) -> dict[str, Any]:
    """Parsed answers with the computed values of these fields, in the order of the fields.

    `outer` are the answers around a group's item, for conditions only. What stood under a computed field is gone.
    """
    found = _Values(fields, answers, outer)
    values = {field.code: found.of(field.code) for field in fields}
    return {code: value for code, value in values.items() if value is not None}


def show_answer(field: Field, value: Any, lang: str) -> str:
    """An answer in words; a computed one as the number or amount of dong that it is."""
    kind = field.shown_as if field.type == COMPUTED else field.type
    return FIELD_TYPES[kind].show(field, value, lang)


class _Values:
    """The answers of one level of a form; computed ones are found when they are asked for."""

    def __init__(self, fields: Sequence[Field], answers: Answers, outer: Answers) -> None:
        self.fields = {field.code: field for field in fields}
        self.given = {code: value for code, value in answers.items() if not self.computed(code)}
        self.conditions = ChainMap(self.given, dict(outer))

    def computed(self, code: str) -> Computation | None:
        field = self.fields.get(code)
        return field.compute if field else None

    def of(self, code: str) -> Any:
        """The answer to a field, None when there is none."""
        compute = self.computed(code)
        if compute is None:
            return self.given.get(code)
        if not self.fields[code].when.holds(self.conditions):
            return None
        result = _OPERATIONS[compute.operation](self, compute.operands)
        return result if result is not None and abs(result) < LARGEST else None

    def numbers(self, operands: Sequence[str | int]) -> list[int | None]:
        return [one if isinstance(one, int) else _whole(self.of(one)) for one in operands]


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _sum(values: _Values, operands: Sequence[str | int]) -> int | None:
    known = [one for one in values.numbers(operands) if one is not None]
    answered = any(isinstance(one, str) and _whole(values.of(one)) is not None for one in operands)
    return sum(known) if answered else None


def _product(values: _Values, operands: Sequence[str | int]) -> int | None:
    numbers = values.numbers(operands)
    known = [one for one in numbers if one is not None]
    return math.prod(known) if len(known) == len(numbers) else None


def _difference(values: _Values, operands: Sequence[str | int]) -> int | None:
    numbers = values.numbers(operands)
    known = [one for one in numbers if one is not None]
    return known[0] - sum(known[1:]) if len(known) == len(numbers) else None


def _count(values: _Values, operands: Sequence[str | int]) -> int | None:
    items = values.of(str(operands[0]))
    return len(items) if isinstance(items, list) else None


def _sum_of(values: _Values, operands: Sequence[str | int]) -> int | None:
    group, _, column = str(operands[0]).partition(".")
    items = values.of(group)
    cells = [_whole(item.get(column)) for item in items] if isinstance(items, list) else []
    known = [cell for cell in cells if cell is not None]
    return sum(known) if known else None


def _years_between(values: _Values, operands: Sequence[str | int]) -> int | None:
    first, last = (_day(values.of(str(one))) for one in operands)
    if first is None or last is None or last < first:
        return None
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def _day(value: Any) -> date | None:
    """The day of a parsed date or moment."""
    if not isinstance(value, str):
        return None
    return vietnam_day(parse_iso(value)) if "T" in value else date.fromisoformat(value)


_OPERATIONS: Mapping[str, Callable[[_Values, Sequence[str | int]], int | None]] = {
    "sum": _sum,
    "product": _product,
    "difference": _difference,
    "count": _count,
    "sum_of": _sum_of,
    "years_between": _years_between,
}
