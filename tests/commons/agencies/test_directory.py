from dataclasses import replace
from datetime import date

import pytest

from chalicelib.commons.agencies import (
    LEAF_FIRST,
    ROOT_FIRST,
    CompetenceRule,
    Directory,
    Post,
    Succession,
    Unit,
    UnitIdentifier,
    demo_citizens,
    directory,
    present_unit,
)
from chalicelib.commons.agencies.checks import find_faults
from chalicelib.foundation.errors import Conflict, Invalid, Missing

TODAY = date(2026, 11, 22)
PRESS = CompetenceRule("unit", "d19", "press")


def make_unit(unit_id: str, **changed: object) -> Unit:
    plain = Unit(
        id=unit_id,
        kind="ward",
        level=2,
        parent="top",
        name_vi=f"Phường {unit_id}",
        name_en=f"Ward {unit_id}",
        valid_from=None,
        valid_to=None,
        successions=(),
        office_hours="standard",
        identifiers=(),
        source="",
        verified=False,
    )
    return replace(plain, **changed)  # type: ignore[arg-type]


TOP = make_unit("top", kind="committee", level=1, parent=None)


def test_demo_city_has_its_units() -> None:
    city = directory()
    kinds = [unit.kind for unit in city.children("city", TODAY)]
    assert kinds.count("city_office") == 1
    assert kinds.count("department") == 18
    assert kinds.count("ward") == 30
    assert city.unit("d07").name("vi") == "Sở Văn hóa và Thể thao"
    assert city.unit("d07").name("en") == "Department of Culture and Sports"


def test_demo_data_has_no_fault_and_marks_what_is_invented() -> None:
    city = directory()
    assert find_faults(city.units(), city.posts()) == []
    for unit in city.units():
        for identifier in unit.identifiers:
            if unit.level > 1:
                assert not identifier.verified
            assert identifier.source or not identifier.verified


@pytest.mark.parametrize("code", ["000.00.07.H29", "H29.07", "07.H29", "h29.07"])
def test_a_unit_is_found_by_either_code(code: str) -> None:
    assert directory().by_code(code, TODAY).id == "d07"


def test_a_code_counts_only_in_its_time() -> None:
    assert directory().by_code("000.00.19.H29", date(2024, 1, 1)).id == "d19"
    with pytest.raises(Missing):
        directory().by_code("000.00.19.H29", TODAY)
    with pytest.raises(Missing):
        directory().by_code("H29.77", TODAY)


def test_a_reused_code_names_the_unit_of_the_day() -> None:
    ended, started = date(2025, 6, 30), date(2025, 7, 1)
    old = make_unit("old", identifiers=(UnitIdentifier(ROOT_FIRST, "H29.44", None, ended, "", False),))
    new = make_unit("new", identifiers=(UnitIdentifier(ROOT_FIRST, "H29.44", started, None, "", False),))
    units = Directory([TOP, old, new])
    assert units.by_code("H29.44", ended).id == "old"
    assert units.by_code("H29.44", started).id == "new"


def test_unknown_units_are_missing() -> None:
    with pytest.raises(Missing) as refusal:
        directory().unit("d99")
    assert refusal.value.code == "agencies/unknown-unit"
    with pytest.raises(Missing):
        directory().children("d99")


def test_competence_follows_the_reorganisation() -> None:
    assert directory().competent_for(PRESS, date(2025, 2, 28)).id == "d19"
    assert directory().competent_for(PRESS, date(2025, 3, 1)).id == "d07"
    telecom = CompetenceRule("unit", "d19", "telecom")
    assert directory().competent_for(telecom, TODAY).id == "d08"


def test_competence_is_not_guessed() -> None:
    with pytest.raises(Conflict) as refusal:
        directory().competent_for(CompetenceRule("unit", "d19", "fishing"), TODAY)
    assert refusal.value.code == "agencies/no-competent-unit"


def test_a_circle_of_successions_ends_in_words() -> None:
    ended = date(2020, 1, 1)
    one = make_unit("one", valid_to=ended, successions=(Succession("two", ()),))
    two = make_unit("two", valid_to=ended, successions=(Succession("one", ()),))
    with pytest.raises(Conflict):
        Directory([TOP, one, two]).successor_on("one", TODAY)


def test_a_unit_not_yet_founded_is_not_competent() -> None:
    with pytest.raises(Conflict):
        directory().competent_for(CompetenceRule("unit", "w03", ""), date(2025, 6, 30))


