"""Mutants: the platform with one condition, one idempotency item or one order less. Each must be found out.

`stories` names the operations in which it is looked for: where the fault is that this very part stands against.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from tests.faults import without
from tests.faults.stories import Scene

Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Mutant:
    """What is taken away, by whom, and the operations whose stories must notice. `at_once`: it shows without
    any fault, because the operation itself is what the part stands against."""

    name: str
    apply: Callable[[Patch], None]
    operations: tuple[str, ...]
    at_once: bool = False


MUTANTS = (
    Mutant("the head's version is not compared", without.head_when_changed, ("receive", "advance")),
    Mutant("a new head may replace another", without.head_when_founded, ("announce",)),
    Mutant("an entry may replace another", without.part("entry"), ("grant",)),
    Mutant("stored answers are not looked for", without.stored_answer, ("submit", "save")),
    Mutant("entries have keys of their own", without.key_of_the_entry, ("grant", "submit")),
    Mutant("the version seen is not compared", without.seen_version, ("receive", "advance")),
    Mutant("drafts have ids of their own", without.key_of_the_draft, ("begin",)),
    Mutant("files have ids of their own", without.key_of_the_file, ("grant",)),
    Mutant("proposals have ids of their own", without.key_of_the_proposal, ("proposal draft",)),
    Mutant("alarms have keys of their own", without.key_of_the_alarm, ("alerts",)),
    Mutant("numbers are not compared", without.counter, ("submit",)),
    Mutant("an entry may be marked as sent twice", without.mark_of_the_outbox, ("outbox_relay",)),
    Mutant("a witness may be replaced", without.witness, ("a forged event",), at_once=True),
    Mutant("a ledger line's version is not compared", without.line, ("ledger_post",)),
    Mutant("a timer's version is not compared", without.timer, ("dossiers_clocks",)),
    Mutant("a run may be begun again", without.run, ("run asked for again",), at_once=True),
    Mutant("a run forgets what it has left behind", without.left_behind, ("run",)),
    Mutant("a login may be replaced", without.part("login"), ("create account",)),
    Mutant("a session may come back", without.part("session"), ("use a session",)),
    Mutant("the present index is not compared", without.part("pointer"), ("proposal publish",)),
    Mutant("a kept file may be replaced", without.first_file, ("files_arrive",)),
    Mutant("the outbox marks before it sends", without.marked_first, ("outbox_relay", "outbox_sweep")),
    Mutant("quarantine is emptied before the verdict", without.cleared_first, ("files_arrive refused",)),
    Mutant("a failed message counts as handled", without.failure_of_a_message, ("files_arrive",)),
    Mutant("the parts of a change are written singly", without.one_transaction, ("submit", "receive")),
    Mutant("deputies are told by the first answer only", without.told_deputies, ("end absence",)),
)


def deaths_of(mutant: Mutant, scene: Scene, patch: Patch) -> list[str]:
    """The first story of a scene that the mutant does not survive. Without faults nobody may notice it, unless it is
    itself what the operation is about."""
    with patch.context() as inner:
        mutant.apply(inner)
        plain = scene.undisturbed()
        assert bool(plain) == mutant.at_once, plain
        if plain:
            return plain
        for fault, at in scene.plan():
            story = scene.tell(fault, at)
            if story.wrong:
                return [str(story), *story.wrong]
    return []


SECOND_DEFENCES: Mapping[str, str] = {
    "version": "a version of a procedure that is there already: the pointer is compared in the same transaction",
    "ended": "the last day of the version before: the same",
    "postponed": "a question to a provider that is put off: it says nothing of the payment, and is asked again anyway",
    "book": "what the simulated provider says once: the attempt's own state lets nothing be settled twice",
    "version of a text": "one that is there already: the head's version is compared in the same transaction",
    "tries": "a try to sign in is counted, and no story is about how many; see tests/commons/identity",
}
"""Parts with conditions that no story finds missing, and why: another one stands before them, or they are no
matter of faults."""
