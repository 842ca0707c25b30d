"""Runs the story against a running platform; exits with 1 at the first difference."""

from __future__ import annotations

import argparse
import os
import sys
import time

from tests.story.chapters import tell
from tests.story.web import Difference


def main() -> int:
    """One line per step."""
    parser = argparse.ArgumentParser(prog="python -m tests.story", description=__doc__)
    parser.add_argument("--url", default=_usual_url(), help="the site")
    parser.add_argument("--base", default="", help="what links start with there: /api at a raw stage URL")
    parser.add_argument("--password", default="", help="of the demo accounts, when not the known one")
    args = parser.parse_args()
    started = time.monotonic()
    steps = 0

    def say(line: str) -> None:
        nonlocal steps
        steps += 1
        print(f"{steps:3d} {time.monotonic() - started:6.1f} s  {line}", flush=True)

    from chalicelib.commons.identity import demo_password

    try:
        tell(args.url, args.password or demo_password(), say, args.base)
    except Difference as difference:
        print(f"DIFFERENCE after step {steps}: {difference}", file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"{args.url} does not answer ({error}).\nStart the city with `make run` in another terminal. If it is "
            "elsewhere, say where: MOTCUA_FRONT_PORT=8080 make story, or MOTCUA_URL=https://motcua.example make story",
            file=sys.stderr,
        )
        return 1
    print(f"The story holds: {steps} steps in {time.monotonic() - started:.1f} s.")
    return 0


def _usual_url() -> str:
    """MOTCUA_URL, or the port of the laptop's city."""
    return os.environ.get("MOTCUA_URL") or f"http://127.0.0.1:{os.environ.get('MOTCUA_FRONT_PORT') or 8000}"


if __name__ == "__main__":
    sys.exit(main())
