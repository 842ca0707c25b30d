"""What a new version of a procedure changes for somebody who applies, in plain sentences."""

import re
from collections.abc import Callable, Mapping, Sequence

from chalicelib.commons.agencies import directory
from chalicelib.foundation.words import Words
from chalicelib.onestop.dossiers.slips.source import time_words
from chalicelib.onestop.procedures import Difference, Procedure

SILENT = (
    *("version", "in_force", "code_provenance", "keywords", "summary"),
    *("field", "steps", "retention", "return_within"),
)
"""Parts of a definition that change nothing for who applies."""
_QUESTION = r"form\.sections\[[^\]]*\]\.fields\[[^\]]*\]"
_SENTENCES: Mapping[tuple[str, str], Words] = {
    ("paper", "added"): Words("Thêm giấy tờ: {}", "A further paper: {}"),
    ("paper", "removed"): Words("Không phải nộp nữa: {}", "No longer needed: {}"),
    ("question", "added"): Words("Câu hỏi mới: {}", "A new question: {}"),
    ("question", "removed"): Words("Không hỏi nữa: {}", "No longer asked: {}"),
    ("question", "changed"): Words("Câu hỏi có thay đổi: {}", "A changed question: {}"),
    ("law", "added"): Words("Văn bản mới áp dụng: {}", "Newly applies: {}"),
    ("law", "removed"): Words("Văn bản không còn áp dụng: {}", "No longer applies: {}"),
    ("fact", "added"): Words("{}: nay là {}", "{}: now {}"),
    ("fact", "removed"): Words("{}: không còn {}", "{}: no longer {}"),
    ("fact", "changed"): Words("{}: trước là {}, nay là {}", "{}: was {}, now {}"),
    ("name", "changed"): Words("{}: “{}” nay là “{}”", "{}: “{}” is now “{}”"),
    ("part", "changed"): Words("{}: có quy định mới, xem trang thủ tục", "{}: new rules, see the procedure's page"),
}


def changes_told(old: Procedure, new: Procedure, changes: Sequence[Difference]) -> tuple[Words, ...]:
    """One sentence for each thing that is different now, in the order of the definition, the laws last.

    `changes`: what `procedures.diff(old, new)` found. What the applicant neither sees nor feels is left out; a question
    or a length of time of which several facts changed is told once.
    """
    told: dict[str, Words] = {}
    for change in changes:
        if not change.path.startswith(SILENT) and "provenance" not in change.path:
            thing, sentence = _about(old, new, change)
            told.setdefault(thing, sentence)
    return tuple(told[thing] for thing in sorted(told, key=lambda one: one.startswith("legal_basis")))


def _about(old: Procedure, new: Procedure, change: Difference) -> tuple[str, Words]:
    """What a change is about, and its sentence."""
    part = change.path.partition(".")[0].partition("[")[0]
    if part in ("processing", "reception_within"):
        return part, _said("fact", "changed", change.part.say, _length(old, part), _length(new, part))
    if change.path == "competent.unit" and change.change == "changed":
        return part, _said("fact", "changed", change.part.say, _agency(change.old), _agency(change.new))
    if part == "papers" and change.path.endswith("]"):
        return change.path, _said("paper", change.change, _either(change))
    if part == "legal_basis" and change.path.endswith("]"):
        return change.path, _said("law", change.change, _either(change))
    if question := re.match(_QUESTION, change.path):
        kind = change.change if question.end() == len(change.path) else "changed"
        return question.group(), _said("question", kind, change.subject.say)
    if part in ("form", "waits", "notice", "clock_policy", "competent", "legal_basis"):
        return part, _said("part", "changed", change.part.say)
    return change.path, _fact(change)


def _fact(change: Difference) -> Words:
    if change.path.endswith(".name") and change.change == "changed":
        return _said("name", "changed", change.part.say, change.before, change.after)
    if change.change == "changed":
        return _said("fact", "changed", change.what, change.before, change.after)
    return _said("fact", change.change, change.what, _either(change))


def _either(change: Difference) -> Callable[[str], str]:
    return change.before if change.change == "removed" else change.after


def _length(procedure: Procedure, part: str) -> Callable[[str], str]:
    limit = procedure.processing if part == "processing" else procedure.reception_within
    return time_words(limit.amount, limit.unit).say


def _agency(unit: str) -> Callable[[str], str]:
    return directory().unit(unit).name


def _said(kind: str, change: str, *words: Callable[[str], str]) -> Words:
    """The sentence with each of its words in its language."""
    sentence = _SENTENCES[kind, change]
    return Words(sentence.vi.format(*(one("vi") for one in words)), sentence.en.format(*(one("en") for one in words)))
