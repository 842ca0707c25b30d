"""Finding what people mean, in the shipped catalogue and among fifteen hundred made-up procedures."""

from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.foundation.text import fold
from chalicelib.onestop.procedures import Catalogue, read_procedure
from chalicelib.onestop.procedures.search import Words
from chalicelib.onestop.procedures.shipped import shipped
from infra.generated_procedures import definitions

TODAY = date(2026, 11, 22)
BIRTH, COPY, MARRIAGE, SINGLE = "1.001193", "9.000006", "9.000007", "9.000008"
CONFERENCE, BOOKS, HOUSE, SHOP = "9.000003", "9.000004", "9.000009", "9.000010"
OFFICE, PHARMACY, FOOD = "9.000011", "9.000012", "9.000013"


@cache
def city() -> Catalogue:
    """The shipped procedures among 1,500 generated ones."""
    return Catalogue([*shipped(), *(read_procedure(raw) for raw in definitions(1500))])


@pytest.mark.parametrize(
    ("words", "lang", "first"),
    [
        ("làm khai sinh", "vi", BIRTH),
        ("lam khai sinh", "vi", BIRTH),
        ("lam khai sanh cho con", "vi", BIRTH),
        ("vừa sinh con", "vi", BIRTH),
        ("xyzzy khai sinh", "vi", None),
        ("sinh con", "vi", BIRTH),
        ("mo quan ca phe", "vi", SHOP),
        ("tôi muốn mở quán cà phê nhỏ", "vi", SHOP),
        ("mở tiệm", "vi", SHOP),
        ("giay phep xay dung", "vi", HOUSE),
        ("Giấy phép xây dựng", "vi", HOUSE),
        ("xây nhà", "vi", HOUSE),
        ("làm đám cưới", "vi", MARRIAGE),
        ("giay doc than", "vi", SINGLE),
        ("mất giấy khai sinh", "vi", COPY),
        ("trích lục", "vi", COPY),
        ("hội thảo có người nước ngoài", "vi", CONFERENCE),
        ("gửi sách về", "vi", BOOKS),
        ("mở nhà thuốc", "vi", PHARMACY),
        ("công ty nước ngoài mở văn phòng", "vi", OFFICE),
        ("văn phòng đại diện", "vi", OFFICE),
        ("ve sinh an toan thuc pham", "vi", FOOD),
        ("birth certificate", "en", BIRTH),
        ("how to open a coffee shop", "en", SHOP),
        ("building permit", "en", HOUSE),
        ("I want to get married", "en", MARRIAGE),
    ],
)
def test_everyday_words_find_the_procedure_among_many(words: str, lang: str, first: str | None) -> None:
    found = city().search(words, lang, TODAY)
    assert (found[0].code if found else None) == first


def test_every_generated_procedure_is_found_by_its_name() -> None:
    for raw in definitions(1500)[::37]:
        for words in (raw["name"]["vi"], fold(raw["name"]["vi"])):
            assert raw["code"]["value"] in [one.code for one in city().search(words, "vi", TODAY)[:3]], words


def test_a_code_comes_first() -> None:
    assert city().search("8.000777", "vi", TODAY)[0].code == "8.000777"


def test_exact_marks_come_before_folded_ones() -> None:
    for words in ("họp", "hợp", "đăng ký", "dang ky"):
        found = city().search(words, "vi", TODAY)
        exact = [words in f" {one.name.vi.casefold()} " for one in found]
        assert exact == sorted(exact, reverse=True)


@given(st.sampled_from(["cấp", "giay phep", "dang", "licence", "ca", "trung tâm ngoại ngữ"]), st.sampled_from("ve"))
def test_the_order_does_not_depend_on_the_order_of_the_data(words: str, letter: str) -> None:
    lang = {"v": "vi", "e": "en"}[letter]
    few = [read_procedure(raw) for raw in definitions(60)]
    one, other = Catalogue([*shipped(), *few]), Catalogue([*reversed(few), *shipped()])
    assert one.search(words, lang, TODAY) == other.search(words, lang, TODAY)


def test_only_the_last_word_may_be_unfinished() -> None:
    assert BIRTH in [one.code for one in city().search("khai si", "vi", TODAY)]
    assert BIRTH not in [one.code for one in city().search("kha sinh", "vi", TODAY)]


@given(st.lists(st.text("abc", min_size=1, max_size=3), max_size=6), st.text("abc", min_size=1, max_size=3))
def test_a_beginning_is_found_like_by_looking_at_every_word(texts: list[str], beginning: str) -> None:
    found = Words([text] for text in texts).starting(beginning)
    assert found == {number for number, text in enumerate(texts) if text.startswith(beginning)}


def test_the_same_count_generates_the_same_procedures() -> None:
    assert definitions(40) == definitions(1500)[:40]
    assert len({raw["code"]["value"] for raw in definitions(1500)}) == 1500
    assert len({raw["name"]["vi"] for raw in definitions(3000)}) == 3000
