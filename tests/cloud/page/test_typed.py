"""Reading what was typed into forms."""

from contextlib import suppress
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.cloud.door import Request
from chalicelib.cloud.page.typed import FORM_BYTES, read_form
from chalicelib.foundation.errors import Malformed, TooLarge, WrongMediaType

TYPE = {"content-type": "application/x-www-form-urlencoded; charset=UTF-8"}


def posted(body: bytes, headers: dict[str, str] = TYPE) -> Request:
    return Request("POST", "/x", headers=headers, body=body)


def test_names_may_repeat_and_text_becomes_nfc() -> None:
    typed = read_form(posted(urlencode({"ten": "Nguye\u0302\u0303n ", "o": ["a", "b"]}, doseq=True).encode()))
    assert typed.get("ten") == "Nguyễn"
    assert typed.all("o") == ("a", "b")
    assert typed.get("o") == "b"
    assert typed.get("không có", "mặc định") == "mặc định"


def test_line_ends_become_one_kind_and_unseen_characters_go() -> None:
    assert read_form(posted(b"a=1%0D%0A2%0D3%00%1B%7F")).get("a") == "1\n2\n3"


def test_what_was_typed_is_kept_without_our_own_fields() -> None:
    typed = read_form(posted(b"csrf=1&key=2&version=3&a=4&a=5"))
    assert list(typed.kept()) == [("a", "4"), ("a", "5")]


def test_fields_of_a_family() -> None:
    assert read_form(posted(b"paper.x=why&paper.y=&other=1")).under("paper.") == {"x": "why"}


@pytest.mark.parametrize("body", [b"a=%FF", b"\xff", b"a=%C3", b"&".join(b"a=1" for _ in range(3000))])
def test_what_cannot_be_read_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        read_form(posted(body))


def test_too_much_and_other_types_are_refused() -> None:
    with pytest.raises(TooLarge):
        read_form(posted(b"a" * (FORM_BYTES + 1)))
    with pytest.raises(WrongMediaType):
        read_form(posted(b"{}", {"content-type": "application/json"}))


def test_no_body_is_an_empty_form() -> None:
    assert not list(read_form(posted(b"", {})).kept())


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with suppress(Malformed):
        assert all(name not in ("csrf", "key", "version") for name, _ in read_form(posted(body)).kept())


@given(st.dictionaries(st.text(min_size=1, max_size=10), st.text(max_size=30), max_size=5))
def test_what_is_typed_is_read_or_refused_in_words(form: dict[str, str]) -> None:
    try:
        body = urlencode(form).encode()
    except UnicodeEncodeError:
        return
    typed = read_form(posted(body))
    assert all("\x00" not in value for _, value in typed.kept())
