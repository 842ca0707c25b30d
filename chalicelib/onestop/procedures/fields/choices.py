"""Choosing: one of a list, several of a list, a box that must be ticked."""

from chalicelib.foundation.errors import Invalid
from chalicelib.onestop.procedures.fields.fieldtype import Answer, FieldType
from chalicelib.onestop.procedures.fields.written import typed_text
from chalicelib.onestop.procedures.formmodel import Field

_TICKED = frozenset({"on", "yes", "true", "1"})


def _parse_one(field: Field, raw: object) -> Answer:
    chosen = typed_text(raw).strip()
    if chosen not in {option.value for option in field.options}:
        raise _not_an_option()
    return chosen


def _parse_several(field: Field, raw: object) -> Answer:
    """The chosen values in the order of the list, each once."""
    boxes = raw if isinstance(raw, list | tuple) else [raw]
    chosen = {typed_text(box).strip() for box in boxes}
    if not chosen <= {option.value for option in field.options}:
        raise _not_an_option()
    return [option.value for option in field.options if option.value in chosen]


def _parse_tick(_field: Field, raw: object) -> Answer:
    if raw is True or (not isinstance(raw, bool) and typed_text(raw).strip().lower() in _TICKED):
        return True
    raise _not_an_option()


def _not_an_option() -> Invalid:
    return Invalid(
        "forms/not-an-option",
        "Lựa chọn này không có trong danh sách.",
        "This choice is not on the list.",
    )


def _show_one(field: Field, value: Answer, lang: str) -> str:
    return next((option.label.say(lang) for option in field.options if option.value == value), str(value))


def _show_several(field: Field, value: Answer, lang: str) -> str:
    return "; ".join(_show_one(field, one, lang) for one in value)


def _show_tick(_field: Field, _value: Answer, lang: str) -> str:
    return "Yes" if lang == "en" else "Có"


SELECT = FieldType("select", _parse_one, _show_one, longest=100, asks="choose")
RADIOS = FieldType("radios", _parse_one, _show_one, longest=100, asks="choose")
CHECKBOXES = FieldType("checkboxes", _parse_several, _show_several, longest=2_000, asks="choose")
DECLARATION = FieldType("declaration", _parse_tick, _show_tick, longest=10, asks="tick")
