"""Mutants: the platform with one condition, one idempotency item or one order less. Each must be found out.

`stories` names the operations in which it is looked for: where the fault is that this very part stands against.
"""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

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


def _without(patch: Patch, part: str) -> None:
    """Parts of this name lose their condition in every transaction."""
    from chalicelib.cloud import table

    whole = table.Change._write

    def write(self: table.Change) -> None:
        kept = self.parts
        self.parts = [replace(one, condition=None) if one.name == part else one for one in kept]
        try:
            whole(self)
        finally:
            self.parts = kept

    patch.setattr(table.Change, "_write", write)


def _part(name: str) -> Callable[[Patch], None]:
    return lambda patch: _without(patch, name)


def _head_when_changed(patch: Patch) -> None:
    """The head's version is not compared."""
    from chalicelib.cloud import journal

    def amend(change: Any, entry: Any, head: Any, actions: Any) -> None:
        kind = type(head)
        change.update("head", head, [kind.version.set(entry.seq), kind.chain.set(entry.hash), *actions])

    patch.setattr(journal, "amend", amend)


def _head_when_founded(patch: Patch) -> None:
    """A new head may replace one that is there."""
    from chalicelib.cloud import journal

    def found(change: Any, entry: Any, head: Any) -> None:
        head.version, head.chain = entry.seq, entry.hash
        change.put("head", head)

    patch.setattr(journal, "found", found)


def _stored_answer(patch: Patch) -> None:
    """Nobody looks whether the wish was carried out before."""
    from chalicelib.cloud import journal

    patch.setattr(journal, "answer_of", lambda pk, intent: None)


def _seen_version(patch: Patch) -> None:
    """Any version that the client has seen will do."""
    from chalicelib.cloud.call import Call

    patch.setattr(Call, "must_match", lambda self, version, since=None: None)


def _key_of_the_entry(patch: Patch) -> None:
    """Entries have keys of their own, not their wish's."""
    from chalicelib.cloud import journal

    numbers = itertools.count()
    whole = journal.entry_key
    patch.setattr(journal, "entry_key", lambda intent: f"{whole(intent)}{next(numbers)}")


def _key_of_the_draft(patch: Patch) -> None:
    """A draft's id is new each time, not its wish's."""
    _fresh_ids(patch, "chalicelib.onestop.dossiers.drafts")


def _key_of_the_file(patch: Patch) -> None:
    """A file's id is new each time."""
    _fresh_ids(patch, "chalicelib.onestop.dossiers.uploads")


def _key_of_the_proposal(patch: Patch) -> None:
    """A proposal's id is new each time."""
    _fresh_ids(patch, "chalicelib.onestop.procedures.service")


def _fresh_ids(patch: Patch, name: str) -> None:
    module = importlib.import_module(name)
    numbers = itertools.count()
    whole = module.derived_id
    patch.setattr(module, "derived_id", lambda *parts: whole(*parts, str(next(numbers))))


def _key_of_the_alarm(patch: Patch) -> None:
    """An alarm that fires again is another wish."""
    schedule = importlib.import_module("chalicelib.onestop.dossiers.schedule")
    numbers = itertools.count()
    whole = schedule.platform_call
    patch.setattr(schedule, "platform_call", lambda at, route, key: whole(at, route, f"{key}{next(numbers)}"))


def _counter(patch: Patch) -> None:
    """A number is written over whatever number stands there."""
    from chalicelib.onestop.dossiers.numbering import Counter, Numbering

    def add(self: Numbering, change: Any, number: int) -> None:
        change.put("counter", Counter(pk=self.pk, sk="N", n=number))

    patch.setattr(Numbering, "add", add)


def _mark_of_the_outbox(patch: Patch) -> None:
    """An entry is marked as sent whether or not it is unsent."""
    _save_or_update(patch, "chalicelib.cloud.journal", "Entry", "update")


def _witness(patch: Patch) -> None:
    """The last hash that is told counts, not the first."""
    _save_or_update(patch, "chalicelib.commons.audit.store", "Witness", "save")


def _line(patch: Patch) -> None:
    """The ledger's line is written over whatever line stands there."""
    _save_or_update(patch, "chalicelib.onestop.ledger.store", "LineItem", "save")


def _timer(patch: Patch) -> None:
    """Older knowledge may set a timer back."""
    _save_or_update(patch, "chalicelib.onestop.dossiers.timers", "Timer", "save")


def _run(patch: Patch) -> None:
    """A publication told again begins its run again."""
    _save_or_update(patch, "chalicelib.onestop.dossiers.timers", "RunItem", "save")


def _save_or_update(patch: Patch, module: str, kind: str, method: str) -> None:
    owner = getattr(importlib.import_module(module), kind)
    whole = getattr(owner, method)

    def bare(self: Any, *args: Any, **facts: Any) -> Any:
        if method == "save":
            return whole(self)
        return whole(self, **{**facts, "condition": None})

    patch.setattr(owner, method, bare)


