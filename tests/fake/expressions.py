"""DynamoDB's expressions, as far as PynamoDB writes them for this platform: conditions, key conditions, updates.

Names stand as `#0`, values as `:0`; paths have one part, because no item of ours has anything nested. Whatever goes
beyond that is refused loudly (`Unparsable`), so that the fake is never more generous than it says.
"""

from __future__ import annotations

import operator as operators
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

Value = Mapping[str, Any]
"""An attribute value as it travels: `{"S": "…"}`."""
Item = dict[str, Value]


class Unparsable(ValueError):
    """An expression outside the grammar."""


@dataclass(frozen=True)
class Scope:
    """What an expression is read with: the item it is about and its placeholders."""

    item: Mapping[str, Value]
    names: Mapping[str, str]
    values: Mapping[str, Value]


Test = Callable[[Scope], bool]
Operand = Callable[[Scope], Value | None]
Action = Callable[[Scope, Item], None]
"""An update's action: reads the item as it was, changes the item to come."""

_TOKEN = re.compile(r"\s*([#:]?\w+|<>|<=|>=|[=<>(),+-])")


@lru_cache(maxsize=2048)
def condition(text: str) -> Test:
    """A condition, read once per text."""
    reader = _Reader(text)
    found = reader.either()
    reader.must_end()
    return found


@lru_cache(maxsize=2048)
def update(text: str) -> tuple[Action, ...]:
    """An update's actions, read once per text."""
    return tuple(_Reader(text).actions())


