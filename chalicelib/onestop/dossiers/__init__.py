"""Dossiers: draft, submission, intake, processing, return; codes; look-up. Owns the dossier's items in the table.

Events out: dossier.drafted, .saved, .party_saved, .draft_moved, .delivery_chosen, .upload_granted, .file_checked,
.file_removed, .discarded, .submitted, .received, .supplement_requested, .supplemented, .refused, .reopened,
.withdrawn, .assigned, .advanced, .proposed, .sent_back, .extended, .consulted, .consultation_answered,
.consultation_lapsed, .stopped, .resumed, .payment_required, .payment_cancelled, .payment_taken, .payment_settled,
.result_attached, .rejected, .corrected, .result_returned, .delivered, .granted_by_silence, .refused_by_silence,
.alerted, .law_changed, .expired. Each names `unit`, `procedure`, the statuses `from` and `to`, and `due` whenever the
due date changes (null: it stands still).
Events in (clocks queue): its own, for the timers of the schedule; procedure.published, for runs that take dossiers
along. Files that have arrived come by the arrivals queue.
"""

from collections.abc import Mapping
from functools import cache

from chalicelib.cloud.call import Call
from chalicelib.commons import files as files_room
from chalicelib.commons.agencies import directory
from chalicelib.commons.files import FileService
from chalicelib.commons.worktime import Span
from chalicelib.onestop import workflow
from chalicelib.onestop.dossiers.alerts import Alerts
from chalicelib.onestop.dossiers.applicants import Applicants
from chalicelib.onestop.dossiers.assigning import Assigning
from chalicelib.onestop.dossiers.consultation import Consultation
from chalicelib.onestop.dossiers.consulted import Consulted
from chalicelib.onestop.dossiers.consulting import Consulting
from chalicelib.onestop.dossiers.daybook import Daybook
from chalicelib.onestop.dossiers.drafts import Drafts
from chalicelib.onestop.dossiers.finished import Finished, FinishedDossiers
from chalicelib.onestop.dossiers.intake import Intake
from chalicelib.onestop.dossiers.lawchange import LawChange
from chalicelib.onestop.dossiers.model import RUNNING, STATUS_WORDS, WAITING, Asked, Dossier, File, Status, overdue
from chalicelib.onestop.dossiers.moves import as_applicant, keeps
from chalicelib.onestop.dossiers.offering import offered
from chalicelib.onestop.dossiers.online import PayingOnline, payable
from chalicelib.onestop.dossiers.party import paper_of, papers_of, party_faults, party_rows, postal_address, read_party
from chalicelib.onestop.dossiers.paying import Paying
from chalicelib.onestop.dossiers.processing import Processing
from chalicelib.onestop.dossiers.reading import Reading, Standing, notes_for, wrong_digits
from chalicelib.onestop.dossiers.renewing import Renewal, Renewing
from chalicelib.onestop.dossiers.rows import QueueLine
from chalicelib.onestop.dossiers.schedule import Schedule
from chalicelib.onestop.dossiers.supplements import Supplements
from chalicelib.onestop.dossiers.tallies import Tallies
from chalicelib.onestop.dossiers.tidy import Tidy
from chalicelib.onestop.dossiers.timekeeping import Timekeeping
from chalicelib.onestop.dossiers.timing import clock_of, span_to
from chalicelib.onestop.dossiers.transitions import MOVES
from chalicelib.onestop.dossiers.uploads import Uploads
from chalicelib.onestop.payments import payments
from chalicelib.onestop.procedures import catalogue

__all__ = [
    "MOVES",
    "STATUS_WORDS",
    "Alerts",
    "Applicants",
    "Asked",
    "Assigning",
    "Consultation",
    "Consulted",
    "Consulting",
    "Daybook",
    "Dossier",
    "Drafts",
    "File",
    "Finished",
    "FinishedDossiers",
    "Intake",
    "LawChange",
    "Paying",
    "PayingOnline",
    "Processing",
    "Reading",
    "Renewal",
    "Renewing",
    "Schedule",
    "Standing",
    "Status",
    "Supplements",
    "Tallies",
    "Tidy",
    "Timekeeping",
    "Uploads",
    "alerts",
    "applicants",
    "as_applicant",
    "assigning",
    "consulted",
    "consulting",
    "daybook",
    "drafts",
    "due_rules",
    "files",
    "finished_dossiers",
    "intake",
    "keeps",
    "law_change",
    "line_left",
    "notes_for",
    "open_moves",
    "overdue",
    "paper_of",
    "papers_of",
    "party_faults",
    "party_rows",
    "payable",
    "paying",
    "paying_online",
    "postal_address",
    "processing",
    "read_party",
    "reading",
    "renewing",
    "schedule",
    "supplements",
    "tallies",
    "tidy",
    "timekeeping",
    "uploads",
    "wrong_digits",
]


