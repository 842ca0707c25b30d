"""What the platform does by itself: arrivals, the relay, the readers of events, the schedules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests import samples
from tests.faults import states
from tests.faults.by_people import once
from tests.faults.operations import Operation
from tests.faults.world import CITIZEN, ONESTOP, Subject, World, message, reader_of, with_seen

SCHEDULED: Mapping[str, Any] = {
    **dict.fromkeys(("account", "region", "source", "time", "id"), "-"),
    **{"version": "0", "detail-type": "Scheduled Event", "detail": {}, "resources": []},
}


def _arrived(world: World) -> Subject:
    """A file that a browser has just posted."""

    def build(world: World) -> Subject:
        subject = states.draft(world)
        file = states.granted(world, subject, "operating_plan", "before-arrival")
        body = states.posted(subject, file)
        return states.seen(world, subject, file=file, body=body)

    return world.state("arrived", build)


def _take_in(world: World, subject: Subject, key: str) -> None:
    from chalicelib.onestop.dossiers.workers import files_arrive

    files_arrive({"Records": [message(subject.facts["body"], queue="arrivals")]}, None)


def _posts_again(world: World, subject: Subject) -> None:
    """The browser posts another file with the same form, and another process takes that in first."""
    from chalicelib.onestop.dossiers.workers import take_in

    take_in(states.posted(subject, subject.facts["file"], "MOT TO KHAI KHAC"), "m9")


def _kept(world: World, subject: Subject) -> bool:
    """The verdict is in the dossier, the file in the keep bucket, and quarantine is empty."""
    there = {key for bucket, key in world.cloud.objects() if "keep" in bucket and key.startswith("dossiers/")}
    waiting = {key for bucket, key in world.cloud.objects() if "quarantine" in bucket}
    file = world.row(f"D#{subject.id}", f"C#{subject.facts['file']}")
    kept = file is not None and file["state"]["S"] == "kept"
    here = f"dossiers/{subject.id}/{subject.facts['file']}" in there
    return kept and here and not waiting and once("dossier.file_checked")(world, subject)


def _unfit(world: World) -> Subject:
    """What a browser has just posted is no file that anybody takes."""

    def build(world: World) -> Subject:
        subject = states.draft(world)
        file = states.granted(world, subject, "operating_plan", "before-unfit")
        body = states.posted(subject, file, content=b"MZ no paper of ours")
        return states.seen(world, subject, file=file, body=body)

    return world.state("unfit", build)


def _refused(world: World, subject: Subject) -> bool:
    """The dossier tells why, and the file is nowhere."""
    file = world.row(f"D#{subject.id}", f"C#{subject.facts['file']}")
    nowhere = not any(subject.facts["file"] in key for _, key in world.cloud.objects())
    told = file is not None and file["state"]["S"] == "refused" and "files/lost" not in file["reason"]["S"]
    return told and nowhere and once("dossier.file_checked")(world, subject)


def _of_stream(world: World, subject: Subject, key: str) -> None:
    from chalicelib.cloud.workers import outbox_relay

    outbox_relay({"Records": [subject.facts["record"]]}, None)


def _unsent(world: World) -> Subject:
    """An entry of a dossier that has just been written."""
    subject = states.unsent(world)
    last = world.records(f"D#{subject.id}")[-1]
    row = world.row(last.pk, last.sk)
    record = {
        "eventID": "1",
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "awsRegion": "ap-southeast-1",
        "eventSourceARN": "arn:aws:dynamodb:ap-southeast-1:000000000000:table/t/stream/s",
        "dynamodb": {"NewImage": row, "SequenceNumber": "1", "StreamViewType": "NEW_AND_OLD_IMAGES"},
    }
    return with_seen(subject, subject.version - 1, record=record)


def _sweep(world: World, subject: Subject, key: str) -> None:
    from chalicelib.cloud.workers import outbox_sweep

    world.at += timedelta(minutes=1)
    outbox_sweep(SCHEDULED, None)


def _reads(queue: str) -> Callable[[World, Subject, str], None]:
    """A reader that gets a batch of messages, of which Lambda brings again what was not handled."""

    def act(world: World, subject: Subject, key: str) -> None:
        bodies = subject.facts["bodies"]
        records = [message(body, number, queue) for number, body in enumerate(bodies, 1)]
        reader_of(queue)({"Records": records}, None)

    return act


def _taken_out(world: World, *keys: tuple[str, str]) -> None:
    """Makes what readers have written unwritten: their messages are on their way, and nowhere else."""
    saved = world.save()
    rows = [row for row in saved.rows if (row["pk"]["S"], row["sk"]["S"]) not in keys]
    world.load(replace(saved, rows=tuple(rows)))


def _told(queue: str) -> Callable[[World], Subject]:
    """The last events of two dossiers, sent, are on their way to one reader; one of the dossiers has gone on."""

    def state(world: World) -> Subject:
        return world.state(f"told {queue}", lambda world: _on_their_way(world, queue))

    return state


def _on_their_way(world: World, queue: str) -> Subject:
    subject = states.received(world)
    other = subject.facts["other"]
    bodies = [states.event_of(world, f"D#{one}") for one in (subject.id, other)]
    states.moved(world, subject, CITIZEN, "withdraw", "before-later")
    later = states.event_of(world, f"D#{subject.id}")
    world.rest()
    told = [*bodies, later]
    written = {
        "events": [(f"T#{body['subject']}", f"{body['data']['seq']:08d}") for body in told],
        "ledger": [(f"LD#{body['subject'][2:]}", "A") for body in told],
    }
    _taken_out(world, *written[queue])
    return with_seen(subject, subject.version - 1, bodies=told, later=later)


def _reads_the_later(queue: str) -> Callable[[World, Subject], None]:
    """Another process of the same reader gets the dossier's later event."""

    def rival(world: World, subject: Subject) -> None:
        reader_of(queue)({"Records": [message(subject.facts["later"], 9, queue)]}, None)

    return rival


