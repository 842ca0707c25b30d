"""What changed between versions, and what a version looks like before it is published."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.onestop.procedures import Procedure, diff, preview
from chalicelib.onestop.procedures.shipped import shipped

TODAY = date(2026, 11, 22)


def versions(code: str) -> list[Procedure]:
    return [one for one in shipped() if one.code == code]


@pytest.mark.parametrize("procedure", shipped(), ids=lambda one: f"{one.code}@{one.version}")
def test_nothing_differs_from_itself(procedure: Procedure) -> None:
    assert diff(procedure, procedure) == ()


def test_the_building_permit_got_faster() -> None:
    rows = {row.path: row for row in diff(*versions("9.000009"))}
    time = rows["processing.amount"]
    assert (time.change, time.old, time.new) == ("changed", 15, 7)
    assert time.say("vi") == "Sửa Thời hạn giải quyết (processing.amount): 15 → 7"
    assert time.say("en") == "Changed Processing time (processing.amount): 15 → 7"
    assert rows["papers[fire_safety]"].change == "added"
    assert rows["papers[neighbour_undertaking]"].change == "removed"
    assert rows["form.sections[house].fields[fire_safety_needed]"].change == "added"
    assert rows["waits[consulted]"].change == "added"


def test_a_difference_is_the_other_way_round_backwards() -> None:
    old, new = versions("9.000001")
    forwards = {(row.path, str(row.old), str(row.new)) for row in diff(old, new)}
    backwards = {(row.path, str(row.new), str(row.old)) for row in diff(new, old)}
    assert forwards == backwards


def test_words_change_as_a_whole_and_are_told_in_the_reader_s_language() -> None:
    old, new = versions("9.000009")
    row = next(row for row in diff(old, new) if row.path == "summary")
    assert new.summary.vi in row.say("vi")
    assert new.summary.en in row.say("en")


def test_moved_lines_are_no_change() -> None:
    new = versions("9.000009")[1]
    assert diff(new, replace(new, papers=tuple(reversed(new.papers)))) == ()


def test_a_preview_tells_what_nobody_has_read_and_what_is_new() -> None:
    old, new = versions("9.000009")
    shown = preview(new, old, TODAY)
    assert shown.in_force
    assert "fees[0]" in shown.unread
    assert "processing" not in shown.unread
    assert shown.read + len(shown.unread) > 10
    assert shown.against == old
    assert shown.changed == diff(old, new)
    assert preview(old, None, TODAY).changed == ()
    assert not preview(old, None, TODAY).in_force
