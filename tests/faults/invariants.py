"""What must be true of every world at rest, whatever happened to it. Each check tells what is wrong, in words."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.cloud import journal
from chalicelib.cloud.journal import Record
from chalicelib.commons.audit import check_chain
from chalicelib.onestop import ledger
from chalicelib.onestop.dossiers.transitions import MOVES, Transition
from tests.faults.world import QUEUES, Promise, RawItem, World

Collections = Mapping[str, list[RawItem]]
PLATFORM = "platform"
AT_ONCE = frozenset({"dossier.assigned"})
"""What one wish may do to several dossiers."""
CODE = re.compile(r"(?P<series>.+)-(?P<number>\d{4,})")


def violations(world: World) -> list[str]:
    """Everything that is wrong with a world at rest; empty when nothing is."""
    rows = world.rows()
    collections: dict[str, list[RawItem]] = defaultdict(list)
    for row in rows:
        collections[row["pk"]["S"]].append(row)
    journals = {pk: read_journal(pk, found) for pk, found in collections.items()}
    journals = {pk: entries for pk, entries in journals.items() if entries}
    return [
        *wishes_twice(journals),
        *chains(collections, journals),
        *numbers(collections, journals),
        *moves(collections, journals),
        *deliveries(world, journals),
        *witnesses(collections, journals),
        *lines(world, collections, journals),
        *timers(collections),
        *alerts(collections, journals),
        *logins(collections),
        *files(world, rows),
        *money(collections, journals),
        *satisfaction(collections, journals),
        *prints(world, rows),
        *broken(world.promises, journals),
    ]


def read_journal(pk: str, rows: list[RawItem]) -> list[Record]:
    """The entries of one collection in order."""
    return journal.records(pk, rows=[row for row in rows if row["sk"]["S"].startswith(journal.ENTRY)])


def head_of(rows: list[RawItem]) -> RawItem | None:
    """The head of a collection, None when it has none."""
    return next((row for row in rows if "chain" in row), None)


def wishes_twice(journals: Mapping[str, list[Record]]) -> Iterator[str]:
    """A person's wish, however often it was sent, stands in one journal only: one dossier per applicant and key."""
    seen: dict[str, str] = {}
    for pk, entries in journals.items():
        for entry in entries:
            single = entry.actor != PLATFORM and entry.type not in AT_ONCE
            if single and seen.setdefault(entry.sk, pk) != pk:
                yield f"one wish was carried out on {pk} and on {seen[entry.sk]}"


def chains(collections: Collections, journals: Mapping[str, list[Record]]) -> Iterator[str]:
    """As many entries as changes, each after the one before it, none altered; no journal without its head."""
    for pk, rows in collections.items():
        head, entries = head_of(rows), journals.get(pk, [])
        if head is None:
            if entries:
                yield f"{pk} has a journal and no head"
            continue
        faults = check_chain(pk, entries, int(head["version"]["N"]), head["chain"]["S"])
        yield from (f"{pk}: {fault.kind} at {fault.seq}, {fault.detail}" for fault in faults)


def numbers(collections: Collections, journals: Mapping[str, list[Record]]) -> Iterator[str]:
    """Codes are 1, 2, 3 … per agency and day, receipts per agency and year; their counters stand at the last one."""
    given: dict[str, list[int]] = defaultdict(list)
    for entries in journals.values():
        for entry in entries:
            if entry.type == "dossier.submitted":
                given[series_of(entry.data["code"])].append(number_of(entry.data["code"]))
            if "receipt" in entry.data:
                number, year = entry.data["receipt"].split("/")
                given[f"N#receipts.{entry.unit or entry.data['unit']}#{year[2:]}0101"].append(int(number))
    counters = {
        pk: int(rows[0]["n"]["N"]) for pk, rows in collections.items() if pk.startswith("N#") and "n" in rows[0]
    }
    for series in {*given, *counters}:
        found, last = sorted(given.get(series, [])), counters.get(series, 0)
        if found != list(range(1, last + 1)):
            yield f"{series} stands at {last}, and {found} were given"
    for pk, rows in collections.items():
        head = head_of(rows)
        if pk.startswith("D#") and head is not None and "code" in head:
            codes = {entry.data["code"] for entry in journals.get(pk, []) if "code" in entry.data}
            if codes != {head["code"]["S"]}:
                yield f"{pk} is {head['code']['S']}, its journal says {sorted(codes)}"


