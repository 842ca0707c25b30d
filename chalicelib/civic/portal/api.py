"""JSON doors of notices and of the site's texts."""

from chalicelib.civic import portal
from chalicelib.civic.portal.schema import (
    DRAFT,
    MOVE,
    NOTICE,
    PUBLICATION,
    present_edited,
    present_posted,
    present_shown,
    present_text,
    read_day,
    read_notice,
)
from chalicelib.civic.portal.texts import KINDS
from chalicelib.cloud.call import Call
from chalicelib.cloud.door import Answer, Doors, Request, Words
from chalicelib.foundation.errors import Missing

doors = Doors("portal")


@doors.get("/api/v1/notices", rule="notices.read", title=Words("Các thông báo hiện có", "The notices of the moment"))
def shown(request: Request, call: Call) -> Answer:
    """What pages show now, the weightiest first; `where` says whether on every page. At most a minute old."""
    found = portal.board().now().shown(call.at, home=True)
    return Answer({"items": [present_shown(one) for one in found]})


@doors.get("/api/v1/notices/board", rule="notices.announce", title=Words("Bảng thông báo", "All notices"))
def board(request: Request, call: Call) -> Answer:
    """All notices for operators, the newest first; the version is what the next change is based on."""
    found = portal.notices().listed(call)
    return Answer({"items": [present_posted(one, call.at) for one in reversed(found.items)]}, version=found.version)


@doors.post(
    "/api/v1/notices",
    rule="notices.announce",
    title=Words("Đăng thông báo", "Announce a notice"),
    body=NOTICE,
    status=201,
    versioned=True,
)
def announce(request: Request, call: Call) -> Answer:
    """Shown from `since` until `until`. `no_changes`: citizens' changes wait meanwhile (maintenance, every page)."""
    made = portal.notices().announce(call, read_notice(call.body))
    return Answer(made, 201, made["version"])


@doors.put(
    "/api/v1/notices/{number}",
    rule="notices.announce",
    title=Words("Sửa thông báo", "Change a notice"),
    body=NOTICE,
    versioned=True,
)
def amend(request: Request, call: Call) -> Answer:
    """Other words or times for a notice that is not over."""
    made = portal.notices().amend(call, _number(request), read_notice(call.body))
    return Answer(made, version=made["version"])


@doors.post(
    "/api/v1/notices/{number}/moves",
    rule="notices.announce",
    title=Words("Gỡ thông báo", "Take a notice down"),
    body=MOVE,
    versioned=True,
)
def end(request: Request, call: Call) -> Answer:
    """Takes a notice down now, or calls off one that is planned."""
    made = portal.notices().end(call, _number(request))
    return Answer(made, version=made["version"])


@doors.get("/api/v1/texts", rule="texts.read", title=Words("Các văn bản của trang", "The site's texts"))
def texts(request: Request, call: Call) -> Answer:
    """Which texts there are, without their words."""
    listed = [{"text": one.code, "title": {"vi": one.title.vi, "en": one.title.en}} for one in KINDS.values()]
    return Answer({"items": listed})


@doors.get("/api/v1/texts/{text}", rule="texts.read", title=Words("Một văn bản của trang", "A text of the site"))
def text(request: Request, call: Call) -> Answer:
    """The version in force, as it was written."""
    return Answer(present_text(portal.texts().read(call, request.params["text"])))


@doors.get("/api/v1/texts/{text}/draft", rule="texts.edit", title=Words("Bản nháp của văn bản", "The draft of a text"))
def draft(request: Request, call: Call) -> Answer:
    """The draft and all versions; the version is what the next change is based on."""
    found = portal.texts().edited(call, request.params["text"])
    return Answer(present_edited(found), version=found.version)


@doors.put(
    "/api/v1/texts/{text}/draft",
    rule="texts.edit",
    title=Words("Lưu bản nháp của văn bản", "Save the draft of a text"),
    body=DRAFT,
    versioned=True,
)
def save(request: Request, call: Call) -> Answer:
    """Keeps a draft; nothing is published. Every fault is told with its line."""
    made = portal.texts().save(call, request.params["text"], Words(call.body["vi"], call.body["en"]))
    return Answer(made, version=made["version"])


@doors.post(
    "/api/v1/texts/{text}/publication",
    rule="texts.publish",
    title=Words("Công bố văn bản", "Publish a text"),
    body=PUBLICATION,
    versioned=True,
)
def publish(request: Request, call: Call) -> Answer:
    """Makes the draft the next version, in force from a day on."""
    day = read_day("in_force_from", call.body["in_force_from"])
    made = portal.texts().publish(call, request.params["text"], day)
    return Answer(made, version=made["version"])


def _number(request: Request) -> int:
    """The number in the address. Missing for what is none."""
    typed = request.params["number"]
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 9):
        raise Missing("portal/no-such-notice", "Không có thông báo này.", "There is no such notice.")
    return int(typed)
