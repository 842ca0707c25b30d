"""Files of a dossier: a grant to post one straight to the store, the verdict when it has arrived, links to read it."""

import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.cloud import journal
from chalicelib.cloud.blobs import UploadForm
from chalicelib.cloud.call import Call
from chalicelib.cloud.table import TRIES, unavailable
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons import audit
from chalicelib.commons.files import Arrival, FileService
from chalicelib.foundation.clock import iso
from chalicelib.foundation.errors import Invalid, Missing, Stale
from chalicelib.foundation.ids import derived_id
from chalicelib.foundation.values import frozen
from chalicelib.onestop.dossiers import items, store
from chalicelib.onestop.dossiers.draftrules import must_be_open, prolonged
from chalicelib.onestop.dossiers.filerules import (
    RESULT,
    closed,
    is_issued,
    may_read,
    must_have_room,
    no_file,
    tidy_name,
)
from chalicelib.onestop.dossiers.model import Dossier, File, Status
from chalicelib.onestop.dossiers.moves import Decision, by_whose_right, in_person, must_let, platform_call, write
from chalicelib.onestop.dossiers.party import paper_of
from chalicelib.onestop.dossiers.transitions import MOVES
from chalicelib.onestop.procedures import Catalogue

LETTER = {"waiting": "w", "kept": "k", "refused": "r"}


