"""One fault at every AWS call of every operation of the platform; the naive submission and the mutants found out."""

from __future__ import annotations

import zlib

import pytest

from tests.faults.mutants import MUTANTS, Mutant
from tests.faults.naive import NAIVE
from tests.faults.operations import Operation, all_operations
from tests.faults.stories import Scene, Story, silent
from tests.faults.tally import LEAST_FOUND_OUT, Tally
from tests.faults.world import World

OPERATIONS = {one.name: one for one in all_operations()}
A_SLICE = ("submit", "receive", "grant", "files_arrive", "outbox_relay", "dossiers_clocks", "ledger_post")
"""The operations that every quick run tells, each a third of its stories."""


def scene_of(world: World, operation: Operation) -> Scene:
    """The operation with its world prepared, and done once without a fault."""
    scene = Scene(world, operation)
    with silent():
        scene.set()
    return scene


def found(stories: list[Story]) -> list[str]:
    """The stories that ended badly, in words."""
    return [f"{story} -> {'; '.join(story.wrong)}" for story in stories if story.wrong]


@pytest.mark.nightly
@pytest.mark.parametrize("name", OPERATIONS)
def test_every_fault_at_every_call(name: str, world: World, tally: Tally) -> None:
    scene = scene_of(world, OPERATIONS[name])
    with silent():
        stories = [scene.tell(fault, at) for fault, at in scene.plan()]
    tally.stories += stories
    assert found(stories) == []
    assert [str(story) for story in stories if not story.fired] == []


@pytest.mark.parametrize("name", A_SLICE)
def test_a_slice_of_the_stories(name: str, world: World) -> None:
    scene = scene_of(world, OPERATIONS[name])
    plan = [one for one in scene.plan() if zlib.crc32(f"{name}{one}".encode()) % 3 == 0]
    with silent():
        stories = [scene.tell(fault, at) for fault, at in plan]
    assert found(stories) == []
    assert all(story.fired for story in stories)


def test_the_naive_submission_is_found_out(world: World, tally: Tally) -> None:
    scene = scene_of(world, NAIVE)
    with silent():
        stories = [scene.tell(fault, at) for fault, at in scene.plan()]
    tally.naive += stories
    told = " ".join(found(stories))
    assert len(found(stories)) >= LEAST_FOUND_OUT, found(stories)
    for kind in ("were given", "was never told of", "removed at", "added at", "leads from", "more than once"):
        assert kind in told, kind


@pytest.mark.nightly
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.name)
def test_every_mutant_is_killed(mutant: Mutant, world: World, tally: Tally) -> None:
    tally.mutants[mutant.name] = False
    deaths = [death for name in mutant.operations for death in deaths_of(mutant, scene_of(world, OPERATIONS[name]))]
    tally.mutants[mutant.name] = bool(deaths)
    assert deaths, f"no story notices that {mutant.name}"


def deaths_of(mutant: Mutant, scene: Scene) -> list[str]:
    """The first story of a scene that the mutant does not survive. Without faults nobody may notice it, unless it is
    itself what the operation is about."""
    with pytest.MonkeyPatch.context() as patch, silent():
        mutant.apply(patch)
        plain = scene.undisturbed()
        assert bool(plain) == mutant.at_once, plain
        if plain:
            return plain
        for fault, at in scene.plan():
            story = scene.tell(fault, at)
            if story.wrong:
                return found([story])
    return []
