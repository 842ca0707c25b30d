from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.foundation.clock import iso
from chalicelib.foundation.errors import FieldError
from chalicelib.onestop.procedures import (
    Condition,
    Fee,
    Field,
    Form,
    Option,
    Provenance,
    Section,
    Words,
    catalogue,
    check_answers,
    check_notice,
    check_partial,
    check_section,
    fees_due,
    forbid_before,
    notify_before,
    papers_asked,
    papers_required,
    summary,
)

TODAY = date(2026, 11, 22)


def words(text: str) -> Words:
    return Words(text, text.upper())


FORM = Form(
    (
        Section(
            "who",
            words("ai"),
            (
                Field(
                    "kind",
                    "radios",
                    words("loại"),
                    options=(Option("person", words("người")), Option("firm", words("hãng"))),
                ),
                Field(
                    "firm_name",
                    "text",
                    words("tên hãng"),
                    when=Condition((("kind", ("firm",)),)),
                    max_length=20,
                ),
                Field("born", "date", words("ngày sinh"), when=Condition((("kind", ("person",)),))),
                Field("note", "long_text", words("ghi chú"), required=False, max_length=50),
            ),
        ),
        Section(
            "what",
            words("gì"),
            (
                Field(
                    "topics",
                    "checkboxes",
                    words("chủ đề"),
                    required=False,
                    options=(Option("news", words("tin")), Option("other", words("khác"))),
                ),
                Field("other", "text", words("khác là gì"), when=Condition((("topics", ("other",)),))),
                Field(
                    "staff",
                    "group",
                    words("nhân sự"),
                    minimum=1,
                    maximum=3,
                    fields=(
                        Field("name", "person_name", words("họ tên")),
                        Field("phone", "phone", words("điện thoại"), required=False),
                    ),
                ),
                Field("home", "address", words("địa chỉ"), required=False),
                Field("truthful", "declaration", words("cam đoan")),
            ),
        ),
    )
)

GOOD: dict[str, Any] = {
    "kind": "person",
    "born": {"day": "5", "month": "2", "year": "1990"},
    "staff": [{"name": "Trần Thị Bưởi", "phone": "0912 345 678"}],
    "truthful": "on",
}


def codes(raw: dict[str, Any]) -> list[tuple[str, str]]:
    return [(error.field, error.code) for error in check_answers(FORM, raw)[1]]


def test_good_answers_are_read() -> None:
    answers, errors = check_answers(FORM, GOOD)
    assert errors == []
    assert answers == {
        "kind": "person",
        "born": "1990-02-05",
        "staff": [{"name": "Trần Thị Bưởi", "phone": "+84912345678"}],
        "truthful": True,
    }
    assert check_answers(FORM, answers) == (answers, [])


def test_posted_names_with_dots_mean_the_same_as_json() -> None:
    posted = {
        "kind": "person",
        "born.day": "5",
        "born.month": "2",
        "born.year": "1990",
        "staff.0.name": "Trần Thị Bưởi",
        "staff.0.phone": "0912 345 678",
        "truthful": "on",
    }
    assert check_answers(FORM, posted) == check_answers(FORM, GOOD)


def test_every_wrong_field_is_named_at_once_in_both_languages() -> None:
    wrong = {
        "kind": "firm",
        "firm_name": "x" * 21,
        "note": "y" * 51,
        "topics": ["other", "rumours"],
        "staff": [{"name": "R2D2"}, {"phone": "1"}],
        "home": {"street": "1 Lê Lợi"},
        "surprise": "!",
    }
    _, errors = check_answers(FORM, wrong)
    assert [(error.field, error.code) for error in errors] == [
        ("surprise", "forms/unknown-field"),
        ("firm_name", "forms/too-long"),
        ("note", "forms/too-long"),
        ("topics", "forms/not-an-option"),
        ("staff.0.name", "forms/not-a-name"),
        ("staff.1.name", "forms/required"),
        ("staff.1.phone", "phone/malformed"),
        ("home.ward", "forms/required"),
        ("home.province", "forms/required"),
        ("truthful", "forms/required"),
    ]
    assert all(error.vi and error.en and error.vi != error.en for error in errors)
    assert errors[1].vi.startswith("tên hãng: ")
    assert errors[1].en.startswith("TÊN HÃNG: ")


