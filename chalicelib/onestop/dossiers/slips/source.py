"""What a slip is written from: a dossier, its journal, its procedure and the directory of agencies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.cloud.journal import Record
from chalicelib.commons.agencies import Directory
from chalicelib.foundation.words import Words
from chalicelib.onestop.dossiers.model import Dossier
from chalicelib.onestop.dossiers.slips.model import Basis, Issuer, PaperLine
from chalicelib.onestop.procedures import Procedure, check_answers, papers_asked, summary

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


@dataclass(frozen=True)
class Source:
    """`due_rules` are those of reception, each in both languages; `step_dues`: when a step is due, where counted."""

    dossier: Dossier
    journal: Sequence[Record]
    procedure: Procedure
    directory: Directory
    due_rules: Sequence[Mapping[str, str]] = ()
    step_dues: Mapping[str, datetime] = field(default_factory=dict)

    def last(self, *kinds: str) -> Record | None:
        """The last entry of these types."""
        return next((entry for entry in reversed(self.journal) if entry.type in kinds), None)

    def answers(self) -> Mapping[str, Any]:
        """The form's answers as the procedure reads them."""
        return check_answers(self.procedure.form, self.dossier.answers)[0]


def issuer_of(directory: Directory, unit_id: str) -> Issuer:
    """An agency as it stands at the head of a slip."""
    unit = directory.unit(unit_id)
    above = directory.unit(unit.parent) if unit.parent else None
    return Issuer(Words(unit.name_vi, unit.name_en), Words(above.name_vi, above.name_en) if above else None)


def contact(source: Source, fact: str) -> str:
    """How to reach the applicant: the answer to the first field that asks for this fact (`phone`, `email`)."""
    fields = {one.code for one in source.procedure.form.fields() if one.prefill == fact}
    lines = summary(source.procedure.form, source.answers(), "vi")
    return next((line.text for line in lines if line.field in fields), "")


def papers_received(source: Source) -> tuple[PaperLine, ...]:
    """The papers with at least one file that passed the check, in the order of the procedure."""
    lines = []
    for paper in papers_asked(source.procedure, source.answers()):
        files = [file for file in source.dossier.held if file.paper == paper.code]
        if files:
            name, form = Words(paper.name.vi, paper.name.en), FORMS_OF_PAPER[paper.form_of]
            lines.append(PaperLine(name, paper.copies, form, len(files), sum(file.pages for file in files)))
    return tuple(lines)


def processing_time(procedure: Procedure) -> Words:
    """The statutory processing time in words."""
    amount, unit = procedure.processing.amount, UNITS_OF_TIME[procedure.processing.unit]
    return Words(f"{amount:02} {unit.vi}" if amount else "trong ngày", f"{amount} {unit.en}" if amount else "same day")


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
