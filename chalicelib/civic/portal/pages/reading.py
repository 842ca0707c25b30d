"""The site's own texts for everybody, with their older versions."""

from collections.abc import Callable

from chalicelib.civic import portal
from chalicelib.civic.portal.pages.board import pages
from chalicelib.civic.portal.pages.editing import differences, rendered
from chalicelib.civic.portal.texts import KINDS, Kind
from chalicelib.cloud.door import Request
from chalicelib.cloud.page import Page, Visit
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import Missing


def _reader(kind: Kind) -> Callable[[Request, Visit], Page]:
    def read(request: Request, visit: Visit) -> Page:
        """The text in force, or a version that was, with what it changed."""
        number = _number(request.params["number"]) if "number" in request.params else None
        shown = portal.texts().read(visit.call, kind.code, number)
        today = vietnam_day(visit.call.at)
        facts = {
            "kind": kind,
            "version": shown.version,
            "html": rendered(kind, shown.words, visit).say(visit.lang),
            "now": shown.text.in_force(today),
            "versions": shown.text.public(today),
            "older": number is not None,
            "changed": [one for one in differences(shown.words_before, shown.words) if one[0] == visit.lang],
            "before": shown.before,
        }
        return Page("civic/portal/text.html", facts, title=kind.title, personal=False)

    return read


def _number(typed: str) -> int:
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 6):
        raise Missing("portal/no-such-version", "Không có phiên bản này.", "There is no such version.")
    return int(typed)


for _kind in KINDS.values():
    if _kind.path:
        pages.get(_kind.path, rule="texts.read", title=_kind.title)(_reader(_kind))
        pages.get(f"{_kind.path}/phien-ban/{{number}}", rule="texts.read", title=_kind.title)(_reader(_kind))