def test_competence_by_place() -> None:
    by_place = CompetenceRule("place", None, "civil_status")
    assert directory().competent_for(by_place, TODAY, "w03").name_vi.endswith("Bến Thành")
    with pytest.raises(Invalid) as nowhere:
        directory().competent_for(by_place, TODAY)
    assert nowhere.value.code == "agencies/place-needed"
    with pytest.raises(Invalid) as elsewhere:
        directory().competent_for(by_place, TODAY, "d07")
    assert elsewhere.value.code == "agencies/not-a-place"


def test_merged_wards_lead_to_one_and_split_wards_to_nobody() -> None:
    ended = date(2025, 6, 30)
    merged = make_unit("merged", valid_to=ended, successions=(Succession("new-1", ()),))
    split = make_unit("split", valid_to=ended, successions=(Succession("new-1", ()), Succession("new-2", ())))
    units = Directory([TOP, merged, split, make_unit("new-1"), make_unit("new-2")])
    assert units.competent_for(CompetenceRule("place", None, ""), TODAY, "merged").id == "new-1"
    with pytest.raises(Conflict):
        units.competent_for(CompetenceRule("place", None, ""), TODAY, "split")


@pytest.mark.parametrize("unit", ["d06", "d07"])
def test_demo_posts_cover_both_departments(unit: str) -> None:
    city = directory()
    assert city.officers(unit, "one_stop_officer", TODAY) == (f"acc-onestop-{unit}",)
    assert city.officers(unit, "specialist", TODAY)[0] == f"acc-specialist-{unit}"
    assert set(city.officers(unit, "specialist", TODAY)) < set(city.staff(unit, TODAY))
    assert city.officers(unit, "leader", TODAY) == (f"acc-leader-{unit}",)
    assert city.posts_of("acc-operator", TODAY)[0].unit == "office"
    assert not city.posts_of("acc-citizen-1", TODAY)
    assert demo_citizens()[:2] == ("acc-citizen-1", "acc-citizen-2")


def test_rights_end_with_the_post() -> None:
    post = Post("acc-a", "top", "leader", date(2026, 1, 1), date(2026, 6, 30))
    units = Directory([TOP], [post])
    assert units.posts_of("acc-a", date(2026, 6, 30)) == (post,)
    assert units.posts_of("acc-a", date(2026, 7, 1)) == ()
    assert units.posts_of("acc-a", date(2025, 12, 31)) == ()
    assert units.officers("top", "leader", date(2026, 7, 1)) == ()


def test_a_unit_is_presented_with_the_codes_of_the_day() -> None:
    shown = present_unit(directory().unit("d07"), TODAY)
    assert shown["codes"] == {LEAF_FIRST: "000.00.07.H29", ROOT_FIRST: "H29.07"}
    before = present_unit(directory().unit("d07"), date(2020, 9, 14))
    assert before["codes"] == {LEAF_FIRST: "000.00.07.H29", ROOT_FIRST: None}


@pytest.mark.parametrize(
    ("unit", "fault"),
    [
        (make_unit("much-too-long"), "units.much-too-long.id"),
        (make_unit("a", kind="village"), "units.a.kind"),
        (make_unit("a", parent="b"), "units.a.parent"),
        (make_unit("a", parent=None), "units.a.parent"),
        (make_unit("a", level=1), "units.a.level"),
        (make_unit("a", name_en=""), "units.a.name"),
        (make_unit("a", verified=True), "units.a.source"),
        (make_unit("a", successions=(Succession("top", ()),)), "units.a.successions"),
        (make_unit("a", office_hours="never"), "units.a.office_hours"),
        (
            make_unit("a", valid_to=date(2020, 1, 1), successions=(Succession("b", ()),)),
            "units.a.successions",
        ),
    ],
)
def test_faults_name_their_place(unit: Unit, fault: str) -> None:
    assert [found.split(":")[0] for found in find_faults([TOP, unit], [])] == [fault]


def test_codes_are_canonical_and_never_shared_at_a_time() -> None:
    code = UnitIdentifier(LEAF_FIRST, "000.00.44.H29", None, None, "", False)
    one, two = make_unit("a", identifiers=(code,)), make_unit("b", identifiers=(code,))
    assert "borne by a at the same time" in find_faults([TOP, one, two], [])[0]
    short = make_unit("a", identifiers=(replace(code, code="44.H29"),))
    assert "is written 000.00.44.H29" in find_faults([TOP, short], [])[0]


def test_posts_name_known_units_and_roles() -> None:
    wrong = Post("", "nowhere", "king", None, None)  # type: ignore[arg-type]
    assert len(find_faults([TOP], [wrong])) == 3
