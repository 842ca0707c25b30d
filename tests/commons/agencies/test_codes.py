import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.commons.agencies import code_path, leaf_first, root_first
from chalicelib.foundation.errors import Invalid

level_one = st.from_regex(r"[A-Y][0-9]{2}", fullmatch=True)
below = st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(0, 999))


def path_of(top: str, groups: tuple[int, int, int]) -> tuple[str, ...]:
    written = [f"{groups[0]:02}", f"{groups[1]:02}", f"{groups[2]:03}"]
    while written and not int(written[-1]):
        written.pop()
    return (top, *written)


@given(level_one, below)
def test_both_orders_name_the_same_agency(top: str, groups: tuple[int, int, int]) -> None:
    path = path_of(top, groups)
    assert code_path(leaf_first(path)) == path
    assert code_path(root_first(path)) == path


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("000.00.00.H29", ("H29",)),
        ("000.00.07.H29", ("H29", "07")),
        ("H29.07", ("H29", "07")),
        (" h29 . 07 ", ("H29", "07")),
        ("38.98.H29", ("H29", "98", "38")),
        ("7.H29", ("H29", "07")),
        ("002.00.20.H13", ("H13", "20", "00", "002")),
        ("H37.DN.001", ("H37", "DN", "001")),
        ("G22", ("G22",)),
    ],
)
def test_real_and_careless_codes_are_read(typed: str, path: tuple[str, ...]) -> None:
    assert code_path(typed) == path


@pytest.mark.parametrize(
    "typed",
    [
        "",
        ".",
        "H29.",
        "29",
        "Z99.1",
        "ABC.H29",
        "1234.00.07.H29",
        "0.000.00.07.H29",
        "H29..07",
        "H29." + "1" * 40,
    ],
)
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        code_path(typed)
    assert refusal.value.code == "agencies/bad-code"


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(typed: str) -> None:
    try:
        path = code_path(typed)
    except Invalid:
        return
    assert code_path(root_first(path)) == path
