"""JSON doors of procedures: the catalogue for everybody, proposals for those who write and review them.

`proposal_doors` is a list of its own.
"""

from datetime import date
from typing import Any

from chalicelib.cloud import schemas
from chalicelib.cloud.call import Call
from chalicelib.cloud.door import Answer, Doors, Request, Words
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import FieldError, Invalid
from chalicelib.foundation.paging import page_size
from chalicelib.onestop import procedures
from chalicelib.onestop.procedures.lifecycle import BASIS_LONGEST, REMARK_LONGEST, TEXT_BYTES, Publication, State
from chalicelib.onestop.procedures.model import Procedure
from chalicelib.onestop.procedures.present import present_line, present_procedure
from chalicelib.onestop.procedures.proposed import present_proposal, present_proposal_line, present_versions

doors = Doors("procedures")
proposal_doors = Doors("procedures")
DEFINITION = schemas.record({"definition": schemas.text(TEXT_BYTES, shortest=2)})
REVIEW = schemas.record(
    {"decision": {"enum": ["approve", "send_back", "reject"]}, "remark": schemas.text(REMARK_LONGEST)},
    optional=("remark",),
)
PUBLICATION = schemas.record(
    {
        "running": {"enum": ["leave", "take_along"]},
        "basis": schemas.text(BASIS_LONGEST),
        "in_force_from": schemas.text(10, shortest=10),
    },
    optional=("running", "basis", "in_force_from"),
)
NOTHING: dict[str, Any] = schemas.record({})
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
        raise Invalid("procedures/words-too-long", "Từ khóa quá dài.", "The words are too long.")
    today = vietnam_day(call.at)
    catalogue = procedures.catalogue()
    return catalogue.search(words, call.lang, today) if words.strip() else catalogue.list(today)


@doors.get("/api/v1/procedures/{id}", rule="procedures.read", title=Words("Một thủ tục", "One procedure"))
def one(request: Request, call: Call) -> Answer:
    """The version of a procedure in force today: papers, form, fees, time, steps, sources."""
    procedure: Any = procedures.catalogue().resolve(request.params["id"], vietnam_day(call.at))
    return Answer(present_procedure(procedure))


@doors.get(
    "/api/v1/procedures/{id}/versions",
    rule="procedures.read",
    title=Words("Các phiên bản của một thủ tục", "The versions of a procedure"),
)
def versions(request: Request, call: Call) -> Answer:
    """Every version with its days in force, and what each changed in the one before, in words."""
    return Answer({"items": present_versions(procedures.catalogue().versions(request.params["id"]), call.lang)})


@proposal_doors.post(
    "/api/v1/procedure-proposals",
    rule="procedures.propose",
    title=Words("Soạn đề xuất", "Write a proposal"),
    body=DEFINITION,
    status=201,
)
def draft(request: Request, call: Call) -> Answer:
    """A new draft of the caller's agency; the definition is the JSON text as written."""
    made = procedures.proposals().draft(call, call.body["definition"])
    where = f"{request.base}/api/v1/procedure-proposals/{made['id']}"
    return Answer(made, 201, made["version"], {"Location": where})


@proposal_doors.get(
    "/api/v1/procedure-proposals",
    rule="procedures.read_proposals",
    title=Words("Danh sách đề xuất", "Proposals"),
    query={
        "state": {"type": "string", "enum": [state.value for state in State]},
        "cursor": {"type": "string"},
        "limit": {"type": "string"},
    },
)
def proposed(request: Request, call: Call) -> Answer:
    """The proposals of the caller's agency, the newest first; with a state, those of all agencies for who reviews."""
    wanted = request.query.get("state", "")
    if wanted not in ("", *State):
        raise Invalid("procedures/unknown-state", "Không có trạng thái này.", "There is no such state.")
    cursor, limit = request.query.get("cursor", ""), page_size(request.query.get("limit"))
    page = procedures.proposals().listed(call, State(wanted) if wanted else None, cursor, limit)
    return Answer({"items": [present_proposal_line(line) for line in page.lines], "next": page.cursor or None})


@proposal_doors.get(
    "/api/v1/procedure-proposals/{id}",
    rule="procedures.read_proposals",
    title=Words("Xem đề xuất", "Read a proposal"),
)
def proposal(request: Request, call: Call) -> Answer:
    """A proposal: its text, its faults by line or its preview with what it changes, its journal."""
    reviewed = procedures.proposals().read(call, request.params["id"])
    return Answer(present_proposal(reviewed, call.lang), version=reviewed.proposal.version)


@proposal_doors.put(
    "/api/v1/procedure-proposals/{id}/definition",
    rule="procedures.propose",
    title=Words("Sửa đề xuất", "Change a proposal"),
    body=DEFINITION,
    versioned=True,
)
def save(request: Request, call: Call) -> Answer:
    """Another text of a draft."""
    return _changed(procedures.proposals().save(call, request.params["id"], call.body["definition"]))


@proposal_doors.post(
    "/api/v1/procedure-proposals/{id}/submission",
    rule="procedures.propose",
    title=Words("Trình đề xuất", "Hand a proposal in"),
    body=NOTHING,
    versioned=True,
)
def propose(request: Request, call: Call) -> Answer:
    """From draft to review; a definition with faults is refused with all of them."""
    return _changed(procedures.proposals().move(call, request.params["id"], "propose"))


@proposal_doors.post(
    "/api/v1/procedure-proposals/{id}/review",
    rule="procedures.review",
    title=Words("Thẩm định đề xuất", "Review a proposal"),
    body=REVIEW,
    versioned=True,
)
def review(request: Request, call: Call) -> Answer:
    """Approves, sends back or rejects; the last two say why."""
    body = call.body
    made = procedures.proposals().move(call, request.params["id"], body["decision"], body.get("remark", ""))
    return _changed(made)


@proposal_doors.post(
    "/api/v1/procedure-proposals/{id}/publication",
    rule="procedures.publish",
    title=Words("Công bố thủ tục", "Publish a procedure"),
    body=PUBLICATION,
    versioned=True,
)
def publish(request: Request, call: Call) -> Answer:
    """The version becomes part of the catalogue, and the one before it gets its last day. `running` says what
    happens to dossiers received before: `leave`, or `take_along` with its legal basis."""
    body = call.body
    first = _day(body["in_force_from"]) if "in_force_from" in body else None
    decided = Publication(body.get("running", "leave"), body.get("basis", "").strip(), first)
    return _changed(procedures.proposals().move(call, request.params["id"], "publish", decided=decided))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        vi, en = "Không có ngày này.", "There is no such day."
        wrong = FieldError("in_force_from", "procedures/no-such-day", vi, en)
        raise Invalid("procedures/no-such-day", vi, en, [wrong]) from None


def _changed(made: dict[str, Any]) -> Answer:
    return Answer(made, version=made["version"])
