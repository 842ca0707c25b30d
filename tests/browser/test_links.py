"""Every link, form and file of every page, at the site's root and at the raw stage: inside the site, and there."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest

import app as composed
from chalicelib.cloud.page import Table
from chalicelib.foundation.errors import Refusal
from tests.browser.reading import Library, nothing
from tests.browser.serving import STAGE

BASES = {"root": "", "raw stage": STAGE}
OUTSIDE = ("mailto:", "tel:", "https://")
"""Links that lead to others on purpose; forms and files never do."""
FINE = {200, 303, 401, 403, 409, 422}
"""A link may lead to what this visitor may not do just now, but never to nothing."""


def of_all_pages(library: Library, base: str) -> dict[tuple[str, str, str], str]:
    """(who, element, address) of everything that pages lead to, with a page that does."""
    found: dict[tuple[str, str, str], str] = {}
    for seen in library.all("vi", base):
        for element, address in seen.document.links:
            if seen.look.status == 404 and "lang=" in address:
                continue  # where nothing is, it is not there in the other language either
            found.setdefault((seen.look.who, element, address), seen.name)
    return found


@pytest.mark.parametrize("base", BASES.values(), ids=BASES)
def test_every_address_stays_in_the_site(library: Library, base: str) -> None:
    strays = []
    for (_, element, address), page in of_all_pages(library, base).items():
        inside = address.startswith(f"{base}/") and not address.startswith("//")
        store = element == "form" and address.startswith("http://127.0.0.1:")  # uploads go straight to the store
        leaving = element == "a" and address.startswith(OUTSIDE)
        here = element in ("a", "button") and address.startswith(("#", "?"))
        if not (inside or store or leaving or here):
            strays.append((element, address, page))
    nothing(strays)


@pytest.mark.parametrize("base", BASES.values(), ids=BASES)
def test_every_address_is_there(library: Library, base: str) -> None:
    table, asked, broken = Table(composed.PAGES), {}, []
    for (who, element, address), page in of_all_pages(library, base).items():
        if not address.startswith(f"{base}/"):
            continue
        path = address.removeprefix(base).partition("#")[0]
        if element in ("form", "button"):
            if not _posts(table, path):
                broken.append((element, address, page))
            continue
        key = (who if element == "a" else "", path)
        if key not in asked:
            asked[key] = library.reader(key[0], base).get(path).status
        if asked[key] not in FINE:
            broken.append((element, address, page, asked[key]))
    nothing(broken)
    assert len(asked) > 200


def _posts(table: Table, path: str) -> bool:
    """Whether a form may be sent there: by POST, or by GET as searches are."""
    parts = tuple(unquote(part) for part in urlsplit(path).path.split("/") if part)
    for method in ("POST", "GET"):
        try:
            table.find(method, parts)
        except Refusal:
            continue
        return True
    return False
