"""A line of the ledger as short text, and where it lies: instants are base-36 seconds since 1970.

Events are parted by `;`, their parts by `,`: seq, status, instant, due date (empty unchanged, `-` none), `r` for a
refusal, agency, procedure. The last two stand only where they change; what is empty at the end is left out. A dossier
of ten events takes some 200 bytes.
"""

from datetime import UTC, datetime

from chalicelib.onestop.ledger.counts import month_at
from chalicelib.onestop.ledger.model import Happening, Line, State

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
OPEN = "open"
PARTS = 7


def pack(line: Line) -> str:
    """A line as text."""
    written, unit, procedure = [], "", ""
    for one in line.happenings:
        due = "" if not one.due_told else "-" if one.due is None else seconds(one.due)
        changed = (one.unit if one.unit != unit else "", one.procedure if one.procedure != procedure else "")
        parts = (str(one.seq), str(one.to), seconds(one.at), due, "r" if one.refused else "", *changed)
        written.append(",".join(parts).rstrip(","))
        unit, procedure = one.unit or unit, one.procedure or procedure
    return ";".join(written)


def unpack(dossier: str, text: str) -> Line:
    """What `pack` wrote."""
    found: list[Happening] = []
    unit = procedure = ""
    for written in text.split(";") if text else ():
        parts = written.split(",")
        seq, to, at, due, refused, unit_now, procedure_now = (*parts, *[""] * (PARTS - len(parts)))
        unit, procedure = unit_now or unit, procedure_now or procedure
        until = None if due in ("", "-") else instant(due)
        found.append(Happening(int(seq), instant(at), int(to), unit, procedure, due != "", until, refused == "r"))
    return Line(dossier, tuple(found))


def seconds(at: datetime) -> str:
    """An instant as base-36 seconds since 1970."""
    number, text = int(at.timestamp()), ""
    while number > 0:
        number, rest = divmod(number, 36)
        text = DIGITS[rest] + text
    return text or "0"


def instant(text: str) -> datetime:
    """The instant that `seconds` wrote."""
    return datetime.fromtimestamp(int(text, 36), tz=UTC)


def place(line: Line) -> str:
    """Where a line lies: `open`, the month of its last booking, or empty when nothing of it counts yet."""
    course = line.course
    if course.state in (State.PENDING, State.STOPPED):
        return OPEN
    return month_at(course.bookings[-1].at) if course.bookings else ""
