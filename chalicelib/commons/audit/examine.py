"""Examines the stored journal of one aggregate."""

from dataclasses import dataclass

from chalicelib.cloud import journal, table
from chalicelib.commons.audit.model import Fault, check_chain, check_witness
from chalicelib.commons.audit.store import witnesses_of


@dataclass(frozen=True)
class Examination:
    """What was found: how many entries, how many of them witnessed, of which agency, and every fault."""

    aggregate: str
    unit: str
    entries: int
    witnessed: int
    faults: tuple[Fault, ...]


def examine(aggregate: str) -> Examination | None:
    """Re-checks a journal against its hashes, its head and its witnesses; None when there never was one."""
    rows = table.collection(aggregate)
    entries = journal.records(
        aggregate, rows=[row for row in rows if row["sk"]["S"].startswith(journal.ENTRY)]
    )
    head = next((row for row in rows if "chain" in row), None)
    witnessed = witnesses_of(aggregate)
    if head is None and not entries and not witnessed:
        return None
    if head is None:
        gone = Fault(aggregate, 0, "removed", "the head is gone")
        faults = [gone, *check_witness(aggregate, entries, witnessed)]
        return Examination(aggregate, "", len(entries), len(witnessed), tuple(faults))
    faults = check_chain(aggregate, entries, int(head["version"]["N"]), head["chain"]["S"])
    faults += check_witness(aggregate, entries, witnessed)
    unit = head.get("unit", {}).get("S", "")
    return Examination(aggregate, unit, len(entries), len(witnessed), tuple(faults))
