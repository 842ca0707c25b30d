"""`make run`: the whole city on this machine until Ctrl-C."""

from __future__ import annotations

import signal
import time
import urllib.request

from infra.local import city, claim, engine, ports


class _Stop(BaseException):
    """Somebody asked the city to stop. No Exception: the AWS SDK would take it for a failed connection."""


def main() -> int:
    """Exit status 0 after an orderly stop."""
    say = city.Progress()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _ask_to_stop)
    try:
        with claim.only_one():
            claim.stop_left_engine(say)
            engine_port, front_port = ports.for_run()
            _run(engine_port, front_port, say)
    except _Stop:
        pass
    return 0


def _run(engine_port: int, front_port: int, say: city.Progress) -> None:
    with city.running_engine(engine_port, say) as running:
        outputs = city.raise_city(f"http://127.0.0.1:{front_port}", say)
        accounts = city.seed(say)
        with city.front_door(front_port, engine_port, outputs["RestAPIId"]) as front:
            _first_page(front.url)
            say("the city is open")
            print(f"\n  Site     {front.url}/\n  Engine   {running.url}  (AWS_ENDPOINT_URL; any credentials)\n")
            print(accounts, flush=True)
            print("  Stop with Ctrl-C; the data stay for the next start.\n", flush=True)
            with claim.announced(claim.City(engine_port, front_port)):
                _while_alive(running)


def _while_alive(running: engine.Engine) -> None:
    while running.alive():
        time.sleep(0.5)


def _first_page(url: str) -> None:
    """Ask for the first page, so that the first visitor does not wait for the function's cold start."""
    try:
        request = urllib.request.Request(f"{url}/healthz", headers={"Accept": "*/*"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            answer.read()
    except OSError as error:
        print(f"         the site answers {error}; look at {city.HOME / 'engine.log'}", flush=True)


def _ask_to_stop(number: int, frame: object) -> None:
    for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.SIG_IGN)  # asked once is enough; nothing interrupts the saving
    raise _Stop
