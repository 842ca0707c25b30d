"""The laptop's city: engine, lasting stack, application, demo data and front, from the templates of production."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator

from infra import ship, stacks, stage_keys, up
from infra.local import build, claim, engine, venvs
from infra.local.front import open_front
from infra.local.passing import Server
from infra.trouble import Trouble

STAGE = "local"
HOME = claim.HOME


class Progress:
    """Lines with the seconds since the start."""

    def __init__(self) -> None:
        self._started = time.monotonic()

    def __call__(self, line: str) -> None:
        print(f"{time.monotonic() - self._started:6.1f} s  {line}", flush=True)


@contextlib.contextmanager
def running_engine(port: int, say: Progress) -> Iterator[engine.Engine]:
    """The engine with the city's data; stopped in order, so that the data are there at the next start.

    When it goes away meanwhile, whatever failed for that reason is told as that.
    """
    say("starting the cloud engine")
    running = engine.start(venvs.CLOUD_PYTHON, port, HOME / "state", HOME / "engine.log")
    (HOME / "engine.pid").write_text(str(running.process.pid), encoding="ascii")
    os.environ.update(engine.client_environment(running.url))
    say(f"the engine answers at {running.url}")
    try:
        yield running
        if not running.alive():
            raise engine.EngineFailed
    except Exception as error:
        if running.alive():
            raise
        raise engine.EngineFailed(running.why_gone()) from error
    finally:
        _stop(running, say)


def _stop(running: engine.Engine, say: Progress) -> None:
    orderly = running.alive()
    if orderly:
        say("saving the city's data")
    running.stop()
    if orderly:
        say("stopped")
    (HOME / "engine.pid").unlink(missing_ok=True)


def raise_city(site_url: str, say: Progress) -> dict[str, str]:
    """Bring the lasting stack and the application up to what the checkout says; the app stack's outputs."""
    project = HOME / "build" / "project"
    build.copy_sources(venvs.PROJECT, project)
    outputs = up.raise_stage(STAGE, project, lambda line: _unless_about_deploying(line, say), site_url=site_url)
    made, new = build.package_if_changed(project, STAGE, HOME / "build", say)
    say(f"the application is {'packaged' if new else 'as it was'}: {made.zip.stat().st_size / 1e6:.1f} MB")
    return ship.ship(made, STAGE, outputs["StateBucketName"], say)


def _unless_about_deploying(line: str, say: Progress) -> None:
    """The record of `chalice deploy` is of no use here: the laptop's application is deployed as a stack."""
    if not line.startswith("deploy record"):
        say(line)


def seed(say: Progress) -> str:
    """Put the demo city in; repeating it changes nothing. Returns what to tell: demo accounts, password."""
    if not (venvs.PROJECT / "infra" / "seed.py").exists():
        return ""
    say("seeding the demo city")
    done = subprocess.run(
        [sys.executable, "-m", "infra", "seed", "--stage", STAGE],
        cwd=venvs.PROJECT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Trouble(f"the demo city could not be seeded:\n{done.stdout}")
    from chalicelib.commons.identity import demo_password

    return f"{done.stdout}  The password of all demo accounts: {demo_password()}\n"


@contextlib.contextmanager
def front_door(port: int, engine_port: int, api_id: str) -> Iterator[Server]:
    """The front, while the city is open."""
    key = stage_keys.read(stacks.outputs(up.state_stack(STAGE))["TableName"], "front")
    front = open_front(port, engine_port, api_id, key)
    try:
        yield front
    finally:
        front.stop()
