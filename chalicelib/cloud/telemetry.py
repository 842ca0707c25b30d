"""Tracing. The only file that knows X-Ray; silent where no daemon listens.

The SDK is in maintenance mode, so rooms use four words only: `start`, `segment`, `use_case`, `annotate`.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


@cache
def _recorder() -> Any:
    """The SDK's recorder, None where no daemon is (laptop, tests)."""
    if not os.environ.get("AWS_XRAY_DAEMON_ADDRESS") or not os.environ.get("LAMBDA_TASK_ROOT"):
        return None
    from aws_xray_sdk.core import patch, xray_recorder

    patch(["botocore"])
    return xray_recorder


def start() -> None:
    """Prepares tracing before the first request."""
    _recorder()


@contextmanager
def segment(name: str) -> Iterator[None]:
    """One named piece of work: a use case, a batch."""
    recorder = _recorder()
    if recorder is None:
        yield
        return
    safe = "".join(char if char.isalnum() or char in " _.:/%&#=+-@" else "_" for char in name)
    with recorder.in_subsegment(safe):
        yield


def use_case(function: Callable[P, R]) -> Callable[P, R]:
    """Gives a use case a piece of its own in the trace, named by room and verb: `dossiers.receive`."""
    name = ".".join((*function.__module__.split(".")[-2:-1], function.__name__))

    @wraps(function)
    def traced(*args: P.args, **kwargs: P.kwargs) -> R:
        with segment(name):
            return function(*args, **kwargs)

    return traced


def annotate(**facts: str) -> None:
    """Searchable facts on the present piece of work: `dossier`, `agency`, `rule`. Never personal data."""
    recorder = _recorder()
    current = recorder.current_subsegment() if recorder is not None else None
    if current is not None:
        for name, value in facts.items():
            current.put_annotation(name, value)
