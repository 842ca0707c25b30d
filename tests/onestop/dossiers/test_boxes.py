"""Questions of several boxes: however a date was written, a page shows it in its boxes and nothing of it is lost."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.foundation.words import Words
from chalicelib.onestop.dossiers.pages.boxes import boxes_of
from chalicelib.onestop.procedures import Field

DAY = {"day": "05", "month": "02", "year": "2020"}


@pytest.mark.parametrize(
    ("kind", "value", "boxes"),
    [
        *[("date", text, {**DAY, "time": ""}) for text in ("2020-02-05", "05/02/2020", "5.2.2020", "05022020")],
        ("date", {"day": "31", "month": "2", "year": "2020"}, {"day": "31", "month": "2", "year": "2020"}),
        ("date", "hôm qua", {"day": "hôm qua", "month": "", "year": "", "time": ""}),
        ("date", "31/2/2020", {"day": "31/2/2020", "month": "", "year": "", "time": ""}),
        ("date", None, {"day": "", "month": "", "year": ""}),
        ("date", "", {"day": "", "month": "", "year": ""}),
        ("date", ["5"], {"day": "", "month": "", "year": ""}),
        ("moment", "2020-02-05T02:30:00Z", {**DAY, "time": "09:30"}),
        ("moment", "9h30 ngày 5/2/2020", {**DAY, "time": "09:30"}),
        ("moment", "sáng mai", {"day": "sáng mai", "month": "", "year": "", "time": ""}),
        ("address", {"street": "1 Đường Thử", "ward": 7}, {"street": "1 Đường Thử", "ward": "7", "province": ""}),
        ("text", "05/02/2020", {}),
    ],
)
def test_boxes(kind: str, value: Any, boxes: dict[str, str]) -> None:
    assert boxes_of(Field("when", kind, Words("Ngày", "Day")), value) == boxes