def _first_file(patch: Patch) -> None:
    """A file may be kept over one that was kept before."""
    from chalicelib.cloud import blobs

    whole = blobs.write
    patch.setattr(blobs, "write", lambda *args, only_new=False, **facts: whole(*args, **facts))


def _marked_first(patch: Patch) -> None:
    """The outbox marks an entry before it sends it."""
    from chalicelib.cloud import journal, outbox

    publish, mark = outbox.relay, outbox._mark

    def relay(row: Any) -> None:
        entry = journal.record(row)
        if entry.raw.get("dk"):
            mark(entry)
            with Patch.context() as inner:
                inner.setattr(outbox, "_mark", lambda entry: None)
                publish(row)

    patch.setattr(outbox, "relay", relay)


def _cleared_first(patch: Patch) -> None:
    """Quarantine is emptied before the dossier knows the verdict."""
    from chalicelib.commons.files import FileService

    check = FileService.check_arrival

    def checked(self: FileService, key: str) -> Any:
        arrival = check(self, key)
        self.clear_arrival(key)
        return arrival

    patch.setattr(FileService, "check_arrival", checked)


def _failure_of_a_message(patch: Patch) -> None:
    """A message that failed counts as handled."""
    from chalicelib.cloud import worker

    patch.setattr(worker, "BatchFailed", _nothing_failed)
    patch.setattr(worker, "_handled", lambda record, work, whole=worker._handled: whole(record, work) or True)


def _nothing_failed(failed: Any) -> Exception:
    raise AssertionError("nothing fails any more")


def _one_transaction(patch: Patch) -> None:
    """The parts of a change are written one after the other."""
    from chalicelib.cloud import table

    whole = table.Change._write

    def write(self: table.Change) -> None:
        kept = self.parts
        try:
            for part in kept:
                self.parts = [part]
                whole(self)
        finally:
            self.parts = kept

    patch.setattr(table.Change, "_write", write)


def _told_deputies(patch: Patch) -> None:
    """A deputy's sessions are told of an absence by the first answer only."""
    from chalicelib.cloud import journal
    from chalicelib.commons.identity.absences import Absences

    whole, once = Absences._told, journal.once
    repeated: list[bool] = []

    def noted(pk: str, call: Any, attempt: Any) -> Any:
        repeated[:] = [True]

        def first() -> Any:
            answer = attempt()
            repeated[:] = [False]
            return answer

        return once(pk, call, first)

    patch.setattr(journal, "once", noted)
    patch.setattr(
        Absences, "_told", lambda self, answer, today: answer if repeated == [True] else whole(self, answer, today)
    )


MUTANTS = (
    Mutant("the head's version is not compared", _head_when_changed, ("receive", "advance")),
    Mutant("a new head may replace another", _head_when_founded, ("announce",)),
    Mutant("an entry may replace another", _part("entry"), ("grant",)),
    Mutant("stored answers are not looked for", _stored_answer, ("submit", "save")),
    Mutant("entries have keys of their own", _key_of_the_entry, ("grant", "submit")),
    Mutant("the version seen is not compared", _seen_version, ("receive", "advance")),
    Mutant("drafts have ids of their own", _key_of_the_draft, ("begin",)),
    Mutant("files have ids of their own", _key_of_the_file, ("grant",)),
    Mutant("proposals have ids of their own", _key_of_the_proposal, ("proposal draft",)),
    Mutant("alarms have keys of their own", _key_of_the_alarm, ("alerts",)),
    Mutant("numbers are not compared", _counter, ("submit",)),
    Mutant("an entry may be marked as sent twice", _mark_of_the_outbox, ("outbox_relay",)),
    Mutant("a witness may be replaced", _witness, ("a forged event",), at_once=True),
    Mutant("a ledger line's version is not compared", _line, ("ledger_post",)),
    Mutant("a timer's version is not compared", _timer, ("dossiers_clocks",)),
    Mutant("a run may be begun again", _run, ("run asked for again",), at_once=True),
    Mutant("a login may be replaced", _part("login"), ("create account",)),
    Mutant("a session may come back", _part("session"), ("use a session",)),
    Mutant("the present index is not compared", _part("pointer"), ("proposal publish",)),
    Mutant("a kept file may be replaced", _first_file, ("files_arrive",)),
    Mutant("the outbox marks before it sends", _marked_first, ("outbox_relay", "outbox_sweep")),
    Mutant("quarantine is emptied before the verdict", _cleared_first, ("files_arrive refused",)),
    Mutant("a failed message counts as handled", _failure_of_a_message, ("files_arrive",)),
    Mutant("the parts of a change are written singly", _one_transaction, ("submit", "receive")),
    Mutant("deputies are told by the first answer only", _told_deputies, ("end absence",)),
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
    "tries": "a try to sign in is counted, and no story is about how many; see tests/commons/identity",
}
"""Parts with conditions that no story finds missing, and why: another one stands before them, or they are no
matter of faults."""
