"""Supplements: an officer asks once for everything that is missing, the applicant hands it in."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.cloud.call import Call
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons.worktime import Happening
from chalicelib.foundation.clock import iso, short_moment, vietnam_day
from chalicelib.foundation.errors import Conflict, FieldError, Invalid
from chalicelib.foundation.values import frozen
from chalicelib.onestop import workflow
from chalicelib.onestop.dossiers import items
from chalicelib.onestop.dossiers.draftrules import (
    files_digest,
    keepable,
    must_be_checked,
    must_be_complete,
    words_digest,
)
from chalicelib.onestop.dossiers.model import Asked, Dossier
from chalicelib.onestop.dossiers.moves import Decision, move_dossier, must_be_short
from chalicelib.onestop.dossiers.party import paper_of
from chalicelib.onestop.dossiers.timing import after_happening, due_fact, must_still_decide, returnable_until
from chalicelib.onestop.procedures import Catalogue, Procedure, check_answers, event_moment

PARTS_MOST = 30


@frozen
class Supplements:
    """The use cases of the one request for what is missing."""

    catalogue: Catalogue

    @use_case
    def request_supplement(self, call: Call, dossier_id: str, asked: Asked, message: str) -> dict[str, Any]:
        """One request with everything that is missing, each with its reason; only the asked parts unlock.

        Once per dossier (NĐ 61/2018 art. 17): a second request is a Conflict, unless the law has changed since.
        After reception the dossier is returned
        for completion, within the time the procedure gives for that; the clock does what the procedure's policy says.
        """

        def decide(before: Dossier) -> Decision:
            given = self.catalogue.version(before.procedure, before.procedure_version)
            procedure = given
            if before.received_at is None:
                procedure = self.catalogue.resolve(before.procedure, vietnam_day(call.at))
            else:
                must_be_returnable(before, procedure, call)
            if procedure.version == given.version:
                must_not_be_asked_twice(before)
            workflow.must_offer(procedure, "request_supplement")
            must_still_decide(before, given, call.at)
            must_name_parts(procedure, before, asked)
            must_be_short({"message": message, **asked.papers, **asked.fields})
            after, facts = asking(before, procedure, asked, call)
            note = {"message": message, "papers": dict(asked.papers), "fields": dict(asked.fields)}
            return Decision(after, facts, note)

        return move_dossier(call, dossier_id, "request_supplement", decide)

    @use_case
    def supplement(self, call: Call, dossier_id: str, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The applicant hands in what was asked for; fields that were not asked for stay as they are.

        A field that was asked for and is not sent is emptied: the supplement answers the whole request. A dossier that
        had been received goes on at its first step, and its clock with it.
        """

        def decide(before: Dossier) -> Decision:
            asked = before.asked or Asked()
            procedure = self.catalogue.version(before.procedure, before.procedure_version)
            mended = keepable(procedure, answers)
            must_be_asked(asked, mended)
            must_be_checked(before, call.at)
            must_bring_papers(before, asked)
            merged = {**{code: one for code, one in before.answers.items() if code not in asked.fields}, **mended}
            after = replace(before.unproposed(), answers=merged, asked=None, waits_until=None)
            must_be_mended(procedure, after, asked, notified_at(procedure, before, after, call.at))
            facts: dict[str, Any] = {"answers": words_digest(before, merged), "files": files_digest(before)}
            if before.received_at is None:
                after = replace(after, receive_by=workflow.receive_by(procedure, before.unit, call.at))
            else:
                after = after_happening(after, procedure, Happening("resumed", call.at, reason_code="supplement"))
                facts |= due_fact(after)
            item = items.answers_item(before.id, merged, before.salt)
            return Decision(after, facts, parts=lambda change: change.put("answers", item) if asked.fields else None)

        return move_dossier(call, dossier_id, which_supplement, decide)


def must_be_mended(procedure: Procedure, dossier: Dossier, asked: Asked, at: datetime) -> None:
    """Refuses what is wrong or missing in the parts that were asked for; nobody can mend the others now."""
    try:
        must_be_complete(procedure, dossier, at)
    except Invalid as refusal:
        open_parts = {*asked.fields, *(f"papers.{code}" for code in asked.papers)}
        wrong = [one for one in refusal.fields if {one.field, one.field.split(".")[0]} & open_parts]
        if wrong:
            raise Invalid(refusal.code, refusal.vi, refusal.en, wrong) from refusal


def which_supplement(dossier: Dossier) -> str:
    """Which of the two moves it is: back to intake, or back to processing."""
    return "supplement" if dossier.received_at is None else "complete"


