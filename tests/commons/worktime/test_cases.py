"""Dated cases worked out by hand: cases.csv. Times are Vietnam's; no due date while time stands still."""

import csv
from datetime import datetime
from pathlib import Path

import pytest

from chalicelib.commons.worktime import Course, Happening, deadline, explain, load_calendar
from chalicelib.foundation.clock import VIETNAM

with Path(__file__).with_name("cases.csv").open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def happening(text: str) -> Happening:
    """`extended 2026-11-06 16:00 +3`"""
    kind, moment = text.strip().split(" ", 1)
    moment, _, amount = moment.partition(" +")
    return Happening(kind, at(moment), int(amount or 0))  # type: ignore[arg-type]


def course(case: dict[str, str]) -> Course:
    happenings = tuple(happening(text) for text in case["happenings"].split(";") if text)
    policy = case["policy"]
    return Course(at(case["received"]), int(case["amount"]), case["unit"], policy, happenings=happenings)  # type: ignore[arg-type]


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_case(case: dict[str, str]) -> None:
    found = deadline(course(case), load_calendar())
    assert (found and found.due_at) == (at(case["due"]) if case["due"] else None)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_every_rule_of_a_case_has_words(case: dict[str, str]) -> None:
    found = deadline(course(case), load_calendar())
    for rule in found.rules if found else ():
        vietnamese, english = explain(rule, "vi"), explain(rule, "en")
        assert vietnamese != english
        assert "{" not in vietnamese + english
        assert "  " not in vietnamese + english


def test_there_are_enough_and_no_two_alike() -> None:
    assert len(CASES) >= 80
    assert len({case["case"] for case in CASES}) == len(CASES)
