"""`make dev`: `chalice local`, started anew on every change of the sources, on the data of a running `make run`.

Only pages and doors run here; uploads and events are handled by the deployed workers of the running city. Chalice's own
reloading is not used: it watches the whole checkout, virtual environments and the engine's data included.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from infra import stage_environment
from infra.local import city, claim, engine, ports, venvs
from infra.trouble import Trouble

_WATCHED = ("app.py", "chalicelib", "templates")


def main() -> int:
    """Exit status 0 after Ctrl-C."""
    running = claim.open_city()
    port = _port(running)
    url = f"http://127.0.0.1:{running.engine_port}"
    os.environ.update(engine.client_environment(url))
    stage_environment.enter(city.STAGE)
    os.environ["MOTCUA_SITE_URL"] = f"http://127.0.0.1:{port}"
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        _serve(port)
    return 0


def _port(running: claim.City) -> int:
    if ports.chosen(ports.DEV) in (running.engine_port, running.front_port):
        raise Trouble(
            f"Port {ports.chosen(ports.DEV)} belongs to the running city; choose another: {ports.DEV[0]}=8002 make dev"
        )
    return ports.free(ports.DEV, "make dev")


def _serve(port: int) -> None:
    """Keep a server of the present sources running."""
    chalice = Path(sys.executable).parent / "chalice"
    words = [str(chalice), "local", "--no-autoreload", "--host", "127.0.0.1", "--port", str(port)]
    while True:
        seen = _sources()
        server = subprocess.Popen([*words, "--stage", city.STAGE], cwd=venvs.PROJECT, start_new_session=True)
        try:
            while _sources() == seen:
                time.sleep(0.5)
        finally:
            server.terminate()
            server.wait()
        print("the sources have changed", flush=True)


def _sources() -> dict[Path, int]:
    """Every watched file and when it was written, in nanoseconds."""
    found = {}
    for name in _WATCHED:
        top = venvs.PROJECT / name
        for path in [top] if top.is_file() else top.rglob("*"):
            if "__pycache__" not in path.parts and path.is_file():
                found[path] = path.stat().st_mtime_ns
    return found
