"""How a dossier changes: read, decide, and write the change with its journal entry in one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from datetime import datetime
from typing import Any

from chalicelib.cloud import journal
from chalicelib.cloud.call import Call, Caller, Intent
from chalicelib.cloud.journal import Event
from chalicelib.cloud.table import Change
from chalicelib.commons import identity
from chalicelib.foundation.clock import iso
from chalicelib.foundation.errors import FieldError, Forbidden, Invalid, Missing
from chalicelib.foundation.values import frozen
from chalicelib.onestop.dossiers import heads, items, store
from chalicelib.onestop.dossiers.consultation import unneeded
from chalicelib.onestop.dossiers.consultation_items import keep
from chalicelib.onestop.dossiers.holding import BY_ROLE, STEP_MOVES, in_hand, step_of
from chalicelib.onestop.dossiers.model import Dossier, Status
from chalicelib.onestop.dossiers.transitions import MOVES, OPEN, Transition, transition
from chalicelib.onestop.procedures import catalogue

WORDS_LONGEST = 2000
PLATFORM = Caller(account="platform", name="motcua", roles=frozenset({"platform"}))


@frozen
class Decision:
    """What a move decides: the dossier after it, facts for the journal, further parts of the transaction, and what
    the answer tells besides the usual."""

    after: Dossier
    facts: Mapping[str, Any] = field(default_factory=dict)
    note: Mapping[str, Any] | None = None
    parts: Callable[[Change], None] = lambda change: None
    told: Mapping[str, Any] = field(default_factory=dict)


Decide = Callable[[Dossier], Decision]


def platform_call(at: datetime, route: str, key: str) -> Call:
    """A call that the platform makes by itself: a worker, the schedule."""
    return Call(PLATFORM, at, intent=Intent("platform", route, key, key))


Named = str | Callable[[Dossier], str]
"""A move of the table, or which of two it is for the dossier as it stands."""


def move_dossier(call: Call, dossier_id: str, move: Named, decide: Decide) -> dict[str, Any]:
    """A move of the table: allowed by the policy, legal in this status, based on the version the caller saw."""

    def attempt() -> dict[str, Any]:
        before = store.read(dossier_id)
        named = move if isinstance(move, str) else move(before)
        row = transition_for(call.caller, before, named)
        call.must_match(before.version, before.mark)
        must_be_in_hand(call, before, named)
        decision = decide(before)
        after = arrive(decision.after, row.to, call.at)
        acting = replace(call, caller=in_whose_name(call, before, named))
        return write(acting, before, replace(decision, after=after), row.event)

    return journal.once(items.pk_of(dossier_id), call, attempt)


def transition_for(caller: Caller, dossier: Dossier, move: str) -> Transition:
    """The move's row, once the policy lets this caller make it on this dossier."""
    must_let(caller, MOVES[move].action, dossier)
    return transition(move, dossier.status)


def must_let(caller: Caller, action: str, dossier: Dossier) -> None:
    """Passes when the policy lets this caller do this to this dossier.

    Nobody but who keeps it knows of a draft. Whoever may not know of a dossier gets the very answer of one that does
    not exist.
    """
    if dossier.status in (Status.DRAFT, Status.EXPIRED) and not keeps(caller, dossier):
        raise items.missing()
    try:
        identity.require(caller, action, owner=dossier.owner, unit=dossier.unit)
    except Missing:
        raise items.missing() from None


def keeps(caller: Caller, dossier: Dossier) -> bool:
    """Whether the caller acts for the applicant: by their own account, or at the desk that keeps the dossier."""
    return identity.keeps(caller, dossier.owner)


def in_person(caller: Caller, dossier: Dossier) -> bool:
    """Whether the caller's own account keeps the dossier; everybody else's look is put on record."""
    return identity.is_owner(caller, dossier.owner)


def as_applicant(caller: Caller, dossier: Dossier) -> bool:
    """Whether the caller sees of the dossier what its applicant sees: keeps it, and is not of the competent agency."""
    return keeps(caller, dossier) and not identity.is_of_unit(caller, dossier.unit)


