"""What makes a journal believable, as pure checks over its entries."""

from collections.abc import Mapping, Sequence

from chalicelib.cloud.journal import START, Record
from chalicelib.foundation.values import frozen


@frozen
class Fault:
    """Something in a journal that does not fit: `kind` is changed, removed, reordered, added or unwitnessed."""

    aggregate: str
    seq: int
    kind: str
    detail: str


def check_chain(aggregate: str, entries: Sequence[Record], version: int, chain: str) -> list[Fault]:
    """Re-checks a journal against its own hashes and against the head's version and chain."""
    faults = [Fault(aggregate, one.seq, "changed", what) for one in entries for what in one.faults()]
    before = START
    for expected, entry in enumerate(entries, start=1):
        if entry.seq != expected:
            kind = "removed" if entry.seq > expected else "added"
            return [
                *faults,
                Fault(aggregate, expected, kind, f"entry {entry.seq} stands where {expected} should"),
            ]
        if entry.prev != before:
            faults.append(Fault(aggregate, entry.seq, "reordered", "does not follow the entry before it"))
        before = entry.hash
    if len(entries) != version:
        kind = "removed" if len(entries) < version else "added"
        faults.append(Fault(aggregate, version, kind, f"{len(entries)} entries, {version} changes"))
    elif before != chain:
        faults.append(Fault(aggregate, version, "changed", "the last entry is not the one the head names"))
    return faults


def check_witness(aggregate: str, entries: Sequence[Record], witnessed: Mapping[int, str]) -> list[Fault]:
    """Compares a journal with the hashes that were witnessed when its events went out.

    It finds what a chain alone cannot: a journal and head rewritten together, or removed together.
    """
    hashes = {entry.seq: entry.hash for entry in entries}
    faults = []
    for seq, seen in sorted(witnessed.items()):
        if seq not in hashes:
            faults.append(Fault(aggregate, seq, "removed", "was witnessed and is gone"))
        elif hashes[seq] != seen:
            faults.append(Fault(aggregate, seq, "changed", "another hash was witnessed"))
    return faults
