"""Examines the stored journal of one aggregate."""

from collections.abc import Sequence

from chalicelib.cloud import journal, table
from chalicelib.cloud.journal import Record
from chalicelib.commons.audit.model import Fault, check_chain, check_witness
from chalicelib.commons.audit.store import witnesses_of
from chalicelib.foundation.values import frozen


@frozen
class Examination:
    """What was found: how many entries, how many of them witnessed, of which agency, and every fault."""

    aggregate: str
    unit: str
    entries: int
    witnessed: int
    faults: tuple[Fault, ...]


def _examine_once(aggregate: str) -> Examination | None:
    """One look at a journal, its head and its witnesses."""
    rows = table.collection(aggregate)
    entries, faults = read_entries(aggregate, rows)
    head = next((row for row in rows if "chain" in row), None)
    witnessed = witnesses_of(aggregate)
    if head is None and not entries and not faults and not witnessed:
        return None
    if head is None:
        faults.append(Fault(aggregate, 0, "removed", "the head is gone"))
    else:
        faults += check_chain(aggregate, entries, number(head, "version"), head["chain"].get("S", ""))
    faults += check_witness(aggregate, entries, witnessed)
    unit = (head or {}).get("unit", {}).get("S", "") if handed_in(entries) else ""
    return Examination(aggregate, unit, len(entries), len(witnessed), tuple(faults))


def examine(aggregate: str) -> Examination | None:
    """Re-checks a journal against its hashes, its head and its witnesses; None when there never was one.

    A query is no snapshot: a change that comes in between can look like a fault, so a fault is looked at twice.
    """
    found = _examine_once(aggregate)
    return _examine_once(aggregate) if found is not None and found.faults else found


def handed_in(entries: Sequence[Record]) -> bool:
    """Whether an agency may know of this journal: what is only a draft is its owner's alone."""
    drafted = bool(entries) and entries[0].type.endswith(".drafted")
    return not drafted or any(entry.type.endswith(".submitted") for entry in entries)


def read_entries(aggregate: str, rows: Sequence[table.RawItem]) -> tuple[list[Record], list[Fault]]:
    """The entries among some rows in order, and a fault for each that cannot even be read."""
    entries, faults = [], []
    for row in rows:
        if row["sk"]["S"].startswith(journal.ENTRY):
            try:
                entries.append(journal.record(row))
            except (ValueError, TypeError, KeyError, AttributeError):
                faults.append(Fault(aggregate, number(row, "seq"), "changed", "cannot be read"))
    return sorted(entries, key=lambda entry: entry.seq), faults


def number(row: table.RawItem, name: str) -> int:
    """A whole number of a row; 0 when somebody has put something else there."""
    text = row.get(name, {}).get("N", "")
    return int(text) if text.isdecimal() else 0
