"""The outbox: every entry becomes one event, at least once, without personal data."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.cloud import journal, outbox, table
from chalicelib.cloud.items import connection
from chalicelib.cloud.timers import timer_key, timer_keys
from chalicelib.cloud.worker import sqs
from chalicelib.foundation.clock import iso, now
from chalicelib.foundation.errors import Unavailable
from chalicelib.foundation.ids import new_id
from tests.conftest import PROJECT
from tests.onestop.conftest import City, platform, young_sessions

__all__ = ["platform"]


class Topic:
    """Stands for SNS: keeps what was published; refuses what names one of `broken`."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.broken: set[str] = set()

    def publish(self, *, TopicArn: str, Message: str) -> dict[str, str]:
        assert TopicArn.startswith("arn:aws:sns:")
        event = json.loads(Message)
        if event["subject"] in self.broken:
            raise ConnectionError("no answer")
        self.sent.append(event)
        return {"MessageId": "m"}

    def of(self, pk: str) -> list[dict[str, Any]]:
        return [event for event in self.sent if event["subject"] == pk]


@pytest.fixture
def topic(monkeypatch: pytest.MonkeyPatch) -> Topic:
    made = Topic()
    monkeypatch.setattr(outbox, "sns", lambda: made)
    return made


@pytest.fixture
def begun(platform: Any) -> Callable[[datetime], tuple[City, str]]:
    """Begins a dossier at some moment: one entry that has not been sent."""

    def begin(at: datetime) -> tuple[City, str]:
        city = City(platform, young_sessions(platform))
        city.at(at)
        dossier = city.draft()
        platform.clock = now
        return city, f"D#{dossier}"

    return begin


def stored(pk: str) -> list[dict[str, Any]]:
    return table.collection(pk, starts="J#")


def test_an_entry_becomes_one_cloud_event(begun: Any, topic: Topic) -> None:
    _, pk = begun(now())
    (row,) = stored(pk)
    outbox.relay(row)
    (event,) = topic.of(pk)
    entry = journal.record(row)
    assert {name: event[name] for name in ("specversion", "id", "type", "subject", "time", "datacontenttype")} == {
        "specversion": "1.0",
        "id": f"{pk}.1",
        "type": "vn.motcua.dossier.drafted",
        "subject": pk,
        "time": entry.at,
        "datacontenttype": "application/json",
    }
    assert event["source"].startswith("/motcua/t")
    assert event["data"] == {**entry.data, "seq": 1, "hash": entry.hash}


def test_a_relayed_entry_is_marked_and_whole(begun: Any, topic: Topic) -> None:
    _, pk = begun(now())
    outbox.relay(stored(pk)[0])
    (row,) = stored(pk)
    assert not {"dk", "ds"} & set(row)
    assert row["sent"]
    assert journal.record(row).faults() == []


def test_relaying_again_sends_nothing_more(begun: Any, topic: Topic) -> None:
    _, pk = begun(now())
    (old,) = stored(pk)
    outbox.relay(old)
    outbox.relay(stored(pk)[0])
    assert len(topic.of(pk)) == 1
    outbox.relay(old)
    assert len(topic.of(pk)) == 2, "the stream may tell twice: consumers are idempotent"
    assert {event["id"] for event in topic.of(pk)} == {f"{pk}.1"}
    assert journal.record(stored(pk)[0]).faults() == []


def test_a_crash_after_sending_sends_again(begun: Any, topic: Topic, monkeypatch: pytest.MonkeyPatch) -> None:
    _, pk = begun(now() - timedelta(minutes=1))

    def crash(entry: Any) -> None:
        raise ConnectionError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "_mark", crash)
        with pytest.raises(ConnectionError):
            outbox.relay(stored(pk)[0])
    outbox.sweep(now())
    assert [event["id"] for event in topic.of(pk)] == [f"{pk}.1"] * 2
    assert "dk" not in stored(pk)[0]


def test_what_cannot_be_sent_stays_marked(begun: Any, topic: Topic) -> None:
    _, pk = begun(now())
    topic.broken = {pk}
    with pytest.raises(ConnectionError):
        outbox.relay(stored(pk)[0])
    assert stored(pk)[0]["dk"] == {"S": timer_key("OUT", pk)}


def test_the_sweeper_takes_what_was_left_behind_and_is_old_enough(begun: Any, topic: Topic) -> None:
    at = now().replace(microsecond=0)
    _, old = begun(at - outbox.GRACE)
    _, young = begun(at - outbox.GRACE + timedelta(seconds=1))
    assert outbox.sweep(at) >= 1
    assert len(topic.of(old)) == 1
    assert topic.of(young) == [], "the stream is still at it"
    outbox.sweep(at + timedelta(seconds=1))
    assert len(topic.of(young)) == 1
    outbox.sweep(at + timedelta(seconds=1))
    assert [len(topic.of(pk)) for pk in (old, young)] == [1, 1]


