"""Notices and texts as sent, and as JSON."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from chalicelib.civic.portal.editing import Shown
from chalicelib.civic.portal.model import KINDS, SENTENCE_LONGEST, WHERES, Notice, Posted
from chalicelib.civic.portal.telling import KIND_WORDS
from chalicelib.civic.portal.texts import LONGEST, Text, kind_of
from chalicelib.cloud import schemas
from chalicelib.foundation.clock import iso, parse_iso
from chalicelib.foundation.errors import FieldError, Invalid
from chalicelib.foundation.text import nfc
from chalicelib.foundation.words import Words
from chalicelib.onestop.procedures import FIELD_TYPES, Field

MOMENT_LONGEST = 60
DAY_LONGEST = 40

NOTICE = schemas.record(
    {
        "kind": {"enum": list(KINDS)},
        "vi": schemas.text(SENTENCE_LONGEST),
        "en": schemas.text(SENTENCE_LONGEST),
        "since": schemas.text(MOMENT_LONGEST),
        "until": schemas.text(MOMENT_LONGEST),
        "where": {"enum": list(WHERES)},
        "no_changes": {"type": "boolean"},
    },
    optional=("where", "no_changes"),
)
MOVE = schemas.record({"move": {"enum": ["end"]}})
DRAFT = schemas.record({"vi": schemas.text(LONGEST), "en": schemas.text(LONGEST)})
PUBLICATION = schemas.record({"in_force_from": schemas.text(DAY_LONGEST)})

_ASKED = {
    "kind": ("Hãy chọn loại thông báo.", "Choose the kind of the notice."),
    "vi": ("Hãy viết câu tiếng Việt.", "Write the sentence in Vietnamese."),
    "en": ("Hãy viết câu tiếng Anh.", "Write the sentence in English."),
    "since": ("Hãy ghi thời điểm bắt đầu hiện.", "Write when it begins."),
    "until": ("Hãy ghi thời điểm gỡ.", "Write when it ends."),
    "where": ("Hãy chọn nơi hiện.", "Choose where it is shown."),
}


def read_notice(raw: Mapping[str, Any]) -> Notice:
    """A notice from what was sent or typed; moments as people write them, in Vietnam's time.

    Invalid `portal/notice-unsound` with every wrong field at once.
    """
    wrong: list[FieldError] = []
    kind, where = raw.get("kind"), raw.get("where") or "everywhere"
    if kind not in KINDS:
        wrong.append(_missing("kind"))
    vi, en = (_sentence(raw, name, wrong) for name in ("vi", "en"))
    since, until = (_moment(raw, name, wrong) for name in ("since", "until"))
    if where not in WHERES:
        wrong.append(_missing("where"))
    if wrong or kind not in KINDS or where not in WHERES or since is None or until is None:
        raise Invalid(
            "portal/notice-unsound",
            "Thông báo chưa đúng ở những mục được nêu.",
            "Something in the notice is not right.",
            wrong,
        )
    return Notice(kind, vi, en, since, until, where, bool(raw.get("no_changes")))


def _sentence(raw: Mapping[str, Any], name: str, wrong: list[FieldError]) -> str:
    text = " ".join(nfc(str(raw.get(name) or "")).split())
    if not text:
        wrong.append(_missing(name))
    elif len(text) > SENTENCE_LONGEST:
        vi, en = f"Viết tối đa {SENTENCE_LONGEST} ký tự.", f"At most {SENTENCE_LONGEST} characters."
        wrong.append(FieldError(name, "portal/sentence-too-long", vi, en))
    return text


def _moment(raw: Mapping[str, Any], name: str, wrong: list[FieldError]) -> datetime | None:
    typed = str(raw.get(name) or "").strip()
    if not typed:
        wrong.append(_missing(name))
        return None
    try:
        return parse_iso(FIELD_TYPES["moment"].parse(Field(name, "moment", Words("", "")), typed))
    except Invalid as refusal:
        wrong.append(FieldError(name, refusal.code, refusal.vi, refusal.en))
        return None


def read_day(name: str, typed: str) -> date:
    """A day as people write it. Invalid with the field of this name."""
    if not typed.strip():
        vi, en = "Hãy ghi ngày.", "Write the day."
        raise Invalid("portal/field-missing", vi, en, [FieldError(name, "portal/field-missing", vi, en)])
    try:
        return date.fromisoformat(FIELD_TYPES["date"].parse(Field(name, "date", Words("", "")), typed))
    except Invalid as wrong:
        error = FieldError(name, wrong.code, wrong.vi, wrong.en)
        raise Invalid(wrong.code, wrong.vi, wrong.en, [error]) from None


def _missing(name: str) -> FieldError:
    return FieldError(name, "portal/field-missing", *_ASKED[name])


def present_shown(one: Posted) -> dict[str, Any]:
    """A notice for everybody."""
    notice = one.notice
    return {
        "number": one.number,
        "kind": notice.kind,
        "label": _words(KIND_WORDS[notice.kind]),
        "words": {"vi": notice.vi, "en": notice.en},
        "since": iso(notice.since),
        "until": iso(notice.until),
        "where": notice.where,
        "no_changes": notice.no_changes,
    }


def present_posted(one: Posted, at: datetime) -> dict[str, Any]:
    """A notice for operators: with its state, and when it was announced and taken down."""
    taken_down = iso(one.ended_at) if one.ended_at else None
    return {
        **present_shown(one),
        "state": one.state(at),
        "announced_at": iso(one.announced_at),
        "ended_at": taken_down,
    }


def present_text(shown: Shown) -> dict[str, Any]:
    """A version of a text for everybody; `words` as it was written."""
    kind = kind_of(shown.text.code)
    return {
        "text": kind.code,
        "title": _words(kind.title),
        "number": shown.version.number,
        "in_force_from": shown.version.in_force_from.isoformat(),
        "words": _words(shown.words),
    }


def present_edited(text: Text) -> dict[str, Any]:
    """A text for operators: its versions and its draft."""
    return {
        "text": text.code,
        "title": _words(kind_of(text.code).title),
        "versions": [
            {"number": one.number, "in_force_from": one.in_force_from.isoformat()} for one in reversed(text.versions)
        ],
        "draft": _words(text.draft) if text.draft.vi else None,
    }


def _words(words: Words) -> dict[str, str]:
    return {"vi": words.vi, "en": words.en}
