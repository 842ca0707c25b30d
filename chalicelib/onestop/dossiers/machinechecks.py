"""What the platform itself finds when it looks at a dossier: for the officer to see at once, never a decision. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from chalicelib.foundation.errors import FieldError
from chalicelib.foundation.text import citizen_id_warnings, told_by_citizen_id
from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words
from chalicelib.onestop.dossiers.draftrules import missing_papers
from chalicelib.onestop.dossiers.model import Dossier
from chalicelib.onestop.dossiers.party import party_faults
from chalicelib.onestop.procedures import Procedure, check_answers

Tone = Literal["", "good", "wait", "late"]
KINDS: Mapping[str, Words] = {
    "pdf": Words("PDF", "PDF"),
    "jpeg": Words("ảnh JPEG", "JPEG"),
    "png": Words("ảnh PNG", "PNG"),
}
SEXES: Mapping[str, Words] = {"male": Words("nam", "male"), "female": Words("nữ", "female")}


@frozen
class Check:
    """One thing that was looked at: good, to be noted (wait), wrong (late), or only told."""

    tone: Tone
    words: Words


def checks_of(dossier: Dossier, procedure: Procedure, newest: int = 0) -> list[Check]:
    """Files, completeness, numbers of persons, the law. `newest`: the version in force today, where it is known."""
    values, wrong = check_answers(procedure.form, dossier.answers)
    lacking = [*wrong, *missing_papers(procedure, dossier, values), *party_faults(dossier)]
    return [*_files(dossier), _complete(lacking), *_persons(procedure, values), *_law(dossier, newest)]


def _files(dossier: Dossier) -> Iterator[Check]:
    held = dossier.held
    if held:
        kinds = {kind: sum(one.kind == kind for one in held) for kind in KINDS}
        of_kinds = [(number, KINDS[kind]) for kind, number in kinds.items() if number]
        vi = ", ".join(f"{number} {words.vi}" for number, words in of_kinds)
        en = ", ".join(f"{number} {words.en}" for number, words in of_kinds)
        yield Check(
            "good", Words(f"{len(held)} tệp mở được, đúng loại: {vi}.", f"{len(held)} files can be opened: {en}.")
        )
    by_content: dict[str, list[str]] = {}
    for one in held:
        by_content.setdefault(one.sha256, []).append(one.name)
    for names in by_content.values():
        if len(names) > 1:
            same = ", ".join(names)
            yield Check("wait", Words(f"Cùng một nội dung: {same}.", f"The very same content: {same}."))
    refused = [one.name for one in dossier.files if one.state == "refused"]
    if refused:
        which = ", ".join(refused)
        yield Check("late", Words(f"Tệp không nhận được: {which}.", f"Files that were not taken: {which}."))


def _complete(lacking: Sequence[FieldError]) -> Check:
    if not lacking:
        return Check(
            "good", Words("Đủ giấy tờ bắt buộc và các mục phải khai.", "All required papers and fields are there.")
        )
    vi, en = " ".join(one.vi for one in lacking[:5]), " ".join(one.en for one in lacking[:5])
    return Check("late", Words(f"Còn {len(lacking)} chỗ thiếu hoặc sai: {vi}", f"{len(lacking)} faults: {en}"))


def _persons(procedure: Procedure, values: Mapping[str, Any]) -> Iterator[Check]:
    """What each personal number tells, compared with the year of birth that was filled in for the same person; and two
    persons with one number."""
    seen: dict[str, Words] = {}
    for section in procedure.form.sections:
        numbers = [field for field in section.fields if field.type == "citizen_id" and values.get(field.code)]
        for field in numbers:
            number, label = values[field.code], field.label
            born = _birth_year(section.fields, field.code, values, alone=len(numbers) == 1)
            for doubt in citizen_id_warnings(number, born, None):
                yield Check("late", Words(f"{label.vi}: {doubt.vi}", f"{label.en}: {doubt.en}"))
            year, sex = told_by_citizen_id(number)
            told = Words(
                f"{label.vi}: theo số là {SEXES[sex].vi}, sinh năm {year}.",
                f"{label.en}: by the number {SEXES[sex].en}, born in {year}.",
            )
            yield Check("good" if born == year else "", told)
            if number in seen:
                vi, en = f"{label.vi}: trùng với “{seen[number].vi}”.", f"{label.en}: the same as “{seen[number].en}”."
                yield Check("late", Words(vi, en))
            seen[number] = label


def _birth_year(fields: Sequence[Any], number: str, values: Mapping[str, Any], *, alone: bool) -> int | None:
    """The year of birth filled in for the person of a number: the field beside it that tells a birth."""
    person = number.removesuffix("id").removesuffix("citizen_").rstrip("_")
    for field in fields:
        told = "birth" in field.code or "born" in field.code
        if told and (alone or field.code.startswith(person)) and field.type in ("date", "integer"):
            value = values.get(field.code)
            if isinstance(value, date):
                return value.year
            if isinstance(value, str) and value[:4].isascii() and value[:4].isdecimal():
                return int(value[:4])
            if isinstance(value, int):
                return value
    return None


def _law(dossier: Dossier, newest: int) -> Iterator[Check]:
    if newest > dossier.procedure_version and dossier.received_at is None:
        yield Check(
            "wait",
            Words(
                "Quy định của thủ tục đã thay đổi từ khi nộp; tiếp nhận theo quy định mới.",
                "The rules have changed since submission; reception is by the new ones.",
            ),
        )
