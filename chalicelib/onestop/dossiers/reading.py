"""Reading: a dossier for its owner and its officers, the queue, the owner's list, the public look-up."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from itertools import dropwhile
from typing import Any

from chalicelib.cloud import table
from chalicelib.cloud.call import Call
from chalicelib.cloud.journal import Record
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons import audit, identity
from chalicelib.foundation.errors import FieldError, Invalid, Missing, TooMany
from chalicelib.foundation.ids import is_id, parse_dossier_code
from chalicelib.foundation.values import frozen
from chalicelib.onestop.dossiers import items, queues, rows, store
from chalicelib.onestop.dossiers.model import Dossier, Status
from chalicelib.onestop.dossiers.moves import in_person, keeps, must_let
from chalicelib.onestop.dossiers.positions import open_position, seal_position
from chalicelib.onestop.dossiers.throttle import Throttle
from chalicelib.onestop.procedures import Catalogue

LOOKUPS_PER_MINUTE = 30
TRIES_PER_HOUR = 5
LOCK_HOURS = 24
HANDED_IN = "dossier.submitted"
TOLD = frozenset(
    {
        "dossier.supplement_requested",
        "dossier.refused",
        "dossier.reopened",
        "dossier.withdrawn",
        "dossier.extended",
        "dossier.stopped",
        "dossier.resumed",
        "dossier.payment_required",
        "dossier.payment_cancelled",
        "dossier.rejected",
        "dossier.corrected",
        "dossier.law_changed",
        "dossier.granted_by_silence",
        "dossier.refused_by_silence",
    }
)
"""The events whose words are for the applicant."""


@frozen
class Page:
    """One page of a list and the sealed cursor of the next one, empty at the end."""

    lines: Sequence[Any]
    cursor: str


@frozen
class Standing:
    """What a look-up by code answers. `timeline` and `id` are empty unless the second factor was right."""

    code: str
    status: Status
    procedure: str
    unit: str
    submitted_at: datetime | None
    receive_by: datetime | None
    received_at: datetime | None
    due_at: datetime | None
    timeline: tuple[tuple[Status, datetime], ...] = ()
    id: str = ""


@frozen
class Reading:
    """The use cases that change nothing."""

    catalogue: Catalogue
    by_source: Throttle = field(default_factory=lambda: Throttle(LOOKUPS_PER_MINUTE, 60))
    by_code: Throttle = field(default_factory=lambda: Throttle(TRIES_PER_HOUR, 3600))

    @use_case
    def read(self, call: Call, dossier_id: str) -> tuple[Dossier, list[Record]]:
        """A dossier with its journal; an officer's view is put on record.

        What happened while it was a draft is for those who keep it and not for other officers.
        """
        dossier, journal = store.read_with_journal(dossier_id)
        must_let(call.caller, "dossiers.read", dossier)
        if not in_person(call.caller, dossier):
            audit.record_view(items.pk_of(dossier_id), call)
        if not keeps(call.caller, dossier):
            journal = list(dropwhile(lambda entry: entry.type != HANDED_IN, journal))
        return dossier, journal

    @use_case
    def views(self, call: Call, dossier_id: str) -> list[audit.View]:
        """Who has looked at a dossier, for its owner and for the agency's administrator."""
        dossier = store.read(dossier_id)
        must_let(call.caller, "views.read", dossier)
        return audit.views_of(items.pk_of(dossier_id))

    @use_case
    def mine(self, call: Call, cursor: str, limit: int) -> Page:
        """The caller's own dossiers, newest first, each with its present status: two calls."""
        identity.require(call.caller, "dossiers.list_mine", owner=call.caller.account)
        return self._kept_by(call.caller.account, cursor, limit)

    @use_case
    def at_desk(self, call: Call, cursor: str, limit: int) -> Page:
        """What the caller's one-stop desk keeps for applicants, newest first: two calls."""
        identity.require(call.caller, "dossiers.list_at_desk", unit=call.caller.unit)
        return self._kept_by(identity.desk_of(call.caller.unit), cursor, limit)

    def _kept_by(self, owner: str, cursor: str, limit: int) -> Page:
        partition = f"M#{owner}"
        page = table.index_page("mine", partition, limit=limit, after=open_position(partition, cursor), newest=True)
        ids = [row["pk"]["S"][2:] for row in page.rows]
        heads = store.read_heads(ids)
        lines = [heads[one] for one in ids if one in heads and heads[one].status is not Status.EXPIRED]
        return Page(lines, seal_position(partition, page.position))

    @use_case
    def queue(
        self, call: Call, cursor: str, limit: int, *, waiting: bool = False, wanted: queues.Wanted | None = None
    ) -> queues.QueuePage:
        """The caller's agency's open dossiers by due time, or those of them that are wanted: one call."""
        identity.require(call.caller, "queue.read", unit=call.caller.unit)
        asked = wanted or queues.Wanted("waiting" if waiting else "work")
        return queues.read(call, asked, cursor, limit)

    def chosen(self, call: Call, dossier_ids: Sequence[str]) -> list[Dossier]:
        """The heads of some dossiers of the caller's own agency, in the order named; others are left out: one call."""
        identity.require(call.caller, "queue.read", unit=call.caller.unit)
        heads = store.read_heads([one for one in dossier_ids if is_id(one)])
        found = (heads[one] for one in dossier_ids if one in heads)
        return [one for one in found if identity.may(call.caller, "dossiers.read", unit=one.unit) and one.code]

    @use_case
    def of_code(self, call: Call, typed: str) -> Dossier:
        """The head of the dossier with this code, for who may read it; a scanner types it. Two calls.

        Missing for everybody else, as if it did not exist.
        """
        found = store.id_of(parse_dossier_code(typed).format())
        head = store.read_heads([found]).get(found) if found else None
        if head is None:
            raise items.missing()
        must_let(call.caller, "dossiers.read", head)
        return head

    @use_case
    def look_up(self, call: Call, typed: str, digits: str, source: str) -> Standing:
        """Status and dates by code alone; with the last four digits of the citizen id the timeline too.

        A wrong factor gets the answer of none, by the same single call. Guessing is limited per source and per
        code; a code that is guessed at too often keeps its timeline to itself for a day.
        """
        if not self.by_source.admits(source, call.at):
            raise too_many()
        code = parse_dossier_code(typed).format()
        face, locked, dossier_id = store.look_up(code, call.at)
        if digits and self.by_code.spent(code, call.at):
            if face is not None and not locked:
                store.lock(code, call.at, LOCK_HOURS)
            raise too_many()
        if face is None:
            raise Missing(
                "lookup/unknown-code",
                "Không có hồ sơ nào mang mã này. Hãy kiểm tra lại mã trên giấy tiếp nhận.",
                "No dossier has this code. Please check it against your slip.",
            )
        right = bool(digits) and digits == face.last4
        if digits and not right:
            self.by_code.admits(code, call.at)
        return standing_of(face, dossier_id if right and not locked else "")


