"""The timer of each open dossier (`T` in its collection) and the alerts of an agency (`work` index, `W#<unit>#alert`).

A timer stands in the `due` index at the next instant its dossier needs the schedule. It is set from events, beside the
dossier's own changes, so that no transition pays for it; whoever sets it reads the dossier afresh.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import PutError

from chalicelib.cloud import table
from chalicelib.cloud.items import Item
from chalicelib.cloud.journal import canonical
from chalicelib.cloud.timers import timer_key
from chalicelib.foundation.clock import iso
from chalicelib.foundation.ids import digest
from chalicelib.foundation.values import frozen
from chalicelib.onestop.dossiers.alarms import Alarm
from chalicelib.onestop.dossiers.items import pk_of
from chalicelib.onestop.dossiers.model import Dossier
from chalicelib.onestop.dossiers.rows import due_key, from_due_key

CLOCK = "CLK"
RUN = "RUN"
TIMER = "T"
KEPT_DAYS = 400


class Timer(Item):
    """`version` of the dossier it was computed from; `fired`: digests of the alarms that have fired, one text."""

    version = NumberAttribute()
    fired = UnicodeAttribute(null=True)
    dk = UnicodeAttribute(null=True)
    ds = UnicodeAttribute(null=True)
    row = UnicodeAttribute(null=True)


class AlertItem(Item):
    """One alert of an agency."""

    wk = UnicodeAttribute()
    ws = UnicodeAttribute()
    row = UnicodeAttribute()
    ttl = NumberAttribute()


class RunItem(Item):
    """A run that moves dossiers to a new version of their procedure; in the `due` index until it is over."""

    procedure = UnicodeAttribute()
    version = NumberAttribute()
    basis = UnicodeAttribute()
    state = UnicodeAttribute()
    dk = UnicodeAttribute(null=True)
    ds = UnicodeAttribute(null=True)
    row = UnicodeAttribute(null=True)


@frozen
class Run:
    """`queue` and `position` are the cursor; `moved` counts all, `moved_now` those of the present pass, `left_now` what
    it has left to the next one."""

    procedure: str
    version: int
    basis: str
    due: str
    queue: int = 0
    position: str = ""
    passes: int = 0
    moved: int = 0
    moved_now: int = 0
    left_now: int = 0
    over: bool = False


CURSOR = ("queue", "position", "passes", "moved", "moved_now", "left_now", "over")


@frozen
class Alert:
    """An alert as the agency reads it; `told` is the role it is for."""

    dossier: str
    code: str
    kind: str
    step: str
    told: str
    at: datetime


def mark_of(alarm: Alarm) -> str:
    """An alarm's key, short."""
    return digest(alarm.key)[:8]


def fired_by(dossier_id: str) -> set[str]:
    """The marks of the alarms of a dossier that have fired: one read."""
    row = table.get(pk_of(dossier_id), TIMER)
    text = Timer.from_raw_data(row).fired if row is not None else ""
    return set(text.split(",")) if text else set()


def set_timer(dossier: Dossier, planned: Sequence[Alarm], fired: set[str]) -> None:
    """Sets the timer to the first alarm that has not fired, if any; what is known later stays."""
    coming = next((one for one in planned if mark_of(one) not in fired), None)
    still = {mark_of(one) for one in planned} & fired
    item = Timer(pk=pk_of(dossier.id), sk=TIMER, version=dossier.version, fired=",".join(sorted(still)) or None)
    if coming is not None:
        item.dk, item.ds, item.row = timer_key(CLOCK, item.pk), iso(coming.at), coming.kind
    try:
        item.save(Timer.pk.does_not_exist() | (Timer.version <= dossier.version))
    except PutError as error:
        if table.code_of(error) != "ConditionalCheckFailedException":
            raise table.unavailable() from error


def alert_item(dossier: Dossier, alarm: Alarm) -> AlertItem:
    """The alert that an alarm leaves; the same alarm leaves the same one."""
    until = alarm.at + timedelta(days=KEPT_DAYS)
    return AlertItem(
        pk=f"AL#{dossier.id}",
        sk=mark_of(alarm),
        wk=f"W#{dossier.unit}#alert",
        ws=due_key(alarm.at),
        row="|".join((dossier.code, alarm.kind, alarm.step, alarm.told)),
        ttl=int(until.timestamp()),
    )


def alert_of(row: table.RawItem) -> Alert:
    """A line of the `work` index read back."""
    code, kind, step, told = row["row"]["S"].split("|", 3)
    return Alert(row["pk"]["S"][3:], code, kind, step, told, from_due_key(row["ws"]["S"]))


def run_pk(procedure: str, version: int) -> str:
    """The partition of a run."""
    return f"R#{procedure}@{version}"


def begin_run(procedure: str, version: int, basis: str, first: datetime) -> None:
    """Writes a run that is due from a moment on, unless it is there already."""
    try:
        _run_item(Run(procedure, version, basis, iso(first))).save(RunItem.pk.does_not_exist())
    except PutError as error:
        if table.code_of(error) != "ConditionalCheckFailedException":
            raise table.unavailable() from error


def run_of(pk: str) -> Run | None:
    """A run as it stands."""
    row = table.get(pk, TIMER)
    if row is None:
        return None
    item = RunItem.from_raw_data(row)
    return Run(item.procedure, int(item.version), item.basis, item.ds or "", **json.loads(item.state))


def keep_run(run: Run) -> None:
    """Keeps how far a run has come; one that is over leaves the schedule."""
    table.put(_run_item(run))


def _run_item(run: Run) -> RunItem:
    pk = run_pk(run.procedure, run.version)
    state = canonical({name: getattr(run, name) for name in CURSOR})
    item = RunItem(pk=pk, sk=TIMER, procedure=run.procedure, version=run.version, basis=run.basis, state=state)
    if not run.over:
        item.dk, item.ds, item.row = timer_key(RUN, pk), run.due, run.procedure
    return item
