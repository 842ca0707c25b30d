"""Made-up dossiers for the ledger: single events, whole histories, and strategies that make any."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from chalicelib.foundation.clock import iso
from chalicelib.foundation.ids import derived_id
from chalicelib.onestop.ledger.model import Happening, Line

WEBSITE, CONSTRUCTION = "9.000004", "9.000009"
START = datetime(2026, 8, 20, tzinfo=UTC)


def vn(text: str) -> datetime:
    """`2026-11-02 08:00` on a clock in Vietnam."""
    return datetime.fromisoformat(f"{text.replace(' ', 'T')}:00+07:00").astimezone(UTC)


def happened(seq: int, when: str, to: int, due: str | None = "-", **facts: Any) -> Happening:
    """An event; `due` is left out for one that tells none, None for a clock that stands still."""
    told = due != "-"
    date = vn(due) if due is not None and told else None
    return Happening(seq, vn(when), to, facts.pop("unit", "d07"), facts.pop("procedure", WEBSITE), told, date, **facts)


def named(number: int) -> str:
    """A dossier's id."""
    return derived_id("ledger", str(number))


def envelope(dossier: str, one: Happening, *, kind: str = "dossier.something", before: int = 4) -> dict[str, Any]:
    """The CloudEvent of a happening."""
    data: dict[str, Any] = {"from": before if before != one.to else 1, "to": one.to, "seq": one.seq, "hash": "h"}
    data |= {"unit": one.unit, "procedure": one.procedure}
    if one.due_told:
        data["due"] = iso(one.due) if one.due else None
    if one.to == 9:
        data["outcome"] = "refused" if one.refused else "granted"
    return {"type": f"vn.motcua.{kind}", "subject": f"D#{dossier}", "time": iso(one.at), "data": data}


MOMENTS = st.integers(0, 100 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
DUES = st.one_of(st.none(), MOMENTS)


@st.composite
def histories(draw: st.DrawFn) -> list[Happening]:
    """Any events of one dossier in order of their numbers: statuses as they come, clocks that do not agree."""
    moments = draw(st.lists(MOMENTS, max_size=9))
    ordered = moments if draw(st.booleans()) else sorted(moments)
    unit, procedure = draw(st.sampled_from(["d06", "d07"])), draw(st.sampled_from([WEBSITE, CONSTRUCTION, ""]))
    statuses = st.sampled_from([1, 2, 2, 2, 3, 4, 4, 5, 6, 7, 8, 9, 10])
    return [
        Happening(
            seq=2 * place + 1,
            at=at,
            to=draw(statuses),
            unit=unit,
            procedure=procedure,
            due_told=(told := draw(st.booleans())),
            due=draw(DUES) if told else None,
            refused=draw(st.booleans()),
        )
        for place, at in enumerate(ordered)
    ]


def line_of(happenings: list[Happening], number: int = 0) -> Line:
    """The line that events make, one after the other."""
    line = Line(named(number))
    for one in happenings:
        line = line.merged(one)
    return line
