"""Queues of an agency: which dossiers are wanted, one query for a page, and what that page tells of what is late.

A page of a whole list (work, late, soon, waiting, ready) reads as many lines as it shows. A filter that the index does
not know looks through LOOKED_THROUGH lines at most and shows those that fit; the cursor then stands after the last line
shown or looked at, so that nothing is skipped and no page costs more than one query.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Literal, get_args

from chalicelib.cloud import table
from chalicelib.cloud.call import Call, Caller
from chalicelib.cloud.items import INDEXES
from chalicelib.cloud.journal import canonical
from chalicelib.cloud.keys import signing_key
from chalicelib.commons.agencies import directory
from chalicelib.commons.worktime import due
from chalicelib.foundation.clock import iso, parse_iso
from chalicelib.foundation.errors import FieldError, Invalid
from chalicelib.foundation.paging import open_cursor, seal_cursor
from chalicelib.foundation.text import fold
from chalicelib.foundation.values import frozen
from chalicelib.onestop import workflow
from chalicelib.onestop.dossiers import rows
from chalicelib.onestop.dossiers.model import STATUS_WORDS, Status
from chalicelib.onestop.dossiers.rows import QueueLine
from chalicelib.onestop.procedures import catalogue

ListName = Literal["work", "late", "soon", "waiting", "ready"]
LISTS: tuple[ListName, ...] = get_args(ListName)
Holder = Literal["", "mine", "nobody", "doable"]
HOLDERS: tuple[Holder, ...] = get_args(Holder)
LOOKED_THROUGH = 100
SOON_DAYS = 2
MOST_DAYS = 30
SEARCH_LONGEST = 60


@frozen
class Wanted:
    """`soon` is what is due within so many working `days` and not late. `holder`: assigned to the caller (or to whom
    they stand in for), to nobody, or what the caller can do now: a step of their own roles that nobody else has.
    `search`: part of a code or of an applicant's name, marks and case aside."""

    list: ListName = "work"
    days: int = SOON_DAYS
    status: Status | None = None
    step: str = ""
    procedure: str = ""
    holder: Holder = ""
    search: str = ""

    @property
    def filtered(self) -> bool:
        """Whether more is asked for than the index knows."""
        return self.status is not None or any((self.step, self.procedure, self.holder, self.search))

    @property
    def queue(self) -> rows.QueueName:
        """The partition it lies in."""
        return self.list if self.list in ("waiting", "ready") else "work"


@frozen
class Count:
    """How many there are; `more`: at least so many, the page does not tell more."""

    number: int
    more: bool = False


@frozen
class QueuePage:
    """One page of a queue and the sealed cursor of the next one, empty at the end. `looked_at`: lines looked through;
    `counts`: how many are late or due soon, where this page tells."""

    lines: Sequence[QueueLine]
    cursor: str
    looked_at: int
    counts: Mapping[str, Count]


def read(call: Call, wanted: Wanted, cursor: str, limit: int) -> QueuePage:
    """One page: one query. A cursor keeps the moment of the first page, by which late and soon are told apart."""
    scope = f"{call.caller.account}|{call.caller.unit}|{canonical(asdict(wanted))}"
    position = open_cursor(signing_key(), scope, cursor) if cursor else {}
    at = parse_iso(position.pop("at")) if position else call.at
    since, up_to = _between(wanted, call.caller.unit, at)
    page = table.index_page(
        "work",
        rows.queue_partition(call.caller.unit, wanted.queue),
        limit=max(limit, LOOKED_THROUGH) if wanted.filtered else limit,
        after={name: {"S": value} for name, value in position.items()} or None,
        since=since,
        up_to=up_to,
    )
    found = [(line_of(row), row) for row in page.rows]
    fitting = [(line, row) for line, row in found if fits(line, wanted, call.caller)]
    lines, last = [line for line, _ in fitting[:limit]], page.position
    if len(fitting) > limit:
        last = {name: fitting[limit - 1][1][name] for name in ("pk", "sk", *INDEXES["work"])}
    after = seal_cursor(signing_key(), scope, {**_plain(last), "at": iso(at)}) if last else ""
    counts = {} if cursor else _counts(wanted, lines, bool(after), call.caller.unit, at)
    return QueuePage(lines, after, len(page.rows), counts)


def _plain(position: table.RawItem) -> dict[str, str]:
    return {name: value["S"] for name, value in position.items()}


def line_of(row: table.RawItem) -> QueueLine:
    """The line of a raw row of the index."""
    return rows.queue_line(row["pk"]["S"][2:], row["row"]["S"], row["ws"]["S"])


