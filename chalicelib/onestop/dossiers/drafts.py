"""Drafts: begin, fill in, submit. A draft lives 30 days after its last change, then what people wrote is erased."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from chalicelib.cloud import journal
from chalicelib.cloud.call import Call
from chalicelib.cloud.journal import Event
from chalicelib.cloud.table import Change
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons import identity
from chalicelib.commons.agencies import LEAF_FIRST, Directory
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.ids import DossierCode, derived_id
from chalicelib.foundation.values import frozen
from chalicelib.onestop import workflow
from chalicelib.onestop.dossiers import heads, items, store
from chalicelib.onestop.dossiers.draftrules import (
    erased,
    files_digest,
    keepable,
    must_be_checked,
    must_be_complete,
    must_be_open,
    must_fit,
    must_have_room,
    must_not_have_lapsed,
    open_draft,
    owed,
    party_digest,
    salted,
    words_digest,
)
from chalicelib.onestop.dossiers.model import DRAFT_DAYS, Delivery, Dossier, Status
from chalicelib.onestop.dossiers.moves import Decision, answer_for, arrive, transition_for, write
from chalicelib.onestop.dossiers.numbering import Numbering, give_number
from chalicelib.onestop.dossiers.party import party_faults
from chalicelib.onestop.procedures import (
    Catalogue,
)


@frozen
class Drafts:
    """The use cases of a draft. `pause` sleeps between tries for a number (seconds)."""

    catalogue: Catalogue
    directory: Directory
    pause: Callable[[float], None] = time.sleep

    @use_case
    def begin(self, call: Call, procedure_code: str, place: str | None = None) -> dict[str, Any]:
        """A new draft of a procedure in force today, at the competent agency. Same key, same draft.

        Conflict `drafts/too-many` for somebody who keeps MOST_DRAFTS already. They are counted among the newest
        dossiers in an index, which may lag: of two begun at the same moment both are let through.
        """
        identity.require(call.caller, "drafts.create", owner=call.caller.account)

        def make(dossier_id: str) -> Dossier:
            person = identity.person(call.caller.account)
            must_have_room(store.count_drafts(person.id))
            draft = self._new(call, dossier_id, procedure_code, place)
            return replace(draft, owner=person.id, applicant=person.name, last4=person.citizen_id[-4:])

        return self._begin(call, make)

    @use_case
    def begin_at_desk(self, call: Call, procedure_code: str, place: str | None = None) -> dict[str, Any]:
        """A new draft that the caller's desk keeps for an applicant without an account, whoever is competent for it
        (NĐ 118/2025: reception knows no boundaries inside the city). Same key, same draft."""
        identity.require(call.caller, "drafts.create_at_desk", unit=call.caller.unit)

        def make(dossier_id: str) -> Dossier:
            unit = call.caller.unit
            draft = self._new(call, dossier_id, procedure_code, place)
            return replace(draft, owner=identity.desk_of(unit), helped_by=unit, delivery=Delivery("desk"))

        return self._begin(call, make)

    def _begin(self, call: Call, make: Callable[[str], Dossier]) -> dict[str, Any]:
        wish = call.wish()
        dossier_id = derived_id(wish.principal, wish.route, wish.key)

        def attempt() -> dict[str, Any]:
            draft = make(dossier_id)
            head = heads.head_of(draft)
            answer = answer_for(draft, 1)
            facts = {"procedure": draft.procedure, "unit": draft.unit, "to": int(Status.DRAFT)}
            if draft.helped_by:
                facts["helped_by"] = draft.helped_by
            change, entry = journal.open_change(head, call, Event("dossier.drafted", facts), answer)
            journal.found(change, entry, head)
            change.commit()
            return answer

        return journal.once(items.pk_of(dossier_id), call, attempt)

    def _new(self, call: Call, dossier_id: str, procedure_code: str, place: str | None) -> Dossier:
        today = vietnam_day(call.at)
        procedure = self.catalogue.resolve(procedure_code, today)
        unit = self.directory.competent_for(procedure.competent, today, place)
        return Dossier(
            id=dossier_id,
            version=0,
            mark=1,
            chain="",
            status=Status.DRAFT,
            procedure=procedure.code,
            procedure_version=procedure.version,
            owner="",
            unit=unit.id,
            applicant="",
            last4="",
            created_at=call.at,
            expires_at=call.at + DRAFT_DAYS,
        )

    @use_case
    def save(self, call: Call, dossier_id: str, answers: Mapping[str, Any], section: str = "") -> dict[str, Any]:
        """Keeps what was typed, right or wrong; what is wrong is told when the draft is read or submitted.

        `section`: the part of the form it came from, for the journal; empty for the whole form."""
        must_fit(answers)

        def attempt() -> dict[str, Any]:
            before = open_draft(call, dossier_id, "drafts.save")
            procedure = self.catalogue.version(before.procedure, before.procedure_version)
            kept = keepable(procedure, answers)
            call.must_match(before.version, before.mark)
            after = salted(replace(before, expires_at=call.at + DRAFT_DAYS))
            item = items.answers_item(dossier_id, kept, after.salt)
            decision = Decision(
                after,
                {"answers": words_digest(after, kept), **({"section": section} if section else {})},
                parts=lambda change: change.put("answers", item),
            )
            return write(call, before, decision, "dossier.saved")

        return journal.once(items.pk_of(dossier_id), call, attempt)

    @use_case
    def discard(self, call: Call, dossier_id: str) -> dict[str, Any]:
        """Erases a draft at its owner's wish, as its 30 days would; its journal stays and still verifies."""

        def attempt() -> dict[str, Any]:
            before = store.read(dossier_id)
            row = transition_for(call.caller, before, "discard")
            call.must_match(before.version, before.mark)
            return write(call, before, erased(before, call.at), row.event)

        return journal.once(items.pk_of(dossier_id), call, attempt)

    @use_case
    def submit(self, call: Call, dossier_id: str) -> dict[str, Any]:
        """Hands the draft in: everything is checked at once, and the dossier gets its code and the time of reception.

        Raises Invalid with every wrong field and missing paper; Conflict while files are still being checked, and
        `drafts/version-lapsed` when a newer version of the procedure is in force.
        """

        def attempt() -> dict[str, Any]:
            before = store.read(dossier_id)
            row = transition_for(call.caller, before, "submit")
            must_be_open(before, call.at)
            call.must_match(before.version, before.mark)
            procedure = self.catalogue.version(before.procedure, before.procedure_version)
            must_not_have_lapsed(self.catalogue, before, call.at)
            must_be_checked(before, call.at)
            must_be_complete(procedure, before, call.at, party_faults(before))
            ready = replace(
                arrive(before, row.to, call.at),
                submitted_at=call.at,
                receive_by=workflow.receive_by(procedure, before.unit, call.at),
                expires_at=None,
                payment=owed(before, procedure, call.at),
            )
            return self._number_and_write(call, before, ready, row.event)

        return journal.once(items.pk_of(dossier_id), call, attempt)

    def _number_and_write(self, call: Call, before: Dossier, ready: Dossier, event: str) -> dict[str, Any]:
        """Gives the next number of the agency's day inside the transaction; tries again when another dossier got it."""
        day = vietnam_day(call.at)
        agency = agency_code(self.directory, ready.unit, day)
        facts: dict[str, Any] = {"answers": words_digest(before, before.answers), "files": files_digest(before)}
        if before.party:
            facts["party"] = party_digest(before)
        if ready.payment.amount:
            facts["fee"] = ready.payment.amount

        def numbered(number: int, part: Callable[[Change], None]) -> dict[str, Any]:
            after = replace(ready, code=DossierCode(agency, day, number).format())
            return write(call, before, Decision(after, facts, parts=part), event)

        return give_number(Numbering(agency, day), call, self.pause, numbered)


def agency_code(directory: Directory, unit_id: str, on: date) -> str:
    """An agency's code on a day as dossier codes carry it: leaf first (QCVN 102:2016)."""
    code = directory.unit(unit_id).code(LEAF_FIRST, on)
    assert code, f"{unit_id} has no code on {on}"
    return code
