"""A draft that was begun under rules that have changed since: what is new, what stays, and its move to the new version.

Nothing typed is lost unseen: what the new form does not ask any more is shown first, and goes with the move only.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalicelib.cloud import journal
from chalicelib.cloud.call import Call
from chalicelib.cloud.table import Change
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons.agencies import Directory
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import Conflict
from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words
from chalicelib.onestop.dossiers import items
from chalicelib.onestop.dossiers.draftrules import newer_version, open_draft, prolonged, salted, words_digest
from chalicelib.onestop.dossiers.model import Dossier, File
from chalicelib.onestop.dossiers.moves import Decision, write
from chalicelib.onestop.dossiers.party import paper_of
from chalicelib.onestop.procedures import Catalogue, Difference, Field, Procedure, diff

GROUP = "group"


@frozen
class Dropped:
    """An answer that the new form has no place for: `path` in the old form, its question, and what was typed."""

    path: str
    label: Words
    text: str


@frozen
class Renewal:
    """What a move from `old` to `new` means: what changed, the answers that stay, and what does not."""

    old: Procedure
    new: Procedure
    changes: tuple[Difference, ...]
    answers: Mapping[str, Any]
    dropped: tuple[Dropped, ...]
    files: tuple[File, ...]


@frozen
class Renewing:
    """The use cases of drafts whose rules have changed."""

    catalogue: Catalogue
    directory: Directory

    def renewal(self, call: Call, draft: Dossier) -> Renewal | None:
        """What the version in force would mean for a draft; None when it is the draft's own."""
        new = newer_version(self.catalogue, draft, call.at)
        if new is None:
            return None
        old = self.catalogue.version(draft.procedure, draft.procedure_version)
        answers, dropped = carried_over(old, new, draft.answers)
        files = tuple(file for file in draft.files if paper_of(new, draft, file.paper) is None)
        return Renewal(old, new, diff(old, new), answers, dropped, files)

    @use_case
    def renew(self, call: Call, dossier_id: str, version: int) -> dict[str, Any]:
        """Moves a draft to the version in force, which the caller has seen and names.

        Conflict `drafts/version-not-in-force` when it is not the one, or not a newer one.
        """

        def attempt() -> dict[str, Any]:
            before = open_draft(call, dossier_id, "drafts.save")
            call.must_match(before.version, before.mark)
            found = self.renewal(call, before)
            if found is None or found.new.version != version:
                raise Conflict(
                    "drafts/version-not-in-force",
                    "Phiên bản này không phải là quy định mới đang có hiệu lực. Hãy mở lại bản nháp.",
                    "This is not the newer version in force. Please open the draft again.",
                )
            return write(call, before, self._moved(call, before, found), "dossier.draft_moved")

        return journal.once(items.pk_of(dossier_id), call, attempt)

    def _moved(self, call: Call, before: Dossier, found: Renewal) -> Decision:
        gone = {file.id for file in found.files}
        draft = replace(
            before,
            procedure_version=found.new.version,
            unit=self._unit(call, before, found.new),
            answers=found.answers,
            uploads={key: state for key, state in before.uploads.items() if key not in gone},
            expires_at=prolonged(before, call.at),
        )
        after = salted(draft)

        def parts(change: Change) -> None:
            if before.answers:
                change.put("answers", items.answers_item(before.id, found.answers, after.salt))
            for file in found.files:
                change.put("file", items.removed_file_item(before.id, file, call.at))

        facts = {
            "was": found.old.version,
            "law": found.new.version,
            "dropped": [one.path for one in found.dropped],
            "files": sorted(gone),
            "answers": words_digest(after, found.answers),
        }
        return Decision(after, facts, parts=parts)

    def _unit(self, call: Call, draft: Dossier, new: Procedure) -> str:
        """Who is competent under the new version; the place stays the one the draft was begun for."""
        place = draft.unit if new.competent.by == "place" else None
        return self.directory.competent_for(new.competent, vietnam_day(call.at), place).id


def carried_over(
    old: Procedure, new: Procedure, answers: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[Dropped, ...]]:
    """The answers whose question is still asked in the same way, and those that have no place any more."""
    was = {field.code: field for field in old.form.fields()}
    asked = {field.code: field for field in new.form.fields()}
    return _carried("", Words("", ""), was, asked, answers)


def _carried(
    prefix: str, above: Words, was: Mapping[str, Field], asked: Mapping[str, Field], answers: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[Dropped, ...]]:
    kept: dict[str, Any] = {}
    dropped: list[Dropped] = []
    for code, value in answers.items():
        before, now = was.get(code), asked.get(code)
        label = before.label if before else Words(code, code)
        named = Words(f"{above.vi}{label.vi}", f"{above.en}{label.en}")
        if now is None or (before is not None and before.type != now.type):
            dropped += [Dropped(prefix + code, named, as_typed(value))] if as_typed(value) else []
        elif now.type == GROUP and before is not None:
            kept[code], lost = _carried_items(prefix + code, named, before, now, value)
            dropped += lost
        else:
            kept[code] = value
    return kept, tuple(dropped)


def _carried_items(path: str, named: Words, before: Field, now: Field, value: Any) -> tuple[Any, tuple[Dropped, ...]]:
    """The items of a group, each without what its questions do not ask any more; of the shape they were typed in."""
    was, asked = ({inner.code: inner for inner in field.fields} for field in (before, now))
    numbered = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    kept: dict[Any, Any] = {}
    dropped: tuple[Dropped, ...] = ()
    for number, item in numbered:
        if not isinstance(item, Mapping):
            kept[number] = item
            continue
        above = Words(f"{named.vi} – ", f"{named.en} – ")
        kept[number], lost = _carried(f"{path}.{number}.", above, was, asked, item)
        dropped += lost
    if isinstance(value, Mapping):
        return kept, dropped
    return list(kept.values()) if isinstance(value, list) else value, dropped


def as_typed(value: Any) -> str:
    """What was typed, on one line."""
    if isinstance(value, Mapping):
        return ", ".join(text for one in value.values() if (text := as_typed(one)))
    if isinstance(value, list | tuple):
        return ", ".join(text for one in value if (text := as_typed(one)))
    return "" if value is None else str(value)
