"""What happens at a one-stop desk's kiosk: numbers taken and called, machines enrolled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chalicelib.cloud import keys
from chalicelib.cloud.call import NOBODY
from chalicelib.onestop import kiosk
from tests.faults import states
from tests.faults.operations import Operation, Prepare
from tests.faults.world import MONDAY, ONESTOP, Subject, World, with_seen

UNIT = ONESTOP.unit
DAY = f"TK#{UNIT}#{MONDAY:%y%m%d}"
MACHINES = f"KD#{UNIT}"


def _take(world: World, subject: Subject, key: str) -> Any:
    return kiosk.desk().take(world.call(NOBODY, key, "take", said="apply"), UNIT, "apply")


def _another_takes(world: World, subject: Subject) -> Any:
    """Somebody else takes a number at the same moment."""
    return kiosk.desk().take(world.call(NOBODY, "rival", "take", said="ask"), UNIT, "ask")


def _waiting(world: World) -> Subject:
    """Two wait; nobody has been called."""

    def build(world: World) -> Subject:
        states.empty(world)
        for number in (1, 2):
            kiosk.desk().take(world.call(NOBODY, f"before-{number}", "take", said="apply"), UNIT, "apply")
        return Subject()

    return world.state("two wait", build)


def _called(world: World) -> Subject:
    """One of two has been called."""

    def build(world: World) -> Subject:
        subject = _waiting(world)
        kiosk.desk().call_next(world.call(ONESTOP, "before-call", "call"), "3")
        return subject

    return world.state("one called", build)


def _to_enrol(world: World) -> Subject:
    """Nothing there yet but the stage's key, which every process reads once."""
    subject = states.empty(world)
    keys.signing_key()
    return subject


def _enrolled(world: World) -> Subject:
    """A machine is a kiosk."""

    def build(world: World) -> Subject:
        _to_enrol(world)
        made = kiosk.devices().enrol(world.call(ONESTOP, "before-machine", "enrol"), "Sảnh")
        return with_seen(Subject(), 1, machine=made["device"])

    return world.state("a kiosk", build)


def _numbers(world: World) -> list[str]:
    return [row["sk"]["S"] for row in world.rows() if row["pk"]["S"] == DAY and row["sk"]["S"].startswith("T#")]


def _taken(world: World, subject: Subject) -> bool:
    """The number stands once in the journal under this wish, and numbers have no gaps."""
    taken = [one for one in world.records(DAY) if one.type == "ticket.taken" and one.data["purpose"] == "apply"]
    numbers = sorted(int(one.removeprefix("T#")) for one in _numbers(world))
    return len(taken) == 1 and numbers == list(range(1, len(numbers) + 1))


def _calling(
    name: str, event: str, act: Callable[[World, str], Any], before: Prepare = _called, entries: int = 3
) -> Operation:
    def done(world: World, subject: Subject) -> bool:
        return [one.type for one in world.records(DAY) if one.seq > entries].count(event) == 1

    return Operation(
        f"kiosk {name}",
        (f"kiosk.Desk.{name}",),
        before,
        lambda world, subject, key: act(world, key),
        done,
        rival=_another_takes,
    )


def _once(pk: str, event: str) -> Callable[[World, Subject], bool]:
    return lambda world, subject: [one.type for one in world.records(pk)].count(event) == 1


OPERATIONS = (
    Operation("kiosk take", ("kiosk.Desk.take",), states.empty, _take, _taken, rival=_another_takes),
    _calling(
        "call_next",
        "ticket.called",
        lambda world, key: kiosk.desk().call_next(world.call(ONESTOP, key, "call"), "3"),
        _waiting,
        2,
    ),
    _calling(
        "call_again",
        "ticket.called",
        lambda world, key: kiosk.desk().call_again(world.call(ONESTOP, key, "again"), 1, "4"),
    ),
    _calling("finish", "ticket.served", lambda world, key: kiosk.desk().finish(world.call(ONESTOP, key, "done"), 1)),
    _calling("miss", "ticket.missed", lambda world, key: kiosk.desk().miss(world.call(ONESTOP, key, "miss"), 1)),
    Operation(
        "kiosk enrol",
        ("kiosk.Devices.enrol",),
        _to_enrol,
        lambda world, subject, key: kiosk.devices().enrol(world.call(ONESTOP, key, "enrol"), "Sảnh"),
        _once(MACHINES, "kiosk.enrolled"),
    ),
    Operation(
        "kiosk end",
        ("kiosk.Devices.end",),
        _enrolled,
        lambda world, subject, key: kiosk.devices().end(world.call(ONESTOP, key, "end"), subject.facts["machine"]),
        _once(MACHINES, "kiosk.ended"),
    ),
)