def _goes_on(world: World, subject: Subject) -> None:
    """The dossier goes on, and the event of that is read at once."""
    states.moved(world, subject, ONESTOP, "receive", "rival")
    world.rest()


def _forged(world: World) -> Subject:
    """An event that was witnessed comes again with another hash."""
    subject = states.received(world)
    body = states.event_of(world, f"D#{subject.id}")
    forged = {**body, "data": {**body["data"], "hash": "0" * 64}}
    return with_seen(subject, subject.version - 1, bodies=[forged], truth=body["data"]["hash"])


def _first_stays(world: World, subject: Subject) -> bool:
    body = subject.facts["bodies"][0]
    row = world.row(f"T#{body['subject']}", f"{body['data']['seq']:08d}")
    return row is not None and row["hash"]["S"] == subject.facts["truth"]


def _old_news(world: World) -> Subject:
    """The event of a submission is on its way to the reader of clocks; the dossier has no timer yet."""

    def build(world: World) -> Subject:
        subject = states.submitted(world)
        body = states.event_of(world, f"D#{subject.id}")
        _taken_out(world, (f"D#{subject.id}", "T"))
        return with_seen(subject, subject.version, bodies=[body])

    return world.state("old news", build)


def _witnessed(world: World, subject: Subject) -> bool:
    """Each event that was told has one witness, with its hash."""
    for body in subject.facts["bodies"]:
        row = world.row(f"T#{body['subject']}", f"{body['data']['seq']:08d}")
        if row is None or row["hash"]["S"] != body["data"]["hash"]:
            return False
    return True


def _timed(world: World, subject: Subject) -> bool:
    """There is a timer; the invariants say whether it is the right one."""
    return world.row(f"D#{subject.id}", "T") is not None


def _posted(world: World, subject: Subject) -> bool:
    return world.row(f"LD#{subject.id}", "A") is not None


