"""The clock of a dossier: what may happen to it, what is refused, what it says about itself. Times are Vietnam's."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from chalicelib.commons.worktime import (
    RULE_CODES,
    Course,
    Deadline,
    Happening,
    deadline,
    due,
    explain,
    load_calendar,
    record,
    silence,
)
from chalicelib.foundation.clock import VIETNAM
from chalicelib.foundation.errors import Conflict, Invalid

CALENDAR = load_calendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


FIVE_DAYS = Course(at("2026-11-02 10:00"), 5, "working_day")
PAUSED = FIVE_DAYS.with_(Happening("paused", at("2026-11-04 10:00"), legal_basis="NĐ 61/2018, điều 17"))
RESUMED = PAUSED.with_(Happening("resumed", at("2026-11-10 09:00")))
EXTENDED = FIVE_DAYS.with_(Happening("extended", at("2026-11-05 09:00"), 3))


def given(course: Course) -> Deadline:
    found = deadline(course, CALENDAR)
    assert found is not None
    return found


def said(course: Course, lang: str) -> list[str]:
    return [explain(rule, lang) for rule in given(course).rules]


def codes(course: Course) -> list[str]:
    return [rule.code for rule in given(course).rules]


def test_a_clock_to_which_nothing_happened_is_a_plain_deadline() -> None:
    assert given(FIVE_DAYS) == due(FIVE_DAYS.received_at, 5, "working_day", calendar=CALENDAR)


def test_a_pause_explains_itself_in_vietnamese() -> None:
    assert said(RESUMED, "vi") == [
        "Tiếp nhận lúc 10 giờ 00 phút, ngày 02 tháng 11 năm 2026; "
        "ngày tiếp nhận là thứ Hai, ngày 02 tháng 11 năm 2026.",
        "Không tính ngày tiếp nhận. Số ngày làm việc được tính: 5.",
        "Tạm dừng tính thời hạn từ 10 giờ 00 phút, ngày 04 tháng 11 năm 2026; còn lại 3 ngày làm việc "
        "(căn cứ: NĐ 61/2018, điều 17).",
        "Tiếp tục lúc 09 giờ 00 phút, ngày 10 tháng 11 năm 2026; ngày tiếp tục là thứ Ba, ngày 10 tháng 11 năm 2026.",
        "Không tính ngày tiếp tục; tính tiếp phần còn lại: 3 ngày làm việc.",
        "Hết hạn khi hết giờ làm việc: 17 giờ 00 phút, ngày 13 tháng 11 năm 2026.",
    ]


def test_an_extension_explains_itself_in_english() -> None:
    assert said(EXTENDED, "en")[-2:] == [
        "Extended once at 09:00, 5 November 2026, by 3 working days; it was due 17:00, 9 November 2026.",
        "Due at closing time: 17:00, 12 November 2026.",
    ]


def test_hours_left_are_said_in_hours_and_minutes() -> None:
    hours = Course(at("2026-11-02 08:00"), 8, "working_hour").with_(Happening("paused", at("2026-11-02 10:30")))
    resumed = hours.with_(Happening("resumed", at("2026-11-03 08:00")))
    assert "What is left goes on: 5 hours 30 minutes of working time." in said(resumed, "en")
    assert "Tính tiếp phần còn lại: 5 giờ 30 phút làm việc." in said(resumed, "vi")


def test_days_off_before_and_after_a_pause_are_told_once_each() -> None:
    course = replace(FIVE_DAYS, received_at=at("2026-02-10 10:00"), happenings=(
        Happening("paused", at("2026-02-23 09:00")), Happening("resumed", at("2026-02-24 09:00")),
    ))  # fmt: skip
    assert codes(course).count("skip/day-off") == 1
    assert codes(course).index("skip/day-off") < codes(course).index("clock/paused")


def test_counted_from_is_the_receipt_and_after_counting_afresh_the_return() -> None:
    assert given(RESUMED).counted_from == date(2026, 11, 2)
    assert given(replace(RESUMED, policy="RESTART")).counted_from == date(2026, 11, 10)


def test_the_deadline_names_its_calendar() -> None:
    version = given(RESUMED).calendar_version
    assert version == CALENDAR.version(date(2026, 1, 1), date(2026, 12, 31))
    assert version.startswith("2026:")
    over_the_year = due(at("2026-12-31 10:00"), 5, "working_day", calendar=CALENDAR).calendar_version
    assert over_the_year.startswith("2026-2027:")


def test_a_course_is_told_as_it_was_known() -> None:
    assert given(EXTENDED.until(at("2026-11-05 08:59"))) == given(FIVE_DAYS)
    assert EXTENDED.until(at("2026-11-05 09:00")) == EXTENDED


def test_what_may_happen_is_recorded() -> None:
    assert record(PAUSED, Happening("resumed", at("2026-11-10 09:00")), CALENDAR) == RESUMED


STOPPED = PAUSED.with_(Happening("stopped", at("2026-11-05 10:00")))
REFUSED = [
    (FIVE_DAYS, Happening("resumed", at("2026-11-04 10:00")), "worktime/not-standing-still"),
    (PAUSED, Happening("paused", at("2026-11-05 10:00")), "worktime/stands-still"),
    (STOPPED, Happening("stopped", at("2026-11-05 10:00")), "worktime/stands-still"),
    (STOPPED, Happening("paused", at("2026-11-05 10:00")), "worktime/stands-still"),
    (PAUSED, Happening("extended", at("2026-11-05 10:00"), 3), "worktime/stands-still"),
    (EXTENDED, Happening("extended", at("2026-11-06 10:00"), 3), "worktime/extension-once"),
    (
        EXTENDED.with_(Happening("restarted", at("2026-11-06 10:00"))),
        Happening("extended", at("2026-11-06 10:00"), 3),
        "worktime/extension-once",
    ),
    (FIVE_DAYS, Happening("extended", at("2026-11-06 17:00:01"), 3), "worktime/extension-too-late"),
    (FIVE_DAYS, Happening("extended", at("2026-11-10 09:00"), 3), "worktime/extension-too-late"),
]


@pytest.mark.parametrize(("course", "happening", "code"), REFUSED)
def test_what_may_not_happen_is_refused(course: Course, happening: Happening, code: str) -> None:
    with pytest.raises(Conflict) as refused:
        record(course, happening, CALENDAR)
    assert refused.value.code == code
    assert refused.value.vi != refused.value.en


@pytest.mark.parametrize(
    ("course", "happening", "code"),
    [
        (FIVE_DAYS, Happening("extended", at("2026-11-05 09:00"), 0), "worktime/amount-invalid"),
        (FIVE_DAYS, Happening("paused", at("2026-11-02 09:59")), "worktime/happening-out-of-order"),
        (PAUSED, Happening("resumed", at("2026-11-04 09:00")), "worktime/happening-out-of-order"),
        (replace(FIVE_DAYS, unit="week"), Happening("paused", at("2026-11-04 09:00")), "worktime/unit-unknown"),
        (replace(FIVE_DAYS, amount=-1), Happening("paused", at("2026-11-04 09:00")), "worktime/amount-invalid"),
    ],
)
def test_what_makes_no_sense_is_refused(course: Course, happening: Happening, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        record(course, happening, CALENDAR)
    assert refused.value.code == code


def _all_rules() -> dict[str, dict[str, str]]:
    """Every rule the engine can make, by code, with its facts, from courses that meet it."""
    starts = ["2026-11-02 10:00", "2026-11-07 10:00", "2026-11-24 10:00", "2026-11-02 15:30", "2026-11-02 18:00"]
    units = ["working_day", "half_working_day", "working_hour", "hour", "calendar_day", "month"]
    courses = [Course(at(start), amount, unit) for start in starts for unit in units for amount in (1, 2)]
    courses += [Course(at("2026-08-20 10:00"), 5, "working_day"), Course(at("2028-03-01 10:00"), 5, "calendar_day")]
    early = Happening("paused", at("2026-11-04 10:00"))
    for moment in ("2026-11-10 10:00", "2026-11-14 10:00", "2026-11-24 10:00", "2026-11-10 15:30", "2026-11-10 18:00"):
        back = Happening("resumed", at(moment))
        courses += [
            replace(FIVE_DAYS, policy=policy, happenings=(early, back)) for policy in ("PAUSE", "RESTART", "NONE")
        ]
    back = Happening("resumed", at("2026-11-20 10:00"))
    hours = Happening("paused", at("2026-11-02 11:00"))
    courses += [
        EXTENDED,
        replace(FIVE_DAYS, happenings=(Happening("stopped", at("2026-11-04 10:00")), back)),
        replace(FIVE_DAYS, happenings=(Happening("paused", at("2026-11-18 10:00")),)),
        replace(FIVE_DAYS, happenings=(early, replace(early, kind="resumed"))),
        replace(FIVE_DAYS, unit="working_hour", happenings=(hours, back)),
    ]
    rules = [rule for course in courses for rule in given(course).rules]
    for means in ("yes", "no"):
        decided = silence(given(FIVE_DAYS), means)  # type: ignore[arg-type]
        assert decided is not None
        rules += decided.rules
    return {rule.code: rule.facts for rule in rules}


def test_every_rule_has_sentences_and_every_sentence_a_rule() -> None:
    assert set(_all_rules()) == RULE_CODES


@pytest.mark.parametrize("code", sorted(RULE_CODES))
def test_a_rule_s_facts_are_filled_and_said_in_both_languages(code: str) -> None:
    from chalicelib.commons.worktime import Rule

    facts = _all_rules()[code]
    vietnamese, english = (explain(Rule(code, facts), lang) for lang in ("vi", "en"))
    assert vietnamese != english
    for sentence in (vietnamese, english):
        assert sentence.endswith(".")
        assert not {"{", "}", "()"} & set(sentence)
        assert "None" not in sentence
    assert all(facts.values())
