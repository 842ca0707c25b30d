"""The dossier: its statuses, the table of its moves, and what a reader may know of it. Pure.

Status codes 1-10 are the national vocabulary of one-stop systems (two independent systems agree); 0 and 11 are ours
and are never published. "Overdue" is computed, never stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from chalicelib.foundation.errors import Conflict

DRAFT_DAYS = timedelta(days=30)


class Status(IntEnum):
    """Where a dossier stands."""

    DRAFT = 0
    SUBMITTED = 1
    RECEIVED = 2
    REJECTED_AT_INTAKE = 3
    IN_PROCESS = 4
    SUPPLEMENT_REQUESTED = 5
    PAYMENT_REQUIRED = 6
    WITHDRAWN = 7
    STOPPED = 8
    RESULT_READY = 9
    RESULT_RETURNED = 10
    EXPIRED = 11


STATUS_WORDS: Mapping[Status, tuple[str, str]] = {
    Status.DRAFT: ("Bản nháp", "Draft"),
    Status.SUBMITTED: ("Mới đăng ký", "Newly submitted"),
    Status.RECEIVED: ("Được tiếp nhận", "Received"),
    Status.REJECTED_AT_INTAKE: ("Không được tiếp nhận", "Not accepted"),
    Status.IN_PROCESS: ("Đang xử lý", "In process"),
    Status.SUPPLEMENT_REQUESTED: ("Yêu cầu bổ sung giấy tờ", "Supplement requested"),
    Status.PAYMENT_REQUIRED: ("Yêu cầu thực hiện nghĩa vụ tài chính", "Financial obligation required"),
    Status.WITHDRAWN: ("Công dân yêu cầu rút hồ sơ", "Withdrawn by applicant"),
    Status.STOPPED: ("Dừng xử lý", "Processing stopped"),
    Status.RESULT_READY: ("Đã xử lý xong", "Processed, result ready"),
    Status.RESULT_RETURNED: ("Đã trả kết quả", "Result returned"),
    Status.EXPIRED: ("Bản nháp đã hết hạn", "Draft expired"),
}

QUEUED = frozenset({Status.SUBMITTED, Status.RECEIVED, Status.IN_PROCESS, Status.RESULT_READY})
WAITING = frozenset({Status.SUPPLEMENT_REQUESTED})


RUNNING = frozenset({Status.SUBMITTED, Status.RECEIVED, Status.IN_PROCESS})
"""Statuses in which the authority's clock runs; what waits for the applicant or is ready cannot become overdue."""


def overdue(status: Status, clock: datetime | None, at: datetime) -> bool:
    """Whether a dossier is late: its clock runs, and the date that counts (reception's, then the result's) is past."""
    return status in RUNNING and clock is not None and at > clock


@dataclass(frozen=True)
class Transition:
    """A legal move: from which statuses, to which one, under which action of the policy table, and its event."""

    froms: frozenset[Status]
    to: Status
    action: str
    event: str


def _row(froms: set[Status], to: Status, action: str, event: str) -> Transition:
    return Transition(frozenset(froms), to, action, event)


MOVES: Mapping[str, Transition] = {
    "submit": _row({Status.DRAFT}, Status.SUBMITTED, "drafts.submit", "dossier.submitted"),
    "expire": _row({Status.DRAFT}, Status.EXPIRED, "platform", "dossier.expired"),
    "receive": _row({Status.SUBMITTED}, Status.RECEIVED, "dossiers.receive", "dossier.received"),
    "request_supplement": _row(
        {Status.SUBMITTED},
        Status.SUPPLEMENT_REQUESTED,
        "dossiers.request_supplement",
        "dossier.supplement_requested",
    ),
    "supplement": _row({Status.SUPPLEMENT_REQUESTED}, Status.SUBMITTED, "dossiers.supplement", "dossier.supplemented"),
    "refuse": _row({Status.SUBMITTED}, Status.REJECTED_AT_INTAKE, "dossiers.refuse", "dossier.refused"),
    "withdraw": _row(
        {Status.SUBMITTED, Status.SUPPLEMENT_REQUESTED, Status.RECEIVED, Status.IN_PROCESS},
        Status.WITHDRAWN,
        "dossiers.withdraw",
        "dossier.withdrawn",
    ),
    "advance": _row({Status.RECEIVED, Status.IN_PROCESS}, Status.IN_PROCESS, "dossiers.process", "dossier.advanced"),
    "attach_result": _row(
        {Status.IN_PROCESS}, Status.RESULT_READY, "dossiers.attach_result", "dossier.result_attached"
    ),
    "return_result": _row(
        {Status.RESULT_READY}, Status.RESULT_RETURNED, "dossiers.return_result", "dossier.result_returned"
    ),
}


def transition(move: str, status: Status) -> Transition:
    """The move's row, or Conflict when this status does not allow it."""
    row = MOVES[move]
    if status not in row.froms:
        vi, en = STATUS_WORDS[status]
        raise Conflict(
            "dossiers/move-not-allowed",
            f"Hồ sơ đang ở trạng thái “{vi}” nên không thể thực hiện việc này.",
            f"The dossier is in the state “{en}”, which does not allow this.",
        )
    return row


@dataclass(frozen=True)
class File:
    """An uploaded file. `state`: waiting (granted, not checked), kept, refused; `reason` is a code of commons.files.

    `paper` is the code of the required paper it stands for, or `result`; `size` in bytes, `sha256` in hex.
    """

    id: str
    paper: str
    name: str
    state: str
    size: int = 0
    kind: str = ""
    sha256: str = ""
    pages: int = 0
    reason: Mapping[str, str] = field(default_factory=dict)
    at: str = ""
    by: str = ""


@dataclass(frozen=True)
class Asked:
    """What a supplement request asks for: codes of papers and names of form fields, each with its reason.

    `files` are the files of those papers that were there before: they do not answer the request.
    """

    papers: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dossier:
    """A dossier with everything its collection holds but the journal. Instants are aware, in UTC.

    `version` counts all changes; `mark` is the version of the last change a person made.
    `helped_by`, `received_by` and `unit` keep the three bodies apart: where the applicant was helped, where the dossier
    was received, and who is competent.
    """

    id: str
    version: int
    mark: int
    chain: str
    status: Status
    procedure: str
    procedure_version: int
    owner: str
    unit: str
    applicant: str
    last4: str
    created_at: datetime
    expires_at: datetime | None = None
    code: str = ""
    step: str = ""
    submitted_at: datetime | None = None
    receive_by: datetime | None = None
    received_at: datetime | None = None
    received_by: str = ""
    helped_by: str = ""
    due_at: datetime | None = None
    supplemented: bool = False
    asked: Asked | None = None
    result: str = ""
    uploads: Mapping[str, str] = field(default_factory=dict)
    timeline: tuple[tuple[Status, datetime], ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[File, ...] = ()

    @property
    def held(self) -> tuple[File, ...]:
        """The files that passed the check, results left out."""
        return tuple(file for file in self.files if file.state == "kept" and file.paper != "result")

    def file(self, file_id: str) -> File | None:
        """One of its files."""
        return next((file for file in self.files if file.id == file_id), None)

    def overdue(self, at: datetime) -> bool:
        """Whether the date that counts now has passed."""
        return overdue(self.status, self.receive_by if self.status is Status.SUBMITTED else self.due_at, at)

    @property
    def ready_late(self) -> bool:
        """Whether the result was ready only after its due date; when it is fetched does not matter."""
        ready = next((at for status, at in reversed(self.timeline) if status is Status.RESULT_READY), None)
        return ready is not None and self.due_at is not None and ready > self.due_at
