"""What a version will look like before it is published: for pages of those who review it. Pure."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from chalicelib.foundation.values import frozen
from chalicelib.onestop.procedures.differences import Difference, diff
from chalicelib.onestop.procedures.model import Procedure
from chalicelib.onestop.procedures.stepmodel import Provenance


@frozen
class Preview:
    """`in_force` on the day asked for; `unread` the places of facts that nobody has checked against the law.

    `against` is the version before, `changed` what the new one changes in it; both empty for a first version.
    """

    procedure: Procedure
    in_force: bool
    unread: tuple[str, ...]
    read: int
    against: Procedure | None
    changed: tuple[Difference, ...]


def preview(procedure: Procedure, before: Procedure | None, on: date) -> Preview:
    """The facts of a preview, `before` being the latest published version, if any."""
    facts = tuple(_provenances("", procedure))
    unread = tuple(place for place, provenance in facts if not provenance.verified)
    changed = diff(before, procedure) if before else ()
    return Preview(procedure, procedure.in_force(on), unread, len(facts) - len(unread), before, changed)


def _provenances(place: str, value: Any) -> Iterator[tuple[str, Provenance]]:
    """Every provenance in a procedure with the place of its fact (`fees[0]`)."""
    if isinstance(value, Provenance):
        yield place.removesuffix(".provenance"), value
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from _provenances(f"{place}[{number}]", one)
    elif is_dataclass(value):
        for one in fields(value):
            yield from _provenances(f"{place}.{one.name}".lstrip("."), getattr(value, one.name))
