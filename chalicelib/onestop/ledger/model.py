"""The ledger's rules, pure: what a dossier's own events book, on which instant, and where it stands at any instant.

Everything follows from the dossier's events in the order of their sequence numbers, whatever order they came in.
An instant counts no earlier than the one before it: should two clocks differ by a second, the order still holds.
Statuses are the national vocabulary of one-stop systems, as dossiers use it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import Enum
from functools import cached_property

from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.values import frozen

RECEIVED, NOT_ACCEPTED, WITHDRAWN, STOPPED, RESULT_READY = 2, 3, 7, 8, 9
COUNTED = frozenset({RECEIVED, NOT_ACCEPTED, 4, 5, 6, WITHDRAWN, STOPPED, RESULT_READY})
"""The statuses whose events can change the ledger: drafts, submissions and returned results cannot."""


@frozen
class Happening:
    """One event of a dossier as the ledger keeps it.

    `seq` is the dossier's sequence number; `due` means something only when `due_told`: None is a clock that stands
    still. `refused` says of a result that it is a refusal.
    """

    seq: int
    at: datetime
    to: int
    unit: str
    procedure: str = ""
    due_told: bool = False
    due: datetime | None = None
    refused: bool = False


class State(Enum):
    """Where a dossier is in the ledger."""

    OUTSIDE = "outside"
    PENDING = "pending"
    STOPPED = "stopped"
    FINISHED = "finished"


@frozen
class Standing:
    """Where a dossier stands from an instant on, with the due date in force."""

    since: datetime
    state: State
    due: datetime | None


@frozen
class Booking:
    """What is counted once, at its instant: `column` is received, early, on_time, late, refused, withdrawn,
    not_accepted or withdrawn_before."""

    at: datetime
    column: str


@frozen
class Course:
    """A dossier's way through the ledger, both parts in order of time."""

    bookings: tuple[Booking, ...] = ()
    standings: tuple[Standing, ...] = ()

    @property
    def state(self) -> State:
        """Where it stands in the end."""
        return self.standings[-1].state if self.standings else State.OUTSIDE

    def before(self, instant: datetime) -> Standing | None:
        """Where it stood just before an instant; None before its first event."""
        earlier = [one for one in self.standings if one.since < instant]
        return earlier[-1] if earlier else None


BEFORE_RECEPTION: Mapping[int, tuple[str, State]] = {
    RECEIVED: ("received", State.PENDING),
    NOT_ACCEPTED: ("not_accepted", State.OUTSIDE),
    WITHDRAWN: ("withdrawn_before", State.OUTSIDE),
}
AFTER_RECEPTION: Mapping[int, tuple[str, State]] = {
    NOT_ACCEPTED: ("refused", State.FINISHED),
    WITHDRAWN: ("withdrawn", State.FINISHED),
    STOPPED: ("", State.STOPPED),
}
"""What an event books and where it leads. Not in the table: a result, and all other work, which keeps it pending."""


def follow(happenings: Iterable[Happening]) -> Course:
    """The course that some events make; a sequence number that comes again changes nothing."""
    bookings: list[Booking] = []
    standings: list[Standing] = []
    state, due, at = State.OUTSIDE, None, None
    for one in in_order(happenings):
        at = max(at or one.at, one.at)
        column, state = _step(state, one, at, due)
        due = one.due if one.due_told else due
        if column:
            bookings.append(Booking(at, column))
        standings.append(Standing(at, state, due))
    return Course(tuple(bookings), tuple(standings))


def in_order(happenings: Iterable[Happening]) -> list[Happening]:
    """Each event once, by sequence number."""
    once: dict[int, Happening] = {}
    for one in happenings:
        once.setdefault(one.seq, one)
    return [once[seq] for seq in sorted(once)]


def _step(state: State, one: Happening, at: datetime, due: datetime | None) -> tuple[str, State]:
    if state is State.FINISHED:
        return "", state
    if state is State.OUTSIDE:
        return BEFORE_RECEPTION.get(one.to, ("", state))
    if one.to == RESULT_READY:
        return "refused" if one.refused else judge(at, due), State.FINISHED
    return AFTER_RECEPTION.get(one.to, ("", State.PENDING))


def judge(at: datetime, due: datetime | None) -> str:
    """early, on_time or late: a result against the due date in force when it was made.

    Late is after the due instant, on time is that very day until then, early any day before. While the clock stood
    still nothing was due: on time.
    """
    if due is None:
        return "on_time"
    if at > due:
        return "late"
    return "on_time" if vietnam_day(at) == vietnam_day(due) else "early"


@frozen
class Line:
    """One dossier in the ledger: its events that count, in order.

    It counts for the agency and the procedure that its first event names, for life: what was reported stays so.
    """

    dossier: str
    happenings: tuple[Happening, ...] = ()

    def merged(self, one: Happening) -> "Line":
        """The line with one more event; itself when it has that event already."""
        if any(known.seq == one.seq for known in self.happenings):
            return self
        return Line(self.dossier, tuple(in_order((*self.happenings, one))))

    @property
    def unit(self) -> str:
        """The agency it counts for."""
        return next((one.unit for one in self.happenings if one.unit), "")

    @property
    def procedure(self) -> str:
        """The code of the procedure it counts for, empty when no event has named one."""
        return next((one.procedure for one in self.happenings if one.procedure), "")

    @cached_property
    def course(self) -> Course:
        """Its way through the ledger; followed once, for reports ask it month by month."""
        return follow(self.happenings)


def changed_from(before: Line, after: Line) -> datetime | None:
    """The first instant for which two states of one line would be reported differently; None when they never are."""
    whole = (before.unit, before.procedure) != (after.unit, after.procedure)
    first, second = before.course, after.course
    if whole:
        return min((one.since for one in (*first.standings, *second.standings)), default=None)
    booked, booked_now = Counter(first.bookings), Counter(second.bookings)
    stood, stands = ({one.since: one for one in course.standings} for course in (first, second))
    moments = [one.at for one in ((booked - booked_now) + (booked_now - booked))]
    moments += [since for since in {*stood, *stands} if stood.get(since) != stands.get(since)]
    return min(moments, default=None)