def test_conditions_decide_what_is_asked() -> None:
    assert ("firm_name", "forms/required") in codes({**GOOD, "kind": "firm"})
    answers, errors = check_answers(FORM, {**GOOD, "firm_name": "left over"})
    assert errors == []
    assert "firm_name" not in answers
    assert codes({**GOOD, "topics": ["other"]}) == [("other", "forms/required")]
    assert codes({**GOOD, "topics": ["news"]}) == []


def test_an_empty_form_asks_for_what_is_required() -> None:
    assert codes({}) == [
        ("kind", "forms/required"),
        ("staff", "forms/required"),
        ("truthful", "forms/required"),
    ]
    _, errors = check_answers(FORM, {})
    assert [error.vi for error in errors] == [
        "Hãy chọn “loại”.",
        "Hãy nhập “nhân sự”.",
        "Hãy đánh dấu vào ô “cam đoan”.",
    ]


@pytest.mark.parametrize(
    ("staff", "expected"),
    [
        ([{"name": "An"}] * 4, [("staff", "forms/wrong-count")]),
        ("An", [("staff", "forms/not-a-list")]),
        (["An"], [("staff", "forms/not-a-list")]),
        ({"one": {"name": "An"}}, [("staff", "forms/not-a-list")]),
        ([{"name": "An", "rank": "1"}], [("staff.0.rank", "forms/unknown-field")]),
        ([{}, {"name": " "}, {"name": "An"}], []),
        ([{}, {"name": "7"}], [("staff.1.name", "forms/not-a-name")]),
        ({"7": {"name": "An"}, "07": {"name": "Bình"}}, []),
    ],
)
def test_groups_are_checked_item_by_item(staff: object, expected: list[tuple[str, str]]) -> None:
    assert codes({**GOOD, "staff": staff}) == expected


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"born.hour": "5"}, "born.hour"),
        ({"kind.x": "y"}, "kind.x"),
        ({"a.b.c.d.e": "y"}, "a.b.c.d.e"),
        ({"": "y"}, ""),
        ({"z" * 500: "y"}, "z" * 120),
        ({"note": [[[[["deep"]]]]]}, "note"),
    ],
)
def test_names_that_fit_no_form_are_refused(raw: dict[str, Any], field: str) -> None:
    assert (field, "forms/unknown-field") in codes({**GOOD, **raw})


def test_a_flood_of_names_is_refused_as_one() -> None:
    _, errors = check_answers(FORM, {f"n{number}": "x" for number in range(1_001)})
    assert errors[0].code == "forms/too-many-fields"
    assert len(errors) < 5


def test_every_box_may_come_as_a_list_of_one() -> None:
    posted = {"kind": ["person"], "born.day": ["5"], "born.month": ["2"], "born.year": ["1990"]}
    posted |= {"staff.0.name": ["Trần Thị Bưởi"], "staff.0.phone": ["0912 345 678"], "truthful": ["on"]}
    assert check_answers(FORM, posted) == check_answers(FORM, GOOD)


@pytest.mark.parametrize("number", [10**15, 10**5000, -(10**18)], ids=["16 digits", "5001 digits", "negative"])
def test_numbers_beyond_all_money_are_refused_unread(number: int) -> None:
    assert codes({**GOOD, "note": number}) == [("note", "forms/too-long")]
    assert check_partial(FORM, {"note": number})[0] == {}


def test_huge_values_are_refused_unread_and_not_kept() -> None:
    assert codes({**GOOD, "note": "x" * 10_000}) == [("note", "forms/too-long")]
    kept, errors = check_partial(FORM, {"note": "x" * 10_000, "kind": "person"})
    assert kept == {"kind": "person"}
    assert [error.code for error in errors] == ["forms/too-long"]


def test_a_draft_keeps_what_was_typed_even_when_wrong() -> None:
    kept, errors = check_partial(FORM, {"kind": "person", "born.day": "31", "born.month": "2", "born.year": "1990"})
    assert kept == {"kind": "person", "born": {"day": "31", "month": "2", "year": "1990"}}
    assert [(error.field, error.code) for error in errors] == [("born", "forms/no-such-day")]
    assert check_partial(FORM, {}) == ({}, [])
    kept, errors = check_partial(FORM, {"surprise": "!"})
    assert kept == {}
    assert [error.code for error in errors] == ["forms/unknown-field"]


