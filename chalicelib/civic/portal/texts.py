"""The site's own texts: which there are, their versions, and which of them is in force on a day. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import cache
from pathlib import Path

from chalicelib.foundation.clock import short_date
from chalicelib.foundation.errors import Conflict, FieldError, Invalid, Missing
from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words

DATA = Path(__file__).parent / "data"
SEEDED_ON = date(2026, 11, 1)
"""From when the texts that are shipped are in force."""
LONGEST = 30_000
LINE_LONGEST = 300


@frozen
class Kind:
    """A text that operators may write. `path`: its page; empty for the contact line, which stands on every page."""

    code: str
    title: Words
    path: str = ""

    @property
    def longest(self) -> int:
        """Characters it may have in one language."""
        return LONGEST if self.path else LINE_LONGEST


KINDS: Mapping[str, Kind] = {
    one.code: one
    for one in (
        Kind("help", Words("Trợ giúp", "Help"), "/tro-giup"),
        Kind("accessibility", Words("Khả năng tiếp cận", "Accessibility"), "/kha-nang-tiep-can"),
        Kind("data-protection", Words("Bảo vệ dữ liệu cá nhân", "Personal data protection"), "/bao-ve-du-lieu"),
        Kind("contact", Words("Dòng liên hệ ở chân trang", "Contact line")),
    )
}


def kind_of(code: str) -> Kind:
    """The text of a code. Missing `portal/no-such-text`."""
    if code not in KINDS:
        raise Missing("portal/no-such-text", "Không có văn bản này.", "There is no such text.")
    return KINDS[code]


@frozen
class Version:
    """That a version is there: its number, counted from 1, and its first day in force."""

    number: int
    in_force_from: date


@frozen
class Text:
    """A text: its versions by number, and the draft of the next one, empty when there is none. Version 1 is shipped."""

    code: str
    version: int = 0
    chain: str = ""
    versions: tuple[Version, ...] = (Version(1, SEEDED_ON),)
    draft: Words = field(default_factory=lambda: Words("", ""))

    def in_force(self, on: date) -> Version:
        """The version of a day; before the first day ever, the first one."""
        return next((one for one in reversed(self.versions) if one.in_force_from <= on), self.versions[0])

    def public(self, on: date) -> tuple[Version, ...]:
        """The versions whose first day has come, the newest first."""
        return tuple(one for one in reversed(self.versions) if one.in_force_from <= on)

    def find(self, number: int) -> Version:
        """A version. Missing `portal/no-such-version`."""
        for one in self.versions:
            if one.number == number:
                return one
        raise Missing("portal/no-such-version", "Không có phiên bản này.", "There is no such version.")

    def before(self, number: int) -> Version | None:
        """The version that one followed."""
        return next((one for one in self.versions if one.number == number - 1), None)


def next_version(text: Text, in_force_from: date, today: date) -> Version:
    """The version that the draft becomes. Invalid `portal/in-force-too-early` when its first day has passed or lies
    before that of the last one; Conflict `portal/no-draft` when nothing has been written."""
    if not text.draft.vi:
        raise Conflict(
            "portal/no-draft",
            "Chưa có bản nháp để công bố. Hãy sửa và lưu bản nháp trước.",
            "There is no draft to publish. Write and save one first.",
        )
    last = text.versions[-1]
    earliest = max(today, last.in_force_from)
    if in_force_from < earliest:
        code = "portal/in-force-too-early"
        vi = f"Ngày có hiệu lực phải từ {short_date(earliest)} trở đi."
        en = f"The first day in force is {short_date(earliest)} or later."
        raise Invalid(code, vi, en, [FieldError("in_force_from", code, vi, en)])
    return Version(last.number + 1, in_force_from)


@cache
def seed(code: str) -> Words:
    """A text as it is shipped: what is in force until an operator publishes another."""
    return Words(*((DATA / f"{code}.{lang}.md").read_text(encoding="utf-8").strip() for lang in ("vi", "en")))


def must_be_written(kind: Kind, words: Words, faults: Sequence[FieldError]) -> None:
    """Refuses a text that is missing in a language, too long, or has faults, all of them at once."""
    wrong = [*_lengths(kind, words), *faults]
    if wrong:
        raise Invalid(
            "portal/text-unsound",
            "Văn bản có chỗ cần sửa trước khi lưu.",
            "Something in the text has to be mended before it can be saved.",
            wrong,
        )


def _lengths(kind: Kind, words: Words) -> list[FieldError]:
    wrong = []
    for lang, name_vi, name_en in (("vi", "tiếng Việt", "Vietnamese"), ("en", "tiếng Anh", "English")):
        text = words.say(lang)
        if not text:
            vi, en = f"Hãy viết bản {name_vi}.", f"Write the {name_en} text."
            wrong.append(FieldError(lang, "portal/text-missing", vi, en))
        elif len(text) > kind.longest:
            vi = f"Bản {name_vi} tối đa {kind.longest} ký tự."
            en = f"The {name_en} text has at most {kind.longest} characters."
            wrong.append(FieldError(lang, "portal/text-too-long", vi, en))
    return wrong