def test_the_sweeper_goes_through_all_pages(begun: Any, topic: Topic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "SWEEP_PAGE", 2)
    made = [begun(now() - timedelta(minutes=1))[1] for _ in range(5)]
    outbox.sweep(now())
    assert [len(topic.of(pk)) for pk in made] == [1] * 5


def test_one_entry_that_fails_does_not_stop_the_others(begun: Any, topic: Topic) -> None:
    first, broken, last = (begun(now() - timedelta(minutes=5 - number))[1] for number in range(3))
    topic.broken = {broken}
    outbox.sweep(now())
    assert [len(topic.of(pk)) for pk in (first, broken, last)] == [1, 0, 1]
    topic.broken = set()
    assert outbox.sweep(now()) >= 1
    assert [len(topic.of(pk)) for pk in (first, broken, last)] == [1, 1, 1]


def test_timers_are_spread_over_their_partitions() -> None:
    keys = {timer_key("OUT", f"D#{number}") for number in range(500)}
    assert keys == set(timer_keys("OUT"))
    assert len(keys) == 16


@pytest.mark.parametrize("minute", [0, 1])
def test_what_is_broken_for_long_hides_no_other_and_is_told(begun: Any, topic: Topic, minute: int) -> None:
    at = now().replace(minute=minute)
    made = [begun(at - timedelta(minutes=15 - number))[1] for number in range(6)]
    topic.broken = set(made[:3])
    with pytest.raises(outbox.LeftBehind):
        outbox.sweep(at)
    assert [len(topic.of(pk)) for pk in made] == [0, 0, 0, 1, 1, 1]
    topic.broken = set()
    assert outbox.sweep(at) >= 3


def test_an_unreadable_entry_is_passed_over_and_told(begun: Any, topic: Topic) -> None:
    at = now()
    pk, key = f"D#{new_id(at)}", "J#unreadable"
    row = {"pk": {"S": pk}, "sk": {"S": key}, "dk": {"S": timer_key("OUT", pk)}, "ds": {"S": "2026-01-01"}}
    client = connection().connection.client
    client.put_item(TableName=connection().table_name, Item=row)
    _, fine = begun(at - timedelta(minutes=1))
    try:
        with pytest.raises(outbox.LeftBehind):
            outbox.sweep(at)
    finally:
        client.delete_item(TableName=connection().table_name, Key={"pk": row["pk"], "sk": row["sk"]})
    assert len(topic.of(fine)) == 1


def test_the_sweeper_begins_nothing_when_its_time_is_over(begun: Any, topic: Topic) -> None:
    at = now()
    outbox.sweep(at)
    _, young = begun(at - timedelta(minutes=1))
    assert outbox.sweep(at, time.monotonic()) == 0
    assert topic.of(young) == []
    _, old = begun(at - outbox.PATIENCE)
    with pytest.raises(outbox.LeftBehind):
        outbox.sweep(at, time.monotonic())
    outbox.sweep(at, time.monotonic() + 60)
    assert [len(topic.of(pk)) for pk in (young, old)] == [1, 1]


