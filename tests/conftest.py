"""What every test may stand on: no network but this machine, an engine, and a fresh stage of motcua on it.

`engine` and `stage` are made once per session, at the first test that asks for them; pure tests pay nothing.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from infra import package, ship, stage_config, stage_keys
from infra.local import build, front
from infra.local import engine as engine_room
from infra.up import raise_stage

PROJECT = Path(__file__).resolve().parent.parent
SITE_URL = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Stage:
    """A stage on the engine: its lasting stack is up, the application is not deployed."""

    name: str
    engine_url: str
    outputs: dict[str, str]
    variables: dict[str, str]


@dataclass(frozen=True)
class Deployed:
    """The application deployed to a stage: `api_url` is the raw API stage, `site_url` the front before it."""

    stage: str
    api_url: str
    site_url: str
    outputs: dict[str, str]


settings.register_profile("city", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("city")


def pytest_configure() -> None:
    """Made-up credentials and no endpoint: a test that forgets its fixture cannot reach anybody's AWS account."""
    os.environ.update(engine_room.client_environment("http://127.0.0.1:9"))
    os.environ["AWS_XRAY_SDK_ENABLED"] = "false"


@pytest.fixture(scope="session", autouse=True)
def _loopback_only() -> Iterator[None]:
    """Connections leave this machine in no test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = str(address[0])
            if host != "localhost" and not ip_address(host).is_loopback:
                raise AssertionError(f"a test tried to reach {host}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[engine_room.Engine]:
    """The laptop's cloud engine on a free port, with nothing in it."""
    home = tmp_path_factory.mktemp("engine")
    running = engine_room.start(cloud_python(), free_port(), home / "state", home / "engine.log", persist=False)
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def stage(engine: engine_room.Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A fresh stage, and the environment of a function that runs in it, for tests that call the code in process."""
    name = f"t{secrets.token_hex(4)}"
    project = tmp_path_factory.mktemp("project")
    (project / ".chalice").mkdir()
    shutil.copy(PROJECT / ".chalice" / "config.json", project / ".chalice")
    with pytest.MonkeyPatch.context() as patch:
        for key, value in engine_room.client_environment(engine.url).items():
            patch.setenv(key, value)
        outputs = raise_stage(name, project, lambda line: None, site_url=SITE_URL)
        variables = stage_config.environment(name, outputs, SITE_URL, engine.url)
        for key, value in variables.items():
            patch.setenv(key, value)
        _forget_settings()
        yield Stage(name, engine.url, outputs, variables)
    _forget_settings()


@pytest.fixture(scope="session")
def deployed(stage: Stage, engine: engine_room.Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """The application on a stage of its own, packaged and deployed as in production, with the front before it.

    Not on `stage`: its workers would take the messages that tests in this process wait for.
    """
    name = f"d{secrets.token_hex(4)}"
    home = tmp_path_factory.mktemp("deployed")
    project = home / "project"
    build.copy_sources(PROJECT, project)
    lasting = raise_stage(name, project, lambda line: None, site_url=SITE_URL)
    made = package.make(project, name, home / "package", build.wheelhouse(project / "requirements.txt", print))
    outputs = ship.ship(made, name, lasting["StateBucketName"], lambda line: None)
    _seed(name)
    door = front.open_front(0, engine.port, outputs["RestAPIId"], stage_keys.read(lasting["TableName"], "front"))
    try:
        yield Deployed(name, f"{engine.url}{front.stage_path(outputs['RestAPIId'])}", door.url, outputs)
    finally:
        door.stop()


def _seed(stage: str) -> None:
    """The demo city of a stage, by the operator's command in a process of its own."""
    words = [sys.executable, "-m", "infra", "seed", "--stage", stage]
    subprocess.run(words, cwd=PROJECT, check=True, capture_output=True)


def cloud_python() -> Path:
    """The interpreter that has the engine: MOTCUA_CLOUD_PYTHON, or the one `make venv` makes."""
    named = os.environ.get("MOTCUA_CLOUD_PYTHON")
    python = Path(named) if named else PROJECT / ".venv-cloud" / "bin" / "python"
    if not python.exists():
        pytest.exit(f"{python} is missing: run `make venv`, or set MOTCUA_CLOUD_PYTHON", returncode=2)
    return python


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _forget_settings() -> None:
    """Settings are read once per process; a test session begins before its stage is there."""
    settings = sys.modules.get("chalicelib.cloud.settings")
    if settings is not None:
        settings.settings.cache_clear()
