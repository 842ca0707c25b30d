"""Notices and texts in the table.

`C#notices`/`A`: all notices that are still listed. `C#text#<code>`: a text (`A` head with its versions and its draft,
`V#0002` a published version, which never changes; version 1 is shipped). Their journals stand beside them.
"""

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from chalicelib.civic.portal.model import Board, Notice, Posted
from chalicelib.civic.portal.texts import Text, Version, seed
from chalicelib.cloud import journal, table
from chalicelib.cloud.call import Call
from chalicelib.cloud.items import Item
from chalicelib.cloud.journal import Event, Headed
from chalicelib.foundation.clock import iso, parse_iso
from chalicelib.foundation.errors import Missing
from chalicelib.foundation.words import Words

NOTICES, HEAD, VERSION = "C#notices", "A", "V#"


class NoticesHead(Headed):
    """`notices`: the board as JSON."""

    notices = UnicodeAttribute()


class TextHead(Headed):
    """`versions`: numbers and first days of what was published; `draft_*` only while there is a draft."""

    versions = UnicodeAttribute()
    draft_vi = UnicodeAttribute(null=True)
    draft_en = UnicodeAttribute(null=True)


class TextVersion(Item):
    """A published version."""

    vi = UnicodeAttribute()
    en = UnicodeAttribute()


def read_board(*, consistent: bool = False) -> Board:
    """The notices: one call."""
    row = table.get(NOTICES, HEAD, consistent=consistent)
    if row is None:
        return Board()
    head = NoticesHead.from_raw_data(row)
    raw = json.loads(head.notices)
    return Board(int(head.version), head.chain, raw["last"], tuple(_read_posted(one) for one in raw["items"]))


def write_board(call: Call, before: Board, after: Board, event: Event, answer: Mapping[str, Any]) -> None:
    """One transaction: the head, good only at the version that was read, and the journal entry."""
    raw = {"last": after.last, "items": [_row(one) for one in after.items]}
    text = json.dumps(raw, ensure_ascii=False, separators=(",", ":"))
    head = NoticesHead(pk=NOTICES, sk=HEAD, version=before.version, chain=before.chain, notices=text)
    change, entry = journal.open_change(head, call, event, answer)
    if before.version:
        journal.amend(change, entry, head, [NoticesHead.notices.set(text)])
    else:
        journal.found(change, entry, head)
    change.commit()


def _row(one: Posted) -> dict[str, Any]:
    notice = one.notice
    row = {
        "number": one.number,
        "kind": notice.kind,
        "vi": notice.vi,
        "en": notice.en,
        "since": iso(notice.since),
        "until": iso(notice.until),
        "where": notice.where,
        "no_changes": notice.no_changes,
        "announced_at": iso(one.announced_at),
    }
    return {**row, "ended_at": iso(one.ended_at)} if one.ended_at else row


def _read_posted(raw: Mapping[str, Any]) -> Posted:
    times = (parse_iso(raw["since"]), parse_iso(raw["until"]))
    notice = Notice(raw["kind"], raw["vi"], raw["en"], *times, raw["where"], raw["no_changes"])
    ended = parse_iso(raw["ended_at"]) if "ended_at" in raw else None
    return Posted(raw["number"], notice, parse_iso(raw["announced_at"]), ended)


def pk_of(code: str) -> str:
    """The partition of a text."""
    return f"C#text#{code}"


def read_text(code: str, *, consistent: bool = False) -> Text:
    """A text with its draft: one call; as shipped before anything was saved."""
    row = table.get(pk_of(code), HEAD, consistent=consistent)
    if row is None:
        return Text(code)
    head = TextHead.from_raw_data(row)
    versions = tuple(Version(number, date.fromisoformat(first)) for number, first in json.loads(head.versions))
    return Text(code, int(head.version), head.chain, versions, Words(head.draft_vi or "", head.draft_en or ""))


def write_text(
    call: Call, before: Text, after: Text, event: Event, answer: Mapping[str, Any], published: Words | None = None
) -> None:
    """One transaction: the head, the journal entry, and the version that was `published`."""
    head = _head_of(after, before)
    change, entry = journal.open_change(head, call, event, answer)
    if before.version:
        journal.amend(change, entry, head, _actions(after))
    else:
        journal.found(change, entry, head)
    if published is not None:
        key = f"{VERSION}{after.versions[-1].number:04}"
        item = TextVersion(pk=pk_of(after.code), sk=key, vi=published.vi, en=published.en)
        change.put("version", item, TextVersion.pk.does_not_exist())
    change.commit()


def _head_of(text: Text, before: Text) -> TextHead:
    return TextHead(
        pk=pk_of(text.code),
        sk=HEAD,
        version=before.version,
        chain=before.chain,
        versions=_versions(text),
        draft_vi=text.draft.vi or None,
        draft_en=text.draft.en or None,
    )


def _actions(text: Text) -> list[Any]:
    versions = TextHead.versions.set(_versions(text))
    if not text.draft.vi:
        return [versions, TextHead.draft_vi.remove(), TextHead.draft_en.remove()]
    return [versions, TextHead.draft_vi.set(text.draft.vi), TextHead.draft_en.set(text.draft.en)]


def _versions(text: Text) -> str:
    return json.dumps([[one.number, one.in_force_from.isoformat()] for one in text.versions], separators=(",", ":"))


def words_of(code: str, number: int) -> Words:
    """The words of a version: one call the first time in a process, none for what is shipped."""
    return seed(code) if number == 1 else _published(code, number)


@lru_cache(maxsize=32)
def _published(code: str, number: int) -> Words:
    row = table.get(pk_of(code), f"{VERSION}{number:04}", consistent=True)
    if row is None:
        raise Missing("portal/no-such-version", "Không có phiên bản này.", "There is no such version.")
    item = TextVersion.from_raw_data(row)
    return Words(item.vi, item.en)


def forget_words() -> None:
    """Forgets the versions that this process has read: another table stands behind it now."""
    _published.cache_clear()
