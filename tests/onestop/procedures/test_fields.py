import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.foundation.clock import VIETNAM, iso
from chalicelib.foundation.errors import Invalid
from chalicelib.onestop.procedures import FIELD_TYPES, Field, Option, Words
from chalicelib.onestop.procedures.fields import is_blank, longest_of

LABEL = Words("Mục", "Item")
OPTIONS = tuple(Option(value, Words(value.upper(), value)) for value in ("red", "green", "blue"))

json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["day", "month", "year", "time", "date", "street", "ward", "province", "x"]), inner, max_size=5
    ),
    max_leaves=8,
)  # fmt: skip


def make_field(kind: str, **details: Any) -> Field:
    options = OPTIONS if kind in ("select", "radios", "checkboxes") else ()
    return Field("item", kind, LABEL, options=options, **details)


def read(kind: str, raw: object, **details: Any) -> Any:
    return FIELD_TYPES[kind].parse(make_field(kind, **details), raw)


def refused(kind: str, raw: object, **details: Any) -> str:
    with pytest.raises(Invalid) as refusal:
        read(kind, raw, **details)
    assert refusal.value.vi
    assert refusal.value.en
    return refusal.value.code


@pytest.mark.parametrize(
    ("kind", "raw", "answer"),
    [
        ("text", "  Công ty\t TNHH\u200b  ABC ", "Công ty TNHH ABC"),
        ("text", unicodedata.normalize("NFD", "Đường số 2"), "Đường số 2"),
        ("text", "abc\u202edef\x00", "abcdef"),
        ("text", 2026, "2026"),
        ("text", ["one"], "one"),
        ("long_text", " a \r\n\r\n\r\n\r\nb  c\n", "a\n\nb c"),
        ("person_name", " Nguyễn   Thị Ánh ", "Nguyễn Thị Ánh"),
        ("person_name", "Jean-Luc O’Neil", "Jean-Luc O’Neil"),
        ("citizen_id", "079 099.000-123", "079099000123"),
        ("phone", "0912 345 678", "+84912345678"),
        ("phone", "+84 912.345.678", "+84912345678"),
        ("email", " Ten@ViDu.VN ", "Ten@vidu.vn"),
        ("date", "5/2/2026", "2026-02-05"),
        ("date", "05.02.2026", "2026-02-05"),
        ("date", " 5 - 2 - 2026 ", "2026-02-05"),
        ("date", "05022026", "2026-02-05"),
        ("date", "2026-02-05", "2026-02-05"),
        ("date", {"day": "5", "month": " 02", "year": "2026"}, "2026-02-05"),
        ("date", {"day": 5, "month": 2, "year": 2026}, "2026-02-05"),
        ("moment", "9:00 5/2/2026", "2026-02-05T02:00:00Z"),
        ("moment", "5/2/2026 09:05", "2026-02-05T02:05:00Z"),
        ("moment", "9 giờ 30 phút, ngày 05/02/2026", "2026-02-05T02:30:00Z"),
        ("moment", "9h ngày 5-2-2026", "2026-02-05T02:00:00Z"),
        ("moment", "14h30 5/2/2026", "2026-02-05T07:30:00Z"),
        ("moment", "2026-02-05T09:00", "2026-02-05T02:00:00Z"),
        ("moment", "2026-02-05T09:00:00+07:00", "2026-02-05T02:00:00Z"),
        ("moment", {"day": "5", "month": "2", "year": "2026", "time": "6h"}, "2026-02-04T23:00:00Z"),
        ("moment", {"date": "5/2/2026", "time": "09:00"}, "2026-02-05T02:00:00Z"),
        ("money", "1.234.567 đ", 1234567),
        ("money", 50000, 50000),
        ("integer", "1.234", 1234),
        ("integer", " 12 ", 12),
        ("integer", 7, 7),
        ("select", " red ", "red"),
        ("radios", "blue", "blue"),
        ("checkboxes", ["blue", "red", "red"], ["red", "blue"]),
        ("checkboxes", "green", ["green"]),
        ("domain_name", "https://Tin-Tuc.com.VN/", "tin-tuc.com.vn"),
        ("domain_name", "tênmiền.vn", "tênmiền.vn"),
        ("url", "vidu.com.vn/tin?x=1", "https://vidu.com.vn/tin?x=1"),
        ("url", "http://vidu.vn:8080/a", "http://vidu.vn:8080/a"),
        ("declaration", "on", True),
        ("declaration", True, True),
        ("address", {"street": " 1  Lê Lợi", "ward": "Bến Thành", "province": "TP. Hồ Chí Minh"},
         {"street": "1 Lê Lợi", "ward": "Bến Thành", "province": "TP. Hồ Chí Minh"}),
    ],
)  # fmt: skip
def test_what_people_type_is_understood(kind: str, raw: object, answer: object) -> None:
    assert read(kind, raw) == answer


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        ("text", "x" * 501, "forms/too-long"),
        ("text", "\u200b\u200b", "forms/no-words"),
        ("text", ["a", "b"], "forms/not-text"),
        ("text", {"a": "b"}, "forms/not-text"),
        ("text", True, "forms/not-text"),
        ("text", 1.5, "forms/not-text"),
        ("person_name", "Nguyễn Văn 2", "forms/not-a-name"),
        ("person_name", "<script>", "forms/not-a-name"),
        ("citizen_id", "12345", "citizen-id/malformed"),
        ("phone", "12345", "phone/malformed"),
        ("email", "ten@vidu", "forms/not-an-email"),
        ("email", "ten..a@vidu.vn", "forms/not-an-email"),
        ("email", "a@b@vidu.vn", "forms/not-an-email"),
        ("email", "vidu.vn", "forms/not-an-email"),
        ("date", "31/02/2026", "forms/no-such-day"),
        ("date", "29/2/2027", "forms/no-such-day"),
        ("date", "5/2/26", "forms/not-a-date"),
        ("date", "hôm qua", "forms/not-a-date"),
        ("date", {"day": "5", "month": "", "year": "2026"}, "forms/not-a-date"),
        ("date", "1/1/1600", "forms/year-out-of-range"),
        ("moment", "5/2/2026", "forms/not-a-time"),
        ("moment", "25:00 5/2/2026", "forms/not-a-time"),
        ("moment", "9:75 5/2/2026", "forms/not-a-time"),
        ("moment", "9:00 31/2/2026", "forms/no-such-day"),
        ("moment", {"date": "5/2/2026"}, "forms/not-a-time"),
        ("money", "1,5", "money/malformed"),
        ("integer", "-1", "forms/not-a-number"),
        ("integer", "1,5", "forms/not-a-number"),
        ("integer", "٣", "forms/not-a-number"),
        ("select", "yellow", "forms/not-an-option"),
        ("checkboxes", ["red", "yellow"], "forms/not-an-option"),
        ("domain_name", "khong_hop_le.vn", "forms/not-a-domain"),
        ("domain_name", "-a.vn", "forms/not-a-domain"),
        ("domain_name", "192.168.1.1", "forms/not-a-domain"),
        ("url", "javascript:alert(1)", "forms/not-a-url"),
        ("url", "ftp://vidu.vn", "forms/not-a-url"),
        ("url", "https://user:secret@vidu.vn", "forms/not-a-url"),
        ("url", "https://vidu.vn/<b>", "forms/not-a-url"),
        ("url", "https://[::1", "forms/not-a-url"),
        ("declaration", "off", "forms/not-an-option"),
        ("address", "1 Lê Lợi", "forms/not-an-address"),
    ],
)
def test_what_cannot_be_understood_is_refused_in_words(kind: str, raw: object, code: str) -> None:
    assert refused(kind, raw) == code


