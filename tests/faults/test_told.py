"""What `make faults` stands on: the control is found out, mutants die, stories repeat, the table tells the truth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.fake.city import FakeWorld, fake_city
from tests.fake.machine import drive
from tests.fake.simulation import simulate
from tests.faults import telling, without
from tests.faults.mutants import MUTANTS, Mutant
from tests.faults.naive import LEAST_FOUND_OUT
from tests.faults.on_engine import world_on
from tests.faults.operations import all_operations
from tests.faults.stories import silent
from tests.faults.suites import CI, NIGHTLY, suites
from tests.faults.tally import Row, Tally, table, untrue


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeWorld]:
    """A fake city, and the one that tellers of stories find in this process."""
    with fake_city() as world:
        monkeypatch.setattr(telling, "_city", world)
        yield world


def test_the_naive_submission_is_found_out(city: FakeWorld) -> None:
    tally = telling.naive()
    assert tally.wrong == ()
    assert tally.count >= max(LEAST_FOUND_OUT, tally.meant / 2)
    assert tally.fired == tally.meant


def test_every_fault_happens_and_a_sound_operation_bears_it(city: FakeWorld) -> None:
    tally = telling.singles("submit", False)
    assert (tally.wrong, tally.fired, tally.count) == ((), tally.meant, tally.meant)
    assert tally.count > 20


@pytest.mark.parametrize("mutant", MUTANTS[:3], ids=lambda one: one.name)
def test_a_mutant_dies(city: FakeWorld, mutant: Mutant) -> None:
    assert telling.mutant(mutant.name).count == 1


def test_a_seed_tells_the_same_story_again_whatever_was_told_before(city: FakeWorld) -> None:
    first = telling.seeds((3, 4), 60)
    simulate(city, 9, 20)
    again = telling.seeds((4, 3), 60)
    assert untrue(first, again) == ()
    assert len({trace for _, trace in first.traces}) == 2


def test_the_state_machine_tells_a_mutant_from_the_platform(city: FakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = drive(city, 1, 10, 30)
    assert sound.wrong == ()
    assert sound.fired > 10
    without.key_of_the_draft(monkeypatch)
    assert drive(city, 1, 10, 30).wrong != ()


@pytest.mark.parametrize("name", ["submit", "files_arrive", "outbox_relay"])
def test_the_engine_and_the_wire_are_asked_the_same(stage: Any, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """An operation makes the same calls, and finds as much, on the laptop's engine and on the fake."""
    with world_on(stage.engine_url) as there, silent():
        engine = telling.scene_of(there, telling.named(name)).calls
    with fake_city() as city:
        monkeypatch.setattr(telling, "_city", city)
        assert telling.on_the_wire(telling.named(name)).calls == engine


def test_a_row_misses_its_target_by_count_by_violation_and_by_a_fault_that_never_happened() -> None:
    good = Tally(10, 10, 10)
    assert Row("a", 10, ">= 10", good).missed == ""
    assert "too few" in Row("a", 11, ">= 11", good).missed
    assert "violations" in Row("a", 10, ">= 10", good + Tally(wrong=("lost",))).missed
    assert "did not happen" in Row("a", 10, ">= 10", good + Tally(0, 1, 0)).missed
    assert table([Row("a", 10, ">= 10", good)])[1].split() == [
        "a",
        "10",
        ">=",
        "10",
        "10",
        "100",
        "%",
        "0",
        "0",
        "s",
        "good",
    ]


def test_another_trace_is_told() -> None:
    first = Tally(traces=((1, "a"), (2, "b")))
    assert untrue(first, Tally(traces=((2, "b"),))) == ()
    assert untrue(first, Tally(traces=((2, "c"),))) == ("2 became another story",)


def test_a_mistake_in_a_story_is_a_violation(city: FakeWorld) -> None:
    tally = telling.carried_out(telling.Task(telling.singles, ("nothing of that name", False)))
    assert "StopIteration" in tally.wrong[0]


@pytest.mark.parametrize("size", [CI, NIGHTLY], ids=lambda one: one.name)
def test_every_size_tells_every_operation_and_reaches_the_targets(size: Any) -> None:
    told = {suite.name: suite for suite in suites(size, 0)}
    names = {one.name for one in all_operations()}
    assert {task.given[0] for task in told["one fault"].tasks} == names
    assert {task.given[0] for task in told["two faults"].tasks} == names
    assert told["mutants killed"].least == len(MUTANTS)
    assert told["seeds x 200"].least >= 1000
