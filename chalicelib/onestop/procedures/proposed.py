"""Versions and proposals as JSON: what changed in words, faults by line, the journal of a proposal."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from chalicelib.cloud.journal import Record
from chalicelib.foundation.words import Words
from chalicelib.onestop.procedures.differences import Difference, diff
from chalicelib.onestop.procedures.examining import sentences
from chalicelib.onestop.procedures.lifecycle import STATE_WORDS, State
from chalicelib.onestop.procedures.model import Procedure
from chalicelib.onestop.procedures.present import plain, present_procedure
from chalicelib.onestop.procedures.previewing import Preview
from chalicelib.onestop.procedures.service import Reviewed
from chalicelib.onestop.procedures.store import Line

DECIDED = ("in_force_from", "running", "basis")
"""What the event of a publication tells besides."""


def present_versions(versions: Sequence[Procedure], lang: str) -> list[dict[str, Any]]:
    """Every version, the newest first, with what it changed in the one before."""
    changed = {new.version: diff(old, new) for old, new in pairwise(versions)}
    return [
        {
            "version": one.version,
            "in_force_from": one.in_force_from.isoformat(),
            "in_force_to": one.in_force_to.isoformat() if one.in_force_to else None,
            "changed": [_difference(row, lang) for row in changed.get(one.version, ())],
        }
        for one in reversed(versions)
    ]


def present_proposal_line(line: Line) -> dict[str, Any]:
    """A proposal as one line of a list."""
    return {
        "id": line.id,
        "state": _state(line.state),
        "unit": line.unit,
        "procedure": line.code,
        "number": line.number,
        "name": line.name,
        "at": line.at,
    }


def present_proposal(reviewed: Reviewed, lang: str) -> dict[str, Any]:
    """A whole proposal; `preview` is null while it has faults."""
    proposal = reviewed.proposal
    return {
        "id": proposal.id,
        "version": proposal.version,
        "state": _state(proposal.state),
        "unit": proposal.unit,
        "procedure": proposal.code,
        "number": proposal.number,
        "definition": proposal.text,
        "faults": sentences(reviewed.examined.faults),
        "preview": _preview(reviewed.preview, lang) if reviewed.preview else None,
        "against": plain(Words(reviewed.against.vi, reviewed.against.en)) if reviewed.against else None,
        "journal": [_entry(entry) for entry in reviewed.journal],
    }


def _preview(shown: Preview, lang: str) -> dict[str, Any]:
    return {
        "procedure": present_procedure(shown.procedure),
        "in_force": shown.in_force,
        "unread": list(shown.unread),
        "read": shown.read,
        "against": shown.against.version if shown.against else None,
        "changed": [_difference(row, lang) for row in shown.changed],
    }


def _difference(row: Difference, lang: str) -> dict[str, Any]:
    return {"path": row.path, "change": row.change, "old": row.old, "new": row.new, "words": row.say(lang)}


def _entry(entry: Record) -> dict[str, Any]:
    remark = (entry.note or {}).get("remark")
    decided: dict[str, Any] = {
        name: entry.data[name] for name in ("in_force_from", "running", "basis") if name in entry.data
    }
    return {
        "at": entry.at,
        "event": entry.type,
        "actor": entry.actor,
        "unit": entry.unit or None,
        "remark": remark,
        **decided,
    }


def _state(state: State) -> dict[str, Any]:
    return {"code": state.value, "name": plain(STATE_WORDS[state])}
