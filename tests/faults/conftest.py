"""A stage of its own for stories of faults: they empty the table again and again."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from infra import stage_config
from infra.up import raise_stage
from tests.conftest import PROJECT, SITE_URL
from tests.faults.engine import Engine, standing_in
from tests.faults.mutants import MUTANTS, SECOND_DEFENCES
from tests.faults.operations import all_operations
from tests.faults.tally import Tally
from tests.faults.world import World, clock_of


@pytest.fixture(scope="session")
def _faults_stage(stage: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Engine, dict[str, str]]:
    """The stage and the environment of its functions."""
    name = f"f{secrets.token_hex(4)}"
    project = tmp_path_factory.mktemp("faults")
    (project / ".chalice").mkdir()
    shutil.copy(PROJECT / ".chalice" / "config.json", project / ".chalice")
    outputs = raise_stage(name, project, lambda line: None, site_url=SITE_URL)
    variables = stage_config.environment(name, outputs, SITE_URL, stage.engine_url)
    return Engine(stage.engine_url, variables, outputs), variables


@pytest.fixture(scope="session")
def _world_of_all(_faults_stage: tuple[Engine, dict[str, str]]) -> World:
    return World(_faults_stage[0])


TALLY = Tally()


@pytest.fixture(scope="session")
def tally() -> Tally:
    """What the stories of this run come to."""
    return TALLY


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Says what the stories came to, when the whole was told."""
    if TALLY.stories:
        terminalreporter.section("faults")
        for line in TALLY.lines(len(all_operations()), len(MUTANTS)):
            terminalreporter.write_line(line)
        for part, reason in SECOND_DEFENCES.items():
            terminalreporter.write_line(f"not a mutant: the condition of {part} ({reason})")


@pytest.fixture(scope="module")
def world(_world_of_all: World, _faults_stage: tuple[Engine, dict[str, str]]) -> Iterator[World]:
    """The world of this session's stories; the platform in this process works on it meanwhile."""
    with standing_in(_faults_stage[1]), clock_of(_world_of_all):
        yield _world_of_all
