"""Addresses at both bases, and where people may be sent on to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.cloud.page.url import own_path, segments, url


def test_a_query_may_have_any_names() -> None:
    """Whoever opens a page chooses the names in its address, and the link to the other language keeps them."""
    told = {"path": "1", "base": "2", "self": "3", "query": "4"}
    assert url("/api", "/thu-tuc", **told) == "/api/thu-tuc?path=1&base=2&self=3&query=4"


def test_the_base_stands_before_every_path() -> None:
    assert url("", "/thu-tuc") == "/thu-tuc"
    assert url("/api", "/") == "/api/"
    assert url("/api", "/thu-tuc", tim="khai sinh", trang=None, cho="") == "/api/thu-tuc?tim=khai+sinh"


@pytest.mark.parametrize("text", ["//evil.example", "https://evil.example", "/\\evil", "", "x", "/a//b", "/%2F%2Fevil"])
def test_nobody_is_sent_away_from_the_site(text: str) -> None:
    assert own_path(text) == "/"


def test_own_paths_lose_their_query() -> None:
    assert own_path("/ho-so/1?x=2#y") == "/ho-so/1"


@given(st.text(max_size=60))
def test_the_way_on_is_always_a_path_of_ours(text: str) -> None:
    onward = own_path(text)
    assert onward.startswith("/")
    assert not onward.startswith("//")
    assert "\\" not in onward
    assert onward.isprintable()


def test_paths_are_decoded_once_and_composed() -> None:
    assert segments("/a%20b/Vi%E1%BB%87t/") == ("a b", "Việt")
    assert segments("/") == ()
    assert segments("/a%2Fb") is None
    assert segments("/a%250") == ("a%0",)
