"""What operators tell everybody: notices, and the site's own texts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from chalicelib.civic import portal
from chalicelib.foundation.ids import digest
from chalicelib.foundation.words import Words
from tests.faults import states
from tests.faults.operations import Done, Operation, Prepare
from tests.faults.world import MONDAY, OPERATOR, Subject, World, with_seen

NOTICES, HELP = "C#notices", "C#text#help"
NIGHT = portal.Notice("maintenance", "Bảo trì đêm nay.", "Maintenance tonight.", MONDAY, MONDAY + timedelta(hours=9))
OTHER = portal.Notice("information", "Tin khác.", "Other news.", MONDAY, MONDAY + timedelta(hours=9))
WORDS = Words("Đoạn mới.", "A new paragraph.")
FIRST_DAY = date(2026, 12, 8)


def _announce(world: World, subject: Subject, key: str) -> Any:
    return portal.notices().announce(world.call(OPERATOR, key, "announce notice", subject.version, "night"), NIGHT)


def _amend(world: World, subject: Subject, key: str) -> Any:
    return portal.notices().amend(world.call(OPERATOR, key, "amend notice", subject.version, "other"), 1, OTHER)


def _end(world: World, subject: Subject, key: str) -> Any:
    return portal.notices().end(world.call(OPERATOR, key, "end notice", subject.version), 1)


def _another_announces(world: World, subject: Subject) -> Any:
    """Another operator announces something else at the same moment."""
    call = world.call(OPERATOR, "rival", "announce notice", len(world.records(NOTICES)), "other")
    return portal.notices().announce(call, OTHER)


def _posted(world: World) -> Subject:
    """One notice stands on the board."""

    def build(world: World) -> Subject:
        states.empty(world)
        return Subject("1", _announce(world, Subject(), "before-announce")["version"])

    return world.state("a notice", build)


def _told(event: str, pk: str = NOTICES) -> Done:
    """The journal tells this once, for what the client wished: a rival's notice has another kind."""

    def done(world: World, subject: Subject) -> bool:
        kinds = {"notice.announced": "maintenance", "notice.amended": "information"}
        found = [one for one in world.records(pk) if one.type == event and one.seq > subject.version]
        return sum(kinds.get(event) in (None, one.data.get("kind")) for one in found) == 1

    return done


def _seen(pk: str) -> Callable[[World, Subject], int]:
    return lambda world, subject: len(world.records(pk))


def _save(world: World, subject: Subject, key: str) -> Any:
    return portal.texts().save(world.call(OPERATOR, key, "save text", subject.version, WORDS.vi), "help", WORDS)


def _discard(world: World, subject: Subject, key: str) -> Any:
    return portal.texts().discard(world.call(OPERATOR, key, "discard text", subject.version), "help")


def _publish(world: World, subject: Subject, key: str) -> Any:
    return portal.texts().publish(world.call(OPERATOR, key, "publish text", subject.version), "help", FIRST_DAY)


def _another_saves(world: World, subject: Subject) -> Any:
    """Another operator saves other words at the same moment."""
    call = world.call(OPERATOR, "rival", "save text", len(world.records(HELP)), "others")
    return portal.texts().save(call, "help", Words("Chữ khác.", "Other words."))


def _saved(world: World, subject: Subject) -> bool:
    """These words were saved once, and are the draft."""
    head = world.row(HELP, "A")
    told = [one.data["vi"] for one in world.records(HELP) if one.type == "text.drafted"]
    return head is not None and head["draft_vi"]["S"] == WORDS.vi and told.count(digest(WORDS.vi)) == 1


def _drafted(world: World) -> Subject:
    """The help page has a draft."""

    def build(world: World) -> Subject:
        subject = states.empty(world)
        return with_seen(subject, _save(world, subject, "before-save")["version"])

    return world.state("a drafted text", build)


def _published(world: World, subject: Subject) -> bool:
    """The version and the head that names it are there together, and there is one of it."""
    row, head = world.row(HELP, "V#0002"), world.row(HELP, "A")
    told = [one.data["number"] for one in world.records(HELP) if one.type == "text.published"]
    return row is not None and head is not None and "draft_vi" not in head and told == [2]


def _change(name: str, covers: str, before: Prepare, act: Any, done: Done, rival: Any, pk: str) -> Operation:
    return Operation(name, (covers,), before, act, done, rival=rival, look=_seen(pk), must_tell=True)


OPERATIONS = (
    _change(
        "announce notice",
        "portal.Notices.announce",
        states.empty,
        _announce,
        _told("notice.announced"),
        _another_announces,
        NOTICES,
    ),
    _change(
        "amend notice",
        "portal.Notices.amend",
        _posted,
        _amend,
        _told("notice.amended"),
        _another_announces,
        NOTICES,
    ),
    _change("end notice", "portal.Notices.end", _posted, _end, _told("notice.ended"), _another_announces, NOTICES),
    _change(
        "save text",
        "portal.Texts.save",
        states.empty,
        _save,
        _saved,
        _another_saves,
        HELP,
    ),
    _change(
        "discard text",
        "portal.Texts.discard",
        _drafted,
        _discard,
        _told("text.draft_discarded", HELP),
        _another_saves,
        HELP,
    ),
    _change("publish text", "portal.Texts.publish", _drafted, _publish, _published, _another_saves, HELP),
)
