"""Proposals and published versions in the table, and the catalogue's index in the keep bucket.

Collections: `PP#<id>` a proposal (`A` head, `B` text, `J#…` journal); `PV#<code>` a procedure (`V#0001` its versions).
`C#catalogue` names the present index: an object `catalogue/<digest>.json.gz` that is never changed after.
"""

import gzip
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.cloud import blobs, journal, table
from chalicelib.cloud.items import PROJECTED, Item
from chalicelib.cloud.journal import Headed, Record
from chalicelib.cloud.settings import settings
from chalicelib.cloud.table import Change, PartLost
from chalicelib.foundation.clock import iso, parse_iso
from chalicelib.foundation.errors import Missing
from chalicelib.foundation.ids import digest, is_id
from chalicelib.foundation.values import frozen
from chalicelib.onestop.procedures.lifecycle import Proposal, Publication, State

HEAD, TEXT, VERSION = "A", "B", "V#"
POINTER = ("C#catalogue", "A")
PUBLISHED = "procedures"
INDEX_BYTES = 64 * 1024 * 1024
NAME_LONGEST = 40

Raw = dict[str, Any]


class Head(Headed):
    """A proposal without its text; `authors`: every account that wrote it, with spaces between."""

    state = UnicodeAttribute()
    unit = UnicodeAttribute()
    authors = UnicodeAttribute(attr_name="author")
    created = UnicodeAttribute()
    code = UnicodeAttribute()
    number = NumberAttribute()
    name = UnicodeAttribute()
    wk = UnicodeAttribute()
    ws = UnicodeAttribute()
    row = UnicodeAttribute()
    mk = UnicodeAttribute()
    ms = UnicodeAttribute()
    own = UnicodeAttribute()


class Text(Item):
    """The definition of a proposal, as it was written."""

    text = UnicodeAttribute()


class Version(Item):
    """A published version. `until` is its last day, once a later version follows; `running` and `basis` say what
    its publication decided about dossiers received before."""

    text = UnicodeAttribute()
    until = UnicodeAttribute(null=True)
    proposal = UnicodeAttribute(null=True)
    running = UnicodeAttribute(null=True)
    basis = UnicodeAttribute(null=True)
    ck = UnicodeAttribute()
    cs = UnicodeAttribute()
    face = UnicodeAttribute()


class Pointer(Item):
    """Which object of the keep bucket is the present index; `version` counts publications."""

    version = NumberAttribute()
    object = UnicodeAttribute()


@frozen
class Line:
    """A proposal in a list."""

    id: str
    state: State
    unit: str
    code: str
    number: int
    name: str
    at: str


def pk_of(proposal_id: str) -> str:
    """The partition of a proposal; Missing for what has not the shape of an id."""
    if not is_id(proposal_id):
        raise missing()
    return f"PP#{proposal_id}"


def missing() -> Missing:
    """The refusal for a proposal that is not there, or that the caller may not know of."""
    return Missing("procedures/missing", "Không tìm thấy đề xuất này.", "There is no such proposal.")


def head_of(proposal: Proposal) -> Head:
    """The head item of a proposal."""
    at = iso(proposal.created_at)
    row = "|".join((proposal.state, proposal.unit, proposal.code, str(proposal.number), proposal.name[:NAME_LONGEST]))
    return Head(
        pk=pk_of(proposal.id),
        sk=HEAD,
        version=proposal.version,
        chain=proposal.chain,
        state=proposal.state.value,
        unit=proposal.unit,
        authors=" ".join(proposal.authors),
        created=at,
        code=proposal.code,
        number=proposal.number,
        name=proposal.name,
        wk=f"PP#{proposal.state}",
        ws=at,
        row=row,
        mk=f"PP#{proposal.unit}",
        ms=at,
        own=row,
    )


def text_item(proposal: Proposal) -> Text:
    """The item of a proposal's text."""
    return Text(pk=pk_of(proposal.id), sk=TEXT, text=proposal.text)


def changes(before: Proposal, after: Proposal) -> tuple[Head, list[Any]]:
    """The head as it was read, and the actions that make it the new one."""
    old, new = head_of(before), head_of(after)
    attributes = {name: one for name, one in Head.get_attributes().items() if name not in ("pk", "sk")}
    kept = ("version", "chain")
    differing = [name for name in attributes if name not in kept and getattr(old, name) != getattr(new, name)]
    return old, [attributes[name].set(getattr(new, name)) for name in differing]


def read(proposal_id: str) -> tuple[Proposal, list[Record]]:
    """A proposal and its journal: one query."""
    found = table.collection(pk_of(proposal_id))
    items = {row["sk"]["S"]: row for row in found}
    if HEAD not in items:
        raise missing()
    head = Head.from_raw_data(items[HEAD])
    proposal = Proposal(
        id=proposal_id,
        version=int(head.version),
        chain=head.chain,
        state=State(head.state),
        unit=head.unit,
        authors=tuple(head.authors.split()),
        created_at=parse_iso(head.created),
        code=head.code,
        number=int(head.number),
        name=head.name,
        text=Text.from_raw_data(items[TEXT]).text,
    )
    entries = [row for key, row in items.items() if key.startswith(journal.ENTRY)]
    return proposal, journal.records(pk_of(proposal_id), rows=entries)