@frozen
class Uploads:
    """The use cases of a dossier's files. `pause` sleeps between tries (seconds)."""

    catalogue: Catalogue
    files: FileService
    pause: Callable[[float], None] = time.sleep

    @use_case
    def grant(self, call: Call, dossier_id: str, paper: str, name: str, redirect: str) -> tuple[str, UploadForm]:
        """The id of the file to come and the form to post it with.

        The same key gives the same file a fresh form, as long as the file is still to come and may still come.
        """
        wish = call.wish()
        file_id = derived_id(wish.principal, wish.route, wish.key)[:8]
        fresh: list[str] = []

        def attempt() -> dict[str, Any]:
            before = store.read(dossier_id)
            self._must_take(call, before, paper)
            file = File(file_id, paper, tidy_name(name), "waiting", at=iso(call.at), by=call.caller.account)
            item = items.file_item(dossier_id, file)
            uploads = {**before.uploads, file_id: LETTER["waiting"]}
            after = replace(before, uploads=uploads, expires_at=prolonged(before, call.at))
            decision = Decision(after, {"file": file_id, "paper": paper}, parts=lambda change: change.put("file", item))
            acting = replace(call, caller=by_whose_right(call.caller, before, "files.upload"))
            answer = write(acting, before, decision, "dossier.upload_granted")
            fresh.append(file_id)
            return answer

        journal.once(items.pk_of(dossier_id), call, attempt)
        if not fresh:
            self._must_be_awaited(call, dossier_id, file_id)
        return file_id, self.files.grant_upload(dossier_id, file_id, redirect)

    def _must_be_awaited(self, call: Call, dossier_id: str, file_id: str) -> None:
        """Refuses a form for a file that has come already, or that may not come any more: an answer that is
        given again must not give a right again."""
        dossier = store.read(dossier_id)
        file = dossier.file(file_id)
        if file is None or file.state != "waiting":
            raise closed()
        self._must_take(call, replace(dossier, files=()), file.paper)

    def _must_take(self, call: Call, dossier: Dossier, paper: str) -> None:
        must_let(call.caller, "files.upload", dossier)
        must_have_room(dossier, paper)
        if paper == RESULT:
            self._must_take_result(call, dossier)
        else:
            self._must_take_paper(call, dossier, paper)

    def _must_take_result(self, call: Call, dossier: Dossier) -> None:
        """A result is uploaded by who signs it off; the correct one by who answers for the error."""
        correcting = dossier.status in MOVES["correct_result"].froms
        must_let(call.caller, "dossiers.correct" if correcting else "dossiers.attach_result", dossier)
        if not correcting and dossier.status is not Status.IN_PROCESS:
            raise closed()

    def _must_take_paper(self, call: Call, dossier: Dossier, paper: str) -> None:
        must_let(call.caller, "drafts.save", dossier)
        procedure = self.catalogue.version(dossier.procedure, dossier.procedure_version)
        if paper_of(procedure, dossier, paper) is None:
            raise Invalid("files/unknown-paper", "Thủ tục không có loại giấy tờ này.", "No such paper here.")
        if dossier.status is Status.DRAFT:
            return must_be_open(dossier, call.at)
        if dossier.status is not Status.SUPPLEMENT_REQUESTED or paper not in (
            (dossier.asked and dossier.asked.papers) or ()
        ):
            raise closed()
        return None

    @use_case
    def remove(self, call: Call, dossier_id: str, file_id: str) -> dict[str, Any]:
        """Takes a file out again while its part of the dossier is open; the store erases it within the hour.

        What was handed in before a supplement was asked for stays: it is what the request speaks of.
        """

        def attempt() -> dict[str, Any]:
            before = store.read(dossier_id)
            must_let(call.caller, "files.upload", before)
            file = before.file(file_id)
            if file is None:
                raise no_file()
            self._must_take(call, replace(before, files=()), file.paper)
            if (before.asked is not None and file_id in before.asked.files) or is_issued(before, file):
                raise closed()
            uploads = {key: state for key, state in before.uploads.items() if key != file_id}
            item = items.removed_file_item(dossier_id, file, call.at)
            decision = Decision(
                replace(before, uploads=uploads, expires_at=prolonged(before, call.at)),
                {"file": file_id},
                parts=lambda change: change.put("file", item),
            )
            acting = replace(call, caller=by_whose_right(call.caller, before, "files.upload"))
            return write(acting, before, decision, "dossier.file_removed")

        return journal.once(items.pk_of(dossier_id), call, attempt)

    @use_case
    def settle(self, arrival: Arrival, at: datetime) -> None:
        """Writes the verdict on an arrived file into its dossier; repeating it changes nothing.

        What nobody granted, what was removed meanwhile, and what comes after a refusal is erased.
        """
        for attempt in range(TRIES):
            file = self._expected(arrival)
            if file is None:
                return self.files.erase(arrival.owner, arrival.file_id)
            if file[1].state != "waiting":
                return None
            try:
                return self._settle(arrival, at, *file)
            except Stale:
                self.pause(random.uniform(0, 0.02 * 2 ** min(attempt, 5)))
        raise unavailable()

    def _expected(self, arrival: Arrival) -> tuple[Dossier, File] | None:
        """The dossier and its file that this arrival is for, None when the arrival is not to be kept."""
        try:
            dossier = store.read(arrival.owner)
        except Missing:
            return None
        file = dossier.file(arrival.file_id)
        if file is None or (file.state == "refused" and arrival.verdict.kept):
            return None
        return dossier, file

    def _settle(self, arrival: Arrival, at: datetime, before: Dossier, file: File) -> None:
        call = platform_call(at, "files.arrived", arrival.file_id)
        verdict = arrival.verdict
        settled = replace(
            file,
            state=verdict.state,
            size=verdict.size,
            kind=verdict.kind or "",
            sha256=verdict.sha256,
            pages=verdict.pages or 0,
            reason=verdict.reason,
        )
        item = items.file_item(before.id, settled)
        after = replace(before, uploads={**before.uploads, file.id: LETTER[verdict.state]})
        facts = {"file": file.id, "state": verdict.state, "sha256": verdict.sha256, "size": verdict.size}
        decision = Decision(after, facts, parts=lambda change: change.put("file", item))
        journal.once(items.pk_of(before.id), call, lambda: write(call, before, decision, "dossier.file_checked"))

    @use_case
    def link(self, call: Call, dossier_id: str, file_id: str) -> str:
        """A short-lived address of a checked file; nobody reads an unchecked one, and results wait for their return."""
        dossier = store.read(dossier_id)
        must_let(call.caller, "files.read", dossier)
        file = dossier.file(file_id)
        if file is None or file.state != "kept" or not may_read(dossier, file, call.caller):
            raise no_file()
        if not in_person(call.caller, dossier):
            audit.record_view(items.pk_of(dossier_id), call)
        return self.files.link(dossier_id, file_id, file.name, file.kind)

    def viewable(self, call: Call, dossier: Dossier, file_id: str) -> tuple[File, str] | None:
        """A checked file of a dossier that the caller has just read, and an address that shows it for some minutes.

        None when there is no such file for them: an address may be old. The look at the dossier is on record already.
        """
        file = dossier.file(file_id)
        if file is None or file.state != "kept" or not may_read(dossier, file, call.caller):
            return None
        must_let(call.caller, "files.read", dossier)
        return file, self.files.link(dossier.id, file_id, file.name, file.kind, inline=True)
