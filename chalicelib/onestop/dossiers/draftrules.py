"""What must hold of a draft: that it is open, complete, checked and up to date with the law; how its words are kept."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.cloud.call import Call
from chalicelib.cloud.journal import canonical
from chalicelib.cloud.table import Change
from chalicelib.foundation.clock import iso, vietnam_day
from chalicelib.foundation.errors import Conflict, FieldError, Invalid, Missing
from chalicelib.foundation.ids import digest
from chalicelib.onestop.dossiers import items, store
from chalicelib.onestop.dossiers.model import DRAFT_DAYS, Dossier, Party, Payment, Status
from chalicelib.onestop.dossiers.moves import Decision, must_let
from chalicelib.onestop.procedures import (
    Catalogue,
    Form,
    Procedure,
    check_answers,
    check_notice,
    check_partial,
    fees_due,
    papers_required,
)

ANSWERS_BYTES = 64 * 1024
MOST_DRAFTS = 20
"""How many drafts a person keeps at once; the drafts of a one-stop desk are not counted."""
UPLOAD_LAPSES = timedelta(minutes=20)
"""The store takes a granted file for 15 minutes; a little longer for the check."""


def open_draft(call: Call, dossier_id: str, action: str) -> Dossier:
    """A draft that the caller may change now."""
    draft = store.read(dossier_id)
    must_let(call.caller, action, draft)
    must_be_open(draft, call.at)
    return draft


def erased(draft: Dossier, at: datetime) -> Decision:
    """The end of a draft: answers, parties and names go with the change, files leave the store within the hour."""

    def parts(change: Change) -> None:
        for file in draft.files:
            change.put("file", items.removed_file_item(draft.id, file, at))
        if draft.answers:
            change.delete("answers", items.answers_item(draft.id, {}))
        if draft.party:
            change.delete("party", items.party_item(draft.id, Party()))

    nobody = replace(draft, applicant="", last4="", representative="")
    return Decision(replace(nobody, status=Status.EXPIRED, uploads={}, expires_at=None), parts=parts)


def must_have_room(drafts: int) -> None:
    """Refuses one draft more to somebody who keeps many."""
    if drafts >= MOST_DRAFTS:
        raise Conflict(
            "drafts/too-many",
            f"Bạn đang có {drafts} bản nháp. Hãy nộp hoặc xóa bớt bản nháp rồi bắt đầu hồ sơ mới.",
            f"You have {drafts} drafts. Submit or discard some of them before you begin another dossier.",
        )


def prolonged(dossier: Dossier, at: datetime) -> datetime | None:
    """When a draft that is changed now expires; None for what was handed in."""
    return at + DRAFT_DAYS if dossier.status is Status.DRAFT else None


def salted(dossier: Dossier) -> Dossier:
    """The dossier with a salt for its digests, made at the first words that are kept."""
    return dossier if dossier.salt else replace(dossier, salt=secrets.token_hex(8))


def words_digest(dossier: Dossier, words: Mapping[str, Any]) -> str:
    """The digest of what somebody wrote, as the journal holds it: once the salt is erased, nobody can guess at it."""
    return digest(dossier.salt + canonical(dict(words)))


def party_digest(dossier: Dossier) -> str:
    """The digest of applicant, representative and postal address."""
    return words_digest(dossier, {"party": dict(dossier.party.answers), "postal": dict(dossier.party.postal)})


def newer_version(catalogue: Catalogue, draft: Dossier, at: datetime) -> Procedure | None:
    """The version in force today, when it is newer than the one that the draft was filled in for.

    Conflict `drafts/procedure-ended` when the procedure is not in force any more.
    """
    try:
        current = catalogue.resolve(draft.procedure, vietnam_day(at))
    except Missing as none:
        raise Conflict("drafts/procedure-ended", none.vi, none.en) from None
    return current if current.version > draft.procedure_version else None


def must_not_have_lapsed(catalogue: Catalogue, draft: Dossier, at: datetime) -> None:
    """Refuses a draft that was filled in for a version that is not in force any more."""
    if newer_version(catalogue, draft, at) is not None:
        raise Conflict(
            "drafts/version-lapsed",
            "Quy định của thủ tục này đã thay đổi. Hãy xem những thay đổi và chuyển bản nháp sang quy định mới.",
            "The rules of this procedure have changed. Look at the changes and move the draft to the new version.",
        )


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
            "Còn tệp đang được kiểm tra. Hãy đợi ít giây rồi nộp lại; tệp tải dở có thể xóa đi.",
            "A file is still being checked. Wait a few seconds and submit again; an unfinished upload can be removed.",
        )


def must_be_complete(procedure: Procedure, draft: Dossier, at: datetime, others: Sequence[FieldError] = ()) -> None:
    """Refuses with every wrong field, every missing paper and what else is wrong at once."""
    values, wrong = check_answers(procedure.form, draft.answers)
    late = None if wrong else check_notice(procedure, values, at)
    wrong = [*others, *wrong, *([late] if late else []), *missing_papers(procedure, draft, values)]
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


def must_fit(answers: Mapping[str, Any]) -> None:
    if len(canonical(dict(answers)).encode()) > ANSWERS_BYTES:
        raise Invalid("drafts/too-long", "Nội dung biểu mẫu quá dài.", "What was filled in is too long.", ())


def keepable(procedure: Procedure, typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed into the procedure's form, as the draft keeps it."""
    return keepable_in(procedure.form, typed)


def keepable_in(form: Form, typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, right or wrong; fields the form does not have are refused by name."""
    kept, wrong = check_partial(form, typed)
    unknown = [error for error in wrong if error.code in ("forms/unknown-field", "forms/too-many-fields")]
    if unknown:
        raise Invalid(
            "drafts/unknown-field",
            "Có mục không thuộc biểu mẫu này.",
            "There are fields that do not belong to this form.",
            unknown,
        )
    return kept


def owed(dossier: Dossier, procedure: Procedure, at: datetime) -> Payment:
    """What this applicant owes by the fee table of a day: that of submission, then that of reception; what was paid
    before stays paid."""
    if dossier.payment.state == "paid":
        return dossier.payment
    answers, _ = check_answers(procedure.form, dossier.answers)
    amount = sum(fee.amount for fee in fees_due(procedure, answers, vietnam_day(at), dossier.channel))
    return Payment("due", amount) if amount else Payment("free")
