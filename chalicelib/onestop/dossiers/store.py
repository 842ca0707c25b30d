"""The queries on dossiers. A whole dossier is one query; so is its public face, through the `code` index."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.cloud import journal, table, telemetry
from chalicelib.cloud.items import Item
from chalicelib.cloud.journal import Record
from chalicelib.foundation.clock import iso
from chalicelib.onestop.dossiers import rows
from chalicelib.onestop.dossiers.heads import dossier_of
from chalicelib.onestop.dossiers.items import FILE, HEAD, StoredFile, pk_of
from chalicelib.onestop.dossiers.model import Dossier, Status

LOCK = "~lock"
NEWEST = 50
"""Among how many of somebody's newest dossiers drafts are counted."""


class Lock(Item):
    """A code whose second factor was guessed at too often; found by the same index query as the face."""

    ck = UnicodeAttribute()
    cs = UnicodeAttribute()
    face = UnicodeAttribute()
    ttl = NumberAttribute()


def read(dossier_id: str) -> Dossier:
    """A dossier without its journal: one query."""
    return _traced(dossier_of(dossier_id, table.collection(pk_of(dossier_id), before=journal.ENTRY)))


def read_with_journal(dossier_id: str) -> tuple[Dossier, list[Record]]:
    """A dossier and its journal: one query."""
    found = table.collection(pk_of(dossier_id))
    entries = [row for row in found if row["sk"]["S"].startswith(journal.ENTRY)]
    rest = [row for row in found if not row["sk"]["S"].startswith(journal.ENTRY)]
    return _traced(dossier_of(dossier_id, rest)), journal.records(pk_of(dossier_id), rows=entries)


def _traced(dossier: Dossier) -> Dossier:
    """Names the dossier and its agency in the trace of whoever reads it."""
    telemetry.annotate(dossier=dossier.id, agency=dossier.unit)
    return dossier


def read_heads(dossier_ids: Sequence[str]) -> dict[str, Dossier]:
    """The heads of up to 100 dossiers in one call, by id."""
    found = table.batch([(pk_of(one), HEAD) for one in dossier_ids])
    heads = {row["pk"]["S"][2:]: row for row in found}
    return {key: dossier_of(key, [row]) for key, row in heads.items()}


def count_drafts(owner: str) -> int:
    """How many of the newest dossiers of somebody are drafts: one or two calls."""
    ids = [row["pk"]["S"][2:] for row in table.index_page("mine", f"M#{owner}", limit=NEWEST, newest=True).rows]
    return sum(one.status is Status.DRAFT for one in read_heads(ids).values()) if ids else 0


def look_up(code: str, at: datetime) -> tuple[rows.Face | None, bool, str]:
    """The public face of a code, whether its timeline is locked, and the dossier's id: one call, eventually
    consistent."""
    page = table.index_page("code", code, limit=3).rows
    found = {row["cs"]["S"]: row["face"]["S"] for row in page}
    face = rows.read_face(code, found[HEAD]) if HEAD in found else None
    ids = [row["pk"]["S"][2:] for row in page if row["cs"]["S"] == HEAD]
    return face, found.get(LOCK, "") > iso(at), ids[0] if ids else ""


def id_of(code: str) -> str:
    """The id of the dossier with a code, empty when there is none: one call, eventually consistent."""
    found = (row["pk"]["S"] for row in table.index_page("code", code, limit=3).rows if row["cs"]["S"] == HEAD)
    return next((pk.removeprefix("D#") for pk in found), "")


def lock(code: str, at: datetime, hours: int) -> None:
    """Locks a code's timeline for look-ups; an unconditional put, gone by itself after so many hours."""
    until = at + timedelta(hours=hours)
    item = Lock(pk=f"X#{code}", sk=LOCK, ck=code, cs=LOCK, face=iso(until), ttl=int(until.timestamp()))
    table.put(item)


def forget_file(dossier_id: str, file_id: str) -> None:
    """Removes the last trace of a file that was taken out and erased."""
    table.drop(StoredFile(pk=pk_of(dossier_id), sk=FILE + file_id))
