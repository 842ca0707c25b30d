"""Whether a city has lost anything: everything that was answered is there, and all that must be true of a city is."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from unittest import mock

from infra import stacks, stage_environment, up
from infra.clients import client
from infra.local.city import STAGE
from infra.local.venvs import PROJECT
from infra.redrive import QUEUES, redrive
from tests.faults.engine import Engine, standing_in
from tests.faults.invariants import violations
from tests.faults.world import Promise, World
from tests.story.city import City

SOON = 8
"""Seconds after which a message comes again that a killed process had in hand; in a real city three to six minutes."""
UNTIL_REST = 240


def come_soon(city: City) -> None:
    """Shortens the wait for what a killed process had in hand, so that nobody waits for minutes."""
    with mock.patch.dict(os.environ, city.environment()):
        outputs = stacks.outputs(up.state_stack(STAGE))
        for name in QUEUES.values():
            attributes = {"VisibilityTimeout": str(SOON)}
            client("sqs").set_queue_attributes(QueueUrl=outputs[f"{name}QueueUrl"], Attributes=attributes)


def losses(city: City, answers: Sequence[Mapping[str, Any]]) -> list[str]:
    """Everything that is wrong with a city once it has come to rest; empty when nothing is lost."""
    with mock.patch.dict(os.environ, city.environment()):
        outputs = stacks.outputs(up.state_stack(STAGE))
        variables = stage_environment.variables(STAGE)
        world = World(Engine(city.engine_url, variables, outputs), datetime.now(tz=UTC))
        restless = _come_to_rest(world, outputs)
        with standing_in(variables):
            world.promises = [Promise("the story", "", answer) for answer in answers]
            world.sent_before = {f"{row['pk']['S']}.{row['seq']['N']}" for row in world.rows() if "seq" in row}
            wrong = violations(world)
        words = [sys.executable, "-m", "infra", "verify", "--stage", STAGE]
        verified = subprocess.run(words, cwd=PROJECT, capture_output=True, text=True, check=False)
    faults = [] if verified.returncode == 0 else [f"infra verify: {verified.stdout}{verified.stderr}"]
    return [*restless, *wrong, *faults]


def _come_to_rest(world: World, outputs: Mapping[str, str]) -> list[str]:
    """Waits until every event is sent and every queue is empty. Dead letters are brought back, as an operator does."""
    until = time.monotonic() + UNTIL_REST
    while time.monotonic() < until:
        for name in QUEUES.values():
            redrive(outputs[f"{name}DeadLettersUrl"], outputs[f"{name}QueueUrl"])
        if world.resting() and not any(_waiting(outputs[f"{name}QueueUrl"]) for name in QUEUES.values()):
            return []
        time.sleep(1)
    return [f"the city has not come to rest in {UNTIL_REST} s"]


def _waiting(url: str) -> int:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    found = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(int(one) for one in found.values())
