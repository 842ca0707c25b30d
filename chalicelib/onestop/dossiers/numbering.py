"""Legal numbers: dossiers per agency and day of Vietnam, receipts per agency and year; 1, 2, 3 …, no gaps, no doubles.

Counters are the items `N#<series>#<day>`.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from pynamodb.attributes import NumberAttribute

from chalicelib.cloud.call import Call
from chalicelib.cloud.items import Item
from chalicelib.cloud.table import TRIES, Change, PartLost, RawItem, unavailable


class Counter(Item):
    """The last number given in a series."""

    n = NumberAttribute()


_last_numbers: dict[str, int] = {}


@dataclass
class Numbering:
    """Gap-free numbers of a series from a day on: compare-and-set inside the dossier's own transaction.

    The last number seen by this process is the first guess, so that usually nothing has to be read.
    """

    series: str
    day: date

    @property
    def pk(self) -> str:
        """The counter's partition."""
        return f"N#{self.series}#{self.day:%y%m%d}"

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


def give_number(
    numbering: Numbering,
    call: Call,
    pause: Callable[[float], None],
    write: Callable[[int, Callable[[Change], None]], dict[str, Any]],
) -> dict[str, Any]:
    """Writes a change with the next number in the same transaction; tries again when another change got it.

    `write` gets the number and the part to add, and returns the change's answer. `pause` sleeps (seconds).
    """
    for attempt in range(TRIES):
        call.must_have_time()
        number = numbering.guess()
        try:
            answer = write(number, partial(numbering.add, number=number))
        except PartLost as lost:
            if lost.name != "counter":
                raise
            numbering.learn(lost.found)
            pause(random.uniform(0, 0.01 * 2 ** min(attempt, 5)))
            continue
        numbering.taken(number)
        return answer
    raise unavailable()
