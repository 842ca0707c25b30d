"""The use cases of the site's texts: write a draft, look at it, publish it from a day on, look at older versions."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from chalicelib.civic.portal import markup, store
from chalicelib.civic.portal.live import Live
from chalicelib.civic.portal.texts import Text, Version, kind_of, must_be_written, next_version
from chalicelib.cloud import journal
from chalicelib.cloud.call import Call
from chalicelib.cloud.journal import Event
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons import identity
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import Missing
from chalicelib.foundation.ids import digest
from chalicelib.foundation.text import nfc
from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words

EDIT, PUBLISH = "texts.edit", "texts.publish"
NOTHING = Words("", "")


@frozen
class Shown:
    """A version as it is read: its words, and the version it followed with its words, None for the first."""

    text: Text
    version: Version
    words: Words
    before: Version | None
    words_before: Words | None


@frozen
class Texts:
    """`live` has each text as this process last saw it; `require` is identity's policy."""

    live: Mapping[str, Live[Text]]
    require: Callable[..., None] = identity.require

    @use_case
    def save(self, call: Call, code: str, words: Words) -> dict[str, Any]:
        """Keeps a draft of the next version. Invalid with every fault by its line; Missing; Forbidden; Stale."""
        kind = kind_of(code)
        kept = Words(*(_tidy(words.say(lang), one_line=not kind.path) for lang in ("vi", "en")))
        must_be_written(kind, kept, [*markup.faults("vi", kept.vi), *markup.faults("en", kept.en)])
        return self._change(call, EDIT, code, "text.drafted", lambda text: replace(text, draft=kept))

    @use_case
    def discard(self, call: Call, code: str) -> dict[str, Any]:
        """Drops the draft, if there is one."""
        return self._change(call, EDIT, code, "text.draft_discarded", lambda text: replace(text, draft=NOTHING))

    @use_case
    def publish(self, call: Call, code: str, in_force_from: date) -> dict[str, Any]:
        """Makes the draft the next version, in force from a day on. Conflict `portal/no-draft`; Invalid
        `portal/in-force-too-early`; Missing; Forbidden; Stale."""

        def published(text: Text) -> Text:
            made = next_version(text, in_force_from, vietnam_day(call.at))
            return replace(text, versions=(*text.versions, made), draft=NOTHING)

        return self._change(call, PUBLISH, code, "text.published", published)

    @use_case
    def edited(self, call: Call, code: str) -> Text:
        """A text with its draft, for who writes it."""
        self.require(call.caller, EDIT)
        kind_of(code)
        return store.read_text(code, consistent=True)

    @use_case
    def version(self, call: Call, code: str, number: int) -> Shown:
        """Any version, those to come included, for who writes it. Missing."""
        return _shown(self.edited(call, code), number)

    @use_case
    def read(self, call: Call, code: str, number: int | None = None) -> Shown:
        """The version in force, or one that was, for everybody. Missing `portal/no-such-version` for one to come."""
        kind_of(code)
        text, today = self.live[code].known(), vietnam_day(call.at)
        if number is None:
            return _shown(text, text.in_force(today).number)
        if number not in (one.number for one in text.public(today)):
            raise Missing("portal/no-such-version", "Không có phiên bản này.", "There is no such version.")
        return _shown(text, number)

    def _change(self, call: Call, action: str, code: str, event: str, change: Callable[[Text], Text]) -> dict[str, Any]:
        self.require(call.caller, action)
        kind_of(code)

        def attempt() -> dict[str, Any]:
            before = store.read_text(code, consistent=True)
            call.must_match(before.version)
            after = change(before)
            new = after.versions[-1] if len(after.versions) > len(before.versions) else None
            answer = {"text": code, "version": before.version + 1, "number": (new or after.versions[-1]).number}
            facts = _facts(code, before, after, new)
            store.write_text(call, before, after, Event(event, facts), answer, before.draft if new else None)
            return answer

        answer = journal.once(store.pk_of(code), call, attempt)
        self.live[code].forget()
        return answer


def _shown(text: Text, number: int) -> Shown:
    before = text.before(number)
    words_before = store.words_of(text.code, before.number) if before else None
    return Shown(text, text.find(number), store.words_of(text.code, number), before, words_before)


def _facts(code: str, before: Text, after: Text, new: Version | None) -> dict[str, Any]:
    """What the journal keeps of a change: digests of the words, number and first day of a new version."""
    words = before.draft if new else after.draft
    facts: dict[str, Any] = {"text": code}
    if words.vi:
        facts |= {"vi": digest(words.vi), "en": digest(words.en)}
    if new is not None:
        facts |= {"number": new.number, "in_force_from": new.in_force_from.isoformat()}
    return facts


def _tidy(text: str, *, one_line: bool) -> str:
    """In NFC, line ends as `\\n`, no space at the ends of lines; the contact line on one line."""
    lines = [line.rstrip() for line in nfc(text).replace("\r\n", "\n").split("\n")]
    return " ".join(" ".join(lines).split()) if one_line else "\n".join(lines).strip()
