"""What a dossier's clock said when a slip was made: the rules of a date that was given, and each step's own time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.cloud.journal import Record
from chalicelib.commons.agencies import Directory
from chalicelib.commons.worktime import Calendar, Happening, StepTime, Visit, say_length, span, step_times
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.words import Words
from chalicelib.onestop import workflow
from chalicelib.onestop.dossiers import CALENDAR_CHANGED
from chalicelib.onestop.dossiers.model import Dossier
from chalicelib.onestop.dossiers.slips.source import Source
from chalicelib.onestop.dossiers.timing import clock_of, step_dues
from chalicelib.onestop.procedures import Procedure


def source_of(
    dossier: Dossier, journal: Sequence[Record], version: Callable[[str, int], Procedure], directory: Directory
) -> Source:
    """All that the slips of a dossier are written from; `version` gives a version of a procedure by its number."""
    procedure = version(dossier.procedure, dossier.procedure_version)
    clock = clock_of(dossier, procedure) if dossier.received_at is not None else None
    laws = {
        entry.data["law"]: version(dossier.procedure, entry.data["law"]) for entry in journal if "law" in entry.data
    }
    return Source(dossier, journal, procedure, directory, clock, step_dues(dossier, procedure), laws)


def rules_given(source: Source, happened: Sequence[Happening], due: datetime | None) -> tuple[Words, ...]:
    """The rules of a due date that was given when so much had happened to the clock.

    The date given stays, whatever became of the calendar since: then the last rule says so.
    """
    if source.clock is None:
        return ()
    clock = replace(source.clock, happenings=tuple(happened))
    found, quiet = workflow.deadline(clock), workflow.authority_silence(clock)
    if found is None:
        return ()
    told = quiet.rules if quiet is not None else found.rules
    rules = tuple(Words(workflow.say_rule(rule, "vi"), workflow.say_rule(rule, "en")) for rule in told)
    changed = Words(CALENDAR_CHANGED["vi"], CALENDAR_CHANGED["en"])
    return rules if found.due_at == due else (*rules, changed)


def times_of(source: Source, visits: Sequence[Visit], at: datetime) -> Mapping[str, StepTime]:
    """Each step's own clock at a moment; nothing where an event fixes the date."""
    clock = source.clock
    if clock is None or clock.fixed is not None:
        return {}
    shares = [(step.code, step.share) for step in clock.procedure.steps]
    found = step_times(clock.course(), shares, visits, at, _calendar(clock))
    return {one.code: one for one in found}


def _calendar(clock: workflow.Clock) -> Calendar:
    """The calendar that the clock's present due date was counted with."""
    return workflow.calendar_of(clock.unit, clock.settled_at())


def length_words(source: Source, time: timedelta, at: datetime) -> Words:
    """A length of a clock's time in words: working days as long as those of the day, or plain days and hours."""
    assert source.clock is not None, "only a clock has used time"
    if source.clock.procedure.processing.unit == "hour":
        told = span(time, timedelta(days=1), working=False)
    else:
        told = span(time, _calendar(source.clock).full_day(vietnam_day(at)))
    return Words(say_length(told, "vi"), say_length(told, "en"))
