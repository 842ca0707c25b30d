"""The published definitions, and the faults a wrong one is refused for."""

import copy
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import chalicelib.onestop.procedures as room
from chalicelib.commons import identity
from chalicelib.commons.agencies import directory
from chalicelib.onestop.procedures import Procedure, catalogue, fees_due, read_procedure
from chalicelib.onestop.procedures.checks import find_faults, find_overlaps
from chalicelib.onestop.procedures.stepchecks import MAY

DEFINITIONS = sorted((Path(room.__file__).parent / "data" / "definitions").glob("*.json"))
LICENCE, PRESS = "9.000001", "9.000002"
TODAY = date(2026, 11, 22)


def load(name: str) -> dict[str, Any]:
    found = next(path for path in DEFINITIONS if path.stem == name)
    definition: dict[str, Any] = json.loads(found.read_text(encoding="utf-8"))
    return definition


def published() -> list[Procedure]:
    return [read_procedure(json.loads(path.read_text(encoding="utf-8"))) for path in DEFINITIONS]


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.stem)
def test_every_definition_may_be_published(path: Path) -> None:
    assert find_faults(json.loads(path.read_text(encoding="utf-8"))) == []


def test_versions_never_overlap() -> None:
    assert find_overlaps(published()) == []


def test_overlapping_and_misnumbered_versions_are_found() -> None:
    old, new = (read_procedure(load(f"general-information-website.{number}")) for number in (1, 2))
    assert find_overlaps([old, old]) == [
        f"{LICENCE}: versions 1 and 1 overlap",
        f"{LICENCE}: version 1 comes after 1",
    ]
    open_ended = load("general-information-website.1")
    open_ended["in_force"]["to"] = None
    assert find_overlaps([new, read_procedure(open_ended)]) == [f"{LICENCE}: versions 1 and 2 overlap"]


def test_every_version_has_a_competent_agency_all_its_time() -> None:
    for procedure in published():
        place = "w01" if procedure.competent.by == "place" else None
        for on in (procedure.in_force_from, procedure.in_force_to or TODAY):
            assert directory().competent_for(procedure.competent, on, place)


def test_the_licence_as_published() -> None:
    licence = catalogue().resolve(LICENCE, TODAY)
    assert (licence.kind, licence.silence_means_yes, licence.notice) == ("licence", False, None)
    assert (licence.service.level, licence.service.mode) == (4, "end_to_end")
    assert (licence.processing.amount, licence.processing.unit) == (10, "working_day")
    assert licence.clock_policy == "RESTART"
    assert directory().competent_for(licence.competent, TODAY).id == "d07"
    assert [step.role for step in licence.steps] == [
        "one_stop_officer",
        "specialist",
        "leader",
        "one_stop_officer",
    ]
    assert not licence.code_provenance.verified
    assert not licence.processing.provenance.verified


def test_the_notification_as_published() -> None:
    press = catalogue().resolve(PRESS, TODAY)
    assert (press.kind, press.silence_means_yes) == ("notification", True)
    assert press.notice is not None
    assert (press.notice.at_least_hours, press.notice.forbid_hours) == (24, 12)
    assert press.notice.provenance.verified
    assert "237/2026" in press.notice.provenance.source
    assert directory().competent_for(press.competent, TODAY).id == "d07"


def test_steps_follow_one_another() -> None:
    licence = catalogue().resolve(LICENCE, TODAY)
    walked = [licence.steps[0]]
    while following := licence.after(walked[-1].code):
        walked.append(following)
    assert tuple(walked) == licence.steps
    with pytest.raises(KeyError):
        licence.step("sleep")


