"""What a new law changes, in sentences for who applies: every shipped pair of versions, and single facts."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from chalicelib.onestop.dossiers.changes import changes_told
from chalicelib.onestop.procedures import Procedure, diff
from chalicelib.onestop.procedures.schema import read_procedure
from chalicelib.onestop.procedures.shipped import shipped, shipped_raw

HOUSE = "9.000009"


def house() -> dict[str, Any]:
    """The permit of a house as it was first shipped."""
    raw = next(one for one in shipped_raw() if (one["code"]["value"], one["version"]) == (HOUSE, 1))
    return dict(json.loads(json.dumps(raw)))


def told(old: Procedure, new: Procedure, lang: str = "vi") -> list[str]:
    return [one.say(lang) for one in changes_told(old, new, diff(old, new))]


def pairs() -> list[tuple[Procedure, Procedure]]:
    """Each version that is shipped beside the next of the same procedure."""
    ordered = sorted(shipped(), key=lambda one: (one.code, one.version))
    return [(old, new) for old, new in pairwise(ordered) if old.code == new.code]


@pytest.mark.parametrize(("old", "new"), pairs(), ids=lambda one: f"{one.code}.{one.version}")
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_name_of_the_data_and_nothing_twice(old: Procedure, new: Procedure, lang: str) -> None:
    sentences = told(old, new, lang)
    assert sentences
    assert len(set(sentences)) == len(sentences)
    assert not [one for one in sentences if any(sign in one for sign in ("_", "[", "{", "None", "provenance"))]


def test_a_length_of_time_is_one_sentence() -> None:
    old, new = (one for one in shipped() if one.code == HOUSE)
    assert [one for one in told(old, new) if one.startswith("Thời hạn giải quyết")] == [
        "Thời hạn giải quyết: trước là 15 ngày, nay là 07 ngày làm việc"
    ]
    laws = [one.startswith("Văn bản") for one in told(old, new)]
    assert laws == sorted(laws)  # at the end


def copies(raw: dict[str, Any]) -> None:
    raw["papers"][0]["copies"] += 1


def renamed(raw: dict[str, Any]) -> None:
    raw["papers"][0]["name"] = {"vi": "Tờ đơn", "en": "The form"}


def gone(raw: dict[str, Any]) -> None:
    raw["papers"] = [one for one in raw["papers"] if one["code"] != "neighbour_undertaking"]


def question(raw: dict[str, Any]) -> None:
    raw["form"]["sections"][0]["fields"][0]["label"] = {"vi": "Hỏi khác", "en": "Another question"}


def an_hour(raw: dict[str, Any]) -> None:
    raw["reception_within"] |= {"amount": 1, "unit": "working_hour"}


def at_once(raw: dict[str, Any]) -> None:
    raw["processing"]["amount"] = 0


def elsewhere(raw: dict[str, Any]) -> None:
    raw["competent"] = {"by": "unit", "unit": "d07"}


def steps(raw: dict[str, Any]) -> None:
    raw["steps"][0]["name"] = {"vi": "Bước khác", "en": "Another step"}
    raw["summary"] = {"vi": "Tóm tắt khác.", "en": "Another summary."}


@pytest.mark.parametrize(
    ("change", "sentences"),
    [
        (copies, ["Giấy tờ: Đơn đề nghị cấp giấy phép xây dựng, số bản: trước là 1, nay là 2"]),
        (renamed, ["Giấy tờ: “Đơn đề nghị cấp giấy phép xây dựng” nay là “Tờ đơn”"]),
        (gone, ["Không phải nộp nữa: Cam kết bảo đảm an toàn công trình liền kề"]),
        (question, ["Câu hỏi có thay đổi: Hỏi khác"]),
        (an_hour, ["Thời hạn tiếp nhận: trước là 08 giờ làm việc, nay là 01 giờ làm việc"]),
        (at_once, ["Thời hạn giải quyết: trước là 15 ngày, nay là trong ngày"]),
        (elsewhere, ["Cơ quan giải quyết: có quy định mới, xem trang thủ tục"]),
        (steps, []),
    ],
)
def test_a_fact_that_changes(change: Callable[[dict[str, Any]], None], sentences: list[str]) -> None:
    before, after = house(), house()
    change(after)
    assert told(read_procedure(before), read_procedure(after)) == sentences
