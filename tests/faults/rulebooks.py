"""Worlds whose rules are about to change: proposals on their way, rules in which silence decides."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from chalicelib.cloud.call import Caller
from chalicelib.foundation.clock import iso
from tests import samples
from tests.faults.states import ASKED_FOR, after, complete, empty, submit, submitted
from tests.faults.world import ADMIN, MONDAY, ONESTOP, OPERATOR, Subject, World, with_seen
from tests.onestop.dossiers import desk


def definition(version: int, first: date) -> str:
    """The website licence with another number, in force from a day."""
    from chalicelib.onestop import procedures
    from chalicelib.onestop.procedures.lines import with_values

    values = {"data.version": version, "data.in_force.from": first.isoformat(), "data.in_force.to": None}
    return with_values(procedures.proposals().text_of(samples.WEBSITE), values)


def silent_version() -> str:
    """The next version, in force from this very day: who does not supplement in time is refused."""
    raw = json.loads(definition(3, MONDAY.date()))
    wait = {
        "for": "applicant",
        "amount": 2,
        "unit": "working_day",
        "silence": "no",
        "source": "Minh họa",
        "verified": True,
    }
    return json.dumps({**raw, "waits": [wait]}, ensure_ascii=False)


def publish(world: World, text: str, key: str, decided: Any = None) -> None:
    """Brings a definition through review to publication."""
    from chalicelib.onestop import procedures

    room = procedures.proposals()
    answer = room.draft(world.call(ADMIN, f"{key}-draft", "draft", said=text), text)
    for who, move, last in ((ADMIN, "propose", None), (OPERATOR, "approve", None), (OPERATOR, "publish", decided)):
        call = world.call(who, f"{key}-{move}", move, answer["version"], move)
        answer = room.move(call, answer["id"], move, decided=last)


def strict(world: World) -> Subject:
    """A dossier handed in under rules by which silence of the applicant means refusal."""

    def build(world: World) -> Subject:
        from chalicelib.onestop import procedures

        empty(world)
        procedures.seed()
        publish(world, silent_version(), "strict")
        subject = complete(world, "before-strict")
        answer = submit(world, subject, "before-submit")
        return with_seen(subject, answer["version"])

    return world.state("strict", build)


strictly_received = after("strictly received", strict, ONESTOP, "receive")
strictly_asked = after("strictly asked", strict, ONESTOP, "request_supplement", message="", **ASKED_FOR)
strictly_returned = after(
    "strictly returned", strictly_received, ONESTOP, "request_supplement", message="", **ASKED_FOR
)


def next_version() -> str:
    """The next version of the website licence, in force two days later."""
    return definition(3, (MONDAY + timedelta(days=2)).date())


def proposal(world: World) -> Subject:
    """A draft of the next version; the shipped ones are published."""
    from chalicelib.onestop import procedures

    def build(world: World) -> Subject:
        dossier = submitted(world)
        procedures.seed()
        call = world.call(ADMIN, "before-draft", "draft", said="draft")
        answer = procedures.proposals().draft(call, next_version())
        return Subject(answer["id"], answer["version"], facts={"dossier": dossier.id})

    return world.state("proposal", build)


def _proposal_after(name: str, before: Any, who: Caller, move: str) -> Any:
    def state(world: World) -> Subject:
        def build(world: World) -> Subject:
            from chalicelib.onestop import procedures

            subject = before(world)
            call = world.call(who, f"before-{move}", move, subject.version, move)
            return with_seen(subject, procedures.proposals().move(call, subject.id, move)["version"])

        return world.state(name, build)

    return state


in_review = _proposal_after("in review", proposal, ADMIN, "propose")
agreed = _proposal_after("agreed", in_review, OPERATOR, "approve")


def approved(world: World) -> Subject:
    """A proposal that waits for publication, and beside it one of another procedure."""

    def build(world: World) -> Subject:
        from chalicelib.onestop import procedures

        subject, room = agreed(world), procedures.proposals()
        text = room.next_text(world.call(ADMIN, "", ""), desk.BOOKS)
        other = room.draft(world.call(ADMIN, "other-draft", "draft", said="other"), text)
        for who, move in ((ADMIN, "propose"), (OPERATOR, "approve")):
            other = room.move(world.call(who, f"other-{move}", move, other["version"], move), other["id"], move)
        return with_seen(subject, subject.version, other=other["id"], other_version=other["version"])

    return world.state("approved", build)


def published(world: World) -> dict[str, Any]:
    """The event of a publication that takes running dossiers along, from now on."""
    data = {"procedure": samples.WEBSITE, "number": 3, "running": "take_along", "basis": "NĐ thử nghiệm điều 9"}
    data |= {"in_force_from": MONDAY.date().isoformat(), "seq": 4, "hash": "h"}
    return {"type": "vn.motcua.procedure.published", "subject": "PP#1", "time": iso(world.at), "data": data}
