"""What a consulted body sees of a dossier that is not its own: the question, and what was chosen for it. No more."""

from collections.abc import Mapping
from typing import Any

from chalicelib.cloud import table
from chalicelib.cloud.call import Call
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons import audit, identity
from chalicelib.commons.files import FileService
from chalicelib.foundation.errors import Missing
from chalicelib.foundation.values import frozen
from chalicelib.onestop.dossiers import items
from chalicelib.onestop.dossiers.consultation import Consultation
from chalicelib.onestop.dossiers.consultation_items import asked_key, asked_line
from chalicelib.onestop.dossiers.consulting import read_asked
from chalicelib.onestop.dossiers.model import Dossier, File
from chalicelib.onestop.dossiers.positions import open_position, seal_position
from chalicelib.onestop.dossiers.reading import Page
from chalicelib.onestop.dossiers.transitions import MOVES
from chalicelib.onestop.procedures import Catalogue, Procedure


@frozen
class AskedOf:
    """A dossier as the body sees it that is asked about it. `files` are those chosen for it, as long as it may answer;
    `answers` are the form's, only where the asking officer has shown them; `open`: whether it may still answer."""

    id: str
    code: str
    asking: str
    procedure: Procedure
    consultation: Consultation
    open: bool
    files: tuple[File, ...]
    answers: Mapping[str, Any] | None


@frozen
class Consulted:
    """The use cases of a consulted body that change nothing."""

    catalogue: Catalogue
    files: FileService

    @use_case
    def asked(self, call: Call, cursor: str, limit: int) -> Page:
        """What the caller's unit is asked and has not answered, by due time: one call."""
        unit = call.caller.unit
        identity.require(call.caller, "consultations.answer", unit=unit)
        partition = asked_key(unit)
        page = table.index_page("work", partition, limit=limit, after=open_position(partition, cursor))
        return Page([asked_line(row) for row in page.rows], seal_position(partition, page.position))

    @use_case
    def read(self, call: Call, dossier_id: str) -> AskedOf:
        """The question and what was chosen for it; the look is put on the dossier's record."""
        dossier, asked = read_asked(call.caller, dossier_id)
        audit.record_view(items.pk_of(dossier_id), call)
        shown = may_answer(dossier, asked)
        return AskedOf(
            dossier.id,
            dossier.code,
            dossier.unit,
            self.catalogue.version(dossier.procedure, dossier.procedure_version),
            asked,
            shown,
            chosen(dossier, asked) if shown else (),
            dossier.answers if shown and asked.with_form else None,
        )

    @use_case
    def link(self, call: Call, dossier_id: str, file_id: str) -> str:
        """A short-lived address of a file that was chosen for the caller's unit, as long as it may answer."""
        dossier, asked = read_asked(call.caller, dossier_id)
        shown = chosen(dossier, asked) if may_answer(dossier, asked) else ()
        file = next((one for one in shown if one.id == file_id), None)
        if file is None:
            raise Missing("files/missing", "Không tìm thấy tệp này.", "There is no such file.")
        audit.record_view(items.pk_of(dossier_id), call)
        return self.files.link(dossier_id, file_id, file.name, file.kind)


def may_answer(dossier: Dossier, asked: Consultation) -> bool:
    """Whether the body may still answer: with its answer given, or the dossier concluded, it sees no more of it."""
    return asked.answerable and dossier.status in MOVES["answer_consultation"].froms


def chosen(dossier: Dossier, asked: Consultation) -> tuple[File, ...]:
    """The files that were chosen for the body and are still held."""
    return tuple(file for file in dossier.held if file.id in asked.files)