def standing_of(face: rows.Face, shown_id: str) -> Standing:
    """What a face answers; the timeline only beside the id, for whom the second factor was right."""
    return Standing(
        code=face.code,
        status=face.status,
        procedure=face.procedure,
        unit=face.unit,
        submitted_at=face.submitted_at,
        receive_by=face.receive_by,
        received_at=face.received_at,
        due_at=face.due_at,
        timeline=face.timeline if shown_id else (),
        id=shown_id,
    )


def too_many() -> TooMany:
    """The refusal for looking up too often."""
    return TooMany(
        "lookup/too-many",
        "Bạn đã tra cứu quá nhiều lần. Vui lòng thử lại sau.",
        "Too many look-ups. Please try again later.",
        retry_after=60,
    )


def wrong_digits() -> Invalid:
    """The refusal where a second factor is asked for that is wrong, or not looked at any more today. `so` is its field
    on every page that has one."""
    wrong = FieldError(
        "so",
        "lookup/wrong-digits",
        "Bốn chữ số không khớp với hồ sơ này, hoặc đã nhập sai quá nhiều lần trong ngày.",
        "The four digits do not match this dossier, or wrong ones were entered too often today.",
    )
    return Invalid(wrong.code, wrong.vi, wrong.en, [wrong])


def notes_for(journal: Sequence[Record]) -> list[tuple[Record, Mapping[str, Any]]]:
    """The entries that carry words for the applicant, in order."""
    return [(entry, entry.note) for entry in journal if entry.type in TOLD and entry.note is not None]
