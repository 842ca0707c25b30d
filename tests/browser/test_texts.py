"""Every page as it is sent: the right answer, sound HTML, one heading, its language, and not too heavy."""

from __future__ import annotations

import pytest

from tests.browser.documents import words
from tests.browser.pages import LOOKS, Look
from tests.browser.reading import LANGUAGES, Library

TROUBLE = "Thông tin chưa hợp lệ"
"""The heading of the page that only says what is wrong."""
HEAVIEST = 60_000
"""Bytes of a page before it is compressed."""

each_page = pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
each_language = pytest.mark.parametrize("lang", LANGUAGES)


@each_language
@each_page
def test_a_page_is_sound(library: Library, look: Look, lang: str) -> None:
    seen = library.see(look, lang)
    document = seen.document
    assert seen.got.status == look.status, document.text[:3000]
    assert document.mistakes == []
    assert document.tree.attrib["lang"] == lang
    assert document.title.strip(" –").count("–") >= 1, "the page's own name stands before the site's"
    assert len(list(document.all("h1"))) == 1
    assert len(document.ids) == len(set(document.ids))
    assert len(list(document.all("main"))) == 1


@each_page
def test_a_page_is_light(library: Library, look: Look) -> None:
    for lang in LANGUAGES:
        assert len(library.see(look, lang).got.body) <= HEAVIEST


@each_page
def test_a_wrong_answer_leads_to_its_fields(library: Library, look: Look) -> None:
    """Whatever an error summary links to is there."""
    document = library.see(look, "vi").document
    inside = [address[1:] for name, address in document.links if name == "a" and address.startswith("#")]
    assert set(inside) <= set(document.ids)
    if look.status == 422 and look.to:
        title, heading = document.title, words(next(document.all("h1")))
        assert title.startswith(("Lỗi", heading)), "who hears pages hears first that something is wrong"
        assert title.startswith("Lỗi") or heading == TROUBLE
