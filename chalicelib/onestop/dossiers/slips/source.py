"""What a slip is written from: a dossier, its journal and clock, its procedure and the directory of agencies."""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime
from typing import Any

from chalicelib.cloud.journal import Record
from chalicelib.commons.agencies import Directory
from chalicelib.foundation.clock import parse_iso
from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words
from chalicelib.onestop.dossiers.model import Dossier
from chalicelib.onestop.dossiers.moves import PLATFORM
from chalicelib.onestop.dossiers.party import papers_of, party_rows
from chalicelib.onestop.dossiers.slips.model import Account, Basis, Issuer, PaperLine
from chalicelib.onestop.procedures import Procedure, check_answers, summary
from chalicelib.onestop.workflow import Clock

FORMS_OF_PAPER: Mapping[str, Words] = {
    "original": Words("bản chính", "original"),
    "certified_copy": Words("bản sao chứng thực", "certified copy"),
    "copy": Words("bản sao", "copy"),
}
UNITS_OF_TIME: Mapping[str, Words] = {
    "working_day": Words("ngày làm việc", "working days"),
    "working_hour": Words("giờ làm việc", "working hours"),
    "calendar_day": Words("ngày", "days"),
    "hour": Words("giờ", "hours"),
    "month": Words("tháng", "months"),
}


def was_unanswered(entry: Record) -> bool:
    """Whether it is a refusal because the authority was silent, and not because a supplement did not come."""
    return entry.type == "dossier.refused_by_silence" and "silent_at" in entry.data


@frozen
class Source:
    """`clock` is None before reception; `step_dues`: when each step is planned to be done, where that is counted.

    `procedure` is the version that counts now, `laws` those that counted before it, by number.
    """

    dossier: Dossier
    journal: Sequence[Record]
    procedure: Procedure
    directory: Directory
    clock: Clock | None = None
    step_dues: Mapping[str, datetime] = field(default_factory=dict)
    laws: Mapping[int, Procedure] = field(default_factory=dict)

    def under(self, entry: Record) -> "Source":
        """The same under the version that counted when an entry was made: a slip tells what was law then."""
        given = [one.data["law"] for one in self.journal if one.seq <= entry.seq and "law" in one.data]
        law = self.laws.get(given[-1], self.procedure) if given else self.procedure
        clock = replace(self.clock, procedure=law) if self.clock is not None else None
        return replace(self, procedure=law, clock=clock)

    def all(self, *kinds: str) -> list[Record]:
        """The entries of these types, in order."""
        return [entry for entry in self.journal if entry.type in kinds]

    def after(self, entry: Record, *kinds: str) -> Record | None:
        """The first entry of these types after another one."""
        return next((one for one in self.journal if one.seq > entry.seq and one.type in kinds), None)

    def last_before(self, entry: Record, *kinds: str) -> Record | None:
        """The last entry of these types before another one."""
        return next((one for one in reversed(self.journal) if one.seq < entry.seq and one.type in kinds), None)

    def answers(self) -> Mapping[str, Any]:
        """The form's answers as the procedure reads them."""
        return check_answers(self.procedure.form, self.dossier.answers)[0]


def maker(entry: Record) -> str:
    """The account that made an entry; empty for the platform itself."""
    return "" if entry.actor == PLATFORM.account else entry.actor


def wrote(entry: Record | None, name: str) -> str:
    """What somebody wrote with an entry; empty when nothing was written, or it is no longer kept."""
    return str((entry.note or {}).get(name, "")) if entry else ""


def reason_of(entry: Record) -> Words:
    """The reason of an entry: as it was written by people, in both languages where the platform gave it."""
    reason = wrote(entry, "reason")
    return Words(reason, wrote(entry, "reason_en") or reason)


def erased(entry: Record) -> bool:
    """Whether something was written with an entry that is no longer kept: its digest is still there."""
    return entry.note is None and "note" in entry.data


def moment_of(entry: Record | None, fact: str) -> datetime | None:
    """An instant among an entry's facts."""
    text = entry.data.get(fact) if entry else None
    return parse_iso(text) if text else None


def issuer_of(directory: Directory, unit_id: str) -> Issuer:
    """An agency as it stands at the head of a slip."""
    above = directory.unit(unit_id).parent
    return Issuer(unit_words(directory, unit_id), unit_words(directory, above) if above else None)


def account_of(directory: Directory, unit_id: str) -> Account | None:
    """The account that an agency takes fees on, where that is known."""
    account = directory.unit(unit_id).account
    if account is None:
        return None
    return Account(account.holder, account.number, Words(account.bank_vi, account.bank_en), account.verified)


def unit_words(directory: Directory, unit_id: str) -> Words:
    """The name of an agency."""
    unit = directory.unit(unit_id)
    return Words(unit.name_vi, unit.name_en)


def contact(source: Source, fact: str) -> str:
    """How to reach the applicant by `phone`, `email` or `address`: as was said of them as a party, else the answer to
    the first field of the form that asks for it."""
    said = next((row.text for row in party_rows(source.dossier, "vi") if row.field == f"applicant_{fact}"), "")
    if said:
        return said
    fields = {one.code for one in source.procedure.form.fields() if one.prefill == fact}
    lines = summary(source.procedure.form, source.answers(), "vi")
    return next((line.text for line in lines if line.field in fields), "")


def papers_received(source: Source) -> tuple[PaperLine, ...]:
    """The papers with at least one file that passed the check, in the order of the procedure."""
    lines = []
    for paper in papers_of(source.procedure, source.dossier, source.answers()):
        files = [file for file in source.dossier.held if file.paper == paper.code]
        if files:
            name, form = Words(paper.name.vi, paper.name.en), FORMS_OF_PAPER[paper.form_of]
            lines.append(PaperLine(name, paper.copies, form, len(files), sum(file.pages for file in files)))
    return tuple(lines)


def time_words(amount: int, unit: str) -> Words:
    """A length of time as the law gives it; nothing is the same day."""
    name = UNITS_OF_TIME[unit]
    en = name.en.removesuffix("s") if amount == 1 else name.en
    return Words(f"{amount:02} {name.vi}" if amount else "trong ngày", f"{amount} {en}" if amount else "same day")


def basis_of(procedure: Procedure) -> tuple[Basis, ...]:
    """The procedure's legal bases."""
    return tuple(
        Basis(one.number, Words(one.title.vi, one.title.en), one.articles, one.provenance.verified)
        for one in procedure.legal_basis
    )


def step_words(procedure: Procedure, code: str) -> Words | None:
    """A step's name; its code when this version of the procedure has no such step."""
    if not code:
        return None
    name = next((step.name for step in procedure.steps if step.code == code), None)
    return Words(name.vi, name.en) if name else Words(code, code)
