"""What offices do: assignment, absences, the calendar, the electronic regulation system."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time
from typing import Any

from chalicelib.cloud.call import Caller
from chalicelib.commons import worktime
from chalicelib.onestop import procedures
from chalicelib.onestop.dossiers.bulk import Bulk
from tests.faults import rulebooks, states
from tests.faults.by_people import move
from tests.faults.operations import Done, Operation, Prepare
from tests.faults.world import (
    ADMIN,
    LEADER,
    MONDAY,
    ONESTOP,
    OPERATOR,
    SPECIALIST,
    Subject,
    World,
    with_seen,
)

STORM = worktime.Override(
    date(2026, 12, 10), "holiday", "Nghỉ tránh bão", "Closed for the storm", "Công điện 99/CĐ-UBND", date(2026, 12, 7)
)


def _announce(world: World, subject: Subject, key: str) -> Any:
    return worktime.announcements().announce(world.call(OPERATOR, key, "announce", subject.version, "storm"), STORM)


SUMMER = worktime.HoursNotice(
    date(2026, 12, 14),
    (
        worktime.OfficeHours(
            date(2026, 12, 14), None, frozenset(range(1, 6)), (worktime.Session(time(7, 0), time(15, 0)),)
        ),
    ),
    ("desk", "office"),
    "Quyết định 12/QĐ-UBND",
    date(2026, 12, 7),
)


def _announce_hours(world: World, subject: Subject, key: str) -> Any:
    call = world.call(OPERATOR, key, "announce hours", subject.version, "summer")
    return worktime.announcements().announce_hours(call, SUMMER)


def _hours_announced(world: World, subject: Subject) -> bool:
    return [one.type for one in world.records("C#calendar")].count("calendar.hours_announced") == 1


def _announced(world: World, subject: Subject) -> bool:
    return [one.data["day"] for one in world.records("C#calendar")].count(STORM.day.isoformat()) == 1


def _another_announces(world: World, subject: Subject) -> Any:
    """An agency announces a day of its own at the same moment."""
    flood = replace(STORM, day=date(2026, 12, 11), units=("d07",))
    return worktime.announcements().announce(world.call(ADMIN, "rival", "announce", 0, "flood"), flood)


def _announcements(world: World, subject: Subject) -> int:
    return len(world.records("C#calendar"))


def _another_is_published(world: World, subject: Subject) -> Any:
    """Another procedure's next version is published at the same moment."""
    other = subject.facts["other"]
    call = world.call(OPERATOR, "rival", "publish", subject.facts["other_version"])
    return procedures.proposals().move(call, other, "publish")


def _two(world: World) -> Subject:
    """Two dossiers handed in."""

    def build(world: World) -> Subject:
        subject = states.submitted(world)
        other = Subject(subject.facts["other"], subject.facts["other_version"])
        return with_seen(subject, subject.version, other_version=states.submit(world, other, "before-two")["version"])

    return world.state("two", build)


def _assign_all(world: World, subject: Subject, key: str) -> Any:
    seen = [(subject.id, subject.version), (subject.facts["other"], subject.facts["other_version"])]
    call = world.call(LEADER, key, "assign all")
    for one in Bulk().perform_all(call, "assign", seen, {"assignee": ONESTOP.account}):
        if one.refusal is not None:
            raise one.refusal


def _both_assigned(world: World, subject: Subject) -> bool:
    ids = (subject.id, subject.facts["other"])
    told = [[one.type for one in world.records(f"D#{one}")].count("dossier.assigned") for one in ids]
    return told == [1, 1]


def _to_be_away(world: World) -> Subject:
    """The specialist is about to be away; the deputy is signed in."""

    def build(world: World) -> Subject:
        from chalicelib.commons import identity

        states.empty(world)
        _, session = identity.service().sign_in("motcua.d07", identity.demo_password(), world.at)
        return Subject(facts={"session": session.id})

    return world.state("to be away", build)


def _record(world: World, subject: Subject, key: str) -> Any:
    from chalicelib.commons import identity

    first, last = MONDAY.date(), date(2026, 12, 11)
    call = world.call(SPECIALIST, key, "absence")
    return identity.absences().record(call, SPECIALIST.account, first, last, ONESTOP.account, "Nghỉ phép")


def _away(world: World) -> Subject:
    """The specialist is away, and the deputy knows it."""

    def build(world: World) -> Subject:
        subject = _to_be_away(world)
        return with_seen(subject, 1, absence=_record(world, subject, "before-absence")["absence"])

    return world.state("away", build)


def _end(world: World, subject: Subject, key: str) -> Any:
    from chalicelib.commons import identity

    call = world.call(LEADER, key, "end", said=subject.facts["absence"])
    return identity.absences().end(call, SPECIALIST.account, subject.facts["absence"])


