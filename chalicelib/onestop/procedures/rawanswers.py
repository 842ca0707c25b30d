"""Raw answers before they are read: flat names made nested, sizes measured, drafts made storable."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.foundation.errors import FieldError
from chalicelib.foundation.text import nfc
from chalicelib.onestop.procedures.fields import COMPUTED, GROUP
from chalicelib.onestop.procedures.formmodel import Field

MOST_NAMES = 1_000
LONGEST_NAME = 120
LONGEST_PATH = 4  # staff . 0 . born . day
DEEPEST = LONGEST_PATH + 1  # a page may post every box as a list of one
TOO_MUCH = 10**9
LARGEST_NUMBER = 10**15


def gather(raw: Mapping[str, object]) -> tuple[dict[str, Any], list[FieldError]]:
    """Flat names with dots (`starts_at.day`) as nested values; names that fit no form are refused."""
    if len(raw) > MOST_NAMES:
        vi, en = "Biểu mẫu gửi lên có quá nhiều mục.", "The form sent has too many fields."
        return {}, [FieldError("", "forms/too-many-fields", vi, en)]
    nested: dict[str, Any] = {}
    errors = []
    for name, value in sorted(raw.items(), key=lambda named: named[0].count(".")):
        path = name.split(".")
        fits = len(name) <= LONGEST_NAME and len(path) <= LONGEST_PATH and not _deeper(value, DEEPEST - len(path))
        if not fits or not _put(nested, path, value):
            errors.append(unknown_field(name))
    return nested, errors


def _put(nested: dict[str, Any], path: Sequence[str], value: object) -> bool:
    for step in path[:-1]:
        below = nested.get(step, {})
        if not isinstance(below, Mapping):
            return False
        nested[step] = dict(below)
        nested = nested[step]
    nested[path[-1]] = value
    return True


def _deeper(value: object, levels: int) -> bool:
    """Whether lists and maps are nested deeper than that; stops looking at the first that is."""
    if isinstance(value, Mapping):
        parts: Sequence[object] = list(value.values())
    elif isinstance(value, list | tuple):
        parts = value
    else:
        return False
    return levels == 0 or any(_deeper(part, levels - 1) for part in parts)


def measure(value: Any) -> int:
    """The characters in a raw value, counting its names and a little for every item.

    A number beyond every amount of money is too much for any field.
    """
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        return sum(8 + len(str(name)) + measure(part) for name, part in value.items())
    if isinstance(value, list | tuple):
        return sum(8 + measure(part) for part in value)
    return TOO_MUCH if isinstance(value, int) and abs(value) >= LARGEST_NUMBER else 8


def plain(value: Any) -> Any:
    """The raw value as storable JSON: text, whole numbers, booleans, lists and maps; all else is text."""
    if isinstance(value, Mapping):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if value is None or isinstance(value, bool | int):
        return value
    return nfc(str(value).encode("utf-8", "ignore").decode("utf-8"))


def without_computed(fields: Sequence[Field], raw: Mapping[str, Any]) -> dict[str, Any]:
    """Raw answers without what was sent under the names of computed fields, in the rows of groups too."""
    kinds = {field.code: field for field in fields}
    kept = {}
    for name, value in raw.items():
        field = kinds.get(name)
        if field is None or field.type not in (COMPUTED, GROUP):
            kept[name] = value
        elif field.type == GROUP:
            kept[name] = _rows_without(frozenset(one.code for one in field.fields if one.type == COMPUTED), value)
    return kept


def _rows_without(columns: frozenset[str], rows: Any) -> Any:
    def stripped(row: Any) -> Any:
        return {name: one for name, one in row.items() if name not in columns} if isinstance(row, Mapping) else row

    if not columns:
        return rows
    if isinstance(rows, Mapping):
        return {number: stripped(row) for number, row in rows.items()}
    return [stripped(row) for row in rows] if isinstance(rows, list | tuple) else rows


def unknown_field(name: str) -> FieldError:
    shown = name[:LONGEST_NAME]
    return FieldError(
        shown,
        "forms/unknown-field",
        f"Biểu mẫu này không có mục “{shown}”.",
        f"This form has no field “{shown}”.",
    )
