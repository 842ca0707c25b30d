"""What slips consist of. Instants are aware, in UTC; words stand in both languages, what people wrote as they wrote it.

A slip of a dossier is a head that all share and a `body` of its own kind.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from chalicelib.foundation.words import Words
from chalicelib.onestop.dossiers.slips.forms import Form

Verdict = Literal["", "early", "on_time", "late"]


@dataclass(frozen=True)
class Issuer:
    """The agency that issues a slip and the one above it; the city itself has none."""

    name: Words
    parent: Words | None = None


@dataclass(frozen=True)
class PaperLine:
    """A paper that was handed in: what the procedure asks for, and how many files with how many pages came."""

    name: Words
    copies: int
    form_of: Words
    files: int
    pages: int


@dataclass(frozen=True)
class Basis:
    """A legal basis of the procedure; not `verified`, it must not be shown as law that was read."""

    number: str
    title: Words
    articles: str
    verified: bool


@dataclass(frozen=True)
class Acknowledgement:
    """That a dossier was handed in, and by when the city promises to receive it. No reception."""

    submitted_at: datetime
    receive_by: datetime | None
    papers: tuple[PaperLine, ...]


@dataclass(frozen=True)
class Receipt:
    """Reception and appointment. `received_by` is an account; `due_rules` say why it is due then."""

    papers: tuple[PaperLine, ...]
    processing: Words
    received_at: datetime
    due_at: datetime
    due_rules: tuple[Words, ...]
    returned: Words
    received_by: str


@dataclass(frozen=True)
class Part:
    """A paper or field that is asked for: the officer's reason, and the source of the procedure's own demand."""

    kind: Literal["paper", "field"]
    code: str
    name: Words
    reason: str
    source: str = ""
    verified: bool = False


@dataclass(frozen=True)
class SupplementRequest:
    """Everything that is missing, in one request. `erased`: what the officer wrote is no longer kept."""

    parts: tuple[Part, ...]
    message: str
    basis: tuple[Basis, ...]
    asked_by: str
    erased: bool = False


@dataclass(frozen=True)
class Refusal:
    """Why the dossier was not received and what its owner can do. `erased` as above."""

    reason: str
    remedy: str
    basis: tuple[Basis, ...]
    refused_by: str
    erased: bool = False


@dataclass(frozen=True)
class HandOver:
    """One row of the control slip. `verdict` is empty where no time is counted for the step."""

    giver: Words
    giver_step: Words | None
    taker: Words
    taker_step: Words | None
    at: datetime
    by: str
    verdict: Verdict
    note: Words | None = None


@dataclass(frozen=True)
class Control:
    """The way of a dossier from hand to hand since its reception."""

    received_at: datetime
    due_at: datetime | None
    rows: tuple[HandOver, ...]


Body = Acknowledgement | Receipt | SupplementRequest | Refusal | Control


@dataclass(frozen=True)
class Slip:
    """A slip of one dossier. `number` is the sequence number of the journal entry it rests on."""

    form: Form
    number: str
    issued_at: datetime
    place: Words
    issuer: Issuer
    code: str
    applicant: str
    phone: str
    email: str
    procedure_code: str
    procedure: Words
    body: Body


@dataclass(frozen=True)
class RegisterLine:
    """One dossier in the register. `due_of` says which date counts: that of reception or that of the result."""

    order: int
    code: str
    submitted_on: date | None
    applicant: str
    procedure: Words
    status: Words
    due_at: datetime
    due_of: Literal["reception", "result"]


@dataclass(frozen=True)
class Register:
    """One page of an agency's open dossiers. `waiting`: those waiting for their applicants; `more`: a page follows."""

    form: Form
    issuer: Issuer
    place: Words
    drawn_at: datetime
    waiting: bool
    more: bool
    lines: tuple[RegisterLine, ...]
