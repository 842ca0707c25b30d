"""What a field type is: how it reads what was typed, how it shows what it read, what it says when empty."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from chalicelib.foundation.values import frozen
from chalicelib.onestop.procedures.formmodel import Field

# A parsed answer is plain JSON: str, int, bool, a list or a dict of them, never a float or a date object.
Answer = Any


@frozen
class FieldType:
    """`parse` takes the raw value of a field, never a blank one, and raises Invalid with a sentence.

    Reading an answer again gives the same answer, so a stored form can be checked like a fresh one.
    `longest` is the type's ceiling in characters; a field may ask for less. `parts` are the boxes a value
    may be typed in (`day`, `month`, `year`). `asks` chooses the sentence for an empty required field.
    """

    name: str
    parse: Callable[[Field, object], Answer]
    show: Callable[[Field, Answer, str], str]
    longest: int
    asks: Literal["enter", "choose", "tick"] = "enter"
    parts: tuple[str, ...] = ()


def is_blank(raw: object) -> bool:
    """Nothing was typed: spaces only, an unticked box, empty boxes of a date."""
    if isinstance(raw, str):
        return not raw.strip()
    if isinstance(raw, Mapping):
        return all(is_blank(part) for part in raw.values())
    if isinstance(raw, list | tuple):
        return all(is_blank(part) for part in raw)
    return raw is None or raw is False


def longest_of(field: Field, kind: FieldType) -> int:
    """The most characters a field takes: its own limit, never above its type's."""
    return min(field.max_length or kind.longest, kind.longest)
