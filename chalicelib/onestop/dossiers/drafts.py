"""Drafts: begin, fill in, submit. A draft lives 30 days after its last change, then what people wrote is erased."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.cloud import journal
from chalicelib.cloud.call import Call
from chalicelib.cloud.journal import Event, canonical
from chalicelib.cloud.table import Change
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons import identity
from chalicelib.commons.agencies import LEAF_FIRST, Directory
from chalicelib.foundation.clock import iso, vietnam_day
from chalicelib.foundation.errors import Conflict, FieldError, Invalid
from chalicelib.foundation.ids import DossierCode, derived_id, digest
from chalicelib.onestop import workflow
from chalicelib.onestop.dossiers import heads, items, store
from chalicelib.onestop.dossiers.model import DRAFT_DAYS, Dossier, Status
from chalicelib.onestop.dossiers.moves import Decision, answer_for, arrive, must_let, transition_for, write
from chalicelib.onestop.dossiers.numbering import Numbering, give_number
from chalicelib.onestop.procedures import (
    Catalogue,
    Procedure,
    check_answers,
    check_notice,
    check_partial,
    papers_required,
)

ANSWERS_BYTES = 64 * 1024
UPLOAD_LAPSES = timedelta(minutes=20)
"""The store takes a granted file for 15 minutes; a little longer for the check."""


@dataclass(frozen=True)
class Drafts:
    """The use cases of a draft. `pause` sleeps between tries for a number (seconds)."""

    catalogue: Catalogue
    directory: Directory
    pause: Callable[[float], None] = time.sleep

    @use_case
    def begin(self, call: Call, procedure_code: str, place: str | None = None) -> dict[str, Any]:
        """A new draft of a procedure in force today, at the competent agency. Same key, same draft."""
        identity.require(call.caller, "drafts.create", owner=call.caller.account)
        wish = call.wish()
        dossier_id = derived_id(wish.principal, wish.route, wish.key)

        def attempt() -> dict[str, Any]:
            draft = self._new(call, dossier_id, procedure_code, place)
            head = heads.head_of(draft)
            answer = answer_for(draft, 1)
            facts = {"procedure": draft.procedure, "unit": draft.unit, "to": int(Status.DRAFT)}
            change, entry = journal.open_change(head, call, Event("dossier.drafted", facts), answer)
            journal.found(change, entry, head)
            change.commit()
            return answer

        return journal.once(items.pk_of(dossier_id), call, attempt)

    def _new(self, call: Call, dossier_id: str, procedure_code: str, place: str | None) -> Dossier:
        today = vietnam_day(call.at)
        procedure = self.catalogue.resolve(procedure_code, today)
        unit = self.directory.competent_for(procedure.competent, today, place)
        person = identity.person(call.caller.account)
        return Dossier(
            id=dossier_id,
            version=0,
            mark=1,
            chain="",
            status=Status.DRAFT,
            procedure=procedure.code,
            procedure_version=procedure.version,
            owner=call.caller.account,
            unit=unit.id,
            applicant=person.name,
            last4=person.citizen_id[-4:],
            created_at=call.at,
            expires_at=call.at + DRAFT_DAYS,
        )

    @use_case
    def save(self, call: Call, dossier_id: str, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Keeps what was typed, right or wrong; what is wrong is told when the draft is read or submitted."""
        _must_fit(answers)

        def attempt() -> dict[str, Any]:
            before = self._open(call, dossier_id, "drafts.save")
            procedure = self.catalogue.version(before.procedure, before.procedure_version)
            kept = keepable(procedure, answers)
            call.must_match(before.version, before.mark)
            item = items.answers_item(dossier_id, kept)
            after = replace(before, expires_at=call.at + DRAFT_DAYS)
            decision = Decision(
                after,
                {"answers": digest(canonical(kept))},
                parts=lambda change: change.put("answers", item),
            )
            return write(call, before, decision, "dossier.saved")

        return journal.once(items.pk_of(dossier_id), call, attempt)

    def _open(self, call: Call, dossier_id: str, action: str) -> Dossier:
        draft = store.read(dossier_id)
        must_let(call.caller, action, draft)
        must_be_open(draft, call.at)
        return draft

    @use_case
    def submit(self, call: Call, dossier_id: str) -> dict[str, Any]:
        """Hands the draft in: everything is checked at once, and the dossier gets its code and the time of reception.

        Raises Invalid with every wrong field and missing paper; Conflict while files are still being checked.
        """

        def attempt() -> dict[str, Any]:
            before = store.read(dossier_id)
            row = transition_for(call.caller, before, "submit")
            must_be_open(before, call.at)
            call.must_match(before.version, before.mark)
            procedure = self.catalogue.version(before.procedure, before.procedure_version)
            must_be_checked(before, call.at)
            must_be_complete(procedure, before, call.at)
            ready = replace(
                arrive(before, row.to, call.at),
                submitted_at=call.at,
                receive_by=workflow.receive_by(procedure, before.unit, call.at),
                expires_at=None,
            )
            return self._number_and_write(call, before, ready, row.event)

        return journal.once(items.pk_of(dossier_id), call, attempt)

    def _number_and_write(self, call: Call, before: Dossier, ready: Dossier, event: str) -> dict[str, Any]:
        """Gives the next number of the agency's day inside the transaction; tries again when another dossier got it."""
        day = vietnam_day(call.at)
        agency = agency_code(self.directory, ready.unit, day)
        facts = {"answers": digest(canonical(dict(before.answers))), "files": files_digest(before)}

        def numbered(number: int, part: Callable[[Change], None]) -> dict[str, Any]:
            after = replace(ready, code=DossierCode(agency, day, number).format())
            return write(call, before, Decision(after, facts, parts=part), event)

        return give_number(Numbering(agency, day), call, self.pause, numbered)


