"""Which slips a dossier has now, and what each of them says."""

from collections.abc import Callable, Mapping

from chalicelib.cloud.journal import Record
from chalicelib.foundation.clock import parse_iso, vietnam_day
from chalicelib.foundation.errors import Conflict, Missing
from chalicelib.foundation.words import Words
from chalicelib.onestop.dossiers.model import STATUS_WORDS, Dossier, Status
from chalicelib.onestop.dossiers.slips.control import last_hand_over, write_control
from chalicelib.onestop.dossiers.slips.forms import form_of, place_of_issue
from chalicelib.onestop.dossiers.slips.model import (
    Acknowledgement,
    Body,
    Part,
    Receipt,
    Refusal,
    Slip,
    SupplementRequest,
)
from chalicelib.onestop.dossiers.slips.source import (
    Source,
    basis_of,
    contact,
    issuer_of,
    papers_received,
    processing_time,
)

ONLINE = Words("Trực tuyến, tại trang của hồ sơ này", "Online, on the page of this dossier")

EXISTS: Mapping[str, Callable[[Dossier], bool]] = {
    "acknowledgement": lambda dossier: dossier.status in (Status.SUBMITTED, Status.SUPPLEMENT_REQUESTED),
    "receipt": lambda dossier: dossier.received_at is not None,
    "supplement": lambda dossier: dossier.supplemented,
    "refusal": lambda dossier: dossier.status is Status.REJECTED_AT_INTAKE,
    "control": lambda dossier: dossier.received_at is not None,
}
"""When a dossier has a slip. The acknowledgement ends with reception: from then on the receipt counts."""

OFFICERS_ONLY = frozenset({"control"})
"""The control slip names officers and carries their remarks; it goes with the dossier, not to the applicant."""


def slips_of(dossier: Dossier, *, owner: bool) -> tuple[str, ...]:
    """The names of the slips that this dossier has now, for its owner or for an officer."""
    return tuple(name for name, exists in EXISTS.items() if exists(dossier) and not (owner and name in OFFICERS_ONLY))


def write_slip(name: str, source: Source, *, owner: bool) -> Slip:
    """A slip of a dossier.

    Missing `dossiers/slip-unknown` for a name that is none, or none of the owner's; Conflict
    `dossiers/slip-not-available` when the dossier's state has no such slip.
    """
    if name not in EXISTS or (owner and name in OFFICERS_ONLY):
        raise Missing("dossiers/slip-unknown", "Không có loại phiếu này.", "There is no such slip.")
    made = WRITERS[name](source) if EXISTS[name](source.dossier) else None
    if made is None:
        vi, en = STATUS_WORDS[source.dossier.status]
        raise Conflict(
            "dossiers/slip-not-available",
            f"Hồ sơ đang ở trạng thái “{vi}” nên không có phiếu này.",
            f"The dossier is in the state “{en}” and has no such slip.",
        )
    return _slip(name, source, *made)


def _slip(name: str, source: Source, entry: Record, body: Body) -> Slip:
    dossier, at = source.dossier, parse_iso(entry.at)
    return Slip(
        form=form_of(name, vietnam_day(at)),
        number=f"{entry.seq:02}",
        issued_at=at,
        place=place_of_issue(),
        issuer=issuer_of(source.directory, entry.unit or dossier.unit),
        code=dossier.code,
        applicant=dossier.applicant,
        phone=contact(source, "phone"),
        email=contact(source, "email"),
        procedure_code=dossier.procedure,
        procedure=Words(source.procedure.name.vi, source.procedure.name.en),
        body=body,
    )


Made = tuple[Record, Body] | None


def _acknowledgement(source: Source) -> Made:
    entry, dossier = source.last("dossier.submitted", "dossier.supplemented"), source.dossier
    if entry is None or dossier.submitted_at is None:
        return None
    receive_by = dossier.receive_by if dossier.status is Status.SUBMITTED else None
    return entry, Acknowledgement(dossier.submitted_at, receive_by, papers_received(source))


def _receipt(source: Source) -> Made:
    """The appointment is the one that was made at reception, whatever came of it later."""
    entry = source.last("dossier.received")
    if entry is None:
        return None
    return entry, Receipt(
        papers=papers_received(source),
        processing=processing_time(source.procedure),
        received_at=parse_iso(entry.at),
        due_at=parse_iso(entry.data["due"]),
        due_rules=tuple(Words(rule["vi"], rule["en"]) for rule in source.due_rules),
        returned=ONLINE,
        received_by=entry.actor,
    )


def _supplement(source: Source) -> Made:
    entry = source.last("dossier.supplement_requested")
    if entry is None:
        return None
    note = entry.note or {}
    papers = {one.code: one for one in source.procedure.papers}
    fields = {one.code: one for one in source.procedure.form.fields()}
    parts: list[Part] = []
    for code in entry.data["papers"]:
        paper, reason = papers.get(code), note.get("papers", {}).get(code, "")
        named = Words(paper.name.vi, paper.name.en) if paper else Words(code, code)
        known = (paper.provenance.source, paper.provenance.verified) if paper else ("", False)
        parts.append(Part("paper", code, named, reason, *known))
    for code in entry.data["fields"]:
        one, reason = fields.get(code), note.get("fields", {}).get(code, "")
        named = Words(one.label.vi, one.label.en) if one else Words(code, code)
        parts.append(Part("field", code, named, reason))
    message, basis = note.get("message", ""), basis_of(source.procedure)
    return entry, SupplementRequest(tuple(parts), message, basis, entry.actor, erased=entry.note is None)


def _refusal(source: Source) -> Made:
    entry = source.last("dossier.refused")
    if entry is None:
        return None
    note, basis = entry.note or {}, basis_of(source.procedure)
    return entry, Refusal(note.get("reason", ""), note.get("remedy", ""), basis, entry.actor, erased=entry.note is None)


def _control(source: Source) -> Made:
    entry = last_hand_over(source.journal)
    return (entry, write_control(source)) if entry else None


WRITERS: Mapping[str, Callable[[Source], Made]] = {
    "acknowledgement": _acknowledgement,
    "receipt": _receipt,
    "supplement": _supplement,
    "refusal": _refusal,
    "control": _control,
}
