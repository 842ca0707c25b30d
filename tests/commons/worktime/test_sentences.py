"""The words of a deadline."""

from datetime import datetime

from chalicelib.commons.worktime import due, explain, load_calendar
from chalicelib.foundation.clock import VIETNAM


def said(received: str, amount: int, unit: str, lang: str) -> list[str]:
    moment = datetime.fromisoformat(received).replace(tzinfo=VIETNAM)
    return [explain(rule, lang) for rule in due(moment, amount, unit, calendar=load_calendar()).rules]


def test_late_before_national_day_in_vietnamese() -> None:
    assert said("2026-08-28 15:00:01", 1, "working_day", "vi") == [
        "Tiếp nhận lúc 15 giờ 00 phút, ngày 28 tháng 8 năm 2026 (15:00:01), sau 15:00:00, "
        "nên tính như tiếp nhận vào thứ Năm, ngày 03 tháng 9 năm 2026.",
        "Có ngày nghỉ: thứ Hai, ngày 31 tháng 8 năm 2026 (nghỉ hoán đổi dịp Quốc khánh 2/9).",
        "Có ngày nghỉ: thứ Ba, ngày 01 tháng 9 năm 2026 đến thứ Tư, ngày 02 tháng 9 năm 2026 (Quốc khánh 2/9).",
        "Không tính ngày tiếp nhận. Số ngày làm việc được tính: 1.",
        "Hết hạn khi hết giờ làm việc: 17 giờ 00 phút, ngày 04 tháng 9 năm 2026.",
    ]


def test_a_worked_saturday_in_english() -> None:
    assert said("2026-08-21 10:00", 1, "working_day", "en") == [
        "Received at 10:00, 21 August 2026; the day of receipt is Friday, 21 August 2026.",
        "The day of receipt is not counted. Working days counted: 1.",
        "Saturday, 22 August 2026: a working day (worked in exchange for the day off around National Day).",
        "Due at closing time: 17:00, 22 August 2026.",
    ]


def test_received_on_a_holiday_names_it() -> None:
    first = said("2026-11-24 09:00", 0, "working_hour", "vi")[0]
    assert first == (
        "Tiếp nhận lúc 09 giờ 00 phút, ngày 24 tháng 11 năm 2026, là ngày nghỉ "
        "(Ngày Văn hóa Việt Nam 24/11), nên tính như tiếp nhận vào thứ Tư, ngày 25 tháng 11 năm 2026."
    )


def test_weekend_and_closing_time_have_their_own_reasons() -> None:
    assert "on a weekly day off" in said("2026-11-07 09:00", 1, "working_day", "en")[0]
    assert "after closing time" in said("2026-11-06 18:00", 1, "working_day", "en")[0]


def test_a_moved_end_says_where_from() -> None:
    assert said("2026-11-02 10:00", 5, "calendar_day", "en")[-2:] == [
        "The last day, Saturday, 7 November 2026, is a day off, so the deadline moves to Monday, 9 November 2026.",
        "Due at closing time: 17:00, 9 November 2026.",
    ]


def test_a_run_of_days_off_is_said_once() -> None:
    runs = [line for line in said("2026-02-13 10:00", 1, "working_day", "en") if "Tết" in line]
    assert runs == ["Days off on the way: Monday, 16 February 2026 to Friday, 20 February 2026 (Lunar New Year (Tết))."]


def test_a_computed_calendar_is_called_provisional() -> None:
    assert "not announced yet" in said("2028-03-01 10:00", 1, "working_day", "en")[-1]
    assert not any("not announced" in line for line in said("2027-03-01 10:00", 1, "working_day", "en"))


def test_the_end_is_named_for_what_it_is() -> None:
    assert said("2026-11-02 10:00", 1, "half_working_day", "vi")[-1].startswith("Hết hạn khi hết buổi sáng: 11 giờ 30")
    assert said("2026-11-02 10:00", 2, "half_working_day", "vi")[-1].startswith("Hết hạn khi hết giờ làm việc: 17 giờ")
    assert said("2026-11-02 10:00", 2, "working_hour", "vi")[-1].startswith("Hết hạn lúc 13 giờ 30 phút")
