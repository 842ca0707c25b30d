"""What several slips consist of. Words stand in both languages, what people wrote as they wrote it.

A slip of a dossier is a head that all share and a body of its own kind; each kind's body stands beside its writer. In
every body instants are aware, in UTC; `made_by` is the account that made the entry, empty when the platform made it by
itself; `erased`: what the officer wrote is no longer kept.
"""

from typing import Literal

from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words

Verdict = Literal["", "early", "on_time", "late"]


@frozen
class Issuer:
    """The agency that issues a slip and the one above it; the city itself has none."""

    name: Words
    parent: Words | None = None


@frozen
class PaperLine:
    """A paper that was handed in: what the procedure asks for, and how many files with how many pages came."""

    name: Words
    copies: int
    form_of: Words
    files: int
    pages: int


@frozen
class Basis:
    """A legal basis of the procedure; not `verified`, it must not be shown as law that was read."""

    number: str
    title: Words
    articles: str
    verified: bool


@frozen
class Account:
    """Where money is transferred to, with the dossier code as its reference. Not `verified`, it says so."""

    holder: str
    number: str
    bank: Words
    verified: bool
