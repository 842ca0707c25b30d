"""A dossier's head: how a dossier is written into it, what its index keys follow from, and how it is read back."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from chalicelib.cloud.journal import canonical
from chalicelib.cloud.table import RawItem
from chalicelib.cloud.timers import timer_key
from chalicelib.foundation.clock import iso, parse_iso
from chalicelib.onestop.dossiers import items, packing, rows
from chalicelib.onestop.dossiers.consultation_items import consultations_of
from chalicelib.onestop.dossiers.items import Head
from chalicelib.onestop.dossiers.model import QUEUED, WAITING, Dossier, Outcome, Party, Status


def dossier_of(dossier_id: str, found: Sequence[RawItem]) -> Dossier:
    """The dossier that some rows of its collection make; Missing without a head."""
    by_key = {row["sk"]["S"]: row for row in found}
    if items.HEAD not in by_key:
        raise items.missing()
    head = Head.from_raw_data(by_key[items.HEAD])
    stored = [items.file_of(row) for key, row in sorted(by_key.items()) if key.startswith(items.FILE)]
    files = tuple(file for file in stored if file.state != items.REMOVED)
    return Dossier(
        id=dossier_id,
        version=int(head.version),
        mark=int(head.mark),
        chain=head.chain,
        status=Status(int(head.status)),
        procedure=head.procedure,
        procedure_version=int(head.pv),
        owner=head.owner,
        unit=head.unit,
        applicant=head.applicant or "",
        last4=head.last4 or "",
        created_at=parse_iso(head.created),
        expires_at=_instant(head.expires),
        code=head.code or "",
        step=head.step or "",
        submitted_at=_instant(head.submitted),
        receive_by=_instant(head.receive_by),
        received_at=_instant(head.received),
        received_by=head.received_by or "",
        helped_by=head.helped_by or "",
        due_at=_instant(head.due),
        supplemented=bool(head.supplemented),
        asked=packing.unpack_asked(head.asked),
        **_course_of(head),
        uploads=json.loads(head.uploads) if head.uploads else {},
        timeline=rows.unpack_timeline(head.timeline or ""),
        **_written_in(by_key),
        files=files,
        consultations=consultations_of(found),
    )


def _written_in(by_key: Mapping[str, RawItem]) -> dict[str, Any]:
    """What people wrote: the form, applicant and representative, and the salt of the digests of both."""
    answers, party = by_key.get(items.ANSWERS), by_key.get(items.PARTY)
    salts = [row["salt"]["S"] for row in (answers, party) if row is not None and "salt" in row]
    return {
        "answers": json.loads(answers["answers"]["S"]) if answers is not None else {},
        "party": items.party_of(party) if party is not None else Party(),
        "salt": salts[0] if salts else "",
    }


def _course_of(head: Head) -> dict[str, Any]:
    """The facts of a dossier's way: its clock, what is proposed and decided, payment and delivery."""
    return {
        "result": head.result or "",
        "happenings": packing.unpack_clock(head.clk),
        "calendar": head.cal or "",
        "waits_until": _instant(head.waits),
        "assignee": head.asg or "",
        **packing.unpack_proposal(head.prop),
        "outcome": cast(Outcome, head.outc or ""),
        "representative": head.rep or "",
        "payment": packing.unpack_payment(head.pay),
        "delivery": packing.unpack_delivery(head.dlv),
        "sync": head.sync or "",
    }


def _instant(text: str | None) -> datetime | None:
    return parse_iso(text) if text else None


def _text(at: datetime | None) -> str | None:
    return iso(at) if at is not None else None


def head_of(dossier: Dossier) -> Head:
    """The head item of a dossier; empty values are left out, index keys follow from the status."""
    facts: dict[str, Any] = {
        "status": int(dossier.status),
        "mark": dossier.mark,
        "procedure": dossier.procedure,
        "pv": dossier.procedure_version,
        "owner": dossier.owner,
        "unit": dossier.unit,
        "applicant": dossier.applicant or None,
        "last4": dossier.last4 or None,
        "created": iso(dossier.created_at),
        "expires": _text(dossier.expires_at),
        "code": dossier.code or None,
        "step": dossier.step or None,
        "submitted": _text(dossier.submitted_at),
        "receive_by": _text(dossier.receive_by),
        "received": _text(dossier.received_at),
        "received_by": dossier.received_by or None,
        "helped_by": dossier.helped_by or None,
        "due": _text(dossier.due_at),
        "supplemented": True if dossier.supplemented else None,
        "asked": packing.pack_asked(dossier.asked),
        "result": dossier.result or None,
        "clk": packing.pack_clock(dossier.happenings),
        "cal": dossier.calendar or None,
        "waits": _text(dossier.waits_until),
        "asg": dossier.assignee or None,
        "prop": packing.pack_proposal(dossier.proposal, dossier.proposed_by),
        "outc": dossier.outcome or None,
        "rep": dossier.representative or None,
        "pay": packing.pack_payment(dossier.payment),
        "dlv": packing.pack_delivery(dossier.delivery),
        "sync": dossier.sync or None,
        "uploads": canonical(dict(dossier.uploads)) if dossier.uploads and dossier.status is Status.DRAFT else None,
        "timeline": rows.pack_timeline(dossier.timeline) or None,
        **_index_keys(dossier),
    }
    return Head(pk=items.pk_of(dossier.id), sk=items.HEAD, version=dossier.version, chain=dossier.chain, **facts)


def _index_keys(dossier: Dossier) -> dict[str, str | None]:
    keys: dict[str, str | None] = dict.fromkeys(("wk", "ws", "row", "dk", "ds", "ck", "cs", "face"))
    keys["mk"] = f"M#{dossier.owner}" if dossier.status is not Status.EXPIRED else None
    keys["ms"] = iso(dossier.created_at) if keys["mk"] else None
    keys["own"] = dossier.procedure if keys["mk"] else None
    if dossier.status is Status.DRAFT and dossier.expires_at is not None:
        keys.update(dk=timer_key(items.EXPIRING, items.pk_of(dossier.id)), ds=iso(dossier.expires_at))
    if dossier.code:
        keys.update(ck=dossier.code, cs=items.HEAD, face=rows.face_text(dossier))
    if dossier.status in QUEUED or dossier.status in WAITING:
        keys.update(wk=queue_key(dossier), ws=rows.due_key(counting_date(dossier)), row=rows.queue_row(dossier))
    return keys


def counting_date(dossier: Dossier) -> datetime:
    """The date by which a queue sorts: when it is to be received, when it is due, until when somebody is waited for;
    where time stands still without an end, since when."""
    if dossier.status is Status.SUBMITTED:
        at = dossier.receive_by
    else:
        at = dossier.waits_until if dossier.status in WAITING else dossier.due_at
    return at or dossier.timeline[-1][1]


def queue_key(dossier: Dossier) -> str:
    """The queue a dossier stands in: its agency's work, what waits for somebody outside, or results to be returned.

    Results that nobody fetches keep their old due dates; in the queue of work they would stand before all that is late.
    """
    if dossier.status in WAITING:
        return rows.queue_partition(dossier.unit, "waiting")
    return rows.queue_partition(dossier.unit, "ready" if dossier.status is Status.RESULT_READY else "work")
