"""The register of open dossiers: a page of an agency's open dossiers, from the queue that its officers see."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Literal

from chalicelib.commons.agencies import Directory
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import Invalid
from chalicelib.foundation.ids import parse_dossier_code
from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words
from chalicelib.onestop.dossiers.model import STATUS_WORDS, Status
from chalicelib.onestop.dossiers.rows import QueueLine
from chalicelib.onestop.dossiers.slips.forms import Form, form_of, place_of_issue
from chalicelib.onestop.dossiers.slips.model import Issuer
from chalicelib.onestop.dossiers.slips.source import issuer_of


@frozen
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


@frozen
class Register:
    """One page of an agency's open dossiers. `waiting`: those waiting for their applicants; `more`: a page follows."""

    form: Form
    issuer: Issuer
    place: Words
    drawn_at: datetime
    waiting: bool
    more: bool
    lines: tuple[RegisterLine, ...]


def write_register(
    lines: Sequence[QueueLine],
    unit: str,
    at: datetime,
    *,
    directory: Directory,
    procedure_name: Callable[[str], Words],
    waiting: bool = False,
    more: bool = False,
) -> Register:
    """One page of the register; the numbers in its first column begin anew on every page."""
    return Register(
        form=form_of("register", vietnam_day(at)),
        issuer=issuer_of(directory, unit),
        place=place_of_issue(),
        drawn_at=at,
        waiting=waiting,
        more=more,
        lines=tuple(_line(order, line, procedure_name(line.procedure)) for order, line in enumerate(lines, 1)),
    )


def _line(order: int, line: QueueLine, procedure: Words) -> RegisterLine:
    return RegisterLine(
        order=order,
        code=line.code,
        submitted_on=_day_of(line.code),
        applicant=line.applicant,
        procedure=procedure,
        status=Words(*STATUS_WORDS[line.status]),
        due_at=line.due_at,
        due_of="reception" if line.status is Status.SUBMITTED else "result",
    )


def _day_of(code: str) -> date | None:
    """The day that the code itself tells: when it was given, at submission."""
    try:
        return parse_dossier_code(code).day
    except Invalid:
        return None
