"""A postal address: number and street, ward or commune or special zone, province or city.

There is no district since 1 July 2025; what people still write of it belongs to the street line.
"""

from collections.abc import Mapping

from chalicelib.foundation.errors import FieldError, Invalid
from chalicelib.onestop.procedures.fields.fieldtype import Answer, FieldType, is_blank
from chalicelib.onestop.procedures.fields.written import clean, typed_text
from chalicelib.onestop.procedures.formmodel import Field

_PARTS = {
    "street": ("số nhà, tên đường", "the number and street", 200),
    "ward": ("phường, xã hoặc đặc khu", "the ward, commune or special zone", 100),
    "province": ("tỉnh hoặc thành phố", "the province or city", 100),
}


def _parse_address(_field: Field, raw: object) -> Answer:
    boxes = raw if isinstance(raw, Mapping) else {}
    parts: dict[str, str] = {}
    wrong: list[FieldError] = []
    for part, (vi, en, longest) in _PARTS.items():
        box = boxes.get(part)
        text = "" if is_blank(box) else clean(typed_text(box))
        parts[part] = text
        if not text:
            wrong.append(FieldError(part, "forms/required", f"Hãy nhập {vi}.", f"Enter {en}."))
        elif len(text) > longest:
            vi, en = f"Tối đa {longest} ký tự cho {vi}.", f"At most {longest} characters for {en}."
            wrong.append(FieldError(part, "forms/too-long", vi, en))
    if wrong:
        raise Invalid("forms/not-an-address", "Địa chỉ chưa đầy đủ.", "The address is not complete.", wrong)
    return parts


def _show_address(_field: Field, value: Answer, _lang: str) -> str:
    return ", ".join(value[part] for part in _PARTS)


ADDRESS = FieldType("address", _parse_address, _show_address, longest=400, parts=tuple(_PARTS))
