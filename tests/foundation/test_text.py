import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.foundation import text
from chalicelib.foundation.errors import Invalid


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Trần Hưng Đạo", "tran hung dao"),
        ("QUYẾT  ĐỊNH\n", "quyet dinh"),
        (unicodedata.normalize("NFD", "Nguyễn Thị Hường"), "nguyen thi huong"),
        ("Uỷ ban / Ủy ban", "uy ban / uy ban"),
        ("số 5/2026", "so 5/2026"),
        ("", ""),
    ],
)
def test_fold(written: str, folded: str) -> None:
    assert text.fold(written) == folded


@settings(deadline=None)
@given(st.text(max_size=40))
def test_fold_is_stable_and_the_same_for_every_unicode_form(written: str) -> None:
    assert text.fold(unicodedata.normalize("NFD", written)) == text.fold(written)
    assert text.fold(text.nfc(written)) == text.fold(written)
    assert "đ" not in text.fold(written)


DICTIONARY = [
    "A",
    "Án",
    "Anh",
    "Ánh",
    "Ăn",
    "Ân",
    "Ba",
    "Da",
    "Dũng",
    "Đa",
    "Đức",
    "E",
    "Ê",
    "ma",
    "mà",
    "mả",
    "mã",
    "má",
    "mạ",
    "Minh",
    "Oanh",
    "Ôn",
    "Ơn",
    "Uy",
    "Ưng",
    "Vy",
    "Yến",
]


def test_the_dictionary_order() -> None:
    shuffled = random.Random(7).sample(DICTIONARY, len(DICTIONARY))
    assert sorted(shuffled, key=text.collation_key) == DICTIONARY


def test_letters_decide_before_tones_and_words_before_longer_words() -> None:
    ordered = ["Hà An", "Há An", "Hà Bình", "Hà Nội", "Hai", "Phường 2", "Phường 7 A", "Phường A"]
    backwards = ordered[::-1]
    assert sorted(backwards, key=text.collation_key) == ordered


def test_tone_position_does_not_part_neighbours() -> None:
    assert sorted(["hòa", "hỏa", "hoà", "hoa"], key=text.collation_key)[1:3] == ["hoà", "hòa"]


def test_people_sort_by_given_name_then_family_then_middle() -> None:
    people = ["Lê Văn An", "Trần Bình An", "Trần Thị An", "Đỗ An", "Nguyễn Thị Ánh", "Đinh Yến", "Yến"]
    expected = ["Đỗ An", "Lê Văn An", "Trần Bình An", "Trần Thị An", "Nguyễn Thị Ánh", "Yến", "Đinh Yến"]
    assert sorted(people, key=text.name_key) == expected


@settings(deadline=None)
@given(st.lists(st.text(max_size=12), max_size=6))
def test_every_text_has_one_place_in_every_unicode_form(words: list[str]) -> None:
    placed = [text.nfc(word) for word in sorted(words, key=text.collation_key)]
    decomposed = [unicodedata.normalize("NFD", word) for word in reversed(words)]
    assert [text.nfc(word) for word in sorted(decomposed, key=text.collation_key)] == placed
    assert len(sorted(words, key=text.name_key)) == len(words)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("hòa", "hoà", True),
        ("Thúy", "thuý", True),
        ("Ủy  ban", "Uỷ ban", True),
        (unicodedata.normalize("NFD", "Hòa"), "hoà", True),
        ("hoa", "hòa", False),
        ("hóa", "hòa", False),
        ("đa", "da", False),
        ("mân", "măn", False),
        ("kỹ", "kĩ", False),
    ],
)
def test_looks_alike(one: str, other: str, alike: bool) -> None:
    assert text.looks_alike(one, other) is alike


@pytest.mark.parametrize("typed", ["079090123456", "079 090 123 456", " 079.090.123456 ", "079-090-123-456"])
def test_a_personal_number_as_typed(typed: str) -> None:
    assert text.parse_citizen_id(typed) == "079090123456"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "123456789",
        "07909012345",
        "0790901234567",
        "000090123456",
        "097090123456",
        "079690123456",
        "07909012345x",
        "０79090123456",
        "0" * 5000,
    ],
)
def test_what_is_not_a_personal_number(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        text.parse_citizen_id(typed)
    assert refused.value.code == "citizen-id/malformed"


@pytest.mark.parametrize(
    ("number", "year", "sex", "codes"),
    [
        ("079090123456", 1990, "male", []),
        ("079190123456", 1990, "female", []),
        ("079205123456", 2005, "male", []),
        ("079305123456", 2005, "female", []),
        ("079305123456", None, None, []),
        ("079090123456", 1991, "male", ["citizen-id/birth-year-differs"]),
        ("079090123456", 1990, "female", ["citizen-id/sex-differs"]),
        ("079205123456", 1905, "female", ["citizen-id/birth-year-differs", "citizen-id/sex-differs"]),
    ],
)
def test_doubts_about_a_personal_number(number: str, year: int | None, sex: text.Sex | None, codes: list[str]) -> None:
    doubts = text.citizen_id_warnings(number, year, sex)
    assert [doubt.code for doubt in doubts] == codes
    assert all(doubt.vi and doubt.en for doubt in doubts)


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("0901 234 567", "+84901234567", "0901 234 567"),
        ("+84 901.234.567", "+84901234567", "0901 234 567"),
        ("84901234567", "+84901234567", "0901 234 567"),
        ("0084-901-234-567", "+84901234567", "0901 234 567"),
        ("(028) 3829 1234", "+842838291234", "028 3829 1234"),
        ("0274 382 2825", "+842743822825", "0274 382 2825"),
    ],
)
def test_phones(typed: str, stored: str, shown: str) -> None:
    assert text.parse_phone(typed) == stored
    assert text.show_phone(stored) == shown
    assert text.parse_phone(shown) == stored


@pytest.mark.parametrize(
    "typed",
    ["", "1022", "0101234567", "090123456", "09012345678", "+1 202 555 0100", "+840901234567", "090123456x"],
)
def test_what_is_not_a_phone(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        text.parse_phone(typed)
    assert refused.value.code == "phone/malformed"


def test_masks_hide_length_of_names_and_most_of_numbers() -> None:
    assert text.mask_name("Nguyễn  Thị Khai") == "N*** T*** K***"
    assert text.mask_name(unicodedata.normalize("NFD", "Ông Ích")) == "Ô*** Í***"
    assert text.mask_name("") == ""
    assert text.mask_digits("079090123456") == "*********456"
    assert text.mask_digits("0901 234 567") == "**** *** *67"
    assert text.mask_digits("1234", keep=3) == "***4"
    assert text.mask_digits("123") == "***"
    assert text.mask_digits("079090123456", keep=0) == "*" * 12
