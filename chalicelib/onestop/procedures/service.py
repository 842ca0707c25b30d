"""The use cases of the electronic regulation system: write, propose, review, publish a version of a procedure."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from chalicelib.cloud import journal
from chalicelib.cloud.call import Call
from chalicelib.cloud.journal import Event, Record
from chalicelib.cloud.table import TRIES, Change, PartLost, unavailable
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons import identity
from chalicelib.commons.agencies import Directory
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import FieldError, Invalid, Missing
from chalicelib.foundation.ids import derived_id, digest
from chalicelib.onestop.procedures import publishing, store
from chalicelib.onestop.procedures.examining import Examined, Fault, examine_definition
from chalicelib.onestop.procedures.lifecycle import (
    MOVES,
    REMARK_LONGEST,
    TEXT_BYTES,
    Move,
    Proposal,
    State,
    move_of,
    must_be_another,
    must_follow,
)
from chalicelib.onestop.procedures.live import LiveCatalogue
from chalicelib.onestop.procedures.model import Procedure
from chalicelib.onestop.procedures.previewing import Preview, preview
from chalicelib.onestop.procedures.schema import read_procedure
from chalicelib.onestop.procedures.versions import Catalogue

READ = "procedures.read_proposals"
LISTED = 100


@dataclass(frozen=True)
class Reviewed:
    """A proposal as its readers see it: its faults by line, or a preview when it has none; its journal."""

    proposal: Proposal
    examined: Examined
    preview: Preview | None
    journal: list[Record]


@dataclass(frozen=True)
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
        _must_fit(text)
        wish = call.wish()
        proposal_id = derived_id(wish.principal, wish.route, wish.key)
        blank = Proposal(proposal_id, 0, "", State.DRAFT, unit, call.caller.account, call.at, "", 0, "", text)
        proposal = _with_text(blank, text)

        def attempt() -> dict[str, Any]:
            head, answer = store.head_of(proposal), _answer(proposal, 1)
            change, entry = journal.open_change(head, call, Event("procedure.drafted", _facts(proposal)), answer)
            journal.found(change, entry, head)
            change.put("text", store.text_item(proposal))
            change.commit()
            return answer

        return journal.once(store.pk_of(proposal_id), call, attempt)

    @use_case
    def save(self, call: Call, proposal_id: str, text: str) -> dict[str, Any]:
        """Another text of a draft, right or wrong; what is wrong is told when it is read or proposed."""
        _must_fit(text)

        def attempt() -> dict[str, Any]:
            before = self._open(call, proposal_id, "procedures.propose")
            move_of("propose", before.state)
            call.must_match(before.version)
            after = replace(_with_text(before, text), author=call.caller.account)
            return _write(call, before, after, Event("procedure.saved", _facts(after)))

        return journal.once(store.pk_of(proposal_id), call, attempt)

    @use_case
    def move(self, call: Call, proposal_id: str, name: str, remark: str = "") -> dict[str, Any]:
        """A move of the table, `publish` included. Conflict when the state does not allow it; Invalid with every
        fault of a definition that is to go on."""
        remark = remark.strip()[:REMARK_LONGEST]

        def attempt() -> dict[str, Any]:
            before = self._open(call, proposal_id, MOVES[name].action)
            move = move_of(name, before.state)
            must_be_another(move, before, call.caller.account)
            call.must_match(before.version)
            _must_say_why(move, remark)
            event = _event(move, before, remark)
            if move.to in (State.DRAFT, State.REJECTED):
                return _write(call, before, replace(before, state=move.to), event)
            procedure = self._sound(before.text)
            if move.to is State.PUBLISHED:
                return self._publish(call, before, procedure, event)
            must_follow(procedure, self._known(procedure.code), vietnam_day(call.at))
            return _write(call, before, replace(before, state=move.to), event)

        return journal.once(store.pk_of(proposal_id), call, attempt)

    @use_case
    def read(self, call: Call, proposal_id: str) -> Reviewed:
        """A proposal with its faults, its preview against the last published version, and its journal."""
        proposal, entries = store.read(proposal_id)
        self._must_let(call, READ, proposal)
        examined = examine_definition(proposal.text, self.directory)
        shown = None
        if examined.procedure is not None:
            earlier = [one for one in self._known(proposal.code) if one.version < proposal.number]
            shown = preview(examined.procedure, earlier[-1] if earlier else None, vietnam_day(call.at))
        return Reviewed(proposal, examined, shown, entries)

    @use_case
    def listed(self, call: Call, state: State | None) -> list[store.Line]:
        """The newest proposals of the caller's agency, or (in a state) of all agencies for those who review."""
        if state is None:
            self.require(call.caller, READ, unit=call.caller.unit)
            return store.listed(call.caller.unit, LISTED, of_unit=True)
        self.require(call.caller, "procedures.review")
        return store.listed(state, LISTED, of_unit=False)

    def _publish(self, call: Call, before: Proposal, procedure: Procedure, event: Event) -> dict[str, Any]:
        """The move, the version and the new index in one transaction; again when another publication came first."""
        after = replace(before, state=State.PUBLISHED)
        for _ in range(TRIES):
            present = publishing.present()
            raws = publishing.definitions(present)
            published = Catalogue(read_procedure(raw) for raw in raws)
            must_follow(procedure, _versions(published, procedure.code), vietnam_day(call.at))
            try:
                parts = partial(publishing.add, present=present, raws=raws, proposal=after)
                answer = _write(call, before, after, event, parts)
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
                [_field_error(fault) for fault in examined.faults],
            )
        return examined.procedure

    def _known(self, code: str) -> tuple[Procedure, ...]:
        return _versions(self.catalogue, code)

    def _open(self, call: Call, proposal_id: str, action: str) -> Proposal:
        proposal, _ = store.read(proposal_id)
        self._must_let(call, action, proposal)
        return proposal

    def _must_let(self, call: Call, action: str, proposal: Proposal) -> None:
        """Passes when the policy lets this caller do this; others learn no more than that there is nothing."""
        try:
            self.require(call.caller, action, unit=proposal.unit)
        except Missing:
            raise store.missing() from None


