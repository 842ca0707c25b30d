"""The platform with something taken away, each by a patch: one condition, one idempotency item, one order."""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

Patch = pytest.MonkeyPatch


def without(patch: Patch, part: str) -> None:
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


def part(name: str) -> Callable[[Patch], None]:
    return lambda patch: without(patch, name)


def head_when_changed(patch: Patch) -> None:
    """The head's version is not compared."""
    from chalicelib.cloud import journal

    def amend(change: Any, entry: Any, head: Any, actions: Any) -> None:
        kind = type(head)
        change.update("head", head, [kind.version.set(entry.seq), kind.chain.set(entry.hash), *actions])

    patch.setattr(journal, "amend", amend)


def head_when_founded(patch: Patch) -> None:
    """A new head may replace one that is there."""
    from chalicelib.cloud import journal

    def found(change: Any, entry: Any, head: Any) -> None:
        head.version, head.chain = entry.seq, entry.hash
        change.put("head", head)

    patch.setattr(journal, "found", found)


def stored_answer(patch: Patch) -> None:
    """Nobody looks whether the wish was carried out before."""
    from chalicelib.cloud import journal

    patch.setattr(journal, "answer_of", lambda pk, intent: None)


def seen_version(patch: Patch) -> None:
    """Any version that the client has seen will do."""
    from chalicelib.cloud.call import Call

    patch.setattr(Call, "must_match", lambda self, version, since=None: None)


def key_of_the_entry(patch: Patch) -> None:
    """Entries have keys of their own, not their wish's."""
    from chalicelib.cloud import journal

    numbers = itertools.count()
    whole = journal.entry_key
    patch.setattr(journal, "entry_key", lambda intent: f"{whole(intent)}{next(numbers)}")


def key_of_the_draft(patch: Patch) -> None:
    """A draft's id is new each time, not its wish's."""
    fresh_ids(patch, "chalicelib.onestop.dossiers.drafts")


def key_of_the_file(patch: Patch) -> None:
    """A file's id is new each time."""
    fresh_ids(patch, "chalicelib.onestop.dossiers.uploads")


def key_of_the_proposal(patch: Patch) -> None:
    """A proposal's id is new each time."""
    fresh_ids(patch, "chalicelib.onestop.procedures.service")


def fresh_ids(patch: Patch, name: str) -> None:
    module = importlib.import_module(name)
    numbers = itertools.count()
    whole = module.derived_id
    patch.setattr(module, "derived_id", lambda *parts: whole(*parts, str(next(numbers))))


def key_of_the_alarm(patch: Patch) -> None:
    """An alarm that fires again is another wish."""
    schedule = importlib.import_module("chalicelib.onestop.dossiers.schedule")
    numbers = itertools.count()
    whole = schedule.platform_call
    patch.setattr(schedule, "platform_call", lambda at, route, key: whole(at, route, f"{key}{next(numbers)}"))


def counter(patch: Patch) -> None:
    """A number is written over whatever number stands there."""
    from chalicelib.onestop.dossiers.numbering import Counter, Numbering

    def add(self: Numbering, change: Any, number: int) -> None:
        change.put("counter", Counter(pk=self.pk, sk="N", n=number))

    patch.setattr(Numbering, "add", add)


def mark_of_the_outbox(patch: Patch) -> None:
    """An entry is marked as sent whether or not it is unsent."""
    save_or_update(patch, "chalicelib.cloud.journal", "Entry", "update")


def witness(patch: Patch) -> None:
    """The last hash that is told counts, not the first."""
    save_or_update(patch, "chalicelib.commons.audit.store", "Witness", "save")


def line(patch: Patch) -> None:
    """The ledger's line is written over whatever line stands there."""
    save_or_update(patch, "chalicelib.onestop.ledger.store", "LineItem", "save")


def timer(patch: Patch) -> None:
    """Older knowledge may set a timer back."""
    save_or_update(patch, "chalicelib.onestop.dossiers.timers", "Timer", "save")


def run(patch: Patch) -> None:
    """A publication told again begins its run again."""
    save_or_update(patch, "chalicelib.onestop.dossiers.timers", "RunItem", "save")


def left_behind(patch: Patch) -> None:
    """A run is over after a pass that moved nothing, whatever it has left behind."""
    lawchange = importlib.import_module("chalicelib.onestop.dossiers.lawchange")
    whole = lawchange._passed
    patch.setattr(lawchange, "_passed", lambda run: whole(replace(run, left_now=0)))


def save_or_update(patch: Patch, module: str, kind: str, method: str) -> None:
    owner = getattr(importlib.import_module(module), kind)
    whole = getattr(owner, method)

    def bare(self: Any, *args: Any, **facts: Any) -> Any:
        if method == "save":
            return whole(self)
        return whole(self, **{**facts, "condition": None})

    patch.setattr(owner, method, bare)


def first_file(patch: Patch) -> None:
    """A file may be kept over one that was kept before."""
    from chalicelib.cloud import blobs

    whole = blobs.write
    patch.setattr(blobs, "write", lambda *args, only_new=False, **facts: whole(*args, **facts))


def marked_first(patch: Patch) -> None:
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


def cleared_first(patch: Patch) -> None:
    """Quarantine is emptied before the dossier knows the verdict."""
    from chalicelib.commons.files import FileService

    check = FileService.check_arrival

    def checked(self: FileService, key: str) -> Any:
        arrival = check(self, key)
        self.clear_arrival(key)
        return arrival

    patch.setattr(FileService, "check_arrival", checked)


def failure_of_a_message(patch: Patch) -> None:
    """A message that failed counts as handled."""
    from chalicelib.cloud import worker

    patch.setattr(worker, "BatchFailed", nothing_failed)
    patch.setattr(worker, "_handled", lambda record, work, whole=worker._handled: whole(record, work) or True)


def nothing_failed(failed: Any) -> Exception:
    raise AssertionError("nothing fails any more")


def one_transaction(patch: Patch) -> None:
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


def told_deputies(patch: Patch) -> None:
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
