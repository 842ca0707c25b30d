"""Vietnamese and English everywhere: sentences without a translation are counted, and there are none."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

from infra.catalogue import PO
from tests.browser.pages import LOOKS, Look
from tests.browser.reading import Library, nothing
from tests.conftest import PROJECT

VIETNAMESE = re.compile(r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)
COMMENT = re.compile(r"{#.*?#}", re.DOTALL)
TAGS = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
TRANSLATED = re.compile(r"""\b_\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""", re.DOTALL)
VIETNAMESE_ON_PURPOSE = re.compile(r"""<(\w+)[^>]* lang="vi"[^>]*>.*?</\1>""", re.DOTALL)
OWN_NAME = {"Tiếng Việt"}
"""A language is offered under its own name."""


@cache
def catalogue() -> Any:
    with PO.open("rb") as file:
        return read_po(file, locale="en", charset="utf-8")


def sources() -> list[Path]:
    return sorted((PROJECT / "templates").rglob("*.html"))


def test_no_sentence_lacks_its_english() -> None:
    untranslated = [one.id for one in catalogue() if one.id and (not one.string or one.fuzzy)]
    assert len(catalogue()) > 100
    assert untranslated == []


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.name)
def test_no_template_says_something_in_one_language_only(path: Path) -> None:
    """Vietnamese words stand nowhere but in `_("…")`; what is said in both languages by hand stands as a pair."""
    text = VIETNAMESE_ON_PURPOSE.sub(" ", COMMENT.sub("", path.read_text(encoding="utf-8")))
    text = TRANSLATED.sub("", text)
    bare = [line.strip() for line in TAGS.sub(" ", text).splitlines() if VIETNAMESE.search(line)]
    nothing(line for line in bare if not any(name in line for name in OWN_NAME))


def python_words() -> Iterator[tuple[str, str]]:
    """(Vietnamese, English) of every Words(…) written in the platform's code."""
    for path in (PROJECT / "chalicelib").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Words" and len(node.args) == 2:
                vi, en = node.args
                if isinstance(vi, ast.Constant) and isinstance(en, ast.Constant):
                    yield str(vi.value), str(en.value)


def data_words() -> Iterator[tuple[str, str]]:
    """(Vietnamese, English) of every pair in the platform's data."""
    for path in (PROJECT / "chalicelib").rglob("data/**/*.json"):
        yield from pairs(json.loads(path.read_text(encoding="utf-8")))


def pairs(thing: Any) -> Iterator[tuple[str, str]]:
    """The pairs in a piece of data."""
    if isinstance(thing, dict):
        if isinstance(thing.get("vi"), str) and isinstance(thing.get("en"), str):
            yield thing["vi"], thing["en"]
        for one in thing.values():
            yield from pairs(one)
    elif isinstance(thing, list):
        for one in thing:
            yield from pairs(one)


def test_words_in_code_and_data_are_in_both_languages() -> None:
    found = [*python_words(), *data_words()]
    assert len(found) > 500
    assert [vi for vi, en in found if vi.strip() and not en.strip()] == []
    assert [vi for vi, en in found if VIETNAMESE.search(vi) and vi == en and " " in vi and not proper(vi)] == []


def proper(text: str) -> bool:
    """Names of people and places, written in capitals, are the same in both languages."""
    return all(part[:1].isupper() for part in text.split())


@cache
def known() -> dict[str, str]:
    """Every Vietnamese sentence of ours whose English differs, in one line, with its English."""
    found = {one.id: one.string for one in catalogue() if isinstance(one.id, str) and one.id and "%(" not in one.id}
    found.update(python_words())
    found.update(data_words())
    return {line(vi): en for vi, en in found.items() if vi != en and VIETNAMESE.search(vi)}


@cache
def patterns() -> list[tuple[re.Pattern[str], str]]:
    """Sentences in which something is filled in."""
    found = []
    for one in catalogue():
        if isinstance(one.id, str) and "%(" in one.id and VIETNAMESE.search(one.id) and one.id != one.string:
            parts = [re.escape(line(part)) for part in re.split(r"%\(\w+\)s", one.id.replace("%%", "%"))]
            found.append((re.compile(r"\s*.+\s*".join(parts).replace(r"\s*.+\s*", ".+")), one.id))
    return found


def line(text: str) -> str:
    return " ".join(text.split())


def untranslated(library: Library, look: Look) -> list[str]:
    """Our own Vietnamese sentences on the English page, outside what says itself to be Vietnamese."""
    found = []
    for lang, said in library.see(look, "en").document.said():
        text = line(said)
        if (
            lang == "en"
            and VIETNAMESE.search(text)
            and (text.strip(" :.…") in known() or text in known() or filled(text))
        ):
            found.append(text)
    return found


def filled(text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern, _ in patterns())


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_an_english_page_holds_no_sentence_of_ours_in_vietnamese(library: Library, look: Look) -> None:
    nothing(untranslated(library, look))


def test_the_count(library: Library) -> None:
    """The number that the mission asks for, over all pages: 0."""
    assert sum(len(untranslated(library, look)) for look in LOOKS) == 0
    assert any(text in known() for _, text in library.see(LOOKS[0], "vi").document.said()), "the count can count"
