import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.foundation.errors import Invalid
from chalicelib.foundation.money import LARGEST, money_in_words, parse_money, show_money


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("0", 0),
        ("1234567", 1_234_567),
        ("1.234.567 đ", 1_234_567),
        ("1,234,567", 1_234_567),
        (" 1 234 567 VND ", 1_234_567),
        ("1\u00a0234\u00a0567đồng", 1_234_567),
        ("50.000₫", 50_000),
        ("75.000 VNĐ", 75_000),
        ("999.999.999.999.999", LARGEST),
    ],
)
def test_amounts_as_people_type_them(typed: str, amount: int) -> None:
    assert parse_money(typed) == amount


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "đ",
        "-5",
        "+5",
        "1.234,5",
        "1.5",
        "12.34.567",
        "1.234,567",
        "1 234.567",
        "1e6",
        "0x10",
        "mười",
        "10 USD",
        "1.000.000.000.000.000",
        "１000",
        "9" * 5000,
        "1..000",
    ],
)
def test_what_is_not_an_amount(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_money(typed)
    assert refused.value.code == "money/malformed"


def test_shown() -> None:
    assert show_money(1_234_567, "vi") == "1.234.567 đ"
    assert show_money(1_234_567, "en") == "VND 1,234,567"
    assert show_money(0, "vi") == "0 đ"


@settings(deadline=None)
@given(st.integers(0, LARGEST))
def test_what_is_shown_in_vietnamese_reads_back(amount: int) -> None:
    assert parse_money(show_money(amount, "vi")) == amount


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "không đồng"),
        (1, "một đồng"),
        (5, "năm đồng"),
        (10, "mười đồng"),
        (11, "mười một đồng"),
        (14, "mười bốn đồng"),
        (15, "mười lăm đồng"),
        (20, "hai mươi đồng"),
        (21, "hai mươi mốt đồng"),
        (24, "hai mươi tư đồng"),
        (25, "hai mươi lăm đồng"),
        (100, "một trăm đồng"),
        (101, "một trăm linh một đồng"),
        (104, "một trăm linh bốn đồng"),
        (105, "một trăm linh năm đồng"),
        (115, "một trăm mười lăm đồng"),
        (1_000, "một nghìn đồng"),
        (1_005, "một nghìn không trăm linh năm đồng"),
        (1_050, "một nghìn không trăm năm mươi đồng"),
        (75_000, "bảy mươi lăm nghìn đồng"),
        (1_000_000, "một triệu đồng"),
        (1_000_005, "một triệu không trăm linh năm đồng"),
        (1_005_000, "một triệu không trăm linh năm nghìn đồng"),
        (1_234_567, "một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy đồng"),
        (2_000_000_000, "hai tỷ đồng"),
        (21_000_000_001, "hai mươi mốt tỷ không trăm linh một đồng"),
        (1_005_000_000_000, "một nghìn không trăm linh năm tỷ đồng"),
    ],
)
def test_in_words(amount: int, words: str) -> None:
    assert money_in_words(amount) == words


VALUES = {
    "không": 0,
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
}
SCALES = {"nghìn": 10**3, "triệu": 10**6}


def heard(words: str) -> int:
    """The amount again, by listening word by word."""
    billions = total = group = 0
    for word in words.removesuffix(" đồng").split():
        if word == "tỷ":
            billions, total, group = total + group, 0, 0
        elif word in SCALES:
            total, group = total + group * SCALES[word], 0
        elif word == "trăm":
            group *= 100
        elif word == "mươi":
            group = group // 10 * 10 + group % 10 * 10 if group < 10 else group - group % 10 + group % 10 * 10
        elif word == "mười":
            group += 10
        elif word != "linh":
            group += VALUES[word]
    return billions * 10**9 + total + group


@settings(deadline=None)
@given(st.integers(0, LARGEST) | st.integers(0, 9_999))
def test_words_can_be_heard_back(amount: int) -> None:
    assert heard(money_in_words(amount)) == amount


@pytest.mark.parametrize("amount", [-1, LARGEST + 1])
def test_amounts_that_cannot_be_spelt(amount: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        money_in_words(amount)
