"""Vietnamese first, English whole, and never a mixture."""

import threading
from typing import Any

from chalicelib.cloud.page.language import translations
from chalicelib.cloud.page.render import TEMPLATES, environment


def sentences() -> set[str]:
    """Every sentence that templates translate."""
    found: set[str] = set()
    for path in TEMPLATES.rglob("*.html"):
        for _line, _function, message in environment("vi").extract_translations(path.read_text(encoding="utf-8")):
            found.add(message if isinstance(message, str) else str(message[0]))
    return found


def test_every_sentence_has_its_english() -> None:
    english = translations("en")
    same_in_both = {"Một cửa"}
    untranslated = sorted(text for text in sentences() - same_in_both if english.gettext(text) == text)
    assert len(sentences()) > 100
    assert untranslated == []


def test_english_keeps_what_is_filled_in() -> None:
    import re

    for text in sentences():
        named = set(re.findall(r"%\((\w+)\)s", text))
        assert set(re.findall(r"%\((\w+)\)s", translations("en").gettext(text))) == named, text


def test_vietnamese_is_the_default_and_a_choice_is_kept(browser: Any) -> None:
    first = browser.get("/")
    assert '<html lang="vi"' in first.text
    assert not first.cookies
    chosen = browser.get("/", lang="en")
    assert '<html lang="en"' in chosen.text
    assert any(cookie.startswith("lang=en;") for cookie in chosen.cookies)
    assert '<html lang="en"' in browser.get("/").text
    assert '<html lang="vi"' in browser.get("/", lang="vi").text


def test_a_language_we_do_not_have_changes_nothing(browser: Any) -> None:
    answer = browser.get("/", lang="fr")
    assert '<html lang="vi"' in answer.text
    assert not answer.cookies


def test_the_language_link_keeps_the_query(browser: Any) -> None:
    assert 'href="/don/1?tim=a+b&amp;lang=en"' in browser.get("/don/1", tim="a b").text


def test_languages_do_not_mix_between_threads() -> None:
    wrong: list[str] = []

    def render(lang: str) -> None:
        template = environment(lang).from_string("{{ _('Đăng nhập') }}")
        expected = "Đăng nhập" if lang == "vi" else "Sign in"
        wrong.extend(text for text in (template.render() for _ in range(200)) if text != expected)

    threads = [threading.Thread(target=render, args=(lang,)) for lang in ("vi", "en") * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
