"""The two languages of pages: Vietnamese is the source text, English comes from the catalogue.

The catalogue is compiled at development time (`python -m infra.catalogue`); here only the standard library
reads it.
"""

import gettext
from functools import cache
from pathlib import Path

from chalicelib.cloud.call import LANGUAGES
from chalicelib.cloud.door import Request
from chalicelib.cloud.page.cookies import language_cookie

DOMAIN = "motcua"
LOCALE = Path(__file__).parent / "locale"


@cache
def translations(lang: str) -> gettext.NullTranslations:
    """The catalogue of a language. A missing English catalogue fails loudly."""
    if lang == "vi":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALE, languages=[lang])


def chosen(request: Request) -> tuple[str, ...]:
    """The cookie that keeps a language just chosen by `?lang=`."""
    lang = request.query.get("lang", "")
    return (language_cookie(lang, request),) if lang in LANGUAGES else ()