def must_be_in_hand(call: Call, dossier: Dossier, move: str) -> None:
    """Refuses to move a step that is assigned to somebody else, whose deputy the caller is not."""
    if in_hand(call.caller, dossier, move):
        return
    name = officer_name(dossier.assignee, call)
    raise Forbidden(
        "dossiers/assigned-to-another",
        f"Bước này đã giao cho {name}. Lãnh đạo có thể giao lại cho bạn.",
        f"This step is assigned to {name}. The leader can assign it to you.",
    )


def officer_name(account: str, call: Call) -> str:
    """What an officer is called; the account when nobody knows."""
    return identity.names([account], call.at).get(account, account)


def in_whose_name(call: Call, dossier: Dossier, move: str) -> Caller:
    """The caller as the journal is to name them: for an absent officer's deputy, with that officer where the move is
    possible only by their right, or where the step is assigned to them."""
    caller = call.caller
    if not caller.lent:
        return caller
    if dossier.assignee and move in STEP_MOVES and caller.account != dossier.assignee:
        return replace(caller, on_behalf=dossier.assignee)
    procedure = catalogue().version(dossier.procedure, dossier.procedure_version)
    role = step_of(procedure, dossier).role if move in BY_ROLE else ""
    return by_whose_right(caller, dossier, MOVES[move].action, role)


def by_whose_right(caller: Caller, dossier: Dossier, action: str, role: str = "") -> Caller:
    """The caller, with the absent officer by whose right alone they may do this to the dossier, if there is one."""
    absent = identity.on_behalf(caller, action, owner=dossier.owner, unit=dossier.unit, role=role)
    return replace(caller, on_behalf=absent or caller.on_behalf) if caller.lent else caller


def must_be_short(words: Mapping[str, str]) -> None:
    """Refuses words that are longer than a slip can carry."""
    long = [name for name, text in words.items() if len(text) > WORDS_LONGEST]
    if long:
        raise Invalid(
            "dossiers/words-too-long",
            f"Nội dung dài tối đa {WORDS_LONGEST} ký tự.",
            f"At most {WORDS_LONGEST} characters.",
            [FieldError(name, "schema/maxLength", "Nội dung quá dài.", "The text is too long.") for name in long],
        )


def arrive(dossier: Dossier, status: Status | None, at: datetime) -> Dossier:
    """The dossier in its new status, with a line in the public timeline when the status is another one. None: stays."""
    if status is None:
        return dossier
    if dossier.timeline and dossier.timeline[-1][0] is status:
        return replace(dossier, status=status)
    return replace(dossier, status=status, timeline=(*dossier.timeline, (status, at)))


def write(call: Call, before: Dossier, decision: Decision, event: str) -> dict[str, Any]:
    """One transaction: head, journal entry, further parts. Returns the answer that the entry stores.

    Agencies that were consulted are asked no more once the dossier is concluded.
    """
    person = call.caller.account != PLATFORM.account
    after = replace(decision.after, mark=before.version + 1 if person else before.mark)
    answer = {**answer_for(after, before.version + 1), **decision.told}
    facts = {
        "from": int(before.status),
        "to": int(after.status),
        "unit": after.unit,
        "procedure": after.procedure,
        **decision.facts,
    }
    if after.code:
        facts["code"] = after.code
    old, new = heads.head_of(before), heads.head_of(after)
    change, entry = journal.open_change(old, call, Event(event, facts, decision.note), answer)
    journal.amend(change, entry, old, items.differences(old, new))
    decision.parts(change)
    if after.status not in OPEN:
        keep(change, after, unneeded(before.consultations))
    change.commit()
    return answer


def answer_for(dossier: Dossier, version: int) -> dict[str, Any]:
    """The small answer of every change; whoever needs more reads the dossier."""
    answer: dict[str, Any] = {"id": dossier.id, "version": version, "status": int(dossier.status)}
    if dossier.code:
        answer["code"] = dossier.code
    if dossier.status is Status.SUBMITTED and dossier.receive_by is not None:
        answer["receive_by"] = iso(dossier.receive_by)
    return answer
