"""The dossier: its statuses, and what a reader may know of it. Pure; its moves are in `transitions`.

Status codes 1-10 are the national vocabulary of one-stop systems (two independent systems agree); 0 and 11 are ours
and are never published. "Overdue" is computed, never stored.
"""

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any, Literal, get_args

from chalicelib.commons.identity import DESK
from chalicelib.commons.worktime import Happening
from chalicelib.foundation.values import frozen
from chalicelib.onestop.dossiers.consultation import Consultation

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
    Status.EXPIRED: ("Bản nháp đã hết hạn hoặc đã xóa", "Draft expired or discarded"),
}

QUEUED = frozenset({Status.SUBMITTED, Status.RECEIVED, Status.IN_PROCESS, Status.RESULT_READY})
WAITING = frozenset({Status.SUPPLEMENT_REQUESTED, Status.PAYMENT_REQUIRED, Status.STOPPED})
"""Statuses that wait for somebody outside the agency, or for the cause of a stop to pass."""

RUNNING = frozenset({Status.SUBMITTED, Status.RECEIVED, Status.IN_PROCESS})
"""Statuses in which the authority's clock runs; what waits for the applicant or is ready cannot become overdue."""


def overdue(status: Status, clock: datetime | None, at: datetime) -> bool:
    """Whether a dossier is late: its clock runs, and the date that counts (reception's, then the result's) is past."""
    return status in RUNNING and clock is not None and at > clock


@frozen
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


@frozen
class Asked:
    """What a supplement request asks for: codes of papers and names of form fields, each with its reason.

    `files` are the files of those papers that were there before: they do not answer the request.
    """

    papers: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()


PaymentState = Literal["", "free", "due", "paid"]
DeliveryWay = Literal["online", "desk", "post"]
DeliveryState = Literal["", "ready", "posted", "delivered"]
WAYS: tuple[DeliveryWay, ...] = get_args(DeliveryWay)
Proposal = Literal["", "approval", "refusal", "supplement"]
Outcome = Literal["", "granted", "refused", "granted_by_silence", "refused_by_silence"]
REFUSALS: frozenset[str] = frozenset({"refused", "refused_by_silence"})


@frozen
class Payment:
    """What is owed or was paid, in dong, apart from where the dossier stands. `receipt` numbers the last cash receipt.

    `paid`: what was paid before the sum owed now; `demanded`: the part of it that was asked for on the way.
    """

    state: PaymentState = ""
    amount: int = 0
    receipt: str = ""
    paid: int = 0
    demanded: int = 0


@frozen
class Delivery:
    """How the result reaches the applicant, who chooses the way; `reference` is the post's number."""

    way: DeliveryWay = "online"
    state: DeliveryState = ""
    reference: str = ""


@frozen
class Party:
    """What was typed about applicant and representative, and the postal address for the result; personal data.

    Empty for a citizen who applies for themself. `party` reads it.
    """

    answers: Mapping[str, Any] = field(default_factory=dict)
    postal: Mapping[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.answers or self.postal)


@frozen
class Dossier:
    """A dossier with everything its collection holds but the journal. Instants are aware, in UTC.

    `version` counts all changes; `mark` is the version of the last change a person made.
    `helped_by`, `received_by` and `unit` keep the three bodies apart: where the applicant was helped, where the dossier
    was received, and who is competent. `owner` keeps it: an account, or `desk:<unit>` for an applicant without one.
    `applicant` is whose business it is, `representative` who acts for them, if anybody does.

    Four states are kept apart: `status` (the business), `payment`, `delivery`, and `sync` (what a system that mirrors
    the dossier has confirmed; empty while none does).

    `salt` goes into the digests that the journal holds of what people wrote; it is erased with those words.

    `happenings` is all that happened to its clock and `calendar` names the calendar it was counted with; `due_at` is
    None while time stands still. `waits_until`: how long the applicant is waited for. `proposal` is what the step
    before proposes to the present one and `proposed_by` who proposed last, `assignee` the officer who is to do the
    step (empty: whoever holds the role).
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
    happenings: tuple[Happening, ...] = ()
    calendar: str = ""
    waits_until: datetime | None = None
    assignee: str = ""
    proposal: Proposal = ""
    proposed_by: str = ""
    outcome: Outcome = ""
    representative: str = ""
    payment: Payment = Payment()
    delivery: Delivery = Delivery()
    sync: str = ""
    uploads: Mapping[str, str] = field(default_factory=dict)
    timeline: tuple[tuple[Status, datetime], ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    party: Party = Party()
    salt: str = ""
    files: tuple[File, ...] = ()
    consultations: tuple[Consultation, ...] = ()

    @property
    def at_desk(self) -> bool:
        """Whether a one-stop desk keeps it for an applicant without an account."""
        return self.owner.startswith(DESK)

    @property
    def channel(self) -> Literal["online", "paper"]:
        """How it was handed in, as the fee tables tell the two apart."""
        return "paper" if self.at_desk else "online"

    @property
    def held(self) -> tuple[File, ...]:
        """The files that passed the check, results left out."""
        return tuple(file for file in self.files if file.state == "kept" and file.paper != "result")

    @property
    def refused(self) -> bool:
        """Whether it came out as a refusal, decided or by silence."""
        return self.outcome in REFUSALS

    def unproposed(self) -> "Dossier":
        """The same with nothing proposed, and by nobody."""
        return replace(self, proposal="", proposed_by="")

    def file(self, file_id: str) -> File | None:
        """One of its files."""
        return next((file for file in self.files if file.id == file_id), None)

    def overdue(self, at: datetime) -> bool:
        """Whether the date that counts now has passed."""
        return overdue(self.status, self.receive_by if self.status is Status.SUBMITTED else self.due_at, at)

    @property
    def ready_late(self) -> bool:
        """Whether the result was ready only after its due date; fetching and correcting it do not matter, and what the
        law itself gives by silence is on time."""
        ready = next((at for status, at in self.timeline if status is Status.RESULT_READY), None)
        by_law = self.outcome == "granted_by_silence"
        return not by_law and ready is not None and self.due_at is not None and ready > self.due_at
