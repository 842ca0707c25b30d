"""What is made from the sources shows them as they are: pictures of tables, the index of problem codes."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from chalicelib.commons.worktime import RULE_CODES
from infra import codes, drawings

PROJECT = Path(__file__).resolve().parents[2]
MEDIA = {"application", "font", "image", "multipart", "text"}
NO_PROBLEMS = {
    *("citizen-id/birth-year-differs", "citizen-id/sex-differs"),
    *("calendar/changed-since", "silence/nothing", "workflow/silence-means-yes"),
    *("silence/no", "silence/yes"),
}
"""Doubts and reasons of dates, which refuse nothing."""


@pytest.mark.parametrize("path", drawings.DRAWN, ids=str)
def test_the_pictures_of_states_are_up_to_date(path: Path) -> None:
    drawn = drawings.DRAWN[path]()
    assert (PROJECT / path).read_text(encoding="utf-8") == drawn, "run python -m infra drawings"


def test_the_index_of_problem_codes_is_up_to_date() -> None:
    assert codes.OUT.read_text(encoding="utf-8") == codes.text(), "run python -m infra.codes"


def test_every_literal_of_the_shape_of_a_code_is_explained_or_is_none() -> None:
    """A code that is handed round in a new way would be missed silently."""
    known = {one["code"] for one in json.loads(codes.OUT.read_text(encoding="utf-8"))}
    others = known | RULE_CODES | NO_PROBLEMS
    strange = {
        node.value
        for path in (PROJECT / "chalicelib").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and codes.CODE.fullmatch(node.value)
    }
    assert sorted(one for one in strange - others if one.partition("/")[0] not in MEDIA) == []


def test_every_code_says_something() -> None:
    silent = [one["code"] for one in json.loads(codes.OUT.read_text(encoding="utf-8")) if not one["sentences"]]
    assert silent == ["drafts/procedure-ended"], "it says what the catalogue says about the procedure"
