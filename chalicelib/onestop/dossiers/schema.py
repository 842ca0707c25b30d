"""Dossiers as JSON: the schemas of what is sent, and how a dossier, a line, a standing are shown."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.cloud.call import LANGUAGES, Caller
from chalicelib.cloud.journal import Record
from chalicelib.cloud.schemas import listed, record, text
from chalicelib.commons.files import say_reason
from chalicelib.foundation.clock import iso
from chalicelib.onestop.dossiers.changes import changes_told
from chalicelib.onestop.dossiers.consultation import MOST_BODIES, MOST_DAYS, facts_for_owner
from chalicelib.onestop.dossiers.filerules import may_read
from chalicelib.onestop.dossiers.model import STATUS_WORDS, WAYS, Asked, Dossier, File, Status
from chalicelib.onestop.dossiers.moves import as_applicant
from chalicelib.onestop.dossiers.paying import MEANS, MOST_DONG
from chalicelib.onestop.dossiers.reading import TOLD, Standing
from chalicelib.onestop.dossiers.renewing import Renewal
from chalicelib.onestop.dossiers.transitions import named_moves

REASON = text(2000, shortest=1)
REASONS = {"type": "object", "additionalProperties": REASON, "maxProperties": 60}
ANSWERS = {"type": "object", "maxProperties": 200}

BEGIN = record({"procedure": text(40, shortest=1), "place": text(20)}, optional=("place",))
SAVE = record({"answers": ANSWERS})
PARTY = record({"party": ANSWERS})
RENEW = record({"version": {"type": "integer", "minimum": 1}})
GRANT = record({"paper": text(60, shortest=1), "name": text(300, shortest=1)})
REMOVE: dict[str, Any] = record({})
LOOK_UP = record({"code": text(60, shortest=1), "digits": text(4, pattern="^([0-9]{4})?$")}, optional=("digits",))
ASK_SLIP = record(
    {"dossier": text(60, shortest=1), "slip": text(30, shortest=1), "number": text(10)}, optional=("number",)
)
ASK_REGISTER = record(
    {"register": text(10, shortest=1), "page": {"type": "integer", "minimum": 1, "maximum": 99999}}, optional=("page",)
)
PDF = record({"state": {"enum": ["waiting", "ready"]}, "url": {"type": ["string", "null"]}})
SUBMIT: dict[str, Any] = record({})

MOVE = record(
    {
        "move": {"enum": list(named_moves())},
        "message": text(2000),
        "papers": REASONS,
        "fields": REASONS,
        "answers": ANSWERS,
        "reason": REASON,
        "remedy": REASON,
        "remark": text(2000),
        "file": text(20, shortest=1),
        "way": {"enum": list(WAYS)},
        "address": {"type": "object", "maxProperties": 10},
        "reference": text(60),
        "amount": {"type": "integer", "minimum": 1, "maximum": MOST_DONG},
        "means": {"enum": list(MEANS)},
        "legal_basis": text(2000),
        "step": text(60),
        "outcome": {"enum": ["granted", "refused"]},
        "units": listed(text(20, shortest=1), most=MOST_BODIES, least=1),
        "question": REASON,
        "files": listed(text(20, shortest=1), most=60),
        "form": {"type": "boolean"},
        "days": {"type": "integer", "minimum": 1, "maximum": MOST_DAYS},
        "assignee": text(40),
        "checks": listed(text(40, shortest=1), most=30),
    },
    optional=(
        *("message", "papers", "fields", "answers", "reason", "remedy", "remark", "file", "way", "reference"),
        *("amount", "means", "legal_basis", "step", "outcome", "units", "question", "files", "form", "days", "address"),
        *("assignee", "checks"),
    ),
)

CHANGED = record(
    {
        "id": text(20),
        "version": {"type": "integer"},
        "status": {"type": "integer"},
        "code": text(60),
        "receive_by": text(30),
        "receipt": text(20),
    },
    optional=("code", "receive_by", "receipt"),
)


def _moment(at: datetime | None) -> str | None:
    return iso(at) if at is not None else None


def show_status(status: Status) -> dict[str, Any]:
    """A status as its national code and its words."""
    vi, en = STATUS_WORDS[status]
    return {"code": int(status), "name": {"vi": vi, "en": en}}


def show_file(file: File) -> dict[str, Any]:
    """A file as its receipt: what it is, whether it was kept, and if not why."""
    shown: dict[str, Any] = {
        "id": file.id,
        "paper": file.paper,
        "name": file.name,
        "state": file.state,
        "size": file.size,
        "kind": file.kind,
        "pages": file.pages,
        "sha256": file.sha256,
        "at": file.at,
    }
    if file.reason:
        messages = {lang: say_reason(file.reason, lang) for lang in LANGUAGES}
        shown["reason"] = {"code": file.reason["code"], "messages": messages}
    return shown


def show_asked(asked: Asked | None) -> dict[str, Any] | None:
    """What a supplement request asks for."""
    return {"papers": dict(asked.papers), "fields": dict(asked.fields)} if asked else None


def show_dossier(
    dossier: Dossier,
    journal: Sequence[Record],
    caller: Caller,
    at: datetime,
    rules: Sequence[Mapping[str, str]],
    moves: Sequence[str],
) -> dict[str, Any]:
    """A whole dossier as its reader may see it; `rules` explain the due date, `moves` are open to the reader.

    What one officer proposes to another is not for the applicant: it is no decision yet.
    """
    for_owner = as_applicant(caller, dossier)
    return {
        "id": dossier.id,
        "version": dossier.version,
        "code": dossier.code or None,
        "status": show_status(dossier.status),
        "procedure": {"code": dossier.procedure, "version": dossier.procedure_version},
        "unit": dossier.unit,
        **show_who(dossier),
        **show_moments(dossier),
        "due_rules": [dict(rule) for rule in rules],
        "overdue": dossier.overdue(at),
        "step": dossier.step or None,
        "assignee": dossier.assignee or None,
        "proposal": None if for_owner else dossier.proposal or None,
        "outcome": dossier.outcome or None,
        "payment": {"state": dossier.payment.state or None, "amount": dossier.payment.amount},
        "delivery": {
            "way": dossier.delivery.way,
            "state": dossier.delivery.state or None,
            "reference": dossier.delivery.reference or None,
        },
        "sync": dossier.sync or None,
        "supplement_requested": show_asked(dossier.asked),
        "answers": dict(dossier.answers),
        "files": [show_file(file) for file in dossier.files if may_read(dossier, file, caller)],
        "result": dossier.result if dossier.status is Status.RESULT_RETURNED else None,
        "timeline": show_timeline(dossier.timeline),
        "journal": [show_entry(entry, for_owner) for entry in journal],
        "moves": list(moves),
    }


def show_moments(dossier: Dossier) -> dict[str, Any]:
    """Its moments: begun, handed in, received; by when it is received, due, and supplemented."""
    return {
        "created_at": iso(dossier.created_at),
        "expires_at": _moment(dossier.expires_at),
        "submitted_at": _moment(dossier.submitted_at),
        "receive_by": _moment(dossier.receive_by),
        "received_at": _moment(dossier.received_at),
        "due_at": _moment(dossier.due_at),
        "waits_until": _moment(dossier.waits_until),
    }


def show_who(dossier: Dossier) -> dict[str, Any]:
    """The bodies that helped and received, and whose business it is, by whom, with the answers as typed."""
    return {
        "helped_by": dossier.helped_by or None,
        "received_by": dossier.received_by or None,
        "applicant": dossier.applicant,
        "representative": dossier.representative or None,
        "party": dict(dossier.party.answers),
        "postal_address": dict(dossier.party.postal) or None,
    }


def show_renewal(renewal: Renewal | None) -> dict[str, Any] | None:
    """What the version in force would change about a draft: in words, and what it would drop."""
    if renewal is None:
        return None
    told = changes_told(renewal.old, renewal.new, renewal.changes)
    return {
        "version": renewal.new.version,
        "changes": [{"vi": one.vi, "en": one.en} for one in told],
        "dropped": [
            {"field": one.path, "label": {"vi": one.label.vi, "en": one.label.en}, "text": one.text}
            for one in renewal.dropped
        ],
        "files": [file.id for file in renewal.files],
    }


def show_timeline(timeline: Sequence[tuple[Status, datetime]]) -> list[dict[str, Any]]:
    """The public timeline."""
    return [{"status": show_status(status), "at": iso(at)} for status, at in timeline]


def show_entry(entry: Record, for_owner: bool) -> dict[str, Any]:
    """A journal entry: who did what when, the facts, and the words people wrote.

    Officers' remarks and proposals to each other, and what other agencies think of the dossier, are not for the
    applicant.
    """
    return {
        "seq": entry.seq,
        "type": entry.type,
        "at": entry.at,
        "actor": entry.actor,
        "unit": entry.unit or None,
        "facts": facts_for_owner(entry.type, entry.data) if for_owner else entry.data,
        "note": entry.note if not for_owner or entry.type in TOLD else None,
        "hash": entry.hash,
    }


def show_head(dossier: Dossier) -> dict[str, Any]:
    """One line of the owner's list."""
    return {
        "id": dossier.id,
        "code": dossier.code or None,
        "procedure": dossier.procedure,
        "status": show_status(dossier.status),
        "created_at": iso(dossier.created_at),
        "receive_by": _moment(dossier.receive_by),
        "due_at": _moment(dossier.due_at),
    }


def show_standing(standing: Standing) -> dict[str, Any]:
    """The answer of a look-up."""
    return {
        "code": standing.code,
        "status": show_status(standing.status),
        "procedure": standing.procedure,
        "unit": standing.unit,
        "submitted_at": _moment(standing.submitted_at),
        "receive_by": _moment(standing.receive_by),
        "received_at": _moment(standing.received_at),
        "due_at": _moment(standing.due_at),
        "timeline": show_timeline(standing.timeline),
    }


QUEUE = record({"items": listed({"type": "object"}, most=100), "next": {"type": ["string", "null"]}})
