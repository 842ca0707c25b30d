"""What applicants do when their dossier is finished: rate it, once."""

from __future__ import annotations

from typing import Any

from chalicelib.cloud.call import NOBODY
from tests.faults import states
from tests.faults.operations import Operation
from tests.faults.world import CITIZEN, Subject, World


def _said() -> Any:
    from chalicelib.onestop.satisfaction import read_rating

    return read_rating("satisfied", {"time": "unsatisfied"}, "Chờ hơi lâu.")


def _rate(world: World, subject: Subject, key: str) -> Any:
    from chalicelib.onestop.satisfaction import ratings

    return ratings().rate(world.call(CITIZEN, key, "rate", said="satisfied"), subject.id, _said())


def _rate_by_code(world: World, subject: Subject, key: str) -> Any:
    from chalicelib.commons.identity import demo_accounts
    from chalicelib.onestop import dossiers
    from chalicelib.onestop.satisfaction import ratings

    dossiers.reading().by_source.tries.clear()
    digits = next(one.citizen_id[-4:] for one in demo_accounts() if one.id == CITIZEN.account)
    call = world.call(NOBODY, key, "rate by code", said="satisfied")
    return ratings().rate_by_code(call, subject.code, digits, "192.0.2.1", _said())


def _another_window(world: World, subject: Subject) -> Any:
    """The applicant has sent another rating from another window at the same moment."""
    from contextlib import suppress

    from chalicelib.foundation.errors import Conflict
    from chalicelib.onestop.satisfaction import ratings, read_rating

    with suppress(Conflict):
        call = world.call(CITIZEN, "rival", "rate", said="unsatisfied")
        ratings().rate(call, subject.id, read_rating("unsatisfied", {}, ""))


def _rated(world: World, subject: Subject) -> bool:
    """One rating stands there, with its entry."""
    there = world.row(f"RT#{subject.id}", "A") is not None
    return there and len(world.records(f"RT#{subject.id}")) == 1


OPERATIONS = (
    Operation(
        "rate",
        ("satisfaction.Ratings.rate",),
        states.returned,
        _rate,
        _rated,
        rival=_another_window,
        may_lose=True,
    ),
    Operation("rate by code", ("satisfaction.Ratings.rate_by_code",), states.returned, _rate_by_code, _rated),
)
