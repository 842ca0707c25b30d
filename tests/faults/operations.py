"""Every operation of the platform as stories tell it: what stands before it, how it is done, when it is done.

An operation is done by a client, who repeats it with the same key until there is an answer; by a queue, which hands
the same message over again; or by a schedule, which comes again. `OPERATIONS` is all of them; a guard compares it with
the platform. Nothing here depends on which cloud is installed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from tests.faults.world import Subject, World

TRIES = 4
"""How often a client or a queue tries, and how often a schedule may have to come."""

Prepare = Callable[[World], Subject]
Act = Callable[[World, Subject, str], Any]
Done = Callable[[World, Subject], bool]
By = Literal["client", "queue", "schedule"]


def version_of_dossier(world: World, subject: Subject) -> int:
    """The version of the dossier as it stands."""
    from chalicelib.onestop.dossiers import store

    return store.read(subject.id).version


@dataclass(frozen=True)
class Operation:
    """`covers`: the use cases and workers it exercises, `room.Class.method` or a worker's name; `moves`: the moves of a
    dossier or proposal it makes. `act` may be repeated with the same key.

    `rival` is what somebody else may do to the same things meanwhile. `must_tell`: it changes what the client has seen,
    so the client must be told (Stale) before it goes on; `may_lose`: the client may be refused for good; `look` gives
    the version that a client who looks again sees. `piecewise`: it does several things, each by itself, so that two
    clients may each be refused a part.
    """

    name: str
    covers: tuple[str, ...]
    prepare: Prepare
    act: Act
    done: Done
    by: By = "client"
    moves: tuple[str, ...] = ()
    rival: Callable[[World, Subject], Any] | None = None
    must_tell: bool = False
    may_lose: bool = False
    look: Callable[[World, Subject], int] = version_of_dossier
    tries: int = TRIES
    piecewise: bool = False


def all_operations() -> tuple[Operation, ...]:
    """Every operation, by people and by the platform itself."""
    from tests.faults import (
        by_kiosk,
        by_officers,
        by_offices,
        by_payers,
        by_people,
        by_portal,
        by_printers,
        by_raters,
        by_readers,
        by_schedules,
    )

    people = (by_people, by_officers, by_offices, by_kiosk, by_portal, by_payers, by_raters)
    parts = (*people, by_readers, by_printers, by_schedules)
    return tuple(operation for part in parts for operation in part.OPERATIONS)
