"""States of the world that operations begin in, walked to once by the platform's own use cases and kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from chalicelib.cloud import blobs
from chalicelib.cloud.call import Caller
from chalicelib.cloud.settings import settings
from tests import papers, samples
from tests.faults.operations import version_of_dossier
from tests.faults.world import (
    CITIZEN,
    LEADER,
    ONESTOP,
    SPECIALIST,
    Subject,
    World,
    with_seen,
)
from tests.onestop.dossiers import desk

FOREIGN = "9.000005"
BEFORE_LAW = datetime.fromisoformat("2026-06-20T03:00:00+00:00")
ASKED_FOR: Mapping[str, Any] = {"papers": {"operating_plan": "Thiếu trang 2"}, "fields": {"purpose": "Nêu rõ hơn"}}
PAYMENT = {"amount": 150_000, "reason": "Nghĩa vụ tài chính"}
QUESTION = {"units": ["d06"], "question": "Trụ sở có phù hợp quy hoạch không?", "days": 5}


def seen(world: World, subject: Subject, **facts: Any) -> Subject:
    """The subject as it stands now."""
    return with_seen(subject, version_of_dossier(world, subject), **facts)


def empty(world: World) -> Subject:
    """Nothing but the demo's accounts."""

    def build(world: World) -> Subject:
        from chalicelib.commons import identity

        identity.seed_demo(world.at)
        return Subject()

    return world.state("empty", build)


def begun(world: World, key: str, who: Caller = CITIZEN, procedure: str = samples.WEBSITE) -> Subject:
    """A new draft, at once."""
    from chalicelib.onestop import dossiers

    begin = dossiers.drafts().begin if who is CITIZEN else dossiers.drafts().begin_at_desk
    answer = begin(world.call(who, key, "begin", said=procedure), procedure)
    return Subject(answer["id"], answer["version"])


def granted(world: World, subject: Subject, paper: str, key: str, who: Caller = CITIZEN) -> str:
    """A file that may come; its id."""
    from chalicelib.onestop import dossiers

    call = world.call(who, key, "grant", said=paper)
    return dossiers.uploads().grant(call, subject.id, paper, f"{paper}.pdf", "http://127.0.0.1/")[0]


def posted(subject: Subject, file: str, text: str = "TO KHAI", content: bytes = b"") -> dict[str, Any]:
    """A browser has posted the file: what the store tells the arrivals queue."""
    key = f"dossiers/{subject.id}/{file}"
    blobs.write(settings().quarantine_bucket, key, content or papers.pdf([text]), "application/pdf", {})
    name = {"s3": {"object": {"key": quote(key, safe="")}}}
    return {"Records": [{"eventSource": "aws:s3", "eventName": "ObjectCreated:Post", **name}]}


def uploaded(world: World, subject: Subject, paper: str, key: str, who: Caller = CITIZEN) -> str:
    """A file that was granted, has come and was checked; its id."""
    from chalicelib.onestop.dossiers.workers import take_in

    file = granted(world, subject, paper, key, who)
    take_in(posted(subject, file, paper), "m0")
    return file


def moved(world: World, subject: Subject, who: Caller, move: str, key: str = "", **facts: Any) -> Subject:
    """The subject after a move on the version that is there."""
    from chalicelib.onestop.dossiers.performing import perform

    version = version_of_dossier(world, subject)
    answer = perform(world.call(who, key or f"before-{move}", move, version, facts), subject.id, move, facts)
    return with_seen(replace(subject, code=answer.get("code", "")), answer["version"])


def draft(world: World) -> Subject:
    """A draft in which nothing is written yet."""

    def build(world: World) -> Subject:
        empty(world)
        return begun(world, "before-begin")

    return world.state("draft", build)


def written(world: World, subject: Subject) -> Subject:
    """The draft with its form filled in."""
    from chalicelib.onestop import dossiers

    answers = samples.website_answers()
    call = world.call(CITIZEN, f"before-save-{subject.id}", "save", subject.version, answers)
    return with_seen(subject, dossiers.drafts().save(call, subject.id, answers)["version"])


def complete(world: World, key: str) -> Subject:
    """A complete draft, at once."""
    subject = written(world, begun(world, key))
    for paper in samples.WEBSITE_PAPERS:
        uploaded(world, subject, paper, f"{key}-{paper}")
    return seen(world, subject)


def ready(world: World) -> Subject:
    """A complete draft, and beside it another one of the same agency."""

    def build(world: World) -> Subject:
        empty(world)
        other = complete(world, "before-other")
        return replace(complete(world, "before-this"), facts={"other": other.id, "other_version": other.version})

    return world.state("ready", build)


def submit(world: World, subject: Subject, key: str, who: Caller = CITIZEN) -> dict[str, Any]:
    """Hands a draft in."""
    from chalicelib.onestop import dossiers

    answer: dict[str, Any] = dossiers.drafts().submit(world.call(who, key, "submit", subject.version), subject.id)
    return answer


def submitted(world: World) -> Subject:
    """A dossier handed in."""

    def build(world: World) -> Subject:
        subject = ready(world)
        answer = submit(world, subject, "before-submit")
        return with_seen(replace(subject, code=answer["code"]), answer["version"])

    return world.state("submitted", build)


