"""What the city says around every page: notices at its top, the contact line at its end, whether changes are paused.

`app.py` composes it from a room above; a site without one says nothing and is always open.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from chalicelib.cloud import log
from chalicelib.cloud.call import Caller
from chalicelib.cloud.page.html import Html
from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words


@frozen
class Told:
    """A notice as pages show it. `kind` is maintenance, important or information; `more` says until when."""

    kind: str
    label: Words
    words: Words
    more: Words


class Around(Protocol):
    """Who knows what stands around pages. `route` is a page's pattern, `/` for the home page."""

    def notices(self, route: str, at: datetime) -> Sequence[Told]:
        """The notices of that moment, the weightiest first."""

    def contact(self, lang: str, base: str, at: datetime) -> Html:
        """The contact line; empty when there is none. `base` is what own links start with."""

    def must_be_open(self, caller: Caller, rule: str, at: datetime) -> None:
        """Passes, or raises Paused while this caller may change nothing by this rule."""


class Nothing:
    """A site around which nothing is said."""

    def notices(self, route: str, at: datetime) -> Sequence[Told]:
        """None."""
        return ()

    def contact(self, lang: str, base: str, at: datetime) -> Html:
        """None."""
        return Html("")

    def must_be_open(self, caller: Caller, rule: str, at: datetime) -> None:
        """Always."""


@frozen
class Said:
    """What templates know as `around`."""

    notices: Sequence[Told] = ()
    contact: Html = Html("")


def surroundings(around: Around, route: str, lang: str, base: str, at: datetime) -> Said:
    """What `base.html` includes. What fails here is left out: it must never make a page fail."""
    said = Said()
    try:
        said = Said(around.notices(route, at))
        said = replace(said, contact=around.contact(lang, base, at))
    except Exception:  # noqa: BLE001 - a page without a notice is better than no page
        log.error("page.around_broken", exc_info=True)
    return said
