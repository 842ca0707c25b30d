"""What the schedule does by itself: alerts, and decisions by silence, each with its reason in the journal.

An alarm fires once: its key is the idempotency key of the change. A dossier that has changed meanwhile is looked at
afresh, and what no longer holds is left out.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.cloud import journal
from chalicelib.cloud.table import Change
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons.worktime import Silence
from chalicelib.foundation.clock import iso, short_moment
from chalicelib.foundation.errors import Missing
from chalicelib.foundation.values import frozen
from chalicelib.onestop import workflow
from chalicelib.onestop.dossiers import items, store, timers
from chalicelib.onestop.dossiers.alarms import Alarm, alarms
from chalicelib.onestop.dossiers.consulting import fallen_silent
from chalicelib.onestop.dossiers.intake import received
from chalicelib.onestop.dossiers.model import Delivery, Dossier, Status
from chalicelib.onestop.dossiers.moves import Decide, Decision, arrive, platform_call, write
from chalicelib.onestop.dossiers.tidy import Tidied, each_due
from chalicelib.onestop.dossiers.timing import due_fact, silence_of
from chalicelib.onestop.dossiers.transitions import transition
from chalicelib.onestop.procedures import Catalogue, Procedure

PATIENCE = timedelta(minutes=10)
ONLY_DRAFTS = (Status.DRAFT, Status.EXPIRED)


@frozen
class Schedule:
    """The use cases of the schedule. All are for the platform: nobody calls them through a door."""

    catalogue: Catalogue

    def _procedure(self, dossier: Dossier) -> Procedure:
        return self.catalogue.version(dossier.procedure, dossier.procedure_version)

    @use_case
    def follow(self, event: Mapping[str, Any]) -> None:
        """Sets the timer of a dossier after an event of it; drafts have their own. Order does not matter."""
        if event["type"].startswith("vn.motcua.dossier.") and event["data"].get("to") not in ONLY_DRAFTS:
            self.set_timer(event["subject"][2:])

    def set_timer(self, dossier_id: str) -> None:
        """Looks at the dossier as it is now and sets its timer."""
        try:
            dossier = store.read(dossier_id)
        except Missing:
            return
        timers.set_timer(dossier, alarms(dossier, self._procedure(dossier)), timers.fired_by(dossier_id))

    @use_case
    def run(self, at: datetime) -> Tidied:
        """Fires everything that is due by now; one dossier that fails waits for the next round and stops no other."""
        return each_due(timers.CLOCK, at, lambda row: self.fire(row["pk"]["S"][2:], at), PATIENCE)

    def fire(self, dossier_id: str, at: datetime) -> None:
        """Fires the alarms of one dossier that are due by now, in their order, and sets its timer anew."""
        fired = timers.fired_by(dossier_id)
        while True:
            dossier = store.read(dossier_id)
            planned = alarms(dossier, self._procedure(dossier))
            alarm = next((one for one in planned if one.at <= at and timers.mark_of(one) not in fired), None)
            if alarm is None:
                return timers.set_timer(dossier, planned, fired)
            self._fire(dossier, alarm, at)
            fired.add(timers.mark_of(alarm))

    def _fire(self, dossier: Dossier, alarm: Alarm, at: datetime) -> None:
        if alarm.kind == "silence":
            return self._decide_by_silence(dossier, alarm, at)
        if alarm.kind == "lapse":
            return self._refuse_by_silence(dossier, alarm, at)
        if alarm.body:
            return self._let_silence_count(dossier, alarm, at)
        return self._move(dossier, "alert", alarm, at, lambda before: alerted(before, alarm))

    def _decide_by_silence(self, dossier: Dossier, alarm: Alarm, at: datetime) -> None:
        """No answer means yes, or no. A notice that nobody received counts as received then, by its own rules."""
        procedure = self._procedure(dossier)
        quiet = silence_of(dossier, procedure)
        if quiet is None or quiet.at > at:
            return
        if dossier.status is Status.SUBMITTED:
            call = platform_call(at, "dossiers.deem_received", alarm.key)
            self._move(dossier, "deem_received", alarm, at, lambda before: received(before, procedure, call))
            dossier = store.read(dossier.id)
        move = "grant_by_silence" if quiet.means == "yes" else "refuse_by_silence"
        self._move(dossier, move, alarm, at, lambda before: decided(before, self._procedure(before), quiet))

    def _refuse_by_silence(self, dossier: Dossier, alarm: Alarm, at: datetime) -> None:
        """The applicant did not supplement in time: refused with that reason, as the procedure says."""
        move = "lapse" if dossier.received_at is None else "refuse_by_silence"
        self._move(dossier, move, alarm, at, lambda before: lapsed(before, self._procedure(before)))

    def _let_silence_count(self, dossier: Dossier, alarm: Alarm, at: datetime) -> None:
        """A consulted agency did not answer in time."""
        move = "lapse_consultation"
        self._move(dossier, move, alarm, at, lambda before: silent(before, self._procedure(before), alarm))

    def _move(self, dossier: Dossier, move: str, alarm: Alarm, at: datetime, decide: Decide) -> None:
        """The move on the very version from which the alarm was worked out; Stale when anything has come before it."""
        call = platform_call(at, f"dossiers.{move}", alarm.key)

        def attempt() -> dict[str, Any]:
            row = transition(move, dossier.status)
            decision = decide(dossier)
            return write(call, dossier, replace(decision, after=arrive(decision.after, row.to, at)), row.event)

        journal.once(items.pk_of(dossier.id), call, attempt)


def alerted(dossier: Dossier, alarm: Alarm) -> Decision:
    """The dossier unchanged, and the alert to whom it concerns."""
    facts = {"kind": alarm.kind, "step": alarm.step or dossier.step, "told": alarm.told, "since": iso(alarm.at)}
    item = timers.alert_item(dossier, alarm)
    return Decision(dossier, facts, parts=lambda change: change.put("alert", item))


def silent(dossier: Dossier, procedure: Procedure, alarm: Alarm) -> Decision:
    """The dossier with the silence of a consulted agency, and the alert to the head where that decides nothing."""
    decision = fallen_silent(dossier, procedure, alarm.body, alarm.at)
    if not alarm.told:
        return decision

    def parts(change: Change) -> None:
        decision.parts(change)
        change.put("alert", timers.alert_item(dossier, alarm))

    return replace(decision, facts={**decision.facts, "told": alarm.told}, parts=parts)


def decided(dossier: Dossier, procedure: Procedure, quiet: Silence) -> Decision:
    """The dossier decided because the authority did not answer by its due date, with the rule that says so."""
    step = procedure.steps[-1].code
    after = replace(
        dossier.unproposed(),
        step=step,
        assignee="",
        outcome="granted_by_silence" if quiet.means == "yes" else "refused_by_silence",
        delivery=Delivery(dossier.delivery.way, "ready"),
    )
    rule = quiet.rules[-1]
    facts = {
        **due_fact(dossier),
        "outcome": after.outcome,
        "step": step,
        "left": dossier.step,
        "silent_at": iso(quiet.at),
        "legal_basis": rule.facts.get("legal_basis", ""),
    }
    return Decision(after, facts, {"reason": workflow.say_rule(rule, "vi"), "reason_en": workflow.say_rule(rule, "en")})


def lapsed(dossier: Dossier, procedure: Procedure) -> Decision:
    """The dossier refused because what was asked for did not come in time."""
    wait = workflow.wait_for(procedure, "applicant")
    until = short_moment(dossier.waits_until) if dossier.waits_until is not None else ""
    source = wait.within.provenance.source if wait is not None else ""
    after = replace(dossier.unproposed(), asked=None, waits_until=None, assignee="")
    facts: dict[str, Any] = {"until": iso(dossier.waits_until) if dossier.waits_until else None, "legal_basis": source}
    if dossier.received_at is not None:
        step = procedure.steps[-1].code
        delivery = Delivery(dossier.delivery.way, "ready")
        after = replace(after, outcome="refused_by_silence", step=step, delivery=delivery)
        facts |= {"outcome": after.outcome, "step": step, "left": dossier.step, **due_fact(dossier)}
    reason = f"Quá hạn bổ sung ({until}) mà hồ sơ chưa được bổ sung, nên bị từ chối. Căn cứ: {source}."
    reason_en = f"What was asked for did not come by {until}, so the dossier is refused. Basis: {source}."
    return Decision(after, facts, {"reason": reason, "reason_en": reason_en})
