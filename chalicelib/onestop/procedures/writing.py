"""One change of a proposal: the transaction, its event and answer, and what a text must be to be kept."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from chalicelib.cloud import journal
from chalicelib.cloud.call import Call
from chalicelib.cloud.journal import Event
from chalicelib.cloud.table import Change
from chalicelib.foundation.errors import FieldError, Invalid
from chalicelib.foundation.ids import digest
from chalicelib.onestop.procedures import store
from chalicelib.onestop.procedures.examining import Fault
from chalicelib.onestop.procedures.faultwords import say_fault
from chalicelib.onestop.procedures.lifecycle import (
    BASIS_LONGEST,
    TEXT_BYTES,
    Move,
    Proposal,
    Publication,
)
from chalicelib.onestop.procedures.lines import NotJson, read_located

_CODE = r"[0-9]\.[0-9]{6}"
_NUMBERS = range(1, 10_000)
NAME_LONGEST = 300


def write(
    call: Call,
    before: Proposal,
    after: Proposal,
    event: Event,
    parts: Callable[[Change], None] = lambda change: None,
) -> dict[str, Any]:
    """One transaction: head, journal entry, the text when it is another one, further parts."""
    answer = answer_for(after, before.version + 1)
    head, actions = store.changes(before, after)
    change, entry = journal.open_change(head, call, event, answer)
    journal.amend(change, entry, head, actions)
    if after.text != before.text:
        change.put("text", store.text_item(after))
    parts(change)
    change.commit()
    return answer


def answer_for(proposal: Proposal, version: int) -> dict[str, Any]:
    """What a change answers."""
    return {"id": proposal.id, "version": version, "state": proposal.state.value}


def event_of(
    move: Move, before: Proposal, after: Proposal, remark: str, publication: Publication | None = None
) -> Event:
    """The event of a move; a publication tells from which day, and what happens to running dossiers by which law."""
    told = {"from": before.state.value, "to": move.to.value, **facts_of(after)}
    if publication is not None:
        told["in_force_from"] = json.loads(after.text)["in_force"]["from"]
        told["running"] = publication.running
        told["basis"] = publication.basis
    return Event(move.event, told, {"remark": remark} if remark else None)


def facts_of(proposal: Proposal) -> dict[str, Any]:
    """What every event of a proposal tells."""
    return {
        "procedure": proposal.code,
        "number": proposal.number,
        "unit": proposal.unit,
        "text": digest(proposal.text),
    }


def with_text(proposal: Proposal, text: str) -> Proposal:
    """The proposal with a text, and what can be read from it: code, number and name, `-` where it cannot."""
    try:
        raw = read_located(text).value
    except NotJson:
        raw = None
    code, number, name = (_inside(raw, *path) for path in (("code", "value"), ("version",), ("name", "vi")))
    return replace(
        proposal,
        text=text,
        code=code if isinstance(code, str) and re.fullmatch(_CODE, code) else "-",
        number=number if type(number) is int and number in _NUMBERS else 0,
        name=name[:NAME_LONGEST] if isinstance(name, str) and name.strip() else "-",
    )


def _inside(raw: Any, *path: str) -> Any:
    for step in path:
        raw = raw.get(step) if isinstance(raw, Mapping) else None
    return raw


def field_error(fault: Fault) -> FieldError:
    """A fault with its line, for the answer of a door."""
    vi, en = (f"{fault.line}: {say_fault(fault.words, lang)}" for lang in ("vi", "en"))
    return FieldError(fault.place or "definition", "procedures/fault", f"Dòng {vi}", f"Line {en}")


def must_fit(text: str) -> None:
    """Invalid when a definition is longer than any needs to be."""
    if len(text.encode()) > TEXT_BYTES:
        raise Invalid("procedures/too-long", "Định nghĩa quá dài.", "The definition is too long.")


def must_say_why(move: Move, remark: str) -> None:
    """Invalid when a move that needs a reason has none."""
    if move.remark and not remark:
        raise _lacking("remark", "procedures/remark-missing", "Hãy ghi lý do.", "Say why.")


def must_name_basis(publication: Publication) -> None:
    """Invalid when running dossiers are taken along by no law."""
    if len(publication.basis) > BASIS_LONGEST:
        vi, en = f"Căn cứ tối đa {BASIS_LONGEST} ký tự.", f"The basis has at most {BASIS_LONGEST} characters."
        raise _lacking("basis", "procedures/basis-too-long", vi, en)
    if publication.running == "take_along" and not publication.basis:
        raise _lacking(
            "basis",
            "procedures/basis-missing",
            "Hãy ghi căn cứ để áp dụng phiên bản mới cho hồ sơ đang giải quyết.",
            "Name the legal basis for taking running dossiers along.",
        )


def _lacking(field: str, code: str, vi: str, en: str) -> Invalid:
    return Invalid(code, vi, en, [FieldError(field, code, vi, en)])