def test_a_partition_that_cannot_be_read_stops_no_other(
    begun: Any, topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [begun(now() - timedelta(minutes=1))[1] for _ in range(8)]
    shut = timer_key("OUT", made[0])
    read = table.index_page

    def sometimes(index: str, partition: str, **facts: Any) -> table.IndexPage:
        if partition == shut:
            raise table.unavailable()
        return read(index, partition, **facts)

    with monkeypatch.context() as patch:
        patch.setattr(table, "index_page", sometimes)
        with pytest.raises(Unavailable):
            outbox.sweep(now())
    for pk in made:
        assert len(topic.of(pk)) == (timer_key("OUT", pk) != shut)
    outbox.sweep(now())
    assert [len(topic.of(pk)) for pk in made] == [1] * 8


def test_the_sweeper_ends_before_its_function_does() -> None:
    from chalicelib.cloud.workers import SWEEP_SECONDS

    functions = json.loads((PROJECT / ".chalice" / "config.json").read_text(encoding="utf-8"))["lambda_functions"]
    longest_send = 3 * (1 + 5)  # three tries of SNS; the table's two calls are far shorter
    assert functions["outbox_sweep"]["lambda_timeout"] > SWEEP_SECONDS + longest_send
    assert functions["outbox_sweep"]["reserved_concurrency"] == 1
    assert functions["dossiers_tidy"]["reserved_concurrency"] == 1


def told_by_the_stream(*changes: tuple[Any, Any]) -> None:
    """The relay's handler with the event that Lambda makes of changes (old row, new row)."""
    from chalicelib.cloud.workers import outbox_relay

    records = []
    for number, (old, new) in enumerate(changes):
        images = {"OldImage": old} if old is not None else {}
        images |= {"NewImage": new} if new is not None else {}
        record = {
            "eventID": str(number),
            "eventName": "REMOVE" if new is None else "INSERT" if old is None else "MODIFY",
            "eventSource": "aws:dynamodb",
            "awsRegion": "ap-southeast-1",
            "eventSourceARN": "arn:aws:dynamodb:ap-southeast-1:000000000000:table/t/stream/s",
            "dynamodb": {**images, "SequenceNumber": str(number), "StreamViewType": "NEW_AND_OLD_IMAGES"},
        }
        records.append(record)
    outbox_relay({"Records": records}, None)


def test_the_stream_s_worker_relays_new_entries_only(begun: Any, topic: Topic) -> None:
    _, pk = begun(now())
    (entry,) = stored(pk)
    told_by_the_stream((None, table.get(pk, "A")), (entry, entry), (entry, None))
    assert topic.of(pk) == []
    told_by_the_stream((None, entry))
    assert len(topic.of(pk)) == 1


def test_a_bad_record_of_the_stream_holds_up_no_other(begun: Any, topic: Topic) -> None:
    (_, broken), (_, fine) = begun(now()), begun(now())
    topic.broken = {broken}
    unreadable = {"pk": {"S": "D#x"}, "sk": {"S": "J#x"}, "dk": {"S": "OUT"}}
    told_by_the_stream((None, unreadable), (None, {}), (None, stored(broken)[0]), (None, stored(fine)[0]))
    assert len(topic.of(fine)) == 1
    assert topic.of(broken) == []


def test_events_of_a_whole_journey_hold_no_personal_data(platform: Any, topic: Topic) -> None:
    city = City(platform, young_sessions(platform))
    platform.clock = now
    dossier, code = city.submitted()
    asked = {
        "papers": {"operating_plan": "Ông Trần Bí Mật chưa ký"},
        "fields": {"purpose": "Nêu rõ"},
        "message": "Gọi 0900000009",
    }
    assert city.move(city.onestop, dossier, "request_supplement", **asked).status == 200
    city.upload(dossier, "operating_plan")
    assert city.move(city.citizen, dossier, "supplement", answers={"purpose": "Bí mật"}).status == 200
    assert city.move(city.onestop, dossier, "refuse", reason="Ông Trần Bí Mật", remedy="Không").status == 200
    pk = f"D#{dossier}"
    for row in stored(pk):
        outbox.relay(row)
    events = topic.of(pk)
    assert len(events) == len(stored(pk))
    assert sorted(event["data"]["seq"] for event in events) == list(range(1, len(events) + 1))
    assert any(event["data"].get("code") == code for event in events)
    text = json.dumps(events, ensure_ascii=False)
    for private in ("Bí Mật", "Bí mật", "Nguyễn", "Minh Họa", "079190", "0900000", "example.vn", "acc-citizen", ".pdf"):
        assert private not in text, private


def taken(url: str, pk: str) -> list[str]:
    """The bodies about an aggregate that are in a queue; the queue is empty afterwards."""
    bodies: list[str] = []
    while messages := sqs().receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        bodies += [one["Body"] for one in messages if json.loads(one["Body"]).get("subject") == pk]
        for one in messages:
            sqs().delete_message(QueueUrl=url, ReceiptHandle=one["ReceiptHandle"])
    return bodies


def test_an_event_reaches_every_reader_s_queue_once_and_as_it_is(begun: Any, stage: Any) -> None:
    _, pk = begun(now() - timedelta(minutes=1))
    (row,) = stored(pk)
    outbox.relay(row)
    body = json.dumps(outbox.envelope(journal.record(row), stage.name))
    for queue in ("Events", "Clocks", "Ledger"):
        assert taken(stage.outputs[f"{queue}QueueUrl"], pk) == [body], queue
        assert taken(stage.outputs[f"{queue}DeadLettersUrl"], pk) == []
    assert stored(pk)[0]["sent"]["S"] <= iso(now())


def test_no_event_can_be_refused_by_a_queue_that_the_topic_took(
    begun: Any, topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQS takes no U+FFFE, SNS does: sent as it is, it would get lost between the two."""
    _, pk = begun(now())
    messages: list[str] = []
    monkeypatch.setattr(topic, "publish", lambda *, TopicArn, Message: messages.append(Message))
    monkeypatch.setattr(outbox, "envelope", lambda entry, stage: {"subject": entry.pk, "data": "\ufffe\u0001ừ"})
    outbox.relay(stored(pk)[0])
    assert all(message.isascii() and message.isprintable() for message in messages)
    assert [json.loads(message)["data"] for message in messages] == ["\ufffe\u0001ừ"]
