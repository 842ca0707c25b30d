from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.foundation.errors import Invalid, Malformed
from chalicelib.foundation.paging import open_cursor, page_size, seal_cursor

KEY = b"a key of the stage, for tests only"
VALUES = st.text(max_size=20) | st.integers() | st.booleans() | st.none()


@settings(deadline=None)
@given(st.text(max_size=20), st.dictionaries(st.text(max_size=10), VALUES, max_size=5))
def test_a_sealed_position_opens(scope: str, position: dict[str, Any]) -> None:
    assert open_cursor(KEY, scope, seal_cursor(KEY, scope, position)) == position


def test_a_cursor_is_safe_in_an_address() -> None:
    sealed = seal_cursor(KEY, "officer:1/queue", {"pk": "hàng đợi", "sk": "2026-11-22T03:00:00Z"})
    assert sealed.replace("-", "").replace("_", "").isalnum()
    assert sealed.isascii()


@settings(deadline=None)
@given(st.data())
def test_no_changed_letter_opens(data: st.DataObject) -> None:
    sealed = seal_cursor(KEY, "s", {"pk": "a", "sk": 1})
    place = data.draw(st.integers(0, len(sealed) - 1))
    letter = data.draw(st.sampled_from("ABCabc019-_+/= é").filter(lambda one: one != sealed[place]))
    with pytest.raises(Malformed) as refused:
        open_cursor(KEY, "s", sealed[:place] + letter + sealed[place + 1 :])
    assert refused.value.code == "paging/cursor-invalid"


@pytest.mark.parametrize(
    "change", [lambda c: c[:-1], lambda c: c + "A", lambda c: c + "=", lambda c: "", lambda c: c[:22]]
)
def test_cut_or_lengthened_cursors_do_not_open(change: Any) -> None:
    with pytest.raises(Malformed):
        open_cursor(KEY, "s", change(seal_cursor(KEY, "s", {"pk": "a"})))


def test_a_cursor_stays_in_its_scope_and_under_its_key() -> None:
    sealed = seal_cursor(KEY, "person:1/dossiers", {"pk": "a"})
    for key, scope in [
        (KEY, "person:2/dossiers"),
        (KEY, "person:1/dossier"),
        (b"another key", "person:1/dossiers"),
    ]:
        with pytest.raises(Malformed):
            open_cursor(key, scope, sealed)


def test_overlong_cursors_do_not_open() -> None:
    with pytest.raises(Malformed):
        open_cursor(KEY, "s", seal_cursor(KEY, "s", {"pk": "a" * 3000}))


@pytest.mark.parametrize(("text", "size"), [(None, 25), ("", 25), ("1", 1), ("100", 100), ("007", 7)])
def test_page_size(text: str | None, size: int) -> None:
    assert page_size(text) == size


@pytest.mark.parametrize("text", ["0", "101", "-1", "1.5", "ten", "٣", "²", "9" * 5000])
def test_page_size_refuses(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        page_size(text)
    assert refused.value.code == "paging/size-invalid"


def test_page_size_of_another_list() -> None:
    assert page_size(None, default=10, top=20) == 10
    with pytest.raises(Invalid):
        page_size("21", default=10, top=20)
