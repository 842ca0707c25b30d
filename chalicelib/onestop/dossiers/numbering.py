"""Numbers of dossiers: 1, 2, 3 … per agency and day of Vietnam, without gaps and without doubles.

Counters are the items `N#<agency code>#<day>`.
"""

from dataclasses import dataclass
from datetime import date

from pynamodb.attributes import NumberAttribute

from chalicelib.cloud.table import Change, Item, RawItem


class Counter(Item):
    """The last number given by an agency on a day."""

    n = NumberAttribute()


_last_numbers: dict[str, int] = {}


@dataclass
class Numbering:
    """Gap-free numbers per agency and day: compare-and-set inside the dossier's own transaction.

    The last number seen by this process is the first guess, so that usually nothing has to be read.
    """

    agency_code: str
    day: date

    @property
    def pk(self) -> str:
        """The counter's partition."""
        return f"N#{self.agency_code}#{self.day:%y%m%d}"

    def guess(self) -> int:
        """The number to try next."""
        return _last_numbers.get(self.pk, 0) + 1

    def add(self, change: Change, number: int) -> None:
        """Adds the counter's step to a change; it holds only if the number before was the last one."""
        counter = Counter(pk=self.pk, sk="N", n=number)
        if number == 1:
            change.put("counter", counter, Counter.pk.does_not_exist())
        else:
            change.update("counter", counter, [Counter.n.set(number)], Counter.n == number - 1)

    def taken(self, number: int) -> None:
        """Remembers a number that was given."""
        if len(_last_numbers) > 500:
            _last_numbers.clear()
        _last_numbers[self.pk] = number

    def learn(self, found: RawItem | None) -> None:
        """Learns the real last number from the item that made a try fail."""
        self.taken(int(found["n"]["N"]) if found else 0)
