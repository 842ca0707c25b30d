"""JSON doors of absences."""

from chalicelib.cloud.call import Call
from chalicelib.cloud.door import Answer, Doors, Request, Words
from chalicelib.commons.identity import absences
from chalicelib.commons.identity.absences import schema
from chalicelib.commons.identity.absences.service import DELEGATE

doors = Doors("absences")


@doors.get(
    "/api/v1/absences",
    rule=DELEGATE,
    title=Words("Cán bộ vắng mặt", "Officers who are away"),
    answer=schema.LIST,
)
def listed(request: Request, call: Call) -> Answer:
    """Who of the caller's unit is away now or will be, and who stands in."""
    return Answer({"items": [schema.present(one) for one in absences().of_unit(call)]})


@doors.post(
    "/api/v1/absences",
    rule=DELEGATE,
    title=Words("Ghi vắng mặt và người làm thay", "Record an absence and the deputy"),
    body=schema.RECORD,
    answer=schema.CHANGED,
    status=201,
)
def record(request: Request, call: Call) -> Answer:
    """The caller's own absence; with `account`, that of an officer of the leader's unit."""
    body = call.body
    first, last = schema.read_days(body)
    account = body.get("account", call.caller.account)
    return Answer(absences().record(call, account, first, last, body["deputy"], body.get("reason", "")), 201)


@doors.post(
    "/api/v1/absences/{account}/{absence}/end",
    rule=DELEGATE,
    title=Words("Kết thúc vắng mặt", "End an absence"),
    body=schema.END,
    answer=schema.CHANGED,
)
def end(request: Request, call: Call) -> Answer:
    """Ends it before its time; the deputy's rights end at once."""
    return Answer(absences().end(call, request.params["account"], request.params["absence"]))
