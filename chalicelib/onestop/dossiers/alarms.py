"""The instants at which a dossier needs the schedule: about to be late, late, a step late, somebody's silence. Pure.

Each instant is worked out beforehand, so that it fires on its day. What fires is named by a key; a key fires once.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal, cast

from chalicelib.foundation.clock import iso
from chalicelib.foundation.values import frozen
from chalicelib.onestop import workflow
from chalicelib.onestop.dossiers.model import Dossier, Status
from chalicelib.onestop.dossiers.timing import clock_of, silence_of, step_dues
from chalicelib.onestop.procedures import Procedure

Kind = Literal[
    "reception_late",
    "soon",
    "late",
    "step_late",
    "supplement_overdue",
    "silence",
    "lapse",
    "consultation_silence",
    "consultation_missed",
]
Told = Literal["one_stop_officer", "specialist", "leader"]
SECOND = timedelta(seconds=1)


@frozen
class Alarm:
    """What is to happen at an instant. `told`: the role of the agency that an alert is for; empty for a silence, which
    the platform itself carries out. `step` is the step, `body` the consulted agency it is about."""

    at: datetime
    kind: Kind
    told: Told | Literal[""] = ""
    step: str = ""
    body: str = ""

    @property
    def key(self) -> str:
        """What this alarm is recognised by when it fires again."""
        return f"{self.kind}.{self.step or self.body}.{iso(self.at)}"


def alarms(dossier: Dossier, procedure: Procedure) -> tuple[Alarm, ...]:
    """Everything that will need the schedule if nothing happens to the dossier before, in order of time."""
    return tuple(sorted(_alarms(dossier, procedure), key=lambda one: one.at))


def _alarms(dossier: Dossier, procedure: Procedure) -> Iterator[Alarm]:
    yield from _of_the_consulted(dossier, procedure)
    if dossier.status is Status.SUBMITTED:
        yield from _before_reception(dossier, procedure)
    elif dossier.status in (Status.RECEIVED, Status.IN_PROCESS):
        yield from _at_work(dossier, procedure)
    elif dossier.status is Status.SUPPLEMENT_REQUESTED and dossier.waits_until is not None:
        wait = workflow.wait_for(procedure, "applicant")
        decides = wait is not None and wait.silence == "no"
        told: Told | Literal[""] = "" if decides else "one_stop_officer"
        yield Alarm(dossier.waits_until + SECOND, "lapse" if decides else "supplement_overdue", told)


def _before_reception(dossier: Dossier, procedure: Procedure) -> Iterator[Alarm]:
    if dossier.receive_by is not None:
        yield Alarm(workflow.first_late(dossier.unit, dossier.receive_by), "reception_late", "leader")
    yield from _of_the_authority(dossier, procedure)


def _at_work(dossier: Dossier, procedure: Procedure) -> Iterator[Alarm]:
    clock = clock_of(dossier, procedure)
    for alert in workflow.alerts(clock):
        told: Told = "leader" if alert.kind == "late" else cast(Told, procedure.step(dossier.step).role)
        yield Alarm(alert.at, alert.kind, told, dossier.step if alert.kind == "soon" else "")
    planned = step_dues(dossier, procedure).get(dossier.step)
    if planned is not None and planned != dossier.due_at:
        yield Alarm(workflow.first_late(dossier.unit, planned), "step_late", "leader", dossier.step)
    yield from _of_the_authority(dossier, procedure)


def _of_the_authority(dossier: Dossier, procedure: Procedure) -> Iterator[Alarm]:
    quiet = silence_of(dossier, procedure)
    if quiet is not None:
        yield Alarm(quiet.at, "silence")


def _of_the_consulted(dossier: Dossier, procedure: Procedure) -> Iterator[Alarm]:
    """The silence of each agency that was consulted: it decides, or the head of the asking agency is told."""
    wait = workflow.wait_for(procedure, "consulted")
    decides = wait is not None and wait.silence != "nothing"
    for one in dossier.consultations:
        if one.open and not one.missed:
            kind: Kind = "consultation_silence" if decides else "consultation_missed"
            yield Alarm(one.due_at + SECOND, kind, "" if decides else "leader", body=one.body)
