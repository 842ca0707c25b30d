"""The laptop's cloud engine (ministack) as a child process: start, wait until it answers, stop so that data stay."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from infra.trouble import Trouble

REGION = "ap-southeast-1"
_START_S = 60
_STOP_S = 30


class EngineFailed(Trouble):
    """The engine did not start, or went away; the message holds the end of its log."""


@dataclass
class Engine:
    """A running engine. Its data are written to `state` when it stops, not before (a kill -9 loses them).

    It unpacks packages into `temp`, beside `state`, which is emptied at each start and stop.
    """

    port: int
    state: Path
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def temp(self) -> Path:
        return self.state.with_name("tmp")

    def alive(self) -> bool:
        return self.process.poll() is None

    def why_gone(self) -> str:
        """What to tell when it went away unasked, and what that means for the data."""
        if self.process.poll() == 0:
            return "Somebody else has stopped the cloud engine; it has saved its data.\nStart again with `make run`."
        lost = "What changed since this start is lost, except objects in S3, which are kept; everything older is there."
        if not _ever_saved(self.state):
            lost = "It was its first run, so that all of its data are lost."
        return (
            f"The cloud engine went away by itself (exit status {self.process.poll()}): it was killed, or it failed.\n"
            f"{lost}\n"
            f"Start again with `make run`. If it happens again, look at the end of {self.log}:\n{_tail(self.log)}"
        ).rstrip()

    def stop(self) -> None:
        """Ask it to save and go; insist only after half a minute. Nothing of it is left behind."""
        if self.alive():
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        with contextlib.suppress(ProcessLookupError, PermissionError):  # functions that outlived it
            os.killpg(self.process.pid, signal.SIGKILL)
        shutil.rmtree(self.temp, ignore_errors=True)


def start(python: Path, port: int, state: Path, log: Path, *, persist: bool = True) -> Engine:
    """Start the engine with the interpreter of its own virtual environment and wait until it answers."""
    state.mkdir(parents=True, exist_ok=True)
    if not _ever_saved(state):
        shutil.rmtree(state / "s3", ignore_errors=True)
    _read_streams_anew(state)
    temp = state.with_name("tmp")
    shutil.rmtree(temp, ignore_errors=True)
    temp.mkdir()
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(python), "-m", "ministack"],
            env={**_environment(port, state, persist), "TMPDIR": str(temp)},
            cwd=state,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches the command, which then stops the engine in order
        )
    engine = Engine(port, state, log, process)
    try:
        _wait(engine)
    except BaseException:
        engine.stop()
        raise
    return engine


def _ever_saved(state: Path) -> bool:
    """False after a first run that was killed: only objects in S3 are there then, belonging to no stack and no table,
    and in the way of new buckets."""
    return (state / "cloudformation.json").exists()


def _read_streams_anew(state: Path) -> None:
    """Forgets how far streams were read: the engine keeps that when it stops, but not the streams, and would then
    pass over as many new records as it had read before."""
    saved = state / "lambda.json"
    if saved.exists():
        functions = json.loads(saved.read_text(encoding="utf-8"))
        functions.get("payload", functions).pop("dynamodb_stream_positions", None)
        saved.write_text(json.dumps(functions), encoding="utf-8")


def client_environment(url: str) -> dict[str, str]:
    """What a client of the engine needs: made-up credentials, and never the developer's own."""
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_SESSION_TOKEN": "",  # the engine refuses made-up tokens in signed addresses
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def _environment(port: int, state: Path, persist: bool) -> dict[str, str]:
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "MOTCUA_"))}
    return {
        **inherited,
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_REGION": REGION,
        "IOT_MTLS_ENABLED": "0",  # or it opens a port to the whole network, whatever BIND_HOST says
        "SFTP_ENABLED": "0",
        "PERSIST_STATE": "1" if persist else "0",
        "STATE_DIR": str(state),
        "S3_PERSIST": "1" if persist else "0",
        "S3_DATA_DIR": str(state / "s3"),
        "LOG_LEVEL": "WARNING",
        "PYTHONUTF8": "1",
    }


def _wait(engine: Engine) -> None:
    until = time.monotonic() + _START_S
    while time.monotonic() < until:
        if not engine.alive():
            raise EngineFailed(f"the engine stopped at once:\n{_tail(engine.log)}")
        try:
            with urllib.request.urlopen(f"{engine.url}/_ministack/health", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise EngineFailed(f"the engine did not answer within {_START_S} s:\n{_tail(engine.log)}")


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
