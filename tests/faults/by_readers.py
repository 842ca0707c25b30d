"""What the readers of queues and of the stream do: arrivals, the relay, the witness, clocks, the ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests import samples
from tests.faults import by_schedules, rulebooks, states
from tests.faults.by_people import once
from tests.faults.operations import Operation
from tests.faults.world import CITIZEN, ONESTOP, Subject, World, message, reader_of, with_seen


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


def unsent(world: World) -> Subject:
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
    """The last events of two dossiers, sent, are on their way to one reader."""

    def state(world: World) -> Subject:
        return world.state(f"told {queue}", lambda world: _on_their_way(world, queue))

    return state


def _on_their_way(world: World, queue: str) -> Subject:
    subject = states.received(world)
    dossiers = (subject.id, subject.facts["other"])
    bodies = [states.event_of(world, f"D#{one}") for one in dossiers]
    written = {
        "events": [(f"T#{body['subject']}", f"{body['data']['seq']:08d}") for body in bodies],
        "ledger": [(f"LD#{one}", "A") for one in dossiers],
    }
    _taken_out(world, *written[queue])
    return with_seen(subject, subject.version - 1, bodies=bodies)


def _gone_on(world: World) -> Subject:
    """The ledger is to be told of a dossier's reception; the dossier has been withdrawn since."""
    subject = _told("ledger")(world)
    states.moved(world, subject, CITIZEN, "withdraw", "before-later")
    return subject


def _all_told(world: World, subject: Subject) -> None:
    """Everything that is not sent is sent and read, by other processes."""
    world.rest()


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
    return replace(subject, facts={"bodies": [rulebooks.published(world)]})


def _run_begun(world: World, subject: Subject) -> bool:
    return world.row(f"R#{samples.WEBSITE}@3", "T") is not None


def _goes_on_where_it_was(world: World, subject: Subject) -> bool:
    return bool(by_schedules.run_of(world) == subject.facts["run"])


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
    Operation("files_arrive refused", ("files_arrive", "dossiers.Uploads.settle"), _unfit, _take_in, _refused, "queue"),
    Operation("outbox_relay", ("outbox_relay",), unsent, _of_stream, once("dossier.received"), "queue"),
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
        _gone_on,
        _reads("ledger"),
        _posted,
        "queue",
        rival=_all_told,
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
        by_schedules.running,
        _reads("clocks"),
        _goes_on_where_it_was,
        "queue",
    ),
)
