"""The texts' format: a small safe part of CommonMark into HTML.

Paragraphs, headings (## and ###), lists, emphasis, and links to pages of this site or to https addresses. Everything
else, HTML included, is shown as it was written. The library only reads; the HTML is written here, every letter of a
text escaped, so that what can come out is what stands in this file.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from html import escape
from typing import Any

from chalicelib.cloud.page import Html
from chalicelib.foundation.errors import FieldError

RULES = ("heading", "list", "link", "emphasis", "escape", "newline")
_PLAIN = {"paragraph": "p", "bullet_list": "ul", "list_item": "li", "strong": "strong", "em": "em"}
_OWN = r"/(?!/)[A-Za-z0-9/_.~-]*(?:\?[A-Za-z0-9=&_-]*)?(?:#[A-Za-z0-9_-]+)?"
_SECURE = r"https://[A-Za-z0-9.-]+(?::[0-9]+)?(?:[/?#][\x21-\x7e]*)?"
_LINK = r"\]\(\s*<?([^)\s>]*)"


@cache
def _reader() -> Any:
    """The library with these rules only; imported when a text is first read."""
    from markdown_it import MarkdownIt

    made = MarkdownIt("zero", {"html": False}).enable(list(RULES))
    vars(made)["validateLink"] = is_allowed
    return made


def is_allowed(address: str) -> bool:
    """Whether a text may link there: a page of this site, or an https address."""
    return bool(re.fullmatch(_OWN, address) or re.fullmatch(_SECURE, address))


@lru_cache(maxsize=64)
def as_html(text: str, base: str = "") -> Html:
    """A text as HTML. `base` is put before links to own pages, as `page.url` does."""
    return Html("".join(_written(_reader().parse(text), base)))


@lru_cache(maxsize=16)
def as_line(text: str, base: str = "") -> Html:
    """A text of one line as HTML without a paragraph of its own: emphasis and links."""
    return Html("".join(_written(_reader().parseInline(text), base)))


def _written(tokens: list[Any], base: str) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield from _written(token.children or [], base)
        elif token.type == "text":
            yield escape(token.content)
        elif token.type == "softbreak":
            yield "\n"
        elif token.type == "hardbreak":
            yield "<br>\n"
        else:
            yield _tag(token, base)


def _tag(token: Any, base: str) -> str:
    if token.hidden:
        return ""
    name, _, end = token.type.rpartition("_")
    closing = end == "close"
    if name == "link":
        href = str(token.attrs.get("href", ""))
        return "</a>" if closing else f'<a href="{escape(base + href if href.startswith("/") else href)}">'
    if name == "heading":
        level = min(3, max(2, int(token.tag[1])))
        return f"</h{level}>\n" if closing else f"<h{level}>"
    if name == "ordered_list":
        start = token.attrs.get("start")
        return "</ol>\n" if closing else f'<ol start="{int(start)}">\n' if start is not None else "<ol>\n"
    if name not in _PLAIN:
        return escape(token.content)
    block = name not in ("strong", "em")
    return f"</{_PLAIN[name]}>" + ("\n" if block else "") if closing else f"<{_PLAIN[name]}>"


def faults(field: str, text: str) -> list[FieldError]:
    """What whoever writes should mend: links that lead nowhere they may, headings of the wrong level, by line."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        for address in re.findall(_LINK, line):
            if not is_allowed(address):
                shown = address[:60]
                vi = f"Dòng {number}: liên kết “{shown}” không dùng được. Hãy dùng /đường-dẫn của trang này hoặc https://…"
                en = f"Line {number}: the link “{shown}” cannot be used. Use a /path of this site or https://…"
                found.append(FieldError(field, "portal/link-not-allowed", vi, en))
        if re.match(r" {0,3}(?:#|#{4,6})(?:\s|$)", line):
            vi = f"Dòng {number}: tiêu đề viết bằng ## hoặc ###; tên trang đã có sẵn ở trên."
            en = f"Line {number}: headings are written with ## or ###; the page's title stands above already."
            found.append(FieldError(field, "portal/heading-level", vi, en))
    return found
