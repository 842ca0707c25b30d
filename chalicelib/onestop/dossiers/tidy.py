"""Tidying up: drafts nobody touched for 30 days are erased, files that were taken out leave the store.

The journal stays whole: it never held what is erased.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib.cloud import journal, log, table
from chalicelib.cloud.call import Call
from chalicelib.cloud.table import Change
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons.files import FileService
from chalicelib.foundation.clock import iso
from chalicelib.foundation.errors import Conflict, Refusal
from chalicelib.onestop.dossiers import items, store
from chalicelib.onestop.dossiers.model import MOVES, Dossier, transition
from chalicelib.onestop.dossiers.moves import Decision, platform_call, write

PAGE = 25


@dataclass(frozen=True)
class Tidy:
    """The use cases of the hourly schedule."""

    files: FileService

    @use_case
    def expire_drafts(self, at: datetime) -> int:
        """Erases what has expired by now; one draft that fails does not stop the others. Returns how many went."""
        return sum(self._try(row["pk"]["S"][2:], at) for row in due_rows(items.EXPIRING, at))

    @use_case
    def erase_removed(self, at: datetime) -> int:
        """Erases files that were taken out of their dossiers; one that fails waits for the next hour.

        Returns how many went.
        """
        keys = ((row["pk"]["S"][2:], row["sk"]["S"][len(items.FILE) :]) for row in due_rows(items.ERASING, at))
        return sum(self._try_erase(dossier_id, file_id) for dossier_id, file_id in keys)

    def _try_erase(self, dossier_id: str, file_id: str) -> int:
        try:
            self.files.erase(dossier_id, file_id)
            store.forget_file(dossier_id, file_id)
            return 1
        except Refusal as refusal:
            log.error("files.not-erased", dossier=dossier_id, file=file_id, code=refusal.code)
            return 0

    def _try(self, dossier_id: str, at: datetime) -> int:
        try:
            self.expire(dossier_id, at)
            return 1
        except Refusal as refusal:
            log.error("drafts.not-expired", dossier=dossier_id, code=refusal.code)
            return 0

    def expire(self, dossier_id: str, at: datetime) -> None:
        """Erases one draft's answers, names and file names, and says so in its journal; its files leave the store
        by `erase_removed`."""
        call = platform_call(at, "drafts.expire", dossier_id)
        journal.once(items.pk_of(dossier_id), call, lambda: self._expire(call, dossier_id))

    def _expire(self, call: Call, dossier_id: str) -> dict[str, Any]:
        before = store.read(dossier_id)
        row = transition("expire", before.status)
        if before.expires_at is None or before.expires_at > call.at:
            raise Conflict("drafts/not-expired", "Bản nháp chưa hết hạn.", "The draft has not expired.")
        after = replace(before, status=MOVES["expire"].to, applicant="", last4="", uploads={}, expires_at=None)
        return write(call, before, Decision(after, parts=lambda change: _erase(change, before, call.at)), row.event)


def _erase(change: Change, draft: Dossier, at: datetime) -> None:
    for file in draft.files:
        change.put("file", items.removed_file_item(draft.id, file, at))
    if draft.answers:
        change.delete("answers", items.answers_item(draft.id, {}))


def due_rows(timer: str, at: datetime) -> Iterator[table.RawItem]:
    """The keys of everything a timer holds that is due by now."""
    position: table.RawItem | None = None
    while True:
        page = table.index_page("due", timer, limit=PAGE, after=position, up_to=iso(at))
        yield from page.rows
        position = page.position
        if position is None:
            return
