"""The use cases of the electronic regulation system: write, propose, review, publish a version of a procedure."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from chalicelib.cloud import journal
from chalicelib.cloud.call import Call, Caller
from chalicelib.cloud.journal import Event, Record
from chalicelib.cloud.keys import signing_key
from chalicelib.cloud.table import TRIES, PartLost, RawItem, unavailable
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons import identity
from chalicelib.commons.agencies import Directory
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import Conflict, Forbidden, Invalid, Missing
from chalicelib.foundation.ids import derived_id
from chalicelib.foundation.paging import open_cursor, seal_cursor
from chalicelib.foundation.values import frozen
from chalicelib.onestop.procedures import publishing, store
from chalicelib.onestop.procedures.examining import Examined, examine_definition
from chalicelib.onestop.procedures.lifecycle import (
    MOVES,
    OPEN,
    REMARK_LONGEST,
    Proposal,
    Publication,
    State,
    move_of,
    must_be_another,
    must_follow,
)
from chalicelib.onestop.procedures.lines import with_values
from chalicelib.onestop.procedures.live import LiveCatalogue
from chalicelib.onestop.procedures.model import Procedure
from chalicelib.onestop.procedures.previewing import Preview, preview
from chalicelib.onestop.procedures.schema import read_procedure
from chalicelib.onestop.procedures.shipped import shipped_text
from chalicelib.onestop.procedures.versions import Catalogue
from chalicelib.onestop.procedures.writing import (
    answer_for,
    event_of,
    facts_of,
    field_error,
    must_fit,
    must_name_basis,
    must_say_why,
    with_text,
    write,
)

READ = "procedures.read_proposals"
LISTED = 25


@frozen
class Listed:
    """One page of proposals and the sealed cursor of the next one, empty at the end."""

    lines: list[store.Line]
    cursor: str


@frozen
class Reviewed:
    """A proposal as its readers see it: its faults by line, or a preview when it has none; its journal.

    `against` is why it could not be published as it is though it has no fault: another number or day is needed.
    """

    proposal: Proposal
    examined: Examined
    preview: Preview | None
    journal: list[Record]
    against: Conflict | None = None


@frozen
class Proposals:
    """`require` is identity's policy: it passes or refuses an action on a thing of a unit."""

    catalogue: LiveCatalogue
    directory: Directory
    require: Callable[..., None] = identity.require

    @use_case
    def draft(self, call: Call, text: str) -> dict[str, Any]:
        """A new proposal of the caller's agency. Same key, same proposal."""
        unit = call.caller.unit
        self.require(call.caller, "procedures.propose", unit=unit)
        must_fit(text)
        wish = call.wish()
        proposal_id = derived_id(wish.principal, wish.route, wish.key)
        blank = Proposal(proposal_id, 0, "", State.DRAFT, unit, (call.caller.account,), call.at, "", 0, "", text)
        proposal = with_text(blank, text)

        def attempt() -> dict[str, Any]:
            head, answer = store.head_of(proposal), answer_for(proposal, 1)
            change, entry = journal.open_change(head, call, Event("procedure.drafted", facts_of(proposal)), answer)
            journal.found(change, entry, head)
            change.put("text", store.text_item(proposal))
            change.commit()
            return answer

        return journal.once(store.pk_of(proposal_id), call, attempt)

    def next_text(self, call: Call, code: str) -> str:
        """The definition to begin the next version of a published procedure with: the latest one, every letter as it
        was written, with the next number and in force from tomorrow. Missing `procedures/unknown`."""
        last = self.catalogue.versions(code)[-1]
        starts = max(vietnam_day(call.at), last.in_force_from) + timedelta(days=1)
        values = {"version": last.version + 1, "in_force.from": starts.isoformat(), "in_force.to": None}
        return with_values(self.text_of(code), {f"data.{place}": value for place, value in values.items()})

    def text_of(self, code: str) -> str:
        """The latest published definition of a procedure as it was written. Missing `procedures/unknown`."""
        last = self.catalogue.versions(code)[-1]
        text = store.version_text(code, last.version) or shipped_text(code, last.version)
        if text is None:
            raise store.missing()
        return text

    @use_case
    def save(self, call: Call, proposal_id: str, text: str) -> dict[str, Any]:
        """Another text of a draft, right or wrong; what is wrong is told when it is read or proposed."""
        must_fit(text)

        def attempt() -> dict[str, Any]:
            before = self._open(call, proposal_id, "procedures.propose")
            move_of("propose", before.state)
            call.must_match(before.version)
            writers = (*(one for one in before.authors if one != call.caller.account), call.caller.account)
            after = replace(with_text(before, text), authors=writers)
            return write(call, before, after, Event("procedure.saved", facts_of(after)))

        return journal.once(store.pk_of(proposal_id), call, attempt)

    @use_case
    def move(
        self, call: Call, proposal_id: str, name: str, remark: str = "", decided: Publication | None = None
    ) -> dict[str, Any]:
        """A move of the table, `publish` included. Conflict when the state does not allow it; Invalid with every
        fault of a definition that is to go on. `decided` is what publishing decides besides."""
        remark = remark.strip()[:REMARK_LONGEST]

        def attempt() -> dict[str, Any]:
            before = self._open(call, proposal_id, MOVES[name].action)
            move = move_of(name, before.state)
            must_be_another(move, before, call.caller.account)
            call.must_match(before.version)
            must_say_why(move, remark)
            after = replace(before, state=move.to)
            if move.to is State.PUBLISHED:
                return self._publish(call, before, after, remark, decided or Publication())
            if move.to not in (State.DRAFT, State.REJECTED):
                procedure = self._sound(before.text)
                must_follow(procedure, self._known(procedure.code), vietnam_day(call.at))
            return write(call, before, after, event_of(move, before, after, remark))

        return journal.once(store.pk_of(proposal_id), call, attempt)

    def open_moves(self, caller: Caller, proposal: Proposal) -> list[str]:
        """The moves that the life cycle and the policy leave to this caller, in the order of the table."""
        return [name for name in MOVES if self._lets(caller, name, proposal)]

    def may_write(self, caller: Caller, proposal: Proposal) -> bool:
        """Whether this caller may change the text now."""
        return self._lets(caller, "propose", proposal)

    @use_case
    def read(self, call: Call, proposal_id: str) -> Reviewed:
        """A proposal with its faults, its preview against the last published version, and its journal."""
        proposal, entries = store.read(proposal_id)
        self._must_let(call, READ, proposal)
        examined = examine_definition(proposal.text, self.directory)
        if examined.procedure is None:
            return Reviewed(proposal, examined, None, entries)
        known, today = self._known(examined.procedure.code), vietnam_day(call.at)
        earlier = [one for one in known if one.version < examined.procedure.version]
        shown = preview(examined.procedure, earlier[-1] if earlier else None, today)
        against = None
        if proposal.state in OPEN:
            try:
                must_follow(examined.procedure, known, today)
            except Conflict as conflict:
                against = conflict
        return Reviewed(proposal, examined, shown, entries, against)

    @use_case
    def listed(self, call: Call, state: State | None, cursor: str = "", limit: int = LISTED) -> Listed:
        """A page of the proposals of the caller's agency, or (in a state) of all agencies for those who review;
        the newest first. Malformed `paging/cursor-invalid`."""
        partition = state.value if state is not None else call.caller.unit
        if state is None:
            self.require(call.caller, READ, unit=partition)
        else:
            self.require(call.caller, "procedures.review")
        scope = f"PP#{'unit' if state is None else 'state'}#{partition}"
        position = open_cursor(signing_key(), scope, cursor) if cursor else None
        after = {name: {"S": str(value)} for name, value in position.items()} if position else None
        lines, rest = store.listed(partition, limit, after, of_unit=state is None)
        return Listed(lines, _sealed(scope, rest))

    def _publish(
        self, call: Call, before: Proposal, after: Proposal, remark: str, decided: Publication
    ) -> dict[str, Any]:
        """The move, the version and the new index in one transaction; again when another publication came first."""
        must_name_basis(decided)
        if decided.in_force_from is not None:
            self._sound(before.text)
            first = {"data.in_force.from": decided.in_force_from.isoformat()}
            after = replace(after, text=with_values(before.text, first))
        procedure = self._sound(after.text)
        event = event_of(MOVES["publish"], before, after, remark, decided)
        for _ in range(TRIES):
            present = publishing.present()
            raws = publishing.definitions(present)
            published = Catalogue(read_procedure(raw) for raw in raws)
            must_follow(procedure, _versions(published, procedure.code), vietnam_day(call.at))
            try:
                parts = partial(publishing.add, present=present, raws=raws, proposal=after, decided=decided)
                answer = write(call, before, after, event, parts)
            except PartLost as lost:
                if lost.name != "pointer":
                    raise
                continue
            self.catalogue.forget()
            return answer
        raise unavailable()

    def _sound(self, text: str) -> Procedure:
        """The procedure of a text; Invalid with the line and sentence of every fault."""
        examined = examine_definition(text, self.directory)
        if examined.procedure is None:
            raise Invalid(
                "procedures/faulty",
                "Định nghĩa còn lỗi. Các dòng cần sửa được liệt kê bên dưới.",
                "The definition has faults. The lines to mend are listed below.",
                [field_error(fault) for fault in examined.faults],
            )
        return examined.procedure

    def _known(self, code: str) -> tuple[Procedure, ...]:
        return _versions(self.catalogue, code)

    def _open(self, call: Call, proposal_id: str, action: str) -> Proposal:
        proposal, _ = store.read(proposal_id)
        self._must_let(call, action, proposal)
        return proposal

    def _lets(self, caller: Caller, name: str, proposal: Proposal) -> bool:
        try:
            move = move_of(name, proposal.state)
            must_be_another(move, proposal, caller.account)
            self.require(caller, move.action, unit=proposal.unit)
        except (Conflict, Forbidden, Missing):
            return False
        return True

    def _must_let(self, call: Call, action: str, proposal: Proposal) -> None:
        """Passes when the policy lets this caller do this; others learn no more than that there is nothing."""
        try:
            self.require(call.caller, action, unit=proposal.unit)
        except Missing:
            raise store.missing() from None


def _versions(catalogue: Catalogue, code: str) -> tuple[Procedure, ...]:
    return catalogue.versions(code) if code in catalogue.codes() else ()


def _sealed(scope: str, position: RawItem | None) -> str:
    if position is None:
        return ""
    return seal_cursor(signing_key(), scope, {name: value["S"] for name, value in position.items()})
