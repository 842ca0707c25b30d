"""The ports of the laptop's city, and who else may sit on them. Standard library only."""

from __future__ import annotations

import errno
import os
import socket

from infra.trouble import Trouble

ENGINE = ("MOTCUA_ENGINE_PORT", 4566)
FRONT = ("MOTCUA_FRONT_PORT", 8000)
DEV = ("MOTCUA_DEV_PORT", 8001)


def chosen(port: tuple[str, int]) -> int:
    """The port the environment names, or the usual one."""
    name, usual = port
    value = os.environ.get(name, str(usual))
    if not (value.isascii() and value.isdecimal() and 0 < int(value) < 65536):
        raise Trouble(f"{name}={value} is not a port; give a number from 1 to 65535.")
    return int(value)


def free(port: tuple[str, int], command: str) -> int:
    """The chosen port, when nobody listens on it."""
    number = chosen(port)
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", number))
    except OSError as error:
        raise Trouble(
            f"{_refused(number, error)}\n{_advice(error)}choose another port: {port[0]}={_other(number)} {command}"
        ) from error
    return number


def distinct() -> tuple[int, int]:
    """The chosen ports of the engine and the front, when they differ."""
    engine, front = chosen(ENGINE), chosen(FRONT)
    if engine == front:
        raise Trouble(
            f"The engine and the site cannot share port {engine}.\n"
            f"Give each its own: {ENGINE[0]}={engine} {FRONT[0]}={_other(engine)} make run"
        )
    return engine, front


def for_run() -> tuple[int, int]:
    """The ports of the engine and the front, when they differ and nobody listens on them."""
    distinct()
    return free(ENGINE, "make run"), free(FRONT, "make run")


def _refused(number: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {number} of this machine is taken by another program, perhaps the city of another checkout."
    return f"Port {number} of this machine cannot be used ({error.strerror})."


def _advice(error: OSError) -> str:
    return "Stop that program, or " if error.errno == errno.EADDRINUSE else "Please "


def _other(number: int) -> int:
    return number + 77 if 1024 <= number <= 65000 else 8077
