"""What is told on the laptop's engine, beside everything on the fake and in a process of its own."""

from __future__ import annotations

import resource
import tempfile
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.faults.suites import LEAST_SINGLE, Size
from tests.faults.tally import Row, Tally

LEAST_ON_ENGINE = 50


def on_engine_row(name: str, size: Size, first: int) -> Row:
    """One kind of BESIDE; a mistake in it is told as a violation."""
    try:
        return BESIDE[name](name, size, first)
    except Exception:  # noqa: BLE001 - some exceptions cannot be sent from one process to another
        return Row(name, 1, "all", Tally(wrong=(traceback.format_exc(),)))


def _one_fault(name: str, size: Size, first: int) -> Row:
    from tests.faults import on_engine

    tally, least = on_engine.told(size.whole), LEAST_SINGLE if size.whole else LEAST_ON_ENGINE
    return Row(name, least, f">= {least}", tally)


def _kills(name: str, size: Size, first: int) -> Row:
    from tests.story.killing import survive

    before = _seconds_of_children()
    with tempfile.TemporaryDirectory(prefix="motcua-kills-") as folder:
        killer, wrong = survive(first + 1, size.kills, Path(folder) / "local", patient=size.patient)
    count = sum(killer.happened.values())
    tally = Tally(count, size.kills, count, tuple(wrong), _seconds_of_children() - before)
    return Row(name, size.kills, f"all {size.kills}", tally)


def _seconds_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


BESIDE: Mapping[str, Callable[[str, Size, int], Row]] = {
    "one fault, on the engine": _one_fault,
    "kills in the story": _kills,
}