def test_bounds_are_said_in_both_languages() -> None:
    with pytest.raises(Invalid) as small:
        read("integer", "0", minimum=1)
    assert small.value.code == "forms/too-small"
    with pytest.raises(Invalid) as large:
        read("money", "2.000.000", maximum=1_500_000)
    assert large.value.code == "forms/too-large"
    assert "1.500.000" in large.value.vi
    assert "1,500,000" in large.value.en


def test_an_address_names_every_missing_part() -> None:
    with pytest.raises(Invalid) as refusal:
        read("address", {"street": "1 Lê Lợi", "ward": " ", "province": "x" * 101})
    assert [(one.field, one.code) for one in refusal.value.fields] == [
        ("ward", "forms/required"),
        ("province", "forms/too-long"),
    ]


def test_a_field_may_only_lower_its_limit() -> None:
    assert longest_of(make_field("text", max_length=10), FIELD_TYPES["text"]) == 10
    assert longest_of(make_field("text", max_length=10_000), FIELD_TYPES["text"]) == 500
    assert refused("text", "x" * 11, max_length=10) == "forms/too-long"


@pytest.mark.parametrize(
    ("kind", "value", "vi", "en"),
    [
        ("date", "2026-02-05", "05/02/2026", "05/02/2026"),
        ("moment", "2026-02-05T02:00:00Z", "05/02/2026 09:00", "05/02/2026 09:00"),
        ("phone", "+84912345678", "0912 345 678", "0912 345 678"),
        ("integer", 1234, "1.234", "1,234"),
        ("money", 50000, "50.000 đ", "VND 50,000"),
        ("checkboxes", ["red", "blue"], "RED; BLUE", "red; blue"),
        ("declaration", True, "Có", "Yes"),
        ("address", {"street": "1 Lê Lợi", "ward": "Bến Thành", "province": "HCM"},
         "1 Lê Lợi, Bến Thành, HCM", "1 Lê Lợi, Bến Thành, HCM"),
    ],
)  # fmt: skip
def test_answers_are_shown_as_people_write_them(kind: str, value: object, vi: str, en: str) -> None:
    field = make_field(kind)
    assert FIELD_TYPES[kind].show(field, value, "vi") == vi
    assert FIELD_TYPES[kind].show(field, value, "en") == en


