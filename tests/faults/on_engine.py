"""The same stories on the laptop's engine, which shares no code with the fake: a world of its own, and its tally."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from infra import stage_config
from infra.local import engine as engine_room
from infra.local import venvs
from infra.up import raise_stage
from tests.faults.engine import Engine, standing_in
from tests.faults.operations import all_operations
from tests.faults.stories import Scene, silent
from tests.faults.tally import Tally
from tests.faults.telling import named, of_stories, scene_of
from tests.faults.world import World, clock_of

SITE_URL = "http://127.0.0.1:8000"
A_SLICE = ("submit", "receive", "grant", "files_arrive", "outbox_relay", "dossiers_clocks", "ledger_post")
"""The operations that are told there unless all are, each a third of its stories."""


@contextmanager
def world_on(url: str) -> Iterator[World]:
    """A stage of its own on an engine; the platform in this process works on it meanwhile."""
    name = f"f{secrets.token_hex(4)}"
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        (project / ".chalice").mkdir()
        shutil.copy(venvs.PROJECT / ".chalice" / "config.json", project / ".chalice")
        outputs = raise_stage(name, project, lambda line: None, site_url=SITE_URL)
    variables = stage_config.environment(name, outputs, SITE_URL, url)
    world = World(Engine(url, variables, outputs))
    with standing_in(variables), clock_of(world):
        yield world


@contextmanager
def engine_of_its_own() -> Iterator[str]:
    """An engine with nothing in it, on a free port of this machine; its address."""
    from tests.conftest import cloud_python, free_port

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        running = engine_room.start(cloud_python(), free_port(), home / "state", home / "engine.log", persist=False)
        os.environ.update({**engine_room.client_environment(running.url), "AWS_XRAY_SDK_ENABLED": "false"})
        try:
            yield running.url
        finally:
            running.stop()


def told(everything: bool) -> Tally:
    """The stories of all operations, or a slice of them."""
    begun = time.process_time()
    tally = Tally()
    with engine_of_its_own() as url, world_on(url) as world, silent():
        for name in [one.name for one in all_operations()] if everything else A_SLICE:
            scene = scene_of(world, named(name))
            tally += of_stories([scene.tell(fault, at) for fault, at in _chosen(scene, everything)])
    return replace(tally, seconds=time.process_time() - begun)


def _chosen(scene: Scene, everything: bool) -> list[tuple[str, int]]:
    plan = list(scene.plan())
    return plan if everything else [one for one in plan if zlib.crc32(f"{scene.operation.name}{one}".encode()) % 3 == 0]
