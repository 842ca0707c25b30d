"""Questions that have several boxes: a date, a moment, an address."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.foundation.clock import parse_iso, vietnam
from chalicelib.foundation.errors import Invalid
from chalicelib.onestop.procedures import FIELD_TYPES, Field

PARTS: Mapping[str, tuple[str, ...]] = {
    "date": ("day", "month", "year"),
    "moment": ("day", "month", "year", "time"),
    "address": ("street", "ward", "province"),
}


def boxes_of(field: Field, value: Any) -> dict[str, str]:
    """What stands in the boxes of a question that has several. A date typed as one text is taken apart."""
    parts = PARTS.get(field.type, ())
    if isinstance(value, Mapping):
        return {part: "" if value.get(part) is None else str(value[part]) for part in parts}
    if isinstance(value, str) and value and field.type in ("date", "moment"):
        return _split_moment(field, value)
    return dict.fromkeys(parts, "")


def _split_moment(field: Field, text: str) -> dict[str, str]:
    """What reads as a date, or a moment, into its boxes; else it stays in the first box, for the person to mend."""
    try:
        read = FIELD_TYPES[field.type].parse(field, text)
    except Invalid:
        return {"day": text, "month": "", "year": "", "time": ""}
    if field.type == "date":
        return {**_day_boxes(date.fromisoformat(read)), "time": ""}
    at = vietnam(parse_iso(read))
    return {**_day_boxes(at), "time": f"{at:%H:%M}"}


def _day_boxes(day: date) -> dict[str, str]:
    return {"day": f"{day:%d}", "month": f"{day:%m}", "year": f"{day.year}"}
