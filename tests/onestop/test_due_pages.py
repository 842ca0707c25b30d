"""Why a dossier is due when it is: read by its citizen and its officer, in both languages, and the time left."""

from __future__ import annotations

from datetime import datetime

import pytest

from chalicelib.foundation.clock import VIETNAM
from tests.cloud.page.browser import Browser
from tests.onestop.conftest import City
from tests.onestop.test_pages import sound
from tests.onestop.test_pages_story import sign_in

FRIDAY = datetime(2026, 11, 20, 15, 30, tzinfo=VIETNAM)
"""Received after 15:00 on a Friday; the 24th is a holiday."""
SAID = {
    "vi": (
        *("sau 15:00:00", "thứ Hai, ngày 23 tháng 11 năm 2026", "Ngày Văn hóa Việt Nam", "ngày làm việc được tính: 10"),
        *("17 giờ 00 phút, ngày 08 tháng 12 năm 2026", "còn 11 ngày làm việc 1 giờ 30 phút"),
    ),
    "en": (
        *("after 15:00:00", "Monday, 23 November 2026", "Vietnam Culture Day", "Working days counted: 10"),
        *("17:00, 8 December 2026", "11 working days 1 hour 30 minutes left"),
    ),
}


@pytest.fixture
def readers(city: City) -> list[Browser]:
    """The citizen and an officer, signed in by the real clock."""
    return [sign_in(city, login) for login in ("congdan1", "chuyenvien.d07")]


@pytest.fixture
def received(city: City, readers: list[Browser]) -> str:
    city.at(FRIDAY)
    dossier, _ = city.submitted()
    assert city.move(city.onestop, dossier, "receive").status == 200
    return dossier


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_citizen_and_officer_read_the_rules_and_the_time_left(readers: list[Browser], received: str, lang: str) -> None:
    for reader, address in zip(readers, ("/ho-so", "/can-bo/ho-so"), strict=True):
        page = reader.get(f"{address}/{received}", lang=lang)
        sound(page.text)
        for words in SAID[lang]:
            assert words in page.text, words


def test_time_over_is_told_in_working_days_and_hours(city: City, readers: list[Browser], received: str) -> None:
    city.at(datetime(2026, 12, 10, 9, 30, tzinfo=VIETNAM))
    text = readers[1].get(f"/can-bo/ho-so/{received}").text
    assert "quá hạn 1 ngày làm việc 2 giờ" in text
