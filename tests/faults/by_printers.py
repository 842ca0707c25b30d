"""What printing does: asking for a PDF, drawing it, erasing it with what it was drawn from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.faults import states
from tests.faults.by_schedules import SCHEDULED
from tests.faults.operations import Operation
from tests.faults.world import CITIZEN, ONESTOP, Subject, World, message, with_seen

QUEUE = "printing"


def _ask(world: World, subject: Subject, key: str) -> Any:
    from chalicelib.onestop.dossiers.prints import printing

    return printing().ask_print(world.call(CITIZEN, key, "ask"), subject.id, "receipt")


def _ask_register(world: World, subject: Subject, key: str) -> Any:
    from chalicelib.onestop.dossiers.prints import printing

    return printing().ask_register_print(world.call(ONESTOP, key, "ask"), "2026-12-07", "1")


def _comes_to(owner: Callable[[Subject], str]) -> Callable[[World, Subject], bool]:
    """What was asked for lies in the queue, and once the worker has had all of it there is one PDF."""

    def done(world: World, subject: Subject) -> bool:
        while found := world.cloud.take(QUEUE):
            for record in found:
                _hand_over(record)
            world.cloud.remove(QUEUE, found)
        return len(_prints(world, owner(subject))) == 1

    return done


def _hand_over(record: Any) -> None:
    from chalicelib.onestop.dossiers.workers import slips_print

    slips_print({"Records": [record]}, None)


def _draw(world: World, subject: Subject, key: str) -> None:
    _hand_over(message(subject.facts["wish"], queue=QUEUE))


def _prints(world: World, owner: str) -> list[str]:
    return [row["sk"]["S"] for row in world.rows() if row["pk"]["S"] == f"PR#{owner}"]


def _of_dossier(subject: Subject) -> str:
    return subject.id


def _of_agency(subject: Subject) -> str:
    return "d07"


def _asked_for(world: World) -> Subject:
    """The wish for a control slip, which changes with every step, lies in the queue."""
    subject = states.received(world)
    wish = {"dossier": subject.id, "slip": "control", "number": "", "lang": "vi"}
    return with_seen(subject, subject.version, wish=wish)


def _moves_on(world: World, subject: Subject) -> None:
    """The dossier goes to its next step at the same moment."""
    states.moved(world, subject, ONESTOP, "advance", "rival")


def _drawn_as_it_stands(world: World, subject: Subject) -> bool:
    """There is a PDF of the slip as it stands now; one of what it was is there only if it was drawn in time."""
    from chalicelib.onestop.dossiers.prints import printing

    now = printing()._sheet(subject.facts["wish"]).digest
    return now in _prints(world, subject.id)


def _to_erase(world: World) -> Subject:
    """A dossier with a PDF, from which the applicant has just taken a file out again."""

    def build(world: World) -> Subject:
        from chalicelib.onestop import dossiers
        from chalicelib.onestop.dossiers.prints import printing

        subject = states.brought_before(world)
        wish = {"dossier": subject.id, "slip": "supplement", "number": "", "lang": "vi"}
        printing().draw(wish, world.at)
        call = world.call(CITIZEN, "before-remove", "remove", said=subject.facts["file"])
        dossiers.uploads().remove(call, subject.id, subject.facts["file"])
        return states.seen(world, subject, at=world.at + timedelta(days=2))

    return world.state("print to erase", build)


def _tidy(world: World, subject: Subject, key: str) -> None:
    from chalicelib.onestop.dossiers.workers import dossiers_tidy

    world.at = max(world.at, subject.facts["at"])
    dossiers_tidy(SCHEDULED, None)


def _nothing_left(world: World, subject: Subject) -> bool:
    objects = [key for _, key in world.cloud.objects() if key.startswith(f"prints/{subject.id}/")]
    return not objects and not _prints(world, subject.id)


OPERATIONS = (
    Operation(
        "a slip asked for as PDF", ("dossiers.Printing.ask_print",), states.received, _ask, _comes_to(_of_dossier)
    ),
    Operation(
        "a register asked for as PDF",
        ("dossiers.Printing.ask_register_print",),
        states.received,
        _ask_register,
        _comes_to(_of_agency),
    ),
    Operation("slips_print", ("slips_print",), _asked_for, _draw, _drawn_as_it_stands, "queue", rival=_moves_on),
    Operation(
        "prints erased",
        ("dossiers_tidy", "dossiers.Tidy.erase_removed"),
        _to_erase,
        _tidy,
        _nothing_left,
        "schedule",
    ),
)
