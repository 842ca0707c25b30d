"""Events in people's lives and the procedures that go with them: how somebody finds what they need who does not know
its name. Shipped data; a procedure that is not in force is left out."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from chalicelib.foundation.errors import Missing
from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words
from chalicelib.onestop.procedures.model import Procedure

_DATA = Path(__file__).parent / "data" / "life_events.json"


@frozen
class LifeEvent:
    """`id` stands in the address; `icon` names a picture of templates/page/icons.html; `procedures` are codes, the
    first one to do first."""

    id: str
    icon: str
    name: Words
    summary: Words
    procedures: tuple[str, ...]

    def among(self, listed: Sequence[Procedure]) -> list[Procedure]:
        """This event's procedures that are in force, in its own order."""
        known = {one.code: one for one in listed}
        return [known[code] for code in self.procedures if code in known]


@cache
def life_events() -> tuple[LifeEvent, ...]:
    """All events, in the order in which they are shown."""
    return tuple(
        LifeEvent(one["id"], one["icon"], Words(**one["name"]), Words(**one["summary"]), tuple(one["procedures"]))
        for one in json.loads(_DATA.read_text(encoding="utf-8"))
    )


def life_event(event_id: str) -> LifeEvent:
    """The event of this id. Missing `procedures/no-life-event`."""
    for one in life_events():
        if one.id == event_id:
            return one
    raise Missing("procedures/no-life-event", "Không có mục này.", "There is no such topic.")