def asking(before: Dossier, procedure: Procedure, asked: Asked, call: Call) -> tuple[Dossier, dict[str, Any]]:
    """The dossier with its request, and the facts of it."""
    known = tuple(sorted(file.id for file in before.held if file.paper in asked.papers))
    after = replace(
        before.unproposed(),
        procedure_version=procedure.version,
        supplemented=True,
        asked=replace(asked, files=known),
        waits_until=workflow.waits_until(procedure, "applicant", before.unit, call.at),
    )
    facts: dict[str, Any] = {"papers": sorted(asked.papers), "fields": sorted(asked.fields)}
    if after.waits_until is not None:
        facts["until"] = iso(after.waits_until)
    if before.received_at is not None:
        after = after_happening(after, procedure, Happening("paused", call.at, reason_code="supplement"))
        facts |= due_fact(after)
    return after, facts


def must_not_be_asked_twice(dossier: Dossier) -> None:
    """Refuses a second request for a supplement."""
    if dossier.supplemented:
        raise Conflict(
            "dossiers/supplement-already-asked",
            "Hồ sơ này đã được yêu cầu bổ sung một lần; không được yêu cầu lần nữa.",
            "A supplement was already requested for this dossier; it may be asked for only once.",
        )


def must_be_returnable(dossier: Dossier, procedure: Procedure, call: Call) -> None:
    """Refuses to return a received dossier for completion when the time for that is over, or from another's step.

    Only the desk asks the applicant, for itself or for the officer who proposed it (NĐ 61/2018 art. 5(1)(e), 19(4)).
    """
    workflow.must_hold(procedure, dossier.step, call.caller.roles)
    must_be_in_time(dossier, procedure, call.at)


def must_be_in_time(dossier: Dossier, procedure: Procedure, at: datetime) -> None:
    """Refuses to return a received dossier for completion, or to propose that, when the time for it is over."""
    limit = returnable_until(dossier, procedure)
    if at > limit:
        raise Conflict(
            "dossiers/return-too-late",
            f"Chỉ được trả hồ sơ để bổ sung đến {short_moment(limit)}.",
            f"The dossier could be returned for completion until {short_moment(limit)} only.",
        )


def notified_at(procedure: Procedure, before: Dossier, after: Dossier, at: datetime) -> datetime:
    """The moment at which a notice is judged: when it was given, unless its event has been moved since."""
    moved = event_of(procedure, before) != event_of(procedure, after)
    return at if moved or before.submitted_at is None else before.submitted_at


def event_of(procedure: Procedure, dossier: Dossier) -> datetime | None:
    """When the notified event starts."""
    return event_moment(procedure, check_answers(procedure.form, dossier.answers)[0])


def must_name_parts(procedure: Procedure, dossier: Dossier, asked: Asked) -> None:
    """Refuses a request that asks for nothing, or for parts the dossier cannot have."""
    if not 0 < len(asked.papers) + len(asked.fields) <= PARTS_MOST:
        raise Invalid(
            "dossiers/supplement-empty",
            f"Hãy chọn từ một đến {PARTS_MOST} giấy tờ hoặc mục cần bổ sung.",
            f"Choose between one and {PARTS_MOST} papers or fields to ask for.",
        )
    fields = {field.code for field in procedure.form.fields() if field.compute is None}
    wrong = [f"papers.{code}" for code in asked.papers if paper_of(procedure, dossier, code) is None]
    wrong += [f"fields.{code}" for code in asked.fields if code not in fields]
    if wrong:
        raise Invalid(
            "dossiers/supplement-unknown-part",
            "Yêu cầu bổ sung nêu giấy tờ hoặc mục không có trong thủ tục.",
            "The request names papers or fields that the procedure does not have.",
            [FieldError(one, "dossiers/unknown-part", "Không có trong thủ tục.", "Not part of it.") for one in wrong],
        )


def must_bring_papers(dossier: Dossier, asked: Asked) -> None:
    """Refuses a supplement without a checked file for each paper asked for that came after the request."""
    before = asked.files
    brought = {file.paper for file in dossier.held if file.id not in before}
    lacking = sorted(set(asked.papers) - brought)
    if lacking:
        raise Invalid(
            "dossiers/supplement-incomplete",
            "Còn thiếu giấy tờ được yêu cầu bổ sung.",
            "Papers that were asked for are still missing.",
            [
                FieldError(
                    f"papers.{one}",
                    "dossiers/paper-missing",
                    "Hãy tải lên giấy tờ này.",
                    "Upload this paper.",
                )
                for one in lacking
            ],
        )


def must_be_asked(asked: Asked, answers: Mapping[str, Any]) -> None:
    """Refuses answers to fields that the request did not unlock."""
    locked = sorted(set(answers) - set(asked.fields))
    if locked:
        raise Invalid(
            "dossiers/field-locked",
            "Chỉ được sửa những mục đã được yêu cầu bổ sung.",
            "Only what the request asks for can be changed.",
            [
                FieldError(one, "dossiers/field-locked", "Mục này không được yêu cầu.", "Not asked for.")
                for one in locked
            ],
        )
