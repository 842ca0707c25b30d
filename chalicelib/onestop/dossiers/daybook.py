"""The register of a year: every dossier handed in to an agency, day by day, found without an index of its own.

Codes are numbered per agency and day without gaps, so the day's counter says how many there are, and each is found by
its code. A page of n lines: the counter, n queries of the `code` index, one batch of heads; n is at most 40. A month is
one batch of its counters, a year four.
"""

import calendar
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from chalicelib.cloud import table
from chalicelib.cloud.call import Call
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons import identity
from chalicelib.commons.agencies import LEAF_FIRST, Directory
from chalicelib.foundation.errors import Missing
from chalicelib.foundation.ids import DossierCode
from chalicelib.foundation.values import frozen
from chalicelib.onestop.dossiers import items, store
from chalicelib.onestop.dossiers.model import Dossier
from chalicelib.onestop.dossiers.numbering import Numbering

A_PAGE = 40
A_BATCH = 100
COUNTER = "N"
WHEN = r"(20[0-9]{2})(?:-([0-9]{2})(?:-([0-9]{2}))?)?"
PAGE = r"[1-9][0-9]{0,4}"


@frozen
class Day:
    """One page of a day: `count` codes were given that day; `lines` from number `first` on, each code with its dossier.

    A dossier is None while the index has not brought it yet: eventual consistency, moments at most.
    """

    day: date
    count: int
    page: int
    first: int
    lines: Sequence[tuple[str, Dossier | None]]

    @property
    def pages(self) -> int:
        """How many pages the day has, one at least."""
        return max(1, -(-self.count // A_PAGE))


@frozen
class Daybook:
    """The use cases of the register, for the officers of the agency that gave the codes."""

    directory: Directory

    @use_case
    def day(self, call: Call, when: str, page: str = "1") -> Day:
        """A page of a day (`2026-11-23`), with the heads of its dossiers. Missing `register/unknown` beyond its end."""
        identity.require(call.caller, "queue.read", unit=call.caller.unit)
        return self.page_of(call.caller.unit, when, page, call.must_have_time)

    def page_of(self, unit: str, when: str, page: str, before_each: Callable[[], None] = lambda: None) -> Day:
        """A page of an agency's day, for whoever may have it; `before_each` may refuse to go on."""
        [day], count = days_of(when), self.pages_of(unit, when, page)
        wanted = int(page)
        first = (wanted - 1) * A_PAGE + 1
        agency = self._agency(unit, day)
        codes = [DossierCode(agency, day, number).format() for number in range(first, min(count, wanted * A_PAGE) + 1)]
        ids = {code: found for code in codes if (found := self._find(code, before_each))}
        heads = store.read_heads(list(ids.values()))
        return Day(day, count, wanted, first, [(code, heads.get(ids.get(code, ""))) for code in codes])

    def pages_of(self, unit: str, when: str, page: str) -> int:
        """How many codes were given on a day, where it has this page: one call. Missing `register/unknown`."""
        days = days_of(when)
        if len(days) != 1:
            raise unknown()
        count = self._counted(unit, days).get(days[0], 0)
        wanted = int(page) if re.fullmatch(PAGE, page) else 0
        if not 1 <= (wanted - 1) * A_PAGE + 1 <= max(1, count):
            raise unknown()
        return count

    @use_case
    def counts(self, call: Call, when: str) -> Mapping[date, int]:
        """How many codes the caller's agency gave on each day of a year, a month, or on one day; days with none are
        left out."""
        unit, days = call.caller.unit, days_of(when)
        identity.require(call.caller, "queue.read", unit=unit)
        return self._counted(unit, days)

    def _counted(self, unit: str, days: Sequence[date]) -> Mapping[date, int]:
        keys = {self._counter(unit, day): day for day in days if self._agency(unit, day)}
        wanted = [(pk, COUNTER) for pk in keys]
        found = [
            row
            for begins in range(0, len(wanted), A_BATCH)
            for row in table.batch(wanted[begins : begins + A_BATCH])
        ]  # fmt: skip
        return {keys[row["pk"]["S"]]: int(row["n"]["N"]) for row in found}

    def _agency(self, unit: str, day: date) -> str:
        """The agency's code on a day, as dossier codes carry it; empty when it had none."""
        return self.directory.unit(unit).code(LEAF_FIRST, day) or ""

    def _counter(self, unit: str, day: date) -> str:
        return Numbering(self._agency(unit, day), day).pk

    def _find(self, code: str, before: Callable[[], None]) -> str:
        """The id of the dossier that bears a code: one query, eventually consistent."""
        before()
        rows = table.index_page("code", code, limit=3).rows
        return next((row["pk"]["S"].removeprefix("D#") for row in rows if row["cs"]["S"] == items.HEAD), "")


def days_of(when: str) -> list[date]:
    """The days of a year (`2026`), a month (`2026-11`) or one day. Missing `register/unknown` for anything else."""
    parts = re.fullmatch(WHEN, when)
    if parts is None:
        raise unknown()
    year, month, day = (int(part) if part else None for part in parts.groups())
    assert year is not None, "the pattern has a year"
    try:
        if month is not None and day is not None:
            return [date(year, month, day)]
        months = [month] if month is not None else range(1, 13)
        return [date(year, one, each) for one in months for each in range(1, calendar.monthrange(year, one)[1] + 1)]
    except ValueError:
        raise unknown() from None


def unknown() -> Missing:
    """The refusal for a page that no register has."""
    return Missing("register/unknown", "Sổ không có trang này.", "The register has no such page.")
