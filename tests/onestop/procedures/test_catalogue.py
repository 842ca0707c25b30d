from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.foundation.errors import Missing
from chalicelib.foundation.text import fold
from chalicelib.onestop.procedures import Catalogue
from chalicelib.onestop.procedures.shipped import shipped

LICENCE, PRESS = "9.000001", "9.000002"
TODAY = date(2026, 11, 22)
SHIPPED = Catalogue(shipped())


def catalogue() -> Catalogue:
    """The shipped procedures, whatever a stage has published."""
    return SHIPPED


@pytest.mark.parametrize(
    ("on", "version", "law"),
    [
        (date(2018, 4, 15), 1, "72/2013/NĐ-CP"),
        (date(2024, 12, 24), 1, "72/2013/NĐ-CP"),
        (date(2024, 12, 25), 2, "147/2024/NĐ-CP"),
        (TODAY, 2, "147/2024/NĐ-CP"),
    ],
)
def test_the_day_of_reception_chooses_the_version(on: date, version: int, law: str) -> None:
    chosen = catalogue().resolve(LICENCE, on)
    assert chosen.version == version
    assert chosen.legal_basis[0].number == law


def test_versions_differ_in_more_than_their_number() -> None:
    old, new = catalogue().versions(LICENCE)
    assert (old.reception_within.amount, old.reception_within.unit) == (3, "working_day")
    assert (new.reception_within.amount, new.reception_within.unit) == (8, "working_hour")
    assert old.processing.provenance.verified
    assert catalogue().version(LICENCE, 1) == old


def test_what_is_not_in_force_is_missing() -> None:
    with pytest.raises(Missing) as early:
        catalogue().resolve(PRESS, date(2026, 6, 30))
    assert early.value.code == "procedures/not-in-force"
    with pytest.raises(Missing) as never:
        catalogue().resolve("1.234567", TODAY)
    assert never.value.code == "procedures/unknown"
    with pytest.raises(Missing):
        catalogue().version(LICENCE, 9)


@given(st.dates(date(2015, 1, 1), date(2035, 1, 1)))
def test_the_list_and_the_choice_agree(on: date) -> None:
    listed = {procedure.code: procedure for procedure in catalogue().list(on)}
    for code in (LICENCE, PRESS):
        try:
            assert catalogue().resolve(code, on) == listed[code]
        except Missing:
            assert code not in listed


def test_no_day_is_left_between_versions() -> None:
    old, new = catalogue().versions(LICENCE)
    assert old.in_force_to is not None
    assert old.in_force_to + timedelta(days=1) == new.in_force_from


@pytest.mark.parametrize(
    ("words", "lang", "first"),
    [
        ("họp báo", "vi", PRESS),
        ("hop bao", "vi", PRESS),
        ("HOP   BAO", "vi", PRESS),
        ("ho\u0323p ba\u0301o", "vi", PRESS),
        ("tôi muốn gặp báo chí", "vi", PRESS),
        ("mời phóng viên", "vi", PRESS),
        ("press briefing", "en", PRESS),
        ("how to hold a press conference?", "en", PRESS),
        ("trang thông tin điện tử", "vi", LICENCE),
        ("trang thong tin dien tu", "vi", LICENCE),
        ("xin giấy phép mở web", "vi", LICENCE),
        ("lam trang web", "vi", LICENCE),
        ("website license", "en", LICENCE),
        ("9.000001", "vi", LICENCE),
    ],
)
def test_everyday_words_find_the_procedure(words: str, lang: str, first: str) -> None:
    found = catalogue().search(words, lang, TODAY)
    assert found
    assert found[0].code == first


def test_words_with_their_marks_come_before_words_without() -> None:
    found = {words: [one.code for one in catalogue().search(words, "vi")] for words in ("họp", "hợp")}
    assert found["họp"].index(PRESS) < found["họp"].index(LICENCE)
    assert found["hợp"].index(LICENCE) < found["hợp"].index(PRESS)


@pytest.mark.parametrize("words", ["", "   ", "xyzzy", "họp báo xyzzy", "?!"])
def test_what_matches_nothing_finds_nothing(words: str) -> None:
    assert catalogue().search(words, "vi") == ()


def test_search_looks_at_the_day() -> None:
    assert PRESS not in [one.code for one in catalogue().search("press conference", "en", date(2020, 1, 1))]
    assert [one.version for one in catalogue().search("trang thông tin", "vi", date(2020, 1, 1))] == [1]


@given(st.text(max_size=300), st.sampled_from(["vi", "en"]))
def test_any_words_can_be_searched(words: str, lang: str) -> None:
    assert set(catalogue().search(words, lang)) <= set(catalogue().list(TODAY))


@given(st.sampled_from(["họp báo", "trang thông tin điện tử tổng hợp", "giấy phép", "nhà báo"]))
def test_folding_loses_nothing(words: str) -> None:
    assert set(catalogue().search(words, "vi")) <= set(catalogue().search(fold(words), "vi"))
