"""Computed fields: worked out from other answers wherever answers are read, never taken from who fills in the form."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.onestop.procedures import (
    Computation,
    Condition,
    Field,
    Form,
    Section,
    Words,
    catalogue,
    check_answers,
    check_partial,
    check_section,
    computed_in_row,
    examine_definition,
    summary,
)
from chalicelib.onestop.procedures.checks import find_faults
from chalicelib.onestop.procedures.computing import LARGEST
from chalicelib.onestop.procedures.shipped import shipped_texts
from chalicelib.onestop.procedures.stepchecks import ACTIONS


def words(text: str) -> Words:
    return Words(text, text.upper())


def computed(code: str, operation: str, *operands: str | int, **facts: Any) -> Field:
    return Field(code, "computed", words(code), compute=Computation(operation, operands), **facts)


def number(code: str, kind: str = "integer", **facts: Any) -> Field:
    return Field(code, kind, words(code), required=False, **facts)


ITEM = Field(
    "items",
    "group",
    words("mặt hàng"),
    required=False,
    maximum=5,
    fields=(number("count"), number("price", "money"), computed("cost", "product", "count", "price", shown_as="money")),
)
FORM = Form(
    (
        Section(
            "all",
            words("tất cả"),
            (
                Field("twice_total", "computed", words("gấp đôi"), compute=Computation("product", ("total", 2))),
                number("a"),
                number("b", when=Condition((("kind", ("two",)),))),
                Field("kind", "text", words("loại"), required=False),
                computed("total", "sum", "a", "b", 3),
                computed("left", "difference", "a", "b"),
                ITEM,
                computed("rows", "count", "items"),
                computed("bill", "sum_of", "items.cost", shown_as="money"),
                number("born", "date"),
                number("on", "date"),
                computed("age", "years_between", "born", "on"),
            ),
        ),
    )
)


def read(**raw: Any) -> dict[str, Any]:
    answers, errors = check_answers(FORM, raw)
    assert errors == []
    return answers


@pytest.mark.parametrize(
    ("raw", "field", "value"),
    [
        ({"a": "4"}, "total", 7),
        ({}, "total", None),
        ({"a": "4"}, "twice_total", 14),
        ({"a": "4"}, "left", None),
        ({"items": [{"count": "2", "price": "1.500"}, {"count": "3", "price": "1"}]}, "bill", 3003),
        ({"items": [{"count": "2", "price": "1.500"}, {"count": "3"}]}, "bill", 3000),
        ({"items": [{"count": "2"}, {}, {"price": "9"}]}, "rows", 2),
        ({"items": []}, "rows", None),
        ({"born": "5/2/2016", "on": "4/2/2026"}, "age", 9),
        ({"born": "5/2/2016", "on": "5/2/2026"}, "age", 10),
        ({"born": "29/2/2016", "on": "28/2/2026"}, "age", 9),
        ({"born": "5/2/2026", "on": "4/2/2026"}, "age", None),
        ({"born": "5/2/2026"}, "age", None),
    ],
)
def test_operations(raw: dict[str, Any], field: str, value: int | None) -> None:
    assert read(**raw).get(field) == value


def test_what_is_sent_for_a_computed_field_is_passed_over() -> None:
    raw = {"a": "1", "total": "999", "items": [{"count": "2", "price": "5", "cost": "1"}], "bill": {"x": ["y"]}}
    assert read(**raw) == read(a="1", items=[{"count": "2", "price": "5"}])
    posted = {"a": "1", "total": "999", "items.0.count": "2", "items.0.price": "5", "items.0.cost": "1"}
    kept, errors = check_partial(FORM, posted)
    assert errors == []
    assert kept == {"a": "1", "items": {"0": {"count": "2", "price": "5"}}}
    section, errors = check_section(FORM, "all", {"a": "2"}, {"a": "1", "total": "999"})
    assert (section, errors) == ({"a": "1"}, [])
    assert check_answers(FORM, {"items": [{"cost": "5"}]}) == ({}, []), "a row of computed values only is no row"


def test_the_summary_tells_computed_values_and_finds_them_anew() -> None:
    answers = read(a="1000", items=[{"count": "2", "price": "1500"}])
    rows = {row.field: (row.label, row.text) for row in summary(FORM, {**answers, "total": 5}, "vi")}
    assert rows["total"] == ("total", "1.003")
    assert rows["items.0.cost"] == ("mặt hàng 1 – cost", "3.000 đ")
    assert rows["bill"] == ("bill", "3.000 đ")


def test_a_row_tells_its_own_values_while_it_is_filled_in() -> None:
    assert computed_in_row(ITEM, {"count": "2", "price": "7", "cost": "8"}) == {"cost": 14}
    assert computed_in_row(ITEM, {"count": "hai"}) == {}


def test_errors_of_a_row_name_the_row() -> None:
    _, errors = check_answers(FORM, {"items": [{"count": "1"}, {"count": "x"}]})
    assert [(error.field, error.vi.split(" – ")[0]) for error in errors] == [("items.1.count", "mặt hàng 2")]


numbers = st.integers(min_value=0, max_value=10**14)
typed = st.one_of(st.none(), numbers, numbers.map(str), st.text(max_size=5), st.lists(st.integers(), max_size=2))
items = st.lists(st.fixed_dictionaries({}, optional={"count": typed, "price": typed, "cost": typed}), max_size=5)


@given(st.fixed_dictionaries({}, optional={"a": typed, "b": typed, "total": typed, "items": items, "bill": typed}))
def test_reading_is_stable_and_never_believes_what_was_sent(raw: dict[str, Any]) -> None:
    answers, _ = check_answers(FORM, raw)
    assert check_answers(FORM, answers)[0] == answers
    forged = {**answers, "total": 1, "bill": 2, "rows": 3, "twice_total": 4}
    assert check_answers(FORM, forged)[0] == answers
    assert summary(FORM, forged, "en") == summary(FORM, answers, "en")
    for code in ("total", "twice_total", "rows", "bill", "left", "age"):
        assert answers.get(code) is None or abs(answers[code]) < LARGEST


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=5))
def test_the_sum_of_a_column_is_the_sum_of_its_rows(rows: list[tuple[int, int]]) -> None:
    answers = read(items=[{"count": count, "price": price} for count, price in rows])
    assert answers["bill"] == sum(count * price for count, price in rows)
    assert answers["rows"] == len(rows)


def permit() -> dict[str, Any]:
    raw: dict[str, Any] = json.loads(shipped_texts()["construction-permit.2.json"])
    return raw


def house(raw: dict[str, Any]) -> list[dict[str, Any]]:
    section = next(one for one in raw["form"]["sections"] if one["code"] == "house")
    fields: list[dict[str, Any]] = section["fields"]
    return fields


@pytest.mark.parametrize(
    ("compute", "place", "words"),
    [
        ({"count": "nowhere"}, "compute.count", "there is no field nowhere to compute with"),
        ({"count": "height"}, "compute.count", "height is not a group"),
        ({"sum_of": "storeys.name"}, "compute.sum_of", "name is not a number"),
        ({"sum_of": "storeys.depth"}, "compute.sum_of", "there is no field depth to compute with"),
        ({"sum_of": "floor.area"}, "compute.sum_of", "there is no field floor to compute with"),
        ({"sum": ["height", "designer"]}, "compute.sum[1]", "designer is not a number"),
        ({"sum": [1, 2]}, "compute.sum", "there is no field to compute with"),
        ({"product": ["floors", 2]}, "compute", "computed from itself: floors → floors"),
        ({"difference": ["height", "floor_area"]}, "compute", "computed from itself: floors → floor_area → floors"),
        ({"years_between": ["height", "designer"]}, "compute.years_between[0]", "height is not a day"),
    ],
)
def test_faults_of_a_computation_name_their_line(compute: dict[str, Any], place: str, words: str) -> None:
    raw = permit()
    fields = house(raw)
    at = next(number for number, one in enumerate(fields) if one["code"] == "floors")
    fields[at]["compute"] = compute
    if "floor_area" in str(compute):
        next(one for one in fields if one["code"] == "floor_area")["compute"] = {"sum": ["floors", 1]}
    text = json.dumps(raw, ensure_ascii=False, indent=1)
    found = [fault for fault in examine_definition(text).faults if fault.words == words]
    assert [fault.place for fault in found] == [f"form.sections[2].fields[{at}].{place}"]
    line = text.splitlines()[found[0].line - 1]
    assert place.split(".")[-1].partition("[")[0] in line or "[" in place
    assert found[0].say("vi") != found[0].say("en")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"required": False}, "required"),
        ({"minimum": 1}, "minimum"),
        ({"compute": {"eval": "1+1"}}, "compute.eval"),
        ({"compute": {}}, "compute"),
        ({"type": "integer"}, "compute"),
        ({"shown_as": "poem"}, "shown_as"),
    ],
)
def test_a_computed_field_is_nothing_else(change: dict[str, Any], place: str) -> None:
    raw = permit()
    next(one for one in house(raw) if one["code"] == "floors").update(change)
    assert any(f".{place}" in fault.split(": ")[0].split(" ")[0] for fault in find_faults(raw)), find_faults(raw)


def test_two_fields_that_compute_each_other_are_both_named() -> None:
    raw = permit()
    fields = {one["code"]: one for one in house(raw)}
    fields["floors"]["compute"] = {"sum": ["floor_area", 1]}
    fields["floor_area"]["compute"] = {"sum": ["floors", 1]}
    assert len([fault for fault in find_faults(raw) if "computed from itself" in fault]) == 2


def test_the_house_s_area_follows_from_its_storeys() -> None:
    form = catalogue().version("9.000009", 2).form
    rows = {"storeys": [{"name": "Tầng 1", "area": "80"}, {"name": "Tum", "area": "20"}], "floor_area": "9999"}
    answers, _ = check_answers(form, rows)
    assert (answers["floors"], answers["floor_area"]) == (2, 100)


def test_the_household_s_members_are_counted_only_for_a_household() -> None:
    form = catalogue().version("9.000010", 1).form
    members = [{"name": "Lê Thị Ví Dụ", "citizen_id": "079301000003"}] * 2
    assert check_answers(form, {"owner_kind": "household", "members": members})[0]["member_count"] == 2
    assert "member_count" not in check_answers(form, {"owner_kind": "person", "members": members})[0]


def test_returning_an_incomplete_dossier_has_its_limit() -> None:
    from chalicelib.onestop.procedures import time_to_return

    permit_limit = time_to_return(catalogue().version("9.000009", 2))
    general = time_to_return(catalogue().version("9.000001", 2))
    assert (permit_limit.amount, permit_limit.unit, permit_limit.provenance.verified) == (3, "working_day", True)
    assert (general.amount, general.unit, general.provenance.verified) == (3, "working_day", False)
    raw = copy.deepcopy(permit())
    raw["return_within"]["amount"] = 8
    assert [fault.split(":")[0] for fault in find_faults(raw)] == ["data.return_within.amount"]
    raw["return_within"]["amount"] = 0
    assert find_faults(raw)[0].startswith("data.return_within.amount ")


def test_every_action_of_a_step_is_known() -> None:
    needed = (
        "receive request_supplement refuse_intake hand_over propose_approval propose_refusal propose_supplement consult"
        " approve refuse send_back extend stop return_result require_payment"
    )
    assert set(needed.split()) == ACTIONS
