"""Faults with the line they stand in, and the command that prints them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.commons.agencies import directory
from chalicelib.onestop.procedures import examine_definition, examine_definitions
from chalicelib.onestop.procedures.faultwords import say_fault
from chalicelib.onestop.procedures.lines import NotJson, read_located, with_values
from chalicelib.onestop.procedures.quickfields import quick_fields, with_quick
from chalicelib.onestop.procedures.shipped import FOLDER, shipped_texts
from infra.__main__ import main

PERMIT = (FOLDER / "construction-permit.2.json").read_text(encoding="utf-8")


def line_of(text: str, words: str) -> int:
    """The one line that has these words."""
    (line,) = [number for number, one in enumerate(text.splitlines(), 1) if words in one]
    return line


def test_everything_shipped_is_sound() -> None:
    assert examine_definitions(shipped_texts(), directory()) == []


@pytest.mark.parametrize(
    ("good", "bad", "place", "words"),
    [
        ('"version": 2', '"version": "two"', "version", "must be integer"),
        ('"maximum": 60', '"maximum": "sixty"', "form.sections[2].fields[0].maximum", "must be integer"),
        ('"share": 30', '"share": 31', "steps", "add up to 101"),
        ('"when": {"verification_needed": ["yes"]}', '"when": {"verification": ["yes"]}', "papers[4].when", "no such"),
        ('"by": "place"', '"by": "unit", "unit": "d99"', "competent.unit", "no agency"),
        ('"silence": "no"', '"silence": "no", "mood": 1', "waits[1].mood", "no such property"),
        ('"for": "applicant"', '"for": "applicant", "for": "consulted"', "waits[1].for", "stands twice"),
    ],
)
def test_a_fault_names_line_and_place(good: str, bad: str, place: str, words: str) -> None:
    assert PERMIT.count(good) == 1
    text = PERMIT.replace(good, bad)
    examined = examine_definition(text, directory())
    assert examined.procedure is None
    fault = next(one for one in examined.faults if one.place.startswith(place))
    assert words in fault.words
    heads = {"steps": '"steps": ['}
    assert fault.line == line_of(text, heads.get(place, bad.splitlines()[0]))
    assert fault.at("a.json").startswith(f"a.json:{fault.line}: {place}")


def test_all_faults_of_the_shape_are_told_at_once() -> None:
    definition = json.loads(PERMIT)
    definition["version"], definition["kind"] = 0, "wish"
    del definition["papers"][0]["copies"]
    text = json.dumps(definition, ensure_ascii=False, indent=2)
    places = [fault.place for fault in examine_definition(text).faults]
    assert {"version", "kind", "papers[0]"} <= set(places)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "7", '{"a": }', '{\n"a": tru}', "[" * 5000, '{"a":' * 60 + "1" + "}" * 60]
)
def test_what_is_no_definition_is_refused_in_words(text: str) -> None:
    examined = examine_definition(text)
    assert examined.procedure is None
    assert examined.faults[0].words


def test_a_syntax_error_names_its_line() -> None:
    with pytest.raises(NotJson) as wrong:
        read_located('{\n "a": 1,\n "b" 2\n}')
    assert wrong.value.line == 3


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('ab.[]\\"', max_size=4), inner, max_size=4),
    max_leaves=20,
)


@given(JSON, st.sampled_from([None, 1]))
def test_any_json_is_read_as_json_reads_it(value: Any, indent: int | None) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    located = read_located(text)
    assert located.value == value
    assert set(located.lines.values()) <= set(range(1, text.count("\n") + 2))


def test_an_unknown_place_has_the_line_of_what_is_around_it() -> None:
    located = read_located('{\n "a": [\n  {"b": 1}\n ]\n}')
    assert [located.line(place) for place in ("data.a[0].b.c", "data.a[7]", "data.z", "elsewhere")] == [3, 2, 1, 1]


def test_the_command_prints_file_line_and_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.json"
    text = PERMIT.replace('"share": 30', '"share": 31')
    bad.write_text(text, encoding="utf-8")
    (tmp_path / "good.json").write_text(PERMIT, encoding="utf-8")
    assert main(["procedures", "check", str(bad)]) == 1
    line = line_of(text, '"steps": [')
    assert capsys.readouterr().out.strip() == f"{bad}:{line}: steps: the shares of time add up to 101, not 100"
    assert main(["procedures", "check", str(tmp_path / "good.json")]) == 0
    assert main(["procedures", "check", str(tmp_path / "none.json")]) == 1


def test_the_command_compares_versions_of_one_procedure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text(PERMIT, encoding="utf-8")
    assert main(["procedures", "check", str(tmp_path)]) == 1
    line = line_of(PERMIT, '"in_force"')
    assert f"b.json:{line}: in_force: 9.000009: versions 2 and 2 overlap" in capsys.readouterr().out


def test_shipped_and_generated_definitions_pass_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["procedures", "check"]) == 0
    assert main(["generated_procedures", "30", str(tmp_path / "many")]) == 0
    assert main(["procedures", "check", str(tmp_path / "many")]) == 0
    assert "30 definitions, no faults" in capsys.readouterr().out
    assert main(["generated_procedures", "0", str(tmp_path)]) == 1


@pytest.mark.parametrize("words", [["seed"], ["rebuild"], ["seed", "a.json", "--stage", "x"]])
def test_acting_on_a_stage_wants_the_stage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["procedures", *words]) == 1
    assert "--stage" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ('"version": 2', '"version": "two"'),
        ('"version": 2', '"version": 0'),
        ('"version": 2,', ""),
        ('"share": 30', '"share": 31'),
        ('"by": "place"', '"by": "unit", "unit": "d99"'),
        ('"by": "place"', '"by": "unit"'),
        ('"silence": "no"', '"silence": "no", "mood": 1'),
        ('"mode": "end_to_end"', '"mode": "partial"'),
        ('"mode": "end_to_end"', '"mode": "dreamt"'),
        ('"value": "9.000009"', '"value": "9"'),
        ('"for": "applicant"', '"for": "applicant", "for": "consulted"'),
        ('"silence_means_yes": false', '"silence_means_yes": true'),
        ('"actions": ["receive", ', '"actions": ["sleep", '),
        ('"actions": ["receive", ', '"actions": ["receive", "return_result", '),
        ('"role": "leader"', '"role": "specialist"'),
        ('"silence": "no"', '"silence": "yes"'),
        ('"for": "consulted"', '"for": "authority"'),
        ('"propose_approval", ', ""),
        ('{"verification_needed": ["yes"]}', '{"verification": ["yes"]}'),
        ('{"verification_needed": ["yes"]}', '{"verification_needed": ["perhaps"]}'),
        ('"count": "storeys"', '"count": "height"'),
        ('"from": "2026-07-01"', '"from": "2026-02-30"'),
        ('"name": {"vi": "Giấy phép xây dựng", ', '"name": {"vi": "", '),
    ],
)
def test_faults_are_told_in_both_languages(good: str, bad: str) -> None:
    assert good in PERMIT
    faults = examine_definition(PERMIT.replace(good, bad, 1), directory()).faults
    assert faults
    for fault in faults:
        assert say_fault(fault.words, "vi") != fault.words, fault.words
        assert say_fault(fault.words, "en").replace("'", "") == re.sub(r"\['(.*)'\]", r"\1", fault.words).replace(
            "'", ""
        )


@pytest.mark.parametrize(
    ("lang", "said"), [("vi", "phải có các thuộc tính form, steps"), ("en", "must contain form, steps properties")]
)
def test_names_are_listed_as_people_list_them(lang: str, said: str) -> None:
    assert say_fault("must contain ['form', 'steps'] properties", lang) == said


@pytest.mark.parametrize("escape", ["\\ud800", "a\\uDC00b"])
def test_half_of_a_character_is_a_fault_of_its_line(escape: str) -> None:
    for text in (f'{{\n"name": "{escape}"}}', f'{{\n"{escape}": 1}}'):
        (fault,) = examine_definition(text).faults
        assert (fault.line, "half of a character" in fault.words) == (2, True)
        assert fault.say("vi").encode()


plain = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)),
    max_leaves=12,
)


@given(plain, st.sampled_from([None, 0, 2]), plain)
def test_another_value_changes_its_own_letters_only(value: object, indent: int | None, other: object) -> None:
    text = "\n" + json.dumps({"a": value, "b": [value, 1]}, ensure_ascii=False, indent=indent) + " "
    changed = with_values(text, {"data.a": other, "data.b[1]": "mới"})
    assert json.loads(changed) == {"a": other, "b": [value, "mới"]}
    assert json.loads(with_values(changed, {"data.a": value, "data.b[1]": 1})) == json.loads(text)
    with pytest.raises(KeyError):
        with_values(text, {"data.c": 1})


def test_quick_fields_of_every_shipped_definition_change_nothing_when_nothing_is_typed() -> None:
    for text in shipped_texts().values():
        fields = quick_fields(text)
        assert [field.place for field in fields][:2] == ["name.vi", "name.en"]
        assert with_quick(text, {field.place: field.value for field in fields}) == (text, [])


def test_quick_fields_are_written_back_letter_by_letter() -> None:
    typed = {
        "processing.amount": "9",
        "fees[0].amount": "80.000 đ",
        "in_force.to": "31/12/2027",
        "name.vi": "Tên “mới”",
    }
    text, wrong = with_quick(PERMIT, typed)
    assert wrong == []
    lines = zip(PERMIT.splitlines(), text.splitlines(), strict=True)
    assert [new.strip() for old, new in lines if old != new] == [
        '"to": "2027-12-31",',
        '"name": {"vi": "Tên “mới”", "en": "Construction permit for a single house"},',
        '"amount": 80000,',
        '"amount": 9,',
    ]
    text, wrong = with_quick(PERMIT, {**typed, "processing.amount": "", "fees[0].amount": "nhiều"})
    assert text == PERMIT
    assert [(one.field, one.code) for one in wrong] == [
        ("processing.amount", "forms/required"),
        ("fees[0].amount", "money/malformed"),
    ]


@pytest.mark.parametrize("text", ["", "{", "[]", "1", '{"fees": 1, "name": []}', '{"fees": [1, {"amount": true}]}'])
def test_quick_fields_of_nonsense_are_none(text: str) -> None:
    assert quick_fields(text) == []
