"""Templates into bytes. All is escaped; each language has its own environment, so threads never mix them."""

import gzip
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chalice.app import Response

from chalicelib.cloud.door import SAFE_HEADERS, Request
from chalicelib.cloud.page.answer import Attachment, Page
from chalicelib.cloud.page.around import Around, Nothing, surroundings
from chalicelib.cloud.page.language import chosen, translations
from chalicelib.cloud.page.static import takes_gzip
from chalicelib.cloud.page.visit import Visit
from chalicelib.foundation import clock, money

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
MACROS = "govuk_frontend_jinja"
SQUEEZE_FROM = 1000


class TemplatesMissing(RuntimeError):
    """The folder `templates/` is not beside app.py: it was not packaged (see vendor/templates)."""


@cache
def environment(lang: str) -> "Environment":
    """The environment of one language. TemplatesMissing at first use when the folder was not shipped."""
    from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader

    if not (TEMPLATES / "base.html").is_file():
        raise TemplatesMissing(f"{TEMPLATES} holds no base.html; is vendor/templates part of the package?")
    env = Environment(
        loader=ChoiceLoader([FileSystemLoader(TEMPLATES), PrefixLoader({MACROS: PackageLoader(MACROS)})]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_translations(translations(lang), newstyle=True)  # type: ignore[attr-defined]
    env.filters.update(_filters(lang))
    return env


def _filters(lang: str) -> dict[str, Any]:
    def say(words: Any) -> str:
        """Words in two languages: an object that says itself, a mapping, or a pair."""
        if hasattr(words, "say"):
            return str(words.say(lang))
        if isinstance(words, Mapping):
            return str(words.get(lang) or words.get("vi") or "")
        return str(words[1] if lang == "en" else words[0])

    def day(value: date | datetime) -> str:
        return clock.short_date(clock.vietnam_day(value) if isinstance(value, datetime) else value)

    return {
        "say": say,
        "day": day,
        "moment": clock.short_moment,
        "long_moment": lambda at: clock.say_moment(at, lang),
        "iso": lambda at: clock.iso(at) if isinstance(at, datetime) else at.isoformat(),
        "dong": lambda amount: money.show_money(amount, lang),
        "size": lambda count: _size(count, lang),
    }


def _size(count: int, lang: str) -> str:
    """A file's size as people read it: `340 KB`, `2,4 MB`."""
    if count < 1000 * 1000:
        return f"{max(1, round(count / 1000))} KB"
    text = f"{count / 1000 / 1000:.1f} MB"
    return text if lang == "en" else text.replace(".", ",")


def respond(page: Page, visit: Visit, title: str, around: Around | None = None) -> Response:
    """The answer for a page: rendered, with its headers and cookies, compressed when the caller takes it."""
    said = surroundings(around or Nothing(), visit.route, visit.lang, visit.request.base, visit.call.at)
    text = (
        environment(visit.lang)
        .get_template(page.template)
        .render(**page.facts, visit=visit, lang=visit.lang, who=visit.caller, title=title, wide=page.wide, around=said)
    )
    personal = page.personal or visit.caller.signed_in or visit.seal.issued
    headers: dict[str, Any] = {**page_headers(page.posts_to, personal), **page.headers}
    headers["Content-Language"] = visit.lang
    cookies = [*page.cookies, *visit.seal.cookies(), *chosen(visit.request)]
    if cookies:
        headers["Set-Cookie"] = cookies
    body = squeezed(text.encode(), visit.request, headers)
    return Response(body, status_code=page.status, headers=headers)


def hand_out(file: Attachment) -> Response:
    """The answer for a file to be saved."""
    headers: dict[str, Any] = {
        **page_headers((), personal=True),
        "Content-Type": file.kind,
        "Content-Disposition": f'attachment; filename="{file.name}"',
    }
    return Response(file.content, status_code=200, headers=headers)


def squeezed(body: bytes, request: Request, headers: dict[str, Any]) -> bytes:
    """The body, compressed when it is worth it and the caller takes gzip; says so in the headers."""
    if len(body) < SQUEEZE_FROM or not takes_gzip(request):
        return body
    headers["Content-Encoding"] = "gzip"
    return gzip.compress(body, 6, mtime=0)


def page_headers(posts_to: tuple[str, ...], personal: bool) -> dict[str, str]:
    """Headers of every page. Nothing is loaded but ours; forms post to us and to the origins named."""
    targets = " ".join(("'self'", *posts_to))
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'self'; "
        f"form-action {targets}; base-uri 'none'; frame-ancestors 'none'"
    )
    return {
        **SAFE_HEADERS,
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": policy,
        # With "no-referrer" browsers send "Origin: null" with our own forms; origins could not be checked.
        "Referrer-Policy": "same-origin",
        "Cache-Control": "no-store" if personal else "no-cache",
        "Vary": "Cookie, Accept-Language, Accept-Encoding",
    }
