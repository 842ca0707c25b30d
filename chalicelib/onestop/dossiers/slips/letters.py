"""The slips of intake and of refusal: acknowledgement, receipt, supplement request, refusal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from chalicelib.cloud.journal import Record
from chalicelib.foundation.clock import parse_iso
from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words
from chalicelib.onestop.dossiers.model import DeliveryWay, PaymentState, Status
from chalicelib.onestop.dossiers.party import authorisation
from chalicelib.onestop.dossiers.slips.model import Account, Basis, PaperLine
from chalicelib.onestop.dossiers.slips.source import (
    Source,
    account_of,
    basis_of,
    erased,
    maker,
    moment_of,
    papers_received,
    reason_of,
    time_words,
    unit_words,
    wrote,
)
from chalicelib.onestop.dossiers.slips.timed import rules_given

CHOSEN: Mapping[DeliveryWay, Words] = {
    "online": Words("Trực tuyến, tại trang của hồ sơ này", "Online, on the page of this dossier"),
    "desk": Words("Tại quầy Bộ phận Một cửa", "At the one-stop desk"),
    "post": Words("Qua dịch vụ bưu chính", "By post"),
}
"""The ways of receiving the result, as an applicant chooses them."""


@frozen
class Acknowledgement:
    """That a dossier was handed in, and by when the city promises to receive it. No reception."""

    submitted_at: datetime
    receive_by: datetime | None
    papers: tuple[PaperLine, ...]


def acknowledge(source: Source, entry: Record) -> Acknowledgement:
    """The acknowledgement; while the applicant is asked to supplement, nothing is promised."""
    dossier = source.dossier
    receive_by = dossier.receive_by if dossier.status is Status.SUBMITTED else None
    return Acknowledgement(dossier.submitted_at or parse_iso(entry.at), receive_by, papers_received(source))


@frozen
class FeeOwed:
    """What reception found owing, in dong, and what has become of it; `receipt` is the number under which it was taken.

    `state` is empty where reception did not ask; `account` is where it can be transferred to while it is owed.
    """

    state: PaymentState
    amount: int
    receipt: str = ""
    account: Account | None = None


@frozen
class Bodies:
    """The bodies about a dossier besides the issuer, each only where it is another one, and who acts for the applicant.

    `reception`: where it was received; `competent`: who decides; `helped`: where the applicant was helped.
    """

    reception: Words | None = None
    competent: Words | None = None
    helped: Words | None = None
    representative: str = ""


@frozen
class Receipt:
    """Reception and appointment. `due_rules` say why it is due then; `returned` is the way the applicant chose."""

    papers: tuple[PaperLine, ...]
    processing: Words
    received_at: datetime
    due_at: datetime
    due_rules: tuple[Words, ...]
    returned: Words
    fee: FeeOwed
    bodies: Bodies
    made_by: str


def receipt(source: Source, entry: Record) -> Receipt:
    """The appointment is the one that was made at reception, whatever came of it later."""
    at, due, time = parse_iso(entry.at), parse_iso(entry.data["due"]), source.procedure.processing
    return Receipt(
        papers=papers_received(source),
        processing=time_words(time.amount, time.unit),
        received_at=at,
        due_at=due,
        due_rules=rules_given(source, (), due),
        returned=CHOSEN[source.dossier.delivery.way],
        fee=_fee_owed(source, entry),
        bodies=_bodies(source, entry),
        made_by=maker(entry),
    )


def _fee_owed(source: Source, entry: Record) -> FeeOwed:
    payment, amount = source.dossier.payment, int(entry.data.get("fee", 0))
    if not amount:
        return FeeOwed("free" if payment.state else "", 0)
    if entry.data.get("paid"):
        return FeeOwed("paid", amount, entry.data["paid"])
    taken = source.after(entry, "dossier.payment_taken", "dossier.payment_settled")
    if taken is not None:
        return FeeOwed("paid", amount, taken.data.get("receipt", ""))
    account = account_of(source.directory, source.dossier.unit) if payment.state == "due" else None
    return FeeOwed(payment.state, amount, payment.receipt, account)


def _bodies(source: Source, entry: Record) -> Bodies:
    dossier, issuer = source.dossier, entry.unit or source.dossier.unit

    def other(unit: str) -> Words | None:
        return unit_words(source.directory, unit) if unit and unit != issuer else None

    return Bodies(
        reception=other(dossier.received_by),
        competent=other(dossier.unit),
        helped=other(dossier.helped_by),
        representative=dossier.representative,
    )


@frozen
class Part:
    """A paper or field that is asked for: the officer's reason, and the source of the procedure's own demand."""

    kind: Literal["paper", "field"]
    code: str
    name: Words
    reason: str
    source: str = ""
    verified: bool = False


@frozen
class SupplementRequest:
    """Everything that is missing, in one request. `until`: how long the applicant is waited for, where that is set."""

    parts: tuple[Part, ...]
    message: str
    until: datetime | None
    basis: tuple[Basis, ...]
    made_by: str
    erased: bool = False


def supplement(source: Source, entry: Record) -> SupplementRequest:
    """The request, part by part."""
    note = entry.note or {}
    papers = {one.code: one for one in (*source.procedure.papers, authorisation())}
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
    until, basis = moment_of(entry, "until"), basis_of(source.procedure)
    return SupplementRequest(tuple(parts), wrote(entry, "message"), until, basis, maker(entry), erased(entry))


@frozen
class Refusal:
    """Why the dossier was refused and what its owner can do.

    `at`: intake (by an officer, or because a supplement did not come in time), examination, or silence: what was waited
    for after reception did not come. The platform gives its reason in both languages, with the `legal_basis` of the
    rule; `until`: how long a supplement was waited for.
    """

    at: Literal["intake", "examination", "silence"]
    reason: Words
    remedy: str
    until: datetime | None
    legal_basis: str
    basis: tuple[Basis, ...]
    made_by: str
    erased: bool = False


def refusal(source: Source, entry: Record) -> Refusal:
    """The refusal, whoever made it: an officer at intake, the leader after examination, or the clock."""
    at: Mapping[str, Literal["examination", "silence"]] = {
        "dossier.rejected": "examination",
        "dossier.refused_by_silence": "silence",
    }
    return Refusal(
        at=at.get(entry.type, "intake"),
        reason=reason_of(entry),
        remedy=wrote(entry, "remedy"),
        until=moment_of(entry, "until"),
        legal_basis=entry.data.get("legal_basis", ""),
        basis=basis_of(source.procedure),
        made_by=maker(entry),
        erased=erased(entry),
    )