CALENDAR_CHANGED: Mapping[str, str] = {
    "code": "calendar/changed-since",
    "vi": "Lịch làm việc đã thay đổi sau khi hẹn; ngày đã hẹn được giữ nguyên.",
    "en": "The working calendar has changed since; the date that was given stays.",
}


@cache
def drafts() -> Drafts:
    """The use cases of drafts."""
    return Drafts(catalogue(), directory())


@cache
def applicants() -> Applicants:
    """The use cases of who is who, and of the way of the result."""
    return Applicants()


@cache
def renewing() -> Renewing:
    """The use cases of drafts whose rules have changed."""
    return Renewing(catalogue(), directory())


@cache
def intake() -> Intake:
    """The use cases of intake."""
    return Intake(catalogue())


@cache
def consulting() -> Consulting:
    """The use cases of consultation."""
    return Consulting(catalogue(), directory())


@cache
def consulted() -> Consulted:
    """What a consulted body sees."""
    return Consulted(catalogue(), files())


@cache
def supplements() -> Supplements:
    """The use cases of the one request for what is missing."""
    return Supplements(catalogue())


@cache
def assigning() -> Assigning:
    """The use cases of assignment."""
    return Assigning(catalogue())


@cache
def timekeeping() -> Timekeeping:
    """The use cases of the clock."""
    return Timekeeping(catalogue())


@cache
def paying() -> Paying:
    """The use cases of payment."""
    return Paying(catalogue())


@cache
def paying_online() -> PayingOnline:
    """The use cases of payment online."""
    return PayingOnline(paying(), payments())


@cache
def processing() -> Processing:
    """The use cases of processing."""
    return Processing(catalogue())


@cache
def reading() -> Reading:
    """The use cases of reading."""
    return Reading(catalogue())


@cache
def finished_dossiers() -> FinishedDossiers:
    """The use cases of finding a finished dossier."""
    return FinishedDossiers(reading())


@cache
def tallies() -> Tallies:
    """The numbers of agencies' queues."""
    return Tallies()


@cache
def daybook() -> Daybook:
    """The use cases of the register by day."""
    return Daybook(directory())


@cache
def files() -> FileService:
    """The store of files."""
    return files_room.files()


@cache
def schedule() -> Schedule:
    """What the platform does by itself when its time has come."""
    return Schedule(catalogue())


@cache
def law_change() -> LawChange:
    """The runs that take dossiers along to a new version."""
    return LawChange(catalogue(), directory())


@cache
def alerts() -> Alerts:
    """The alerts of an agency."""
    return Alerts()


@cache
def tidy() -> Tidy:
    """The hourly tidying up."""
    return Tidy(files())


@cache
def uploads() -> Uploads:
    """The use cases of files."""
    return Uploads(catalogue(), files())


def open_moves(call: Call, dossier: Dossier) -> list[str]:
    """The moves the caller may make on this dossier now."""
    return offered(call, dossier, catalogue().version(dossier.procedure, dossier.procedure_version))


def line_left(line: QueueLine, call: Call) -> Span | None:
    """The time left for a line of the caller's queue, by the latest version of its procedure; None where none runs."""
    if line.endless or line.status not in (RUNNING | WAITING):
        return None
    procedure = catalogue().versions(line.procedure)[-1]
    limit = procedure.reception_within if line.status is Status.SUBMITTED else procedure.processing
    return span_to(line.due_at, "working_day" if line.status in WAITING else limit.unit, call.caller.unit, call.at)


def due_rules(dossier: Dossier) -> list[Mapping[str, str]]:
    """Why the dossier is due when it is: the rules that made the date, each in both languages; none while time stands
    still. The date given stays, whatever became of the calendar since: then the last rule says so."""
    if dossier.received_at is None:
        return []
    procedure = catalogue().version(dossier.procedure, dossier.procedure_version)
    clock = clock_of(dossier, procedure)
    found, quiet, say = workflow.deadline(clock), workflow.authority_silence(clock), workflow.say_rule
    if found is None:
        return []
    told = quiet.rules if quiet is not None else found.rules
    rules: list[Mapping[str, str]] = [
        {"code": rule.code, "vi": say(rule, "vi"), "en": say(rule, "en")} for rule in told
    ]
    return rules if found.due_at == dossier.due_at else [*rules, CALENDAR_CHANGED]
