"""JSON doors of consulted bodies: what they are asked, what they may read for it, their answer."""

from chalicelib.cloud.call import Call
from chalicelib.cloud.door import Answer, Doors, Request, Words
from chalicelib.foundation.paging import page_size
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import consultation_schema, schema

doors = Doors("consultations")
RULE = "consultations.answer"


@doors.get(
    "/api/v1/consultations",
    rule=RULE,
    title=Words("Ý kiến được hỏi", "What the agency is asked"),
    query={"cursor": {"type": "string"}, "limit": {"type": "string"}},
    answer=schema.QUEUE,
)
def consultations(request: Request, call: Call) -> Answer:
    """What the caller's unit is asked and has not answered, by due time."""
    page = dossiers.consulted().asked(call, request.query.get("cursor", ""), page_size(request.query.get("limit")))
    lines = [consultation_schema.show_asked_line(one, call.at) for one in page.lines]
    return Answer({"items": lines, "next": page.cursor or None})


@doors.get("/api/v1/consultations/{id}", rule=RULE, title=Words("Nội dung lấy ý kiến", "What is asked"))
def consultation(request: Request, call: Call) -> Answer:
    """The question about a dossier, with what was chosen for it; `id` is the dossier's."""
    return Answer(consultation_schema.show_question(dossiers.consulted().read(call, request.params["id"])))


@doors.get(
    "/api/v1/consultations/{id}/files/{file}",
    rule=RULE,
    title=Words("Tải tệp kèm câu hỏi", "Download a file shown with the question"),
)
def consultation_file(request: Request, call: Call) -> Answer:
    """A short-lived address of a file that was chosen for the caller's unit."""
    return Answer({"url": dossiers.consulted().link(call, request.params["id"], request.params["file"])})


@doors.post(
    "/api/v1/consultations/{id}/answer",
    rule=RULE,
    title=Words("Trả lời ý kiến", "Give the agency's opinion"),
    body=consultation_schema.ANSWER,
    answer=consultation_schema.ANSWERED,
)
def answer_consultation(request: Request, call: Call) -> Answer:
    """The unit's opinion, once; late ones are kept as such."""
    body = call.body
    return Answer(dossiers.consulting().answer(call, request.params["id"], body["opinion"], body.get("words", "")))