def agency_code(directory: Directory, unit_id: str, on: date) -> str:
    """An agency's code on a day as dossier codes carry it: leaf first (QCVN 102:2016)."""
    code = directory.unit(unit_id).code(LEAF_FIRST, on)
    assert code, f"{unit_id} has no code on {on}"
    return code


def must_be_open(draft: Dossier, at: datetime) -> None:
    """Refuses drafts that were handed in or whose time is over."""
    if draft.status is Status.EXPIRED or (draft.expires_at is not None and at > draft.expires_at):
        raise Conflict(
            "drafts/expired",
            "Bản nháp đã quá 30 ngày không thay đổi và đã hết hạn. Vui lòng bắt đầu hồ sơ mới.",
            "This draft was not changed for 30 days and has expired. Please begin a new dossier.",
        )
    if draft.status is not Status.DRAFT:
        raise Conflict(
            "drafts/submitted",
            "Hồ sơ này đã nộp, không còn là bản nháp.",
            "This dossier has been handed in and is no draft any more.",
        )


def must_be_checked(draft: Dossier, at: datetime) -> None:
    """Refuses while an uploaded file has not been checked yet; a grant that lapsed unused holds nothing up."""
    since = iso(at - UPLOAD_LAPSES)
    if any(file.state == "waiting" and file.at > since for file in draft.files):
        raise Conflict(
            "files/still-checking",
            "Còn tệp đang được kiểm tra. Hãy đợi ít giây rồi nộp lại; tệp tải dở có thể xoá đi.",
            "A file is still being checked. Wait a few seconds and submit again; an unfinished upload can be removed.",
        )


def must_be_complete(procedure: Procedure, draft: Dossier, at: datetime) -> None:
    """Refuses with every wrong field and every missing paper at once."""
    values, wrong = check_answers(procedure.form, draft.answers)
    late = None if wrong else check_notice(procedure, values, at)
    wrong = [*wrong, *([late] if late else []), *missing_papers(procedure, draft, values)]
    if wrong:
        raise Invalid(
            "dossiers/incomplete",
            "Hồ sơ chưa đầy đủ hoặc có chỗ chưa đúng. Các mục cần sửa được liệt kê bên dưới.",
            "The dossier is not complete or something is not right. What to mend is listed below.",
            wrong,
        )


def missing_papers(procedure: Procedure, draft: Dossier, values: Mapping[str, Any]) -> list[FieldError]:
    """An error for each required paper that has no checked file."""
    there = {file.paper for file in draft.held}
    return [
        FieldError(
            f"papers.{paper.code}",
            "dossiers/paper-missing",
            f"Thiếu giấy tờ: {paper.name.vi}.",
            f"Missing paper: {paper.name.en}.",
        )
        for paper in papers_required(procedure, values)
        if paper.code not in there
    ]


def files_digest(dossier: Dossier) -> str:
    """One digest over the papers' hashes, for the journal."""
    return digest(json.dumps(sorted((file.paper, file.sha256) for file in dossier.held)))


def _must_fit(answers: Mapping[str, Any]) -> None:
    if len(canonical(dict(answers)).encode()) > ANSWERS_BYTES:
        raise Invalid("drafts/too-long", "Nội dung biểu mẫu quá dài.", "What was filled in is too long.", ())


def keepable(procedure: Procedure, typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, right or wrong, as the draft keeps it; fields the form does not have are refused by name."""
    kept, wrong = check_partial(procedure.form, typed)
    unknown = [error for error in wrong if error.code in ("forms/unknown-field", "forms/too-many-fields")]
    if unknown:
        raise Invalid(
            "drafts/unknown-field",
            "Có mục không thuộc biểu mẫu này.",
            "There are fields that do not belong to this form.",
            unknown,
        )
    return kept
