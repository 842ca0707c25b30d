"""JSON Schema checks for bodies, with every error at once and a sentence for each in both languages.

The schemas are also what the OpenAPI document shows, so they are plain JSON Schema (2020-12 words that
fastjsonschema's draft 7 knows too). Property names that a schema does not list are refused by name.
"""

from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.foundation.errors import FieldError

SENTENCES: Mapping[str, tuple[str, str]] = {
    "required": ("Thiếu trường bắt buộc.", "A required field is missing."),
    "additionalProperties": ("Trường này không có trong biểu mẫu.", "This field is not known."),
    "type": ("Kiểu dữ liệu chưa đúng.", "The type is wrong."),
    "enum": ("Giá trị không nằm trong danh sách cho phép.", "The value is not one of those allowed."),
    "const": ("Giá trị không đúng.", "The value is not the expected one."),
    "maxLength": ("Nội dung quá dài.", "The text is too long."),
    "minLength": ("Nội dung quá ngắn.", "The text is too short."),
    "pattern": ("Nội dung không đúng dạng.", "The text does not have the expected form."),
    "maximum": ("Giá trị quá lớn.", "The value is too large."),
    "minimum": ("Giá trị quá nhỏ.", "The value is too small."),
    "maxItems": ("Danh sách quá dài.", "The list is too long."),
    "minItems": ("Danh sách quá ngắn.", "The list is too short."),
    "maxProperties": ("Có quá nhiều trường.", "There are too many fields."),
    "uniqueItems": ("Danh sách có phần tử trùng nhau.", "The list has equal entries."),
}


def checker(schema: Mapping[str, Any]) -> Callable[[Any], list[FieldError]]:
    """A function that lists what is wrong with a value, empty when nothing is."""
    import fastjsonschema

    check = fastjsonschema.compile(dict(schema), use_default=False, fast_fail=False)

    def wrong(value: Any) -> list[FieldError]:
        try:
            check(value)
        except fastjsonschema.JsonSchemaValuesException as several:
            return [error for one in several.errors for error in _field_errors(one)]
        except fastjsonschema.JsonSchemaValueException as one:
            return _field_errors(one)
        return []

    return wrong


def _field_errors(error: Any) -> list[FieldError]:
    path = ".".join(str(part) for part in error.path[1:])
    rule = str(error.rule)
    names: list[str] = []
    if rule == "required":
        names = sorted(set(error.rule_definition) - set(error.value))
    elif rule == "additionalProperties":
        names = sorted(set(error.value) - set(error.definition.get("properties", {})))
    vi, en = SENTENCES.get(rule, ("Giá trị chưa hợp lệ.", "The value is not valid."))
    places = [f"{path}.{name}" if path else name for name in names] or [path]
    return [FieldError(place, f"schema/{rule}", vi, en) for place in places]


def record(properties: Mapping[str, Any], *, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    """The schema of an object with just these properties, all required but the optional ones."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def text(longest: int, *, shortest: int = 0, pattern: str = "") -> dict[str, Any]:
    """The schema of a text; lengths in characters."""
    schema: dict[str, Any] = {"type": "string", "maxLength": longest}
    if shortest:
        schema["minLength"] = shortest
    if pattern:
        schema["pattern"] = pattern
    return schema


def listed(items: Mapping[str, Any], *, most: int, least: int = 0) -> dict[str, Any]:
    """The schema of a list."""
    return {"type": "array", "items": dict(items), "maxItems": most, "minItems": least}
