"""Announcing notices: the board, the preview in both languages, changing one, taking one down."""

from typing import Any

from chalicelib.civic import portal
from chalicelib.civic.portal.model import KINDS, WHERES, Posted
from chalicelib.civic.portal.pages.board import NOTICES, listed, pages, sentence
from chalicelib.civic.portal.schema import read_notice
from chalicelib.civic.portal.telling import KIND_WORDS, STATE_WORDS, WHERE_WORDS, told
from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Answered, Page, Redirect, Typed, Visit, page_status
from chalicelib.foundation.clock import short_moment
from chalicelib.foundation.errors import Conflict, Invalid, Missing, Refusal, Stale

RULE = "notices.announce"
BOARD = Words("Thông báo trên trang", "Notices on the site")
PREVIEW = Words("Xem trước khi đăng", "Look before announcing")
END = Words("Gỡ thông báo", "Take the notice down")
TONES = {"planned": "wait", "shown": "good"}
"""The colour of a state's mark; the words always stand beside it."""
DONE = {
    "dang": Words("Đã đăng thông báo.", "The notice is announced."),
    "sua": Words("Đã sửa thông báo.", "The notice is changed."),
    "go": Words("Đã gỡ thông báo.", "The notice is taken down."),
}
NAMES = ("kind", "vi", "en", "since", "until", "where", "no_changes")


@pages.get(NOTICES, rule=RULE, title=BOARD)
def board(request: Request, visit: Visit) -> Page:
    """All notices, and the form for a new one; `sua` names one that is to be changed."""
    return _board(visit, _changing(visit, request.query.get("sua", "")), done=request.query.get("xong", ""))


@pages.post(f"{NOTICES}/xem-truoc", rule=RULE, title=PREVIEW)
def preview(request: Request, visit: Visit) -> Answered:
    """The notice as it will look, in both languages; the form again where something is wrong."""
    if visit.typed.get("step") == "edit":
        return _board(visit, visit.typed)
    try:
        notice = read_notice(_sent(visit))
        version = portal.notices().preview(visit.call, notice)
    except Invalid as refusal:
        return _board(visit, visit.typed, refusal)
    facts = {
        "notice": notice,
        "told": told(notice),
        "version": version,
        "number": visit.typed.get("number"),
        "where": WHERE_WORDS[notice.where],
        "typed": [(name, value) for name, value in visit.typed.kept() if name != "step"],
    }
    return Page("civic/portal/notice_preview.html", facts)


@pages.post(f"{NOTICES}/dang", rule=RULE, title=BOARD)
def announce(request: Request, visit: Visit) -> Answered:
    """Announces or changes what was confirmed; when that cannot be, the form again with all that was typed."""
    number = visit.typed.get("number")
    try:
        notice = read_notice(_sent(visit))
        if number:
            portal.notices().amend(visit.change(), _number(number), notice)
        else:
            portal.notices().announce(visit.change(), notice)
    except (Invalid, Conflict, Stale) as refusal:
        return _board(visit, visit.typed, refusal)
    return Redirect(NOTICES, {"xong": "sua" if number else "dang"})


@pages.get(f"{NOTICES}/{{number}}/go", rule=RULE, title=END)
def ask(request: Request, visit: Visit) -> Page:
    """Asks once more before a notice is taken down."""
    return _asked(visit, request.params["number"])


@pages.post(f"{NOTICES}/{{number}}/go", rule=RULE, title=END)
def end(request: Request, visit: Visit) -> Answered:
    """Takes it down."""
    try:
        portal.notices().end(visit.change(), _number(request.params["number"]))
    except (Conflict, Stale) as refusal:
        return _asked(visit, request.params["number"], refusal)
    return Redirect(NOTICES, {"xong": "go"})


def _asked(visit: Visit, number: str, refusal: Refusal | None = None) -> Page:
    found = portal.notices().listed(visit.call)
    posted = found.find(_number(number))
    facts = {
        "posted": posted,
        "told": told(posted.notice),
        "ahead": posted.ahead(visit.call.at),
        "state": STATE_WORDS[posted.state(visit.call.at)],
        "version": found.version,
        "sentence": sentence(refusal, visit.lang),
        "wrong": refusal is not None,
    }
    return Page("civic/portal/notice_end.html", facts, status=page_status(refusal) if refusal else 200)


def _sent(visit: Visit) -> dict[str, Any]:
    typed = {name: visit.typed.get(name) for name in NAMES}
    return {**typed, "no_changes": typed["no_changes"] == "yes"}


def _changing(visit: Visit, number: str) -> Typed:
    """The form filled in with a notice that is not over; for a new one, beginning now."""
    if number:
        posted = portal.notices().listed(visit.call).find(_number(number))
        if posted.ahead(visit.call.at):
            return Typed({"number": (number,), **_filled(posted)})
    return Typed({"since": (short_moment(visit.call.at),), "where": ("everywhere",)})


def _filled(posted: Posted) -> dict[str, tuple[str, ...]]:
    notice = posted.notice
    return {
        "kind": (notice.kind,),
        "vi": (notice.vi,),
        "en": (notice.en,),
        "since": (short_moment(notice.since),),
        "until": (short_moment(notice.until),),
        "where": (notice.where,),
        "no_changes": ("yes",) if notice.no_changes else (),
    }


def _number(typed: str) -> int:
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 9):
        raise Missing("portal/no-such-notice", "Không có thông báo này.", "There is no such notice.")
    return int(typed)


def _board(visit: Visit, filled: Typed, refusal: Refusal | None = None, done: str = "") -> Page:
    at = visit.call.at
    found = portal.notices().listed(visit.call)
    facts = {
        "rows": [_row(one, visit) for one in reversed(found.items)],
        "filled": filled,
        "kinds": [(kind, KIND_WORDS[kind].say(visit.lang)) for kind in KINDS],
        "wheres": [(where, WHERE_WORDS[where].say(visit.lang)) for where in WHERES],
        "paused": found.pause(at),
        "done": DONE.get(done),
        "errors": listed(refusal, visit.lang),
        "sentence": sentence(refusal, visit.lang),
        "wrong": refusal is not None,
    }
    status = page_status(refusal) if refusal else 200
    return Page("civic/portal/notices.html", facts, status, title=BOARD, wide=True)


def _row(one: Posted, visit: Visit) -> dict[str, Any]:
    state = one.state(visit.call.at)
    return {
        "posted": one,
        "notice": one.notice,
        "kind": KIND_WORDS[one.notice.kind],
        "where": WHERE_WORDS[one.notice.where],
        "state": STATE_WORDS[state],
        "tone": TONES.get(state, ""),
        "ahead": one.ahead(visit.call.at),
    }
