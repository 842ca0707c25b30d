"""The notices of processing: extension with an apology, stop, correction of an error, grant by silence."""

from datetime import datetime
from typing import Literal

from chalicelib.cloud.journal import Record
from chalicelib.foundation.clock import parse_iso
from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words
from chalicelib.onestop.dossiers.model import Status
from chalicelib.onestop.dossiers.slips.source import Source, erased, maker, moment_of, reason_of, time_words, wrote
from chalicelib.onestop.dossiers.slips.timed import rules_given


@frozen
class Apology:
    """An extension with its apology: the date that was given, the new one and its rules, and by how much."""

    was_due: datetime | None
    due_at: datetime | None
    amount: Words
    due_rules: tuple[Words, ...]
    reason: str
    made_by: str
    erased: bool = False


def apologise(source: Source, entry: Record) -> Apology:
    """The new date is the one that was given with the apology, whatever came of it later."""
    due, all_of_it = moment_of(entry, "due"), source.dossier.happenings
    extended = next((place for place, one in enumerate(all_of_it, 1) if one.kind == "extended"), 0)
    return Apology(
        was_due=moment_of(entry, "was_due"),
        due_at=due,
        amount=time_words(entry.data["amount"], source.procedure.processing.unit),
        due_rules=rules_given(source, all_of_it[:extended], due),
        reason=wrote(entry, "reason"),
        made_by=maker(entry),
        erased=erased(entry),
    )


@frozen
class Stop:
    """Notice that processing stops. Once it goes on: when, why, and the new due date."""

    stopped_at: datetime
    was_due: datetime | None
    reason: str
    legal_basis: str
    resumed_at: datetime | None
    resumed_why: str
    due_at: datetime | None
    made_by: str
    erased: bool = False


def stop(source: Source, entry: Record) -> Stop:
    """The stop, and how it ended where it has."""
    resumed, given = source.after(entry, "dossier.resumed"), last_given(source, entry)
    return Stop(
        stopped_at=parse_iso(entry.at),
        was_due=given,
        reason=wrote(entry, "reason"),
        legal_basis=wrote(entry, "legal_basis"),
        resumed_at=parse_iso(resumed.at) if resumed else None,
        resumed_why=wrote(resumed, "reason"),
        due_at=moment_of(resumed, "due"),
        made_by=maker(entry),
        erased=erased(entry),
    )


def last_given(source: Source, entry: Record) -> datetime | None:
    """The due date as it stood before an entry."""
    dated = [one for one in source.journal if one.seq < entry.seq and "due" in one.data]
    return moment_of(dated[-1], "due") if dated else None


@frozen
class Correction:
    """An authority's own error taken back: a wrong result, or a wrong refusal of intake.

    `receive_by`: the new promise after a wrong refusal, while it still stands.
    """

    of: Literal["result", "refusal"]
    reason: str
    receive_by: datetime | None
    made_by: str
    erased: bool = False


def correct(source: Source, entry: Record) -> Correction:
    """The correction; a dossier that was wrongly refused waits for reception again."""
    of: Literal["result", "refusal"] = "result" if entry.type == "dossier.corrected" else "refusal"
    waits = of == "refusal" and source.dossier.status is Status.SUBMITTED
    receive_by = source.dossier.receive_by if waits else None
    return Correction(of, wrote(entry, "reason"), receive_by, maker(entry), erased(entry))


@frozen
class SilentGrant:
    """That no answer in time means yes: until when there was time, when that was noted, and by which rule."""

    due_at: datetime | None
    granted_at: datetime
    reason: Words
    legal_basis: str


def grant_by_silence(source: Source, entry: Record) -> SilentGrant:
    """The confirmation, from what the platform noted when the time was over."""
    due = moment_of(entry, "due") or source.dossier.due_at
    return SilentGrant(due, parse_iso(entry.at), reason_of(entry), entry.data.get("legal_basis", ""))
