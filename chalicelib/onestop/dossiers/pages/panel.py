"""The moves of an officer's page: which stands first, in which order the others follow, and what their forms offer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from chalicelib.cloud.journal import Record
from chalicelib.cloud.page import Typed, Visit
from chalicelib.commons import identity
from chalicelib.commons.agencies import directory
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.text import name_key
from chalicelib.onestop.dossiers import Dossier, Status
from chalicelib.onestop.dossiers.holding import step_of
from chalicelib.onestop.dossiers.model import WAYS
from chalicelib.onestop.dossiers.pages.board import procedure_of
from chalicelib.onestop.dossiers.pages.telling import MOVE_WORDS, WAY_WORDS
from chalicelib.onestop.dossiers.phrases import OF_PARTS, phrases_for, with_phrases
from chalicelib.onestop.dossiers.slips.source import UNITS_OF_TIME
from chalicelib.onestop.dossiers.timing import extendable_until
from chalicelib.onestop.procedures import Procedure, catalogue

ORDER = (
    *("receive", "propose_approval", "attach_result", "advance", "return_result", "confirm_delivery", "resume"),
    *("take_payment", "request_supplement", "propose_refusal", "reject", "propose_supplement", "refuse", "send_back"),
    *("require_payment", "cancel_payment", "take", "extend", "stop", "correct_result", "reopen", "assign"),
)
"""Moves by how likely they are where several can be made; what ends, stops or undoes something stands last."""


LETTERS = frozenset(
    {
        *("request_supplement", "refuse", "reject", "extend", "stop", "resume", "require_payment"),
        *("cancel_payment", "correct_result", "reopen"),
    }
)
"""The moves that write to the applicant: nothing goes out that its writer has not seen as it will be read."""
SHOWN = frozenset(
    {
        *("receive", "advance", "propose_approval", "propose_refusal", "propose_supplement", "send_back"),
        *("attach_result", "return_result"),
    }
)
"""Everyday moves, which can be looked at first as well."""


def panel_facts(
    dossier: Dossier, journal: Sequence[Record], moves: Sequence[str], visit: Visit, tried: str
) -> Mapping[str, Any]:
    """What the forms of the moves need. `tried` is the move that could not be made: its form stands open as typed."""
    first, others = arranged(dossier, moves)
    procedure = procedure_of(dossier)
    return {
        "moves": list(moves),
        "first": first,
        "others": others,
        "move_words": MOVE_WORDS,
        "tried": tried,
        "written": visit.typed,
        "lost_words": _lost(visit, moves, tried),
        "asked_for": _asked_for(dossier, journal, visit, tried),
        "next": procedure.after(dossier.step) if dossier.step else None,
        "earlier": _earlier(procedure, dossier),
        "time_unit": UNITS_OF_TIME[procedure.processing.unit],
        "extend_until": extendable_until(dossier, procedure) if "extend" in moves else None,
        "ways": [(way, WAY_WORDS[way]) for way in WAYS],
        "people": _people(dossier, procedure, visit) if "assign" in moves else [],
        "letters": LETTERS,
        "previewed": LETTERS | SHOWN,
        "phrases": {
            move: {part: phrases_for(procedure, move, part) for one, part in OF_PARTS if one == move} for move in moves
        },
    }


def with_chosen_phrases(visit: Visit, move: str) -> Visit:
    """The visit as if the phrases that were ticked had been typed: so a form is filled in without a script."""
    if not any(name.startswith("phrase.") for name in visit.typed.values):
        return visit
    procedure = visit.typed.get("procedure")
    versions = catalogue().versions(procedure) if procedure else ()
    values = dict(visit.typed.values)
    for one, part in OF_PARTS:
        chosen = visit.typed.all(f"phrase.{part}")
        if one == move and chosen and versions:
            known = phrases_for(versions[-1], move, part)
            values[part] = (with_phrases(visit.typed.get(part), chosen, known, visit.lang),)
    return replace(visit, typed=Typed({name: sent for name, sent in values.items() if not name.startswith("phrase.")}))


def arranged(dossier: Dossier, moves: Sequence[str]) -> tuple[str, list[str]]:
    """The move that is most likely to come next, empty when none can be made, and the others in their order."""
    ordered = sorted((one for one in moves if one in ORDER), key=ORDER.index)
    wished = _wished(dossier)
    first = next((one for one in wished if one in ordered), ordered[0] if ordered else "")
    if first in ("assign", "extend", "stop", "correct_result", "reopen"):
        first = ""
    return first, [one for one in ordered if one != first]


def _wished(dossier: Dossier) -> list[str]:
    """What the dossier itself asks for, before the usual order."""
    wished = []
    if dossier.payment.state == "due" and dossier.status in (Status.PAYMENT_REQUIRED, Status.RESULT_READY):
        wished.append("take_payment")
    if dossier.proposal == "supplement":
        wished.append("request_supplement")
    if dossier.proposal == "refusal":
        wished.append("reject")
    return wished


def _lost(visit: Visit, moves: Sequence[str], tried: str) -> list[str]:
    """What was typed for a move that cannot be made any more: nobody types it twice."""
    if not tried or tried in moves:
        return []
    texts = [value for name, value in visit.typed.kept() if name in ("reason", "remedy", "remark", "message")]
    reasons = {**visit.typed.under("paper."), **visit.typed.under("field.")}
    return [text for text in (*texts, *reasons.values()) if text.strip()]


def _asked_for(dossier: Dossier, journal: Sequence[Record], visit: Visit, tried: str) -> Mapping[str, Any]:
    """What the form of a supplement request begins with: what the specialist proposes, until something is typed."""
    empty: dict[str, Any] = {"papers": {}, "fields": {}, "remark": ""}
    entry = next((one for one in reversed(journal) if one.type == "dossier.proposed"), None)
    if dossier.proposal != "supplement" or entry is None or entry.note is None or tried == "request_supplement":
        return empty
    return {**empty, **entry.note}


def _earlier(procedure: Procedure, dossier: Dossier) -> list[Any]:
    """The steps a dossier can be sent back to, the nearest first."""
    if not dossier.step:
        return []
    return list(reversed(procedure.steps[: procedure.steps.index(procedure.step(dossier.step))]))


def _people(dossier: Dossier, procedure: Procedure, visit: Visit) -> list[tuple[str, str]]:
    """The officers who hold the present step's role today, as staff lists are sorted."""
    role = step_of(procedure, dossier).role
    accounts = directory().officers(dossier.unit, role, vietnam_day(visit.call.at))
    names = identity.names(accounts, visit.call.at)
    return sorted(((one, names.get(one, one)) for one in accounts), key=lambda one: name_key(one[1]))
