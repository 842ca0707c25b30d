"""What AWS may do to us without breaking a promise: old answers, lagging indexes, messages twice and in any order.

All of it is drawn from one seeded source, so that a seed always meets the same weather. Calm weather draws nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random


@dataclass
class Weather:
    """Probabilities; all nought is calm. `lag` is how long (seconds) an index or a replica may be behind at most."""

    chance: Random = field(default_factory=Random)
    stale: float = 0.0
    lag: float = 0.0
    conflict: float = 0.0
    throttle: float = 0.0
    twice: float = 0.0
    shuffle: bool = False
    partial: float = 0.0

    def happens(self, probability: float) -> bool:
        """Whether something of this probability happens now."""
        return probability > 0 and self.chance.random() < probability

    def calm(self) -> None:
        """From now on AWS behaves as one would like it to."""
        self.stale = self.lag = self.conflict = self.throttle = self.twice = self.partial = 0.0
        self.shuffle = False


def rough(seed: int) -> Weather:
    """Weather as bad as it may be, seeded."""
    return Weather(Random(seed), 0.3, 2.0, 0.04, 0.02, 0.1, True, 0.1)
