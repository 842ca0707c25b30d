"""JSON doors of procedures."""

from typing import Any

from chalicelib.cloud.call import Call
from chalicelib.cloud.door import Answer, Doors, Request, Words
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import Invalid
from chalicelib.onestop import procedures
from chalicelib.onestop.procedures.model import Procedure
from chalicelib.onestop.procedures.present import present_line, present_procedure

doors = Doors("procedures")
WORDS_LONGEST = 200


@doors.get(
    "/api/v1/procedures",
    rule="procedures.read",
    title=Words("Tìm thủ tục", "Find a procedure"),
    query={"q": {"type": "string"}},
)
def listed(request: Request, call: Call) -> Answer:
    """The procedures in force today, all of them or those that fit the words, best first."""
    return Answer({"items": [present_line(one) for one in found(request.query.get("q", ""), call)]})


def found(words: str, call: Call) -> tuple[Procedure, ...]:
    """The procedures that fit some everyday words; without words all of them."""
    if len(words) > WORDS_LONGEST:
        raise Invalid("procedures/words-too-long", "Từ khoá quá dài.", "The words are too long.")
    today = vietnam_day(call.at)
    catalogue = procedures.catalogue()
    return catalogue.search(words, call.lang, today) if words.strip() else catalogue.list(today)


@doors.get("/api/v1/procedures/{id}", rule="procedures.read", title=Words("Một thủ tục", "One procedure"))
def one(request: Request, call: Call) -> Answer:
    """The version of a procedure in force today: papers, form, fees, time, steps, sources."""
    procedure: Any = procedures.catalogue().resolve(request.params["id"], vietnam_day(call.at))
    return Answer(present_procedure(procedure))
