"""Tidying up: drafts nobody touched for 30 days are erased, files that were taken out leave the store.

The journal stays whole: it never held what is erased.
"""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from chalicelib.cloud import journal, log, table
from chalicelib.cloud.call import Call
from chalicelib.cloud.telemetry import use_case
from chalicelib.cloud.timers import timer_keys_in_turn
from chalicelib.commons.files import FileService
from chalicelib.foundation.clock import iso, parse_iso
from chalicelib.foundation.errors import Conflict, Stale, Unavailable
from chalicelib.foundation.values import frozen
from chalicelib.onestop.dossiers import items, printed, store
from chalicelib.onestop.dossiers.draftrules import erased
from chalicelib.onestop.dossiers.moves import platform_call, write
from chalicelib.onestop.dossiers.transitions import transition

PAGE = 25
LASTS = 25
"""Seconds of one pass over a timer: two passes fit into a function that may take a minute."""


class Tidied(NamedTuple):
    """How many went, and how many could not: those wait for the next hour."""

    done: int
    failed: int


@frozen
class Tidy:
    """The use cases of the hourly schedule."""

    files: FileService

    @use_case
    def expire_drafts(self, at: datetime) -> Tidied:
        """Erases what has expired by now; one draft that fails waits for the next hour and stops no other."""
        return each_due(items.EXPIRING, at, lambda row: self.expire(row["pk"]["S"][2:], at))

    @use_case
    def erase_removed(self, at: datetime) -> Tidied:
        """Erases files that were taken out of their dossiers; one that fails waits for the next hour."""
        return each_due(items.ERASING, at, self._erase_file)

    def _erase_file(self, row: table.RawItem) -> None:
        dossier_id, file_id = row["pk"]["S"][2:], row["sk"]["S"][len(items.FILE) :]
        self.files.erase(dossier_id, file_id)
        self.erase_prints(dossier_id)
        store.forget_file(dossier_id, file_id)

    def erase_prints(self, dossier_id: str) -> None:
        """Removes every PDF drawn for a dossier, after what it was drawn from has gone; the next is drawn anew."""
        for name in printed.names(dossier_id):
            self.files.erase_print(dossier_id, name)
            printed.forget(dossier_id, name)

    def expire(self, dossier_id: str, at: datetime) -> None:
        """Erases one draft's answers, parties, names and file names, and says so in its journal; its files leave the
        store by `erase_removed`."""
        call = platform_call(at, "drafts.expire", dossier_id)
        journal.once(items.pk_of(dossier_id), call, lambda: self._expire(call, dossier_id))

    def _expire(self, call: Call, dossier_id: str) -> dict[str, Any]:
        before = store.read(dossier_id)
        row = transition("expire", before.status)
        if before.expires_at is None or before.expires_at > call.at:
            raise Conflict("drafts/not-expired", "Bản nháp chưa hết hạn.", "The draft has not expired.")
        return write(call, before, erased(before, call.at), row.event)


def each_due(
    timer: str, at: datetime, work: Callable[[table.RawItem], None], patience: timedelta | None = None
) -> Tidied:
    """Does the work for everything a timer holds that is due by now, whatever happens to single ones.

    What has changed meanwhile is left for the next time; after `patience` that counts as failed. Each pass begins with
    another partition and begins with nothing after LASTS, so that what fails slowly holds up no other for ever; the
    first that it leaves there counts as failed, too, when it is beyond `patience`.
    """
    done = failed = 0
    until = time.monotonic() + LASTS
    for partition in timer_keys_in_turn(timer, at):
        try:
            for row in _due_rows(partition, at):
                overdue = patience is not None and parse_iso(row["ds"]["S"]) < at - patience
                if time.monotonic() >= until:
                    log.info("tidy.out-of-time", timer=timer)
                    return Tidied(done, failed + overdue)
                tried = _tried(timer, row, work, overdue)
                done, failed = done + tried.done, failed + tried.failed
        except Unavailable:
            log.error("tidy.not-read", partition=partition)
            failed += 1
    return Tidied(done, failed)


def _tried(timer: str, row: table.RawItem, work: Callable[[table.RawItem], None], overdue: bool) -> Tidied:
    try:
        work(row)
    except (Conflict, Stale) as refusal:
        log.info("tidy.changed-meanwhile", timer=timer, aggregate=row["pk"]["S"], code=refusal.code)
        return Tidied(0, int(overdue))
    except Exception:  # noqa: BLE001 - one that cannot be read or erased must not stop the others
        log.error("tidy.failed", timer=timer, aggregate=row["pk"]["S"], item=row["sk"]["S"], exc_info=True)
        return Tidied(0, 1)
    return Tidied(1, 0)


def _due_rows(partition: str, at: datetime) -> Iterator[table.RawItem]:
    """The keys of what one partition of a timer holds that is due by now."""
    position: table.RawItem | None = None
    while True:
        page = table.index_page("due", partition, limit=PAGE, after=position, up_to=iso(at))
        yield from page.rows
        position = page.position
        if position is None:
            return