def test_a_page_replaces_its_own_answers_only() -> None:
    draft, errors = check_section(FORM, "who", {}, {"kind": "firm", "firm_name": "Hãng A"})
    assert (draft, errors) == ({"kind": "firm", "firm_name": "Hãng A"}, [])
    draft, errors = check_section(FORM, "what", draft, {"topics": ["other"], "staff.0.name": "An"})
    assert [(error.field, error.code) for error in errors] == [
        ("other", "forms/required"),
        ("truthful", "forms/required"),
    ]
    assert draft["topics"] == ["other"]
    draft, errors = check_section(FORM, "what", draft, {"staff.0.name": "An", "truthful": "on"})
    assert errors == []
    assert draft == {
        "kind": "firm",
        "firm_name": "Hãng A",
        "staff": {"0": {"name": "An"}},
        "truthful": "on",
    }
    assert check_answers(FORM, draft)[1] == []


def test_a_page_cannot_change_another_page() -> None:
    draft, errors = check_section(FORM, "who", {"truthful": "on"}, {"kind": "firm", "firm_name": "A", "truthful": ""})
    assert draft["truthful"] == "on"
    assert [(error.field, error.code) for error in errors] == [("truthful", "forms/unknown-field")]
    with pytest.raises(KeyError):
        check_section(FORM, "nowhere", {}, {})


TYPED = ["person", "firm", "other", "on", "An", "5/2/1990"]
PARTS = ["0", "1", "name", "day", "month", "x"]
NAMES = ["kind", "firm_name", "born", "born.day", "note", "topics", "other", "staff", "staff.0.name", "home", "x"]
raw_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30) | st.sampled_from(TYPED),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(PARTS), inner),
    max_leaves=6,
)  # fmt: skip
names = st.sampled_from(NAMES)


def asked(error: FieldError) -> str:
    return error.field.split(".")[0]


@given(st.dictionaries(names, raw_values))
def test_any_input_is_answered_in_words_and_a_draft_means_the_same(raw: dict[str, Any]) -> None:
    answers, errors = check_answers(FORM, raw)
    assert all(error.code and error.vi and error.en for error in errors)
    again, wrong = check_answers(FORM, answers)
    assert again == answers
    assert {asked(error) for error in wrong} <= {asked(error) for error in errors}
    kept, _ = check_partial(FORM, raw)
    assert check_answers(FORM, kept)[0] == answers
    assert check_partial(FORM, kept)[0] == kept
    assert summary(FORM, answers, "vi") is not None


def test_the_summary_says_every_answer_in_the_language() -> None:
    answers, _ = check_answers(FORM, {**GOOD, "topics": ["news"]})
    rows = [(row.section, row.field, row.label, row.text) for row in summary(FORM, answers, "vi")]
    assert rows == [
        ("who", "kind", "loại", "người"),
        ("who", "born", "ngày sinh", "05/02/1990"),
        ("what", "topics", "chủ đề", "tin"),
        ("what", "staff.0.name", "nhân sự 1 – họ tên", "Trần Thị Bưởi"),
        ("what", "staff.0.phone", "nhân sự 1 – điện thoại", "0912 345 678"),
        ("what", "truthful", "cam đoan", "Có"),
    ]
    assert summary(FORM, answers, "en")[0].text == "NGƯỜI"


def test_papers_follow_the_answers() -> None:
    licence = catalogue().resolve("9.000001", TODAY)
    required = [paper.code for paper in papers_required(licence, {"applicant_kind": "business"})]
    assert required == ["business_registration", "operating_plan", "source_consent"]
    asked = [paper.code for paper in papers_asked(licence, {"applicant_kind": "association"})]
    assert asked == ["application", "charter", "operating_plan", "source_consent"]
    press = catalogue().resolve("9.000002", TODAY)
    assert [paper.code for paper in papers_required(press, {"press_list_as": "typed"})] == ["proof_of_lawfulness"]
    assert len(papers_required(press, {"press_list_as": "file"})) == 2


