"""Intake: an officer receives, asks once for what is missing, or refuses; the applicant supplements or withdraws."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib.cloud.call import Call
from chalicelib.cloud.journal import canonical
from chalicelib.cloud.telemetry import use_case
from chalicelib.foundation.clock import iso, vietnam_day
from chalicelib.foundation.errors import Conflict, FieldError, Invalid
from chalicelib.foundation.ids import digest
from chalicelib.onestop import workflow
from chalicelib.onestop.dossiers import items
from chalicelib.onestop.dossiers.drafts import (
    files_digest,
    keepable,
    missing_papers,
    must_be_checked,
    must_be_complete,
)
from chalicelib.onestop.dossiers.model import Asked, Dossier
from chalicelib.onestop.dossiers.moves import Decision, move_dossier, must_be_short
from chalicelib.onestop.procedures import Catalogue, Procedure, check_answers, event_moment

PARTS_MOST = 30


@dataclass(frozen=True)
class Intake:
    """The use cases between submission and reception."""

    catalogue: Catalogue

    @use_case
    def receive(self, call: Call, dossier_id: str) -> dict[str, Any]:
        """Reception starts the clock; it fixes the version of the law and the due date."""

        def decide(before: Dossier) -> Decision:
            procedure = self.catalogue.resolve(before.procedure, vietnam_day(call.at))
            workflow.must_offer(procedure, "receive")
            answers = must_fit_the_law(procedure, before)
            deadline = workflow.deadline(procedure, answers, call.at)
            after = replace(
                before,
                procedure_version=procedure.version,
                received_at=call.at,
                received_by=call.caller.unit,
                due_at=deadline.due_at,
                step=workflow.first_step(procedure).code,
            )
            facts = {"due": iso(deadline.due_at), "law": procedure.version, "step": after.step}
            return Decision(after, facts)

        return move_dossier(call, dossier_id, "receive", decide)

    @use_case
    def request_supplement(self, call: Call, dossier_id: str, asked: Asked, message: str) -> dict[str, Any]:
        """One request with everything that is missing, each with its reason; only the asked parts unlock.

        Once per dossier (NĐ 61/2018 art. 17): a second request is a Conflict.
        """

        def decide(before: Dossier) -> Decision:
            if before.supplemented:
                raise Conflict(
                    "dossiers/supplement-already-asked",
                    "Hồ sơ này đã được yêu cầu bổ sung một lần; không được yêu cầu lần nữa.",
                    "A supplement was already requested for this dossier; it may be asked for only once.",
                )
            procedure = self.catalogue.resolve(before.procedure, vietnam_day(call.at))
            workflow.must_offer(procedure, "request_supplement")
            must_name_parts(procedure, asked)
            must_be_short({"message": message, **asked.papers, **asked.fields})
            known = tuple(sorted(file.id for file in before.held if file.paper in asked.papers))
            after = replace(
                before,
                procedure_version=procedure.version,
                supplemented=True,
                asked=replace(asked, files=known),
            )
            note = {"message": message, "papers": dict(asked.papers), "fields": dict(asked.fields)}
            return Decision(after, {"papers": sorted(asked.papers), "fields": sorted(asked.fields)}, note)

        return move_dossier(call, dossier_id, "request_supplement", decide)

    @use_case
    def supplement(self, call: Call, dossier_id: str, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The applicant hands in what was asked for; fields that were not asked for stay as they are.

        A field that was asked for and is not sent is emptied: the supplement answers the whole request.
        """

        def decide(before: Dossier) -> Decision:
            asked = before.asked or Asked()
            procedure = self.catalogue.version(before.procedure, before.procedure_version)
            mended = keepable(procedure, answers)
            must_be_asked(asked, mended)
            must_be_checked(before, call.at)
            must_bring_papers(before, asked)
            merged = {**{code: one for code, one in before.answers.items() if code not in asked.fields}, **mended}
            after = replace(before, answers=merged)
            must_be_complete(procedure, after, notified_at(procedure, before, after, call.at))
            after = replace(after, asked=None, receive_by=workflow.receive_by(procedure, call.at))
            facts = {"answers": digest(canonical(merged)), "files": files_digest(before)}
            item = items.answers_item(before.id, merged)
            return Decision(after, facts, parts=lambda change: change.put("answers", item) if asked.fields else None)

        return move_dossier(call, dossier_id, "supplement", decide)

    @use_case
    def refuse(self, call: Call, dossier_id: str, reason: str, remedy: str) -> dict[str, Any]:
        """Refusal of intake; the reason and what the applicant can do are told."""

        def decide(before: Dossier) -> Decision:
            procedure = self.catalogue.version(before.procedure, before.procedure_version)
            workflow.must_offer(procedure, "refuse")
            must_be_short({"reason": reason, "remedy": remedy})
            return Decision(replace(before, asked=None), note={"reason": reason, "remedy": remedy})

        return move_dossier(call, dossier_id, "refuse", decide)

    @use_case
    def withdraw(self, call: Call, dossier_id: str, reason: str) -> dict[str, Any]:
        """The applicant takes the dossier back."""

        def decide(before: Dossier) -> Decision:
            must_be_short({"reason": reason})
            return Decision(replace(before, asked=None), note={"reason": reason} if reason else None)

        return move_dossier(call, dossier_id, "withdraw", decide)


def notified_at(procedure: Procedure, before: Dossier, after: Dossier, at: datetime) -> datetime:
    """The moment at which a notice is judged: when it was given, unless its event has been moved since."""
    moved = event_of(procedure, before) != event_of(procedure, after)
    return at if moved or before.submitted_at is None else before.submitted_at


def event_of(procedure: Procedure, dossier: Dossier) -> datetime | None:
    """When the notified event starts."""
    return event_moment(procedure, check_answers(procedure.form, dossier.answers)[0])


def must_fit_the_law(procedure: Procedure, dossier: Dossier) -> dict[str, Any]:
    """The answers as the law in force reads them; Conflict when it has changed and wants something else.

    The law of the day of reception counts, and what it lacks has to be asked for first.
    """
    answers, wrong = check_answers(procedure.form, dossier.answers)
    if procedure.version != dossier.procedure_version:
        lacking = [*wrong, *missing_papers(procedure, dossier, answers)]
        if lacking:
            raise Conflict(
                "dossiers/law-changed",
                "Quy định đã thay đổi từ khi nộp; hãy yêu cầu bổ sung các mục còn thiếu trước khi tiếp nhận.",
                "The rules have changed since submission; ask for what is missing before receiving.",
                lacking,
            )
    return answers


def must_name_parts(procedure: Procedure, asked: Asked) -> None:
    """Refuses a request that asks for nothing, or for parts the procedure does not have."""
    if not 0 < len(asked.papers) + len(asked.fields) <= PARTS_MOST:
        raise Invalid(
            "dossiers/supplement-empty",
            f"Hãy chọn từ một đến {PARTS_MOST} giấy tờ hoặc mục cần bổ sung.",
            f"Choose between one and {PARTS_MOST} papers or fields to ask for.",
        )
    papers = {paper.code for paper in procedure.papers}
    fields = {field.code for field in procedure.form.fields()}
    wrong = [f"papers.{code}" for code in asked.papers if code not in papers]
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
