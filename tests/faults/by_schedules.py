"""What the schedules do: the sweeper, alarms and silences, runs to a new law, tidying up, closing months."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from tests import samples
from tests.faults import rulebooks, states
from tests.faults.by_officers import chosen_meanwhile
from tests.faults.by_people import once
from tests.faults.operations import Operation
from tests.faults.world import Subject, World, with_seen

SCHEDULED: Mapping[str, Any] = {
    **dict.fromkeys(("account", "region", "source", "time", "id"), "-"),
    **{"version": "0", "detail-type": "Scheduled Event", "detail": {}, "resources": []},
}


def _left_behind(world: World) -> Subject:
    """An entry of a dossier that nobody has sent."""
    subject = states.unsent(world)
    return with_seen(subject, subject.version - 1)


def _sweep(world: World, subject: Subject, key: str) -> None:
    from chalicelib.cloud.workers import outbox_sweep

    world.at += timedelta(minutes=1)
    outbox_sweep(SCHEDULED, None)


def running(world: World) -> Subject:
    """The next version takes a received dossier along; the run is about to come to its agency."""

    def build(world: World) -> Subject:
        from chalicelib.commons.agencies import directory
        from chalicelib.onestop import dossiers, procedures
        from chalicelib.onestop.dossiers import lawchange

        subject = states.received(world)
        procedures.seed()
        decided = procedures.Publication("take_along", "NĐ thử nghiệm điều 9")
        rulebooks.publish(world, rulebooks.next_version(), "along", decided)
        world.rest()
        world.at += timedelta(days=3)
        queues = [unit.id for unit in directory().units()].index("d07") * 2
        for _ in range(queues // lawchange.PAGES_A_ROUND):
            dossiers.law_change().run(world.at)
        events = [one for pk in _proposals(world) for one in (states.event_of(world, pk),)]
        return with_seen(subject, subject.version, at=world.at, bodies=events, run=run_of(world))

    return world.state("running", build)


def _proposals(world: World) -> list[str]:
    return [row["pk"]["S"] for row in world.rows() if row["pk"]["S"].startswith("PP#") and row["sk"]["S"] == "A"]


def run_of(world: World) -> Any:
    return world.row(f"R#{samples.WEBSITE}@3", "T")


def _alarms(world: World, subject: Subject, key: str) -> None:
    from chalicelib.onestop.dossiers.workers import dossiers_alarms

    world.at = max(world.at, subject.facts["at"])
    dossiers_alarms(SCHEDULED, None)


def _at(before: Any, name: str, later: timedelta) -> Callable[[World], Subject]:
    """A state, and the moment at which the schedule comes."""

    def state(world: World) -> Subject:
        def build(world: World) -> Subject:
            subject = before(world)
            return with_seen(subject, subject.version, at=world.at + later)

        return world.state(name, build)

    return state


def _told_upward(world: World, subject: Subject) -> bool:
    """The leader was told of a late step and of a late dossier, the officer beforehand: each once."""
    told = [one.data["kind"] for one in world.records(f"D#{subject.id}") if one.type == "dossier.alerted"]
    return sorted(told) == ["late", "soon", "step_late"] and _fired()(world, subject)


def _fired(*events: str) -> Callable[[World, Subject], bool]:
    """Each of these events exactly once since, and an item for each alert."""

    def done(world: World, subject: Subject) -> bool:
        after = [one for one in world.records(f"D#{subject.id}") if one.seq > subject.version]
        alerts = [row for row in world.rows() if row["pk"]["S"] == f"AL#{subject.id}"]
        told = [one for one in after if one.data.get("told")]
        return all([one.type for one in after].count(event) == 1 for event in events) and len(alerts) == len(told)

    return done


def _to_expire(world: World) -> Subject:
    """A draft with a file that nobody has touched for long."""

    def build(world: World) -> Subject:
        subject = states.draft(world)
        subject = states.written(world, subject)
        file = states.uploaded(world, subject, "operating_plan", "before-expiry")
        return states.seen(world, subject, file=file, at=world.at + timedelta(days=31))

    return world.state("to expire", build)


def _tidy(world: World, subject: Subject, key: str) -> None:
    from chalicelib.onestop.dossiers.workers import dossiers_tidy

    world.at = max(world.at, subject.facts["at"])
    dossiers_tidy(SCHEDULED, None)


def _erased(world: World, subject: Subject) -> bool:
    """Nothing that people wrote is left, nor any file."""
    rows = {row["sk"]["S"] for row in world.rows() if row["pk"]["S"] == f"D#{subject.id}"}
    kept = [sk for sk in rows if not sk.startswith("J#") and sk != "A"]
    objects = [key for _, key in world.cloud.objects() if subject.id in key]
    return not kept and not objects and once("dossier.expired")(world, subject)


def _to_close(world: World) -> Subject:
    """A dossier received last month."""
    subject = states.received(world)
    return with_seen(subject, subject.version, at=world.at + timedelta(days=40))


def _close(world: World, subject: Subject, key: str) -> None:
    from chalicelib.onestop.ledger.workers import ledger_close

    world.at = max(world.at, subject.facts["at"])
    ledger_close(SCHEDULED, None)


def _closed(world: World, subject: Subject) -> bool:
    """The month is published once, and as the lines give it."""
    from chalicelib.commons.agencies import directory
    from chalicelib.onestop import ledger

    rows = [row for row in world.rows() if row["pk"]["S"].startswith("LD#")]
    lines = [ledger.unpack(row["pk"]["S"][3:], row["row"]["S"]) for row in rows]
    city = world.row("LC#2026-12", "A")
    wrong = ledger.wrong_months(lines, directory(), world.at)
    return city is not None and city["version"]["N"] == "1" and not wrong


def _taken_along(world: World, subject: Subject) -> bool:
    """The dossier follows the new version, and was moved once."""
    head = world.row(f"D#{subject.id}", "A")
    return head is not None and head["pv"]["N"] == "3" and once("dossier.law_changed")(world, subject)


DAYS = timedelta(days=1)
TWO_PASSES = 30
"""A dossier that could not be moved is moved by the next pass over the queues of all agencies, some a minute."""


OPERATIONS = (
    Operation("outbox_sweep", ("outbox_sweep",), _left_behind, _sweep, once("dossier.received"), "schedule"),
    Operation(
        "run",
        ("dossiers_alarms", "dossiers.LawChange.run"),
        running,
        _alarms,
        _taken_along,
        "schedule",
        moves=("take_along",),
        rival=chosen_meanwhile,
        tries=TWO_PASSES,
    ),
    Operation(
        "silence of the applicant before reception",
        ("dossiers_alarms", "dossiers.Schedule.run"),
        _at(rulebooks.strictly_asked, "strictly silent", 9 * DAYS),
        _alarms,
        _fired("dossier.refused"),
        "schedule",
        moves=("lapse",),
    ),
    Operation(
        "silence of the applicant after reception",
        ("dossiers_alarms", "dossiers.Schedule.run"),
        _at(rulebooks.strictly_returned, "strictly unanswered", 9 * DAYS),
        _alarms,
        _fired("dossier.refused_by_silence"),
        "schedule",
        moves=("refuse_by_silence",),
    ),
    Operation(
        "alerts",
        ("dossiers_alarms", "dossiers.Schedule.run"),
        _at(states.received, "late", 40 * DAYS),
        _alarms,
        _told_upward,
        "schedule",
        moves=("alert",),
    ),
    Operation(
        "silence of the authority",
        ("dossiers_alarms", "dossiers.Schedule.run"),
        _at(states.notice, "silent", 2 * DAYS),
        _alarms,
        _fired("dossier.received", "dossier.granted_by_silence"),
        "schedule",
        moves=("deem_received", "grant_by_silence"),
    ),
    Operation(
        "silence of the consulted",
        ("dossiers_alarms", "dossiers.Schedule.run"),
        _at(states.consulted, "unanswered", 9 * DAYS),
        _alarms,
        _fired("dossier.consultation_lapsed"),
        "schedule",
        moves=("lapse_consultation",),
    ),
    Operation(
        "dossiers_tidy",
        ("dossiers_tidy", "dossiers.Tidy.expire_drafts", "dossiers.Tidy.erase_removed"),
        _to_expire,
        _tidy,
        _erased,
        "schedule",
        moves=("expire",),
    ),
    Operation("ledger_close", ("ledger_close",), _to_close, _close, _closed, "schedule"),
)