def series_of(code: str) -> str:
    """The counter of a dossier's code: its agency and day."""
    found = CODE.fullmatch(code)
    assert found is not None, code
    agency, day = found["series"].rsplit("-", 1)
    return f"N#{agency}#{day}"


def number_of(code: str) -> int:
    """The number in a dossier's code."""
    return int(code.rsplit("-", 1)[1])


def moves(collections: Collections, journals: Mapping[str, list[Record]]) -> Iterator[str]:
    """A dossier goes from one entry to the next by the table of moves, and its head and timeline say the same."""
    for pk, entries in journals.items():
        head = head_of(collections[pk])
        if not pk.startswith("D#") or head is None:
            continue
        at = None
        reached: list[int] = []
        for entry in entries:
            before, after = entry.data.get("from"), entry.data.get("to")
            if at is not None and before != at:
                yield f"{pk}: entry {entry.seq} leaves {before}, but the dossier stood at {at}"
            if before is not None and not legal(entry.type, before, after):
                yield f"{pk}: {entry.type} leads from {before} to {after}"
            if after != at and entry.seq > 1:
                reached.append(after)
            at = after
        if at != int(head["status"]["N"]):
            yield f"{pk} stands at {head['status']['N']}, its journal ends at {at}"
        yield from _timeline(pk, head, reached)


def _timeline(pk: str, head: RawItem, reached: list[int]) -> Iterator[str]:
    from chalicelib.onestop.dossiers.rows import unpack_timeline

    told = [int(status) for status, _ in unpack_timeline(head.get("timeline", {}).get("S", ""))]
    shown = [one for one in reached if one != 11]
    if told != shown:
        yield f"{pk}: the timeline tells {told}, the journal {shown}"


def legal(event: str, before: Any, after: Any) -> bool:
    """Whether some row of the table makes this change; what is no move leaves the status as it is."""
    rows = [row for row in MOVES.values() if row.event == event]
    if not rows:
        return before == after
    return any(before in row.froms and after == _to(row, before) for row in rows)


def _to(row: Transition, before: int) -> int:
    return before if row.to is None else int(row.to)


def deliveries(world: World, journals: Mapping[str, list[Record]]) -> Iterator[str]:
    """Every entry written since the world was loaded was told to every reader; nothing was told that is not there."""
    known = {f"{pk}.{entry.seq}": entry.hash for pk, entries in journals.items() for entry in entries}
    for queue in QUEUES:
        told = {body["id"]: body["data"]["hash"] for body in world.delivered[queue]}
        for number in sorted(told.keys() - known.keys()):
            yield f"{queue} was told of {number}, which is not there"
        for number in sorted(told.keys() & known.keys()):
            if told[number] != known[number]:
                yield f"{queue} was told another hash of {number}"
        for number in sorted(fresh(world, journals) - told.keys()):
            yield f"{queue} was never told of {number}"
    for pk, entries in journals.items():
        for entry in entries:
            if entry.raw.get("dk") or not entry.raw.get("sent"):
                yield f"{pk}.{entry.seq} has never been sent"


def fresh(world: World, journals: Mapping[str, list[Record]]) -> set[str]:
    """The events that were not sent before the world was loaded."""
    return {f"{pk}.{one.seq}" for pk, entries in journals.items() for one in entries} - world.sent_before


def witnesses(collections: Collections, journals: Mapping[str, list[Record]]) -> Iterator[str]:
    """Each entry has one witness, with its hash."""
    for pk, entries in journals.items():
        seen = {int(row["sk"]["S"]): row["hash"]["S"] for row in collections.get(f"T#{pk}", [])}
        truth = {entry.seq: entry.hash for entry in entries}
        if seen != truth:
            yield f"{pk}: witnessed {sorted(seen)}, written {sorted(truth)}, or other hashes"
    for pk in collections:
        if pk.startswith("T#") and pk[2:] not in journals:
            yield f"{pk[2:]} was witnessed and is not there"


