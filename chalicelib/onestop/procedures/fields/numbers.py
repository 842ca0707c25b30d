"""Whole numbers and amounts of money."""

import re
from collections.abc import Callable

from chalicelib.foundation.errors import Invalid
from chalicelib.foundation.money import parse_money, show_money
from chalicelib.onestop.procedures.fields.fieldtype import Answer, FieldType
from chalicelib.onestop.procedures.fields.written import typed_text
from chalicelib.onestop.procedures.formmodel import Field

_WHOLE = r"[0-9]{1,15}|[0-9]{1,3}(?:([.,\s])[0-9]{3})(?:\1[0-9]{3}){0,4}"


def _parse_integer(field: Field, raw: object) -> Answer:
    typed = typed_text(raw).strip()
    if len(typed) > INTEGER.longest or not re.fullmatch(_WHOLE, typed):
        raise Invalid(
            "forms/not-a-number",
            "Hãy nhập một số nguyên, ví dụ 12 hoặc 1.234.",
            "Write a whole number, for example 12 or 1,234.",
        )
    return _bounded(field, int(re.sub(r"[.,\s]", "", typed)), _grouped)


def _parse_money(field: Field, raw: object) -> Answer:
    return _bounded(field, int(parse_money(typed_text(raw))), show_money)


def _bounded(field: Field, number: int, say: Callable[[int, str], str]) -> int:
    if field.minimum is not None and number < field.minimum:
        low = field.minimum
        raise Invalid("forms/too-small", f"Ít nhất là {say(low, 'vi')}.", f"At least {say(low, 'en')}.")
    if field.maximum is not None and number > field.maximum:
        high = field.maximum
        raise Invalid("forms/too-large", f"Nhiều nhất là {say(high, 'vi')}.", f"At most {say(high, 'en')}.")
    return number


def _grouped(number: int, lang: str) -> str:
    shown = f"{number:,}"
    return shown if lang == "en" else shown.replace(",", ".")


def _show_integer(_field: Field, value: Answer, lang: str) -> str:
    return _grouped(value, lang)


def _show_money(_field: Field, value: Answer, lang: str) -> str:
    return show_money(value, lang)


INTEGER = FieldType("integer", _parse_integer, _show_integer, longest=30)
MONEY = FieldType("money", _parse_money, _show_money, longest=60)
