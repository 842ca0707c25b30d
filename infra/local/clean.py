"""Forget the laptop's city: its data, builds and libraries under .local. Refused while it runs."""

from __future__ import annotations

import shutil
from pathlib import Path

from infra.local import claim


def main(home: Path = claim.HOME) -> int:
    """Exit status 0. The lock files stay, because others may wait for them."""
    with claim.only_one(home):
        claim.stop_left_engine(print, home)
        for path in home.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path.suffix != ".lock":
                path.unlink()
    print("The laptop's city is forgotten; the next `make run` makes a new one.")
    return 0
