"""JSON doors of dossiers."""

from collections.abc import Mapping
from typing import Any

from chalicelib.cloud.call import Call
from chalicelib.cloud.door import Answer, Doors, Request, Words
from chalicelib.commons.agencies import directory
from chalicelib.foundation.paging import page_size
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import Status, queue_schema, schema, slips
from chalicelib.onestop.dossiers.consultation_schema import show_asked
from chalicelib.onestop.dossiers.performing import perform
from chalicelib.onestop.dossiers.queues import officers_by_code, read_wanted
from chalicelib.onestop.procedures import catalogue

doors = Doors("dossiers")
PAGING = {"cursor": {"type": "string"}, "limit": {"type": "string"}}


@doors.post(
    "/api/v1/dossiers",
    rule="drafts.create",
    title=Words("Bắt đầu hồ sơ", "Begin a dossier"),
    body=schema.BEGIN,
    answer=schema.CHANGED,
    status=201,
)
def begin(request: Request, call: Call) -> Answer:
    """A new draft of a procedure."""
    made = dossiers.drafts().begin(call, call.body["procedure"], call.body.get("place"))
    return Answer(made, 201, made["version"], {"Location": f"{request.base}/api/v1/dossiers/{made['id']}"})


@doors.get(
    "/api/v1/dossiers",
    rule="dossiers.list_mine",
    title=Words("Hồ sơ của tôi", "My dossiers"),
    query=PAGING,
    answer=schema.QUEUE,
)
def mine(request: Request, call: Call) -> Answer:
    """The caller's own dossiers, newest first."""
    page = dossiers.reading().mine(call, request.query.get("cursor", ""), page_size(request.query.get("limit")))
    return Answer({"items": [schema.show_head(one) for one in page.lines], "next": page.cursor or None})


@doors.get("/api/v1/dossiers/{id}", rule="dossiers.read", title=Words("Xem hồ sơ", "Read a dossier"))
def read(request: Request, call: Call) -> Answer:
    """A dossier with its journal; the ETag is the version to send with the next change. It differs once the dossier is
    late, which time alone makes it."""
    dossier, journal = dossiers.reading().read(call, request.params["id"])
    rules = dossiers.due_rules(dossier)
    moves = dossiers.open_moves(call, dossier)
    shown = schema.show_dossier(dossier, journal, call.caller, call.at, rules, moves)
    procedure = catalogue().version(dossier.procedure, dossier.procedure_version)
    shown["consultations"] = show_asked(dossier, procedure, call.caller)
    if dossier.status is Status.DRAFT:
        shown["renewal"] = schema.show_renewal(dossiers.renewing().renewal(call, dossier))
    return Answer(shown, version=dossier.version, variant="late" if dossier.overdue(call.at) else "")


@doors.get(
    "/api/v1/dossiers/{id}/slips/{slip}",
    rule="dossiers.read",
    title=Words("Phiếu của hồ sơ", "A slip of a dossier"),
    query={"number": {"type": "string"}},
)
def slip(request: Request, call: Call) -> Answer:
    """A slip as data: what the print page shows. The last of its kind, or the one of a `number`."""
    source, owner = _slip_source(request, call)
    number = request.query.get("number", "")
    return Answer(slips.present_slip(slips.write_slip(request.params["slip"], source, owner=owner, number=number)))


@doors.get(
    "/api/v1/dossiers/{id}/slips",
    rule="dossiers.read",
    title=Words("Các phiếu của hồ sơ", "The slips of a dossier"),
)
def slip_list(request: Request, call: Call) -> Answer:
    """Every slip the dossier has: kind, number, title and moment."""
    source, owner = _slip_source(request, call)
    return Answer({"items": [slips.present_slip(one) for one in slips.slips_of(source, owner=owner)]})


def _slip_source(request: Request, call: Call) -> tuple[slips.Source, bool]:
    """What the slips of a dossier are written from, and whether its owner asks."""
    dossier, journal = dossiers.reading().read(call, request.params["id"])
    source = slips.source_of(dossier, journal, catalogue().version, directory())
    return source, dossiers.as_applicant(call.caller, dossier)


@doors.get(
    "/api/v1/dossiers/{id}/views",
    rule="views.read",
    title=Words("Ai đã xem hồ sơ", "Who has viewed a dossier"),
)
def views(request: Request, call: Call) -> Answer:
    """Looks at the dossier's personal data."""
    seen = dossiers.reading().views(call, request.params["id"])
    return Answer({"items": [{"at": one.at, "actor": one.actor, "unit": one.unit or None} for one in seen]})


@doors.put(
    "/api/v1/dossiers/{id}/answers",
    rule="drafts.save",
    title=Words("Lưu nội dung biểu mẫu", "Save the form"),
    body=schema.SAVE,
    answer=schema.CHANGED,
    versioned=True,
)
def save(request: Request, call: Call) -> Answer:
    """Keeps what was typed, right or wrong."""
    return changed(dossiers.drafts().save(call, request.params["id"], call.body["answers"]))


@doors.post(
    "/api/v1/dossiers/{id}/files",
    rule="files.upload",
    title=Words("Xin tải tệp lên", "Ask to upload a file"),
    body=schema.GRANT,
    status=201,
)
def grant(request: Request, call: Call) -> Answer:
    """A form to post one file straight to the store."""
    body = call.body
    file_id, form = dossiers.uploads().grant(call, request.params["id"], body["paper"], body["name"], "")
    return Answer({"file": file_id, "url": form.url, "fields": dict(form.fields)}, 201)


@doors.get(
    "/api/v1/dossiers/{id}/files/{file}",
    rule="files.read",
    title=Words("Tải tệp về", "Download a file"),
)
def link(request: Request, call: Call) -> Answer:
    """A short-lived address of a checked file."""
    return Answer({"url": dossiers.uploads().link(call, request.params["id"], request.params["file"])})


