"""The trace as X-Ray's daemon gets it, in a process that believes it is a Lambda function; and silence elsewhere."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"
WORK = """
from chalicelib.cloud import telemetry

telemetry.start()

@telemetry.use_case
def receive():
    telemetry.annotate(dossier="01abc", agency="d07")
    return 7

with telemetry.segment("POST /api/v1/dossiers/{id}/moves"):
    print(receive())
"""


def run(**environment: str) -> str:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "PYTHONPATH")}
    done = subprocess.run(
        [sys.executable, "-c", WORK],
        cwd=PROJECT,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def heard(daemon: socket.socket) -> list[dict[str, object]]:
    """Every document that has reached the daemon; the header line is left out."""
    documents = []
    daemon.settimeout(2)
    try:
        while True:
            documents.append(json.loads(daemon.recv(65536).decode().split("\n", 1)[1]))
    except TimeoutError:
        return documents


def test_a_use_case_is_a_subsegment_with_dossier_and_agency() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as daemon:
        daemon.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{daemon.getsockname()[1]}"
        said = run(AWS_XRAY_DAEMON_ADDRESS=address, LAMBDA_TASK_ROOT="/var/task", _X_AMZN_TRACE_ID=TRACE)
        documents = heard(daemon)
    assert said.strip() == "7"
    text = json.dumps(documents)
    assert '"POST /api/v1/dossiers/_id_/moves"' in text
    assert '"annotations": {"dossier": "01abc", "agency": "d07"}' in text
    assert '"name": "receive"' in text


def test_silent_where_no_daemon_is() -> None:
    assert run().strip() == "7"
