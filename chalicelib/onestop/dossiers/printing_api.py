"""JSON doors of slips and registers as PDF: ask with POST, fetch with GET."""

from urllib.parse import urlencode

from chalicelib.cloud.call import Call
from chalicelib.cloud.door import Answer, Doors, Request, Words
from chalicelib.onestop.dossiers import schema
from chalicelib.onestop.dossiers.prints import printing

doors = Doors("prints")
SLIP = {"dossier": {"type": "string"}, "slip": {"type": "string"}, "number": {"type": "string"}}
REGISTER = {"register": {"type": "string"}, "page": {"type": "string"}, "asked": {"type": "string"}}


@doors.post(
    "/api/v1/prints/slips",
    rule="dossiers.read",
    title=Words("Yêu cầu bản PDF của phiếu", "Ask for a slip as PDF"),
    body=schema.ASK_SLIP,
    answer=schema.PDF,
    status=202,
    keyed=False,
)
def ask_slip_print(request: Request, call: Call) -> Answer:
    """Has a slip drawn, unless it is there already; asking again changes nothing. `Location` is where to fetch it."""
    wish = {name: str(call.body.get(name, "")) for name in SLIP}
    ready = printing().ask_print(call, wish["dossier"], wish["slip"], wish["number"])
    return _asked(request, "slips", wish, ready=ready)


@doors.get(
    "/api/v1/prints/slips",
    rule="dossiers.read",
    title=Words("Bản PDF của phiếu", "A slip as PDF"),
    query=SLIP,
    answer=schema.PDF,
)
def slip_print(request: Request, call: Call) -> Answer:
    """A link that works for minutes, once the slip as it stands now has been asked for and drawn."""
    query = request.query
    return _found(
        printing().fetch_print(call, query.get("dossier", ""), query.get("slip", ""), query.get("number", ""))
    )


@doors.post(
    "/api/v1/prints/registers",
    rule="queue.read",
    title=Words("Yêu cầu bản PDF của sổ", "Ask for a page of the register as PDF"),
    body=schema.ASK_REGISTER,
    answer=schema.PDF,
    status=202,
    keyed=False,
)
def ask_register_print(request: Request, call: Call) -> Answer:
    """Has a page of a day drawn as it stands in this minute. `Location` is where to fetch it."""
    when, page = call.body["register"], str(call.body.get("page", 1))
    asked = printing().ask_register_print(call, when, page)
    return _asked(request, "registers", {"register": when, "page": page, "asked": asked}, ready=False)


@doors.get(
    "/api/v1/prints/registers",
    rule="queue.read",
    title=Words("Bản PDF của sổ", "A page of the register as PDF"),
    query=REGISTER,
    answer=schema.PDF,
)
def register_print(request: Request, call: Call) -> Answer:
    """A link that works for minutes, once the page that was asked for in that minute has been drawn."""
    query = request.query
    found = printing().fetch_register_print(
        call, query.get("register", ""), query.get("page", "1"), query.get("asked", "")
    )
    return _found(found)


def _asked(request: Request, what: str, wish: dict[str, str], *, ready: bool) -> Answer:
    place = f"{request.base}/api/v1/prints/{what}?{urlencode({name: one for name, one in wish.items() if one})}"
    return Answer({"state": "ready" if ready else "waiting", "url": None}, 202, headers={"Location": place})


def _found(link: str) -> Answer:
    return Answer({"state": "ready" if link else "waiting", "url": link or None})