def _between(wanted: Wanted, unit: str, at: datetime) -> tuple[str, str]:
    """The part of the queue's sort keys that a list is; empty is open. A key is a whole minute."""
    over = at - timedelta(seconds=1)
    if wanted.list == "late":
        return "", rows.due_key(over)
    if wanted.list == "soon":
        return rows.due_key(over + timedelta(minutes=1)), rows.due_key(soon_by(unit, at, wanted.days))
    return "", ""


def soon_by(unit: str, at: datetime, days: int) -> datetime:
    """The end of the last working day of so many after today."""
    return due(at, days, "working_day", calendar=workflow.calendar_of(unit), cutoff_rule=False).due_at


def fits(line: QueueLine, wanted: Wanted, caller: Caller) -> bool:
    """Whether a line is among those wanted, as far as the line itself tells."""
    return (
        (wanted.status is None or line.status is wanted.status)
        and (not wanted.step or line.step == wanted.step)
        and (not wanted.procedure or line.procedure == wanted.procedure)
        and (wanted.holder != "nobody" or not line.assignee)
        and (wanted.holder != "mine" or line.assignee in mine(caller))
        and (wanted.holder != "doable" or _doable(line, caller))
        and (not wanted.search or _found(wanted.search, line))
    )


def mine(caller: Caller) -> frozenset[str]:
    """The codes of the caller and of those they stand in for."""
    return frozenset(rows.officer_code(one) for one in (caller.account, *(lent.account for lent in caller.lent)))


def _doable(line: QueueLine, caller: Caller) -> bool:
    """Whether the line's step is the caller's to do: one of their roles holds it, and nobody else has it in hand."""
    return role_of(line) in caller.roles and (not line.assignee or line.assignee in mine(caller))


def role_of(line: QueueLine) -> str:
    """The role that holds a line's step in the latest version that has it; before reception that of the first one."""
    versions = catalogue().versions(line.procedure)
    if not line.step:
        return versions[-1].steps[0].role
    steps = (step for version in reversed(versions) for step in version.steps if step.code == line.step)
    return next((step.role for step in steps), "")


def _found(search: str, line: QueueLine) -> bool:
    wanted = fold(search)
    return wanted in fold(line.code) or wanted in fold(line.applicant.removesuffix("…"))


def _counts(wanted: Wanted, lines: Sequence[QueueLine], more: bool, unit: str, at: datetime) -> dict[str, Count]:
    """Late and due soon as far as the first page of a list tells: what is most urgent stands first."""
    if wanted.queue != "work":
        return {}
    if wanted.list != "work":
        return {wanted.list: Count(len(lines), more)}
    late = sum(line.past(at) for line in lines)
    horizon = soon_by(unit, at, wanted.days)
    urgent = sum(line.due_at <= horizon for line in lines)
    all_late, all_urgent = late == len(lines), urgent == len(lines)
    counts = {"late": Count(late, more and all_late)}
    if not counts["late"].more:
        counts["soon"] = Count(urgent - late, more and all_urgent)
    return {name: count for name, count in counts.items() if count.number or not count.more}


def officers_by_code(unit: str) -> dict[str, str]:
    """The accounts of everybody who has ever had a post in a unit, by the code that queue lines name them with."""
    return {rows.officer_code(account): account for account in directory().staff(unit)}


def read_wanted(raw: Mapping[str, str]) -> Wanted:
    """What is wanted, from texts: `list`, `days`, `status` (its number), `step`, `procedure`, `holder`, `search`.

    Invalid `dossiers/filter-unknown` with every text that means nothing.
    """
    wrong: list[FieldError] = []
    statuses = {str(int(status)): status for status in STATUS_WORDS}
    asked = {name: text for name, text in raw.items() if text}
    known: Mapping[str, Sequence[str]] = {"list": LISTS, "holder": HOLDERS, "status": tuple(statuses)}
    wrong += [_unknown(name) for name, values in known.items() if name in asked and asked[name] not in values]
    days = asked.get("days", str(SOON_DAYS))
    if not (days.isascii() and days.isdecimal() and len(days) < 4 and 1 <= int(days) <= MOST_DAYS):
        wrong.append(_unknown("days"))
    wrong += [_unknown(name) for name in ("step", "procedure", "search") if len(asked.get(name, "")) > SEARCH_LONGEST]
    if wrong:
        raise Invalid("dossiers/filter-unknown", "Không có bộ lọc này.", "There is no such filter.", wrong)
    return replace(
        Wanted(),
        list=next((one for one in LISTS if one == asked.get("list")), "work"),
        days=int(days),
        status=statuses.get(asked.get("status", "")),
        step=asked.get("step", ""),
        procedure=asked.get("procedure", ""),
        holder=next((one for one in HOLDERS if one == asked.get("holder")), ""),
        search=asked.get("search", ""),
    )


def _unknown(name: str) -> FieldError:
    vi, en = "Giá trị lọc không hợp lệ.", "This is no value to filter by."
    return FieldError(name, "dossiers/filter-unknown", vi, en)
