"""`chalice deploy` itself, through the bridge: first time, again from a fresh checkout, and the answers in between."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.commons.identity import demo_password
from infra import deploy_state
from infra.clients import client
from infra.local import bridge, build, front
from infra.up import raise_stage
from tests.story.chapters import tell

pytestmark = pytest.mark.slow
PROJECT = Path(__file__).resolve().parents[2]
ACCOUNT = "000000000000"


@pytest.fixture
def bridged(stage: Any, engine: Any) -> Iterator[dict[str, str]]:
    """The environment of a `chalice deploy` to the engine."""
    between = bridge.open_bridge(0, engine.port)
    wheels = build.wheelhouse(PROJECT / "requirements.txt", print)
    try:
        yield {**os.environ, **wheels, "AWS_ENDPOINT_URL": between.url}
    finally:
        between.stop()


def chalice_deploy(project: Path, stage: str, environment: dict[str, str]) -> None:
    """Deploy as an operator does; what Chalice says is shown when it fails."""
    done = subprocess.run(
        [str(Path(sys.executable).parent / "chalice"), "deploy", "--stage", stage],
        cwd=project,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def story(api_url: str, stage: str) -> None:
    """The whole story at the deployed API's raw address, with the stage's own demo people."""
    seeded = subprocess.run(
        [sys.executable, "-m", "infra", "seed", "--stage", stage],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert seeded.returncode == 0, seeded.stderr
    told: list[str] = []
    tell(api_url, demo_password(), told.append, base="/api", patient=False)
    assert any("verified and witnessed" in line for line in told)


def checkout(stage: str, project: Path) -> Path:
    """A fresh checkout after `python -m infra up --stage <stage>`."""
    build.copy_sources(PROJECT, project)
    raise_stage(stage, project, lambda line: None, site_url="http://127.0.0.1:8000")
    return project


def record(project: Path, stage: str) -> dict[str, Any]:
    """Chalice's record of what it deployed, by resource name."""
    path = project / ".chalice" / "deployed" / f"{stage}.json"
    return {one["name"]: one for one in json.loads(path.read_text(encoding="utf-8"))["resources"]}


def test_deploy_and_update_from_other_checkouts(engine: Any, bridged: dict[str, str], tmp_path: Path) -> None:
    stage = f"c{secrets.token_hex(4)}"
    first = checkout(stage, tmp_path / "first")
    chalice_deploy(first, stage, bridged)
    api_id = record(first, stage)["rest_api"]["rest_api_id"]
    story(f"{engine.url}{front.stage_path(api_id)}", stage)
    bucket = f"motcua-{stage}-state-{ACCOUNT}"
    deploy_state.remember(first, stage, bucket)

    second = checkout(stage, tmp_path / "second")
    assert record(second, stage) == record(first, stage)
    shutil.copytree(first / ".chalice" / "deployments", second / ".chalice" / "deployments")  # spares pip the work
    chalice_deploy(second, stage, bridged)
    assert record(second, stage)["rest_api"]["rest_api_id"] == api_id
    story(f"{engine.url}{front.stage_path(api_id)}", stage)

    client("s3").delete_object(Bucket=bucket, Key=f"deployed/{stage}.json")  # as if nobody had remembered
    rebuilt = record(checkout(stage, tmp_path / "third"), stage)
    assert rebuilt.keys() >= {"rest_api", "files_arrive-sqs-event-source", "outbox_relay-dynamodb-event-source"}
    assert rebuilt == {name: record(second, stage)[name] for name in rebuilt}