@given(st.sampled_from(sorted(FIELD_TYPES)), json_like)
def test_anything_is_read_or_refused_and_reading_again_changes_nothing(kind: str, raw: object) -> None:
    if is_blank(raw):
        return
    try:
        answer = read(kind, raw)
    except Invalid:
        assert refused(kind, raw)
        return
    assert read(kind, answer) == answer
    assert FIELD_TYPES[kind].show(make_field(kind), answer, "vi")


@given(st.text(min_size=1), st.sampled_from(["text", "long_text", "person_name"]))
def test_written_answers_are_one_normal_form_and_can_be_stored(typed: str, kind: str) -> None:
    if is_blank(typed):
        return
    try:
        answer = read(kind, typed)
    except Invalid:
        return
    assert answer == unicodedata.normalize("NFC", answer)
    assert answer == answer.strip()
    assert answer.encode("utf-8")
    assert not [one for one in answer if unicodedata.category(one) in ("Cc", "Cf") and one != "\n"]


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.sampled_from("/.- "), st.booleans())
def test_every_way_of_writing_a_day_means_the_same(day: date, mark: str, padded: bool) -> None:
    numbers = (f"{day.day:02}", f"{day.month:02}") if padded else (str(day.day), str(day.month))
    assert read("date", mark.join((*numbers, str(day.year)))) == day.isoformat()
    boxes = {"day": numbers[0], "month": numbers[1], "year": str(day.year)}
    assert read("date", boxes) == day.isoformat()
    assert read("date", FIELD_TYPES["date"].show(make_field("date"), day.isoformat(), "vi")) == day.isoformat()


@given(
    st.dates(date(1901, 1, 1), date(2199, 12, 30)),
    st.times(),
    st.sampled_from(["{t:%H:%M} {t:%d/%m/%Y}", "{t:%d/%m/%Y} {t:%H:%M}", "{t:%Hh%M}, ngày {t:%d-%m-%Y}",
                     "{t:%H giờ %M phút} {t:%d.%m.%Y}", "{t:%Y-%m-%dT%H:%M}"]),
)  # fmt: skip
def test_moments_are_typed_in_the_time_of_vietnam(day: date, clock: time, shape: str) -> None:
    local = datetime.combine(day, clock.replace(second=0, microsecond=0), VIETNAM)
    typed = shape.format(t=local)
    expected = iso(local)
    assert read("moment", typed) == expected
    assert datetime.fromisoformat(expected).astimezone(VIETNAM).utcoffset() == timedelta(hours=7)


@given(st.integers(0, 10**15 - 1))
def test_whole_numbers_survive_their_dots(number: int) -> None:
    for lang in ("vi", "en"):
        assert read("integer", FIELD_TYPES["integer"].show(make_field("integer"), number, lang)) == number


@pytest.mark.parametrize("raw", [None, "", "  ", [], [" "], {}, {"day": "", "month": None}, False, [{}]])
def test_blank_is_blank(raw: object) -> None:
    assert is_blank(raw)


@pytest.mark.parametrize("raw", ["0", 0, True, ["x"], {"day": "1"}])
def test_something_is_not_blank(raw: object) -> None:
    assert not is_blank(raw)
