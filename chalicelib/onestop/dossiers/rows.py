"""The short lines that indexes project: `row` for queues, `own` for owners' lists, `face` for public look-up.

A queue line with its keys stays within 160 bytes, so that a page of 25 costs half a read unit; the face holds all
that a look-up may show, so that a look-up is one call.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Literal

from chalicelib.foundation.ids import derived_id
from chalicelib.foundation.values import frozen
from chalicelib.onestop.dossiers.model import RUNNING, WAITING, Dossier, Status

NAME_BYTES = 34
OFFICER_BYTES = 5
ENDLESS = "~"
"""Stands after the status of what waits without an end: then the queue's key tells since when."""
EPOCH_MINUTE = 26_297_280
"""Minutes from 1970 to 2020; timelines count from there in base 36."""
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def shorten(text: str, most: int = NAME_BYTES) -> str:
    """A text cut to so many bytes of UTF-8, never inside a character, with … where something is missing."""
    raw = text.replace("|", " ").encode()
    if len(raw) <= most:
        return raw.decode()
    return raw[: most - 3].decode(errors="ignore").rstrip() + "…"


def to_minutes(at: datetime) -> str:
    """An instant as base-36 minutes since 2020."""
    return base36(int(at.timestamp()) // 60 - EPOCH_MINUTE)


def base36(number: int) -> str:
    """A whole number in base 36; what is below zero is zero."""
    text = ""
    while number > 0:
        number, rest = divmod(number, 36)
        text = DIGITS[rest] + text
    return text or "0"


def from_minutes(text: str) -> datetime:
    """The instant that `to_minutes` wrote."""
    return datetime.fromtimestamp((int(text, 36) + EPOCH_MINUTE) * 60, tz=UTC)


def _minutes(at: datetime | None) -> str:
    return to_minutes(at) if at is not None else ""


def _instant(text: str) -> datetime | None:
    return from_minutes(text) if text else None


def officer_code(account: str) -> str:
    """An officer in five letters, for queue lines; within one agency it tells people apart. Empty for nobody."""
    return derived_id("officer", account)[:OFFICER_BYTES] if account else ""


@frozen
class QueueLine:
    """One line of an officer's queue. `assignee` is an `officer_code`.

    `due_at` is when it is due, for what waits until when; `endless`: it waits without an end, since then.
    """

    id: str
    code: str
    status: Status
    procedure: str
    step: str
    applicant: str
    due_at: datetime
    assignee: str = ""
    endless: bool = False

    def past(self, at: datetime) -> bool:
        """Whether the authority is late with it, or the applicant with what they were asked for."""
        return (self.status in RUNNING or self.status in WAITING) and not self.endless and at > self.due_at


def queue_row(dossier: Dossier) -> str:
    """The `row` of a dossier, with its whole code: an agency's code may change, a dossier's never does."""
    endless = dossier.status in WAITING and dossier.waits_until is None
    return "|".join(
        (
            dossier.code,
            f"{int(dossier.status)}{ENDLESS if endless else ''}",
            dossier.procedure,
            dossier.step,
            officer_code(dossier.assignee),
            shorten(dossier.applicant),
        )
    )


def queue_line(item_id: str, row: str, due_key: str) -> QueueLine:
    """A `row` read back, also one that was written before queue lines named the assignee."""
    code, status, procedure, step, *assignee, applicant = row.split("|")
    return QueueLine(
        id=item_id,
        code=code,
        status=Status(int(status.removesuffix(ENDLESS))),
        procedure=procedure,
        step=step,
        applicant=applicant,
        due_at=from_due_key(due_key),
        assignee=assignee[0] if assignee else "",
        endless=status.endswith(ENDLESS),
    )


QueueName = Literal["work", "waiting", "ready"]
QUEUE_ENDS: Mapping[QueueName, str] = {"work": "", "waiting": "#wait", "ready": "#ready"}


def queue_partition(unit: str, queue: QueueName) -> str:
    """The partition of the `work` index that holds one queue of an agency."""
    return f"W#{unit}{QUEUE_ENDS[queue]}"


def due_key(at: datetime) -> str:
    """The queue's sort key: minutes as text that sorts by time."""
    return at.astimezone(UTC).strftime("%y%m%d%H%M")


def from_due_key(text: str) -> datetime:
    """The instant of a queue key."""
    year, month, day, hour, minute = (int(text[at : at + 2]) for at in range(0, 10, 2))
    return datetime(2000 + year, month, day, hour, minute, tzinfo=UTC)


@frozen
class Face:
    """What a look-up by code can show; `last4` decides whether the timeline is shown."""

    code: str
    status: Status
    procedure: str
    unit: str
    submitted_at: datetime | None
    receive_by: datetime | None
    received_at: datetime | None
    due_at: datetime | None
    last4: str
    timeline: tuple[tuple[Status, datetime], ...]


def pack_timeline(timeline: Iterable[tuple[Status, datetime]]) -> str:
    """A timeline as short text."""
    return ",".join(f"{DIGITS[int(status)]}{to_minutes(at)}" for status, at in timeline)


def unpack_timeline(text: str) -> tuple[tuple[Status, datetime], ...]:
    """A timeline read back."""
    parts = text.split(",") if text else []
    return tuple((Status(int(part[0], 36)), from_minutes(part[1:])) for part in parts)


def face_text(dossier: Dossier) -> str:
    """The `face` of a dossier."""
    return "|".join(
        (
            str(int(dossier.status)),
            dossier.procedure,
            dossier.unit,
            _minutes(dossier.submitted_at),
            _minutes(dossier.receive_by),
            _minutes(dossier.received_at),
            _minutes(dossier.due_at),
            dossier.last4,
            pack_timeline(dossier.timeline),
        )
    )


def read_face(code: str, text: str) -> Face:
    """A `face` read back."""
    status, procedure, unit, submitted, receive_by, received, due, last4, timeline = text.split("|")
    return Face(
        code=code,
        status=Status(int(status)),
        procedure=procedure,
        unit=unit,
        submitted_at=_instant(submitted),
        receive_by=_instant(receive_by),
        received_at=_instant(received),
        due_at=_instant(due),
        last4=last4,
        timeline=unpack_timeline(timeline),
    )
