"""What changed between two versions of a text, paragraph by paragraph and word by word. Pure.

The differences of procedures compare facts with names and are no use for prose, so the standard library compares it.
"""

import re
from collections.abc import Sequence
from typing import Literal

from chalicelib.foundation.values import frozen

How = Literal["same", "removed", "added"]


@frozen
class Piece:
    """Some words that stayed, went or came."""

    how: How
    text: str


@frozen
class Changed:
    """A paragraph: `how` of the whole, `mixed` for one in which words were changed; its pieces in order."""

    how: Literal["same", "removed", "added", "mixed"]
    pieces: tuple[Piece, ...]


def changes(old: str, new: str) -> tuple[Changed, ...]:
    """The paragraphs of both texts in order; those that stayed as well, so that the reader sees where."""
    before, after = _paragraphs(old), _paragraphs(new)
    found: list[Changed] = []
    for how, first, end, start, last in _matched(before, after):
        if how == "equal":
            found += [_whole("same", one) for one in before[first:end]]
            continue
        gone, come = before[first:end], after[start:last]
        paired = min(len(gone), len(come))
        found += [_words(one, other) for one, other in zip(gone[:paired], come[:paired], strict=True)]
        found += [_whole("removed", one) for one in gone[paired:]]
        found += [_whole("added", one) for one in come[paired:]]
    return tuple(found)


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _whole(how: How, text: str) -> Changed:
    return Changed(how, (Piece(how, text),))


def _words(old: str, new: str) -> Changed:
    before, after = re.findall(r"\S+\s*", old), re.findall(r"\S+\s*", new)
    pieces: list[Piece] = []
    for how, first, end, start, last in _matched(before, after):
        if how == "equal":
            pieces.append(Piece("same", "".join(before[first:end])))
            continue
        if end > first:
            pieces.append(Piece("removed", "".join(before[first:end])))
        if last > start:
            pieces.append(Piece("added", "".join(after[start:last])))
    return Changed("mixed", tuple(pieces))


def _matched(before: list[str], after: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
