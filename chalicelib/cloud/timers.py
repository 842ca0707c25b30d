"""Where the `due` index keeps what has its time: sixteen partitions for each timer, none for the whole city."""

import hashlib
from datetime import datetime

SHARDS = "0123456789abcdef"
"""What a timer's partitions of the `due` index end with: no partition takes the whole city's writes."""


def timer_key(name: str, pk: str) -> str:
    """The partition of the `due` index in which this timer keeps what belongs to an aggregate."""
    return f"{name}#{hashlib.sha256(pk.encode()).hexdigest()[0]}"


def timer_keys(name: str) -> tuple[str, ...]:
    """All partitions of a timer, for those who look through it."""
    return tuple(f"{name}#{shard}" for shard in SHARDS)


def timer_keys_in_turn(name: str, at: datetime) -> tuple[str, ...]:
    """The same from another one on at each pass, whether one comes every minute or every hour: a pass that ends early
    leaves out others than the one before."""
    keys, minutes = timer_keys(name), int(at.timestamp()) // 60
    first = (minutes + minutes // 60) % len(keys)
    return keys[first:] + keys[:first]