def _write(
    call: Call,
    before: Proposal,
    after: Proposal,
    event: Event,
    parts: Callable[[Change], None] = lambda change: None,
) -> dict[str, Any]:
    """One transaction: head, journal entry, the text when it is another one, further parts."""
    answer = _answer(after, before.version + 1)
    head, actions = store.changes(before, after)
    change, entry = journal.open_change(head, call, event, answer)
    journal.amend(change, entry, head, actions)
    if after.text != before.text:
        change.put("text", store.text_item(after))
    parts(change)
    change.commit()
    return answer


def _answer(proposal: Proposal, version: int) -> dict[str, Any]:
    return {"id": proposal.id, "version": version, "state": proposal.state.value}


def _event(move: Move, before: Proposal, remark: str) -> Event:
    facts = {"from": before.state.value, "to": move.to.value, **_facts(before)}
    return Event(move.event, facts, {"remark": remark} if remark else None)


def _facts(proposal: Proposal) -> dict[str, Any]:
    return {
        "procedure": proposal.code,
        "number": proposal.number,
        "unit": proposal.unit,
        "text": digest(proposal.text),
    }


def _with_text(proposal: Proposal, text: str) -> Proposal:
    """The proposal with a text, and what can be read from it: code, number and name, empty where it cannot."""
    procedure = examine_definition(text).procedure
    if procedure is None:
        return replace(proposal, text=text, code="-", number=0, name="-")
    return replace(proposal, text=text, code=procedure.code, number=procedure.version, name=procedure.name.vi)


def _versions(catalogue: Catalogue, code: str) -> tuple[Procedure, ...]:
    return catalogue.versions(code) if code in catalogue.codes() else ()


def _field_error(fault: Fault) -> FieldError:
    words = f"{fault.line}: {fault.words}"
    return FieldError(fault.place or "definition", "procedures/fault", f"Dòng {words}", f"Line {words}")


def _must_fit(text: str) -> None:
    if len(text.encode()) > TEXT_BYTES:
        raise Invalid("procedures/too-long", "Định nghĩa quá dài.", "The definition is too long.")


def _must_say_why(move: Move, remark: str) -> None:
    if move.remark and not remark:
        wrong = FieldError("remark", "procedures/remark-missing", "Hãy ghi lý do.", "Say why.")
        raise Invalid("procedures/remark-missing", "Hãy ghi lý do.", "Say why.", [wrong])
