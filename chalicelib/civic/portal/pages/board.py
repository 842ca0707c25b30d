"""The room's list of pages, and what several of them need."""

from chalicelib.cloud.page import Pages
from chalicelib.foundation.errors import Refusal

pages = Pages("portal")

HOME, NOTICES, TEXTS, CODES = "/quan-tri", "/quan-tri/thong-bao", "/quan-tri/van-ban", "/quan-tri/ma-loi"


def sentence(refusal: Refusal | None, lang: str) -> str:
    """The sentence of a refusal, empty when there is none."""
    if refusal is None:
        return ""
    return refusal.en if lang == "en" else refusal.vi


def listed(refusal: Refusal | None, lang: str) -> list[tuple[str, str]]:
    """A refusal's wrong fields as the error summary takes them."""
    return [(one.field, one.en if lang == "en" else one.vi) for one in refusal.fields] if refusal else []