def after(name: str, before: Any, who: Caller, move: str, **facts: Any) -> Any:
    """The state that one move makes of another state."""

    def state(world: World) -> Subject:
        return world.state(name, lambda world: moved(world, before(world), who, move, **facts))

    state.__doc__ = f"After the move {move}."
    return state


received = after("received", submitted, ONESTOP, "receive")
refused = after("refused", submitted, ONESTOP, "refuse", reason="Trái thẩm quyền", remedy="Nộp tại Bộ")
asked_before = after("asked before", submitted, ONESTOP, "request_supplement", message="", **ASKED_FOR)
asked_after = after("asked after", received, ONESTOP, "request_supplement", message="", **ASKED_FOR)
examined = after("examined", received, ONESTOP, "advance")
owing = after("owing", examined, SPECIALIST, "require_payment", **PAYMENT)
consulted = after("consulted", examined, SPECIALIST, "consult", **QUESTION)
proposed = after("proposed", examined, SPECIALIST, "propose_approval", remark="Đề nghị cấp")
stopped = after("stopped", proposed, LEADER, "stop", reason="Chờ kết luận", legal_basis="Điều 5")


def _with_file(name: str, before: Any, paper: str, who: Caller) -> Any:
    """The state in which one more file was uploaded."""

    def state(world: World) -> Subject:
        def build(world: World) -> Subject:
            subject = before(world)
            return seen(world, subject, file=uploaded(world, subject, paper, f"before-{paper}-{name}", who))

        return world.state(name, build)

    state.__doc__ = f"With a file for {paper}."
    return state


brought_before = _with_file("brought before", asked_before, "operating_plan", CITIZEN)
brought_after = _with_file("brought after", asked_after, "operating_plan", CITIZEN)
with_result = _with_file("with result", proposed, "result", LEADER)


def decided(world: World) -> Subject:
    """A dossier with its result."""

    def build(world: World) -> Subject:
        subject = with_result(world)
        return moved(world, subject, LEADER, "attach_result", file=subject.facts["file"])

    return world.state("decided", build)


with_better = _with_file("with better", decided, "result", LEADER)
returned = after("returned", decided, ONESTOP, "return_result", way="post", reference="EB123")


def at_desk(world: World) -> Subject:
    """A complete draft that a desk keeps."""
    from chalicelib.onestop import dossiers

    def build(world: World) -> Subject:
        empty(world)
        subject = begun(world, "before-desk", ONESTOP, desk.BOOKS)
        call = world.call(ONESTOP, "before-party", "party", subject.version, desk.PARTY)
        answer = dossiers.applicants().save_party(call, subject.id, desk.PARTY)
        answers = desk.books_answers()
        call = world.call(ONESTOP, "before-answers", "save", answer["version"], answers)
        dossiers.drafts().save(call, subject.id, answers)
        uploaded(world, subject, "list", "before-list", ONESTOP)
        return seen(world, subject)

    return world.state("at desk", build)


def fee_owed(world: World) -> Subject:
    """A dossier of a desk, received, that owes its fee."""

    def build(world: World) -> Subject:
        subject = at_desk(world)
        answer = submit(world, subject, "before-submit", ONESTOP)
        return moved(world, with_seen(subject, answer["version"]), ONESTOP, "receive")

    return world.state("fee owed", build)


def notice(world: World) -> Subject:
    """A notice of a press conference, handed in, that means yes if nobody answers."""
    from chalicelib.onestop import dossiers

    def build(world: World) -> Subject:
        empty(world)
        subject = begun(world, "before-notice", procedure=samples.PRESS)
        answers = samples.press_answers(world.at, hours=48)
        call = world.call(CITIZEN, f"before-save-{subject.id}", "save", subject.version, answers)
        dossiers.drafts().save(call, subject.id, answers)
        uploaded(world, subject, "proof_of_lawfulness", "before-proof")
        answer = submit(world, seen(world, subject), "before-submit")
        return with_seen(replace(subject, code=answer["code"]), answer["version"])

    return world.state("notice", build)


def lapsed(world: World) -> Subject:
    """A draft whose rules have changed since, one of whose papers is asked for no more."""
    from chalicelib.onestop import dossiers

    def build(world: World) -> Subject:
        empty(world)
        world.at = BEFORE_LAW
        subject = begun(world, "before-foreign", procedure=FOREIGN)
        answers = {"organisation_name": "Tổ chức Ví Dụ", "topic": "Chủ đề"}
        call = world.call(CITIZEN, f"before-save-{subject.id}", "save", subject.version, answers)
        dossiers.drafts().save(call, subject.id, answers)
        file = uploaded(world, subject, "notice_form", "before-form")
        world.rest()
        world.at = BEFORE_LAW + timedelta(days=15)
        return seen(world, subject, file=file)

    return world.state("lapsed", build)


def unsent(world: World) -> Subject:
    """A dossier received, whose last events nobody has sent yet."""
    subject = submitted(world)
    return moved(world, subject, ONESTOP, "receive", "before-unsent")


def event_of(world: World, pk: str, seq: int = 0) -> dict[str, Any]:
    """The event of an entry of a journal, the last unless named, as the relay tells it."""
    from chalicelib.cloud.outbox import envelope

    entries = world.records(pk)
    told: dict[str, Any] = json.loads(json.dumps(envelope(entries[seq - 1], settings().stage)))
    return told