def _run_asked_for(world: World) -> Subject:
    """The event of a publication lies in the queue of clocks."""
    subject = states.received(world)
    return replace(subject, facts={"bodies": [states.published(world)]})


def _run_begun(world: World, subject: Subject) -> bool:
    return world.row(f"R#{samples.WEBSITE}@3", "T") is not None


def _running(world: World) -> Subject:
    """The next version takes a received dossier along; the run is about to come to its agency."""

    def build(world: World) -> Subject:
        from chalicelib.onestop import dossiers, procedures

        subject = states.received(world)
        procedures.seed()
        decided = procedures.Publication("take_along", "NĐ thử nghiệm điều 9")
        states.publish(world, states.next_version(), "along", decided)
        world.rest()
        world.at += timedelta(days=3)
        dossiers.law_change().run(world.at)
        events = [one for pk in _proposals(world) for one in (states.event_of(world, pk),)]
        return with_seen(subject, subject.version, at=world.at, bodies=events, run=_run(world))

    return world.state("running", build)


def _proposals(world: World) -> list[str]:
    return [row["pk"]["S"] for row in world.rows() if row["pk"]["S"].startswith("PP#") and row["sk"]["S"] == "A"]


def _run(world: World) -> Any:
    return world.row(f"R#{samples.WEBSITE}@3", "T")


def _goes_on_where_it_was(world: World, subject: Subject) -> bool:
    return bool(_run(world) == subject.facts["run"])


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
        alerts = [row for row in world.rows() if row["pk"]["S"] == f"L#{subject.id}"]
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
OPERATIONS = (
    Operation(
        "files_arrive",
        ("files_arrive", "dossiers.Uploads.settle"),
        _arrived,
        _take_in,
        _kept,
        "queue",
        rival=_posts_again,
    ),
    Operation(
        "files_arrive refused", ("files_arrive", "dossiers.Uploads.settle"), _unfit, _take_in, _refused, "queue"
    ),
    Operation("outbox_relay", ("outbox_relay",), _unsent, _of_stream, once("dossier.received"), "queue"),
    Operation("outbox_sweep", ("outbox_sweep",), _unsent, _sweep, once("dossier.received"), "schedule"),
    Operation("audit_witness", ("audit_witness",), _told("events"), _reads("events"), _witnessed, "queue"),
    Operation("a forged event", ("audit_witness",), _forged, _reads("events"), _first_stays, "queue"),
    Operation(
        "dossiers_clocks",
        ("dossiers_clocks", "dossiers.Schedule.follow"),
        _old_news,
        _reads("clocks"),
        _timed,
        "queue",
        rival=_goes_on,
    ),
    Operation(
        "ledger_post",
        ("ledger_post",),
        _told("ledger"),
        _reads("ledger"),
        _posted,
        "queue",
        rival=_reads_the_later("ledger"),
    ),
    Operation(
        "run asked for",
        ("dossiers_clocks", "dossiers.LawChange.follow"),
        _run_asked_for,
        _reads("clocks"),
        _run_begun,
        "queue",
    ),
    Operation(
        "run asked for again",
        ("dossiers_clocks", "dossiers.LawChange.follow"),
        _running,
        _reads("clocks"),
        _goes_on_where_it_was,
        "queue",
    ),
    Operation(
        "run",
        ("dossiers_alarms", "dossiers.LawChange.run"),
        _running,
        _alarms,
        _taken_along,
        "schedule",
        moves=("take_along",),
    ),
    Operation(
        "silence of the applicant before reception",
        ("dossiers_alarms", "dossiers.Schedule.run"),
        _at(states.strictly_asked, "strictly silent", 9 * DAYS),
        _alarms,
        _fired("dossier.refused"),
        "schedule",
        moves=("lapse",),
    ),
    Operation(
        "silence of the applicant after reception",
        ("dossiers_alarms", "dossiers.Schedule.run"),
        _at(states.strictly_returned, "strictly unanswered", 9 * DAYS),
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
