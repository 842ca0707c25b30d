"""Which slips a dossier has now, and what each of them says."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from chalicelib.cloud.journal import Record
from chalicelib.foundation.clock import parse_iso, vietnam_day
from chalicelib.foundation.errors import Conflict, Missing
from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words
from chalicelib.onestop.dossiers.model import STATUS_WORDS, Status
from chalicelib.onestop.dossiers.slips import control, letters, money, notices
from chalicelib.onestop.dossiers.slips.forms import Form, form_of, place_of_issue
from chalicelib.onestop.dossiers.slips.model import Issuer
from chalicelib.onestop.dossiers.slips.source import Source, contact, issuer_of

Body = (
    letters.Acknowledgement
    | letters.Receipt
    | letters.SupplementRequest
    | letters.Refusal
    | notices.Apology
    | notices.Stop
    | notices.Correction
    | notices.SilentGrant
    | money.CashReceipt
    | money.Demand
    | control.Control
)


@frozen
class Slip:
    """A slip of one dossier: `name` is its kind, `number` the sequence number of the journal entry it rests on."""

    name: str
    form: Form
    number: str
    issued_at: datetime
    place: Words
    issuer: Issuer
    code: str
    applicant: str
    phone: str
    email: str
    address: str
    procedure_code: str
    procedure: Words
    body: Body


@frozen
class Listed:
    """One slip that a dossier has: its kind, its number, its title, and when it was made."""

    name: str
    number: str
    title: Words
    issued_at: datetime


Found = Callable[[Source], Sequence[Record]]


@frozen
class Kind:
    """A kind of slip: the entries it rests on, in order, each with a slip of its own; and what writes its body."""

    entries: Found
    write: Callable[[Source, Record], Body]
    officers_only: bool = False


def every(*types: str) -> Found:
    """All entries of these types."""
    return lambda source: source.all(*types)


def last(*types: str) -> Found:
    """The last entry of these types."""
    return lambda source: source.all(*types)[-1:]


def _handed_in(source: Source) -> Sequence[Record]:
    """The acknowledgement ends with reception: from then on the receipt counts."""
    waits = source.dossier.status in (Status.SUBMITTED, Status.SUPPLEMENT_REQUESTED)
    if not waits or source.dossier.received_at is not None:
        return ()
    return source.all("dossier.submitted", "dossier.supplemented")[-1:]


def _received(source: Source) -> Sequence[Record]:
    return source.all("dossier.received")[-1:] if source.dossier.received_at is not None else ()


def _refused(source: Source) -> Sequence[Record]:
    """A refusal that was taken back is none."""
    if source.dossier.status is Status.REJECTED_AT_INTAKE:
        return source.all("dossier.refused")[-1:]
    if source.dossier.refused:
        return source.all("dossier.rejected", "dossier.refused_by_silence")[-1:]
    return ()


def _handed_over(source: Source) -> Sequence[Record]:
    return control.hand_overs(source.journal)[-1:] if source.dossier.received_at is not None else ()


KINDS: Mapping[str, Kind] = {
    "acknowledgement": Kind(_handed_in, letters.acknowledge),
    "receipt": Kind(_received, letters.receipt),
    "supplement": Kind(last("dossier.supplement_requested"), letters.supplement),
    "apology": Kind(every("dossier.extended"), notices.apologise),
    "stop": Kind(every("dossier.stopped"), notices.stop),
    "payment": Kind(every(money.REQUIRED), money.demand),
    "cash_receipt": Kind(every(*money.TAKEN), money.cash_receipt),
    "refusal": Kind(_refused, letters.refusal),
    "silence": Kind(last("dossier.granted_by_silence"), notices.grant_by_silence),
    "correction": Kind(every("dossier.corrected", "dossier.reopened"), notices.correct),
    "control": Kind(_handed_over, control.control, officers_only=True),
}
"""The control slip names officers and carries their remarks; it goes with the dossier, not to the applicant."""

FORMS: Mapping[str, str] = {"dossier.rejected": "rejection", "dossier.refused_by_silence": "rejection"}
"""The form of slips whose kind has two: a refusal after examination is no refusal to receive."""


def slips_of(source: Source, *, owner: bool) -> tuple[Listed, ...]:
    """The slips that this dossier has now, for its owner or for an officer."""
    return tuple(
        Listed(name, number_of(entry), _form(name, entry).title, parse_iso(entry.at))
        for name, kind in KINDS.items()
        if not (owner and kind.officers_only)
        for entry in kind.entries(source)
    )


def write_slip(name: str, source: Source, *, owner: bool, number: str = "") -> Slip:
    """A slip of a dossier, the last of its kind unless its number is given.

    Missing `dossiers/slip-unknown` for a name or number that is none, or none of the owner's; Conflict
    `dossiers/slip-not-available` when the dossier's state has no such slip.
    """
    kind = KINDS.get(name)
    if kind is None or (owner and kind.officers_only):
        raise _unknown()
    entries = kind.entries(source)
    if not entries:
        vi, en = STATUS_WORDS[source.dossier.status]
        raise Conflict(
            "dossiers/slip-not-available",
            f"Hồ sơ đang ở trạng thái “{vi}” nên không có phiếu này.",
            f"The dossier is in the state “{en}” and has no such slip.",
        )
    chosen = [entry for entry in entries if not number or number_of(entry) == number]
    if not chosen:
        raise _unknown()
    return _slip(name, kind, source.under(chosen[-1]), chosen[-1])


def number_of(entry: Record) -> str:
    """The number of the slip that rests on an entry: unique in its dossier."""
    return f"{entry.seq:02}"


def _unknown() -> Missing:
    return Missing("dossiers/slip-unknown", "Không có loại phiếu này.", "There is no such slip.")


def _form(name: str, entry: Record) -> Form:
    return form_of(FORMS.get(entry.type, name) if name == "refusal" else name, vietnam_day(parse_iso(entry.at)))


def _slip(name: str, kind: Kind, source: Source, entry: Record) -> Slip:
    dossier = source.dossier
    return Slip(
        name=name,
        form=_form(name, entry),
        number=number_of(entry),
        issued_at=parse_iso(entry.at),
        place=place_of_issue(),
        issuer=issuer_of(source.directory, entry.unit or dossier.unit),
        code=dossier.code,
        applicant=dossier.applicant,
        phone=contact(source, "phone"),
        email=contact(source, "email"),
        address=contact(source, "address"),
        procedure_code=dossier.procedure,
        procedure=Words(source.procedure.name.vi, source.procedure.name.en),
        body=kind.write(source, entry),
    )
