"""How many dossiers an agency's queues hold, and of what.

The tabs of the inbox tell numbers that their own page cannot know. A tally reads at most TALLIED lines of each queue
and is kept in this process for a minute, so that a page of the inbox stays one query. Leaders' figures read it all.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import datetime, timedelta

from chalicelib.cloud import table
from chalicelib.cloud.call import Call
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons import identity
from chalicelib.foundation.values import frozen
from chalicelib.onestop.dossiers import queues, rows
from chalicelib.onestop.dossiers.model import Status
from chalicelib.onestop.dossiers.queues import Count
from chalicelib.onestop.dossiers.rows import QueueLine, QueueName

TALLIED = 200
QUEUES: tuple[QueueName, ...] = ("work", "ready", "waiting")
KEPT = timedelta(minutes=1)
A_READING = 5000
"""Lines of one query of a whole queue: at most 800 KB, below the megabyte at which DynamoDB ends a page by itself."""

Tally = Mapping[str, Count]
"""Counts by the name of a list: work, late, soon, ready, waiting."""


@frozen
class Figures:
    """The queues of one agency as they stand `at` a moment. Every figure is the number of lines of a list."""

    work: Sequence[QueueLine]
    ready: Sequence[QueueLine]
    waiting: Sequence[QueueLine]
    at: datetime
    unit: str

    @property
    def late(self) -> list[QueueLine]:
        """What the authority is late with."""
        return [line for line in self.work if line.past(self.at)]

    @property
    def soon(self) -> list[QueueLine]:
        """What is due within the usual days and not late."""
        horizon = queues.soon_by(self.unit, self.at, queues.SOON_DAYS)
        return [line for line in self.work if not line.past(self.at) and line.due_at <= horizon]

    @property
    def new(self) -> list[QueueLine]:
        """What was handed in and not received yet."""
        return [line for line in self.work if line.status is Status.SUBMITTED]

    @property
    def to_sign(self) -> list[QueueLine]:
        """What stands in a step that the leader holds."""
        return [line for line in self.work if line.step and queues.role_of(line) == "leader"]

    def by(self, key: Callable[[QueueLine], str]) -> "list[Group]":
        """The queue of work and the other two, grouped; the largest first."""
        known = {key(line) for line in (*self.work, *self.ready, *self.waiting)}
        late = {line.id for line in self.late}
        groups = [
            Group(
                one,
                sum(key(line) == one for line in self.work),
                sum(key(line) == one for line in self.work if line.id in late),
                sum(key(line) == one for line in self.ready),
                sum(key(line) == one for line in self.waiting),
            )
            for one in known
        ]
        return sorted(groups, key=lambda group: (-group.work, -group.waiting, group.key))


@frozen
class Group:
    """One procedure or step: how many are being worked on, how many of those late, ready, and waiting."""

    key: str
    work: int
    late: int
    ready: int
    waiting: int


@frozen
class Tallies:
    """The numbers of agencies' queues; `kept` remembers each for a minute, for this process alone."""

    kept: dict[str, tuple[datetime, Tally]] = field(default_factory=dict)

    @use_case
    def of(self, call: Call) -> Tally:
        """The tally of the caller's own agency: three queries, none while one is remembered."""
        unit, at = call.caller.unit, call.at
        identity.require(call.caller, "queue.read", unit=unit)
        held = self.kept.get(unit)
        if held is None or not timedelta(0) <= at - held[0] < KEPT:
            held = self.kept[unit] = (at, tally(unit, at))
        return held[1]

    @use_case
    def figures(self, call: Call, unit: str) -> Figures:
        """All that an agency's queues hold now: a query for each A_READING lines of each of the three."""
        identity.require(call.caller, "overview.read", unit=unit)
        lines = {name: whole_queue(unit, name) for name in QUEUES}
        return Figures(lines["work"], lines["ready"], lines["waiting"], call.at, unit)

    def forget(self, unit: str) -> None:
        """After a change of this process: the next page counts anew."""
        self.kept.pop(unit, None)


def tally(unit: str, at: datetime) -> Tally:
    """Three queries of TALLIED lines; `more` where a queue is longer."""
    lines, more = _lines(unit, "work", TALLIED)
    late = sum(line.past(at) for line in lines)
    urgent = sum(line.due_at <= queues.soon_by(unit, at, queues.SOON_DAYS) for line in lines)
    counts = {
        "work": Count(len(lines), more),
        "late": Count(late, more and late == len(lines)),
        "soon": Count(urgent - late, more and urgent == len(lines)),
    }
    for name in ("ready", "waiting"):
        found, longer = _lines(unit, name, TALLIED)
        counts[name] = Count(len(found), longer)
    return counts


def whole_queue(unit: str, queue: QueueName) -> list[QueueLine]:
    """Every line of a queue: a query for each A_READING lines. For figures, never for a page of the inbox."""
    found, position = [], None
    while True:
        page = table.index_page("work", rows.queue_partition(unit, queue), limit=A_READING, after=position)
        found += [queues.line_of(row) for row in page.rows]
        position = page.position
        if position is None:
            return found


def _lines(unit: str, queue: QueueName, most: int) -> tuple[list[QueueLine], bool]:
    page = table.index_page("work", rows.queue_partition(unit, queue), limit=most)
    return [queues.line_of(row) for row in page.rows], page.position is not None