def lines(world: World, collections: Collections, journals: Mapping[str, list[Record]]) -> Iterator[str]:
    """The ledger's lines are what the journals say, each event once."""
    from chalicelib.cloud.outbox import envelope

    for pk, entries in journals.items():
        if not pk.startswith("D#"):
            continue
        line = ledger.Line(pk[2:])
        for entry in entries:
            found = ledger.read_event(envelope(entry, "test"))
            line = line.merged(found[1]) if found is not None else line
        stored = [ledger.unpack(pk[2:], row["row"]["S"]) for row in collections.get(f"LD#{pk[2:]}", [])]
        if stored != ([line] if line.happenings else []):
            yield f"{pk}: the ledger's line is not what the journal says"


def timers(collections: Collections) -> Iterator[str]:
    """The timer of every dossier stands at the next instant at which its dossier needs the schedule."""
    from chalicelib.foundation.clock import iso
    from chalicelib.onestop.dossiers import heads, timers
    from chalicelib.onestop.dossiers.alarms import alarms
    from chalicelib.onestop.procedures import catalogue

    for pk, rows in collections.items():
        head = head_of(rows)
        if not pk.startswith("D#") or head is None or head["status"]["N"] in ("0", "11"):
            continue
        parts = [dict(row) for row in rows if row["sk"]["S"] < journal.ENTRY]
        dossier = heads.dossier_of(pk[2:], [{name: dict(one) for name, one in row.items()} for row in parts])
        timer = next((row for row in rows if row["sk"]["S"] == timers.TIMER), None)
        if timer is None:
            yield f"{pk} has no timer"
            continue
        fired = set(timer.get("fired", {}).get("S", "").split(","))
        planned = alarms(dossier, catalogue().version(dossier.procedure, dossier.procedure_version))
        coming = next((iso(one.at) for one in planned if timers.mark_of(one) not in fired), "")
        stands = timer.get("ds", {}).get("S", "")
        if stands != coming:
            yield f"{pk}: the timer stands at {stands or 'nothing'}, needed at {coming or 'nothing'}"


def alerts(collections: Collections, journals: Mapping[str, list[Record]]) -> Iterator[str]:
    """As many alerts as the journal tells of, and none fired twice."""
    for pk, entries in journals.items():
        if not pk.startswith("D#"):
            continue
        told = Counter(
            (one.data.get("kind"), one.data.get("step"), one.data.get("since"))
            for one in entries
            if one.type == "dossier.alerted"
        )
        yield from (f"{pk}: {alarm} fired {count} times" for alarm, count in told.items() if count > 1)
        shown = len(collections.get(f"AL#{pk[2:]}", []))
        if shown != sum(1 for one in entries if one.data.get("told")):
            yield f"{pk}: {shown} alerts are shown, not those of the journal"


def logins(collections: Collections) -> Iterator[str]:
    """Every account has its login, and every login its account."""
    accounts = {
        pk[2:]: rows[0]["login"]["S"]
        for pk, rows in collections.items()
        if pk.startswith("U#")
        for rows in [[row for row in rows if row["sk"]["S"] == "U"]]
    }
    given = {
        row["account"]["S"]: pk[2:]
        for pk, rows in collections.items()
        if pk.startswith("L#")
        for row in rows
        if row["sk"]["S"] == "L"
    }
    if accounts != given:
        yield f"accounts and logins differ: {sorted(set(accounts.items()) ^ set(given.items()))}"


def files(world: World, rows: list[RawItem]) -> Iterator[str]:
    """What a dossier says it keeps lies in the keep bucket, letter for letter; what lies there belongs to a dossier."""
    held = {
        f"dossiers/{row['pk']['S'][2:]}/{row['sk']['S'][2:]}": row
        for row in rows
        if row["sk"]["S"].startswith("C#") and row["pk"]["S"].startswith("D#")
    }
    stored = {
        key: thing
        for (bucket, key), thing in world.cloud.objects().items()
        if "keep" in bucket and key.startswith("dossiers/")
    }
    for key, row in held.items():
        if row["state"]["S"] == "kept" and digest_of(stored.get(key)) != row["sha256"]["S"]:
            yield f"{key} is not the file that its dossier keeps"
    for key in sorted(stored.keys() - held.keys()):
        yield f"{key} lies in the bucket, and no dossier keeps it"


