"""The room's list of pages, and what several of them need."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from chalicelib.cloud.door import Words
from chalicelib.cloud.page import Pages, Visit
from chalicelib.commons.agencies import directory
from chalicelib.commons.files import say_reason
from chalicelib.commons.worktime import Span, say_span
from chalicelib.foundation.clock import parse_iso
from chalicelib.foundation.errors import FieldError, Invalid, Missing, Refusal
from chalicelib.onestop.dossiers import STATUS_WORDS, Dossier, File, Status
from chalicelib.onestop.dossiers.timing import time_left
from chalicelib.onestop.procedures import Paper, Procedure, catalogue

pages = Pages("dossiers")

TONES: Mapping[Status, str] = {
    Status.SUPPLEMENT_REQUESTED: "wait",
    Status.PAYMENT_REQUIRED: "wait",
    Status.STOPPED: "wait",
    Status.REJECTED_AT_INTAKE: "late",
    Status.RESULT_READY: "good",
    Status.RESULT_RETURNED: "good",
}
"""The colour of a status mark; the words always stand beside it."""


ROLES: Mapping[str, Words] = {
    "one_stop_officer": Words("Bộ phận một cửa", "One-stop desk"),
    "specialist": Words("Chuyên viên", "Specialist"),
    "leader": Words("Lãnh đạo", "Leader"),
}
"""The roles that hold steps, as people call them."""


def procedure_of(dossier: Dossier) -> Procedure:
    """The version of the procedure that this dossier follows."""
    return catalogue().version(dossier.procedure, dossier.procedure_version)


def procedure_name(code: str) -> Words:
    """What a procedure is called in its latest version."""
    name = catalogue().versions(code)[-1].name
    return Words(name.vi, name.en)


def unit_name(unit: str, lang: str) -> str:
    """The name of an agency."""
    return directory().unit(unit).name(lang) if unit else ""


def status_words(status: Status) -> Words:
    """A status in words."""
    vi, en = STATUS_WORDS[status]
    return Words(vi, en)


def show_status(status: Status) -> dict[str, Any]:
    """A status as pages show it: words and the tone of its mark."""
    return {"words": status_words(status), "tone": TONES.get(status, "")}


def show_left(dossier: Dossier, visit: Visit) -> str:
    """The time left, or over, in working days and hours; empty where no time runs, and while this process does not yet
    know the version that the dossier has just been taken along to: a list does without, rather than not at all."""
    try:
        procedure = procedure_of(dossier)
    except Missing:
        return ""
    left = time_left(dossier, procedure, visit.call.at)
    return say_span(left, visit.lang) if left is not None else ""


def say_left(left: Span, lang: str) -> str:
    """A time left or over in the words of a list, as exact as it is needed there: where days are left, nobody counts
    minutes."""
    if left.days > 1:
        left = replace(left, hours=0)
    return say_span(replace(left, minutes=0) if left.days else left, lang)


def read_dong(typed: str, field: str) -> int:
    """A whole number as people write it, dots and spaces between thousands left out."""
    digits = typed.replace(".", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 15):
        vi, en = "Hãy nhập một số nguyên dương.", "Enter a whole number."
        raise Invalid("dossiers/amount", vi, en, [FieldError(field, "dossiers/amount", vi, en)])
    return int(digits)


def show_files(files: Sequence[File], lang: str) -> list[dict[str, Any]]:
    """Uploaded files in the order they came, each with its moment and, where refused, the reason in words."""
    in_order = sorted(files, key=lambda file: file.at)
    return [{"file": file, "at": parse_iso(file.at), "reason": _reason(file, lang)} for file in in_order]


def show_papers(papers: Sequence[Paper], files: Sequence[File], lang: str) -> list[tuple[Paper, list[dict[str, Any]]]]:
    """Each paper with those of the files that are of it."""
    return [(one, show_files([file for file in files if file.paper == one.code], lang)) for one in papers]


def _reason(file: File, lang: str) -> str:
    return say_reason(file.reason, lang) if file.state == "refused" and file.reason else ""


def listed(refusal: Refusal | None, lang: str, prefix: str = "") -> list[tuple[str, str]]:
    """A refusal's wrong fields as the error summary takes them: name in the form, and sentence."""
    return [(prefix + one.field, said(one, lang)) for one in refusal.fields] if refusal else []


def said(error: FieldError, lang: str) -> str:
    """The sentence of a wrong field."""
    return error.en if lang == "en" else error.vi


def sentence(refusal: Refusal | None, lang: str) -> str:
    """The sentence of a refusal, empty when there is none."""
    if refusal is None:
        return ""
    return refusal.en if lang == "en" else refusal.vi
