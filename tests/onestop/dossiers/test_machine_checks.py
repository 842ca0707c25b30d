"""What the platform finds by itself in a dossier, and the ready phrases: rules without a table."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import phrases
from chalicelib.onestop.dossiers.machinechecks import Check, checks_of
from chalicelib.onestop.dossiers.model import Dossier, File, Status
from chalicelib.onestop.dossiers.transitions import MOVES
from chalicelib.onestop.procedures import Procedure, catalogue, read_form
from tests import samples
from tests.onestop.dossiers.test_pure import AT
from tests.onestop.dossiers.test_pure import dossier as dossier_like

WEBSITE = catalogue().versions(samples.WEBSITE)[-1]


def held(paper: str, **facts: Any) -> File:
    known: dict[str, Any] = {"id": f"f-{paper}", "paper": paper, "name": f"{paper}.pdf", "state": "kept"}
    return File(**{**known, "kind": "pdf", "sha256": paper, "pages": 1, **facts})


def whole(**facts: Any) -> Dossier:
    """A complete application for a website."""
    files = tuple(held(paper) for paper in samples.WEBSITE_PAPERS)
    known = dossier_like(procedure_version=WEBSITE.version, answers=samples.website_answers(), files=files)
    return replace(known, **facts)


def found(dossier: Dossier, tone: str) -> str:
    return " ".join(one.words.vi for one in checks_of(dossier, WEBSITE) if one.tone == tone)


def test_a_complete_dossier_is_in_order() -> None:
    checks = checks_of(whole(), WEBSITE)
    assert {one.tone for one in checks} == {"good", ""}
    assert all(one.words.vi and one.words.en and one.words.vi != one.words.en for one in checks)
    assert "3 tệp mở được, đúng loại: 3 PDF." in found(whole(), "good")


@pytest.mark.parametrize(
    ("facts", "tone", "words"),
    [
        ({"files": ()}, "late", "Thiếu giấy tờ"),
        ({"answers": {**samples.website_answers(), "email": "nobody"}}, "late", "1 chỗ thiếu hoặc sai"),
        (
            {"files": (*(held(one, sha256="same") for one in samples.WEBSITE_PAPERS),)},
            "wait",
            "Cùng một nội dung: business_registration.pdf, operating_plan.pdf, source_consent.pdf.",
        ),
        (
            {"files": (*(held(one) for one in samples.WEBSITE_PAPERS), held("x", state="refused", name="anh.gif"))},
            "late",
            "Tệp không nhận được: anh.gif.",
        ),
    ],
)
def test_what_is_wrong_is_told(facts: dict[str, Any], tone: str, words: str) -> None:
    assert words in found(whole(**facts), tone)


def test_a_new_law_is_told_until_reception() -> None:
    newer = WEBSITE.version + 1
    assert Check("wait", checks_of(whole(), WEBSITE, newer)[-1].words) in checks_of(whole(), WEBSITE, newer)
    assert "Quy định của thủ tục đã thay đổi" in checks_of(whole(), WEBSITE, newer)[-1].words.vi
    assert checks_of(whole(received_at=AT), WEBSITE, newer) == checks_of(whole(), WEBSITE)


def asking(*fields: tuple[str, str]) -> Procedure:
    """A procedure whose form asks for these fields in one part: code and type."""
    asked = [
        {"code": code, "type": kind, "label": {"vi": f"Mục {code}", "en": f"Part {code}"}, "required": False}
        for code, kind in fields
    ]
    form = read_form({"sections": [{"code": "people", "title": {"vi": "Người", "en": "People"}, "fields": asked}]})
    return replace(WEBSITE, form=form, papers=())


@pytest.mark.parametrize(
    ("year", "tone", "words"),
    [
        ("1985", "good", "theo số là nam, sinh năm 1985"),
        ("1958", "late", "Năm sinh không khớp"),
        ("", "", "theo số là nam, sinh năm 1985"),
    ],
)
@pytest.mark.parametrize("kind", ["integer", "date"])
def test_a_number_is_compared_with_the_year_filled_in_for_the_same_person(
    kind: str, year: str, tone: str, words: str
) -> None:
    procedure = asking(("father_id", "citizen_id"), ("father_birth", kind), ("mother_id", "citizen_id"))
    typed = {"day": "1", "month": "2", "year": year} if kind == "date" else year
    answers = {"father_id": "079085000002", "mother_id": "079190000001", **({"father_birth": typed} if year else {})}
    checks = checks_of(dossier_like(answers=answers), procedure)
    assert words in " ".join(one.words.vi for one in checks if one.tone == tone and "father_id" in one.words.vi)
    assert [one.tone for one in checks if "mother_id" in one.words.vi] == [""], "nothing was filled in for her"


def test_two_persons_with_one_number_are_told() -> None:
    procedure = asking(("citizen_id", "citizen_id"), ("partner_id", "citizen_id"))
    answers = {"citizen_id": "079085000002", "partner_id": "079 085 000 002"}
    told = [one.words.vi for one in checks_of(dossier_like(answers=answers), procedure) if one.tone == "late"]
    assert told == ["Mục partner_id: trùng với “Mục citizen_id”."]


def test_phrases_are_whole_and_their_own_field_comes_first() -> None:
    raw = json.loads((Path(dossiers.__file__).parent / "phrases.json").read_text(encoding="utf-8"))
    groups = {name: listed for name, listed in raw.items() if name != "note"}
    assert set(groups) == set(phrases.OF_PARTS.values())
    fields = {procedure.field for code in catalogue().codes() for procedure in catalogue().versions(code)}
    for listed in groups.values():
        for one in listed:
            assert one["vi"]
            assert one["en"]
            assert set(one["for"]) <= {"any"} | fields | set(catalogue().codes())
    assert {move for move, _ in phrases.OF_PARTS} <= set(MOVES)
    offered = phrases.phrases_for(WEBSITE, "refuse", "reason")
    assert "tôn chỉ" in offered[0].vi, "the field of the press has a phrase of its own"
    assert all("Nơi cư trú" not in one.vi for one in offered), "another field's phrase is not offered"
    assert phrases.phrases_for(WEBSITE, "advance", "remark") == []


@pytest.mark.parametrize(
    ("typed", "chosen", "told"),
    [
        ("", ["0"], "A"),
        ("X", ["1", "0"], "X\nB\nA"),
        ("A", ["0"], "A"),
        ("X", ["7", "-1", "x", "²", "9" * 5000], "X"),
        ("", [], ""),
    ],
)
def test_chosen_phrases_follow_what_was_typed(typed: str, chosen: list[str], told: str) -> None:
    from chalicelib.foundation.words import Words

    known = [Words("A", "A"), Words("B", "B")]
    assert phrases.with_phrases(typed, chosen, known, "vi") == told


def test_every_status_has_its_group_at_the_desk() -> None:
    from chalicelib.onestop.dossiers.pages.desk import GROUPS, group_of

    groups = {status: group_of(dossier_like(status=status)) for status in Status}
    assert set(groups.values()) == set(range(len(GROUPS)))
    assert groups[Status.RESULT_READY] == 1
    assert groups[Status.RESULT_RETURNED] == 3
