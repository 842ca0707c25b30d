"""JSON doors of the one-stop desk, and of what a draft says about its parties and its rules."""

from chalicelib.cloud.call import Call
from chalicelib.cloud.door import Answer, Doors, Request, Words
from chalicelib.foundation.paging import page_size
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import schema
from chalicelib.onestop.dossiers.api import PAGING, changed

doors = Doors("dossiers")


@doors.post(
    "/api/v1/desk/dossiers",
    rule="drafts.create_at_desk",
    title=Words("Bắt đầu hồ sơ tại quầy", "Begin a dossier at the desk"),
    body=schema.BEGIN,
    answer=schema.CHANGED,
    status=201,
)
def begin_at_desk(request: Request, call: Call) -> Answer:
    """A new draft for an applicant without an account, kept by the caller's one-stop desk."""
    made = dossiers.drafts().begin_at_desk(call, call.body["procedure"], call.body.get("place"))
    return Answer(made, 201, made["version"], {"Location": f"{request.base}/api/v1/dossiers/{made['id']}"})


@doors.get(
    "/api/v1/desk/dossiers",
    rule="dossiers.list_at_desk",
    title=Words("Hồ sơ của quầy", "Dossiers of the desk"),
    query=PAGING,
    answer=schema.QUEUE,
)
def at_desk(request: Request, call: Call) -> Answer:
    """What the caller's desk keeps for applicants, newest first."""
    page = dossiers.reading().at_desk(call, request.query.get("cursor", ""), page_size(request.query.get("limit")))
    items = [{**schema.show_head(one), "applicant": one.applicant or None} for one in page.lines]
    return Answer({"items": items, "next": page.cursor or None})


@doors.put(
    "/api/v1/dossiers/{id}/party",
    rule="drafts.save",
    title=Words("Lưu người nộp hồ sơ", "Save applicant and representative"),
    body=schema.PARTY,
    answer=schema.CHANGED,
    versioned=True,
)
def save_party(request: Request, call: Call) -> Answer:
    """Keeps what was typed about the applicant and whoever acts for them, right or wrong."""
    return changed(dossiers.applicants().save_party(call, request.params["id"], call.body["party"]))


@doors.post(
    "/api/v1/dossiers/{id}/discarding",
    rule="drafts.discard",
    title=Words("Xóa bản nháp", "Discard a draft"),
    body=schema.SUBMIT,
    answer=schema.CHANGED,
    versioned=True,
)
def discard(request: Request, call: Call) -> Answer:
    """Erases a draft: what was typed and uploaded is gone, the journal stays."""
    return changed(dossiers.drafts().discard(call, request.params["id"]))


@doors.post(
    "/api/v1/dossiers/{id}/renewal",
    rule="drafts.save",
    title=Words("Chuyển bản nháp sang quy định mới", "Move a draft to the version in force"),
    body=schema.RENEW,
    answer=schema.CHANGED,
    versioned=True,
)
def renew(request: Request, call: Call) -> Answer:
    """Moves a draft to the version of its procedure that is in force, with every answer that is still asked for."""
    return changed(dossiers.renewing().renew(call, request.params["id"], call.body["version"]))
