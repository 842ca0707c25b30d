"""The parts of a definition that people change most, as plain fields: read from its text, written back into it.

Every other letter of the text stays as it was. A field has the name of its place, `fees[0].amount`.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Literal

from chalicelib.foundation.clock import short_date
from chalicelib.foundation.errors import FieldError, Invalid
from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words
from chalicelib.onestop.procedures.fields import FIELD_TYPES
from chalicelib.onestop.procedures.formmodel import Field
from chalicelib.onestop.procedures.lines import ROOT, Located, NotJson, read_located, with_values

Kind = Literal["text", "long_text", "date", "date_or_none", "unit", "integer", "money"]
LONGEST = 2_000


@frozen
class QuickField:
    """One part: `place` without the root, what people call it, and what stands there now, as they would type it."""

    place: str
    kind: Kind
    label: Words
    value: str


def quick_fields(text: str) -> list[QuickField]:
    """The parts that are there and have the right kind; none when the text is no JSON."""
    try:
        located = read_located(text)
    except NotJson:
        return []
    found = []
    for place, kind, label in _parts(located):
        value = _at(located.value, place)
        if f"{ROOT}.{place}" in located.spans and _fits(kind, value):
            found.append(QuickField(place, kind, label, _typed(kind, value)))
    return found


def _parts(located: Located) -> Iterator[tuple[str, Kind, Words]]:
    yield "name.vi", "text", Words("Tên thủ tục, tiếng Việt", "Name in Vietnamese")
    yield "name.en", "text", Words("Tên thủ tục, tiếng Anh", "Name in English")
    yield "summary.vi", "long_text", Words("Tóm tắt, tiếng Việt", "Summary in Vietnamese")
    yield "summary.en", "long_text", Words("Tóm tắt, tiếng Anh", "Summary in English")
    yield "in_force.from", "date", Words("Có hiệu lực từ ngày", "In force from")
    yield "in_force.to", "date_or_none", Words("Hết hiệu lực sau ngày", "In force until")
    yield "processing.amount", "integer", Words("Thời hạn giải quyết", "Processing time")
    yield "processing.unit", "unit", Words("Đơn vị của thời hạn", "Unit of the time")
    fees = located.value.get("fees") if isinstance(located.value, Mapping) else None
    for number, fee in enumerate(fees if isinstance(fees, list) else []):
        vi, en = (_at(fee, f"name.{lang}") or str(number + 1) for lang in ("vi", "en"))
        yield f"fees[{number}].amount", "money", Words(f"Mức thu: {vi}", f"Fee: {en}")


def _at(value: Any, place: str) -> Any:
    for step in place.replace("[", ".").replace("]", "").split("."):
        if isinstance(value, list):
            value = value[int(step)] if step.isdecimal() else None
        else:
            value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _fits(kind: Kind, value: Any) -> bool:
    if kind in ("integer", "money"):
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, str) or (kind == "date_or_none" and value is None)


def _typed(kind: Kind, value: Any) -> str:
    if value is None:
        return ""
    if kind in ("date", "date_or_none"):
        try:
            return short_date(date.fromisoformat(value))
        except ValueError:
            return str(value)
    return f"{value:,}".replace(",", ".") if kind == "money" else str(value)


def with_quick(text: str, typed: Mapping[str, str]) -> tuple[str, list[FieldError]]:
    """The text with what was typed, by place, and what of it cannot be; nothing is written when something is wrong."""
    values: dict[str, Any] = {}
    wrong: list[FieldError] = []
    for field in quick_fields(text):
        if field.place not in typed or typed[field.place].strip() == field.value:
            continue
        try:
            values[f"{ROOT}.{field.place}"] = _read(field.kind, typed[field.place].strip())
        except Invalid as refusal:
            vi, en = f"{field.label.vi}: {refusal.vi}", f"{field.label.en}: {refusal.en}"
            wrong.append(FieldError(field.place, refusal.code, vi, en))
    return (text if wrong else with_values(text, values)), wrong


def _read(kind: Kind, typed: str) -> Any:
    if kind == "date_or_none" and not typed:
        return None
    if not typed:
        raise Invalid("forms/required", "Không được để trống.", "This must not be empty.")
    if kind == "unit":
        return typed
    name = {"date_or_none": "date", "text": "long_text"}.get(kind, kind)
    return FIELD_TYPES[name].parse(Field("quick", name, Words("", ""), max_length=LONGEST), typed)
