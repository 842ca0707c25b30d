"""A new version of a procedure that takes running dossiers along: a run over the agencies' queues, one by one.

Usually a dossier keeps the version of its reception date. Where a publication says `take_along`, with its legal basis,
every dossier received before goes on under the new version from its first day: its time is counted again from its
reception by the new rules. A run is an item with a cursor; it goes on where it stopped, and passes over the queues
again until nothing is left to move: what could not be moved, or was changed by somebody at that moment, is left to it.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from chalicelib.cloud import journal, log, table
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons.agencies import Directory
from chalicelib.foundation.clock import parse_iso, start_of_day
from chalicelib.foundation.errors import Conflict, Stale
from chalicelib.foundation.values import frozen
from chalicelib.onestop.dossiers import items, rows, store, timers
from chalicelib.onestop.dossiers.model import QUEUED, WAITING, Dossier, Status
from chalicelib.onestop.dossiers.moves import Decision, platform_call, write
from chalicelib.onestop.dossiers.tidy import Tidied, each_due
from chalicelib.onestop.dossiers.timers import RUN, Run
from chalicelib.onestop.dossiers.timing import clock_of, due_fact, silence_of, timed
from chalicelib.onestop.dossiers.transitions import MOVES, transition
from chalicelib.onestop.procedures import Catalogue, Procedure

PUBLISHED = "vn.motcua.procedure.published"
A_PAGE = 25
PAGES_A_ROUND = 8
PASSES = 5
UNTIL_KNOWN = timedelta(minutes=2)
"""By then every process has read the new catalogue."""
MOVABLE = (QUEUED | WAITING) - {Status.SUBMITTED, Status.RESULT_READY}


class NotMoved(RuntimeError):
    """Some dossiers of a page could not be moved; the run goes on behind them and comes again, and the alarm rings."""


class Became(Enum):
    """What became of a dossier that a run came to."""

    MOVED = "under the new version"
    SETTLED = "stays as it is for good"
    CHANGED = "changed by somebody at that moment: the next pass comes to it again"
    FAILED = "could not be moved: the next pass comes to it again"


@frozen
class LawChange:
    """The use cases of a run. All are for the platform."""

    catalogue: Catalogue
    directory: Directory

    @use_case
    def follow(self, event: Mapping[str, Any]) -> None:
        """Begins a run when a publication says so, due on the version's first day; a repetition changes nothing."""
        data = event["data"]
        if event["type"] == PUBLISHED and data.get("running") == "take_along":
            first = start_of_day(date.fromisoformat(data["in_force_from"]))
            known = parse_iso(event["time"]) + UNTIL_KNOWN
            timers.begin_run(data["procedure"], int(data["number"]), data["basis"], max(first, known))

    @use_case
    def run(self, at: datetime) -> Tidied:
        """Goes on with every run that is due, some pages of each."""
        return each_due(RUN, at, lambda row: self._go_on(timers.run_of(row["pk"]["S"]), at))

    def _go_on(self, run: Run | None, at: datetime) -> None:
        for _ in range(PAGES_A_ROUND):
            if run is None or run.over:
                return
            run, failed = self._page(run, at)
            timers.keep_run(run)
            if failed:
                raise NotMoved(f"{failed} dossiers could not be moved; see lawchange.failed")

    def _page(self, run: Run, at: datetime) -> tuple[Run, int]:
        """One page of one queue moved: the run with its cursor further on, and how many dossiers failed."""
        queues = self._queues()
        queue = queues[min(run.queue, len(queues) - 1)]
        page = table.index_page("work", queue, limit=A_PAGE, after=json.loads(run.position or "null"))
        became = Counter(self._take(run, row["pk"]["S"][2:], at) for row in page.rows if self._concerns(run, row))
        moved, failed = became[Became.MOVED], became[Became.FAILED]
        left = run.left_now + failed + became[Became.CHANGED]
        counted = replace(run, moved=run.moved + moved, moved_now=run.moved_now + moved, left_now=left)
        if page.position is not None:
            return replace(counted, position=json.dumps(page.position)), failed
        if run.queue + 1 < len(queues):
            return replace(counted, queue=run.queue + 1, position=""), failed
        return _passed(counted), failed

    def _queues(self) -> list[str]:
        return [f"W#{unit.id}{tail}" for unit in self.directory.units() for tail in ("", "#wait")]

    def _concerns(self, run: Run, row: table.RawItem) -> bool:
        line = rows.queue_line(row["pk"]["S"][2:], row["row"]["S"], row["ws"]["S"])
        return line.procedure == run.procedure and line.status in MOVABLE

    def _take(self, run: Run, dossier_id: str, at: datetime) -> Became:
        """Brings this dossier under the new version; one that cannot be stops no other."""
        procedure = self.catalogue.version(run.procedure, run.version)
        call = platform_call(at, "dossiers.take_along", f"{run.procedure}@{run.version}")
        taken: list[bool] = []

        def attempt() -> dict[str, Any]:
            before = store.read(dossier_id)
            transition("take_along", before.status)
            given = self.catalogue.version(before.procedure, before.procedure_version)
            decision = taken_along(before, given, procedure, run.basis, at)
            answer = write(call, before, decision, MOVES["take_along"].event)
            taken.append(True)
            return answer

        try:
            journal.once(items.pk_of(dossier_id), call, attempt)
        except Conflict as refusal:
            log.info("lawchange.left", aggregate=dossier_id, code=refusal.code)
        except Stale:
            return Became.CHANGED
        except Exception:  # noqa: BLE001 - one that cannot be moved must not keep the others under the old law
            log.error("lawchange.failed", aggregate=dossier_id, exc_info=True)
            return Became.FAILED
        return Became.MOVED if taken else Became.SETTLED