def _deputy_knows(absences: int, *events: str) -> Done:
    """The journal tells these events, and the deputy's open session knows of so many absences."""

    def done(world: World, subject: Subject) -> bool:
        session = world.row(f"S#{subject.facts['session']}", "S")
        known = json.loads(session.get("absences", {}).get("S", "[]")) if session is not None else None
        told = [one.type for one in world.records(f"N#{SPECIALIST.account}")]
        return known is not None and len(known) == absences and told == list(events)

    return done


def _draft(world: World, subject: Subject, key: str) -> Any:
    return procedures.proposals().draft(world.call(ADMIN, key, "draft", said="draft"), rulebooks.next_version())


def _save(world: World, subject: Subject, key: str) -> Any:
    text = rulebooks.definition(3, date(2026, 12, 15))
    return procedures.proposals().save(world.call(ADMIN, key, "save", subject.version, text), subject.id, text)


def _of_proposal(event: str) -> Done:
    def done(world: World, subject: Subject) -> bool:
        after = [one.type for one in world.records(f"PP#{subject.id}") if one.seq > subject.version]
        return bool(after == [event])

    return done


def _one_proposal(world: World, subject: Subject) -> bool:
    return sum(row["pk"]["S"].startswith("PP#") and row["sk"]["S"] == "A" for row in world.rows()) == 1


def procedures_in(world: World, key: str) -> list[Any]:
    """The definitions of an index."""
    from chalicelib.onestop.procedures import store

    return store.read_index(store.Index(1, key))


def _published(world: World, subject: Subject) -> bool:
    """The move, the version and the index are there together."""
    rows = {(row["pk"]["S"], row["sk"]["S"]): row for row in world.rows()}
    pointer = rows[("C#catalogue", "A")]
    before = rows[("PV#9.000001", "V#0002")]
    there = ("PV#9.000001", "V#0003") in rows and before["until"]["S"] == "2026-12-08"
    published = [row for row in rows.values() if row["pk"]["S"].startswith("PV#")]
    whole = len(procedures_in(world, pointer["object"]["S"])) == len(published)
    indexed = any(key == pointer["object"]["S"] for _, key in world.cloud.objects())
    procedures.catalogue().forget()
    known = procedures.catalogue().version("9.000001", 3).version == 3
    return there and whole and indexed and known and _of_proposal("procedure.published")(world, subject)


def _step(
    name: str, before: Prepare, who: Caller, event: str, remark: str = "", done: Done | None = None, rival: Any = None
) -> Operation:
    """A move of a proposal."""

    def act(world: World, subject: Subject, key: str) -> Any:
        call = world.call(who, key, name, subject.version, remark)
        return procedures.proposals().move(call, subject.id, name, remark)

    covers = ("procedures.Proposals.move",)
    finished = done or _of_proposal(event)
    return Operation(f"proposal {name}", covers, before, act, finished, moves=(f"proposal.{name}",), rival=rival)


UNIT = (
    move(
        "assign",
        states.examined,
        LEADER,
        "dossier.assigned",
        "dossiers.Assigning.assign",
        {"assignee": SPECIALIST.account},
    ),
    move("take", states.examined, SPECIALIST, "dossier.assigned", "dossiers.Assigning.take"),
    Operation("assign several", ("dossiers.Bulk.perform_all",), _two, _assign_all, _both_assigned, piecewise=True),
    Operation(
        "record absence",
        ("identity.Absences.record", "identity.IdentityService.lend"),
        _to_be_away,
        _record,
        _deputy_knows(1, "absence.recorded"),
    ),
    Operation(
        "end absence",
        ("identity.Absences.end",),
        _away,
        _end,
        _deputy_knows(0, "absence.recorded", "absence.ended"),
    ),
)

REGULATION = (
    Operation(
        "announce",
        ("worktime.Announcements.announce",),
        states.empty,
        _announce,
        _announced,
        rival=_another_announces,
        look=_announcements,
        must_tell=True,
    ),
    Operation(
        "announce hours",
        ("worktime.Announcements.announce_hours",),
        states.empty,
        _announce_hours,
        _hours_announced,
        rival=_another_announces,
        look=_announcements,
        must_tell=True,
    ),
    Operation("proposal draft", ("procedures.Proposals.draft",), states.submitted, _draft, _one_proposal),
    Operation(
        "proposal save", ("procedures.Proposals.save",), rulebooks.proposal, _save, _of_proposal("procedure.saved")
    ),
    _step("propose", rulebooks.proposal, ADMIN, "procedure.proposed"),
    _step("send_back", rulebooks.in_review, OPERATOR, "procedure.reviewed", "Sửa điều 2"),
    _step("approve", rulebooks.in_review, OPERATOR, "procedure.approved"),
    _step("reject", rulebooks.in_review, OPERATOR, "procedure.rejected", "Trái luật"),
    _step("publish", rulebooks.approved, OPERATOR, "procedure.published", done=_published, rival=_another_is_published),
)

OPERATIONS = (*UNIT, *REGULATION)
