"""`make dev`: `chalice local` with autoreload, on the data of a running `make run`.

Only pages and doors run here; uploads and events are handled by the deployed workers of the running city.
"""

from __future__ import annotations

import os
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import NoReturn

from infra import stage_environment
from infra.local import city, engine, ports, venvs
from infra.trouble import Trouble


def main() -> NoReturn:
    """Becomes `chalice local`, or says why it cannot."""
    url = f"http://127.0.0.1:{ports.chosen(ports.ENGINE)}"
    try:
        with urllib.request.urlopen(f"{url}/_ministack/health", timeout=5):
            pass
    except (urllib.error.URLError, ConnectionError) as error:
        raise Trouble("The city is not running: start it with `make run` in another terminal first.") from error
    port = ports.free(ports.DEV, "make dev")
    os.environ.update(engine.client_environment(url))
    stage_environment.enter(city.STAGE)
    os.environ["MOTCUA_SITE_URL"] = f"http://127.0.0.1:{port}"
    os.chdir(venvs.PROJECT)
    chalice = Path(sys.executable).parent / "chalice"
    os.execv(chalice, [str(chalice), "local", "--host", "127.0.0.1", "--port", str(port), "--stage", city.STAGE])