def change(definition: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(definition)
    *steps, last = path.split("/")
    place: Any = changed
    for step in steps:
        place = place[int(step) if isinstance(place, list) else step]
    if value is ...:
        del place[last]
    else:
        place[int(last) if isinstance(place, list) else last] = value
    return changed


FIRST_FIELD = "data.form.sections[0].fields[0]"


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("name/en", ..., "data.name"),
        ("name/en", "", "data.name.en"),
        ("secret", 1, "data.secret"),
        ("steps/1/role", "king", "data.steps[1].role"),
        ("steps/1/share", 61, "data.steps"),
        ("steps/1/code", "receive", "data.steps"),
        ("steps/0/actions", ["hand_over"], "data.steps[0].actions"),
        ("steps/3/actions", ["hand_over"], "data.steps[3].actions"),
        ("steps/2/actions", ["refuse"], "data.steps"),
        ("steps/1/actions/0", "sleep", "data.steps[1].actions[0]"),
        ("steps/0/role", "specialist", "data.steps[0].actions[0]"),
        ("steps/2/role", "one_stop_officer", "data.steps[2].actions[0]"),
        ("steps/2/role", "specialist", "data.steps[2].actions[1]"),
        ("steps/3/role", "leader", "data.steps[3].actions[0]"),
        ("steps/1/actions", ["consult"], "data.steps"),
        ("steps/1/actions", ["propose_approval", "return_result"], "data.steps[1].actions"),
        ("form/sections/0/fields/6/prefill", "shoe_size", "data.form.sections[0].fields[6].prefill"),
        ("waits", [{"for": "authority", "amount": 2, "unit": "calendar_day", "silence": "yes", "verified": False}],
         "data.silence_means_yes"),
        ("waits", [{"for": "authority", "amount": 9, "unit": "working_day", "silence": "no", "verified": False}],
         "data.waits[0].amount"),
        ("waits", [{"for": "authority", "amount": 10, "unit": "working_day", "silence": "no", "verified": False}],
         None),
        ("waits", [{"for": "authority", "amount": 9, "unit": "working_day", "silence": "nothing", "verified": False}],
         None),
        ("waits", [{"for": "applicant", "amount": 9, "unit": "working_day", "silence": "yes", "verified": False}],
         "data.waits[0].silence"),
        ("processing/source", ..., None),
        ("processing/verified", ..., "data.processing"),
        ("legal_basis/0", {"number": "1/2", "title": {"vi": "a", "en": "b"}, "articles": "", "verified": True},
         "data.legal_basis[0]"),
        ("in_force/from", "2026-02-30", "data.in_force"),
        ("in_force/to", "2001-01-01", "data.in_force"),
        ("service/mode", "partial", "data.service.reason"),
        ("silence_means_yes", True, "data.notice"),
        ("competent/unit", ..., "data.competent.unit"),
        ("papers/1/when", {"applicant_kind": ["wizard"]}, "data.papers[1].when.applicant_kind"),
        ("papers/1/when", {"nothing": [True]}, "data.papers[1].when.nothing"),
        ("papers/1/code", "application", "data.papers"),
        ("form/sections/0/fields/0/type", "text", f"{FIRST_FIELD}.options"),
        ("form/sections/0/fields/0/type", "riddle", "data.form.sections[0].fields[0].type"),
        ("form/sections/0/fields/0/when", {"topics": ["news"]}, f"{FIRST_FIELD}.when.topics"),
        ("form/sections/0/fields/0/fields", [{"code": "a", "type": "text", "label": {"vi": "a", "en": "a"}}],
         f"{FIRST_FIELD}.fields"),
        ("form/sections/0/fields/1/max_length", 501, "data.form.sections[0].fields[1].max_length"),
        ("form/sections/0/fields/1/code", "phone", "data.form"),
        ("form/sections/1/code", "applicant", "data.form.sections"),
        ("form/sections/2/fields/7/minimum", 11, "data.form.sections[2].fields[7].minimum"),
    ],
)  # fmt: skip
def test_faults_name_their_place(path: str, value: Any, place: str | None) -> None:
    faults = find_faults(change(load("general-information-website.2"), path, value))
    if place is None:
        assert faults == []
    else:
        assert [fault for fault in faults if fault.startswith((f"{place} ", f"{place}:"))], faults


def test_the_roles_of_steps_are_those_of_the_policy_table() -> None:
    moves = {"refuse_intake": "refuse", "approve": "attach_result", "refuse": "reject"}
    assert {action: identity.entry(f"dossiers.{moves.get(action, action)}") for action in MAY} == MAY


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("notice/event", "topic", "data.notice.event"),
        ("notice/event", "nowhere", "data.notice.event"),
        ("notice/forbid_hours", 25, "data.notice.forbid_hours"),
    ],
)
def test_a_notice_hangs_on_a_moment_of_the_form(path: str, value: Any, place: str) -> None:
    faults = find_faults(change(load("press-conference.1"), path, value))
    assert [fault.split(":")[0] for fault in faults] == [place]


def test_at_least_twelve_procedures_are_shipped() -> None:
    assert len({procedure.code for procedure in published()}) >= 12
    everyday = {"Đăng ký khai sinh", "Đăng ký thành lập hộ kinh doanh", "Cấp giấy phép xây dựng nhà ở riêng lẻ"}
    assert everyday <= {procedure.name.vi for procedure in published()}


def test_the_building_permit_before_and_after_the_decree_of_2026() -> None:
    old, new = (catalogue().resolve("9.000009", on) for on in (date(2026, 6, 30), date(2026, 7, 1)))
    was = old.processing
    assert (was.amount, was.unit, was.provenance.verified) == (15, "calendar_day", False)
    assert (new.processing.amount, new.processing.unit, new.processing.provenance.verified) == (7, "working_day", True)
    assert {(wait.whom, wait.silence) for wait in new.waits} == {("consulted", "yes"), ("applicant", "no")}


def test_silence_of_the_authority_was_consent_for_foreign_bodies() -> None:
    old = catalogue().resolve("9.000005", date(2026, 6, 30))
    assert old.silence_means_yes
    assert [(wait.whom, wait.within.amount, wait.silence) for wait in old.waits] == [("authority", 2, "yes")]


def test_a_fee_may_depend_on_the_channel() -> None:
    business = catalogue().resolve("9.000010", TODAY)
    assert [fee.amount for fee in fees_due(business, {}, TODAY)] == [0]
    assert [fee.amount for fee in fees_due(business, {}, TODAY, "paper")] == [100_000]


@pytest.mark.parametrize(("copies", "dong"), [("one", 8_000), ("three", 24_000)])
def test_a_fee_may_depend_on_an_answer(copies: str, dong: int) -> None:
    extract = catalogue().resolve("9.000006", TODAY)
    assert [fee.amount for fee in fees_due(extract, {"copies": copies}, TODAY)] == [dong]


def test_what_is_only_partly_online_says_why() -> None:
    partial = [procedure for procedure in published() if procedure.service.mode == "partial"]
    assert partial
    assert all(procedure.service.reason for procedure in partial)


def test_groups_are_not_nested() -> None:
    definition = load("general-information-website.2")
    group = definition["form"]["sections"][2]["fields"][2]
    group["fields"][0] = {**copy.deepcopy(group), "code": "inner"}
    assert any("a group holds no group" in fault for fault in find_faults(definition))


def test_the_schema_is_not_compiled_to_answer_requests() -> None:
    script = (
        "import sys; from chalicelib.onestop.procedures import catalogue; catalogue();"
        "print([name for name in ('fastjsonschema', 'boto3', 'jinja2') if name in sys.modules])"
    )
    root = Path(room.__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
