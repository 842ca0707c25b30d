"""Dossiers: draft, submission, intake, processing, return; codes; look-up. Owns the dossier's items in the table.

Events out: dossier.drafted, .saved, .upload_granted, .file_checked, .file_removed, .submitted, .received,
.supplement_requested, .supplemented, .refused, .withdrawn, .advanced, .result_attached, .result_returned, .expired.
Events in: none. Files that have arrived come by the arrivals queue.
"""

from collections.abc import Mapping
from functools import cache

from chalicelib.cloud.call import Caller
from chalicelib.commons import files as files_room
from chalicelib.commons.agencies import directory
from chalicelib.commons.files import FileService
from chalicelib.onestop import workflow
from chalicelib.onestop.dossiers.drafts import Drafts
from chalicelib.onestop.dossiers.intake import Intake
from chalicelib.onestop.dossiers.model import MOVES, STATUS_WORDS, Asked, Dossier, File, Status, overdue
from chalicelib.onestop.dossiers.processing import Processing
from chalicelib.onestop.dossiers.reading import Reading, Standing, notes_for
from chalicelib.onestop.dossiers.tidy import Tidy
from chalicelib.onestop.dossiers.uploads import Uploads
from chalicelib.onestop.procedures import catalogue, check_answers

__all__ = [
    "MOVES",
    "STATUS_WORDS",
    "Asked",
    "Dossier",
    "Drafts",
    "File",
    "Intake",
    "Processing",
    "Reading",
    "Standing",
    "Status",
    "Tidy",
    "Uploads",
    "drafts",
    "due_rules",
    "files",
    "intake",
    "notes_for",
    "open_moves",
    "overdue",
    "processing",
    "reading",
    "tidy",
    "uploads",
]


@cache
def drafts() -> Drafts:
    """The use cases of drafts."""
    return Drafts(catalogue(), directory())


@cache
def intake() -> Intake:
    """The use cases of intake."""
    return Intake(catalogue())


@cache
def processing() -> Processing:
    """The use cases of processing."""
    return Processing(catalogue())


@cache
def reading() -> Reading:
    """The use cases of reading."""
    return Reading(catalogue())


@cache
def files() -> FileService:
    """The store of files."""
    return files_room.files()


@cache
def tidy() -> Tidy:
    """The hourly tidying up."""
    return Tidy(files())


@cache
def uploads() -> Uploads:
    """The use cases of files."""
    return Uploads(catalogue(), files())


def open_moves(caller: Caller, dossier: Dossier) -> list[str]:
    """The moves this caller may make on this dossier now."""
    return reading().moves(caller, dossier)


def due_rules(dossier: Dossier) -> list[Mapping[str, str]]:
    """Why the dossier is due when it is: the rules that made the date, each in both languages."""
    if dossier.received_at is None:
        return []
    procedure = catalogue().version(dossier.procedure, dossier.procedure_version)
    answers, _ = check_answers(procedure.form, dossier.answers)
    deadline = workflow.deadline(procedure, answers, dossier.received_at)
    say = workflow.say_rule
    return [{"code": rule.code, "vi": say(rule, "vi"), "en": say(rule, "en")} for rule in deadline.rules]
