"""Amounts of money: whole dong, never fractions, never floating point."""

import re
import unicodedata
from typing import NewType

from chalicelib.foundation.errors import Invalid

Dong = NewType("Dong", int)

LARGEST = Dong(10**15 - 1)

_UNIT = r"\s*(đồng|đ|₫|vnđ|vnd)$"
_AMOUNT = r"[0-9]+|[0-9]{1,3}(?:([.,\s])[0-9]{3})(?:\1[0-9]{3})*"
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", " nghìn", " triệu")


def parse_money(text: str) -> Dong:
    """`1.234.567 đ`, `1,234,567`, `1 234 567 VND`, `1234567`. Invalid `money/malformed` for all else.

    Groups have three digits and one kind of separator; fractions and signs are refused, not guessed at.
    """
    amount = re.sub(_UNIT, "", unicodedata.normalize("NFC", text[:60]).strip().lower())
    if len(text) <= 60 and re.fullmatch(_AMOUNT, amount):
        dong = int(re.sub(r"[.,\s]", "", amount))
        if dong <= LARGEST:
            return Dong(dong)
    raise Invalid(
        "money/malformed",
        vi="Số tiền không đúng. Hãy nhập số đồng nguyên, ví dụ 1.234.567.",
        en="This is not an amount of money. Write whole dong, for example 1,234,567.",
    )


def show_money(amount: int, lang: str) -> str:
    """`1.234.567 đ`, `VND 1,234,567`."""
    return f"VND {amount:,}" if lang == "en" else f"{amount:,} đ".replace(",", ".")


def money_in_words(amount: int) -> str:
    """The amount as a receipt spells it, in Vietnamese, lower case, with `đồng` at the end."""
    if not 0 <= amount <= LARGEST:
        raise ValueError("the amount is outside what can be spelt out")
    return f"{_number(amount) or _DIGITS[0]} đồng"


def _number(number: int, *, full: bool = False) -> str:
    """Words of the number, empty for zero. `full`: something precedes, so empty hundreds are said aloud."""
    billions, rest = divmod(number, 10**9)
    words = [f"{_number(billions, full=full)} tỷ"] if billions else []
    full = full or bool(billions)
    for power in (2, 1, 0):
        group = rest // 1000**power % 1000
        if group:
            words.append(_hundreds(group, full=full) + _GROUPS[power])
            full = True
    return " ".join(words)


def _hundreds(number: int, *, full: bool) -> str:
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    words = [f"{_DIGITS[hundreds]} trăm"] if hundreds or full else []
    if tens:
        words.append("mười" if tens == 1 else f"{_DIGITS[tens]} mươi")
    elif ones and words:
        words.append("linh")
    if ones:
        words.append(_ones(tens, ones))
    return " ".join(words)


def _ones(tens: int, ones: int) -> str:
    """The last digit changes its name after tens: mươi mốt, mươi tư, mười lăm."""
    if ones == 5 and tens >= 1:
        return "lăm"
    if tens >= 2:
        return {1: "mốt", 4: "tư"}.get(ones, _DIGITS[ones])
    return _DIGITS[ones]