def _passed(run: Run) -> Run:
    """The run after a pass over all queues: over when there was nothing to move and nothing is left to try again."""
    done = run.moved_now == 0 or run.passes + 1 >= PASSES
    over = done and run.left_now == 0
    return replace(run, queue=0, position="", passes=run.passes + 1, moved_now=0, left_now=0, over=over)


def taken_along(dossier: Dossier, given: Procedure, procedure: Procedure, basis: str, at: datetime) -> Decision:
    """The dossier under the new version instead of the `given` one, its due date counted again.

    Conflict where it cannot go on there, see `must_have_its_step`, `must_keep_its_promise` and `must_leave_time`; what
    the clock itself refuses (`worktime/extension-too-late`: by the new time the extension came too late) as well.
    """
    if dossier.procedure_version >= procedure.version:
        raise Conflict(
            "dossiers/law-is-newer", "Hồ sơ đã theo quy định mới.", "The dossier follows the new rules already."
        )
    must_have_its_step(dossier, procedure)
    must_keep_its_promise(dossier, given, procedure)
    same_hands = procedure.step(dossier.step).role == given.step(dossier.step).role
    moved = replace(dossier, procedure_version=procedure.version, assignee=dossier.assignee if same_hands else "")
    after = timed(moved, clock_of(moved, procedure))
    must_leave_time(after, procedure, at)
    facts = {**due_fact(after), "law": procedure.version, "was_law": dossier.procedure_version, "basis": basis}
    reason = f"Hồ sơ được tiếp tục giải quyết theo quy định mới. Căn cứ: {basis}."
    reason_en = f"The dossier goes on under the new rules. Basis: {basis}."
    return Decision(after, facts, {"reason": reason, "reason_en": reason_en})


def must_have_its_step(dossier: Dossier, procedure: Procedure) -> None:
    """Refuses where the dossier's present step is gone."""
    if dossier.step not in {step.code for step in procedure.steps}:
        raise Conflict(
            "dossiers/step-gone",
            "Quy trình mới không có bước hiện tại của hồ sơ; hồ sơ giữ quy trình cũ.",
            "The new version lacks the dossier's present step; the dossier keeps the old one.",
        )


def must_keep_its_promise(dossier: Dossier, given: Procedure, procedure: Procedure) -> None:
    """Refuses where an extension was promised in another unit of time."""
    extended = any(one.kind == "extended" for one in dossier.happenings)
    if extended and procedure.processing.unit != given.processing.unit:
        vi = "Hồ sơ đã được gia hạn theo đơn vị thời gian cũ nên giữ quy định cũ."
        raise Conflict("dossiers/extended-otherwise", vi, "An extension was promised in another unit of time.")


def must_leave_time(dossier: Dossier, procedure: Procedure, at: datetime) -> None:
    """Refuses where the silence of the authority would have decided before anybody was under the rule that says so."""
    quiet = silence_of(dossier, procedure)
    if quiet is not None and quiet.at <= at:
        vi = "Theo quy định mới, thời hạn trả lời hồ sơ này đã qua từ trước nên hồ sơ giữ quy định cũ."
        raise Conflict("dossiers/silent-beforehand", vi, "By the new rules the time to answer was over beforehand.")
