"""The prepared city as a process of its own: `python -m tests.browser.city <engine's address> <file>`.

It raises a stage on the engine, prepares the scenery and serves it, until its standard input ends. Into the file it
writes where everything is (`Where`). By hand, for looking around: `python -m tests.browser.city`, which writes
`.local/looked-at.json` for tests run with MOTCUA_CITY.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from infra import stage_config
from infra.local import engine as engine_room
from infra.up import raise_stage
from tests.browser import serving
from tests.conftest import PROJECT, cloud_python, free_port

OFTEN = 0.15
"""Seconds between two looks for files that have arrived."""

MANY = 1_000_000
"""Nobody is refused for looking up, or beginning, too often."""


@dataclass(frozen=True)
class Where:
    """`root` and `raw`: the site as the front and as the bare stage show it; `wishes`: what tests ask for more;
    `examples`: names and ids of the scenery; `seconds`: how long it took."""

    root: str
    raw: str
    wishes: str
    password: str
    digits: str
    examples: dict[str, str]
    seconds: float


def main() -> None:
    """Serves until standard input ends, or Ctrl-C."""
    os.environ["AWS_XRAY_SDK_ENABLED"] = "false"
    if len(sys.argv) > 1:
        _serve(sys.argv[1], Path(sys.argv[2]))
        return
    with tempfile.TemporaryDirectory() as home:
        running = engine_room.start(cloud_python(), free_port(), Path(home), Path(home) / "log", persist=False)
        try:
            _serve(running.url, PROJECT / ".local" / "looked-at.json")
        finally:
            running.stop()


def _serve(engine_url: str, told: Path) -> None:
    started = time.monotonic()
    lock, lent = threading.Lock(), {}
    root = serving.Served(serving.site(lambda: lent["app"], lock, ""))
    raw = serving.Served(serving.site(lambda: lent["app"], lock, serving.STAGE))
    outputs = _stage(engine_url, root.url)
    city, examples = _prepared(engine_url, outputs)
    lent["app"] = city.app
    from tests.browser import scenery

    asked = serving.Served(serving.wishes(lambda what, words: scenery.wish(city, what, words), lock))
    for server in (root, raw, asked):
        server.start()
    threading.Thread(target=_take_in, args=(engine_url, outputs["ArrivalsQueueUrl"], lock), daemon=True).start()
    from chalicelib.commons.identity import demo_password

    seconds = round(time.monotonic() - started, 1)
    where = Where(root.url, raw.url + serving.STAGE, asked.url, demo_password(), city.last_digits, examples, seconds)
    told.with_suffix(".new").write_text(json.dumps(asdict(where)), encoding="utf-8")
    told.with_suffix(".new").rename(told)
    print(json.dumps(asdict(where), indent=1), flush=True)
    sys.stdin.read()


def _stage(engine_url: str, site_url: str) -> dict[str, str]:
    """A stage of its own, and this process as one of its functions."""
    os.environ.update(engine_room.client_environment(engine_url))
    name = f"b{secrets.token_hex(4)}"
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / ".chalice").mkdir()
        shutil.copy(PROJECT / ".chalice" / "config.json", Path(home) / ".chalice")
        outputs = raise_stage(name, Path(home), lambda line: None, site_url=site_url)
    os.environ.update(stage_config.environment(name, outputs, site_url, engine_url))
    return outputs


def _prepared(engine_url: str, outputs: dict[str, str]) -> tuple[Any, dict[str, str]]:
    import app as composed
    from chalicelib.commons import identity
    from chalicelib.foundation.clock import now
    from chalicelib.onestop import dossiers, procedures
    from chalicelib.onestop.dossiers import draftrules
    from tests.browser import scenery
    from tests.faults.engine import Engine
    from tests.faults.world import World
    from tests.onestop.conftest import City

    identity.seed_demo(now())
    procedures.seed()
    city = City(composed.app)
    draftrules.MOST_DRAFTS = MANY
    for throttle in (dossiers.reading().by_source, dossiers.reading().by_code):
        throttle.most = MANY  # everybody comes from one address here, and asks again and again
    examples = scenery.prepare(city)
    scenery.settle(World(Engine(engine_url, os.environ, outputs)))
    return city, examples


def _take_in(engine_url: str, queue: str, lock: threading.Lock) -> None:
    """Checks every file that a browser has posted, as `files_arrive` does when the queue calls it."""
    from botocore.session import Session

    from chalicelib.onestop.dossiers.workers import take_in

    sqs = Session().create_client("sqs", endpoint_url=engine_url, region_name=os.environ["AWS_DEFAULT_REGION"])
    sqs.purge_queue(QueueUrl=queue)  # what the scenery uploaded has been taken in already
    while True:
        found = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
        for one in found:
            with lock:
                take_in(json.loads(one["Body"]), one["MessageId"])
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=one["ReceiptHandle"])
        time.sleep(0 if found else OFTEN)


if __name__ == "__main__":
    main()
