"""Consulting: other agencies are asked, they answer, or their silence counts (which the schedule sees to)."""

import random
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from chalicelib.cloud import journal, table
from chalicelib.cloud.call import Call, Caller
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons import identity
from chalicelib.commons.agencies import Directory
from chalicelib.foundation.clock import iso, vietnam_day
from chalicelib.foundation.errors import Conflict, Missing, Stale
from chalicelib.foundation.values import frozen
from chalicelib.onestop import workflow
from chalicelib.onestop.dossiers import items, store
from chalicelib.onestop.dossiers.askable import must_be_askable, must_fit_the_limit, must_say_why
from chalicelib.onestop.dossiers.consultation import (
    Consultation,
    Question,
    Reply,
    Said,
    lapsed,
    latest_of,
    replied,
)
from chalicelib.onestop.dossiers.consultation_items import keep
from chalicelib.onestop.dossiers.model import Dossier
from chalicelib.onestop.dossiers.moves import Decision, move_dossier, must_be_short, write
from chalicelib.onestop.dossiers.transitions import MOVES
from chalicelib.onestop.procedures import Catalogue, Procedure

TRIES = 5


@frozen
class Consulting:
    """The use cases of consultation. `pause` sleeps between tries (seconds)."""

    catalogue: Catalogue
    directory: Directory
    pause: Callable[[float], None] = time.sleep

    def _procedure(self, dossier: Dossier) -> Procedure:
        return self.catalogue.version(dossier.procedure, dossier.procedure_version)

    @use_case
    def consult(self, call: Call, dossier_id: str, question: Question) -> dict[str, Any]:
        """Asks other agencies for their opinion, each by its own date (NĐ 61/2018 art. 19(5))."""

        def decide(before: Dossier) -> Decision:
            procedure = self._procedure(before)
            workflow.must_be_in_step(procedure, before.step, "consult", call.caller.roles)
            must_be_short({"question": question.words})
            must_be_askable(before, question, self.directory, vietnam_day(call.at))
            must_fit_the_limit(question.days, limited=workflow.wait_for(procedure, "consulted") is not None)
            asked = _asked(call, before, procedure, question)
            facts = {"until": {one.body: iso(one.due_at) for one in asked}}
            shown = {"files": list(question.files), "form": question.with_form}
            return Decision(
                before, {**facts, **shown}, {"question": question.words}, lambda change: keep(change, before, asked)
            )

        return move_dossier(call, dossier_id, "consult", decide)

    @use_case
    def answer(self, call: Call, dossier_id: str, opinion: Said, words: str) -> dict[str, Any]:
        """Gives the opinion of the caller's unit, once. What other people do to the dossier meanwhile is no obstacle.

        Conflict `consultations/answered` for a second answer, `consultations/closed` when it is not needed any more.
        """
        must_say_why(opinion, words)
        must_be_short({"words": words})
        reply = Reply(opinion, words.strip(), call.at, call.caller.account)
        for attempt in range(TRIES):
            try:
                answer = journal.once(_pk(dossier_id), call, lambda: self._answer(call, dossier_id, reply))
                return {name: answer[name] for name in ("id", "code")}
            except Stale:
                call.must_have_time()
                self.pause(random.uniform(0, 0.02 * 2**attempt))
        raise table.unavailable()

    def _answer(self, call: Call, dossier_id: str, reply: Reply) -> dict[str, Any]:
        before, asked = read_asked(call.caller, dossier_id)
        row = MOVES["answer_consultation"]
        if asked.reply is not None:
            raise _answered()
        if before.status not in row.froms or not asked.answerable:
            raise _closed()
        after = replied(asked, reply, silence_of(self._procedure(before)))
        facts = {"body": asked.body, "opinion": after.opinion, "answered": reply.opinion, "late": after.late}
        note = {"words": reply.words} if reply.words else None
        return write(
            call, before, Decision(before, facts, note, lambda change: keep(change, before, [after])), row.event
        )


def silence_of(procedure: Procedure) -> str:
    """What the silence of a consulted body means in a procedure: yes, no, nothing."""
    wait = workflow.wait_for(procedure, "consulted")
    return wait.silence if wait else "nothing"


def fallen_silent(dossier: Dossier, procedure: Procedure, body: str, at: datetime) -> Decision:
    """The silence of a body whose time has passed, as its procedure says. Conflict `consultations/not-lapsed` when it
    has answered meanwhile, or when that was said before."""
    asked = latest_of(dossier.consultations, body)
    if asked is None or asked.missed or not asked.open or at <= asked.due_at:
        raise Conflict("consultations/not-lapsed", "Ý kiến này đã xong.", "There is nothing to wait for any more.")
    after, wait = lapsed(asked, silence_of(procedure)), workflow.wait_for(procedure, "consulted")
    basis = wait.within.provenance.source if wait else ""
    facts = {"body": body, "opinion": after.opinion, "until": {body: iso(asked.due_at)}, "legal_basis": basis}
    return Decision(dossier, facts, parts=lambda change: keep(change, dossier, [after]))


def read_asked(caller: Caller, dossier_id: str) -> tuple[Dossier, Consultation]:
    """A dossier and what the caller's unit is asked about it: one query. Missing `consultations/missing` to all who are
    not asked, whatever their rights to the dossier are."""
    try:
        dossier = store.read(dossier_id)
    except Missing:
        raise missing() from None
    asked = latest_of(dossier.consultations, caller.unit)
    if asked is None:
        raise missing()
    identity.require(caller, "consultations.answer", unit=asked.body, code="consultations/missing")
    return dossier, asked


def _asked(call: Call, dossier: Dossier, procedure: Procedure, question: Question) -> list[Consultation]:
    """One consultation for each body, numbered on."""
    return [
        Consultation(
            number=len(dossier.consultations) + place,
            body=unit,
            asked_at=call.at,
            asked_by=call.caller.account,
            due_at=workflow.consulted_deadline(procedure, unit, call.at, question.days).due_at,
            question=question.words,
            files=question.files,
            with_form=question.with_form,
            days=question.days,
        )
        for place, unit in enumerate(question.units, 1)
    ]


def _pk(dossier_id: str) -> str:
    try:
        return items.pk_of(dossier_id)
    except Missing:
        raise missing() from None


def missing() -> Missing:
    """The refusal to all who are not asked about a dossier, the same as for one that does not exist."""
    return Missing("consultations/missing", "Không tìm thấy nội dung lấy ý kiến này.", "There is no such consultation.")


def _answered() -> Conflict:
    return Conflict(
        "consultations/answered", "Cơ quan của bạn đã trả lời rồi.", "Your agency has answered this already."
    )


def _closed() -> Conflict:
    return Conflict(
        "consultations/closed",
        "Hồ sơ đã giải quyết xong; ý kiến không còn cần nữa.",
        "The dossier has been concluded; the opinion is no longer needed.",
    )
