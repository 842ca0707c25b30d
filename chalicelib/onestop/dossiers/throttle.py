"""A limit on how often something is tried, kept in this process only.

It costs no call, so that every look-up stays one call whatever is sent; each instance of the function counts for
itself, so the true limit is this one times the instances at work. The firewall in front limits addresses for all.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime

REMEMBERED = 5000


@dataclass
class Throttle:
    """At most `most` tries in `seconds` per name."""

    most: int
    seconds: int
    tries: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict)

    def spent(self, name: str, at: datetime) -> bool:
        """Whether the next try would be one too many; counts nothing."""
        since = at.timestamp() - self.seconds
        return sum(one > since for one in self.tries.get(name, ())) >= self.most

    def admits(self, name: str, at: datetime) -> bool:
        """Counts one try and says whether it is still within the limit."""
        now = at.timestamp()
        past = self.tries.pop(name, deque())
        while past and past[0] <= now - self.seconds:
            past.popleft()
        within = len(past) < self.most
        if within:
            past.append(now)
        self.tries[name] = past
        while len(self.tries) > REMEMBERED:
            self.tries.popitem(last=False)
        return within