def test_fees_follow_the_day_and_the_answers() -> None:
    licence = catalogue().resolve("9.000001", TODAY)
    assert fees_due(licence, {}, TODAY) == ()
    fee = Fee(
        "fee",
        words("lệ phí"),
        50_000,
        date(2026, 1, 1),
        date(2026, 12, 31),
        Condition((("applicant_kind", ("business",)),)),
        Provenance("", False),
    )
    charged = replace(licence, fees=(fee,))
    business = {"applicant_kind": "business"}
    assert fees_due(charged, business, date(2026, 12, 31)) == (fee,)
    assert fees_due(charged, business, date(2027, 1, 1)) == ()
    assert fees_due(charged, business, date(2025, 12, 31)) == ()
    assert fees_due(charged, {"applicant_kind": "public_body"}, TODAY) == ()


STARTS = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(("early", "in_time"), [(0, True), (1, True), (-1, False), (-3600 * 24, False)])
def test_notice_is_due_a_day_before_to_the_second(early: int, in_time: bool) -> None:
    press = catalogue().resolve("9.000002", TODAY)
    answers = {"starts_at": iso(STARTS)}
    now = STARTS - timedelta(hours=24, seconds=early)
    error = check_notice(press, answers, now)
    assert (error is None) == in_time
    if error:
        assert (error.field, error.code) == ("starts_at", "procedures/notice-too-late")
        assert "01/12/2026 09:00" in error.vi
        assert "24" in error.en


def test_the_two_limits_of_a_notice() -> None:
    press = catalogue().resolve("9.000002", TODAY)
    answers = {"starts_at": iso(STARTS)}
    assert notify_before(press, answers) == STARTS - timedelta(hours=24)
    assert forbid_before(press, answers) == STARTS - timedelta(hours=12)
    assert forbid_before(press, {}) is None
    assert check_notice(catalogue().resolve("9.000001", TODAY), answers, STARTS) is None


def test_the_real_forms_can_be_filled_in() -> None:
    place = {"street": "1 Lê Lợi", "ward": "Bến Thành", "province": "TP. Hồ Chí Minh"}
    press = {
        "organiser_kind": "citizen",
        "contact_name": "Trần Thị Bưởi",
        "contact_id": "079 190 000 123",
        "phone": "0912 345 678",
        "email": "buoi@vidu.vn",
        "starts_at": "9:00 1/12/2026",
        "venue": place,
        "topic": "Giới thiệu sách",
        "content": "Ra mắt sách mới",
        "chair_name": "Trần Thị Bưởi",
        "press_list_as": "typed",
        "invited": [{"name": "Báo Ví Dụ"}],
        "truthful": "on",
    }
    answers, errors = check_answers(catalogue().resolve("9.000002", TODAY).form, press)
    assert errors == []
    assert answers["starts_at"] == "2026-12-01T02:00:00Z"
    website = {
        "applicant_kind": "business",
        "organisation_name": "Công ty Ví Dụ",
        "registration_number": "0312345678",
        "registration_date": "5/2/2020",
        "head_office": place,
        "phone": "028 3829 1234",
        "email": "lienhe@vidu.vn",
        "representative_name": "Trần Thị Bưởi",
        "representative_position": "Giám đốc",
        "representative_id": "079190000123",
        "site_name": "Tin Ví Dụ",
        "vn_domain": "tin.vidu.vn",
        "purpose": "Tổng hợp tin",
        "topics": ["news"],
        "news_sources": [{"name": "Báo Ví Dụ", "address": "baovidu.vn"}],
        "years": "10",
        "content_head_name": "Lê Văn Ổi",
        "content_head_phone": "0912345678",
        "technical_head_name": "Phạm Mận",
        "server_provider": "Trung tâm dữ liệu Ví Dụ",
        "server_address": place,
        "truthful": True,
    }
    for version in catalogue().versions("9.000001"):
        assert check_answers(version.form, website)[1] == []
        assert [error.code for error in check_answers(version.form, {**website, "years": "11"})[1]] == [
            "forms/too-large"
        ]
