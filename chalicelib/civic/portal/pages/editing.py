"""Writing the site's texts: the list, the editor, the preview with what changes, publishing, older versions."""

from typing import Any

from chalicelib.civic import portal
from chalicelib.civic.portal import markup, store
from chalicelib.civic.portal.changes import changes
from chalicelib.civic.portal.pages.board import TEXTS, listed, pages, sentence
from chalicelib.civic.portal.schema import read_day
from chalicelib.civic.portal.texts import KINDS, Kind, kind_of
from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Answered, Page, Redirect, Visit, page_status
from chalicelib.foundation.clock import short_date, vietnam_day
from chalicelib.foundation.errors import Conflict, Invalid, Missing, Refusal, Stale

EDIT, PUBLISH = "texts.edit", "texts.publish"
LIST = Words("Văn bản của trang", "The site's texts")
WRITE = Words("Sửa văn bản", "Edit a text")
PREVIEW = Words("Xem trước văn bản", "Preview of the text")
VERSION = Words("Một phiên bản của văn bản", "A version of a text")
DONE = {
    "cong-bo": Words("Đã công bố phiên bản mới.", "The new version is published."),
    "bo-nhap": Words("Đã bỏ bản nháp.", "The draft is dropped."),
}


@pages.get(TEXTS, rule=EDIT, title=LIST)
def texts(request: Request, visit: Visit) -> Page:
    """Every text with the version in force, the one to come and the draft."""
    today = vietnam_day(visit.call.at)
    rows = []
    for kind in KINDS.values():
        text = portal.texts().edited(visit.call, kind.code)
        coming = [one for one in text.versions if one.in_force_from > today]
        rows.append({"kind": kind, "now": text.in_force(today), "coming": coming, "draft": bool(text.draft.vi)})
    return Page("civic/portal/texts.html", {"rows": rows})


@pages.get(f"{TEXTS}/{{code}}", rule=EDIT, title=WRITE)
def write(request: Request, visit: Visit) -> Page:
    """The editor with the draft, or with what is in force; the versions there are."""
    return _editor(visit, request.params["code"], done=request.query.get("xong", ""))


@pages.post(f"{TEXTS}/{{code}}", rule=EDIT, title=WRITE)
def save(request: Request, visit: Visit) -> Answered:
    """Keeps the draft and shows it; the editor again with every fault and all that was typed."""
    code = request.params["code"]
    try:
        portal.texts().save(visit.change(), code, Words(visit.typed.get("vi"), visit.typed.get("en")))
    except (Invalid, Conflict, Stale) as refusal:
        return _editor(visit, code, refusal)
    return Redirect(f"{TEXTS}/{code}/xem-truoc")


@pages.get(f"{TEXTS}/{{code}}/xem-truoc", rule=EDIT, title=PREVIEW)
def preview(request: Request, visit: Visit) -> Answered:
    """The draft as it will look, what it changes, and the form to publish it; back to the editor without a draft."""
    return _preview(visit, request.params["code"])


@pages.post(f"{TEXTS}/{{code}}/cong-bo", rule=PUBLISH, title=PREVIEW)
def publish(request: Request, visit: Visit) -> Answered:
    """Publishes the draft from the day that was written."""
    code = request.params["code"]
    try:
        day = read_day("in_force_from", visit.typed.get("in_force_from"))
        portal.texts().publish(visit.change(), code, day)
    except (Invalid, Conflict, Stale) as refusal:
        return _preview(visit, code, refusal)
    return Redirect(f"{TEXTS}/{code}", {"xong": "cong-bo"})


@pages.post(f"{TEXTS}/{{code}}/bo-nhap", rule=EDIT, title=PREVIEW)
def discard(request: Request, visit: Visit) -> Answered:
    """Drops the draft."""
    code = request.params["code"]
    try:
        portal.texts().discard(visit.change(), code)
    except Stale as refusal:
        return _preview(visit, code, refusal)
    return Redirect(f"{TEXTS}/{code}", {"xong": "bo-nhap"})


@pages.get(f"{TEXTS}/{{code}}/phien-ban/{{number}}", rule=EDIT, title=VERSION)
def version(request: Request, visit: Visit) -> Page:
    """A version as it looks in both languages, and what it changed."""
    kind, typed = kind_of(request.params["code"]), request.params["number"]
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 6):
        raise Missing("portal/no-such-version", "Không có phiên bản này.", "There is no such version.")
    shown = portal.texts().version(visit.call, kind.code, int(typed))
    facts = {
        "kind": kind,
        "version": shown.version,
        "html": rendered(kind, shown.words, visit),
        "changed": differences(shown.words_before, shown.words),
        "before": shown.before,
    }
    return Page("civic/portal/text_version.html", facts, wide=True)


def rendered(kind: Kind, words: Words, visit: Visit) -> Words:
    """A text as safe HTML in both languages."""
    make = markup.as_html if kind.path else markup.as_line
    return Words(*(make(words.say(lang), visit.request.base) for lang in ("vi", "en")))


def differences(old: Words | None, new: Words) -> list[tuple[str, Any]]:
    """Per language what changed; empty when nothing did, or for the first version."""
    if old is None:
        return []
    pairs = [(lang, old.say(lang), new.say(lang)) for lang in ("vi", "en")]
    return [(lang, changes(before, after)) for lang, before, after in pairs if before != after]


def _editor(visit: Visit, code: str, refusal: Refusal | None = None, done: str = "") -> Page:
    kind, text = kind_of(code), portal.texts().edited(visit.call, code)
    there = text.draft if text.draft.vi else store.words_of(code, text.versions[-1].number)
    facts = {
        "kind": kind,
        "text": text,
        "vi": visit.typed.get("vi") if refusal else there.vi,
        "en": visit.typed.get("en") if refusal else there.en,
        "today": vietnam_day(visit.call.at),
        "now": text.in_force(vietnam_day(visit.call.at)),
        "done": DONE.get(done),
        **_told(refusal, visit),
    }
    return Page("civic/portal/text_editor.html", facts, status=page_status(refusal) if refusal else 200, wide=True)


def _preview(visit: Visit, code: str, refusal: Refusal | None = None) -> Answered:
    kind, text = kind_of(code), portal.texts().edited(visit.call, code)
    if not text.draft.vi and refusal is None:
        return Redirect(f"{TEXTS}/{code}")
    today, last = vietnam_day(visit.call.at), text.versions[-1]
    facts = {
        "kind": kind,
        "text": text,
        "html": rendered(kind, text.draft, visit),
        "changed": differences(store.words_of(code, last.number), text.draft),
        "last": last,
        "in_force_from": visit.typed.get("in_force_from") or short_date(max(today, last.in_force_from)),
        **_told(refusal, visit),
    }
    return Page("civic/portal/text_preview.html", facts, status=page_status(refusal) if refusal else 200, wide=True)


def _told(refusal: Refusal | None, visit: Visit) -> dict[str, Any]:
    return {
        "errors": listed(refusal, visit.lang),
        "sentence": sentence(refusal, visit.lang),
        "wrong": refusal is not None,
    }
