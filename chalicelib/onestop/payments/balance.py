"""Reconciliation of a day: what the provider says beside what the receipts say. Pure; amounts are whole dong."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from chalicelib.foundation.values import frozen
from chalicelib.onestop.payments.model import State


@frozen
class Stated:
    """A capture in the provider's own statement."""

    reference: str
    amount: int
    number: str
    at: datetime


@frozen
class Booked:
    """A capture as we have it: settled with a receipt, to be refunded, refunded, or not worked on yet."""

    reference: str
    dossier: str
    code: str
    state: State
    amount: int
    number: str
    receipt: str
    reason: str
    odd: bool
    at: datetime


@frozen
class Line:
    """One payment on both sides; None where a side does not have it."""

    reference: str
    stated: Stated | None
    booked: Booked | None

    @property
    def agrees(self) -> bool:
        """Whether both sides have it, with the same sum, and the provider has not contradicted itself."""
        if self.stated is None or self.booked is None:
            return False
        same = (self.stated.amount, self.stated.number) == (self.booked.amount, self.booked.number)
        return same and not self.booked.odd


@frozen
class Reconciliation:
    """A day of an agency. The sums are what the provider states, and what we have under each state."""

    unit: str
    day: date
    lines: tuple[Line, ...]

    @property
    def stated(self) -> int:
        """What the provider says it holds."""
        return sum(line.stated.amount for line in self.lines if line.stated)

    def booked(self, *states: State) -> int:
        """What we have in these states."""
        return sum(line.booked.amount for line in self.lines if line.booked and line.booked.state in states)

    @property
    def receipts(self) -> int:
        """What our receipts say."""
        return self.booked(State.SETTLED)

    @property
    def to_refund(self) -> int:
        """What is still to be given back."""
        return self.booked(State.TO_REFUND)

    @property
    def refunded(self) -> int:
        """What was given back."""
        return self.booked(State.REFUNDED)

    @property
    def unsettled(self) -> int:
        """What was captured and is not worked on yet."""
        return self.booked(State.CAPTURED)

    @property
    def differences(self) -> tuple[Line, ...]:
        """The payments on which the two sides do not agree."""
        return tuple(line for line in self.lines if not line.agrees)

    @property
    def balances(self) -> bool:
        """stated = receipts + to refund + refunded + not worked on yet, line by line."""
        ours = self.receipts + self.to_refund + self.refunded + self.unsettled
        return self.stated == ours and not self.differences


def reconcile(unit: str, day: date, stated: Iterable[Stated], booked: Iterable[Booked]) -> Reconciliation:
    """Both sides of a day, matched by reference, in the order in which they came."""
    theirs: Mapping[str, Stated] = {one.reference: one for one in stated}
    ours: Mapping[str, Booked] = {one.reference: one for one in booked}
    lines = [Line(key, theirs.get(key), ours.get(key)) for key in {**theirs, **ours}]

    def when(line: Line) -> tuple[datetime, str]:
        side = line.booked or line.stated
        assert side is not None, "a line has one side at least"
        return side.at, line.reference

    return Reconciliation(unit, day, tuple(sorted(lines, key=when)))
