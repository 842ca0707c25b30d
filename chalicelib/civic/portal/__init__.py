"""The portal: what the city says to everybody, edited by operators without a deployment.

Notices stand at the top of pages for some time, and a maintenance notice may pause what citizens send; the site's own
texts (help, accessibility, data protection, the contact line) are versions with a first day in force; every problem
code is explained to everybody and found by operators. Events in: none. Events out: `notice.announced`,
`notice.amended`, `notice.ended`, `text.drafted`, `text.draft_discarded`, `text.published`.
"""

from collections.abc import Mapping
from functools import cache, partial

from chalicelib.civic.portal import store
from chalicelib.civic.portal.editing import Shown, Texts
from chalicelib.civic.portal.live import Live
from chalicelib.civic.portal.model import Board, Notice, Posted
from chalicelib.civic.portal.service import Notices
from chalicelib.civic.portal.surroundings import Surroundings
from chalicelib.civic.portal.texts import KINDS, Text

__all__ = [
    "Board",
    "Live",
    "Notice",
    "Notices",
    "Posted",
    "Shown",
    "Surroundings",
    "Text",
    "Texts",
    "around",
    "board",
    "forget",
    "notices",
    "texts",
]


@cache
def board() -> Live[Board]:
    """The notices as this process last saw them, a minute ago at most. Making it calls nothing."""
    return Live(store.read_board, Board())


@cache
def _texts() -> Mapping[str, Live[Text]]:
    return {code: Live(partial(store.read_text, code), Text(code)) for code in KINDS}


@cache
def around() -> Surroundings:
    """What stands around every page, for app.py to hang on pages and doors."""
    return Surroundings(board(), _texts()["contact"])


@cache
def notices() -> Notices:
    """The use cases of notices."""
    return Notices(board())


@cache
def texts() -> Texts:
    """The use cases of the site's texts."""
    return Texts(_texts())


def forget() -> None:
    """What this process remembers is looked at again, as after its end."""
    board().forget()
    for one in _texts().values():
        one.forget()
    store.forget_words()