def money(collections: Collections, journals: Mapping[str, list[Record]]) -> Iterator[str]:
    """Money that a provider holds settled a dossier once, under the receipt both sides name, or waits; what waits has
    its timer. No receipt of an online payment without its capture."""
    receipts = {
        entry.data["payment"]: (entry.data["receipt"], entry.data["amount"])
        for pk, entries in journals.items()
        if pk.startswith("D#")
        for entry in entries
        if entry.data.get("means") == "online"
    }
    for pk, rows in collections.items():
        head = head_of(rows)
        if not pk.startswith("PA#") or head is None:
            continue
        state, told = head["state"]["S"], receipts.pop(pk[3:], None)
        ours = (head.get("receipt", {}).get("S"), int(head.get("captured", {}).get("N", 0)))
        if (state == "settled") != (told is not None) and state != "captured":
            yield f"{pk} is {state}, its dossier has the receipt {told}"
        if state == "settled" and told != ours:
            yield f"{pk} says {ours}, its dossier {told}"
        if ("dk" in head) != (state in ("begun", "captured")):
            yield f"{pk} is {state} and has {'a' if 'dk' in head else 'no'} timer"
    yield from (f"a receipt names the payment {one}, which is not there" for one in receipts)


def satisfaction(collections: Collections, journals: Mapping[str, list[Record]]) -> Iterator[str]:
    """The counters of agencies and months are the ratings that there are, each counted once."""
    from chalicelib.onestop.satisfaction import store

    told: Counter[tuple[str, str, str]] = Counter()
    for pk, entries in journals.items():
        for entry in entries if pk.startswith("RT#") else ():
            month = store.month_of(journal.moment(entry.at))
            said = {store.OVERALL: entry.data["level"], **entry.data["criteria"]}
            told.update((f"SC#{entry.data['unit']}", month, f"{name[0]}_{level[0]}") for name, level in said.items())
    counted = {
        (pk, row["sk"]["S"], name): int(value["N"])
        for pk, rows in collections.items()
        if pk.startswith("SC#")
        for row in rows
        for name, value in row.items()
        if "N" in value
    }
    if counted != dict(told):
        yield f"ratings are counted as {counted}, and were {dict(told)}"


def prints(world: World, rows: list[RawItem]) -> Iterator[str]:
    """Every PDF that is noted lies in the keep bucket, and every one that lies there is noted."""
    noted = {f"prints/{row['pk']['S'][3:]}/{row['sk']['S']}.pdf" for row in rows if row["pk"]["S"].startswith("PR#")}
    stored = {key for _, key in world.cloud.objects() if key.startswith("prints/")}
    yield from (f"{key} is noted and not there" for key in sorted(noted - stored))
    yield from (f"{key} is there and not noted" for key in sorted(stored - noted))


def digest_of(thing: Any) -> str:
    """The SHA-256 of an object in hex; empty for none."""
    return hashlib.sha256(thing[0]).hexdigest() if thing is not None else ""


def broken(promises: list[Promise], journals: Mapping[str, list[Record]]) -> Iterator[str]:
    """No acknowledged write is lost: the answer a client was given stands in the journal it speaks of."""
    for promise in promises:
        if not isinstance(promise.answer, Mapping) or "version" not in promise.answer:
            continue
        wanted = {name: value for name, value in promise.answer.items() if name in ("id", "code", "version", "number")}
        kept = [stored(entry) for entries in journals.values() for entry in entries]
        if not any(all(answer.get(name) == value for name, value in wanted.items()) for answer in kept):
            yield f"{promise.operation} was answered with {wanted}, which is nowhere"


def stored(entry: Record) -> dict[str, Any]:
    """The answer that an entry keeps."""
    import json

    answer: dict[str, Any] = json.loads(entry.raw["answer"])
    return answer
