"""Where the measured programs run: the stub beside them, and the environment of a function on Lambda."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.canned import TABLE
from infra.local.engine import client_environment

PROJECT = Path(__file__).resolve().parent.parent
TRACED = {
    "AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:9",
    "_X_AMZN_TRACE_ID": "Root=1-00000000-000000000000000000000000;Parent=0000000000000000;Sampled=0",
}
"""What Lambda adds while tracing is on, for a request that is not sampled."""


@contextmanager
def stub() -> Iterator[dict[str, str]]:
    """Runs the stub; gives the environment of programs that call it."""
    words = [sys.executable, "-m", "bench.stub"]
    inherited = {**os.environ, **_function("http://127.0.0.1:9")}
    process = subprocess.Popen(words, cwd=PROJECT, env=inherited, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        port = process.stdout.readline().decode().strip()
        if not port:
            raise RuntimeError("the stub did not start")
        yield _function(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _function(url: str) -> dict[str, str]:
    """A whole environment, with nothing of the developer's in it; dicts are laid out alike in every process."""
    return {
        **client_environment(url),
        "PATH": os.environ.get("PATH", ""),
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "LAMBDA_TASK_ROOT": str(PROJECT),
        "AWS_LAMBDA_FUNCTION_NAME": "motcua-bench",
        "MOTCUA_STAGE": "bench",
        "MOTCUA_DEMO": "yes",
        "MOTCUA_TABLE": TABLE,
        "MOTCUA_QUARANTINE_BUCKET": "motcua-bench-quarantine",
        "MOTCUA_KEEP_BUCKET": "motcua-bench-keep",
        "MOTCUA_SITE_URL": "https://motcua.example",
    }