def listed(
    partition: str, limit: int, after: table.RawItem | None, *, of_unit: bool
) -> tuple[list[Line], table.RawItem | None]:
    """Proposals in a state, or of an agency (`of_unit`), the newest first, and where the next page starts: one call."""
    index, at = ("mine", "ms") if of_unit else ("work", "ws")
    page = table.index_page(index, f"PP#{partition}", limit=limit, after=after, newest=True)
    lines = [_line(row["pk"]["S"], row[PROJECTED[index]]["S"], row[at]["S"]) for row in page.rows]
    return lines, page.position


def _line(pk: str, row: str, at: str) -> Line:
    state, unit, code, number, name = row.split("|", 4)
    return Line(pk.removeprefix("PP#"), State(state), unit, code, int(number), name, at)


def add_version(
    change: Change, raw: Mapping[str, Any], text: str, proposal_id: str = "", decided: Publication | None = None
) -> None:
    """Adds a published version to a change; its part `version` is lost when that version is there already."""
    item = _version(str(raw["code"]["value"]), int(raw["version"]), text)
    item.proposal = proposal_id or None
    item.running = decided.running if decided else None
    item.basis = (decided.basis or None) if decided else None
    change.put("version", item, Version.pk.does_not_exist())


def end_version(change: Change, code: str, number: int, until: date) -> None:
    """Adds the last day of a version that another follows; its part `ended` is lost when the table lacks it."""
    item = _version(code, number, "")
    action = [Version.until.set(until.isoformat())]
    change.update("ended", item, action, Version.pk.exists() & Version.until.does_not_exist())


def _version(code: str, number: int, text: str) -> Version:
    key = f"{number:04}"
    return Version(pk=f"PV#{code}", sk=VERSION + key, text=text, ck=PUBLISHED, cs=f"{code}#{key}", face="-")


def version_text(code: str, number: int) -> str | None:
    """The definition of a published version as it was written: one call; None when the table lacks it."""
    row = table.get(f"PV#{code}", f"{VERSION}{number:04}", consistent=False)
    return str(Version.from_raw_data(row).text) if row else None


def published() -> list[Raw]:
    """Every version the table holds, as raw definitions with their last days. For rebuilding: many calls."""
    keys: list[tuple[str, str]] = []
    position: table.RawItem | None = None
    while True:
        page = table.index_page("code", PUBLISHED, limit=100, after=position)
        keys += [(row["pk"]["S"], row["sk"]["S"]) for row in page.rows]
        position = page.position
        if position is None:
            break
    found = [row for start in range(0, len(keys), 25) for row in table.batch(keys[start : start + 25])]
    items = [Version.from_raw_data(row) for row in found]
    return [ended(json.loads(item.text), item.until) for item in items]


def ended(raw: Raw, until: str | None) -> Raw:
    """A raw definition with the last day that a later version gave it."""
    return {**raw, "in_force": {**raw["in_force"], "to": until}} if until else raw


@frozen
class Index:
    """The present index as the table names it: `version` 0 and no object before anything was published."""

    version: int = 0
    object: str = ""


def index(*, consistent: bool = False) -> Index:
    """Which index is the present one: one call."""
    row = table.get(*POINTER, consistent=consistent)
    if row is None:
        return Index()
    pointer = Pointer.from_raw_data(row)
    return Index(int(pointer.version), pointer.object)


def read_index(present: Index) -> list[Raw]:
    """The definitions of an index: one call to the keep bucket. BlobMissing, BlobTooLarge."""
    content, _ = blobs.read(settings().keep_bucket, present.object, INDEX_BYTES)
    definitions: list[Raw] = json.loads(gzip.decompress(content))["procedures"]
    return definitions


def write_index(definitions: Iterable[Raw], before: Index) -> Index:
    """Stores an index under the digest of its content; it is not the present one before the table says so."""
    ordered = sorted(definitions, key=lambda raw: (raw["code"]["value"], raw["version"]))
    content = json.dumps({"procedures": ordered}, ensure_ascii=False, separators=(",", ":")).encode()
    key = f"catalogue/{digest(content)}.json.gz"
    blobs.write(settings().keep_bucket, key, gzip.compress(content, mtime=0), "application/gzip", {})
    return Index(before.version + 1, key)


def point(change: Change, before: Index, after: Index) -> None:
    """Makes an index the present one; its part `pointer` is lost when another publication came first."""
    item = Pointer(pk=POINTER[0], sk=POINTER[1], version=after.version, object=after.object)
    condition = Pointer.version == before.version if before.version else Pointer.pk.does_not_exist()
    change.put("pointer", item, condition)


def seed_version(raw: Mapping[str, Any], text: str) -> bool:
    """Puts a shipped version into the table unless it is there; whether it was put."""
    change = Change()
    add_version(change, raw, text)
    try:
        change.commit()
    except PartLost:
        return False
    return True
