"""The platform's code as clockwork: in this process it never sleeps, never asks the real time, never draws real chance.

Every module of the platform gets a stand-in for `time`, `random` and `secrets`, and functions that have captured one of
their members as a default get the stand-in's. So the same seed gives the same calls, items and hashes, byte by byte.
"""

from __future__ import annotations

import inspect
import logging
import random
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from types import SimpleNamespace
from typing import Any

from tests.fake.ticking import Clock


@contextmanager
def clockwork(clock: Clock, chance: Random) -> Iterator[None]:
    """Everything of the platform that is imported by now runs on this clock and draws from this source."""
    undo: list[Callable[[], None]] = []
    modules = [module for name, module in list(sys.modules.items()) if name.startswith("chalicelib.")]
    stand_ins = _stand_ins(clock, chance)
    captured = {id(real): other for real, other in _members(stand_ins)}
    for module in modules:
        for name, value in list(vars(module).items()):
            if id(value) in stand_ins:
                setattr(module, name, stand_ins[id(value)][1])
                undo.append(lambda module=module, name=name, value=value: setattr(module, name, value))
        for function in _functions(module):
            undo.extend(_with_defaults(function, captured))
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
        for step in reversed(undo):
            step()


def _stand_ins(clock: Clock, chance: Random) -> dict[int, tuple[Any, Any]]:
    """What stands in for each module, by the module's identity."""
    timed = SimpleNamespace(sleep=clock.sleep, monotonic=clock.monotonic, perf_counter=clock.monotonic)
    drawn = SimpleNamespace(
        token_bytes=chance.randbytes,
        token_hex=lambda count: chance.randbytes(count).hex(),
        token_urlsafe=lambda count: chance.randbytes(count).hex(),
    )
    return {id(time): (time, timed), id(random): (random, chance), id(secrets): (secrets, drawn)}


def _members(stand_ins: dict[int, tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    for real, other in stand_ins.values():
        for name in ("sleep", "monotonic", "perf_counter", "token_bytes", "uniform"):
            if hasattr(real, name) and hasattr(other, name):
                yield getattr(real, name), getattr(other, name)


def _functions(module: Any) -> Iterator[Any]:
    """The functions of a module and of its classes."""
    for value in list(vars(module).values()):
        if inspect.isfunction(value):
            yield value
        elif inspect.isclass(value) and value.__module__ == module.__name__:
            yield from (one for one in vars(value).values() if inspect.isfunction(one))


def _with_defaults(function: Any, captured: dict[int, Any]) -> list[Callable[[], None]]:
    positional, named = function.__defaults__, function.__kwdefaults__
    undo: list[Callable[[], None]] = []
    if positional and any(id(one) in captured for one in positional):
        function.__defaults__ = tuple(captured.get(id(one), one) for one in positional)
        undo.append(lambda: setattr(function, "__defaults__", positional))
    if named and any(id(one) in captured for one in named.values()):
        function.__kwdefaults__ = {name: captured.get(id(one), one) for name, one in named.items()}
        undo.append(lambda: setattr(function, "__kwdefaults__", named))
    return undo