@lru_cache(maxsize=256)
def key_condition(text: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """A key condition's terms: (name, operator, values), each as its placeholder."""
    reader = _Reader(text)
    found = tuple(reader.key_terms())
    reader.must_end()
    return found


class _Reader:
    """A recursive-descent reader of one expression."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[str] = []
        position = 0
        while text[position:].strip():
            found = _TOKEN.match(text, position)
            if found is None:
                raise Unparsable(text)
            self.tokens.append(found[1])
            position = found.end()
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        if not token:
            raise Unparsable(self.text)
        self.at += 1
        return token

    def accept(self, *wanted: str) -> str:
        token = self.peek()
        if token not in wanted:
            return ""
        self.at += 1
        return token

    def expect(self, wanted: str) -> None:
        if not self.accept(wanted):
            raise Unparsable(self.text)

    def must_end(self) -> None:
        if self.peek():
            raise Unparsable(self.text)

    # conditions

    def either(self) -> Test:
        found = self.both()
        while self.accept("OR"):
            left, right = found, self.both()
            found = lambda scope, left=left, right=right: left(scope) or right(scope)  # noqa: E731
        return found

    def both(self) -> Test:
        found = self.single()
        while self.accept("AND"):
            left, right = found, self.single()
            found = lambda scope, left=left, right=right: left(scope) and right(scope)  # noqa: E731
        return found

    def single(self) -> Test:
        if self.accept("NOT"):
            negated = self.single()
            return lambda scope: not negated(scope)
        if self.accept("("):
            inner = self.either()
            self.expect(")")
            return inner
        if self.peek() in _FUNCTIONS:
            return self.function()
        return self.comparison()

    def function(self) -> Test:
        name = self.take()
        self.expect("(")
        operands = [self.operand()]
        while self.accept(","):
            operands.append(self.operand())
        self.expect(")")
        test = _FUNCTIONS[name]
        return lambda scope: test(*(operand(scope) for operand in operands))

    def comparison(self) -> Test:
        left = self.operand()
        operator = self.take()
        if operator == "BETWEEN":
            low = self.operand()
            self.expect("AND")
            high = self.operand()
            return lambda s: compare("<=", low(s), left(s)) and compare("<=", left(s), high(s))
        if operator == "IN":
            self.expect("(")
            choices = [self.operand()]
            while self.accept(","):
                choices.append(self.operand())
            self.expect(")")
            return lambda s: any(compare("=", left(s), one(s)) for one in choices)
        if operator not in ("=", "<>", "<", "<=", ">", ">="):
            raise Unparsable(self.text)
        right = self.operand()
        return lambda s: compare(operator, left(s), right(s))

    def operand(self) -> Operand:
        token = self.take()
        if token.startswith(":"):
            return lambda scope: scope.values[token]
        if token.startswith("#"):
            return lambda scope: scope.item.get(scope.names[token])
        raise Unparsable(self.text)

    # key conditions

    def key_terms(self) -> list[tuple[str, str, tuple[str, ...]]]:
        if self.accept("("):
            terms = self.key_terms()
            self.expect(")")
            return terms
        terms = [self.key_term()]
        while self.accept("AND"):
            terms.append(self.key_term())
        return terms

    def key_term(self) -> tuple[str, str, tuple[str, ...]]:
        if self.accept("begins_with"):
            self.expect("(")
            name = self.take()
            self.expect(",")
            value = self.take()
            self.expect(")")
            return name, "begins_with", (value,)
        name, operator, value = self.take(), self.take(), self.take()
        if operator == "BETWEEN":
            self.expect("AND")
            return name, operator, (value, self.take())
        if operator not in ("=", "<", "<=", ">", ">="):
            raise Unparsable(self.text)
        return name, operator, (value,)

    # updates

    def actions(self) -> list[Action]:
        found: list[Action] = []
        while self.peek():
            make = {"SET": self.set, "REMOVE": self.remove, "ADD": self.add}.get(self.take())
            if make is None:
                raise Unparsable(self.text)
            found.append(make())
            while self.accept(","):
                found.append(make())
        return found

    def name(self) -> str:
        token = self.take()
        if not token.startswith("#"):
            raise Unparsable(self.text)
        return token

    def set(self) -> Action:
        name = self.name()
        self.expect("=")
        value = self.term()
        if self.peek() in ("+", "-"):
            sign, right = self.take(), self.term()
            left = value
            value = lambda scope: _summed(left(scope), right(scope), -1 if sign == "-" else 1)  # noqa: E731

        def act(scope: Scope, coming: Item) -> None:
            found = value(scope)
            if found is None:
                raise LookupError("an operand of the update is not there")
            coming[scope.names[name]] = found

        return act

    def term(self) -> Operand:
        if not self.accept("if_not_exists"):
            return self.operand()
        self.expect("(")
        path = self.operand()
        self.expect(",")
        other = self.operand()
        self.expect(")")
        return lambda scope: path(scope) or other(scope)

    def remove(self) -> Action:
        name = self.name()
        return lambda scope, coming: coming.pop(scope.names[name], None) and None

    def add(self) -> Action:
        name, value = self.name(), self.operand()

        def act(scope: Scope, coming: Item) -> None:
            key = scope.names[name]
            coming[key] = _summed(scope.item.get(key) or {"N": "0"}, value(scope), 1)

        return act


def _summed(left: Value | None, right: Value | None, sign: int) -> Value:
    if not left or not right or "N" not in left or "N" not in right:
        raise LookupError("an operand of the update is no number")
    return {"N": f"{(Decimal(left['N']) + sign * Decimal(right['N'])).normalize():f}"}


def compare(operator: str, left: Value | None, right: Value | None) -> bool:
    """A comparison by DynamoDB's rules: what is not there, or of another type, equals nothing and is not ordered.

    Texts are ordered by their bytes in UTF-8, which is Python's order too.
    """
    if left is None or right is None:
        return operator == "<>"
    (kind, one), (other, two) = next(iter(left.items())), next(iter(right.items()))
    if kind != other:
        return operator == "<>"
    if kind == "N":
        one, two = Decimal(one), Decimal(two)
    elif kind != "S" and operator not in ("=", "<>"):
        return False
    return bool(_COMPARED[operator](one, two))


_COMPARED = {
    "=": operators.eq,
    "<>": operators.ne,
    "<": operators.lt,
    "<=": operators.le,
    ">": operators.gt,
    ">=": operators.ge,
}


def begins_with(value: Value | None, prefix: Value | None) -> bool:
    """Whether a text begins with another."""
    return bool(value and prefix and "S" in value and "S" in prefix and value["S"].startswith(prefix["S"]))


def _contains(value: Value | None, part: Value | None) -> bool:
    return bool(value and part and "S" in value and "S" in part and part["S"] in value["S"])


_FUNCTIONS: Mapping[str, Callable[..., bool]] = {
    "attribute_exists": lambda value: value is not None,
    "attribute_not_exists": lambda value: value is None,
    "attribute_type": lambda value, kind: bool(value) and next(iter(value)) == kind["S"],
    "begins_with": begins_with,
    "contains": _contains,
}