@doors.post(
    "/api/v1/dossiers/{id}/files/{file}/removal",
    rule="files.upload",
    title=Words("Xóa tệp đã tải lên", "Remove an uploaded file"),
    body=schema.REMOVE,
    answer=schema.CHANGED,
)
def remove(request: Request, call: Call) -> Answer:
    """Takes a file out while its part of the dossier is open."""
    return changed(dossiers.uploads().remove(call, request.params["id"], request.params["file"]))


@doors.post(
    "/api/v1/dossiers/{id}/submission",
    rule="drafts.submit",
    title=Words("Nộp hồ sơ", "Submit a dossier"),
    body=schema.SUBMIT,
    answer=schema.CHANGED,
    versioned=True,
)
def submit(request: Request, call: Call) -> Answer:
    """Hands the draft in; the answer has the dossier code and the time by which it will be received."""
    return changed(dossiers.drafts().submit(call, request.params["id"]))


@doors.post(
    "/api/v1/dossiers/{id}/moves",
    rule="dossiers.move",
    title=Words("Thực hiện một bước trên hồ sơ", "Make a move on a dossier"),
    body=schema.MOVE,
    answer=schema.CHANGED,
    versioned=True,
)
def move(request: Request, call: Call) -> Answer:
    """One move of the dossier's table of moves."""
    return changed(perform(call, request.params["id"], call.body["move"], call.body))


@doors.get(
    "/api/v1/queue",
    rule="queue.read",
    title=Words("Hàng đợi của cơ quan", "The agency's queue"),
    query={**PAGING, "waiting": {"type": "string"}, **{name: {"type": "string"} for name in queue_schema.FILTERS}},
    answer=queue_schema.QUEUE,
)
def queue(request: Request, call: Call) -> Answer:
    """Dossiers of the caller's agency by due time. `list`: work, late, soon (due within `days` working days), waiting,
    ready; `holder`: mine, nobody. With a filter, a page may hold fewer than asked for, and another may follow."""
    query = {"list": "waiting" if request.query.get("waiting") == "1" else "", **request.query}
    return _queue(call, {name: query.get(name, "") for name in queue_schema.FILTERS}, query)


@doors.post(
    "/api/v1/queue/searches",
    rule="queue.read",
    title=Words("Tìm trong hàng đợi", "Search the queue"),
    body=queue_schema.SEARCH,
    answer=queue_schema.QUEUE,
    keyed=False,
)
def search_queue(request: Request, call: Call) -> Answer:
    """The same for a part of a code or of an applicant's name, which belongs in no address."""
    return _queue(call, {name: call.body.get(name, "") for name in (*queue_schema.FILTERS, "search")}, call.body)


def _queue(call: Call, filters: Mapping[str, str], paging: Mapping[str, str]) -> Answer:
    wanted = read_wanted(filters)
    found = dossiers.reading().queue(call, paging.get("cursor", ""), page_size(paging.get("limit")), wanted=wanted)
    officers = officers_by_code(call.caller.unit)
    lines = [queue_schema.show_line(one, call.at, officers, dossiers.line_left(one, call)) for one in found.lines]
    counts = queue_schema.show_counts(found.counts)
    return Answer({"items": lines, "next": found.cursor or None, "looked_at": found.looked_at, "counts": counts})


@doors.get(
    "/api/v1/alerts",
    rule="queue.read",
    title=Words("Cảnh báo của cơ quan", "The agency's alerts"),
    query={**PAGING, "mine": {"type": "string"}},
)
def alerts(request: Request, call: Call) -> Answer:
    """What is about to be late, what is late, and whose step is late; newest first."""
    cursor, limit = request.query.get("cursor", ""), page_size(request.query.get("limit"))
    page = dossiers.alerts().read(call, cursor, limit, mine=request.query.get("mine") == "1")
    return Answer({"items": [queue_schema.show_alert(one) for one in page.lines], "next": page.cursor or None})


@doors.get(
    "/api/v1/registers/{when}",
    rule="queue.read",
    title=Words("Sổ theo dõi hồ sơ", "The register of dossiers"),
    query={"page": {"type": "string"}},
)
def register(request: Request, call: Call) -> Answer:
    """A page of a day of the agency's register (`2026-11-23`); a month or a year as counts of what was handed in."""
    when, book, unit = request.params["when"], dossiers.daybook(), call.caller.unit
    if len(when) < len("2026-11-23"):
        counts = book.counts(call, when)
        return Answer(slips.present_slip(slips.write_overview(counts, when, unit, call.at, directory=directory())))
    found = book.day(call, when, request.query.get("page", "1"))
    drawn = slips.write_day(found, unit, call.at, directory=directory(), procedure_name=_procedure_name)
    return Answer(slips.present_slip(drawn))


def _procedure_name(code: str) -> Words:
    name = catalogue().versions(code)[-1].name
    return Words(name.vi, name.en)


@doors.post(
    "/api/v1/lookups",
    rule="dossiers.lookup",
    title=Words("Tra cứu theo mã hồ sơ", "Look up by dossier code"),
    body=schema.LOOK_UP,
    keyed=False,
)
def look_up(request: Request, call: Call) -> Answer:
    """Status and dates by code; the timeline with the last four digits of the applicant's citizen id."""
    body = call.body
    standing = dossiers.reading().look_up(call, body["code"], body.get("digits", ""), request.source_ip)
    return Answer(schema.show_standing(standing))


def changed(answer: dict[str, Any]) -> Answer:
    """The answer of a change; its ETag is the new version."""
    return Answer(answer, 200, answer["version"])
