"""What nobody sends in earnest: texts for every place in which a text may stand, and bodies that fit a schema."""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random
from typing import Any

ODD: Mapping[str, str] = {
    "empty": "",
    "blank": " \t ",
    "nul": "a\0b",
    "flag": "👩🏽‍🦰🇻🇳",
    "unseen": "\u200d\u202e\ufeff",
    "line separator": "a\u2028b",
    "lost letter": "\ufffd",
    "long": "x" * 3_000,
    "long in Vietnamese": "ệ" * 2_500,
    "no address": "http://[",
    "no address either": "a://[::1",
    "negative": "-1",
    "many digits": "9" * 400,
    "more digits than Python reads": "9" * 5_000,
    "endless": "1e999",
    "no number": "nan",
    "other digits": "٣٤",
    "raised digit": "²",
    "fraction": "1.5",
    "zeros": "00000000",
    "no day": "2026-02-30",
    "no month": "2026-13",
    "no month at all": "0000-00",
    "first day": "0001-01-01",
    "last day": "9999-12-31",
    "a week": "2026-W50-1",
    "no time": "2026-12-07T99:00",
    "moment without zone": "2026-12-07T09:00:00",
    "a day": "2026-12-07",
    "a month": "2026-12",
    "one": "1",
    "quotes": "'\"><script>alert(1)</script>",
    "header": "a\r\nX-Odd: 1",
    "upwards": "../../etc/passwd",
    "another site": "//evil.example/",
    "another site by backslash": "/\\evil.example",
    "percent": "%00%ff%",
    "separators": "a|b#c,d;e&f=g",
    "JSON": '{"a": [1, {"b": null}]}',
    "list": "[]",
    "null": "null",
    "braces": "{{ 7 * 7 }}{% raw %}",
    "no cursor": "AAAA",
    "long cursor": "A" * 3_000,
    "another agency": "d06",
}
FITTING = ("2026-12-07", "d07", "acc-specialist-d07", "2026-12-08T03:00:00Z", "0000", "x")
"""Texts that some fields take, so that what stands behind them is reached too."""
JSON_KINDS = ("string", "integer", "boolean", "null", "array", "object", "number")
DEEPEST = 4


def body_for(schema: Mapping[str, Any], chance: Random, depth: int = 0) -> Any:
    """A value that mostly fits a JSON schema, with odd texts and numbers at their limits."""
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return chance.choice(list(schema["enum"]))
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return body_for(chance.choice(schema[several]), chance, depth + 1)
    kind = schema.get("type", "object" if "properties" in schema else JSON_KINDS)
    if not isinstance(kind, str):
        kind = chance.choice(list(kind) if depth < DEEPEST else ["string"])
    return _MADE[kind](schema, chance, depth)


def _object(schema: Mapping[str, Any], chance: Random, depth: int) -> dict[str, Any]:
    named, needed = schema.get("properties", {}), schema.get("required", ())
    made = {name: one for name, one in named.items() if name in needed or chance.random() < 0.6}
    if not named and depth < DEEPEST:
        others = schema.get("additionalProperties")
        made = {name: others if isinstance(others, Mapping) else {} for name in chance.sample(sorted(ODD.values()), 2)}
    return {name: body_for(one, chance, depth + 1) for name, one in made.items()}


def _array(schema: Mapping[str, Any], chance: Random, depth: int) -> list[Any]:
    return [body_for(schema.get("items", {}), chance, depth + 1) for _ in range(chance.choice((0, 1, 1, 2)))]


def _integer(schema: Mapping[str, Any], chance: Random, depth: int) -> int:
    return int(chance.choice((schema.get("minimum", -(10**30)), schema.get("maximum", 10**30), 1, 0)))


def _string(schema: Mapping[str, Any], chance: Random, depth: int) -> str:
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength", 10_000)
    fitting = [one for one in (*ODD.values(), *FITTING * 4) if shortest <= len(one) <= longest]
    if "pattern" in schema:
        fitting = [one for one in fitting if re.search(schema["pattern"], one)]
    return chance.choice(fitting or [""])


_MADE = {
    "object": _object,
    "array": _array,
    "integer": _integer,
    "number": lambda schema, chance, depth: chance.choice((1.5, -1e300, 0)),
    "boolean": lambda schema, chance, depth: chance.random() < 0.5,
    "null": lambda schema, chance, depth: None,
    "string": _string,
}
