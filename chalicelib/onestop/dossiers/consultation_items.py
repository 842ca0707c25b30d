"""Consultations in the dossier's collection: `E#<number>`, with a line in the queue of the body that was asked."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.cloud.items import Item
from chalicelib.cloud.journal import canonical
from chalicelib.cloud.table import Change, RawItem
from chalicelib.foundation.clock import iso, parse_iso
from chalicelib.foundation.values import frozen
from chalicelib.onestop.dossiers.consultation import Consultation, Reply
from chalicelib.onestop.dossiers.items import pk_of
from chalicelib.onestop.dossiers.model import Dossier
from chalicelib.onestop.dossiers.rows import due_key, from_due_key

ASKED = "E#"


class ConsultationItem(Item):
    """One body's consultation; `reply` is JSON, `files` are ids with commas between."""

    unit = UnicodeAttribute()
    at = UnicodeAttribute()
    by = UnicodeAttribute()
    due = UnicodeAttribute()
    question = UnicodeAttribute()
    files = UnicodeAttribute(null=True)
    form = BooleanAttribute(null=True)
    days = NumberAttribute(null=True)
    opinion = UnicodeAttribute(null=True)
    missed = BooleanAttribute(null=True)
    reply = UnicodeAttribute(null=True)
    wk = UnicodeAttribute(null=True)
    ws = UnicodeAttribute(null=True)
    row = UnicodeAttribute(null=True)


@frozen
class AskedLine:
    """One line of what a unit is asked: the dossier's id, code and procedure, who asks, and until when."""

    id: str
    code: str
    procedure: str
    asking: str
    due_at: datetime


def asked_key(unit: str) -> str:
    """The queue of what a unit is asked."""
    return f"W#{unit}#ask"


def consultation_item(dossier_id: str, line: str, one: Consultation) -> ConsultationItem:
    """The item of a consultation; `line` is its `row`, and it stands in the queue while an answer is waited for."""
    item = ConsultationItem(
        pk=pk_of(dossier_id),
        sk=f"{ASKED}{one.number:02}",
        unit=one.body,
        at=iso(one.asked_at),
        by=one.asked_by,
        due=iso(one.due_at),
        question=one.question,
        files=",".join(one.files) or None,
        form=True if one.with_form else None,
        days=one.days or None,
        opinion=one.opinion or None,
        missed=True if one.missed else None,
        reply=_reply_text(one.reply) if one.reply else None,
    )
    if one.open:
        item.wk, item.ws, item.row = asked_key(one.body), due_key(one.due_at), line
    return item


def keep(change: Change, dossier: Dossier, consultations: Iterable[Consultation]) -> None:
    """Adds consultations of a dossier to a change, new ones or as they are now."""
    line = f"{dossier.code}|{dossier.procedure}|{dossier.unit}"
    for one in consultations:
        change.put(f"consultation {one.number}", consultation_item(dossier.id, line, one))


def asked_line(row: RawItem) -> AskedLine:
    """A line of the queue read back."""
    code, procedure, asking = row["row"]["S"].split("|")
    return AskedLine(row["pk"]["S"][2:], code, procedure, asking, from_due_key(row["ws"]["S"]))


def consultations_of(found: Iterable[RawItem]) -> tuple[Consultation, ...]:
    """The consultations among the rows of a collection, in the order they were asked."""
    rows = (row for row in found if row["sk"]["S"].startswith(ASKED))
    return tuple(sorted((_consultation_of(row) for row in rows), key=lambda one: one.number))


def _consultation_of(row: RawItem) -> Consultation:
    item: Any = ConsultationItem.from_raw_data(row)
    return Consultation(
        number=int(item.sk[len(ASKED) :]),
        body=item.unit,
        asked_at=parse_iso(item.at),
        asked_by=item.by,
        due_at=parse_iso(item.due),
        question=item.question,
        files=tuple(item.files.split(",")) if item.files else (),
        with_form=bool(item.form),
        days=int(item.days or 0),
        opinion=item.opinion or "",
        missed=bool(item.missed),
        reply=_reply_of(item.reply) if item.reply else None,
    )


def _reply_text(reply: Reply) -> str:
    return canonical({**asdict(reply), "at": iso(reply.at)})


def _reply_of(text: str) -> Reply:
    stored = json.loads(text)
    return Reply(stored["opinion"], stored["words"], parse_iso(stored["at"]), stored["by"])
